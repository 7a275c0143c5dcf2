"""Types are decided over the whole file, never from its beginning."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from mlworkbench.base.records import Column, Finding
from mlworkbench.base.report import Silent
from mlworkbench.stages.data.cells import parse
from mlworkbench.stages.data.columns import Decided, decide, marks
from mlworkbench.stages.data.source import Source


def typed(cells: Sequence[object], kind: pa.DataType | None = None, piece: int = 3) -> tuple[Column, tuple[Finding, ...]]:
    array = pa.array(cells, kind)
    batches = [pa.record_batch([array.slice(start, piece)], names=["x"]) for start in range(0, len(array), piece)]
    decided = decide(Source(("x",), len(array), True, lambda: iter(batches)), Silent())
    return decided.columns[0], decided.notes


@pytest.mark.parametrize(
    ("cells", "kind", "whole"),
    [
        (["1", "2", " 3 "], "number", True),
        (["1", "", " ", "2.5"], "number", False),
        (["1.0", "2.0", ""], "number", True),
        (["1", "2", "3", "x"], "text", False),
        (["1", "2", "3", "1,234"], "text", False),
        (["0123", "456"], "text", False),
        (["5", "6", "7", "8", "007"], "text", False),
        (["0.5", "0"], "number", False),
        (["12345678901234567890", "1"], "text", False),
        (["9007199254740991", "1"], "number", True),
        (["9007199254740992", "1"], "text", False),
        (["9007199254740993", "1"], "text", False),
        (["1e20", "1"], "number", False),
        (["0", "1", "", "0"], "flag", True),
        (["0", "0", "0"], "number", True),
        (["0", "1", "2"], "number", True),
        (["true", "False", ""], "flag", True),
        (["TRUE", "maybe"], "text", False),
        (["yes", "no"], "text", False),
        (["a", "b"], "text", False),
        (["", " ", ""], "text", False),
        (["NA", "?", "NA"], "text", False),
        (["1", "NA", "?"], "number", True),
        (["5551234567", "5551234568"], "number", True),
    ],
)
def test_text_cells(cells: list[str], kind: str, whole: bool) -> None:
    column, _ = typed(cells, pa.string())

    assert (column.type, column.integer) == (kind, whole)


@pytest.mark.parametrize(
    ("cells", "date_format", "note"),
    [
        (["2026-01-02", "2026-01-03 10:00", ""], "YYYY-MM-DD", None),
        (["01/02/2026", "03/04/2026", "05/06/2026", "25/12/2026"], "DD/MM/YYYY", None),
        (["01/02/2026", "NA", "12/25/2026"], "MM/DD/YYYY", "missing_marker"),
        (["01/02/2026", "03/04/2026"], None, "ambiguous_date"),
        (["25/12/2026", "12/25/2026"], None, "mixed_date"),
        (["2026-01-02", "2026-01-03", "2026-01-04", "tomorrow"], None, None),
        (["2026-01-02", "2026-01-03", "2026-01-04", "5"], None, None),
    ],
)
def test_dates(cells: list[str], date_format: str | None, note: str | None) -> None:
    column, notes = typed(cells, pa.string())

    assert (column.type, column.date_format) == ("date" if date_format else "text", date_format)
    assert [one.kind for one in notes] == ([note] if note else [])


@pytest.mark.parametrize(
    ("cells", "arrow", "kind", "whole"),
    [
        ([1, 2, None], pa.int64(), "number", True),
        ([0, 1, None], pa.int64(), "flag", True),
        ([2**53 + 1, 1], pa.int64(), "text", False),
        ([-(2**63), 1], pa.int64(), "text", False),
        ([1.0, 2.0, float("nan")], pa.float64(), "number", True),
        ([1.5, float("inf")], pa.float64(), "number", False),
        ([float("nan")], pa.float64(), "text", False),
        ([True, None], pa.bool_(), "flag", True),
        ([1, None], pa.timestamp("us"), "date", False),
        ([None, None], pa.int64(), "text", False),
    ],
)
def test_typed_cells(cells: list[object], arrow: pa.DataType, kind: str, whole: bool) -> None:
    column, _ = typed(cells, arrow)

    assert (column.type, column.integer) == (kind, whole)


def test_markers_are_told() -> None:
    _, notes = typed(["1", "?", "2", "NA", "?"], pa.string())

    assert [(note.kind, note.rows, note.reason.facts["markers"]) for note in notes] == [("missing_marker", 3, "?, NA")]


def reading(cells: Sequence[object], kind: pa.DataType | None = None, **choices: str) -> Decided:
    batch = pa.record_batch([pa.array(cells, kind)], names=["x"])
    return decide(Source(("x",), len(cells), True, lambda: iter([batch]), choices), Silent())


def test_ambiguous_dates_are_asked_and_the_answer_is_followed() -> None:
    cells = ["01/02/2026", "03/04/2026"]

    asked = reading(cells)
    answered = reading(cells, dates="day_first")

    assert [(one.choice, one.options, one.columns) for one in asked.questions] == [
        ("dates", ("day_first", "month_first"), ("x",))
    ]
    assert asked.columns[0].type == "text"
    assert (answered.columns[0].type, answered.columns[0].date_format) == ("date", "DD/MM/YYYY")
    assert answered.questions == answered.notes == ()


def test_years_of_two_digits_are_read_by_a_rule_and_told() -> None:
    found = reading(["05/19/06", "12/31/99"])

    assert found.columns[0].date_format == "MM/DD/YY"
    assert [note.kind for note in found.notes] == ["short_year"]


@pytest.mark.parametrize(
    ("cells", "kind", "missing", "type_", "whole"),
    [
        (["1", "-200", "x", "-200.0"], None, "-200, x", "number", True),
        ([1.5, -200.0], None, "-200", "number", False),
        ([1, 2, 9], pa.int64(), "9", "number", True),
        (["0", "1", "9"], None, "9", "flag", True),
        (["a", "Keine Angabe"], None, '"keine angabe"', "text", False),
        (["2026-01-02", "offen"], None, "offen", "date", False),
    ],
)
def test_given_marks_are_missing_and_kept_with_the_column(
    cells: list[object], kind: pa.DataType | None, missing: str, type_: str, whole: bool
) -> None:
    column = reading(cells, kind, missing=missing).columns[0]
    parsed = parse(pa.array(cells, kind), column.type, column.date_format, column.missing)

    assert (column.type, column.integer) == (type_, whole)
    assert column.missing == marks(missing)
    assert parsed.values.null_count >= 1
    assert not parsed.bad.any()
