"""What a caller may hand over, and what the graph gets."""

from datetime import UTC, date, datetime

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.wire import NO_DATE, dates, feed, is_missing, numbers, texts

MISSING = [None, float("nan"), np.nan, np.float64("nan"), pandas.NA, pandas.NaT, np.datetime64("NaT")]


@pytest.mark.parametrize("cell", MISSING, ids=lambda cell: f"{type(cell).__name__} {cell}")
def test_every_kind_of_nothing_is_missing_on_every_wire(cell: object) -> None:
    assert is_missing(cell)
    assert np.isnan(numbers("a", [cell, 1.0])[0])
    assert texts("a", [cell, "x"]).tolist() == ["", "x"]
    assert dates("a", [cell, 5]).tolist() == [NO_DATE, 5]


def test_none_in_a_column_of_texts_does_not_become_the_word_none() -> None:
    assert texts("a", np.array(["None", None], dtype=object)).tolist() == ["None", ""]


def test_numbers_come_from_integers_flags_and_digits() -> None:
    assert numbers("a", [1, True, np.int64(3), "4.5", ""]).tolist()[:4] == [1.0, 1.0, 3.0, 4.5]
    assert np.isnan(numbers("a", ["", 1])[0])


@pytest.mark.parametrize("cell", ["abc", "1,234", [], object(), 10**400])
def test_a_cell_that_is_no_number_is_named_by_row_and_column(cell: object) -> None:
    with pytest.raises(InputError) as caught:
        numbers("load", [1.0, cell])

    assert caught.value.key == "scoring.not_a_number"
    assert (caught.value.facts["column"], caught.value.facts["row"]) == ("load", 2)


@pytest.mark.parametrize("cell", ["a\0b", "\ud800", "x\udfffy"])
def test_nul_and_half_characters_are_refused_by_row_and_column(cell: str) -> None:
    with pytest.raises(InputError) as caught:
        texts("kind", ["fine", "한글 🙂", cell])

    assert caught.value.key == "scoring.bad_text"
    assert (caught.value.facts["column"], caught.value.facts["row"]) == ("kind", 3)


def test_two_halves_in_neighbouring_cells_are_still_halves() -> None:
    with pytest.raises(InputError):
        texts("kind", ["\ud83d", "\ude42"])


def test_dates_come_in_the_usual_types() -> None:
    day = 86_400_000_000
    given_ = [np.datetime64("1970-01-02"), datetime(1970, 1, 2), date(1970, 1, 2), "1970-01-02", day]

    assert dates("when", given_).tolist() == [day] * 5
    assert dates("when", np.array(["1970-01-02", "NaT"], dtype="datetime64[ns]")).tolist() == [day, NO_DATE]


NO_DATES = ["tomorrow", "now", "today", "31/12/2020", "20200101", "2020-01-01T00:00Z", "2020-01-01T00:00+09:00", "300000-01-01"]
FAR = np.datetime64("300000-01-01")


@pytest.mark.parametrize("cell", [*NO_DATES, 1.5, True, datetime(2020, 1, 1, tzinfo=UTC), FAR])
def test_a_cell_that_is_no_date_is_named(cell: object) -> None:
    with pytest.raises(InputError) as caught:
        dates("when", [cell])

    assert caught.value.key == "scoring.not_a_date"


def test_columns_of_different_length_are_refused() -> None:
    interface = Interface("regression", "y", (Input("a", "number"), Input("b", "flag")))

    with pytest.raises(InputError) as caught:
        feed(interface, {"a": [1, 2], "b": [1]})

    assert caught.value.key == "scoring.lengths"


def test_inputs_stand_in_their_order_whatever_the_callers() -> None:
    interface = Interface("regression", "y", (Input("b", "number"), Input("t", "text"), Input("a", "flag")))

    fed = feed(interface, {"a": [1], "t": ["x"], "b": [2], "extra": [3]})

    assert {wire: array.tolist() for wire, array in fed.items()} == {"numbers": [[2.0, 1.0]], "texts": [["x"]]}


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.binary(), st.dates()), max_size=8))
def test_anything_at_all_gives_an_array_or_words(cells: list[object]) -> None:
    for convert in (numbers, texts, dates):
        try:
            assert len(convert("a", cells)) == len(cells)
        except WorkbenchError as error:
            assert error.facts["column"] == "a"


def test_a_moment_beyond_int64_is_named_with_its_row() -> None:
    with pytest.raises(InputError) as caught:
        dates("when", np.array(["2020-01-01", "NaT", "300000-01-01"], dtype="datetime64[D]"))

    assert (caught.value.key, caught.value.facts["row"]) == ("scoring.not_a_date", 3)
    assert dates("when", ["294247-01-10T04:00:54.775807", " 2020-01-01 08:30", "2020"]).tolist() == [
        2**63 - 1,
        1_577_867_400_000_000,
        1_577_836_800_000_000,
    ]
