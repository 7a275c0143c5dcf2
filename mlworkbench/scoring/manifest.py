"""What a model takes and gives, and what a package says of itself: read with json and plain checks into frozen dataclasses."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from mlworkbench.base.errors import InputError

Wire = Literal["numbers", "texts", "dates"]
WIRES: Mapping[str, Wire] = {"number": "numbers", "flag": "numbers", "category": "texts", "text": "texts", "date": "dates"}
TASKS = ("binary", "multiclass", "regression")
DEEPEST = 32


@dataclass(frozen=True)
class Input:
    """One input of a model. `minimum` and `maximum` are those of the training rows (dates: microseconds since 1970).

    `categories` are the values the model knows; any other value is treated as unknown, an absent one as missing.
    """

    name: str
    type: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()

    @property
    def wire(self) -> Wire:
        return WIRES[self.type]


@dataclass(frozen=True)
class Interface:
    """The contract of one model.onnx. `classes` is in the order of the outputs; `threshold` is a raw score (binary only)."""

    task: str
    target: str
    inputs: tuple[Input, ...]
    classes: tuple[str, ...] = ()
    positive: str | None = None
    threshold: float | None = None

    def wired(self, wire: Wire) -> tuple[Input, ...]:
        """The inputs of one wire kind in the order of their columns."""
        return tuple(input_ for input_ in self.inputs if input_.wire == wire)

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

    @staticmethod
    def from_json(text: str) -> "Interface":
        """Raises InputError("scoring.bad_interface") naming the field."""
        return interface_of(parsed(text))


def parsed(text: str) -> dict[str, Any]:
    """A JSON object, its depth bounded before it is read. Raises InputError."""
    if depth(text) > DEEPEST:
        raise InputError("scoring.bad_interface", field="depth")
    try:
        found = json.loads(text)
    except ValueError as reason:
        raise InputError("scoring.bad_interface", field=str(reason)) from reason
    if not isinstance(found, dict):
        raise InputError("scoring.bad_interface", field="object")
    return found


def depth(text: str) -> int:
    """How deep brackets nest in a JSON text, strings left out; one pass, no recursion."""
    deepest = level = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        elif sign in "[{":
            level += 1
            deepest = max(deepest, level)
        elif sign in "]}":
            level -= 1
    return deepest


def interface_of(found: Mapping[str, Any]) -> Interface:
    """An Interface out of parsed JSON, every field checked. Raises InputError("scoring.bad_interface")."""
    known = set(Interface.__dataclass_fields__)
    require(set(found) == known, ", ".join(sorted(set(found) ^ known)) or "keys")
    require(found["task"] in TASKS, "task")
    require(isinstance(found["target"], str), "target")
    require(isinstance(found["inputs"], list), "inputs")
    inputs = tuple(input_of(one) for one in found["inputs"])
    require(len({one.name for one in inputs}) == len(inputs), "inputs")
    classes = texts(found["classes"], "classes")
    require((found["task"] == "regression") == (not classes), "classes")
    require(found["task"] != "binary" or len(classes) == 2, "classes")
    require(found["positive"] is None or found["positive"] in classes, "positive")
    require(number_or_none(found["threshold"]), "threshold")
    return Interface(found["task"], found["target"], inputs, classes, found["positive"], found["threshold"])


def input_of(found: Any) -> Input:
    require(isinstance(found, dict) and set(found) == set(Input.__dataclass_fields__), "inputs")
    require(isinstance(found["name"], str), "inputs.name")
    require(isinstance(found["type"], str) and found["type"] in WIRES, "inputs.type")
    require(isinstance(found["unit"], str), "inputs.unit")
    require(number_or_none(found["minimum"]) and number_or_none(found["maximum"]), "inputs.minimum")
    categories = texts(found["categories"], "inputs.categories")
    return Input(found["name"], found["type"], found["unit"], found["minimum"], found["maximum"], categories)


def texts(found: Any, field: str) -> tuple[str, ...]:
    require(isinstance(found, list) and all(isinstance(one, str) for one in found), field)
    return tuple(found)


def number_or_none(found: Any) -> bool:
    return found is None or (isinstance(found, int | float) and not isinstance(found, bool))


def require(holds: bool, field: str) -> None:
    if not holds:
        raise InputError("scoring.bad_interface", field=field)
