"""What "the same answer" means: raw scores of trees to the last bit, classes on every row, the rest within fixed bounds."""

from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring import operators
from mlworkbench.scoring.scorer import Scores
from mlworkbench.scoring.wire import Array

RAW = 1e-9  # of max(1, |raw|), where raw is not made by trees
PROBABILITY = 1e-6
VALUE = 1e-6  # of the target's range
ORDERED = frozenset({"MatMul"})  # sums whose order the library chooses


@dataclass(frozen=True)
class Rule:
    """`exact`: raw scores must be equal bit for bit. `span` is the width of the target's range (regression)."""

    exact: bool
    span: float = 0.0

    def differing(self, one: Scores, other: Scores) -> Array:
        """bool [N]: the rows on which two scorings are not the same."""
        wrong = ~np.all(self._raw(one.raw, other.raw), axis=1)
        if one.label is not None:
            assert one.probability is not None  # noqa: S101 - for the type checker
            wrong |= one.label != other.label
            wrong |= ~np.all(near(one.probability, other.probability, PROBABILITY), axis=1)
        else:
            assert one.value is not None  # noqa: S101
            wrong |= ~near(one.value, other.value, VALUE * self.span)
        found: Array = wrong
        return found

    def _raw(self, one: Array, other: Array) -> Array:
        return equal_bits(one, other) if self.exact else near(one, other, RAW * np.maximum(1.0, np.abs(one)))


def rule_for(model: bytes, span: float = 0.0) -> Rule:
    """The rule that holds for this model.onnx."""
    return Rule(exact=not ORDERED & _operators(model), span=span)


def _operators(model: bytes) -> frozenset[str]:
    graph = next(value for number, _, value in operators.fields(memoryview(model)) if number == operators.MODEL_GRAPH)
    nodes = [value for number, _, value in operators.fields(_view(graph)) if number == operators.GRAPH_NODE]
    named = [one for node in nodes for one in operators.fields(_view(node)) if one[0] == operators.NODE_OPERATOR]
    return frozenset(bytes(_view(value)).decode() for _, _, value in named)


def _view(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise InputError("scoring.model_shape", part="wire")
    return value


def identical(one: Scores, other: Scores) -> Array:
    """bool [N]: the rows on which every output is equal bit for bit."""
    pairs = [(one.raw, other.raw), (one.probability, other.probability), (one.value, other.value), (one.label, other.label)]
    same = [equal_bits(first, second).reshape(len(first), -1).all(axis=1) for first, second in pairs if first is not None]
    found: Array = np.logical_and.reduce(same)
    return found


def equal_bits(one: Array, other: Array | None) -> Array:
    """Equal to the last bit: zero and negative zero are not, NaN and the same NaN are."""
    if other is None or one.shape != other.shape or one.dtype != other.dtype:
        return np.zeros(one.shape, dtype=bool)
    found: Array = np.ascontiguousarray(one).view(np.int64) == np.ascontiguousarray(other).view(np.int64)
    return found


def near(one: Array, other: Array | None, bound: Array | float) -> Array:
    if other is None or one.shape != other.shape:
        return np.zeros(one.shape, dtype=bool)
    found: Array = (np.abs(one - other) <= bound) | (one == other)
    return found
