"""Put the graphs of several models into one: what they compute alike is computed once, and their raw scores are added up.

Each piece keeps its own arithmetic, so a joined model gives exactly the shares of what its pieces gave alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base.digest import digest
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import WIRE_ORDER, Array
from mlworkbench.stages.prepare.graph import FEATURES, Graph, needed
from mlworkbench.stages.train.tails import Tail

RAW = "raw"
NAMES_KEY = "mlworkbench.features"  # of the file's metadata


@dataclass(frozen=True)
class Piece:
    """Nodes and constants that lead from the inputs to one tensor, the raw score float64 [N, K]; and the features' names."""

    nodes: tuple[Any, ...]
    constants: tuple[Any, ...]
    raw: str
    names: tuple[str, ...] = ()


def piece(graph: Graph, tail: Tail) -> Piece:
    """A fitted recipe and a fitted model."""
    whole = graph.branch()
    raw = tail.emit(whole, whole.cast(FEATURES, np.float64))
    return _piece(whole.nodes, whole.constants, raw, graph.feature_names)


def piece_of(model: bytes) -> Piece:
    """The part of a model.onnx that leads to its raw score."""
    from onnx import ModelProto

    found = ModelProto.FromString(model)
    return _piece(found.graph.node, found.graph.initializer, RAW, _names(found))


def pieces_of(model: bytes, count: int) -> list[Piece]:
    """The parts that lead to each of the raw scores whose mean is that of this model.onnx, in their order.

    Raises ValueError for a model that is not the mean of so many.
    """
    from onnx import ModelProto

    if count == 1:
        return [piece_of(model)]
    found = ModelProto.FromString(model)
    makers = {name: node for node in found.graph.node for name in node.output}
    parts: list[str] = []
    rest = RAW
    while len(parts) < count - 1:
        rest, part = _made_by(makers, rest, "Add")
        parts.append(_made_by(makers, part, "Mul")[0])
    parts.append(_made_by(makers, rest, "Mul")[0])
    return [_piece(found.graph.node, found.graph.initializer, one, _names(found)) for one in reversed(parts)]


def _made_by(makers: dict[str, Any], tensor: str, operator: str) -> tuple[str, str]:
    node = makers.get(tensor)
    if node is None or node.op_type != operator:
        raise ValueError(tensor)
    return node.input[0], node.input[1]


def _piece(nodes: Sequence[Any], constants: Sequence[Any], raw: str, names: Sequence[str]) -> Piece:
    kept, held = needed(nodes, constants, [raw])
    return Piece(tuple(kept), tuple(held), raw, tuple(names))


def feature_names(model: bytes) -> tuple[str, ...]:
    """The names of the columns of the tensor "features" of a model.onnx; none in files from before they were kept."""
    from onnx import ModelProto

    return _names(ModelProto.FromString(model))


def _names(model: Any) -> tuple[str, ...]:
    found = next((one.value for one in model.metadata_props if one.key == NAMES_KEY), "[]")
    return tuple(str(name) for name in json.loads(found))


def joined(
    inputs: Sequence[Input], pieces: Iterable[Piece], shares: Sequence[float], shift: Array | None = None
) -> tuple[Graph, str]:
    """One graph and its raw score: the sum of share · raw of each piece, in their order, and of `shift` [K].

    The tensor "features" is that of the first piece.
    """
    graph = Graph(inputs, {})
    graph.nodes, graph.constants, graph.count = [], [], 0
    known: dict[str, str] = {}
    total = ""
    for one, share in zip(pieces, shares, strict=True):
        raw = _add(graph, known, one)
        part = raw if share == 1.0 else graph.node("Mul", raw, graph.numbers(share))
        total = graph.node("Add", total, part) if total else part
    if shift is not None and np.any(shift):
        total = graph.node("Add", total, graph.numbers(shift))
    return graph, total


def _add(graph: Graph, known: dict[str, str], one: Piece) -> str:
    """Take a piece into the graph, but not what is there already; returns the name of its raw score."""
    names: dict[str, str] = {wire: wire for wire in WIRE_ORDER}
    for constant in one.constants:
        names[constant.name] = _constant(graph, known, constant)
    for node in one.nodes:
        first = _node(graph, known, names, node)
        names |= dict(zip(node.output, _outputs(first, node), strict=True))
    return names[one.raw]


def _constant(graph: Graph, known: dict[str, str], constant: Any) -> str:
    from onnx import TensorProto

    copy = TensorProto()
    copy.CopyFrom(constant)
    copy.name = ""
    key = digest(copy.SerializeToString(deterministic=True))
    if key not in known:
        graph.count += 1
        copy.name = known[key] = f"c_{graph.count}"
        graph.constants.append(copy)
    return known[key]


def _node(graph: Graph, known: dict[str, str], names: dict[str, str], node: Any) -> str:
    from onnx import NodeProto

    copy = NodeProto()
    copy.CopyFrom(node)
    copy.name = ""
    del copy.output[:]
    copy.input[:] = [names[name] for name in node.input]
    key = digest(copy.SerializeToString(deterministic=True))
    if key not in known:
        graph.count += 1
        is_first = node.output[0] == FEATURES and FEATURES not in known.values()
        copy.name = known[key] = FEATURES if is_first else f"{node.op_type.lower()}_{graph.count}"
        copy.output.extend(_outputs(copy.name, node))
        graph.nodes.append(copy)
    return known[key]


def _outputs(first: str, node: Any) -> list[str]:
    """The names of a node's outputs, the first of which goes by this one."""
    return [f"{first}_{place}" if place else first for place in range(len(node.output))]
