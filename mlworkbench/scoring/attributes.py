"""Reads the attributes of a node from the bytes of a model, for the checks of what onnxruntime trusts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring import operators
from mlworkbench.scoring.operators import INTEGERS_KEY, Integers, fields, integers

NAME, INTEGER, TEXT = 1, 3, 4


@dataclass
class Attribute:
    name: str = ""
    integer: int = 0
    text: bytes = b""
    integers: list[Integers] = field(default_factory=list)
    tensor: memoryview = field(default_factory=lambda: memoryview(b""))

    @property
    def array(self) -> Integers:
        return np.concatenate(self.integers) if self.integers else np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Check:
    """`what` is checked, as a refusal calls it."""

    what: str

    def require(self, holds: object, part: str) -> None:
        """Raises InputError("scoring.model_shape", part=)."""
        if not holds:
            raise InputError("scoring.model_shape", part=f"{self.what}: {part}")

    def read(self, node: memoryview, most: int) -> dict[str, Attribute]:
        """The attributes of a node by name, each there once; none has more than `most` integers."""
        found = [self._read(one, most) for one in messages(node, operators.NODE_ATTRIBUTE)]
        named = {one.name: one for one in found}
        self.require(len(named) == len(found), "attributes")
        return named

    def _read(self, attribute: memoryview, most: int) -> Attribute:
        """One attribute; its long run of integers is read by the million, not one by one."""
        found, at = Attribute(), 0
        while at < len(attribute):
            if attribute[at] == INTEGERS_KEY:
                values, at = integers(attribute, at)
                found.integers.append(values)
                self.require(len(values) and sum(map(len, found.integers)) <= most, "size")
                continue
            (number, _, value), at = operators.field_at(attribute, at)
            self.require(number != operators.ATTRIBUTE_INTEGERS, "integers written otherwise")
            self._take(found, number, value)
        return found

    def _take(self, found: Attribute, number: int, value: int | memoryview) -> None:
        if isinstance(value, int):
            found.integer = value if number == INTEGER else found.integer
        elif number == NAME:
            found.name = bytes(value).decode("utf-8", errors="replace")
        elif number == TEXT:
            found.text = bytes(value)
        elif number == operators.ATTRIBUTE_TENSOR:
            self.require(not len(found.tensor), "two tensors")
            found.tensor = value


def nodes(model: bytes, operator: str) -> Iterator[memoryview]:
    """The nodes of a model that have this operator."""
    for number, _, graph in fields(memoryview(model)):
        if number == operators.MODEL_GRAPH and isinstance(graph, memoryview):
            for node in messages(graph, operators.GRAPH_NODE):
                if any(bytes(name) == operator.encode() for name in messages(node, operators.NODE_OPERATOR)):
                    yield node


def messages(message: memoryview, wanted: int) -> Iterator[memoryview]:
    for number, _, value in fields(message):
        if number == wanted and isinstance(value, memoryview):
            yield value


def within(numbers: Integers, end: int) -> bool:
    return bool(((numbers >= 0) & (numbers < end)).all())
