"""Expectations that a profile suggests: what holds now and is likely to be meant."""

import math

from mlworkbench.base.records import Column, ColumnProfile, Dataset, Profile, Reason, Rule
from mlworkbench.stages.data.quality import ranges

FEW_VALUES = 20


def proposed(profile: Profile, columns: tuple[Column, ...]) -> tuple[Rule, ...]:
    """Rows at least half as many as now, then rules by column: unique ids, filled columns, ranges, known categories."""
    ids = {one.column for one in profile.set_aside if one.reason.key == "data.aside_id"}
    aside = {one.column for one in profile.set_aside} - ids
    rules = [Rule("rows", None, float(max(1, profile.rows // 2)))]
    for column, figures in zip(columns, profile.columns, strict=True):
        if column.name in aside:
            continue
        if column.name in ids:
            rules.append(Rule("unique", column.name))
        elif column.type == "number" and (limits := _limits(column.name, figures)) is not None:
            rules.append(Rule("range", column.name, *limits))
        elif column.type == "category" and figures.distinct <= FEW_VALUES and len(figures.top) == figures.distinct:
            rules.append(Rule("allowed", column.name, values=tuple(sorted(top.value for top in figures.top))))
        if not figures.missing:
            rules.append(Rule("filled", column.name))
    return tuple(rules)


def _limits(name: str, figures: ColumnProfile) -> tuple[float | None, float | None] | None:
    """By the name where it says so, else a round number well outside what was seen; zero stays a wall."""
    known = ranges.range_of(name)
    if figures.minimum is None or figures.maximum is None:
        return None
    if known and (known.low is None or known.low <= figures.minimum) and (known.high is None or figures.maximum <= known.high):
        high = known.high if known.high is not None else _above(figures.maximum)
        return known.low, high
    low = 0.0 if figures.minimum >= 0 else -_above(-figures.minimum)
    return low, _above(figures.maximum) if figures.maximum > 0 else 0.0


def _above(value: float) -> float:
    """1, 2 or 5 times a power of ten, at least twice the value."""
    wanted = 2 * value
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= wanted)


def refuses(rule: Rule, dataset: Dataset | None) -> Reason | None:
    """Why a rule says nothing, or nothing that this version could hold."""
    if rule.kind == "rows":
        return _refuses_bounds(rule)
    column = next((one for one in dataset.columns if one.name == rule.column), None) if dataset else None
    if column is None:
        return Reason("data.rule_column", {"column": rule.column})
    if rule.kind == "range":
        return _refuses_bounds(rule) if column.type in ("number", "flag") else Reason("data.rule_number", {"column": rule.column})
    return Reason("data.rule_values", {"column": rule.column}) if rule.kind == "allowed" and not rule.values else None


def _refuses_bounds(rule: Rule) -> Reason | None:
    bounds = [bound for bound in (rule.low, rule.high) if bound is not None]
    if not bounds or not all(math.isfinite(bound) for bound in bounds):
        return Reason("data.rule_bounds")
    if rule.low is not None and rule.high is not None and rule.low > rule.high:
        return Reason("data.rule_order", {"low": rule.low, "high": rule.high})
    return None
