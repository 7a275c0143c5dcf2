"""A graph of ONNX nodes while it grows, and how a finished one is run: recipes and formulas are made of the same pieces."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from mlworkbench.scoring.operators import IR_VERSION, ONNX, OPSETS
from mlworkbench.scoring.wire import Array


class Nodes:
    """Nodes and constants by names of their own."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.count = 0
        self.known: dict[Hashable, str] = {}
        self._shares = False

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """What is made in here is not made twice: two steps on the same dates share the arithmetic of the calendar."""
        self._shares = True
        yield
        self._shares = False

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """The output of a new node with one output."""
        from onnx import helper

        def make() -> str:
            output = self.fresh(operator.lower())
            self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, domain=domain, **attributes))
            return output

        return self._once((operator, inputs, domain, tuple(sorted(attributes.items()))), make) if self._shares else make()

    def two(self, operator: str, *inputs: str, **attributes: Any) -> tuple[str, str]:
        """The outputs of a new node with two outputs."""
        from onnx import helper

        first, second = self.fresh(operator.lower()), self.fresh(operator.lower())
        self.nodes.append(helper.make_node(operator, list(inputs), [first, second], name=first, **attributes))
        return first, second

    def numbers(self, values: Any, kind: type = np.float64) -> str:
        """A constant tensor of numbers."""
        from onnx import numpy_helper

        array: Array = np.ascontiguousarray(values, dtype=kind)

        def make() -> str:
            name = self.fresh("c")
            self.constants.append(numpy_helper.from_array(array, name))
            return name

        return self._once((array.dtype.str, array.shape, array.tobytes()), make) if self._shares else make()

    def strings(self, values: Sequence[str]) -> str:
        """A constant tensor of texts."""
        name = self.fresh("s")
        self.constants.append(text_tensor(name, values))
        return name

    def _once(self, key: Hashable, make: Callable[[], str]) -> str:
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def cast(self, tensor: str, kind: type) -> str:
        from onnx import helper

        return self.node("Cast", tensor, to=helper.np_dtype_to_tensor_dtype(np.dtype(kind)))

    def fresh(self, stem: str) -> str:
        """A name that nothing here has yet."""
        self.count += 1
        return f"{stem}_{self.count}"


def text_tensor(name: str, values: Sequence[str]) -> Any:
    from onnx import TensorProto, helper

    encoded: list[Any] = [value.encode("utf-8") for value in values]  # the stub knows of numbers only
    return helper.make_tensor(name, TensorProto.STRING, [len(values)], encoded)


def model_bytes(graph: Any, metadata: dict[str, str] | None = None) -> bytes:
    """A model file of the versions that scoring.operators allows. The same graph gives the same bytes."""
    from onnx import helper

    opsets = [helper.make_opsetid("" if domain == ONNX else domain, version) for domain, version in OPSETS.items()]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="mlworkbench")
    helper.set_model_props(model, metadata or {})
    return bytes(model.SerializeToString(deterministic=True))


def run(model: bytes, fed: dict[str, Array]) -> list[Array]:
    """All outputs of a model, each a line a row, for rows on the wire; arrays the model does not take are left out.

    In blocks: a row grows wide on its way. What is found is copied, because an output holds all memory its session ever took.
    """
    from mlworkbench.scoring.scorer import block_of, blocks_of, session

    opened = session(model)
    names = {one.name for one in opened.get_inputs()}
    taken = {wire: array for wire, array in fed.items() if wire in names}
    rows = len(next(iter(taken.values()))) if taken else 0
    size = block_of(model)
    if rows <= size:
        return [np.array(one) for one in opened.run(None, taken)]
    found: list[Array] = []
    for start, block in zip(range(0, rows, size), blocks_of(taken, rows, size), strict=True):
        pieces = opened.run(None, block)
        found = found or [np.empty((rows, *piece.shape[1:]), piece.dtype) for piece in pieces]
        for whole, piece in zip(found, pieces, strict=True):
            whole[start : start + size] = piece
    return found
