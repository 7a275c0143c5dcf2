"""A user's own ONNX file that makes numbers of a text: looked at as a stranger's model is, then put into the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base.digest import digest
from mlworkbench.base.errors import InputError
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import session
from mlworkbench.scoring.texts import check_texts
from mlworkbench.scoring.trees import check_trees
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph, run

LARGEST = 200_000_000  # bytes
WIDEST = 4_096
STEPS = 2.0**16  # of the grid on which the numbers lie that it gives
SAMPLED = 64
NUMBERS = ("tensor(float)", "tensor(double)")


@dataclass(frozen=True)
class Encoder:
    """`model` takes texts [N] or, with `tall`, [N, 1], and gives numbers [N, width]."""

    model: bytes
    tall: bool
    width: int
    digest: str


def load(path: Path, texts: Array) -> Encoder:
    """Checked, and tried on some of these texts. Raises InputError where it cannot ship or does not work."""
    if not str(path) or str(path) == ".":
        raise InputError("prepare.no_encoder")
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("prepare.encoder_too_large", file=path.name, most=LARGEST // 1_000_000)
        model = path.read_bytes()
    except OSError as reason:
        raise InputError("prepare.encoder_not_read", file=str(path), reason=reason.strerror or "") from reason
    try:
        check_model(model)
        check_trees(model)
        check_texts(model)
        opened = session(model)
    except InputError as reason:
        raise InputError("prepare.encoder_refused", file=path.name, part=str(next(iter(reason.facts.values()), ""))) from reason
    tall = _is_tall(path, opened)
    if not _is_plain(model):
        raise InputError("prepare.encoder_shape", file=path.name)
    return Encoder(model, tall, _width(path, opened, tall, texts), digest(model))


def _is_tall(path: Path, opened: Any) -> bool:
    inputs, outputs = opened.get_inputs(), opened.get_outputs()
    shape = list(inputs[0].shape) if len(inputs) == 1 and inputs[0].type == "tensor(string)" else []
    if len(shape) not in (1, 2) or shape[1:] not in ([], [1]) or isinstance(shape[0], int):
        raise InputError("prepare.encoder_shape", file=path.name)
    if len(outputs) != 1 or outputs[0].type not in NUMBERS:
        raise InputError("prepare.encoder_shape", file=path.name)
    return len(shape) == 2


def _is_plain(model: bytes) -> bool:
    """Nothing that a node takes or gives is left out: what joins graphs goes by the names."""
    from onnx import ModelProto

    return all("" not in (*node.input, *node.output) for node in ModelProto.FromString(model).graph.node)


def _width(path: Path, opened: Any, tall: bool, texts: Array) -> int:
    """Rows must not hang on each other: each alone has to give what all together give."""
    some = np.array([*texts[:SAMPLED].tolist(), "", "한글 🙂"], dtype=object)
    name = opened.get_inputs()[0].name
    cells = some[:, np.newaxis] if tall else some
    try:
        found = opened.run(None, {name: cells})[0]
        alone = [opened.run(None, {name: cells[[row]]})[0] for row in range(len(cells))]
    except Exception as reason:  # onnxruntime raises many unrelated types for a graph that does not work out
        raise InputError("prepare.encoder_fails", file=path.name, reason=str(reason)[:200]) from reason
    right = found.ndim == 2 and len(found) == len(cells) and 0 < found.shape[1] <= WIDEST
    if not right or not np.isfinite(found).all() or any(one.shape != (1, found.shape[1]) for one in alone):
        raise InputError("prepare.encoder_shape", file=path.name)
    if not np.allclose(np.vstack(alone), found, rtol=1e-5, atol=1e-5):
        raise InputError("prepare.encoder_rows", file=path.name)
    return int(found.shape[1])


def emit(graph: Graph, name: str, encoder: Encoder) -> str:
    """The numbers of the column's texts, double [N, width], to the next step of the grid."""
    from onnx import ModelProto, NodeProto, TensorProto

    inside = ModelProto.FromString(encoder.model).graph
    cells = graph.take([name])
    text = cells if encoder.tall else graph.node("Reshape", cells, graph.numbers([-1], np.int64))
    names = {inside.input[0].name: text}
    for tensor in inside.initializer:
        copy = TensorProto()
        copy.CopyFrom(tensor)
        copy.name = names[tensor.name] = graph.fresh("c")
        graph.constants.append(copy)
    for node in inside.node:
        made = NodeProto()
        made.CopyFrom(node)
        names |= {output: graph.fresh(node.op_type.lower()) for output in node.output}
        made.name = names[node.output[0]]
        made.input[:] = [names[one] for one in node.input]
        made.output[:] = [names[one] for one in node.output]
        graph.nodes.append(made)
    steps = graph.node("Mul", graph.cast(names[inside.output[0].name], np.float64), graph.numbers(STEPS))
    return graph.node("Mul", graph.node("Round", steps), graph.numbers(1 / STEPS))


def plain(encoder: Encoder, texts: Array) -> Array:
    """What it gives for these texts, as `emit` says."""
    from onnx import ModelProto

    name = ModelProto.FromString(encoder.model).graph.input[0].name
    fed: Mapping[str, Array] = {name: texts[:, np.newaxis] if encoder.tall else texts}
    return np.asarray(np.round(run(encoder.model, dict(fed))[0].astype(np.float64) * STEPS) / STEPS)
