"""The package as one .mlpkg file: a zip whose bytes depend on its content alone."""

import stat
import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mlworkbench.base.words import Words
from mlworkbench.scoring.archive import DENSEST, SMALL
from mlworkbench.scoring.manifest import Manifest
from mlworkbench.scoring.package import MANIFEST, open_package
from mlworkbench.scoring.scorer import Scores
from mlworkbench.scoring.wire import Columns
from mlworkbench.stages.package.target import Target

DATE = (1980, 1, 1, 0, 0, 0)
UNIX = 3
LEVEL = 6


def write(manifest: Manifest, files: Mapping[str, bytes], path: Path) -> None:
    """The manifest first, then the files in the order in which it names them."""
    contents = {MANIFEST: manifest.to_bytes(), **{named.path: files[named.path] for named in manifest.files}}
    with ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(_entry(name), content, _method(content), LEVEL)


def _method(content: bytes) -> int:
    """Deflated, unless that is so dense that a reader must take it for a bomb."""
    dense = len(content) > SMALL and len(content) > DENSEST / 2 * len(zlib.compress(content, LEVEL))
    return ZIP_STORED if dense else ZIP_DEFLATED


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, DATE)
    entry.create_system = UNIX
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def score(path: Path, columns: Columns) -> Scores:
    return open_package(path).scorer().score(columns)


TARGET = Target(
    name="bundle",
    title=Words("Package file", "패키지 파일"),
    help=Words(
        "One file with the model, its description and 200 rows that prove it. Opens in this program on any machine.",
        "모델과 설명, 결과를 증명하는 행 200개를 담은 파일 하나입니다. 이 프로그램이 있는 모든 컴퓨터에서 열 수 있습니다.",
    ),
    suffix=".mlpkg",
    write=write,
    score=score,
)
