"""Values that cannot be: by what the column's name says, by a sign against all others, by dates that lie too far off."""

from datetime import UTC, datetime

from mlworkbench.base.records import Column, ColumnProfile, Evidence, Finding, Reason, Remedy, Severity
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import ranges, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FEW = 0.05  # more than these rows outside: the name means something else
FEW_NEGATIVE = 0.01
ALIKE, MOSTLY_ALIKE = (0.025, 0.975), 0.65  # quantiles between which so many negative values must lie, but for the sign
FEWEST = 20
MOST_DROPPED = 10_000
DAY = 86_400_000_000
OLD = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


def find(subject: Subject) -> list[Finding]:
    made = [_number(subject, column, figures) for column, figures in subject.of_types("number")]
    made += [_date(subject, column, figures) for column, figures in subject.of_types("date")]
    return [one for one in made if one is not None]


def _number(subject: Subject, column: Column, figures: ColumnProfile) -> Finding | None:
    if figures.minimum is None or figures.maximum is None or subject.rows - figures.missing < FEWEST:
        return None
    known = _range(column, figures)
    low, high = (known.low, known.high) if known else (None, None)
    if high == 1 and figures.quantiles[4] > 1:  # a probability in percent
        high = 100.0
    if known is None and _lone_sign(column, figures):
        low = 0.0
    low = low if low is not None and figures.minimum < low else None
    high = high if high is not None and figures.maximum > high else None
    if low is None and high is None:
        return None
    cell = subject.cell(column.name)
    outside = " OR ".join(
        part for part in (f"{cell} < {low}" if low is not None else "", f"{cell} > {high}" if high is not None else "") if part
    )
    ((rows,),) = subject.query(f"SELECT count(*) FROM t WHERE {outside}")
    if rows > FEW * (subject.rows - figures.missing) or not rows:
        return None
    if known is None and not _wrong_sign(subject, cell, rows):
        return None
    shown = subject.query(f"SELECT {cell}, min(r), count(*) AS n FROM t WHERE {outside} GROUP BY 1 ORDER BY n DESC, 2 LIMIT 10")
    evidence = [Evidence(saying.short(float(value)), int(row) + 1, int(count)) for value, row, count in shown]
    facts: saying.Facts = {"column": column.name, "rows": int(rows), "example": evidence[0].value}
    if known is None:
        reason = Reason("data.found_lone_sign", facts)
    elif known.high is None:
        reason = Reason("data.found_negative", facts)
    else:
        reason = Reason("data.found_outside", {**facts, "low": saying.short(known.low), "high": saying.short(known.high)})
    params = {name: value for name, value in (("low", low), ("high", high)) if value is not None}
    mends = [saying.missing(column.name, **params), *_drop(subject, outside)]
    severity: Severity = "warning" if known is None else "problem"
    return saying.finding("impossible", (column.name,), severity, rows, reason, evidence, mends)


def _range(column: Column, figures: ColumnProfile) -> ranges.Range | None:
    """What the name says of the values. Places on earth may lie on both sides of zero: those that keep to it say nothing."""
    known = ranges.range_of(column.name)
    if known is None or figures.minimum is None or figures.maximum is None or known.low is None or known.high is None:
        return known
    keeps = known.low <= figures.minimum and figures.maximum <= known.high
    return None if keeps and known.low < 0 and _lone_sign(column, figures) else known


def _lone_sign(column: Column, figures: ColumnProfile) -> bool:
    """Nearly all are positive, and the name does not say that they may be negative."""
    return figures.minimum is not None and figures.minimum < 0 < figures.quantiles[1] and not ranges.may_be_negative(column.name)


def _wrong_sign(subject: Subject, cell: str, rows: int) -> bool:
    """A wrong sign leaves the size as it is: negative values must be as large as the others are. A ratio that crosses zero, or
    whose divisor nearly vanishes, has them near zero or far out."""
    if rows > FEW_NEGATIVE * subject.rows:
        return False
    usual = f"SELECT quantile_cont({cell}, {ALIKE[0]}), quantile_cont({cell}, {ALIKE[1]}) FROM t WHERE {cell} > 0"
    ((low, high),) = subject.query(usual)
    ((alike,),) = subject.query(f"SELECT count(*) FROM t WHERE {cell} < 0 AND abs({cell}) BETWEEN {low!r} AND {high!r}")
    return bool(alike >= MOSTLY_ALIKE * rows)


def _drop(subject: Subject, outside: str) -> list[Remedy]:
    rows = [int(row) + 1 for (row,) in subject.query(f"SELECT r FROM t WHERE {outside} ORDER BY 1 LIMIT {MOST_DROPPED + 1}")]
    return (
        [saying.remedy("drop_rows", {"rows": rows}, "data.mend_drop_rows", rows=len(rows))] if len(rows) <= MOST_DROPPED else []
    )


def _date(subject: Subject, column: Column, figures: ColumnProfile) -> Finding | None:
    if figures.minimum is None or figures.maximum is None:
        return None
    ahead = int(subject.now.timestamp() * 1e6) + DAY
    tests, cell = [], f"epoch_us({subject.cell(column.name)})"
    if figures.maximum > ahead and not ranges.may_be_ahead(column.name):
        tests.append(f"{cell} > {ahead}")
    if figures.minimum < OLD and not ranges.may_be_long_ago(column.name):
        tests.append(f"{cell} < {OLD}")
    if not tests:
        return None
    outside = " OR ".join(tests)
    shown = subject.query(f"SELECT {cell}, min(r), count(*) AS n FROM t WHERE {outside} GROUP BY 1 ORDER BY n DESC, 2 LIMIT 10")
    ((rows,),) = subject.query(f"SELECT count(*) FROM t WHERE {outside}")
    if rows > FEW * (subject.rows - figures.missing):
        return None
    evidence = [Evidence(saying.moment(value), int(row) + 1, int(count)) for value, row, count in shown]
    reason = Reason("data.found_odd_dates", {"column": column.name, "rows": int(rows), "example": evidence[0].value})
    values = [saying.moment(one) for (one,) in subject.query(f"SELECT DISTINCT {cell} FROM t WHERE {outside} LIMIT 200")]
    return saying.finding(
        "impossible", (column.name,), "problem", rows, reason, evidence, [saying.missing(column.name, values=values)]
    )


def sample() -> Planted:
    ages = [20 + n % 50 for n in range(300)] + [-3, 240]
    return Planted({"age": ages, "size": [n % 23 + 0.5 for n in range(302)]}, "impossible", ("age",))


FINDER = Finder("impossible", Words("Impossible values", "있을 수 없는 값"), False, find, sample)
