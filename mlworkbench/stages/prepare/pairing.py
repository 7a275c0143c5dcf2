"""Which pairs of numbers tell of the target together what neither tells alone: a search of bounded size over ranks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric

PRODUCT, RATIO, INVERSE, DIFFERENCE = "product", "ratio", "inverse", "difference"
MOST_ROWS = 3000
STRONG_COLUMNS, CROSSED_PAIRS, CROSSED_COLUMNS = 10, 60, 1_000
MOST_CLASSES = 5
LEAST_ROWS = 30
FARTHEST = 4.0
BEYOND_CHANCE = 12.0  # of a chi-squared variable with one degree of freedom: 1 in 2,000, before counting how many were tried


@dataclass(frozen=True)
class Pair:
    """Columns by their place. `gain` is the share of what both columns leave unexplained that the pair explains."""

    left: int
    right: int
    how: str
    gain: float = 0.0


def made(left: Array, right: Array, how: str) -> Array:
    """What a pair gives; a result that float32 cannot hold, as by a denominator of zero, is missing."""
    with np.errstate(all="ignore"):
        if how == PRODUCT:
            found = left * right
        elif how == DIFFERENCE:
            found = left - right
        else:
            found = left / right
        return np.where(np.abs(found) > numeric.LARGEST, np.nan, found)


def strongest(
    values: Array, goal: Array, classes: int, hows: Sequence[str], most: int, seed: int
) -> tuple[tuple[Pair, ...], int]:
    """The pairs that add most, best first, and how many were tried. None that chance could explain.

    Of more than 3,000 rows so many are drawn with the seed. Looked at closely are the pairs of the ten columns that tell most
    alone, and the sixty pairs whose ranks multiplied tell most: of more than 1,000 columns those that tell most alone.
    """
    rows = np.arange(len(values))
    if len(rows) > MOST_ROWS:
        rows = np.sort(np.random.Generator(np.random.PCG64(seed)).choice(rows, MOST_ROWS, replace=False))
    if len(rows) < LEAST_ROWS:
        return (), 0
    cells = numeric.present(values[rows])
    aims = _aims(goal[rows], classes)
    ranks = np.column_stack([_ranked(column) for column in cells.T])
    tried = [pair for left, right in _promising(ranks, aims) for pair in _judged(cells, ranks, aims, _options(left, right, hows))]
    least = (BEYOND_CHANCE + 2.0 * np.log(max(len(tried), 1))) / len(rows)
    good = sorted((pair for pair in tried if pair.gain >= least), key=lambda pair: -pair.gain)
    return tuple(_best_of_each(good)[:most]), len(tried)


def _promising(ranks: Array, aims: Array) -> list[tuple[int, int]]:
    """Pairs of columns in order, each once."""
    squares = np.maximum((ranks**2).sum(axis=0), 1e-9)
    varied = np.flatnonzero(ranks.std(axis=0) > 0)
    alone = np.max((aims.T @ ranks) ** 2 / squares, axis=0, initial=0.0)
    strong = np.sort(varied[np.argsort(-alone[varied], kind="stable")[:STRONG_COLUMNS]])
    wide = np.sort(np.argsort(-alone, kind="stable")[:CROSSED_COLUMNS])
    some = ranks[:, wide]
    crossed = np.max([((some * aim[:, None]).T @ some) ** 2 for aim in aims.T], axis=0)
    crossed /= np.outer(squares[wide], squares[wide])
    left, right = np.triu_indices(len(wide), 1)
    best = np.argsort(-crossed[left, right], kind="stable")[:CROSSED_PAIRS]
    found = {*combinations(strong.tolist(), 2), *zip(wide[left[best]].tolist(), wide[right[best]].tolist(), strict=True)}
    known = set(varied.tolist())
    return sorted(pair for pair in found if known.issuperset(pair))


def every(width: int, hows: Sequence[str], most: int) -> tuple[tuple[Pair, ...], int]:
    """All pairs in order, as many as are wanted, and how many there are."""
    wanted = [pair for left, right in combinations(range(width), 2) for pair in _options(left, right, hows)]
    return tuple(wanted[:most]), len(wanted)


def _options(left: int, right: int, hows: Sequence[str]) -> list[Pair]:
    """A ratio the other way round is one of the second column by the first."""
    return [Pair(right, left, RATIO) if how == INVERSE else Pair(left, right, how) for how in hows]


def _best_of_each(good: Sequence[Pair]) -> list[Pair]:
    """The best way to combine two columns stands for the others: they tell much the same."""
    kept: dict[frozenset[int], Pair] = {}
    for pair in good:
        kept.setdefault(frozenset((pair.left, pair.right)), pair)
    return list(kept.values())


def _aims(goal: Array, classes: int) -> Array:
    """The target as centred columns [N, c]: ranks of numbers, or membership of the most frequent classes."""
    if not classes:
        return _ranked(goal)[:, None]
    counts = np.bincount(goal, minlength=classes)
    frequent = np.argsort(-counts, kind="stable")[: 1 if classes == 2 else MOST_CLASSES]
    found = (goal[:, None] == frequent).astype(np.float64)
    return np.asarray(found - found.mean(axis=0))


def _ranked(column: Array) -> Array:
    """Ranks from -0.5 to 0.5, equal values alike; missing is 0."""
    there = np.isfinite(column)
    ranks = np.zeros(len(column))
    known = column[there]
    if len(known):
        order = np.sort(known)
        middle = (np.searchsorted(order, known, side="left") + np.searchsorted(order, known, side="right") - 1) / 2.0
        ranks[there] = middle / max(len(known) - 1, 1)
        ranks[there] -= ranks[there].mean()
    return ranks


def _judged(cells: Array, ranks: Array, aims: Array, options: Sequence[Pair]) -> list[Pair]:
    """Each with how much it explains of what both columns, bent as they may be, leave of the target."""
    known = [np.ones((len(ranks), 1))]
    for place in (options[0].left, options[0].right):
        rank = ranks[:, [place]]
        known += [rank, rank**2, rank**3, _measured(cells[:, place])[:, None]]
    base = np.hstack(known)
    rest = _left_over(base, aims)
    judged = []
    for pair in options:
        found = made(cells[:, pair.left], cells[:, pair.right], pair.how)
        fresh = _left_over(base, np.column_stack([_ranked(found), _measured(found)]))
        judged.append(replace(pair, gain=max(_explained(rest, column[:, None]) for column in fresh.T)))
    return judged


def _measured(column: Array) -> Array:
    """In standard deviations from the mean, far ones held; missing is 0."""
    mean, sd = numeric.mean_and_sd(column[:, None])
    found = np.clip(np.where(np.isfinite(column), (column - mean[0]) / sd[0], 0.0), -FARTHEST, FARTHEST)
    return np.asarray(found - found.mean())


def _left_over(known: Array, wanted: Array) -> Array:
    """What a least-squares fit by the known columns leaves of the wanted ones; a touch of ridge for columns that are the same."""
    gram = known.T @ known
    return np.asarray(wanted - known @ np.linalg.solve(gram + 1e-9 * len(known) * np.eye(len(gram)), known.T @ wanted))


def _explained(aims: Array, column: Array) -> float:
    """The greatest squared correlation of the column with one of the aims."""
    own, others = float((column**2).sum()), (aims**2).sum(axis=0)
    if own < 1e-9 * len(column) or not (others > 1e-9 * len(column)).any():
        return 0.0
    together = (aims * column).sum(axis=0) ** 2
    return float(np.max(np.where(others > 1e-9 * len(column), together / np.maximum(own * others, 1e-300), 0.0)))
