"""Rows made to break a model: values at its own splits and one step beside, odd texts, missing, huge, extreme."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.scorer import METADATA_KEY, session
from mlworkbench.scoring.wire import NO_DATE, Array

if TYPE_CHECKING:
    from onnx import ModelProto

MOST_SPLITS = 4000
ODD_NUMBERS = (
    np.nan,
    np.inf,
    -np.inf,
    0.0,
    -0.0,
    1e300,
    -1e300,
    1e-300,
    5e-324,
    3.5e38,
    -3.5e38,
    1e-38,
    2.0**53 + 2,
    0.5,
    1.0,
    -1.0,
)
ODD_TEXTS = (
    None, "", " ", "unseen", "None", "nan", "가", "각", "처음 보는 값", "한글" * 40, "🙂", "👩‍👩‍👧‍👦", "ﬁ", "İ", "a\u0301",
    "x" * 10_000, "\t", "0", "1.0", "-0", "\ufeff", "\u200b", "\U0010ffff",
)  # fmt: skip
ODD_DATES = (NO_DATE, NO_DATE + 1, np.iinfo(np.int64).max, 0, -1, 1, -62_135_596_800_000_000, 253_402_300_799_999_999)
DAY = 86_400_000_000


def rows(model: bytes, count: int, seed: int) -> dict[str, Array]:
    """`count` rows as columns for the Scorer, a function of the arguments alone.

    Half of the cells are hard, the others ordinary, so that each hard value meets many different rows.
    """
    import onnx

    graph = onnx.load_model_from_string(model)
    interface = _interface(graph)
    splits = _splits(graph, model, interface)
    random = np.random.Generator(np.random.PCG64(seed))
    return {one.name: _column(one, splits.get(one.name, np.empty(0)), count, random) for one in interface.inputs}


def _interface(graph: "ModelProto") -> Interface:
    return Interface.from_json(next(one.value for one in graph.metadata_props if one.key == METADATA_KEY))


def _column(one: Input, splits: Array, count: int, random: np.random.Generator) -> Array:
    hard, usual = HARD[one.wire](one, splits), USUAL[one.wire](one, count, random)
    # In order, so that every hard value is met before any is met twice; then shuffled.
    turns = random.permutation(np.resize(random.permutation(len(hard)), count))
    return np.where(random.random(count) < 0.5, hard[turns], usual)


def _hard_numbers(one: Input, splits: Array) -> Array:
    edges = [edge for edge in (one.minimum, one.maximum, one.below, one.above) if edge is not None]
    edges += [float(value) for value in one.sentinels]
    centres = np.concatenate([splits, np.array(edges, dtype=np.float64)])
    centres = centres[np.abs(centres) < np.finfo(np.float32).max]  # beyond it float32 has no neighbours
    narrow = centres.astype(np.float32)
    near = [np.nextafter(centres, way) for way in (-np.inf, np.inf)]
    narrow_near = [np.nextafter(narrow, np.float32(way)).astype(np.float64) for way in (-np.inf, np.inf)]
    middles = [(narrow.astype(np.float64) + other) / 2 for other in narrow_near]  # where the cast to float32 turns over
    return np.concatenate([centres, narrow.astype(np.float64), *near, *narrow_near, *middles, np.array(ODD_NUMBERS)])


def _usual_numbers(one: Input, count: int, random: np.random.Generator) -> Array:
    if one.type == "flag":
        return random.integers(0, 2, count).astype(np.float64)
    low, high = one.minimum or 0.0, one.maximum if one.maximum is not None else 1.0
    values = low + (high - low) * random.random(count)
    return np.where(random.random(count) < 0.3, np.round(values), values)


def _hard_texts(one: Input, _: Array) -> Array:
    changed = [text for category in one.categories[:50] for text in (category.upper(), category + " ", category[:-1])]
    marks = [text for mark in one.sentinels for text in (mark, mark.swapcase(), mark + " ")]
    return _objects([*one.categories, *ODD_TEXTS, *changed, *marks])


def _usual_texts(one: Input, count: int, random: np.random.Generator) -> Array:
    known = _objects(one.categories or ("a", "b"))
    return known[random.integers(0, len(known), count)]


def _hard_dates(one: Input, _: Array) -> Array:
    marks = [int(np.datetime64(mark, "us").astype(np.int64)) for mark in one.sentinels]
    known = [int(edge) for edge in (one.minimum, one.maximum) if edge is not None]
    edges = [edge + step for edge in (*known, *marks) for step in (-DAY, -1, 0, 1, DAY)]
    leaps = [int(np.datetime64(day, "us").astype(np.int64)) for day in ("2000-02-29", "1900-03-01", "2024-12-31", "1969-12-31")]
    return np.array([*ODD_DATES, *edges, *leaps], dtype=np.int64)


def _usual_dates(one: Input, count: int, random: np.random.Generator) -> Array:
    low, high = int(one.minimum or 0), int(one.maximum or 1_700_000_000_000_000)
    return random.integers(low, max(high, low + 1), count, dtype=np.int64)


def _objects(texts: Sequence[str | None]) -> Array:
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found


HARD = {"numbers": _hard_numbers, "texts": _hard_texts, "dates": _hard_dates}
USUAL = {"numbers": _usual_numbers, "texts": _usual_texts, "dates": _usual_dates}


# -- splits, traced back to inputs ----------------------------------------------------------------------------------------------


def _splits(graph: "ModelProto", model: bytes, interface: Interface) -> dict[str, Array]:
    """Split values by the number input that the split's feature passes through; features that are computed are left out."""
    trees = [node for node in graph.graph.node if node.op_type == "TreeEnsemble"]
    numbers = interface.wired("numbers")
    if not trees or not numbers:
        return {}
    pieces: list[list[Array]] = [[] for _ in numbers]
    for tensor in dict.fromkeys(tree.input[0] for tree in trees):  # of several recipes, and of the raw score, which is no feature
        passed = _passed_through(graph, tensor, interface)
        features, values = _nodes([tree for tree in trees if tree.input[0] == tensor])
        for column, found in enumerate(pieces):
            found.append(values[np.isin(features, np.flatnonzero(passed == column))])
    return {one.name: _fewer(np.unique(np.concatenate(found))) for one, found in zip(numbers, pieces, strict=True)}


