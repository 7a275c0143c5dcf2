"""Numbers far from the rest, told and not alarmed about.

The fences are Tukey's, three times as far as usual and drawn from the half spread of each side, so that a skewed column gets
a skewed fence (Kimber 1990); positive columns must lie outside on the scale of logarithms, too. Of those outside, only what lies
beyond a gap is told: a long tail without a gap is the shape of the column, not an error in some rows.
"""

import numpy as np

from mlworkbench.base.records import Column, ColumnProfile, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import ranges, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FAR = 6.0  # half spreads beyond the quartile: three times the usual fence
MOST_SHARE = 0.01  # more rows are a heavy tail, not outliers
FEWEST = 100
GAP = 0.5  # of the way from the middle to the fence
TOLD = 12  # columns; where few rows lie apart, an error is likelier than a heavy tail


def find(subject: Subject) -> list[Finding]:
    aside = {one.column for one in subject.profile.set_aside}
    made = [
        _of(subject, column, figures)
        for column, figures in subject.of_types("number")
        if column.name not in aside
        and ranges.is_place(column.name) is False
        and subject.rows - figures.missing >= FEWEST
        and figures.distinct > 10
    ]
    found = [one for one in made if one is not None]
    return sorted(found, key=lambda one: one.rows)[:TOLD]


def _of(subject: Subject, column: Column, figures: ColumnProfile) -> Finding | None:
    if column.name not in subject.sample:
        return None
    fences = fences_of(subject.sample[column.name])
    if fences is None or figures.minimum is None or figures.maximum is None:
        return None
    middle = figures.quantiles[3]
    low = _before_gap(subject, column, fences[0], middle) if figures.minimum < fences[0] else None
    high = _before_gap(subject, column, fences[1], middle) if figures.maximum > fences[1] else None
    cell, limits = subject.cell(column.name), {"low": low, "high": high}
    sides = [f"{cell} {sign} {limit!r}" for sign, limit in (("<", low), (">", high)) if limit is not None]
    if not sides:
        return None
    outside = " OR ".join(sides)
    ((rows,),) = subject.query(f"SELECT count(*) FROM t WHERE {outside}")
    if not 0 < rows <= MOST_SHARE * (subject.rows - figures.missing):
        return None
    shown = subject.query(f"SELECT {cell}, r FROM t WHERE {outside} ORDER BY abs({cell} - {middle!r}) DESC, r LIMIT 10")
    evidence = [Evidence(saying.short(float(value)), int(row) + 1) for value, row in shown]
    facts: saying.Facts = {"column": column.name, "rows": int(rows), "example": evidence[0].value}
    evidence = saying.of_sample(evidence, len(subject.sampled_rows), subject.rows)
    given = {name: limit for name, limit in limits.items() if limit is not None}
    key = "data.mend_clip" if len(given) == 2 else f"data.mend_clip_{next(iter(given))}"
    told = {name: saying.short(limit) for name, limit in given.items()}
    clip = saying.remedy("clip", {"column": column.name, **given}, key, **told)
    mends = [clip, saying.missing(column.name, **given)]
    return saying.finding("outliers", (column.name,), "info", rows, Reason("data.found_outliers", facts), evidence, mends)


def _before_gap(subject: Subject, column: Column, fence: float, middle: float) -> float | None:
    """The last value inside, behind which nothing follows for long; None where values outside follow one another."""
    sign = 1 if fence > middle else -1
    cell = f"({sign} * {subject.cell(column.name)})"
    outside = f"SELECT DISTINCT {cell} AS v FROM t WHERE {cell} > {sign * fence!r}"
    inside = f"SELECT max({cell}) FROM t WHERE {cell} <= {sign * fence!r}"
    steps = f"SELECT lag(v, 1, ({inside})) OVER (ORDER BY v) AS before, v FROM ({outside})"
    ((found,),) = subject.query(f"SELECT min(before) FROM ({steps}) WHERE v - before >= {GAP * abs(fence - middle)!r}")
    return None if found is None else sign * float(found)


def fences_of(values: Array) -> tuple[float, float] | None:
    """None where most values are equal, so that any other would be far."""
    filled = values[np.isfinite(values)]
    if len(filled) < FEWEST:
        return None
    plain = _fences(filled)
    if plain is None:
        return None
    low, high = plain
    if (filled > 0).all() and (logs := _fences(np.log(filled))) is not None:
        with np.errstate(over="ignore"):
            low, high = min(low, float(np.exp(logs[0]))), max(high, float(np.exp(logs[1])))
    return (low, high) if np.isfinite(low) and np.isfinite(high) else None


def _fences(values: Array) -> tuple[float, float] | None:
    first, middle, third = (float(one) for one in np.quantile(values, (0.25, 0.5, 0.75)))
    if third <= first:
        return None
    least = 0.1 * (third - first)  # a side without any spread is not a wall
    return first - FAR * max(middle - first, least), third + FAR * max(third - middle, least)


def sample() -> Planted:
    return Planted(
        {"income": [40 + (n * 8) % 21 for n in range(500)] + [900.5, 1000.5], "kind": [f"k{n % 5}" for n in range(502)]},
        "outliers",
        ("income",),
    )


FINDER = Finder("outliers", Words("Outliers", "이상치"), False, find, sample)
