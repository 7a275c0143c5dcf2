"""The feature graph while it grows: typed columns in, ONNX nodes added step by step, float32 features out.

A step asks for columns as one tensor, computes with as few nodes as it can (time for one row is mostly nodes), and puts new
columns back. What a step learns, it learns from the values that the graph made so far gives on the training rows: run by
onnxruntime, so that there is no second implementation of the preprocessing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Input, Wire
from mlworkbench.scoring.wire import WIRE_ORDER, Array
from mlworkbench.stages.data.formulas.nodes import Nodes, model_bytes, run, text_tensor
from mlworkbench.stages.prepare import blanking

__all__ = ["FEATURES", "Block", "Graph", "input_infos", "model_bytes", "run", "text_tensor"]

FEATURES = "features"


@dataclass(frozen=True)
class Block:
    """A tensor [N, len(names)] of one wire kind."""

    tensor: str
    names: tuple[str, ...]
    wire: Wire

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each name stands."""
        return {name: place for place, name in enumerate(self.names)}


class Graph(Nodes):
    """`fed` are the training rows on the wire (see scoring.wire.feed); they are used by `values` only.

    A supervised step's values for the training rows are not what the graph gives for them, but what it would give had the step
    not seen the row: `hold` puts those in their place, and all that comes after is computed from them.
    """

    def __init__(self, inputs: Sequence[Input], fed: dict[str, Array]) -> None:
        super().__init__()
        self.inputs = tuple(inputs)
        self.feature_names: tuple[str, ...] = ()
        self._fed = fed
        self._held: dict[str, Array] = {}
        self._blocks = [self._input_block(wire) for wire in WIRE_ORDER if self._names_of(wire)]

    def _names_of(self, wire: Wire) -> tuple[str, ...]:
        return tuple(one.name for one in self.inputs if one.wire == wire)

    def _input_block(self, wire: Wire) -> Block:
        inputs = tuple(one for one in self.inputs if one.wire == wire)
        return Block(blanking.emit(self, wire, inputs, wire), self._names_of(wire), wire)

    # -- columns -------------------------------------------------------------------------------------------------------------

    def wire_of(self, name: str) -> Wire:
        return self._block_of(name).wire

    def columns(self, wire: Wire) -> tuple[str, ...]:
        return tuple(name for block in self._blocks if block.wire == wire for name in block.names)

    def take(self, names: Sequence[str]) -> str:
        """These columns, of one wire kind, as one tensor [N, len(names)]."""
        wanted, pieces, run = tuple(names), [], list[str]()
        for name in wanted:
            if run and self._block_of(run[-1]) is not self._block_of(name):
                pieces.append(self._piece(run))
                run = []
            run.append(name)
        pieces.append(self._piece(run))
        return pieces[0] if len(pieces) == 1 else self.node("Concat", *pieces, axis=1)

    def _piece(self, names: list[str]) -> str:
        block = self._block_of(names[0])
        if tuple(names) == block.names:
            return block.tensor
        places = self.numbers([block.places[name] for name in names], np.int64)
        return self.node("Gather", block.tensor, places, axis=1)

    def put(self, tensor: str, names: Sequence[str], wire: Wire, instead_of: Sequence[str] = ()) -> None:
        """Columns `names` are now this tensor; the columns `instead_of` are gone."""
        self.drop(instead_of)
        for name in names:
            if any(name in block.places for block in self._blocks):
                raise InputError("prepare.name_in_use", column=name)
        self._blocks.append(Block(tensor, tuple(names), wire))

    def drop(self, names: Sequence[str]) -> None:
        gone, kept = set(names), []
        for block in self._blocks:
            left = tuple(name for name in block.names if name not in gone)
            if left == block.names:
                kept.append(block)
            elif left:
                kept.append(Block(self._piece(list(left)), left, block.wire))
        self._blocks = kept

    def made_since(self, before: "Graph", names: Sequence[str]) -> list[Block]:
        """The blocks of numbers that a step put here, which was given the columns `names` of the graph as it was `before`."""
        known = {name for block in before._blocks for name in block.names} - set(names)
        return [block for block in self._blocks if not known.intersection(block.names)]

    def _block_of(self, name: str) -> Block:
        for block in self._blocks:
            if name in block.places:
                return block
        raise InputError("prepare.no_column", column=name)

    # -- values and the end --------------------------------------------------------------------------------------------------

    def cells(self, names: Sequence[str]) -> Array:
        """What these columns hold for the training rows, of several wire kinds as objects; what is at hand is not made anew."""
        wires = {self.wire_of(name) for name in names}
        if len(wires) > 1:
            return self._mixed(names, wires)
        block = self._block_of(names[0])
        known = self._held.get(block.tensor, self._fed.get(block.tensor))
        if known is None or not set(names) <= set(block.names):
            return self.values(self.take(names))
        return known if tuple(names) == block.names else known[:, [block.places[name] for name in names]]

    def _mixed(self, names: Sequence[str], wires: Collection[Wire]) -> Array:
        pieces = {wire: [name for name in names if self.wire_of(name) == wire] for wire in wires}
        found = {wire: self.cells(own) for wire, own in pieces.items()}
        whole = np.empty((len(next(iter(found.values()))), len(names)), dtype=object)
        places = {name: place for place, name in enumerate(names)}
        for wire, own in pieces.items():
            whole[:, [places[name] for name in own]] = found[wire]
        return whole

    def values(self, tensor: str) -> Array:
        """What this tensor holds for the training rows."""
        return self.values_of([tensor])[0]

    def values_of(self, tensors: Sequence[str]) -> list[Array]:
        wanted = [tensor for tensor in tensors if tensor not in self._held]
        made = dict(zip(wanted, run(self._model(wanted, self._held), self._fed | self._held), strict=True)) if wanted else {}
        return [made[tensor] if tensor in made else self._held[tensor] for tensor in tensors]

    def hold(self, tensor: str, values: Array) -> None:
        """From here on the training rows have these values, double [N, w], in this tensor; others have what the graph gives."""
        self._held[tensor] = values

    def branch(self, rows: Array | None = None) -> "Graph":
        """A copy to build on; with `rows` its training rows are these alone."""
        copy = Graph(self.inputs, {})
        copy.nodes, copy.constants, copy.feature_names = list(self.nodes), list(self.constants), self.feature_names
        copy.count, copy.known, copy._blocks = self.count, dict(self.known), list(self._blocks)
        copy._fed = self._fed if rows is None else {wire: cells[rows] for wire, cells in self._fed.items()}
        copy._held = self._held if rows is None else {name: cells[rows] for name, cells in self._held.items()}
        copy._held = dict(copy._held)
        return copy

    def model(self, outputs: Sequence[str]) -> bytes:
        """The graph made so far as a model that gives these tensors."""
        return self._model(outputs, {})

    def _model(self, outputs: Sequence[str], held: Mapping[str, Array]) -> bytes:
        """The same with some tensors, double, brought from outside."""
        from onnx import TensorProto, helper

        nodes, constants = needed(self.nodes, self.constants, outputs, held)
        values = [helper.make_empty_tensor_value_info(name) for name in outputs]
        used = {name for node in nodes for name in node.input}
        brought = [
            helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["N", cells.shape[1]])
            for name, cells in held.items()
            if name in used
        ]
        return model_bytes(helper.make_graph(nodes, "features", [*input_infos(self.inputs), *brought], values, constants))

    def finish(self) -> None:
        """Close the graph: all columns of numbers, cast to float32, are the features. Left-over texts and dates are dropped."""
        self.feature_names = self.columns("numbers")
        if not self.feature_names:
            raise InputError("prepare.nothing_left")
        whole = self.take(self.feature_names)
        from onnx import helper

        kind = helper.np_dtype_to_tensor_dtype(np.dtype(np.float32))
        self.nodes.append(helper.make_node("Cast", [whole], [FEATURES], name=FEATURES, to=kind))

    def features(self, fed: dict[str, Array]) -> Array:
        """float32 [N, features] for any rows on the wire, after `finish`."""
        return run(self.model([FEATURES]), fed)[0]

    def lessons(self) -> Array:
        """float32 [training rows, features] as models are fitted on them, after `finish`."""
        return self.values(FEATURES)

    def forget(self) -> None:
        """Let go of the training rows, which nothing needs once they were taken out."""
        self._fed, self._held = {}, {}


def needed(
    nodes: Sequence[Any], constants: Sequence[Any], outputs: Sequence[str], brought: Collection[str] = ()
) -> tuple[list[Any], list[Any]]:
    """The nodes and constants that these outputs hang on, in their order; what is `brought` needs none."""
    wanted, kept = set(outputs), []
    for node in reversed(nodes):
        if any(name in wanted and name not in brought for name in node.output):
            kept.append(node)
            wanted.update(node.input)
    return kept[::-1], [one for one in constants if one.name in wanted]


def input_infos(inputs: Sequence[Input]) -> list[Any]:
    from onnx import TensorProto, helper

    kinds = {"numbers": TensorProto.DOUBLE, "texts": TensorProto.STRING, "dates": TensorProto.INT64}
    counts = {wire: sum(one.wire == wire for one in inputs) for wire in WIRE_ORDER}
    return [helper.make_tensor_value_info(wire, kinds[wire], ["N", count]) for wire, count in counts.items() if count]