def _nodes(trees: Sequence[Any]) -> tuple[Array, Array]:
    from onnx import numpy_helper

    features, values = [], []
    for tree in trees:
        attributes = {one.name: one for one in tree.attribute}
        features.append(np.array(attributes["nodes_featureids"].ints, dtype=np.int64))
        values.append(numpy_helper.to_array(attributes["nodes_splits"].t).astype(np.float64))
    return np.concatenate(features), np.concatenate(values)


def _fewer(values: Array) -> Array:
    if len(values) <= MOST_SPLITS:
        return values
    found: Array = values[np.linspace(0, len(values) - 1, MOST_SPLITS).astype(int)]
    return found


def _passed_through(graph: "ModelProto", tensor: str, interface: Interface) -> Array:
    """int64 [features]: the number input whose value the feature is, -1 where it is something else.

    Found by trying: two rows of numbers that are all different are sent through; a feature that shows an input's value both times
    is that input. So the graph may be built in any way.
    """
    probe = _with_output(graph, tensor)
    numbers = interface.wired("numbers")
    tries = np.array([[_tried(one, place, len(numbers), turn) for place, one in enumerate(numbers)] for turn in (0, 1)])
    fed: dict[str, Array] = {"numbers": tries}
    if texts := interface.wired("texts"):
        fed["texts"] = np.full((2, len(texts)), "", dtype=object)
    if dates := interface.wired("dates"):
        fed["dates"] = np.full((2, len(dates)), NO_DATE, dtype=np.int64)
    features = session(probe).run([tensor], fed)[0].astype(np.float64)
    same = (features[:, :, None] == tries[:, None, :]).all(axis=0)
    return np.where(same.any(axis=1), same.argmax(axis=1), -1)


def _tried(one: Input, place: int, count: int, turn: int) -> float:
    """A number that is not missing to the model, and that float32 holds."""
    value = (1.5 + 2.0 * place, -7.25 - 4.0 * place)[turn]
    if one.below is not None and one.above is not None:
        value = one.below + (one.above - one.below) * (place + 0.2 + 0.4 * turn) / count
    elif one.below is not None or one.above is not None:
        value = one.below + abs(value) if one.below is not None else (one.above or 0.0) - abs(value)
    return float(np.float32(value))


def _with_output(graph: "ModelProto", tensor: str) -> bytes:
    """The part of the graph that leads to this tensor, with the tensor as its only output."""
    from onnx import ModelProto, helper

    probe = ModelProto()
    probe.CopyFrom(graph)
    makes = {name: place for place, node in enumerate(graph.graph.node) for name in node.output}
    needed, waiting = set[int](), [tensor]
    while waiting:
        place = makes.get(waiting.pop())
        if place is not None and place not in needed:
            needed.add(place)
            waiting.extend(graph.graph.node[place].input)
    del probe.graph.node[:]
    probe.graph.node.extend(graph.graph.node[place] for place in sorted(needed))
    del probe.graph.output[:]
    probe.graph.output.append(helper.make_empty_tensor_value_info(tensor))
    return bytes(probe.SerializeToString())
