"""Findings and remedies in one line each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Evidence, Finding, Reason, Remedy, Severity

Facts = dict[str, Fact]

SHORT = 60
SHOWN = 10
NAMED = 5


def finding(
    kind: str,
    columns: Sequence[str],
    severity: Severity,
    rows: int,
    reason: Reason,
    evidence: Iterable[Evidence] = (),
    remedies: Iterable[Remedy] = (),
) -> Finding:
    return Finding(kind, tuple(columns), severity, int(rows), reason, tuple(evidence)[:SHOWN], tuple(remedies))


def of_sample(evidence: Sequence[Evidence], looked_at: int, rows: int) -> list[Evidence]:
    """With how many rows were looked at, where not all were: n = 20,000 / 10,000,000."""
    return [*evidence[: SHOWN - 1], Evidence(f"n = {looked_at:,} / {rows:,}")] if looked_at < rows else list(evidence)


def remedy(kind: str, params: Mapping[str, Any], key: str, **facts: Fact) -> Remedy:
    return Remedy(kind, dict(params), Reason(key, facts))


def exclude(*columns: str) -> Remedy:
    """Let no model use them."""
    return remedy("exclude", {"columns": list(columns)}, "data.mend_exclude")


def drop(*columns: str) -> Remedy:
    """Take them out of the data."""
    return remedy("drop_columns", {"columns": list(columns)}, "data.mend_drop")


def hashed(*columns: str) -> Remedy:
    """Put a keyed hash in the place of each value."""
    return remedy("hash_columns", {"columns": list(columns)}, "data.mend_hash")


def missing(*columns: str, **params: Any) -> Remedy:
    return remedy("set_missing", {"columns": list(columns), **params}, "data.mend_set_missing")


def short(value: object) -> str:
    """A value as it is shown: numbers without a needless .0, long texts cut."""
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    told = f"{value:.6g}" if isinstance(value, float) else str(value)
    return told if len(told) <= SHORT else told[: SHORT - 1] + "…"


def moment(microseconds: float) -> str:
    return str(np.datetime64(int(microseconds), "us").astype("datetime64[s]")).replace("T", " ").removesuffix(" 00:00:00")


def percent(share: float) -> str:
    """12.3, 100; 0.04 keeps a digit that says something."""
    value = 100 * share
    return f"{value:.1f}".removesuffix(".0") if value >= 0.1 or value == 0 else f"{value:.2g}"


def listed(names: Sequence[str]) -> str:
    """The first of them, and how many there are beyond."""
    told = ", ".join(short(name) for name in names[:NAMED])
    return told if len(names) <= NAMED else f"{told} … (+{len(names) - NAMED})"
