"""Numbers that were cut at a limit: many equal values at the very end of a range that is otherwise well filled up to it."""

from mlworkbench.base.records import Column, ColumnProfile, Evidence, Finding, Reason, Remedy, Severity
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import marks, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FEWEST_DISTINCT = 40
FEWEST, SHARE = 20, 0.002  # rows at the limit
NEAR = 0.2  # of the range
AROUND = 0.01  # of the rows must lie near the limit, or FEWEST
TIMES = 5  # so much more often than any value near it
WALLS = ((0.0, 1.0), (0.0, 100.0))  # shares and per cent end there by themselves
MOST_DROPPED = 10_000


def find(subject: Subject) -> list[Finding]:
    made = []
    for column, figures in subject.of_types("number"):
        low, high = figures.minimum, figures.maximum
        if low is None or high is None or low == high or figures.distinct < FEWEST_DISTINCT or (low, high) in WALLS:
            continue
        sides = [(high, "found_capped")] + ([(low, "found_floored")] if low != 0 else [])
        found_marks = marks.of(subject, column, figures)
        no_values = {mark.value for mark in found_marks.found} if found_marks else set()
        sides = [(limit, key) for limit, key in sides if limit not in no_values]
        made += [found for limit, key in sides if (found := _of(subject, column, figures, limit, key)) is not None]
    return made


def _of(subject: Subject, column: Column, figures: ColumnProfile, limit: float, key: str) -> Finding | None:
    span = abs((figures.maximum or 0.0) - (figures.minimum or 0.0))
    cell, filled = subject.cell(column.name), subject.rows - figures.missing
    near = f"abs({cell} - {limit!r}) <= {NEAR * span!r}"
    often = subject.query(f"SELECT {cell}, count(*) AS n, min(r) FROM t WHERE {near} GROUP BY 1 ORDER BY n DESC, 1 LIMIT 2")
    if len(often) < 2 or often[0][0] != limit or often[0][1] < max(FEWEST, SHARE * filled, TIMES * often[1][1]):
        return None
    ((others,),) = subject.query(f"SELECT count(*) FROM t WHERE {near} AND {cell} <> {limit!r}")
    if others < min(FEWEST, AROUND * filled):
        return None  # nothing leads up to it: a mark, or an outlier
    rows, told = int(often[0][1]), saying.short(float(limit))
    evidence = [Evidence(saying.short(float(value)), int(row) + 1, int(count)) for value, count, row in often]
    is_target = column.name == subject.target
    severity: Severity = "warning" if is_target else "info"
    facts: saying.Facts = {"column": column.name, "limit": told, "rows": rows, "percent": saying.percent(rows / filled)}
    mends = _drop(subject, f"{cell} = {limit!r}", rows) if is_target else []
    return saying.finding("capped", (column.name,), severity, rows, Reason(f"data.{key}", facts), evidence, mends)


def _drop(subject: Subject, test: str, rows: int) -> list[Remedy]:
    if rows > MOST_DROPPED:
        return []
    numbers = [int(row) + 1 for (row,) in subject.query(f"SELECT r FROM t WHERE {test} ORDER BY 1")]
    return [saying.remedy("drop_rows", {"rows": numbers}, "data.mend_drop_rows", rows=rows)]


def sample() -> Planted:
    prices = [min(40 + (n * 37) % 900 / 2, 400.0) for n in range(900)]
    return Planted({"price": prices, "kind": [f"k{n % 5}" for n in range(900)]}, "capped", ("price",))


FINDER = Finder("capped", Words("Values cut at a limit", "한계에서 잘린 값"), False, find, sample)
