"""Rows that do not hold what the user expects of every version."""

import math

from mlworkbench.base.records import Column, Evidence, Finding, Reason, Remedy, Rule
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject


def find(subject: Subject) -> list[Finding]:
    return [found for rule in subject.rules if (found := _broken(subject, rule)) is not None]


def _broken(subject: Subject, rule: Rule) -> Finding | None:
    if rule.kind == "rows":
        return _rows(subject, rule)
    column = next((one for one in subject.columns if one.name == rule.column), None)
    if column is None:
        return _made(rule, 0, Reason("data.expected_column", {"column": rule.column}))
    if rule.kind == "range" and column.type not in ("number", "flag"):
        return _made(rule, subject.rows, Reason("data.expected_number", {"column": rule.column}))
    found = {"range": _range, "unique": _unique, "allowed": _allowed, "filled": _filled}[rule.kind]
    return found(subject, column, rule)


def _made(
    rule: Rule, rows: int, reason: Reason, evidence: list[Evidence] | None = None, mends: list[Remedy] | None = None
) -> Finding:
    columns = (rule.column,) if rule.column else ()
    return saying.finding(f"expectation_{rule.kind}", columns, "problem", rows, reason, evidence or [], mends or [])


def _rows(subject: Subject, rule: Rule) -> Finding | None:
    low = rule.low if rule.low is not None and _says(rule.low) else 0
    high = rule.high if _says(rule.high) else None
    if low <= subject.rows and (high is None or subject.rows <= high):
        return None
    return _made(
        rule,
        subject.rows,
        Reason("data.expected_rows", {"rows": subject.rows, "low": int(low), "high": None if high is None else int(high)}),
    )


def _range(subject: Subject, column: Column, rule: Rule) -> Finding | None:
    cell = subject.cell(column.name)
    tests = [f"{cell} < {rule.low!r}"] if _says(rule.low) else []
    tests += [f"{cell} > {rule.high!r}"] if _says(rule.high) else []
    if not tests:
        return None
    rows, evidence = _shown(subject, cell, " OR ".join(tests))
    params = {name: value for name, value in (("low", rule.low), ("high", rule.high)) if value is not None and _says(value)}
    facts: saying.Facts = {"column": column.name, "rows": rows, "low": _told(rule.low), "high": _told(rule.high)}
    return (
        _made(rule, rows, Reason("data.expected_range", facts), evidence, [saying.missing(column.name, **params)])
        if rows
        else None
    )


def _says(bound: float | None) -> bool:
    """Earlier projects may hold bounds that are no number."""
    return bound is not None and math.isfinite(bound)


def _told(bound: float | None) -> str | None:
    return saying.short(float(bound)) if bound is not None and _says(bound) else None


def _unique(subject: Subject, column: Column, rule: Rule) -> Finding | None:
    cell = subject.cell(column.name)
    repeated = f"SELECT {cell} AS v, count(*) AS n, max(r) AS r FROM t WHERE {cell} IS NOT NULL GROUP BY 1 HAVING n > 1"
    ((rows,),) = subject.query(f"SELECT coalesce(sum(n - 1), 0) FROM ({repeated})")
    if not rows:
        return None
    shown = subject.query(f"SELECT v, n, r FROM ({repeated}) ORDER BY n DESC, r LIMIT 10")
    evidence = [Evidence(saying.short(value), int(row) + 1, int(count)) for value, count, row in shown]
    reason = Reason("data.expected_unique", {"column": column.name, "rows": int(rows)})
    mends = [saying.remedy("drop_duplicates", {"columns": [column.name]}, "data.mend_drop_duplicates")]
    return _made(rule, int(rows), reason, evidence, mends)


def _allowed(subject: Subject, column: Column, rule: Rule) -> Finding | None:
    cell = f"{subject.cell(column.name)}"
    if column.type in ("number", "flag"):
        numbers = [value for one in rule.values if (value := _number(one)) is not None]
        test = f"{cell} NOT IN ({', '.join(map(repr, numbers))})" if numbers else f"{cell} IS NOT NULL"
    else:
        quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in rule.values)
        test = f"{cell}::VARCHAR NOT IN ({quoted})" if rule.values else f"{cell} IS NOT NULL"
    rows, evidence = _shown(subject, cell, test)
    facts: saying.Facts = {"column": column.name, "rows": rows, "values": saying.listed(rule.values)}
    return _made(rule, rows, Reason("data.expected_allowed", facts), evidence) if rows else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _filled(subject: Subject, column: Column, rule: Rule) -> Finding | None:
    rows = subject.figures[column.name].missing
    if not rows:
        return None
    cell = subject.cell(column.name)
    shown = subject.query(f"SELECT r FROM t WHERE {cell} IS NULL ORDER BY 1 LIMIT 10")
    evidence = [Evidence("–", int(row) + 1) for (row,) in shown]
    return _made(rule, rows, Reason("data.expected_filled", {"column": column.name, "rows": rows}), evidence)


def _shown(subject: Subject, cell: str, test: str) -> tuple[int, list[Evidence]]:
    ((rows,),) = subject.query(f"SELECT count(*) FROM t WHERE {test}")
    shown = subject.query(f"SELECT {cell}, min(r), count(*) AS n FROM t WHERE {test} GROUP BY 1 ORDER BY n DESC, 2 LIMIT 10")
    return int(rows), [Evidence(saying.short(value), int(row) + 1, int(count)) for value, row, count in shown]


def sample() -> Planted:
    return Planted(
        {"age": [20 + n % 50 for n in range(60)], "kind": [f"k{n % 5}" for n in range(60)]},
        "expectation_range",
        ("age",),
        rules=(Rule("range", "age", 0, 60),),
    )


FINDER = Finder("expectations", Words("Expectations", "기대 조건"), False, find, sample)
