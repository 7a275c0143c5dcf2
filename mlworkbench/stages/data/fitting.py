"""Holds a source against what is asked of its columns: by an import contract, or by hand where a guess was put right."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Column, Reason, Rule
from mlworkbench.base.report import Report
from mlworkbench.stages.data import cells, dates
from mlworkbench.stages.data.contracts import Contract, HeldColumn
from mlworkbench.stages.data.delimited import figures
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

SHOWN = 100
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Problem:
    """`row` counts the rows of the file from 1; None where it is not about one row. One that does not break is only told."""

    kind: str
    reason: Reason
    column: str | None = None
    row: int | None = None
    found: str | None = None
    breaks: bool = True


@dataclass
class Problems:
    """Counts all, keeps the first 100. `schema` are those that no row can be blamed for."""

    shown: list[Problem] = field(default_factory=list)
    breaking: int = 0
    schema: int = 0

    def add(self, problem: Problem) -> None:
        self.breaking += problem.breaks
        self.schema += problem.breaks and problem.row is None
        self._keep(problem)

    def _keep(self, problem: Problem) -> None:
        if len(self.shown) < SHOWN:
            self.shown.append(problem)

    def add_rows(self, bad: "Mask", column: str, column_cells: "pa.Array", passed: int, kind: str, reason: Reason) -> None:
        """One problem a bad cell of this batch, whose first row is the `passed` + 1st of the file."""
        places = np.flatnonzero(bad)
        for place in places[: max(0, SHOWN - len(self.shown))]:
            found = _shown(column_cells[int(place)].as_py())
            self._keep(Problem(kind, reason, column, passed + int(place) + 1, found))
        self.breaking += len(places)


@dataclass
class _Held:
    """A column on its way through the file: whether its numbers are whole so far."""

    column: HeldColumn
    whole: bool = True

    def made(self) -> Column:
        one = self.column
        whole = one.type == "flag" or (one.type == "number" and self.whole)
        day = (one.date_format or dates.ISO) if one.type == "date" else None
        return Column(one.name, one.type, integer=whole, date_format=day, missing=one.missing)


def arranged(source: Source, contract: Contract, problems: Problems) -> Source:
    """The source in the contract's columns, matched by name; what is lacking and may be is all missing."""
    wanted = [column.name for column in contract.columns]
    for name in (name for name in wanted if name not in source.names):
        if next(one.required for one in contract.columns if one.name == name):
            problems.add(Problem("lacking", Reason("data.check_lacking", {"column": name}), name))
    for name in (name for name in source.names if name not in wanted and name not in contract.skipped):
        problems.add(Problem("foreign", Reason("data.check_foreign", {"column": name}), name))
    here = [name for name in source.names if name in wanted]
    if here != [name for name in wanted if name in source.names]:
        problems.add(Problem("order", Reason("data.check_order"), breaks=False))
    return _respelled(_picked(source, tuple(wanted)), contract)


def _respelled(source: Source, contract: Contract) -> Source:
    """Numbers written plainly in columns that a single odd cell kept the importer from rewriting."""
    decimal, thousands = source.reading.get("decimal") or ".", source.reading.get("thousands") or figures.NONE
    if not source.text or (decimal, thousands) == figures.PLAIN or (decimal, thousands) not in figures.STYLES:
        return source
    numbers = [place for place, one in enumerate(contract.columns) if one.type == "number"]
    odd = {place for batch in source.batches() for place in numbers if _is_spelled(batch.column(place))}
    found = figures.Found(decimal, thousands, dict.fromkeys(odd, (decimal, thousands)), dict.fromkeys(odd, ""))
    return replace(source, read=figures.plain(source.read, found)) if odd else source


def _is_spelled(column: "pa.Array") -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        return False
    return bool(pc.any(pc.match_substring_regex(column, rf"[0-9][,{figures.STROKES}{figures.BLANKS}][0-9]")).as_py())


def _picked(source: Source, names: tuple[str, ...]) -> Source:
    places = [source.names.index(name) if name in source.names else None for name in names]

    def read() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        for batch in source.batches():
            empty = pa.nulls(batch.num_rows, pa.string())
            arrays = [empty if place is None else batch.column(place) for place in places]
            yield pa.RecordBatch.from_arrays(arrays, names=list(names))

    return replace(source, names=names, read=read)


