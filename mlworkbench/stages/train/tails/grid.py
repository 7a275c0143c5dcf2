"""Features as whole numbers, so that distances between rows are the same in any order of addition."""

import math
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph

LARGEST = 2**17  # steps of the largest feature of a training row: 4,096 a standard deviation where they are held at 20
HELD = 2.0 * LARGEST  # rows to come are held here
MOST_FEATURES = 2**14  # (3 · 2^17)² · 2^14 < 2^53: what a squared distance may reach at most is a whole number in float64


@dataclass(frozen=True)
class Grid:
    """x becomes round(x · scale), held within ±2^18; half-way cases go to the even number. `scale` [F] is in steps.

    Products of such numbers, and sums of as many of them as there are features, are whole numbers below 2^53, which float64 holds
    exactly: a matrix product gives the same distances as a plain loop, whatever its order.
    """

    scale: Array

    def whole(self, features: Array) -> Array:
        """The numbers that `emit` gives, float64 [N, F]."""
        return np.clip(np.round(features.astype(np.float64) * self.scale), -HELD, HELD)

    def emit(self, graph: Graph, features: str) -> str:
        """Comparisons as they are written here hold what is not a number, too: nothing after them meets NaN."""
        near = graph.node("Round", graph.node("Mul", features, graph.numbers(self.scale)))
        top, bottom = graph.numbers(HELD), graph.numbers(-HELD)
        held = graph.node("Where", graph.node("Less", near, top), near, top)
        return graph.node("Where", graph.node("Greater", held, bottom), held, bottom)


def grid_of(features: Array) -> Grid:
    """The grid for models fitted on these features. Raises InputError where one is missing or infinite.

    The two values of a two-valued feature come to lie as far apart as one of any other, whatever they were scaled to: a rare
    category would else be farther from all others than numbers ever are.
    """
    low, high = features.min(axis=0).astype(np.float64), features.max(axis=0).astype(np.float64)
    if not (np.isfinite(low) & np.isfinite(high)).all():
        raise InputError("train.features_missing")
    two_valued = ((features == features.min(axis=0)) | (features == features.max(axis=0))).all(axis=0) & (high > low)
    factor = np.where(two_valued, 1.0 / np.where(two_valued, high - low, 1.0), 1.0)
    largest = float(np.max(np.maximum(np.abs(low), np.abs(high)) * factor, initial=0.0))
    power = math.ceil(math.log2(largest)) if largest > 0 else 0
    return Grid(factor * (LARGEST / 2.0**power))
