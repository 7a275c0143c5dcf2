"""What the steps on numbers share: figures of a column that survive anything, bounds, markers, and sums that no order changes."""

from collections.abc import Iterator, Sequence

import numpy as np

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph

LARGEST = float(np.finfo(np.float32).max)
MARK = "{} = ∅"
HUGE = 1e100  # beyond, sums of squares would leave float64
CELLS_AT_ONCE = 4_000_000
LEAST_SPREAD = 1e-290  # below, parts of it would vanish
MARKER = Param(
    "marker",
    Words("Marker column", "표시 열"),
    True,
    help=Words(
        "A column that is 1 where a value was missing. It matters where a gap means something, such as a new customer.",
        "값이 빠진 자리에 1을 넣는 열입니다. 신규 고객처럼 빈 셀에 의미가 있을 때 중요합니다.",
    ),
)


def present(values: Array) -> Array:
    """The values with infinity, and what float32 cannot hold, as missing: so no sum of squares leaves float64."""
    return np.where(np.abs(values) <= LARGEST, values, np.nan)


def shrunk(values: Array) -> tuple[Array, Array]:
    """Values [N, k] divided by a power of two a column, 1 unless they are huge, so that no sum overflows; the divisors [k]."""
    largest = np.max(np.abs(np.where(np.isnan(values), 0.0, values)), axis=0, initial=0.0)
    exponent = np.where(largest > HUGE, np.frexp(largest)[1] - 2, 0)
    return np.ldexp(values, -exponent), np.ldexp(1.0, exponent)


def mean_and_sd(values: Array) -> tuple[Array, Array]:
    """Over the present values of each column; mean 0 where there is none, and deviation 1 where there is no spread."""
    means, deviations = np.zeros(values.shape[1]), np.ones(values.shape[1])
    for own, columns in _some(values):
        cells = present(columns)
        absent = np.isnan(cells)
        counts = np.maximum((~absent).sum(axis=1), 1)
        cells[absent] = 0.0
        mean = means[own] = cells.sum(axis=1) / counts
        cells -= mean[:, None]
        cells[absent] = 0.0
        deviations[own] = np.sqrt((cells**2).sum(axis=1) / counts)
    return means, spread(deviations)


def _some(values: Array) -> Iterator[tuple[slice, Array]]:
    """Some columns at a time, as lines [k, N], with their places: so that copies of large tables stay small."""
    size = max(1, CELLS_AT_ONCE // max(len(values), 1))
    for start in range(0, values.shape[1], size):
        own = slice(start, start + size)
        yield own, np.ascontiguousarray(values[:, own].T)


def spread(found: Array) -> Array:
    """As a divisor: 1 where a column has no spread that can be used."""
    return np.where((found > LEAST_SPREAD) & np.isfinite(found), found, 1.0)


def quantiles(values: Array, shares: Sequence[float]) -> Array:
    """[len(shares), k] over the present values of each column, by linear interpolation; NaN where a column has none."""
    found = np.full((len(shares), values.shape[1]), np.nan)
    for own, columns in _some(values):
        for place, column in enumerate(present(columns), own.start):
            known = column[~np.isnan(column)]
            if len(known):
                found[:, place] = np.quantile(known, shares)
    return found


def held(graph: Graph, tensor: str, low: Array | float, high: Array | float) -> str:
    """Nothing below `low` or above `high`; a missing value stays missing."""
    return graph.node("Min", graph.node("Max", tensor, graph.numbers(low)), graph.numbers(high))


def held_values(values: Array, low: Array | float, high: Array | float) -> Array:
    """The plain meaning of `held`."""
    return np.minimum(np.maximum(values, low), high)


def mark_missing(graph: Graph, absent: str, names: Sequence[str], places: Sequence[int]) -> None:
    """Puts a column for each of these places that is 1 where the tensor `absent` says so."""
    if places:
        chosen = graph.node("Gather", absent, graph.numbers(list(places), np.int64), axis=1)
        graph.put(graph.cast(chosen, np.float64), [MARK.format(names[place]) for place in places], "numbers")


def marked(values: Array, names: Sequence[str], places: Sequence[int]) -> tuple[tuple[str, ...], Array]:
    """The plain meaning of `mark_missing`."""
    return tuple(MARK.format(names[place]) for place in places), np.isnan(values)[:, list(places)].astype(np.float64)


def on_grid(values: Array, bits: int) -> Array:
    """Each column's values rounded to multiples of one power of two, at most 2**bits of them: their sums are then exact.

    What is a sum of such numbers comes out the same in any order of addition, so on every machine and for any number of rows.
    """
    largest = np.max(np.abs(np.where(np.isnan(values), 0.0, values)), axis=0, initial=0.0)
    power = np.where(largest > 0, np.frexp(largest)[1] - bits, 0)
    return np.ldexp(np.round(np.ldexp(values, -power)), power)


def steps(cells: Array, mean: Array, step: Array, farthest: float) -> Array:
    """Whole steps from the mean, a missing value at the mean: whole numbers, so that sums of their products are exact."""
    with np.errstate(over="ignore"):
        away = (np.where(np.isnan(cells), mean, cells) - mean) / step
    return held_values(np.round(away), -farthest, farthest)


def emit_steps(graph: Graph, cells: str, absent: str, mean: Array, step: Array, farthest: float) -> str:
    filled = graph.node("Where", absent, graph.numbers(mean), cells)
    away = graph.node("Div", graph.node("Sub", filled, graph.numbers(mean)), graph.numbers(step))
    return held(graph, graph.node("Round", away), -farthest, farthest)
