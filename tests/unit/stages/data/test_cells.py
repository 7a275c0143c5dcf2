"""One parser for numbers, flags and text: what it reads, what it takes for missing, what it refuses."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mlworkbench.stages.data import cells


def numbers(*texts: str | None) -> tuple[list[float | None], list[bool]]:
    parsed = cells.numbers(pa.array(texts, pa.string()))
    return parsed.values.to_pylist(), parsed.bad.tolist()


@given(some.floats(allow_nan=False, allow_infinity=False))
def test_every_double_written_shortest_comes_back_bit_for_bit(value: float) -> None:
    (read,), (bad,) = numbers(repr(value))

    assert not bad
    assert read is not None
    assert math.copysign(1, read) == math.copysign(1, value)
    assert read == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("+5", 5.0), ("5.", 5.0), (".5", 0.5), (" 12 ", 12.0), ("\u00a07\u3000", 7.0), ("1E3", 1000.0), ("-0", -0.0), ("007", 7.0)]
    + [("1e-400", 0.0), ("123456789012345678901234567890", 123456789012345678901234567890.0), ("-.5e3", -500.0)],
)
def test_numbers_are_read(text: str, value: float) -> None:
    assert numbers(text) == ([value], [False])


@pytest.mark.parametrize(
    "text", ["", "  ", "\t", None, "NA", "n/a", "NaN", "null", "None", "?", "-", "inf", "-Infinity", "1e999"]
)
def test_blank_marked_and_infinite_is_missing(text: str | None) -> None:
    assert numbers(text) == ([None], [False])


@pytest.mark.parametrize(
    "text", ["1,234", "1,5", "12 kg", "1_000", "0x10", "1 2", "abc", "1e", "--1", "١٢", "1d", "nan(1)", "e5", "."]
)
def test_anything_else_is_refused_and_never_guessed(text: str) -> None:
    assert numbers(text) == ([None], [True])


def test_one_bad_cell_does_not_touch_its_neighbours() -> None:
    assert numbers("1", "x", "", "3") == ([1.0, None, None, 3.0], [False, True, False, False])


def test_typed_cells_are_read_as_numbers_too() -> None:
    assert cells.numbers(pa.array([1, None], pa.int64())).values.to_pylist() == [1.0, None]
    assert cells.numbers(pa.array([1.5, math.nan, math.inf])).values.to_pylist() == [1.5, None, None]
    assert cells.numbers(pa.array([True, None])).values.to_pylist() == [1.0, None]
    assert cells.numbers(pa.array([1, None], pa.timestamp("us"))).bad.tolist() == [True, False]


def test_flags_are_zero_one_true_false() -> None:
    parsed = cells.flags(pa.array(["0", "1", "TRUE", "false ", "1.0", "", "2", "yes", "NA"]))

    assert parsed.values.to_pylist() == [0.0, 1.0, 1.0, 0.0, 1.0, None, None, None, None]
    assert np.flatnonzero(parsed.bad).tolist() == [6, 7]


def test_text_is_kept_as_written_and_blank_is_missing() -> None:
    assert cells.text(pa.array([" a ", "", " \t", None, "NA", "가"])).to_pylist() == [" a ", None, None, None, "NA", "가"]


def test_typed_cells_become_text_in_their_shortest_form() -> None:
    assert cells.text(pa.array([3, None], pa.int64())).to_pylist() == ["3", None]
    assert cells.text(pa.array([3.0, 0.1, math.nan])).to_pylist() == ["3", "0.1", None]
    assert cells.text(pa.array([True, False])).to_pylist() == ["true", "false"]
