"""What a model takes and gives, and what a package says of itself: read with json and plain checks into frozen dataclasses."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal

from mlworkbench.base.digest import canonical
from mlworkbench.base.errors import InputError
from mlworkbench.scoring.formats import before, since
from mlworkbench.scoring.shapes import shaped

Wire = Literal["numbers", "texts", "dates"]
WIRES: Mapping[str, Wire] = {"number": "numbers", "flag": "numbers", "category": "texts", "text": "texts", "date": "dates"}
TASKS = ("binary", "multiclass", "regression")
DEEPEST = 32
BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)  # a string (also an unfinished one) or a bracket


@dataclass(frozen=True)
class Input:
    """One input of a model. `minimum` and `maximum` are those of the training rows (dates: microseconds since 1970).

    `categories` are the values the model knows; any other value is treated as unknown, an absent one as missing.
    `date_format` says how dates are written in files; the model itself takes microseconds. `marks` are cell texts of files that
    stand for a missing value; values in `sentinels` (dates in ISO 8601) and numbers under `below` or over `above` are missing to
    the model itself, whoever feeds it.
    """

    name: str
    type: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()
    date_format: str | None = None
    marks: tuple[str, ...] = ()
    sentinels: tuple[str, ...] = ()
    below: float | None = None
    above: float | None = None

    @property
    def wire(self) -> Wire:
        return WIRES[self.type]


ADDED = ("marks", "sentinels", "below", "above")  # fields of an input that format 1, and models of its time, have not


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
        return self._wires[wire]

    @cached_property
    def _wires(self) -> dict[str, tuple[Input, ...]]:
        return {wire: tuple(one for one in self.inputs if one.wire == wire) for wire in set(WIRES.values())}

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
    for found in BRACKETS.finditer(text):
        sign = found.group()
        if sign in "[{":
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
    """An input, also one of the time before it had ADDED."""
    require(isinstance(found, dict), "inputs")
    known = set(Input.__dataclass_fields__)
    require(set(found) in (known, known - set(ADDED)), "inputs")
    require(isinstance(found["name"], str), "inputs.name")
    require(isinstance(found["type"], str) and found["type"] in WIRES, "inputs.type")
    require(isinstance(found["unit"], str), "inputs.unit")
    require(number_or_none(found["minimum"]) and number_or_none(found["maximum"]), "inputs.minimum")
    require(found["date_format"] is None or isinstance(found["date_format"], str), "inputs.date_format")
    categories = texts(found["categories"], "inputs.categories")
    known_ones = (found["name"], found["type"], found["unit"], found["minimum"], found["maximum"], categories)
    return Input(*known_ones, found["date_format"], *_added_of(found))


def _added_of(found: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], float | None, float | None]:
    if "marks" not in found:
        return (), (), None, None
    marks, sentinels = texts(found["marks"], "inputs.marks"), texts(found["sentinels"], "inputs.sentinels")
    below, above = found["below"], found["above"]
    require(number_or_none(below) and number_or_none(above), "inputs.below")
    require((below is None and above is None) or WIRES[found["type"]] == "numbers", "inputs.below")
    return marks, sentinels, below, above


def texts(found: Any, field: str) -> tuple[str, ...]:
    require(isinstance(found, list) and all(isinstance(one, str) for one in found), field)
    return tuple(found)


def number_or_none(found: Any) -> bool:
    return found is None or (isinstance(found, int | float) and not isinstance(found, bool))


def require(holds: bool, field: str) -> None:
    if not holds:
        raise InputError("scoring.bad_interface", field=field)


# -- the manifest of a package -----------------------------------------------------------------------------------------------

FORMAT = 2
MISSING: Mapping[Wire, str] = {"numbers": "NaN", "texts": "empty text", "dates": "-9223372036854775808"}
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class PackagedInput:
    """An Input and how a missing value of it is written on the wire; every input may be missing."""

    name: str
    type: str
    unit: str
    minimum: float | None
    maximum: float | None
    categories: tuple[str, ...]
    date_format: str | None
    wire: str
    missing: str
    marks: tuple[str, ...] = ()
    sentinels: tuple[str, ...] = ()
    below: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class Output:
    """One output of model.onnx: `columns` is its width (0: one value a row, no second axis)."""

    name: str
    type: str
    columns: int


@dataclass(frozen=True)
class Algorithm:
    name: str
    title: str
    params: dict[str, bool | int | float | str]
    seed: int
    threads: int


@dataclass(frozen=True)
class Lineage:
    """Where the model comes from: sha256 of data, recipe, split rows and model file; the trial's digest; the run's name."""

    dataset: str
    recipe: str
    split: str
    model: str
    trial: str
    run: str


@dataclass(frozen=True)
class Computed:
    """A column that the model computes itself, by this formula out of these inputs or columns computed before it."""

    name: str
    formula: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Making:
    """What was done to a column after it was read: the kind of change, its formula, query or choices, the columns it used."""

    kind: str
    words: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Brought:
    """An input that is not as files have it: whoever uses the model does these things first, in this order.

    `outdated` are columns of which it was computed and which were changed afterwards in the data the model was made from.
    """

    name: str
    made: tuple[Making, ...]
    outdated: tuple[str, ...]


@dataclass(frozen=True)
class CrossValidation:
    metric: str
    mean: float
    sd: float
    folds: tuple[float, ...]


@dataclass(frozen=True)
class HoldOut:
    rows: int
    metrics: dict[str, float]


@dataclass(frozen=True)
class PackedFile:
    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself. manifest.json is its canonical JSON, and the sha256 of those bytes is the identifier.

    `threshold` is the raw score from which a row is positive (binary). `test` is None while the hold-out is sealed.
    `data_rows` counts the rows of the data set the model was made from, `target_range` is lowest and highest target (regression).
    `reading` holds the choices with which files of the kind it was made from are opened, `computed` what the model makes of its
    inputs itself, `brought` which inputs are to be made before. Format 1 had none of the three.
    """

    format: int
    product: str
    version: str
    name: str
    task: str
    target: str
    inputs: tuple[PackagedInput, ...]
    outputs: tuple[Output, ...]
    classes: tuple[str, ...]
    positive: str | None
    threshold: float | None
    target_range: tuple[float, ...]
    data_name: str
    data_rows: int
    algorithm: Algorithm
    cv: CrossValidation
    test: HoldOut | None
    versions: dict[str, str]
    lineage: Lineage
    files: tuple[PackedFile, ...]
    reading: dict[str, str]
    computed: tuple[Computed, ...]
    brought: tuple[Brought, ...]

    @property
    def interface(self) -> Interface:
        inputs = tuple(Input(**{name: getattr(one, name) for name in Input.__dataclass_fields__}) for one in self.inputs)
        return Interface(self.task, self.target, inputs, self.classes, self.positive, self.threshold)

    def to_bytes(self) -> bytes:
        return canonical(self if self.format > 1 else before(asdict(self)))

    @staticmethod
    def from_bytes(content: bytes) -> "Manifest":
        """Every field checked. Raises InputError: package.newer_format, .unknown_format, .bad_manifest (naming the field) …"""
        found = _object(content)
        _check_format(found)
        manifest: Manifest = shaped(Manifest, since(found) if found["format"] == 1 else found, "")
        _check_sense(manifest)
        if _bytes_of(manifest) != content:
            raise InputError("package.not_canonical")
        return manifest


