"""How strongly two columns belong together: one measure for each pair of kinds, all from 0 to 1, with 95 % intervals.

The measures agree where they meet: for two columns of two values each, |Spearman|, the correlation ratio of ranks and Cramér's V
are one and the same number but for the correction, so that they can stand in one ranking. Each is corrected for what chance alone
would give, so that a column of many values does not win by having many.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

SURE = 1.959963984540054  # standard deviations of a 95 % interval
DRAWS = 200  # of the bootstrap
DRAWN_CELLS = 20_000_000  # draws × cells at most
BINS, FINE = 20, 200  # equal-count bins of a number: as groups, and as ranks of the bootstrap
PERMUTATIONS = 10
LEAST = 4  # rows below which nothing can be said


@dataclass(frozen=True)
class Measured:
    """`measure` names it (`explore.measure_…`); None where the rows do not tell, as for a constant."""

    measure: str
    value: float | None
    low: float | None
    high: float | None
    rows: int
    sign: int = 0


def spearman(x: Array, y: Array) -> Measured:
    """|rank correlation| of rows where both are known. Interval by Fisher's z with the variance of Bonett and Wright (2000)."""
    x, y = both(x, y)
    found = correlation(ranks(x), ranks(y))
    if found is None or len(x) < LEAST:
        return Measured("spearman", None, None, None, len(x))
    low, high = fisher(found, len(x), (1 + found**2 / 2))
    ends = sorted((abs(low), abs(high)))
    least = 0.0 if low <= 0 <= high else ends[0]
    return Measured("spearman", abs(found), least, ends[1], len(x), int(np.sign(found)))


def fisher(found: float, rows: int, spread: float = 1.0) -> tuple[float, float]:
    """95 % interval of a correlation; `spread` is the variance of z times rows - 3."""
    if rows <= LEAST - 1:
        return -1.0, 1.0
    middle, reach = np.arctanh(np.clip(found, -1 + 1e-15, 1 - 1e-15)), SURE * np.sqrt(spread / (rows - 3))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def cramer(a: Array, b: Array) -> Measured:
    """Bias-corrected Cramér's V (Bergsma 2013) of codes, -1 for missing. Interval: ± 1.96 bootstrap standard deviations."""
    a, b = _coded(a, b)
    if len(a) < LEAST:
        return Measured("cramer", None, None, None, len(a))
    table = Table.of(a, b)
    found = table.cramer(table.counts[None, :])[0]
    if not np.isfinite(found):
        return Measured("cramer", None, None, None, len(a))
    return _around("cramer", float(found), table.cramer(table.draws()), len(a))


def association(a: Array, b: Array) -> float | None:
    """Cramér's V as in `cramer`, without an interval; None where the rows do not tell."""
    a, b = _coded(a, b)
    if len(a) < LEAST:
        return None
    table = Table.of(a, b)
    found = float(table.cramer(table.counts[None, :])[0])
    return found if np.isfinite(found) else None


def ratio(groups: Array, values: Array, measure: str = "ratio") -> Measured:
    """Correlation ratio of the ranks of `values` over groups (codes, -1 for missing): the root of the share of their variance
    that lies between the groups, corrected for the number of groups (epsilon squared; Kelley 1935). Interval: bootstrap.
    """
    known = (groups >= 0) & np.isfinite(values)
    groups, values = np.unique(groups[known], return_inverse=True)[1], values[known]
    rows, count = len(values), int(groups.max(initial=-1)) + 1
    if rows < LEAST or count < 2 or rows <= count or values.min() == values.max():
        return Measured(measure, None, None, None, rows)
    ranked = ranks(values)
    found = float(np.sqrt(epsilon(np.bincount(groups), np.bincount(groups, ranked), ranked.var() * rows, rows)))
    bins = binned(values, FINE)
    table = Table.of(groups, bins)
    scores = np.bincount(bins, ranked) / np.maximum(np.bincount(bins), 1)
    return _around(measure, found, table.ratio(table.draws(), scores), rows)


def epsilon(sizes: Array, sums: Array, spread: Any, rows: int) -> Any:
    """Share of variance between groups, corrected: 1 - (1 - η²)(n - 1)/(n - k), at least 0. `spread`: sum of squares in all."""
    filled = sizes > 0
    means = np.divide(sums, sizes, out=np.zeros_like(sums, dtype=np.float64), where=filled)
    middle = sums.sum(axis=-1, keepdims=True) / rows
    between = (sizes * (means - middle) ** 2).sum(axis=-1)
    count = filled.sum(axis=-1)
    within = np.clip(1 - between / spread, 0.0, 1.0)
    return np.clip(1 - within * (rows - 1) / np.maximum(rows - count, 1), 0.0, 1.0)


def information(a: Array, b: Array, seed: int = 1) -> Measured:
    """Share of what is open about `b` (its entropy) that `a` tells: mutual information less that of shuffled rows (the mean of
    ten permutations), divided by the entropy less the same. Interval: ± 1.96 bootstrap standard deviations.
    """
    a, b = _coded(a, b)
    if len(a) < LEAST or a.max(initial=0) == 0 or b.max(initial=0) == 0:
        return Measured("information", None, None, None, len(a))
    random = np.random.Generator(np.random.PCG64(seed))
    table = Table.of(a, b)
    chance = [Table.of(a, random.permutation(b)).information() for _ in range(PERMUTATIONS)]
    base, shares = float(np.mean(chance)), np.bincount(b) / len(b)
    room = float(-(shares * np.log(shares)).sum()) - base
    if room <= 0:
        return Measured("information", 0.0, 0.0, None, len(a))
    found = float(np.clip((table.information() - base) / room, 0.0, 1.0))
    drawn = np.array([(table.information(counts) - base) / room for counts in table.draws()])
    return _around("information", found, drawn, len(a))


