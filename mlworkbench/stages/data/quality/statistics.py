"""What several finders reckon with: tests for many columns at once, and the size of an effect beside its significance."""

from collections.abc import Sequence

import numpy as np

from mlworkbench.scoring.wire import Array

LEVEL = 0.01


def significant(p_values: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Benjamini & Hochberg (1995): of those held significant, at most this share is by chance."""
    order = np.argsort(p_values)
    ranked = np.asarray(p_values)[order]
    passed = np.flatnonzero(ranked <= level * np.arange(1, len(ranked) + 1) / max(len(ranked), 1))
    kept = np.zeros(len(ranked), dtype=bool)
    if len(passed):
        kept[order[: passed[-1] + 1]] = True
    return [bool(one) for one in kept]


def association(table: Array) -> tuple[float, float]:
    """Of a table of counts: the p-value of Pearson's chi-square and Cramér's V (0 none, 1 full)."""
    from scipy.special import chdtrc  # scipy.stats takes four times as long to be imported

    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return 1.0, 0.0
    total = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    statistic = float(((table - expected) ** 2 / expected).sum())
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return float(chdtrc(freedom, statistic)), float(np.sqrt(statistic / (total * (min(table.shape) - 1))))


def apart(first: Array, last: Array) -> tuple[float, float]:
    """Of two samples: the asymptotic p-value of Kolmogorov and Smirnov, and the greatest distance of their distributions."""
    from scipy.special import kolmogorov

    both = np.concatenate([first, last])
    shares = [np.searchsorted(np.sort(one), both, side="right") / len(one) for one in (first, last)]
    distance = float(np.abs(shares[0] - shares[1]).max())
    return float(kolmogorov(distance * np.sqrt(len(first) * len(last) / len(both)))), distance


def groups(values: Array, most: int = 10) -> Array:
    """Numbers by tenths, whole numbers with few values by value; -1 where missing."""
    filled = np.isfinite(values)
    found = np.full(len(values), -1, dtype=np.int64)
    distinct = np.unique(values[filled])
    edges = distinct[1:] if len(distinct) <= most else np.unique(np.quantile(values[filled], np.linspace(0, 1, most + 1)[1:-1]))
    found[filled] = np.searchsorted(edges, values[filled], side="right")
    return found


def codes(cells: Array) -> tuple[Array, list[str]]:
    """Words as numbers in the order of their frequency, -1 where missing; and the words."""
    names, inverse, counts = np.unique([cell or "" for cell in cells], return_inverse=True, return_counts=True)
    counts = np.where(names == "", -1, counts)
    order = np.argsort(-counts, kind="stable")
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    found = place[inverse.reshape(-1)]
    if len(names) and (names == "").any():
        found = np.where(found == len(names) - 1, -1, found)
        order = order[:-1]
    return found, [str(names[one]) for one in order]
