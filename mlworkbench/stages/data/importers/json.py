"""JSON (a list of objects, an object of lists, records inside an object) and JSON lines."""

from pathlib import Path

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data.delimited.encoding import ENCODINGS
from mlworkbench.stages.data.jsontext import table
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Importer

SUFFIXES = (".json", ".ndjson", ".jsonl")


def claims(path: Path, head: bytes) -> bool:
    """By suffix or by how it begins, unless the first bytes are those of another kind."""
    return kind_of(path, head) == "JSON"


def sample(folder: Path) -> Path:
    path = folder / "sample.json"
    path.write_text(
        '[{"name": "Adler, groß", "size": {"length": 81.5, "eggs": 2}, "tags": ["a", "b"]},\n'
        ' {"name": "참새", "seen": "2026-02-01"},\n'
        ' {"name": "Meise", "size": {"length": 12, "eggs": null}, "seen": "2026-02-02"}]\n',
        "utf-8",
    )
    return path


PARAMS = (
    Param("encoding", Words("Encoding", "인코딩"), "", choices=("", *ENCODINGS)),
    Param(
        "path",
        Words("Path to the rows", "행 목록의 경로"),
        "",
        help=Words(
            "The list inside the object, such as data.items; . is the whole file.",
            "객체 안의 목록입니다. 예: data.items. 파일 전체는 . 입니다.",
        ),
    ),
)
IMPORTER = Importer("json", Words("JSON", "JSON"), SUFFIXES, claims, table.open_json, sample, PARAMS)
