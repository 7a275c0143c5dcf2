"""Sizes of differences between a group and the rest, with 95 % intervals and p values."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlworkbench.charts.panels import Bar
from mlworkbench.stages.explore.measures import SURE, ranks

Array = np.ndarray[Any, np.dtype[Any]]


def delta(name: str, values: Array, inside: Array) -> Bar:
    """Cliff's delta: how much more often a value of the group is above one of the rest than below it (-1 to 1).

    Interval with DeLong's variance (1988), through Fisher's z so that it stays inside; p by Mann and Whitney with ties.
    """
    one, other = values[inside], values[~inside]
    n, m = len(one), len(other)
    if n < 2 or m < 2:
        return Bar(name, None, measure="delta", rows=n)
    joint = ranks(np.concatenate([one, other]))
    mine, theirs = (joint[:n] - ranks(one)) / m, 1 - (joint[n:] - ranks(other)) / n
    found = 2 * float(mine.mean()) - 1
    variance = 4 * (float(mine.var(ddof=1)) / n + float(theirs.var(ddof=1)) / m)
    middle = np.arctanh(np.clip(found, -1 + 1e-12, 1 - 1e-12))
    reach = SURE * np.sqrt(variance) / max(1 - found**2, 1e-12)
    low, high = float(np.tanh(middle - reach)), float(np.tanh(middle + reach))
    return Bar(name, found, low, high, "delta", n, int(np.sign(found)), _mann_whitney(found, joint, n, m))


def _mann_whitney(found: float, joint: Array, n: int, m: int) -> float:
    """Two-sided, normal approximation with ties and without a continuity correction."""
    from scipy.stats import norm

    rows = n + m
    ties = np.unique(joint, return_counts=True)[1].astype(np.float64)
    variance = n * m / 12 * (rows + 1 - float((ties**3 - ties).sum()) / (rows * (rows - 1)))
    return 1.0 if variance <= 0 else float(2 * norm.sf(abs(found * n * m / 2) / np.sqrt(variance)))


def difference(name: str, hits: Array, inside: Array) -> Bar:
    """Share of hits in the group less that of the rest. Interval by Newcombe (1998, method 10), p by a pooled z test."""
    n, m = int(inside.sum()), int((~inside).sum())
    if not n or not m:
        return Bar(name, None, measure="difference", rows=n)
    a, b = int(hits[inside].sum()), int(hits[~inside].sum())
    one, other = a / n, b / m
    (low_one, high_one), (low_other, high_other) = wilson(a, n), wilson(b, m)
    found = one - other
    low = found - np.hypot(one - low_one, high_other - other)
    high = found + np.hypot(high_one - one, other - low_other)
    return Bar(name, found, float(low), float(high), "difference", n, int(np.sign(found)), _pooled(a, n, b, m))


def wilson(hits: int, rows: int) -> tuple[float, float]:
    """95 % interval of a share."""
    share, square = hits / rows, SURE**2
    middle = (share + square / (2 * rows)) / (1 + square / rows)
    reach = SURE / (1 + square / rows) * np.sqrt(share * (1 - share) / rows + square / (4 * rows**2))
    return float(max(0.0, middle - reach)), float(min(1.0, middle + reach))


def _pooled(a: int, n: int, b: int, m: int) -> float:
    from scipy.stats import norm

    share = (a + b) / (n + m)
    spread = np.sqrt(share * (1 - share) * (1 / n + 1 / m))
    return 1.0 if spread <= 0 else float(2 * norm.sf(abs(a / n - b / m) / spread))


def holm(found: Sequence[float | None]) -> list[float | None]:
    """p values corrected for as many comparisons (Holm 1979); None stays None."""
    known = sorted((p, place) for place, p in enumerate(found) if p is not None)
    held: list[float | None] = [None] * len(found)
    most = 0.0
    for rank, (p, place) in enumerate(known):
        most = max(most, min(1.0, p * (len(known) - rank)))
        held[place] = most
    return held
