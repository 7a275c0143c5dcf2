"""Cells as any driver brings them: each column gets a type that holds all of them exactly, or is left out with words."""

import datetime
import uuid
from decimal import Decimal

import pytest

from mlworkbench.stages.data.databases.fetching import Fetched, column
from mlworkbench.stages.data.databases.kept import Kept

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=9))


def kept(work, *blocks, most=0):
    """A column whose cells come in these blocks: its kind in the end, and its cells."""
    fetched = Fetched(("one",), iter([[(cell,) for cell in block] for block in blocks]))
    found = Kept(fetched.names, work)
    fetched.take(found, lambda rows: None, most)
    cells = [cell for batch in found.read() for cell in (batch.column(0).to_pylist() if found.kept else ())]
    return (found.columns()[0][1] if found.kept else "left out"), cells


@pytest.mark.parametrize(
    ("blocks", "kind", "cells"),
    [
        ([[1, 2], [None]], "whole", [1, 2, None]),
        ([[None, None], [1.5]], "double", [None, None, 1.5]),
        ([[1], [1.5]], "double", [1.0, 1.5]),
        ([[2**53 + 1], [1.5]], "text", ["9007199254740993", "1.5"]),
        ([[2**64]], "text", ["18446744073709551616"]),
        ([[Decimal("12.50"), None]], "double", [12.5, None]),
        ([[Decimal("1E+3")], [7]], "double", [1000.0, 7.0]),
        ([[Decimal("12345678901234567890")]], "text", ["12345678901234567890"]),
        ([[Decimal("12345678901234567890.5")]], "double", [12345678901234567000.0]),
        ([[True, None]], "flag", [True, None]),
        ([[True], ["yes"]], "text", ["true", "yes"]),
        ([[datetime.date(2026, 1, 31)]], "date", [datetime.datetime(2026, 1, 31)]),
        ([[datetime.datetime(2026, 1, 31, 9, tzinfo=EAST)]], "date", [datetime.datetime(2026, 1, 31)]),
        ([[datetime.time(10, 11)]], "text", ["10:11:00"]),
        ([[{"ü": [1]}, [1, None]]], "text", ['{"ü": [1]}', "[1, null]"]),
        ([[uuid.UUID(int=1)]], "text", ["00000000-0000-0000-0000-000000000001"]),
        ([["a"], [b"\xff"]], "left out", []),
        ([[None]], "text", [None]),
    ],
)
def test_a_column_holds_all_its_cells(tmp_path, blocks, kind, cells):
    assert kept(tmp_path, *blocks) == (kind, cells)


def test_a_number_that_is_none_is_kept_as_such(tmp_path):
    kind, cells = kept(tmp_path, [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal(1)])

    assert kind == "double"
    assert cells[0] != cells[0] and cells[1:] == [float("inf"), float("-inf"), 1.0]


def test_only_the_first_rows_are_taken_where_no_more_are_asked_for(tmp_path):
    assert kept(tmp_path, [1, 2, 3], [4, 5, 6], [7], most=4) == ("whole", [1, 2, 3, 4])


def test_cells_of_one_kind_are_told_as_such():
    assert column([datetime.date(2026, 1, 1), datetime.datetime(2026, 1, 1, 5, tzinfo=UTC)])[1] == "date"
