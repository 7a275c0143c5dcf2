"""Minimum, maximum, mean, standard deviation and equal-width bins of a column, exact, from pieces of any number."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlworkbench.stages.data.conversion import Values

BINS = 20
BLOCK = 1 << 16  # as many as the processor's own memory holds
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
Pieces = Callable[[], Iterable[Values]]


@dataclass(frozen=True)
class Moments:
    """None where a figure does not exist, or is beyond the range of a double. `sd` is that of a sample (n - 1)."""

    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    sd: float | None = None
    bins: tuple[int, ...] = ()


class _First(NamedTuple):
    rows: int
    low: float
    high: float
    total: float


def measure(pieces: Pieces) -> Moments:
    """Pieces hold no missing values; they are asked for twice and must come in the same order."""
    with np.errstate(over="ignore", invalid="ignore"):
        firsts = [
            _First(len(piece), piece.min(), piece.max(), np.sum(piece, dtype=np.float64)) for piece in pieces() if len(piece)
        ]
        count = sum(first.rows for first in firsts)
        if not count:
            return Moments()
        low, high = min(first.low for first in firsts), max(first.high for first in firsts)
        mean = _sum(float(first.total) / count for first in firsts)
        squares, bins = _second_pass(pieces, float(low), float(high), mean)
    sd = math.sqrt(squares / (count - 1)) if count > 1 and math.isfinite(squares) else None
    return Moments(float(low), float(high), mean if math.isfinite(mean) else None, sd, bins)


def of_sorted(values: Values) -> Moments:
    """The same of one whole column in ascending order, without missing values."""
    if not len(values):
        return Moments()
    with np.errstate(over="ignore", invalid="ignore"):
        low, high = float(values[0]), float(values[-1])
        mean = float(np.sum(values, dtype=np.float64)) / len(values)
        squares = _sum(_squared(values[start : start + BLOCK], mean) for start in range(0, len(values), BLOCK))
        bins: tuple[int, ...] = ()
        if _drawable(low, high):
            inner = np.linspace(low, high, BINS + 1)[1:-1]
            edges = inner if values.dtype.kind == "f" else np.ceil(inner)
            places = np.searchsorted(values, edges.astype(values.dtype), "left")  # of another type all values would be converted
            bins = tuple(int(count) for count in np.diff(np.concatenate(([0], places, [len(values)]))))
    sd = math.sqrt(squares / (len(values) - 1)) if len(values) > 1 and math.isfinite(squares) else None
    return Moments(low, high, mean if math.isfinite(mean) else None, sd, bins)


def _squared(values: Values, mean: float) -> float:
    rest = values - mean
    return float(np.sum(np.square(rest, out=rest)))  # not by BLAS, whose sums hang on the number of threads


def _drawable(low: float, high: float) -> bool:
    return math.isfinite(high - low) and low + (high - low) / BINS > low


def _sum(parts: Iterable[float]) -> float:
    parts = list(parts)
    return math.fsum(parts) if all(map(math.isfinite, parts)) else math.nan


def _second_pass(pieces: Pieces, low: float, high: float, mean: float) -> tuple[float, tuple[int, ...]]:
    squares: list[float] = []
    counts = np.zeros(BINS, np.int64)
    drawable = _drawable(low, high)
    for piece in pieces():
        values = piece.astype(np.float64)
        squares.append(float(np.sum((values - mean) ** 2)))
        if drawable:
            counts += np.histogram(values, BINS, (low, high))[0]
    if not drawable:
        return _sum(squares), ()
    return _sum(squares), tuple(int(count) for count in counts)


def quantiles(found: Values, counts: Values) -> tuple[float, ...]:
    """Of ascending values that occur so often, by linear interpolation (type 7 of Hyndman and Fan 1996, the usual one)."""
    if not len(found):
        return ()
    ends = np.cumsum(counts)
    places = np.array(QUANTILES) * (ends[-1] - 1)
    below = places.astype(np.int64)
    lower = found[np.searchsorted(ends, below, "right")].astype(np.float64)
    upper = found[np.searchsorted(ends, np.minimum(below + 1, ends[-1] - 1), "right")].astype(np.float64)
    share = places - below
    return tuple(float(value) for value in lower * (1 - share) + upper * share)


def quantiles_of_sorted(values: Values) -> tuple[float, ...]:
    """The same of ascending values, each written as often as it occurs."""
    places = np.array(QUANTILES) * (len(values) - 1)
    below = places.astype(np.int64)
    lower, upper = values[below].astype(np.float64), values[np.minimum(below + 1, len(values) - 1)].astype(np.float64)
    share = places - below
    return tuple(float(value) for value in lower * (1 - share) + upper * share)