def packaged(inputs: tuple[Input, ...]) -> tuple[PackagedInput, ...]:
    return tuple(
        PackagedInput(
            **{field: getattr(one, field) for field in Input.__dataclass_fields__}, wire=one.wire, missing=MISSING[one.wire]
        )
        for one in inputs
    )


def outputs_of(task: str, classes: int) -> tuple[Output, ...]:
    """The outputs that a model of this task has."""
    if task == "regression":
        return (Output("raw", "double", 1), Output("value", "double", 0))
    raw = 1 if task == "binary" else classes
    return (Output("raw", "double", raw), Output("label", "int64", 0), Output("probability", "double", classes))


def _bytes_of(manifest: Manifest) -> bytes | None:
    try:
        return manifest.to_bytes()
    except ValueError:  # an unpaired surrogate
        return None


def _object(content: bytes) -> dict[str, Any]:
    try:
        return parsed(content.decode("utf-8"))
    except UnicodeDecodeError as reason:
        raise InputError("package.bad_manifest", field="utf-8") from reason
    except InputError as reason:
        raise InputError("package.bad_manifest", field=reason.facts["field"]) from reason


def _check_format(found: Mapping[str, Any]) -> None:
    number = found.get("format")
    if type(number) is not int or number < 1:
        raise InputError("package.unknown_format", found=str(number)[:40])
    if number > FORMAT:
        raise InputError("package.newer_format", found=number, known=FORMAT)


def _check_sense(manifest: Manifest) -> None:
    """What types alone do not say."""
    try:
        interface_of(json.loads(manifest.interface.to_json()))
    except InputError as reason:
        raise InputError("package.bad_manifest", field=reason.facts["field"]) from reason
    lineage, names = asdict(manifest.lineage), [one.name for one in manifest.inputs]
    paths = [one.path for one in manifest.files]
    held = {
        "lineage": all(HASH.fullmatch(value) for name, value in lineage.items() if name != "run"),
        "files": len(set(paths)) == len(paths) and all(one.size >= 0 and HASH.fullmatch(one.sha256) for one in manifest.files),
        "inputs": manifest.inputs == packaged(manifest.interface.inputs) and len(manifest.inputs) > 0,
        "outputs": manifest.outputs == outputs_of(manifest.task, len(manifest.classes)),
        "classes": len(set(manifest.classes)) == len(manifest.classes),
        "target_range": len(manifest.target_range) == (2 if manifest.task == "regression" else 0),
        "data_rows": manifest.data_rows >= 0,
        "computed": _is_sound(manifest.computed, names),
        "brought": [one.name for one in manifest.brought if one.name in names] == [one.name for one in manifest.brought],
    }
    for field, holds in held.items():
        if not holds:
            raise InputError("package.bad_manifest", field=field)


def _is_sound(computed: tuple[Computed, ...], inputs: list[str]) -> bool:
    """Each has a name of its own and is made of what is there before it."""
    known = set(inputs)
    for one in computed:
        if one.name in known or not known.issuperset(one.inputs):
            return False
        known.add(one.name)
    return True
