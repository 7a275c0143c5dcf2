"""The feature graph while it grows: typed columns in, ONNX nodes added step by step, float32 features out.

A step asks for columns as one tensor, computes with as few nodes as it can (time for one row is mostly nodes), and puts new
columns back. What a step learns, it learns from the values that the graph made so far gives on the training rows: run by
onnxruntime, so that there is no second implementation of the preprocessing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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


class Graph(Nodes):
    """`fed` are the training rows on the wire (see scoring.wire.feed); they are used by `values` only."""

    def __init__(self, inputs: Sequence[Input], fed: dict[str, Array]) -> None:
        super().__init__()
        self.inputs = tuple(inputs)
        self.feature_names: tuple[str, ...] = ()
        self._fed = fed
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
        places = self.numbers([block.names.index(name) for name in names], np.int64)
        return self.node("Gather", block.tensor, places, axis=1)

    def put(self, tensor: str, names: Sequence[str], wire: Wire, instead_of: Sequence[str] = ()) -> None:
        """Columns `names` are now this tensor; the columns `instead_of` are gone."""
        self.drop(instead_of)
        for name in names:
            if any(name in block.names for block in self._blocks):
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

    def _block_of(self, name: str) -> Block:
        for block in self._blocks:
            if name in block.names:
                return block
        raise InputError("prepare.no_column", column=name)

    # -- values and the end --------------------------------------------------------------------------------------------------

    def values(self, tensor: str) -> Array:
        """What this tensor holds for the training rows."""
        return run(self.model([tensor]), self._fed)[0]

    def model(self, outputs: Sequence[str]) -> bytes:
        """The graph made so far as a model that gives these tensors."""
        from onnx import helper

        values = [helper.make_empty_tensor_value_info(name) for name in outputs]
        graph = helper.make_graph(self.nodes, "features", input_infos(self.inputs), values, self.constants)
        return model_bytes(graph)

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


def input_infos(inputs: Sequence[Input]) -> list[Any]:
    from onnx import TensorProto, helper

    kinds = {"numbers": TensorProto.DOUBLE, "texts": TensorProto.STRING, "dates": TensorProto.INT64}
    counts = {wire: sum(one.wire == wire for one in inputs) for wire in WIRE_ORDER}
    return [helper.make_tensor_value_info(wire, kinds[wire], ["N", count]) for wire, count in counts.items() if count]
