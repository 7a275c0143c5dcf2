"""Damaged files of every kind: bytes flipped, cut, spliced and swapped. Each is read or refused in words, soon, and nothing else.

200 cases in every run; MLWORKBENCH_FUZZ=5000 makes it more.
"""

import bz2
import gzip
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import IMPORTERS, open_source
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data.opening import choices_of

CASES = int(os.environ.get("MLWORKBENCH_FUZZ", "200"))
LONGEST = 10.0  # seconds
SMALL = 40_000  # bytes of a real file that is taken whole
REAL = sorted(
    path for path in (Path(__file__).parents[1] / "data" / "files").iterdir() if path.is_file() and path.stat().st_size < SMALL
)
PIECES = (
    *(
        b"\0",
        b'"',
        b"'",
        b",",
        b";",
        b"\t",
        b"|",
        b"\n",
        b"\r",
        b"\r\n",
        b"\\",
        b"#",
        b"\xff",
        b"\xc3",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ),
    *(
        b"PAR1",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"1,234.5",
        b"\xe2\x82\xac",
        b"31/12/99",
        b'""',
        b"{",
        b"]",
        b"<",
        b"\x80" * 9,
        b"9" * 40,
    ),
)
CHOICES = (
    *(
        {},
        {},
        {},
        {"bad_rows": "set_aside"},
        {"delimiter": ";"},
        {"quote": "none"},
        {"header": "2"},
        {"skip": "1"},
        {"comment": "#"},
    ),
    *({"encoding": "cp949"}, {"encoding": "latin-1"}, {"encoding": "utf-16-le"}, {"decimal": ","}, {"thousands": "."}),
    *({"missing": "? 1"}, {"dates": "day_first"}, {"header": "0", "bad_rows": "set_aside"}),
)

Damage = Callable[[bytes, int, int, bytes, bytes], bytes]
DAMAGES: tuple[Damage, ...] = (
    lambda content, here, there, piece, other: content[:here],
    lambda content, here, there, piece, other: content[here:],
    lambda content, here, there, piece, other: content[:here] + bytes([content[here] ^ (1 << there % 8)]) + content[here + 1 :],
    lambda content, here, there, piece, other: content[:here] + content[here + 1 + there % 40 :],
    lambda content, here, there, piece, other: content[:here] + piece + content[here:],
    lambda content, here, there, piece, other: content[:here] + piece * 40 + content[here + 40 :],
    lambda content, here, there, piece, other: content[:here] + content[there : there + 90] + content[here:],
    lambda content, here, there, piece, other: content[:here] + other[there:],
    lambda content, here, there, piece, other: content[:here] + other[there : there + 200] + content[here + 200 :],
)
STEPS = some.lists(
    some.tuples(
        some.sampled_from(DAMAGES), some.floats(0, 1), some.integers(0, 1 << 20), some.sampled_from(PIECES), some.integers(0, 999)
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A sample of each importer, the small real files, and some of them packed. Of a folder the first file is damaged."""
    samples = []
    for importer in IMPORTERS:
        folder = tmp_path_factory.mktemp(importer.name)
        samples.append(importer.sample(folder))
    packed = tmp_path_factory.mktemp("packed")
    archives = []
    for number, path in enumerate(one for one in samples if one.is_file()):
        archives.append(packed / f"{path.name}.{('gz', 'zip', 'bz2')[number % 3]}")
        PACKERS[number % 3](path, archives[-1])
    return [*samples, *REAL, *archives]


def zipped(path: Path, out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (path.name, f"__MACOSX/._{path.name}"):
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())


PACKERS: tuple[Callable[[Path, Path], object], ...] = (
    lambda path, out: out.write_bytes(gzip.compress(path.read_bytes(), mtime=0)),
    zipped,
    lambda path, out: out.write_bytes(bz2.compress(path.read_bytes())),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.timeout(max(120, CASES))
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    which=some.integers(0, 999),
    steps=STEPS,
    choices=some.sampled_from(CHOICES),
    last=some.sampled_from(["", ".csv", ".txt", ".xlsx"]),
)
def test_a_damaged_file_is_read_or_refused_in_words(
    whole: list[Path],
    place: Path,
    which: int,
    steps: list[tuple[Damage, float, int, bytes, int]],
    choices: dict[str, str],
    last: str,
) -> None:
    folder = emptied(place)
    path, victim = copied(whole[which % len(whole)], folder, last if which % 7 == 0 else "")
    content = victim.read_bytes()
    for damage, share, there, piece, other in steps:
        if content:
            content = damage(
                content, int(share * (len(content) - 1)), there % len(content), piece, bytes_of(whole[other % len(whole)])
            )
    victim.write_bytes(content)
    before, started = everything(folder), time.monotonic()

    survives(path, folder / "work", known(choices, path))

    shutil.rmtree(folder / "work", ignore_errors=True)
    assert everything(folder) == before
    assert time.monotonic() - started < LONGEST


def emptied(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return place


def copied(path: Path, folder: Path, suffix: str) -> tuple[Path, Path]:
    """The copy to be opened, and the file of it that is damaged."""
    if path.is_dir():
        copy = Path(shutil.copytree(path, folder / path.name))
        return copy, next(one for one in sorted(copy.rglob("*")) if one.is_file())
    copy = Path(shutil.copy(path, folder / f"{path.stem}{suffix or path.suffix}"))
    return copy, copy


def known(choices: dict[str, str], path: Path) -> dict[str, str]:
    """Those that the importer which claims the file has."""
    head = path.read_bytes()[:4096] if path.is_file() else b""
    importer = next((one for one in IMPORTERS if one.claims(path, head)), None)
    return {name: value for name, value in choices.items() if importer and name in {one.name for one in choices_of(importer)}}


def bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b"x"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def survives(path: Path, work: Path, choices: dict[str, str]) -> None:
    try:
        source = open_source(path, work, Silent(), choices)
        decided = typing.decide(source, Silent())
        rows = sum(batch.num_rows for batch in source.batches())
    except InputError as refused:
        assert tr(refused.key, **refused.facts)
        return
    assert rows == source.rows > 0
    assert len(decided.columns) == len(source.names) == len(set(source.names))
    for note in (*source.notes, *decided.notes):
        assert tr(note.reason.key, **note.reason.facts)