@dataclass(frozen=True)
class Table:
    """The filled cells of a table of counts: row, column and count of each."""

    rows: Array
    columns: Array
    counts: Array
    shape: tuple[int, int]

    @classmethod
    def of(cls, a: Array, b: Array) -> "Table":
        high, wide = int(a.max()) + 1, int(b.max()) + 1
        cells, counts = np.unique(a.astype(np.int64) * wide + b, return_counts=True)
        return cls(cells // wide, cells % wide, counts.astype(np.float64), (high, wide))

    def draws(self, seed: int = 1) -> Array:
        """Tables of as many rows drawn again from these [draws, cells]."""
        random = np.random.Generator(np.random.PCG64(seed))
        count = int(np.clip(DRAWN_CELLS // len(self.counts), 20, DRAWS))
        rows = int(self.counts.sum())
        return random.multinomial(rows, self.counts / self.counts.sum(), size=count).astype(np.float64)

    def cramer(self, draws: Array) -> Array:
        """Bergsma's V of every table [draws]; NaN where one side has a single value."""
        found = np.empty(len(draws))
        for place, counts in enumerate(draws):
            down, across = (np.bincount(side, counts) for side in (self.rows, self.columns))
            rows = counts.sum()
            held = counts > 0
            expected = down[self.rows[held]] * across[self.columns[held]]
            phi = float((counts[held] ** 2 / expected).sum()) - 1
            found[place] = _bergsma(phi, int((down > 0).sum()), int((across > 0).sum()), float(rows))
        return found

    def ratio(self, draws: Array, scores: Array) -> Array:
        """The correlation ratio of every table, whose columns have these scores."""
        found = np.empty(len(draws))
        for place, counts in enumerate(draws):
            sizes, sums = np.bincount(self.rows, counts), np.bincount(self.rows, counts * scores[self.columns])
            rows, squares = counts.sum(), (counts * scores[self.columns] ** 2).sum()
            spread = squares - sums.sum() ** 2 / rows
            found[place] = np.sqrt(epsilon(sizes, sums, spread, int(rows))) if spread > 0 else np.nan
        return found

    def information(self, counts: Array | None = None) -> float:
        """Mutual information in nats."""
        held = self.counts if counts is None else counts
        rows = held.sum()
        down, across = np.bincount(self.rows, held), np.bincount(self.columns, held)
        known = held > 0
        shares = held[known] / rows
        return float((shares * np.log(held[known] * rows / (down[self.rows[known]] * across[self.columns[known]]))).sum())


def _bergsma(phi: float, high: int, wide: int, rows: float) -> float:
    if min(high, wide) < 2 or rows <= 1:
        return float("nan")
    corrected = max(0.0, phi - (high - 1) * (wide - 1) / (rows - 1))
    least = min(high - (high - 1) ** 2 / (rows - 1), wide - (wide - 1) ** 2 / (rows - 1)) - 1
    return float(min(1.0, np.sqrt(corrected / least))) if least > 0 else 0.0


def _around(measure: str, found: float, drawn: Array, rows: int) -> Measured:
    usable = drawn[np.isfinite(drawn)]
    reach = SURE * float(np.std(usable, ddof=1)) if len(usable) > 1 else 0.0
    return Measured(measure, found, max(0.0, found - reach), min(1.0, found + reach), rows)


def both(x: Array, y: Array) -> tuple[Array, Array]:
    known = np.isfinite(x) & np.isfinite(y)
    return x[known], y[known]


def _coded(a: Array, b: Array) -> tuple[Array, Array]:
    """Rows where both are known, codes without holes."""
    known = (a >= 0) & (b >= 0)
    return np.unique(a[known], return_inverse=True)[1], np.unique(b[known], return_inverse=True)[1]


def ranks(values: Array) -> Array:
    """From 1, equal values sharing the mean of their places."""
    from scipy.stats import rankdata

    ranked: Array = rankdata(values)
    return ranked


def correlation(x: Array, y: Array) -> float | None:
    """Pearson's; None where one of them does not vary."""
    if len(x) < 2:
        return None
    x, y = x - x.mean(), y - y.mean()
    below = np.sqrt((x @ x) * (y @ y))
    return float(np.clip((x @ y) / below, -1.0, 1.0)) if below > 0 else None


def binned(values: Array, count: int = BINS) -> Array:
    """Codes of bins that hold as many rows each, as far as equal values allow; -1 for missing."""
    known = np.isfinite(values)
    edges = np.unique(np.quantile(values[known], np.linspace(0, 1, count + 1)[1:-1])) if known.any() else np.empty(0)
    codes = np.full(len(values), -1, dtype=np.int64)
    codes[known] = np.searchsorted(edges, values[known], side="right")
    if known.any():
        codes[known] = np.unique(codes[known], return_inverse=True)[1]
    return codes
