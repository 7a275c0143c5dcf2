"""Which operators a graph may use, and the check of a model file against that list before anything else touches it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mlworkbench.base.errors import InputError

ONNX = "ai.onnx"
ML = "ai.onnx.ml"
OPSETS = {ONNX: 21, ML: 5}
IR_VERSION = 10

ALLOWED: dict[str, frozenset[str]] = {
    ONNX: frozenset(
        {
            *("Abs", "Add", "And", "ArgMax", "Cast", "Ceil", "Concat", "Constant", "Div", "Equal", "Exp", "Floor", "Gather"),
            *("Greater", "GreaterOrEqual", "IsNaN", "Less", "LessOrEqual", "Log", "MatMul", "Max", "Min", "Mod"),
            *("Mul", "Not", "Or", "Pow"),
            *("Relu", "Reshape", "Round", "Sigmoid", "Softmax", "Sqrt", "Squeeze", "StringConcat", "StringSplit", "Sub"),
            *("Tanh", "TfIdfVectorizer", "TopK", "Unsqueeze", "Where"),
        }
    ),
    ML: frozenset({"LabelEncoder", "TreeEnsemble"}),
}

# Field numbers of onnx.proto3: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto.
MODEL_GRAPH, MODEL_OPSET, MODEL_FUNCTIONS, MODEL_TRAINING = 7, 8, 25, 20
GRAPH_NODE, GRAPH_TENSOR, GRAPH_SPARSE = 1, 5, 15
NODE_OPERATOR, NODE_ATTRIBUTE, NODE_DOMAIN = 4, 5, 7
ATTRIBUTE_TENSOR, ATTRIBUTE_INTEGERS, ATTRIBUTE_TENSORS = 5, 8, 10
ATTRIBUTE_GRAPHS = frozenset({6, 11, 22, 23})  # graphs and sparse tensors inside an attribute
TENSOR_EXTERNAL, TENSOR_LOCATION = 13, 14
OPSET_DOMAIN, OPSET_VERSION = 1, 2
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

INTEGERS_KEY = ATTRIBUTE_INTEGERS << 3 | VARINT
LONGEST_INTEGER = 10  # bytes of a 64-bit number
PIECES = (1 << 9, 1 << 20)
MOST_NODES = 20_000
MOST_STEPS = 1_000_000  # fields read one by one: about a second
STEPS_OF_A_RUN = 20
MOST_OPSETS = 16

Field = tuple[int, int, int | memoryview]
Integers = NDArray[np.int64]


class _Count:
    """Ends a check that would take too long: a file of tiny fields packs well and has no end."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise InputError("scoring.model_shape", part="size")

    def fields(self, message: memoryview) -> Iterator[Field]:
        for field in fields(message):
            self.spend(1)
            yield field


def check_model(model: bytes) -> None:
    """Refuse a model that uses an operator, domain, version or construct outside the list; nothing is built or run.

    Reads the protocol-buffer wire format directly: one pass over the bytes, no deeper than five levels.
    Raises InputError("scoring.operator", operator=) or InputError("scoring.model_shape", part=).
    """
    graphs, opsets, count = 0, 0, _Count()
    for number, kind, value in count.fields(memoryview(model)):
        if number in (MODEL_FUNCTIONS, MODEL_TRAINING):
            raise InputError("scoring.model_shape", part="functions")
        if number == MODEL_OPSET:
            opsets += 1
            if opsets > MOST_OPSETS:
                raise InputError("scoring.model_shape", part="opsets")
            _check_opset(_message(kind, value), count)
        elif number == MODEL_GRAPH:
            graphs += 1
            _check_graph(_message(kind, value), count)
    if graphs != 1:
        raise InputError("scoring.model_shape", part="graph")


def _check_opset(opset: memoryview, count: _Count) -> None:
    domain, version = ONNX, 0
    for number, kind, value in count.fields(opset):
        if number == OPSET_DOMAIN:
            domain = _text(kind, value) or ONNX
        elif number == OPSET_VERSION and isinstance(value, int):
            version = value
    if OPSETS.get(domain) != version:
        raise InputError("scoring.operator", operator=f"{domain} {version}")


