"""Computes a formula by running its graph on stored rows: the very nodes that a model takes along."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.stages.data.conversion import to_numpy
from mlworkbench.stages.data.formulas.graph import NO_DATE, emit
from mlworkbench.stages.data.formulas.nodes import Nodes, model_bytes
from mlworkbench.stages.data.formulas.tree import Kind, Node, columns_in

if TYPE_CHECKING:
    import pyarrow as pa


class _Columns(Nodes):
    """A graph whose inputs are columns one by one."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        super().__init__()
        self.names = tuple(kinds)

    def take(self, names: Sequence[str]) -> str:
        return f"input_{self.names.index(names[0])}"


def computed(node: Node, kinds: Mapping[str, Kind]) -> "Callable[[pa.RecordBatch], pa.Array]":
    """What gives the column from a batch of rows in which the others are. `kinds` are those of its columns."""
    from onnx import TensorProto, helper

    from mlworkbench.scoring.scorer import session

    names = columns_in(node)
    graph = _Columns({name: kinds[name] for name in names})
    output = emit(graph, node)
    tensors = {"text": TensorProto.STRING, "date": TensorProto.INT64}
    inputs = [
        helper.make_tensor_value_info(f"input_{place}", tensors.get(kinds[name], TensorProto.DOUBLE), ["N", 1])
        for place, name in enumerate(names)
    ]
    if output.startswith("input_"):
        output = graph.node("Where", graph.cast(graph.numbers([1.0]), np.bool_), output, output)
    made = helper.make_graph(graph.nodes, "formula", inputs, [helper.make_empty_tensor_value_info(output)], graph.constants)
    opened = session(model_bytes(made))

    def run(batch: "pa.RecordBatch") -> "pa.Array":
        fed = {f"input_{place}": _fed(batch, name, kinds[name]) for place, name in enumerate(names)}
        return _stored(opened.run(None, fed)[0].reshape(-1), node.kind)

    return run


def _fed(batch: "pa.RecordBatch", name: str, kind: Kind) -> Any:
    values = to_numpy(batch.column(batch.schema.get_field_index(name))).reshape(-1, 1)
    if kind == "text":
        return np.array([[value or ""] for value in values[:, 0].tolist()], dtype=object)
    return values


def _stored(values: Any, kind: Kind) -> "pa.Array":
    import pyarrow as pa

    if kind == "text":
        return pa.array([value or None for value in values.tolist()], pa.string())
    if kind == "date":
        return pa.array(values, pa.int64(), mask=values == NO_DATE).cast(pa.timestamp("us"))
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))
