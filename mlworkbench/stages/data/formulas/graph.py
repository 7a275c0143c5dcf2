"""A formula as nodes of an ONNX graph, for the operators that scoring allows: what is computed at home is what a device computes.

Numbers, flags and conditions are doubles, missing as NaN; a result that is no finite number is missing. A comparison with
something missing is missing; `and` and `or` say what can be said without the missing side. Dates are int64 microseconds, texts
are missing where empty. `log` is natural, `round` goes to the even neighbour, the remainder has the sign of what is divided.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from mlworkbench.stages.data.formulas.tree import Node

NO_DATE = np.iinfo(np.int64).min
HOUR = 3_600_000_000
DAY = 24 * HOUR
BEYOND = frozenset({"lower", "upper", "trim", "length", "contains", "starts_with"})


class Builder(Protocol):
    """A graph that grows; tensors go by their names."""

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str: ...
    def numbers(self, values: Any, kind: type = np.float64) -> str: ...
    def strings(self, values: Any) -> str: ...
    def cast(self, tensor: str, kind: type) -> str: ...
    def take(self, names: Any) -> str: ...


def fits(node: Node) -> bool:
    """Whether a graph can compute it."""
    return node.operator not in BEYOND and all(fits(part) for part in node.parts)


def emit(graph: Builder, node: Node) -> str:
    """The tensor [N, 1] of this formula; its columns are those of the graph."""
    if node.operator == "column":
        return graph.take([node.column])
    if node.operator == "constant":
        return graph.strings([str(node.value)]) if node.kind == "text" else graph.numbers([float(node.value or 0.0)])
    return EMITTERS[node.operator](graph, node, tuple(emit(graph, part) for part in node.parts))


Emitter = Callable[[Builder, Node, tuple[str, ...]], str]


def _finite(graph: Builder, tensor: str) -> str:
    """x + (x - x): what is no finite number becomes NaN."""
    return graph.node("Add", tensor, graph.node("Sub", tensor, tensor))


def _arithmetic(operator: str, **attributes: Any) -> Emitter:
    def made(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
        return _finite(graph, graph.node(operator, *parts, **attributes))

    return made


def _plain(operator: str) -> Emitter:
    return lambda graph, node, parts: graph.node(operator, *parts)


def _power(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    """Missing to the power of 0 is missing, and so is 1 to a missing power."""
    raised = graph.node("Pow", *parts)
    return _finite(graph, graph.node("Where", _absent(graph, node, parts), graph.numbers([np.nan]), raised))


def _negative(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    return graph.node("Sub", graph.numbers([0.0]), parts[0])


def _missing(graph: Builder, node: Node, tensor: str) -> str:
    """A condition of the graph's own: where this piece is missing."""
    if node.kind == "text":
        return graph.node("Equal", tensor, graph.strings([""]))
    if node.kind == "date":
        return graph.node("Equal", tensor, graph.numbers([NO_DATE], np.int64))
    return graph.node("IsNaN", tensor)


def _absent(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    """Where any of the parts is missing."""
    found = [_missing(graph, part, tensor) for part, tensor in zip(node.parts, parts, strict=True)]
    made = found[0]
    for one in found[1:]:
        made = graph.node("Or", made, one)
    return made


def _told(graph: Builder, node: Node, parts: tuple[str, ...], condition: str) -> str:
    """1 and 0 where all parts are there, else missing."""
    flag = graph.cast(condition, np.float64)
    return graph.node("Where", _absent(graph, node, parts), graph.numbers([np.nan]), flag)


def _compared(operator: str, opposite: bool = False) -> Emitter:
    def made(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
        found = graph.node(operator, *parts)
        return _told(graph, node, parts, graph.node("Not", found) if opposite else found)

    return made


def _both(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    """0 if either is 0, else missing if either is missing, else 1."""
    zero = graph.numbers([0.0])
    denied = graph.node("Or", *(graph.node("Equal", part, zero) for part in parts))
    return graph.node("Where", denied, zero, graph.node("Mul", *parts))


def _either(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    one = graph.numbers([1.0])
    said = graph.node("Or", *(graph.node("Equal", part, one) for part in parts))
    return graph.node("Where", said, one, graph.node("Add", *parts))


def _opposite(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    return graph.node("Sub", graph.numbers([1.0]), parts[0])


def _if(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    condition, yes, no = parts
    nothing = {"text": lambda: graph.strings([""]), "date": lambda: graph.numbers([NO_DATE], np.int64)}
    missing = nothing.get(node.kind, lambda: graph.numbers([np.nan]))()
    otherwise = graph.node("Where", graph.node("Equal", condition, graph.numbers([0.0])), no, missing)
    return graph.node("Where", graph.node("Equal", condition, graph.numbers([1.0])), yes, otherwise)


def _is_missing(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    return graph.cast(_missing(graph, node.parts[0], parts[0]), np.float64)


def _coalesce(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    made = parts[-1]
    for part, tensor in reversed(list(zip(node.parts[:-1], parts[:-1], strict=True))):
        made = graph.node("Where", _missing(graph, part, tensor), made, tensor)
    return made


def _extreme(operator: str) -> Emitter:
    def made(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
        best = parts[0]
        for part in parts[1:]:
            better = graph.node("Where", graph.node(operator, part, best), part, best)
            best = graph.node("Where", graph.node("IsNaN", part), part, better)
        return best

    return made


def _concat(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    made = parts[0]
    for part in parts[1:]:
        made = graph.node("StringConcat", made, part)
    return made


def _days_between(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
    first, last = parts
    apart = graph.node("Div", graph.cast(graph.node("Sub", last, first), np.float64), graph.numbers([float(DAY)]))
    return graph.node("Where", _absent(graph, node, parts), graph.numbers([np.nan]), apart)


def _part_of_date(part: str) -> Emitter:
    def made(graph: Builder, node: Node, parts: tuple[str, ...]) -> str:
        from mlworkbench.stages.data.formulas import calendar

        absent = _missing(graph, node.parts[0], parts[0])
        present = graph.node("Where", absent, graph.numbers([0], np.int64), parts[0])
        found = graph.cast(calendar.emit(graph, present)[part], np.float64)
        return graph.node("Where", absent, graph.numbers([np.nan]), found)

    return made


EMITTERS: Mapping[str, Emitter] = {
    "add": _arithmetic("Add"),
    "subtract": _arithmetic("Sub"),
    "multiply": _arithmetic("Mul"),
    "divide": _arithmetic("Div"),
    "remainder": _arithmetic("Mod", fmod=1),
    "power": _power,
    "negative": _negative,
    "less": _compared("Less"),
    "at_most": _compared("LessOrEqual"),
    "greater": _compared("Greater"),
    "at_least": _compared("GreaterOrEqual"),
    "equal": _compared("Equal"),
    "unequal": _compared("Equal", opposite=True),
    "equals": _compared("Equal"),
    "and": _both,
    "or": _either,
    "not": _opposite,
    "if": _if,
    "is_missing": _is_missing,
    "coalesce": _coalesce,
    "min": _extreme("Less"),
    "max": _extreme("Greater"),
    "abs": _plain("Abs"),
    "sqrt": _arithmetic("Sqrt"),
    "log": _arithmetic("Log"),
    "exp": _arithmetic("Exp"),
    "round": _plain("Round"),
    "floor": _plain("Floor"),
    "ceil": _plain("Ceil"),
    "concat": _concat,
    "days_between": _days_between,
    **{part: _part_of_date(part) for part in ("year", "month", "day", "weekday", "hour")},
}
