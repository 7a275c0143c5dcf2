"""Ensembles: how much of each model's raw score goes into one, chosen on out-of-fold scores alone.

All ways give shares and a shift, so an ensemble is one graph in which every member keeps its own arithmetic. How good an ensemble
is, is told by shares that were chosen without the fold they are judged on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.losses import Loss

PICKS = 30
WORTH_A_PICK = 1e-5  # of the loss
IN_VAIN = 5  # picks without a gain, after which greedy selection ends
MOST_CELLS = 40_000  # rows × scores that shares are chosen on; more would cost time and change the third digit of a share
SMALLEST_SHARE = 0.01
MOST_STACKED = 8
CELLS_STACKED = 20_000


@dataclass(frozen=True)
class Shares:
    """raw = sum of share · raw of each member, and `shift`."""

    of: tuple[float, ...]
    shift: float = 0.0

    def mixed(self, raws: Array) -> Array:
        """[N, K] from [members, N, K]."""
        return np.asarray(np.tensordot(np.array(self.of), raws, axes=1) + self.shift)


Way = Callable[[Array, Array, Loss], Shares]


@dataclass(frozen=True)
class Chosen:
    """The way that was best on rows it had not seen, its shares chosen on all rows, and out-of-fold raw scores [N, K]."""

    way: str
    shares: Shares
    oof: Array


def greedy(raws: Array, target: Array, loss: Loss) -> Shares:
    """Greedy selection with replacement: add again and again the model that lowers the loss most (Caruana et al. 2004).

    Some picks are in vain: the best alone, picked again, makes room for a small share of another. What counts is the best so far.
    """
    counts, total = np.zeros(len(raws), dtype=int), np.zeros_like(raws[0])
    least, found, found_at = np.inf, counts, 0
    for pick in range(1, PICKS + 1):
        losses = [float(np.mean(loss((total + raw) / pick, target))) for raw in raws]
        best = int(np.argmin(losses))
        counts[best] += 1
        total = total + raws[best]
        if pick == 1 or losses[best] < least - WORTH_A_PICK * abs(least):
            least, found, found_at = losses[best], counts.copy(), pick
        elif pick - found_at >= IN_VAIN:
            break
    return Shares(tuple((found / found.sum()).tolist()))


def voting(raws: Array, target: Array, loss: Loss) -> Shares:
    """Equal shares of the best few: as many as lower the loss."""
    order = np.argsort([float(np.mean(loss(raw, target))) for raw in raws], kind="stable")
    found = [(float(np.mean(loss(raws[order[:count]].mean(axis=0), target))), count) for count in range(1, len(order) + 1)]
    count = min(found)[1]
    shares = np.zeros(len(raws))
    shares[order[:count]] = 1.0 / count
    return Shares(tuple(shares.tolist()))


def stacking(raws: Array, target: Array, loss: Loss) -> Shares:
    """Shares, none negative, and a shift of least loss among the best few, by bounded quasi-Newton steps (L-BFGS-B)."""
    from scipy.optimize import minimize

    rows = _few(np.arange(len(target)), raws.shape[2], 0, CELLS_STACKED)
    raws, target = raws[:, rows], target[rows]
    order = np.argsort([float(np.mean(loss(raw, target))) for raw in raws], kind="stable")[:MOST_STACKED]
    few, count = raws[order], len(order)

    def wrong(point: Array) -> float:
        return float(np.mean(loss(np.tensordot(point[:count], few, axes=1) + point[count], target)))

    scale = (float(np.std(few)) or 1.0) if raws.shape[2] == 1 else 0.0
    bounds = [(0.0, 2.0)] * count + [(-scale, scale)]
    start = np.append(np.full(count, 1.0 / count), 0.0)
    found = minimize(wrong, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 40}).x
    shares = np.zeros(len(raws))
    shares[order] = np.round(np.where(found[:count] < SMALLEST_SHARE, 0.0, found[:count]), 6)
    return Shares(tuple(shares.tolist()), float(np.round(found[count], 9)))


WAYS: Final[Mapping[str, Way]] = {"greedy": greedy, "voting": voting, "stacking": stacking}


def chosen(raws: Sequence[Array], target: Array, fold: Array, loss: Loss, seed: int, ways: Sequence[str] = tuple(WAYS)) -> Chosen:
    """The best way for these out-of-fold raw scores, [N, K] each without gaps; `fold` int64 [N] tells who judged a row.

    Each way is judged by shares chosen on the rows of the other folds. Ties go to the way named first.
    """
    stack = np.stack(raws)
    tried: list[tuple[float, int, str, Array]] = []
    for way in ways:
        oof = np.empty_like(stack[0])
        for number in np.unique(fold):
            inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            rows = _few(inside if len(inside) else outside, stack.shape[2], seed)
            oof[outside] = WAYS[way](stack[:, rows], target[rows], loss).mixed(stack[:, outside])
        tried.append((float(np.mean(loss(oof, target))), len(tried), way, oof))
    _, _, way, oof = min(tried, key=lambda one: one[:2])
    rows = _few(np.arange(len(target)), stack.shape[2], seed)
    return Chosen(way, WAYS[way](stack[:, rows], target[rows], loss), oof)


def _few(rows: Array, outputs: int, seed: int, cells: int = MOST_CELLS) -> Array:
    most = max(1, cells // outputs)
    if len(rows) <= most:
        return rows
    return np.sort(np.random.Generator(np.random.PCG64(seed)).choice(rows, most, replace=False))
