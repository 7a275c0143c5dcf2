"""What a person can read off a model.onnx whose algorithm is made for it: the points of a scorecard, the rules of a rule list."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mlworkbench.base.params import Value
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.joining import feature_names

PLACES = 6  # digits of points behind the dot: exact sums of leaves differ from whole points by 1e-12


def readable(border: float) -> float:
    """A border between two values to six digits, as a person writes it."""
    return float(f"{border:.6g}")


@dataclass(frozen=True)
class Scale:
    """points = offset + factor · raw, where raw are the log odds of the positive class."""

    factor: float
    offset: float

    @classmethod
    def of(cls, params: Mapping[str, Value]) -> "Scale":
        """`base_points` stand for odds of `base_odds` to 1, and `double` more points for twice the odds.

        They are the odds of the positive class, or against it where `against`.
        """
        factor = float(params["double"]) / math.log(2.0)
        offset = float(params["base_points"]) - factor * math.log(float(params["base_odds"]))
        return cls(-factor if params["against"] else factor, offset)


@dataclass(frozen=True)
class Range:
    """Values from `low` on and below `high`, and missing ones where `missing`. No number lies in it where `low` is not below."""

    low: float = -math.inf
    high: float = math.inf
    missing: bool = True


@dataclass(frozen=True)
class Condition:
    """A feature, by its place among the model's features and by name, and what holds for it."""

    feature: int
    name: str
    values: Range


@dataclass(frozen=True)
class Bin:
    values: Range
    points: float


@dataclass(frozen=True)
class Characteristic:
    """The points for each bin of a feature: the missing one first, then from low to high."""

    feature: int
    name: str
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Card:
    """The points everybody has, and the characteristics that add to them. Their sum stands for the odds as `scale` says."""

    base: float
    characteristics: tuple[Characteristic, ...]
    scale: Scale


@dataclass(frozen=True)
class Rule:
    """Where all conditions hold, and those of no rule before, the raw score is this (one a class). The last rule has none."""

    conditions: tuple[Condition, ...]
    raw: tuple[float, ...]


def points(model: bytes, params: Mapping[str, Value]) -> Card:
    """The table of a scorecard, from its file and the parameters of its record.

    Raises ValueError where the file holds no sum of trees of one feature each.
    """
    scale, names = Scale.of(params), feature_names(model)
    found = _ensembles(model)
    if not found:
        raise ValueError("no scorecard")
    ensemble = found[0]
    characteristics = []
    for root in ensemble.roots:
        leaves = list(_leaves(ensemble, root))
        features = sorted({feature for leaf in leaves for feature in leaf.ranges})
        if len(features) > 1:
            raise ValueError("a characteristic of several features")
        if not features or len({leaf.value for leaf in leaves}) == 1:
            continue
        name = _named(names, features[0])
        bins = [Bin(leaf.ranges[features[0]], _tidy(leaf.value * scale.factor)) for leaf in leaves]
        characteristics.append(Characteristic(features[0], name, tuple(sorted(bins, key=lambda one: _order(one.values)))))
    return Card(_tidy(ensemble.base[0] * scale.factor + scale.offset), tuple(characteristics), scale)


def rules(model: bytes) -> tuple[Rule, ...]:
    """The rules of a rule list in their order, from its file. Raises ValueError where the file holds none."""
    found, names = _ensembles(model), feature_names(model)
    if len(found) < 2:
        raise ValueError("no rules")
    fired, values = found[:2]
    told = []
    for root in fired.roots:
        for leaf in _leaves(fired, root):
            if leaf.value > 0:
                told.append((leaf.value, tuple(Condition(at, _named(names, at), one) for at, one in sorted(leaf.ranges.items()))))
    told.sort(key=lambda one: -one[0])
    return tuple(Rule(conditions, values.at(value)) for value, conditions in [*told, (0.0, ())])


def _order(values: Range) -> tuple[float, float]:
    return (values.low, values.high)


def _tidy(value: float) -> float:
    return round(value, PLACES) + 0.0


def _named(names: Sequence[str], feature: int) -> str:
    return names[feature] if feature < len(names) else ""


# -- reading the trees of a file -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Leaf:
    ranges: dict[int, Range]
    output: int
    value: float


@dataclass(frozen=True)
class _Ensemble:
    """The arrays of a TreeEnsemble node, and what is added to its sums."""

    held: dict[str, Any]
    base: Array
    roots: tuple[int, ...] = field(default=())

    def at(self, value: float) -> tuple[float, ...]:
        """The sums for a row of this one feature."""
        total = self.base.copy()
        for root in self.roots:
            leaf = next(one for one in _leaves(self, root) if all(held.low <= value < held.high for held in one.ranges.values()))
            total[leaf.output] += leaf.value
        return tuple(float(one) for one in total)


def _ensembles(model: bytes) -> list[_Ensemble]:
    """Those that lead to the raw score, in the order of the graph."""
    from onnx import ModelProto, helper, numpy_helper

    graph = ModelProto.FromString(model).graph
    constants = {one.name: one for one in graph.initializer}
    found = []
    for node in graph.node:
        if node.op_type != "TreeEnsemble" or node.input[0] == "raw":
            continue
        held = {one.name: helper.get_attribute_value(one) for one in node.attribute}
        for name in ("leaf_weights", "nodes_modes", "nodes_splits"):
            held[name] = numpy_helper.to_array(held[name]).tolist()
        added = next(one for one in graph.node if node.output[0] in one.input and one.op_type == "Add")
        base = next(numpy_helper.to_array(constants[name]) for name in added.input if name in constants)
        found.append(_Ensemble(held, np.atleast_1d(np.array(base, dtype=np.float64)), tuple(held["tree_roots"])))
    return found


def _leaves(ensemble: _Ensemble, root: int) -> Iterator[_Leaf]:
    """Every leaf of a tree of mode "less than", with the ranges of the features on its way."""
    held = ensemble.held
    waiting: list[tuple[int, bool, dict[int, Range]]] = [(root, False, {})]
    while waiting:
        node, is_leaf, ranges = waiting.pop()
        if is_leaf:
            yield _Leaf(ranges, held["leaf_targetids"][node], held["leaf_weights"][node])
            continue
        if held["nodes_modes"][node] != 1:
            raise ValueError("another comparison")
        feature, split = held["nodes_featureids"][node], held["nodes_splits"][node]
        goes_left = bool(held["nodes_missing_value_tracks_true"][node])
        before = ranges.get(feature, Range())
        below = Range(before.low, min(before.high, split), before.missing and goes_left)
        above = Range(max(before.low, split), before.high, before.missing and not goes_left)
        for side, after in (("false", above), ("true", below)):
            child = held[f"nodes_{side}nodeids"][node]
            waiting.append((child, bool(held[f"nodes_{side}leafs"][node]), ranges | {feature: after}))
