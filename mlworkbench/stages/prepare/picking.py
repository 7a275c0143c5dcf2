"""What the steps that choose columns share: which ones are let through, and by which figure each was judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.records import Reason
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import Taught, Told


@dataclass(frozen=True)
class Picked:
    """`kept` are the places of the columns that go on, ascending; `figures` float64 [k] are what each was judged by.

    `judged` is false where the rows could tell nothing, so that all columns stay.
    """

    kept: tuple[int, ...]
    figures: Array
    judged: bool = True


def picked(figures: Array, passes: Array, most: int | None = None) -> Picked:
    """The columns that pass, of those at most the `most` with the largest figures; the best one where none does."""
    order = np.argsort(-figures, kind="stable")
    wanted = [place for place in order.tolist() if passes[place]][:most]
    return Picked(tuple(sorted(wanted or [int(order[0])])), figures)


def everything(columns: int) -> Picked:
    return Picked(tuple(range(columns)), np.zeros(columns), judged=False)


def emit(graph: Graph, names: Sequence[str], learned: Picked) -> None:
    kept = {names[place] for place in learned.kept}
    graph.drop([name for name in names if name not in kept])


def reference(values: Array, names: Sequence[str], learned: Picked) -> tuple[tuple[str, ...], Array]:
    return tuple(names[place] for place in learned.kept), values[:, list(learned.kept)]


def told(names: Sequence[str], learned: Picked, kept: str, dropped: str) -> Told:
    """`kept` and `dropped` are sentences with the blank `figure`."""
    if not learned.judged:
        return Told(Reason("prepare.told_not_judged", {"columns": len(names)}))
    inside = set(learned.kept)
    each = {
        name: Reason(kept if place in inside else dropped, {"figure": float(learned.figures[place])})
        for place, name in enumerate(names)
    }
    return Told(Reason("prepare.told_picked", {"kept": len(inside), "columns": len(names)}), each)


def sample(taught: Taught, most: int) -> Array:
    """Places of the training rows that are looked at, ascending: all, or as many by the seed."""
    rows = len(taught.target)
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.Generator(np.random.PCG64(taught.seed)).choice(rows, most, replace=False))


def classes_of(taught: Taught) -> Array | None:
    """The target as class indices; None where it is a number."""
    return taught.target if np.issubdtype(taught.target.dtype, np.integer) else None


def speaks(taught: Taught, fewest: int) -> bool:
    """Whether anything can be learnt from this target: enough rows, and not all the same."""
    return len(taught.target) >= fewest and bool((taught.target != taught.target[0]).any())
