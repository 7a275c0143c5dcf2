"""Rows that are no data, and single columns that may be several: left out and told, or asked about; never taken silently."""

from pathlib import Path

import pyarrow as pa
import pytest

from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source


def opened(folder: Path, *lines: str, **choices: str) -> Source:
    path = folder / "file.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return open_source(path, folder / "work", Silent(), choices)


def first(source: Source) -> list[str | None]:
    table = pa.Table.from_batches(list(source.batches()))
    assert table.num_rows == source.rows
    return list(table.columns[0].to_pylist())


def kinds(source: Source) -> list[str]:
    return [note.kind for note in source.notes]


MEASURES = ("time,temp,note", "s,°C,", "1,20.5,x", "2,21.5,y", "3,22.0,z")


def test_a_row_of_units_is_left_out_and_describes_the_columns(tmp_path: Path) -> None:
    source = opened(tmp_path, *MEASURES)

    assert (first(source), kinds(source)) == (["1", "2", "3"], ["units_row"])
    assert source.descriptions == {"time": "s", "temp": "°C"}


def test_no_row_of_units_is_seen_where_that_is_chosen(tmp_path: Path) -> None:
    assert first(opened(tmp_path, *MEASURES, units="none")) == ["s", "1", "2", "3"]


@pytest.mark.parametrize("row", ["unknown,unknown", "NA,NA", "Kim,12", "7,?"])
def test_a_row_of_data_is_no_row_of_units(row: str, tmp_path: Path) -> None:
    assert opened(tmp_path, "a,b", row, "1,2", "3,4").rows == 3


def test_a_header_among_the_rows_is_left_out_and_told(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b", "1,2", "3,4", "a,b", "5,6")

    assert (source.names, first(source), kinds(source)) == (("a", "b"), ["1", "3", "5"], ["header_repeated"])


def test_a_header_far_down_is_found_at_the_end_of_the_file_too(tmp_path: Path) -> None:
    body = [f"{number},x{number}" for number in range(3_000)]

    source = opened(tmp_path, "a,b", *body, "a,b", "9,x")

    assert (source.rows, kinds(source)) == (3_001, ["header_repeated"])


def test_notes_at_the_end_are_left_out_and_told(tmp_path: Path) -> None:
    source = opened(tmp_path, "a,b,c", "1,2,3", "4,5,6", "7,8,9", "Source: KOSIS,,", "* provisional,,")

    assert (first(source), kinds(source)) == (["1", "4", "7"], ["rows_at_end"])
    assert source.reading["skip_end"] == "2"


@pytest.mark.parametrize(
    ("word", "asked"), [("Total", True), ("합계", True), ("Summe", True), ("Totalcar", False), ("Ulsan", False)]
)
def test_a_total_at_the_end_is_asked_about(word: str, asked: bool, tmp_path: Path) -> None:
    lines = ("city,n", "Seoul,10", "Busan,5", f"{word},15")

    source = opened(tmp_path, *lines)

    assert source.rows == 3
    assert [(one.choice, one.options) for one in source.questions] == ([("skip_end", ("1", "0"))] if asked else [])
    assert first(opened(tmp_path, *lines, skip_end="1")) == ["Seoul", "Busan"]
    assert not opened(tmp_path, *lines, skip_end="0").questions


@pytest.mark.parametrize(
    ("lines", "choice"),
    [
        (("a^b", "1^2", "3^4"), ("delimiter", ("^", "none"))),
        (("a\x01b", "1\x012"), ("delimiter", ("control-a", "none"))),
        (("name     size", "Kim        12", "Lee         7"), ("importer", ("fixed_width", "csv"))),
        (("time", "10:30", "10:40"), None),
        (("10:30", "10:40"), None),
        (("mail", "a@b.kr", "c@d.kr"), None),
        (("day", "2026-01-02", "2026-01-03"), None),
    ],
)
def test_one_column_that_may_be_several_is_asked_about(
    lines: tuple[str, ...], choice: tuple[str, tuple[str, ...]] | None, tmp_path: Path
) -> None:
    source = opened(tmp_path, *lines)

    assert [(one.choice, one.options) for one in source.questions] == ([choice] if choice else [])


def test_the_answer_divides_the_column(tmp_path: Path) -> None:
    assert opened(tmp_path, "a\x01b", "1\x012", "3\x014", delimiter="control-a").names == ("a", "b")


def test_a_single_column_that_was_chosen_is_not_asked_about_again(tmp_path: Path) -> None:
    lines = ("name     size", "Kim        12", "Lee         7")

    assert not opened(tmp_path, *lines, importer="csv").questions
    assert opened(tmp_path, *lines, importer="fixed_width").names == ("name", "size")


def test_a_note_above_units_below_and_a_total_at_the_end_are_all_told_apart(tmp_path: Path) -> None:
    body = [f"{number},{number * 1.5},2026년 3월 {number + 1}일" for number in range(9)]

    source = opened(tmp_path, "Report of 2026,,", "time,temp,when", "s,°C,", *body, "합계,54,")

    assert (source.names, source.rows) == (("time", "temp", "when"), 10)
    assert kinds(source) == ["lines_skipped", "units_row", "date_words"]
    assert [one.choice for one in source.questions] == ["skip_end"]
