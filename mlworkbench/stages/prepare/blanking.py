"""The first nodes of a feature graph: values that stand for nothing become missing, in every runtime alike.

One comparison for each of the values that a column has at most, and one choice, however many columns there are. Training sees
what comes out of these nodes, too.
"""

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from mlworkbench.scoring.manifest import Input, Wire
from mlworkbench.scoring.wire import NO_DATE
from mlworkbench.stages.data import sentinels

NOTHING: dict[Wire, Any] = {"numbers": math.nan, "texts": "", "dates": int(NO_DATE)}  # equal to no value that is there


class Builder(Protocol):
    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str: ...
    def numbers(self, values: Any, kind: type = np.float64) -> str: ...
    def strings(self, values: Sequence[str]) -> str: ...


def emit(graph: Builder, tensor: str, inputs: Sequence[Input], wire: Wire) -> str:
    """The inputs of one wire kind, missing where one of their sentinels stands; the tensor itself where they have none."""
    gone = [graph.node("Equal", tensor, _constant(graph, row, wire)) for row in _rows(inputs, wire)]
    edges = (("Less", [one.below for one in inputs], -math.inf), ("Greater", [one.above for one in inputs], math.inf))
    for operator, bounds, beyond in edges:
        if any(bound is not None for bound in bounds):
            gone.append(graph.node(operator, tensor, graph.numbers([beyond if one is None else one for one in bounds])))
    if not gone:
        return tensor
    any_of = gone[0]
    for one in gone[1:]:
        any_of = graph.node("Or", any_of, one)
    return graph.node("Where", any_of, _constant(graph, [NOTHING[wire]], wire), tensor)


def _rows(inputs: Sequence[Input], wire: Wire) -> list[list[Any]]:
    """The first sentinel of each input, the second of each …; where an input has no more, what is missing anyway."""
    own = [_values(one, wire) for one in inputs]
    most = max(map(len, own), default=0)
    return [[values[place] if place < len(values) else NOTHING[wire] for values in own] for place in range(most)]


def _values(one: Input, wire: Wire) -> list[Any]:
    if wire == "texts":
        return list(one.sentinels)
    return [value for mark in one.sentinels if (value := sentinels.value_of(one.type, mark)) is not None]


def _constant(graph: Builder, values: list[Any], wire: Wire) -> str:
    if wire == "texts":
        return graph.strings(values)
    return graph.numbers(values, np.int64 if wire == "dates" else np.float64)
