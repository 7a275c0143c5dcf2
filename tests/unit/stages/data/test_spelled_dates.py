"""Dates with words in them become dates where the whole column proves them; what leaves anything open stays as it is."""

from pathlib import Path

import pytest

from mlworkbench.base.report import Silent
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data import open_source, spelled_dates


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024년 3월 5일", "2024-03-05"),
        ("2024년 3월 5일 (화) 오후 3시 10분", "2024-03-05 15:10"),
        ("2024. 3. 5.", "2024-03-05"),
        ("2024-03-05 오전 12:10:07", "2024-03-05 00:10:07"),
        ("2024年3月5日", "2024-03-05"),
        ("5. März 2024", "2024-03-05"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("25 décembre 2024", "2024-12-25"),
        ("March 5, 2024 3:10 p.m.", "2024-03-05 15:10"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05 10:00:00Z"),
        ("05MAR24", "2024-03-05"),
        ("2024-12-31 24:00", "2025-01-01 00:00"),
        ("2024-03-05 10:00:00.25+09", "2024-03-05 10:00:00.25+09:00"),
        ("2024-03-05 10:00 KST", "2024-03-05 10:00+09:00"),
        ("05.03.2024, 10:00", "05.03.2024 10:00"),
    ],
)
def test_a_date_in_words_is_written_in_figures(written: str, read: str) -> None:
    assert spelled_dates.plain(written) == read


@pytest.mark.parametrize(
    "cell",
    [
        "2017.1/4",
        "2024년 2월 30일",
        "5 Foo 2024",
        "2024-03-05 25:00",
        "12 kg 2024",
        "1.2.3",
        "2024-W10",
        "오후 3시",
        "",
        "x" * 90,
    ],
)
def test_what_is_no_date_stays_what_it_is(cell: str) -> None:
    assert spelled_dates.plain(cell) is None


def types_of(folder: Path, *cells: str) -> tuple[str, str | None, list[str]]:
    path = folder / "dates.csv"
    path.write_text("n,when\n" + "".join(f'{number},"{cell}"\n' for number, cell in enumerate(cells)), "utf-8")
    source = open_source(path, folder / "work", Silent())
    column = typing.decide(source, Silent()).columns[1]
    return column.type, column.date_format, [note.kind for note in source.notes]


def test_a_column_of_them_becomes_a_date_and_that_is_told(tmp_path: Path) -> None:
    assert types_of(tmp_path, "2024년 3월 5일", "", "NA", "2024년 12월 25일") == ("date", "YYYY-MM-DD", ["date_words"])


def test_one_cell_that_is_no_date_leaves_the_column_alone_and_is_told(tmp_path: Path) -> None:
    assert types_of(tmp_path, "2024년 3월 5일", "2024년 2월 30일", "2024년 4월 5일") == ("text", None, ["mixed_date"])


def test_an_open_order_beside_a_sure_one_is_never_guessed(tmp_path: Path) -> None:
    assert types_of(tmp_path, "5 March 2024", "6 March 2024", "05/06/2024, 10:00")[0] == "text"


def test_an_open_order_is_still_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text('n,when\n1,"05/06/2024, 10:00"\n2,"07/08/2024, 11:00"\n', "utf-8")

    decided = typing.decide(open_source(path, tmp_path / "work", Silent()), Silent())

    assert [(one.choice, one.columns) for one in decided.questions] == [("dates", ("when",))]


def test_hours_with_points_are_no_dates(tmp_path: Path) -> None:
    """18.00.00 as sensors write it."""
    kind, _, told = types_of(tmp_path, *[f"{hour:02}.00.00" for hour in range(24)] * 3)

    assert kind != "date"
    assert told == []