def fit(
    source: Source, asked: tuple[HeldColumn, ...], rules: tuple[Rule, ...], problems: Problems, report: Report
) -> tuple[Column, ...]:
    """Reads every row once; `problems` gets each cell that is not of its column's type and each that breaks a rule.

    `asked` need not name all columns. Columns come back in the order of `asked`.
    """
    held = [_Held(one) for one in asked]
    places = [source.names.index(one.name) for one in asked]
    by_column = _rules_by_column(rules)
    passed = 0
    for batch in source.batches():
        for one, place in zip(held, places, strict=True):
            _see(one, batch.column(place), by_column.get(one.column.name, ()), passed, problems)
        passed += batch.num_rows
        report.progress(min(passed / max(source.rows, 1), 1.0), "data.holding")
    for rule in rules:
        if rule.kind == "rows" and not _within(float(source.rows), rule):
            facts: dict[str, Fact] = {"rows": source.rows, "low": rule.low, "high": rule.high}
            problems.add(Problem("rows", Reason("data.check_rows", facts), found=str(source.rows)))
    return tuple(one.made() for one in held)


def _see(one: _Held, column: "pa.Array", rules: tuple[Rule, ...], passed: int, problems: Problems) -> None:
    name, parsed = one.column.name, _parsed(column, one.column)
    if parsed.bad.any():
        reason = Reason(f"data.check_not_{one.column.type}", _expected(one.column))
        problems.add_rows(parsed.bad, name, column, passed, "cell", reason)
    if one.column.type == "number" and one.whole:
        one.whole = _all_whole(parsed.values)
    for rule in rules:
        broken = broken_by(parsed.values, rule) & ~parsed.bad
        if broken.any():
            problems.add_rows(broken, name, column, passed, rule.kind, _rule_reason(rule, name))


def bad_rows(batch: "pa.RecordBatch", asked: tuple[HeldColumn, ...], rules: tuple[Rule, ...]) -> "tuple[Mask, list[str]]":
    """Which rows of a batch break what is asked, and for each of all its rows the column that is to blame, empty if none."""
    by_column, bad = _rules_by_column(rules), np.zeros(batch.num_rows, bool)
    blamed = [""] * batch.num_rows
    for one in asked:
        parsed = _parsed(batch.column(batch.schema.names.index(one.name)), one)
        wrong = parsed.bad.copy()
        for rule in by_column.get(one.name, ()):
            wrong |= broken_by(parsed.values, rule)
        for place in np.flatnonzero(wrong & ~bad):
            blamed[int(place)] = one.name
        bad |= wrong
    return bad, blamed


def broken_by(values: "pa.Array", rule: Rule) -> "Mask":
    """Where typed cells of a column break a rule that one row can break."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if rule.kind == "filled":
        return cells.as_bools(pc.is_null(values))
    if rule.kind == "allowed":
        texts = cells.text(values)
        known = pc.is_in(texts, value_set=pa.array(list(rule.values), pa.string()))
        return cells.as_bools(pc.and_(pc.is_valid(texts), pc.invert(known)))
    numbers = pc.cast(values, pa.float64()) if pa.types.is_integer(values.type) else values
    if rule.kind != "range" or not pa.types.is_floating(numbers.type):
        return np.zeros(len(values), bool)
    low = pc.less(numbers, rule.low) if rule.low is not None else pa.array(np.zeros(len(values), bool))
    high = pc.greater(numbers, rule.high) if rule.high is not None else pa.array(np.zeros(len(values), bool))
    return cells.as_bools(pc.fill_null(pc.or_kleene(low, high), False))


def _parsed(column: "pa.Array", one: HeldColumn) -> cells.Parsed:
    return cells.parse(column, one.type, one.date_format, one.missing)


def _rules_by_column(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    names = {rule.column for rule in rules if rule.column}
    alone = ("range", "allowed", "filled")
    return {name: tuple(rule for rule in rules if rule.column == name and rule.kind in alone) for name in names}


def _rule_reason(rule: Rule, name: str) -> Reason:
    facts: dict[str, Fact] = {"column": name}
    if rule.kind == "range":
        facts |= {"low": rule.low, "high": rule.high}
    if rule.kind == "allowed":
        facts |= {"values": ", ".join(rule.values[:5])}
    return Reason(f"data.check_{rule.kind}", facts)


def _expected(one: HeldColumn) -> dict[str, Fact]:
    told: dict[str, Fact] = {"column": one.name}
    return told | ({"format": one.date_format or dates.ISO} if one.type == "date" else {})


def _within(value: float, rule: Rule) -> bool:
    return (rule.low is None or value >= rule.low) and (rule.high is None or value <= rule.high)


def _all_whole(values: "pa.Array") -> bool:
    import pyarrow.compute as pc

    right = pc.and_(pc.equal(values, pc.trunc(values)), pc.less_equal(pc.abs(values), float(cells.EXACT)))
    return bool(pc.all(right).as_py() in (True, None))


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
