"""Shares of classes and means of counts as tails whose raw score is a logarithm, so that all models speak the same language.

The logarithm is a line through points, not onnxruntime's own: that one gives a row other last bits by the place where it lies in
memory. The line bends every 0.07 and is off by less than 0.001; it rises wherever the logarithm does, so no order is lost.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import lookup
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.tails.tail import Tail

LEAST: Final = 1e-6  # a share of zero is the opinion of few rows, not certainty
FARTHEST: Final = float(np.log(LEAST) - np.log1p(-LEAST))
POINTS: Final = 401  # odd, so that a share of one half is a point, and its raw score exactly 0
GREATEST: Final = 1e15  # of a mean


def _odds() -> lookup.Curve:
    half = np.linspace(FARTHEST, 0.0, POINTS // 2 + 1)
    y = np.concatenate([half, -half[-2::-1]])
    return lookup.Curve(1.0 / (1.0 + np.exp(-y)), y)


def _logarithm(greatest: float, points: int) -> lookup.Curve:
    y = np.linspace(np.log(LEAST), np.log(greatest), points)
    return lookup.Curve(np.exp(y), y)


ODDS: Final = _odds()
SHARES: Final = _logarithm(1.0, POINTS // 2 + 1)
MEANS: Final = _logarithm(GREATEST, 2 * POINTS)


@dataclass(frozen=True)
class Odds:
    """raw = log(p / (1 - p)) where `shares` gives the share p of the positive class, else log(p) a class; p is held within
    [1e-6, 1 - 1e-6].
    """

    shares: Tail

    @property
    def outputs(self) -> int:
        return self.shares.outputs

    def emit(self, graph: Graph, features: str) -> str:
        return lookup.emit_curves(graph, self.shares.emit(graph, features), [_of(self.outputs)] * self.outputs)


@dataclass(frozen=True)
class Logarithm:
    """raw = log(mean) of what `means` gives, a mean held within [1e-6, 1e15]."""

    means: Tail

    @property
    def outputs(self) -> int:
        return self.means.outputs

    def emit(self, graph: Graph, features: str) -> str:
        return lookup.emit_curves(graph, self.means.emit(graph, features), [MEANS] * self.outputs)


def _of(outputs: int) -> lookup.Curve:
    return ODDS if outputs == 1 else SHARES


def on_odds(shares: Array) -> Array:
    """The plain meaning of `Odds`: [N, K] raw scores of shares [N, K]."""
    return lookup.on_curves(shares, [_of(shares.shape[1])] * shares.shape[1])


def on_logarithm(means: Array) -> Array:
    """The plain meaning of `Logarithm`."""
    return lookup.on_curves(means, [MEANS] * means.shape[1])
