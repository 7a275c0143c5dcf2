"""An expectation in words."""

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Rule
from mlworkbench.base.words import tr

KINDS = ("range", "unique", "allowed", "filled", "rows")
SHOWN = 6


def sentence(rule: Rule) -> str:
    facts: dict[str, Fact] = {"column": rule.column, "low": _bound(rule.low), "high": _bound(rule.high)}
    if rule.kind == "allowed":
        listed = ", ".join(rule.values[:SHOWN]) + (" …" if len(rule.values) > SHOWN else "")
        return tr("data.rule_allowed_is", column=rule.column, values=listed)
    if rule.kind == "rows":
        return tr("data.rule_rows", low=facts["low"], high=facts["high"])
    if rule.kind == "range":
        return tr("data.rule_range", **facts)
    return tr("data.rule_unique" if rule.kind == "unique" else "data.rule_filled", column=rule.column)


def _bound(value: float | None) -> Fact:
    """Open ends as …"""
    if value is None:
        return "…"
    return int(value) if value == int(value) else value
