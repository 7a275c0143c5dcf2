"""Join feature graph, tail, calibration, threshold and class names into the one file that is evaluated and shipped."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.scorer import METADATA_KEY
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph, input_infos, model_bytes
from mlworkbench.stages.train.joining import NAMES_KEY, RAW, Piece, joined, piece
from mlworkbench.stages.train.tails import LT, Tail, Trees, tabled


@dataclass(frozen=True)
class Link:
    """From raw score to probability: sigmoid or softmax of slope·raw + shift. (1, 0) leaves the model's own.

    Where `steps` are given (binary), the probability climbs in steps instead: of the points (raw score, probability), both
    ascending, the last one whose raw score is reached counts, and the first one for all below it; slope and shift are then the
    nearest there is to log odds.
    """

    slope: float = 1.0
    shift: float = 0.0
    steps: tuple[tuple[float, float], ...] = ()


AS_IT_IS = Link()


def assemble(graph: Graph, tail: Tail, interface: Interface, link: Link = AS_IT_IS, is_log: bool = False) -> bytes:
    """model.onnx of one fitted recipe and one fitted model (see `assembled`)."""
    return assembled((piece(graph, tail),), (1.0,), interface, link, is_log)


def assembled(
    pieces: Sequence[Piece],
    shares: Sequence[float],
    interface: Interface,
    link: Link = AS_IT_IS,
    is_log: bool = False,
    shift: Array | None = None,
) -> bytes:
    """model.onnx as bytes: a function of its arguments and nothing else. The raw score is the sum of share · raw, and of `shift`.

    Outputs: `raw` [N, K]; for classes `label` int64 [N] decided on the raw score and `probability` [N, C]; else `value` [N],
    which is e^raw where `is_log`.
    """
    whole, score = joined(interface.inputs, pieces, shares, shift)
    raw = named(whole, score, RAW)
    if interface.task == "regression":
        value = whole.node("Exp", raw) if is_log else raw
        named(whole, whole.node("Squeeze", value, whole.numbers([1], np.int64)), "value")
    elif interface.task == "binary":
        _decide_binary(whole, raw, interface, link)
    else:
        named(whole, whole.node("ArgMax", raw, axis=1, keepdims=0), "label")
        named(whole, whole.node("Softmax", _linked(whole, raw, link), axis=1), "probability")
    return _closed(whole, interface, len(interface.classes) if interface.task == "multiclass" else 1, pieces[0].names)


def _decide_binary(graph: Graph, raw: str, interface: Interface, link: Link) -> None:
    reached = graph.node("GreaterOrEqual", raw, graph.numbers(interface.threshold or 0.0))
    named(graph, graph.node("Squeeze", graph.cast(reached, np.int64), graph.numbers([1], np.int64)), "label")
    chance = _climbed(graph, raw, link) if link.steps else graph.node("Sigmoid", _linked(graph, raw, link))
    named(graph, graph.node("Concat", graph.node("Sub", graph.numbers(1.0), chance), chance, axis=1), "probability")


def _climbed(graph: Graph, raw: str, link: Link) -> str:
    starts, chances = np.array(link.steps).T
    tree = tabled(0, (0,), (starts[1:],), chances, missing=False)
    return Trees((tree,), LT, np.zeros(1)).emit(graph, raw)


def _linked(graph: Graph, raw: str, link: Link) -> str:
    if link == AS_IT_IS:
        return raw
    sloped = graph.node("Mul", raw, graph.numbers(link.slope))
    return graph.node("Add", sloped, graph.numbers(link.shift)) if link.shift else sloped


def named(graph: Graph, tensor: str, name: str) -> str:
    """Give the node that makes this tensor a public name."""
    node = graph.nodes[-1]
    if node.output[0] != tensor:
        raise ValueError(tensor)
    node.output[0] = name
    return name


def with_threshold(model: bytes, threshold: float) -> bytes:
    """The same model.onnx, but a row is positive from another raw score on. Raises ValueError where no class is decided so."""
    from onnx import ModelProto, helper, numpy_helper

    found = ModelProto.FromString(model)
    compared = [node for node in found.graph.node if node.op_type == "GreaterOrEqual" and node.input[0] == "raw"]
    if len(compared) != 1:
        raise ValueError("no threshold")
    constant = next(one for one in found.graph.initializer if one.name == compared[0].input[1])
    constant.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(threshold, dtype=np.float64), constant.name))
    metadata = {one.key: one.value for one in found.metadata_props}
    interface = replace(Interface.from_json(metadata[METADATA_KEY]), threshold=threshold)
    helper.set_model_props(found, metadata | {METADATA_KEY: interface.to_json()})
    return bytes(found.SerializeToString(deterministic=True))


def _closed(graph: Graph, interface: Interface, outputs: int, names: Sequence[str]) -> bytes:
    from onnx import TensorProto, helper

    infos = [helper.make_tensor_value_info("raw", TensorProto.DOUBLE, ["N", outputs])]
    if interface.task == "regression":
        infos.append(helper.make_tensor_value_info("value", TensorProto.DOUBLE, ["N"]))
    else:
        infos.append(helper.make_tensor_value_info("label", TensorProto.INT64, ["N"]))
        infos.append(helper.make_tensor_value_info("probability", TensorProto.DOUBLE, ["N", len(interface.classes)]))
    made = helper.make_graph(graph.nodes, "model", input_infos(graph.inputs), infos, graph.constants)
    told = {NAMES_KEY: json.dumps(names, ensure_ascii=False, separators=(",", ":"))} if names else {}
    return model_bytes(made, {METADATA_KEY: interface.to_json(), **told})
