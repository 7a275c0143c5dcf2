"""Dates: one proved order a column, real days only, times and zones on the way."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlworkbench.stages.data import dates

PATTERNS = {"YYYY": "%Y", "MM": "%m", "DD": "%d"}


def read(text: str, date_format: str) -> datetime | None:
    micros, right = dates.read(pa.array([text]), date_format)
    return datetime(1970, 1, 1) + timedelta(microseconds=int(micros[0])) if right[0] else None


def guess(*texts: str) -> dates.Guess:
    found = dates.Guess()
    for text in texts:
        if not found.see(pa.array([text])):
            break
    return found


@given(moment=some.datetimes(), date_format=some.sampled_from(sorted(dates.FORMATS)))
def test_every_moment_comes_back_in_every_format(moment: datetime, date_format: str) -> None:
    if dates.is_short(date_format):
        moment = moment.replace(year=1969 + moment.year % 100, day=min(moment.day, 28))
    parts = {"YYYY": f"{moment.year:04}", "YY": f"{moment.year % 100:02}", "MM": f"{moment.month:02}", "DD": f"{moment.day:02}"}
    text = date_format
    for name, part in parts.items():
        text = text.replace(name, part)

    assert read(f"{text} {moment:%H:%M:%S.%f}", date_format) == moment
    assert read(text, date_format) == datetime(moment.year, moment.month, moment.day)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-1-5", datetime(2026, 1, 5)),
        ("2024-02-29", datetime(2024, 2, 29)),
        ("2026-01-05T09:05", datetime(2026, 1, 5, 9, 5)),
        ("2026-01-05 9:05 PM", datetime(2026, 1, 5, 21, 5)),
        ("2026-01-05 12:00 am", datetime(2026, 1, 5)),
        ("2026-01-05T09:00:00Z", datetime(2026, 1, 5, 9)),
        ("2026-01-05T09:00:00+09:00", datetime(2026, 1, 5)),
        ("2026-01-05 00:30 -0130", datetime(2026, 1, 5, 2)),
        ("2026-01-05 18.00.00", datetime(2026, 1, 5, 18)),
        ("2026-01-05 00:00:00.123456789", datetime(2026, 1, 5, 0, 0, 0, 123456)),
    ],
)
def test_times_and_zones(text: str, moment: datetime) -> None:
    assert read(text, dates.ISO) == moment


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2023-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01", "2026-01-05 24:00", "2026-01-05 9:60",
     "2026-01-05 13:00 PM", "2026/01/05", "26-01-05", "2026-01-05 x", "20260105", "2026-01"],
)  # fmt: skip
def test_what_is_no_day_or_no_time_is_not_a_date(text: str) -> None:
    assert read(text, dates.ISO) is None


def test_day_and_month_are_told_apart_by_the_whole_column() -> None:
    assert guess("01/02/2026", "03/04/2026", "25/12/2026").proved() == "DD/MM/YYYY"
    assert guess("01/02/2026", "12/25/2026 10:30").proved() == "MM/DD/YYYY"
    assert guess("2026.03.04", "2026.03.05").proved() == "YYYY.MM.DD"


def test_without_proof_it_stays_ambiguous_and_with_contradiction_mixed() -> None:
    assert guess("01/02/2026", "03/04/2026").ambiguous()
    assert guess("25/12/2026", "12/25/2026").mixed()
    assert guess("25/12/2026", "12/25/2026").proved() is None


def test_another_sign_ends_the_guess() -> None:
    found = guess("2026-01-02")

    assert not found.see(pa.array(["2026/01/03"]))


def test_zones_are_utc() -> None:
    moment = datetime(2026, 5, 1, 12, tzinfo=UTC)

    assert read(moment.isoformat(), dates.ISO) == moment.replace(tzinfo=None)


def test_a_year_of_two_digits_lies_between_1969_and_2068() -> None:
    assert read("31.12.68", "DD.MM.YY") == datetime(2068, 12, 31)
    assert read("01.01.69", "DD.MM.YY") == datetime(1969, 1, 1)
    assert guess("03/04/26", "25/12/25").orders() == ("day_first", "year_first")
    assert guess("03/04/26", "25/12/99").proved() == "DD/MM/YY"
    assert guess("18.00.00", "19.00.00").ambiguous() is False


@pytest.mark.parametrize(("order", "proved"), [("day_first", "DD/MM/YYYY"), ("month_first", "MM/DD/YYYY"), ("year_first", None)])
def test_the_answer_decides_what_the_cells_leave_open(order: str, proved: str | None) -> None:
    found = dates.Guess(order)

    assert found.see(pa.array(["01/02/2026", "03/04/2026"]))
    assert found.proved() == proved


def test_an_answer_never_overrules_the_cells() -> None:
    found = dates.Guess("month_first")

    assert found.see(pa.array(["25/12/2026", "01/02/2026"]))
    assert found.proved() == "DD/MM/YYYY"


def nearly_iso(moment: datetime, form: str, place: int, letter: str) -> str:
    """A date and time in the usual form, with one letter changed."""
    text = moment.strftime(form) if moment.year > 999 else moment.isoformat(sep=" ")[: 19 if "S" in form else 10]
    place %= len(text)
    return text[:place] + letter + text[place + 1 :] if letter else text


FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
LETTERS = (*"0123456789-:T Z+./", "")
texts = some.builds(nearly_iso, some.datetimes(), some.sampled_from(FORMS), some.integers(0, 18), some.sampled_from(LETTERS))


@given(cells=some.lists(some.one_of(texts, some.just("0000-01-01"), some.none()), max_size=4))
def test_the_quick_way_reads_dates_as_the_slow_one_does_or_not_at_all(cells: list[str | None]) -> None:
    array = pa.array(cells, pa.string())

    quick = dates.plain(array)

    if quick is not None:
        micros, right = dates.read(array.drop_null(), dates.ISO)
        assert right.all()
        assert quick.drop_null().cast(pa.int64()).to_pylist() == micros.tolist()
        assert quick.is_valid().to_pylist() == array.is_valid().to_pylist()


@pytest.mark.parametrize("cells", [["2020-02-29"], ["2020-02-29 23:59", None, "2020-01-01"], ["0001-01-01T00:00:00"]])
def test_usual_dates_go_the_quick_way(cells: list[str | None]) -> None:
    assert dates.plain(pa.array(cells)) is not None


@pytest.mark.parametrize("cells", [[], [None], ["2020-02-30"], ["0000-12-31"], ["2020-01-01 24:00"], ["2020-01-01", "x"]])
def test_what_is_no_usual_date_does_not(cells: list[str | None]) -> None:
    assert dates.plain(pa.array(cells, pa.string())) is None
