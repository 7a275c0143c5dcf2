"""Columns of fixed width: found where every line is blank, chosen by widths, and never cut through a word."""

from pathlib import Path

import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import Source, open_source

TABLE = "name        amount  seen\nAdler        1,5    2026-01-31\n참새          12,25   2026-02-01\n\nMeise\n"


def opened(folder: Path, content: str | bytes, name: str = "file.fwf", **choices: str) -> Source:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path, folder / "work", Silent(), choices)


def rows(source: Source) -> list[tuple[str, ...]]:
    table = pa.Table.from_batches(list(source.batches()))
    assert table.num_rows == source.rows
    return list(zip(*([cell or "" for cell in column.to_pylist()] for column in table.columns), strict=True))


@pytest.mark.parametrize("name", ["file.fwf", "file.txt", "file.dat"])
def test_columns_end_where_every_line_is_blank(name: str, tmp_path: Path) -> None:
    table = TABLE if name.endswith("fwf") else TABLE.replace(",", ".")

    source = opened(tmp_path, table, name)

    assert source.reading["importer"] == "fixed_width"
    assert source.names == ("name", "amount", "seen")
    assert rows(source) == [("Adler", "1.5", "2026-01-31"), ("참새", "12.25", "2026-02-01"), ("Meise", "", "")]
    assert "widths_found" in [note.kind for note in source.notes]


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"widths": "12 8 +"},
        {"header": "0"},
        {"skip": "1", "header": "0"},
        {"header": "2"},
        {"widths": "12 8 10", "decimal": ","},
    ],
)
def test_what_was_decided_reads_the_same_again(choices: dict[str, str], tmp_path: Path) -> None:
    first = opened(tmp_path, TABLE, **choices)
    held = {name: value for name, value in first.reading.items() if name != "importer"}

    second = open_source(tmp_path / "file.fwf", tmp_path / "again", Silent(), held)

    assert (second.names, second.reading, rows(second)) == (first.names, first.reading, rows(first))


def test_packed_columns_are_cut_by_the_widths_given(tmp_path: Path) -> None:
    source = opened(tmp_path, "20260131A12가나\n20260201B07다라\n", widths="8 1 2 +", header="0")

    assert rows(source) == [("20260131", "A", "12", "가나"), ("20260201", "B", "07", "다라")]


@pytest.mark.parametrize("text", ["one line of words\nand another one here\nthird\n", "a,b\n1,2\n3,4\n5,6\n", "x\n1\n2\n3\n"])
def test_other_texts_are_left_to_others(text: str, tmp_path: Path) -> None:
    source = opened(tmp_path, text, "file.txt")

    assert source.reading["importer"] == "csv"


@pytest.mark.parametrize(
    ("content", "choices", "key"),
    [
        ("abc\ndef\nghi\n", {}, "data.no_gaps"),
        ("a  b\n", {}, "data.no_rows"),
        ("  \n\n", {}, "data.no_gaps"),
        (TABLE, {"widths": "12 8 4"}, "data.between_columns"),
        (TABLE, {"widths": "0 9"}, "data.bad_widths"),
        (TABLE, {"widths": "eleven"}, "data.bad_widths"),
        (TABLE, {"header": "40"}, "data.no_such_header"),
        (TABLE.encode() + b"\xff\n", {}, "data.unknown_encoding"),
    ],
)
def test_what_cannot_be_read_has_words(content: str | bytes, choices: dict[str, str], key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        opened(tmp_path, content, **choices)

    assert refused.value.key == key
    assert tr(refused.value.key, **refused.value.facts)


def test_a_word_that_crosses_a_border_further_down_is_named_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlworkbench.stages.data.importers import fixed_width

    monkeypatch.setattr(fixed_width, "GLANCE", 3)

    with pytest.raises(InputError) as refused:
        opened(tmp_path, "name   n\nAdler  1\nMeise  2\nZaunkönig 3\n")

    assert (refused.value.key, refused.value.facts["line"]) == ("data.between_columns", 4)
