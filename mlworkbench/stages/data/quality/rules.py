"""Rules that hold without exception in one direction: where a column says so, the target is of this class."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import saying, statistics

MOST_VALUES = 50
PURE = 0.99
FEWEST = 5
SURE = 10.0  # powers of ten by which chance is ruled out, before the number of columns
COMMON = 0.5  # a class as frequent as this is often met by chance


@dataclass(frozen=True)
class Rule:
    """`rows` say `value` (None: any value, or another than usual); so many of them are of class `place`."""

    value: str | None
    place: int
    rows: int
    hits: int


def one_sided(cells: Array, truth: Array, classes: int) -> Rule | None:
    """The rule that explains the most rows; None where there is none."""
    known = np.isfinite(truth)
    shares = np.bincount(truth[known].astype(np.int64), minlength=classes) / max(int(known.sum()), 1)
    found = []
    for value, indicated in _indicators(cells):
        says = indicated & known
        rows = int(says.sum())
        if rows < FEWEST:
            continue
        counts = np.bincount(truth[says].astype(np.int64), minlength=classes)
        place = int(counts.argmax())
        hits = int(counts[place])
        if hits < PURE * rows or not 0 < shares[place] <= COMMON:
            continue
        if rows * -math.log10(shares[place]) >= SURE + math.log10(max(len(truth), 1)):
            found.append(Rule(value, place, rows, hits))
    return max(found, key=lambda rule: rule.hits) if found else None


def _indicators(cells: Array) -> Iterator[tuple[str | None, Array]]:
    """Each value of a column of few; any value, where most are missing; another than the usual one."""
    if cells.dtype == object:
        code, names = statistics.codes(cells)
    else:
        filled = np.isfinite(cells)
        distinct, inverse, counts = np.unique(cells[filled], return_inverse=True, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        code = np.full(len(cells), -1)
        code[filled] = rank[inverse]
        names = [saying.short(float(distinct[one])) for one in order[:MOST_VALUES]]
    if not len(code) or code.max() < 0:
        return
    if (code < 0).mean() >= COMMON:
        yield None, code >= 0
    if code.max() < MOST_VALUES:
        yield from ((names[place], code == place) for place in range(int(code.max()) + 1))
    elif (code == 0).mean() >= COMMON:
        yield None, code > 0
