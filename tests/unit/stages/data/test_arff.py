"""ARFF: declarations hold, cells come as they are written, and a row that breaks them is named."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source, run

HEAD = "@relation r\n@attribute n numeric\n@attribute 'a b' {x, 'y z', \"q\\\"r\"}\n@attribute s string\n"


def opened(folder: Path, content: str | bytes) -> Source:
    path = folder / "rows.arff"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(path, folder / "work", Silent())


def rows(source: Source) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in pa.Table.from_batches(list(source.batches())).to_pylist()]


def test_a_real_file_has_its_columns_and_types(data: Path, tmp_path: Path) -> None:
    made = run({"path": str(data / "files" / "bankruptcy_head.arff"), "name": "b"}, tmp_path, Silent())

    assert len(made["columns"]) == 65
    assert (made["columns"][0]["name"], made["columns"][0]["type"]) == ("net profit / total assets", "number")


def test_quotes_comments_missing_marks_and_sparse_rows_are_understood(tmp_path: Path) -> None:
    body = "@DATA\n% a comment\n1.5,'y z','it\\'s, so'\n\n?,\"q\\\"r\",?\n{1 'y z', 2 word}\n{0 3}\n{}\n'?',x,'?'\n"

    source = opened(tmp_path, HEAD + body)

    assert source.names == ("n", "a b", "s")
    assert rows(source) == [
        ("1.5", "y z", "it's, so"),
        (None, 'q"r', None),
        ("0", "y z", "word"),
        ("3", "x", "0"),
        ("0", "x", "0"),
        ("?", "x", "?"),
    ]


def test_dates_follow_their_declared_pattern(tmp_path: Path) -> None:
    head = '@relation r\n@attribute a date "dd.MM.yyyy HH:mm"\n@attribute b date\n@data\n'

    source = opened(tmp_path, head + "31.01.2026 9:05,2026-01-31T10:00:00\n")

    assert rows(source) == [("2026-01-31 09:05:00", "2026-01-31 10:00:00")]


def test_korean_text_in_cp949_is_read_like_any_text(tmp_path: Path) -> None:
    lines = "".join(f"'서울특별시 종로구 {number}번지'\n" for number in range(20))

    source = opened(tmp_path, f"@relation r\n@attribute 주소 string\n@data\n{lines}".encode("cp949"))

    assert (source.names, source.rows, source.reading["encoding"]) == (("주소",), 20, "cp949")


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        (HEAD + "@data\n1,x,a\n1,x\n", "data.arff_row", 7),
        (HEAD + "@data\n1,x,'a\n", "data.arff_row", 6),
        (HEAD + "@data\nten,x,a\n", "data.arff_value", 6),
        (HEAD + "@data\n1,w,a\n", "data.arff_value", 6),
        (HEAD + "@data\n{1 x, 0 2}\n", "data.arff_row", 6),
        (HEAD + "@data\n", "data.no_rows", None),
        (HEAD, "data.arff_no_data", 5),
        ("@relation r\n@attribute a\n@data\n1\n", "data.arff_head", 2),
        ("@relation r\n1,2\n", "data.arff_head", 2),
        ("@relation r\n@attribute bag relational\n", "data.arff_relational", 2),
        ("@relation r\n@attribute a date 'GGG'\n@data\nx\n", "data.arff_date", None),
    ],
)
def test_what_breaks_the_declarations_is_named_with_its_line(content: str, key: str, line: int | None, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, content)

    assert (refused.value.key, refused.value.facts.get("line")) == (key, line)