def _check_graph(graph: memoryview, count: _Count) -> None:
    nodes = 0
    for number, kind, value in count.fields(graph):
        if number == GRAPH_NODE:
            nodes += 1
            count.spend(MOST_STEPS // MOST_NODES)
            _check_node(_message(kind, value), count)
        elif number == GRAPH_TENSOR:
            _check_tensor(_message(kind, value), count)
        elif number == GRAPH_SPARSE:
            raise InputError("scoring.model_shape", part="sparse")
    if not nodes:
        raise InputError("scoring.model_shape", part="graph")


def _check_node(node: memoryview, count: _Count) -> None:
    operator, domain = "", ONNX
    for number, kind, value in count.fields(node):
        if number == NODE_OPERATOR:
            operator = _text(kind, value)
        elif number == NODE_DOMAIN:
            domain = _text(kind, value) or ONNX
        elif number == NODE_ATTRIBUTE:
            _check_attribute(_message(kind, value), count)
    if operator not in ALLOWED.get(domain, frozenset()):
        raise InputError("scoring.operator", operator=f"{domain[:60]}.{operator[:60]}")


def _check_attribute(attribute: memoryview, count: _Count) -> None:
    at = 0
    while at < len(attribute):
        if attribute[at] == INTEGERS_KEY:
            count.spend(STEPS_OF_A_RUN)
            _, at = integers(attribute, at)
            continue
        count.spend(1)
        (number, kind, value), at = field_at(attribute, at)
        if number in ATTRIBUTE_GRAPHS:
            raise InputError("scoring.model_shape", part="subgraph")
        if number in (ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS):
            _check_tensor(_message(kind, value), count)


def _check_tensor(tensor: memoryview, count: _Count) -> None:
    """A tensor may not point to a file outside."""
    for number, _, value in count.fields(tensor):
        if number == TENSOR_EXTERNAL or (number == TENSOR_LOCATION and value != 0):
            raise InputError("scoring.model_shape", part="external")


def _message(kind: int, value: int | memoryview) -> memoryview:
    if kind != BYTES or not isinstance(value, memoryview):
        raise InputError("scoring.model_shape", part="wire")
    return value


def _text(kind: int, value: int | memoryview) -> str:
    return bytes(_message(kind, value)).decode("utf-8", errors="replace")


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of one message as (number, wire kind, value); bytes come as views. Raises InputError for what is cut or odd."""
    at = 0
    while at < len(message):
        field, at = field_at(message, at)
        yield field


def field_at(message: memoryview, at: int) -> tuple[Field, int]:
    """The field that begins at this byte, and where the next one does."""
    key, at = _varint(message, at)
    number, kind = key >> 3, key & 7
    if kind == VARINT:
        value, at = _varint(message, at)
        return (number, kind, value), at
    size, at = _size(message, at, kind)
    if at + size > len(message):
        raise InputError("scoring.model_shape", part="cut")
    return (number, kind, message[at : at + size]), at + size


def integers(message: memoryview, at: int) -> tuple[Integers, int]:
    """The integers, each under its own INTEGERS_KEY, that stand from `at` on, as many as a piece holds, and where they end.

    Trees have millions of them: read one by one they would take longer than all else.
    """
    values, end = _run(message[at : at + PIECES[0]])
    if end + LONGEST_INTEGER >= PIECES[0]:  # there may be more
        values, end = _run(message[at : at + PIECES[1]])
    return values, at + end


def _run(message: memoryview) -> tuple[Integers, int]:
    data = np.frombuffer(message, dtype=np.uint8)
    ends = np.flatnonzero(data < 0x80)
    starts = np.concatenate([np.zeros(1, dtype=ends.dtype), ends[:-1] + 1])[: len(ends)]
    keys = (starts[0::2] == ends[0::2]) & (data[starts[0::2]] == INTEGERS_KEY)
    pairs = min(len(keys) if keys.all() else int(keys.argmin()), len(ends) // 2)
    first, last = starts[1 : 2 * pairs : 2], ends[1 : 2 * pairs : 2]
    lengths = last - first + 1
    if not pairs or (lengths > LONGEST_INTEGER).any():
        raise InputError("scoring.model_shape", part="wire")
    values = np.zeros(pairs, dtype=np.uint64)
    for place in range(int(lengths.max())):
        here = lengths > place
        values[here] |= (data[first[here] + place] & 0x7F).astype(np.uint64) << np.uint64(7 * place)
    return values.view(np.int64), int(last[-1]) + 1


def _size(message: memoryview, at: int, kind: int) -> tuple[int, int]:
    if kind == BYTES:
        return _varint(message, at)
    if kind in (FIXED64, FIXED32):
        return (8 if kind == FIXED64 else 4), at
    raise InputError("scoring.model_shape", part="wire")


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise InputError("scoring.model_shape", part="cut")
