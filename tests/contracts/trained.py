"""One fitted artifact per algorithm and task, shared by all contract tests; and the plain loop that any target must equal."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen
from mlworkbench.base.records import LossName, Step, TaskName
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.scorer import session
from mlworkbench.scoring.wire import NO_DATE, Array, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.part import Algorithm
from mlworkbench.stages.train.trial import Configuration, fitted

ROWS = 1500
CASES = [(algorithm.name, task) for algorithm in ALGORITHMS for task in sorted(algorithm.tasks)]
STEPS = (
    Step("keep", ("size", "load", "on", "kind", "place", "when")),
    Step("date_parts", ("when",)),
    Step("one_hot", ("kind",)),
    Step("ordinal", ("place",), {}, ("tree",)),
    Step("one_hot", ("place",), {}, ("linear",)),
    Step("missing", (), {}, ("linear",)),
    Step("scale", (), {}, ("linear",)),
)


def table(rows: int = ROWS, seed: int = 0) -> dict[str, Array]:
    """Columns of every type, with missing cells, Hangul, and values of very different size."""
    random = np.random.Generator(np.random.PCG64(seed))
    when = random.integers(1_500_000_000, 1_700_000_000, rows) * 1_000_000
    return {
        "size": random.normal(size=rows),
        "load": np.where(random.random(rows) < 0.1, np.nan, random.normal(size=rows) * 1e6 + 3e6),
        "on": random.integers(0, 2, rows).astype(np.float64),
        "kind": random.choice(np.array(["x", "y", "", "한글", "rare"], dtype=object), rows, p=[0.4, 0.3, 0.1, 0.197, 0.003]),
        "place": random.choice(np.array([f"place {number}" for number in range(30)], dtype=object), rows),
        "when": np.where(random.random(rows) < 0.05, NO_DATE, when),
    }


def inputs() -> tuple[Input, ...]:
    return (
        Input("size", "number", "", -4.0, 4.0),
        Input("load", "number", "", -1e6, 7e6, sentinels=("-200", "99999"), below=-5e6, above=1e9),
        Input("on", "flag", "", 0.0, 1.0),
        Input("kind", "category", "", None, None, ("rare", "x", "y", "한글")),
        Input("place", "category", "", None, None, tuple(f"place {number}" for number in range(30)), sentinels=("N/A", "none")),
        Input("when", "date", "", 1.5e15, 1.7e15, sentinels=("1900-01-01",)),
    )


def truth(task: TaskName, columns: dict[str, Array], seed: int = 1) -> Array:
    """A target that hangs on the columns, with noise."""
    random = np.random.Generator(np.random.PCG64(seed))
    signal = columns["size"] + np.nan_to_num(columns["load"]) / 2e6 + (columns["kind"] == "x") * 2.0 + columns["on"]
    noisy = signal + random.normal(size=len(signal)) * 0.7
    if task == "regression":
        return np.asarray(noisy * 1000 + 50_000)
    if task == "binary":
        return np.asarray(noisy > np.quantile(noisy, 0.7)).astype(np.int64)
    return np.digitize(noisy, np.quantile(noisy, [0.3, 0.6, 0.95])).astype(np.int64)


def material(
    task: TaskName,
    target: Array | None = None,
    columns: dict[str, Array] | None = None,
    seed: int = 1,
    loss: LossName = "squared",
) -> Material:
    columns = columns or table()
    target = truth(task, columns) if target is None else target
    classes = {"binary": ("No", "Yes"), "multiclass": ("a", "b", "c", "나"), "regression": ()}[task]
    drawn = prepare.draw(None if task == "regression" else target, np.ones(len(target), bool), 0.0, None, 3, seed)
    return Material(
        task=task,
        metric={"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}[task],
        target_name="target",
        inputs=inputs(),
        steps=STEPS,
        columns=columns,
        target=target,
        drawn=drawn,
        classes=classes,
        positive="Yes" if task == "binary" else None,
        seed=seed,
        loss=loss,
    )


@cache
def material_of(task: TaskName, loss: LossName = "squared") -> Material:
    return material(task, loss=loss)


def loss_of(algorithm: Algorithm) -> LossName:
    """Squared errors, or what else it minimises."""
    return "squared" if "squared" in algorithm.losses else min(algorithm.losses)


def small(algorithm: Algorithm, shape: Any) -> Chosen:
    """The portfolio's first entry with fewer rounds or rows kept, so that the tests stay quick."""
    params = dict(next(algorithm.portfolio(shape)))
    fewer = {"rounds": 12 if algorithm.family == "linear" else 60, "points": 600, "trees": 20}
    return params | {name: count for name, count in fewer.items() if name in params}


@dataclass(frozen=True)
class Trained:
    algorithm: Algorithm
    task: TaskName
    material: Material
    configuration: Configuration
    estimator: Any
    model: bytes


@cache
def trained(name: str, task: TaskName) -> Trained:
    algorithm = ALGORITHMS[name]
    shared = material_of(task, loss_of(algorithm))
    one = Configuration(1, algorithm, small(algorithm, shared.shape(algorithm.family)))
    estimator = algorithm.fit(shared.lesson(algorithm.family, WHOLE), one.params)
    return Trained(algorithm, task, shared, one, estimator, fitted(shared, one, WHOLE, shared.interface))


def features_of(one: Trained, columns: dict[str, Array]) -> Array:
    """What the tail of the shipped file gets for these rows: the tensor `features` of that very file."""
    return _tensor(one, "features", columns)


def sums_of(one: Trained, columns: dict[str, Array]) -> Array:
    """What the trees of the shipped file add up to: the raw score, or the shares whose logarithm it is."""
    return _tensor(one, plain_trees(one.model)[-1].sums, columns)


def _tensor(one: Trained, name: str, columns: dict[str, Array]) -> Array:
    import onnx

    model = onnx.load_model_from_string(one.model)
    if name not in [output.name for output in model.graph.output]:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    found: Array = session(model.SerializeToString()).run([name], feed(one.material.interface, columns))[0]
    return found


@dataclass(frozen=True)
class PlainTrees:
    """The arrays of a TreeEnsemble node, read from the file, and the name of what it adds up to."""

    attributes: dict[str, Any]
    base: Array
    sums: str

    def raw(self, features: Array, backwards: bool) -> Array:
        """A loop over rows and trees and nothing else; features as the file casts them, float32 seen as float64."""
        trees = range(len(self.attributes["tree_roots"]))
        found = []
        for row in features.astype(np.float64).tolist():
            sums = [0.0] * len(self.base)
            for tree in reversed(trees) if backwards else trees:
                output, weight = self.leaf(row, tree)
                sums[output] += weight
            found.append([total + start for total, start in zip(sums, self.base.tolist(), strict=True)])
        return np.array(found)

    def leaf(self, row: list[float], tree: int) -> tuple[int, float]:
        held = self.attributes
        node = held["tree_roots"][tree]
        while True:
            value = row[held["nodes_featureids"][node]]
            split = held["nodes_splits"][node]
            goes = value <= split if held["nodes_modes"][node] == 0 else value < split
            if value != value:
                goes = bool(held["nodes_missing_value_tracks_true"][node])
            side = "true" if goes else "false"
            is_leaf, node = held[f"nodes_{side}leafs"][node], held[f"nodes_{side}nodeids"][node]
            if is_leaf:
                return held["leaf_targetids"][node], held["leaf_weights"][node]


def plain_trees(model: bytes) -> list[PlainTrees]:
    """The ensembles that lead to the raw score: the first gets the features, each other one what the one before gave."""
    import onnx

    graph = onnx.load_model_from_string(model).graph
    added = {node.input[0] for node in graph.node if node.op_type == "Add"}  # the others look something up, such as a curve
    return [_plain(graph, node) for node in graph.node if node.op_type == "TreeEnsemble" and node.output[0] in added]


def _plain(graph: Any, node: Any) -> PlainTrees:
    import onnx

    held = {}
    for attribute in node.attribute:
        value = onnx.helper.get_attribute_value(attribute)
        held[attribute.name] = onnx.numpy_helper.to_array(value).tolist() if attribute.HasField("t") else value
    add = next(other for other in graph.node if other.input and other.input[0] == node.output[0])
    base = next(onnx.numpy_helper.to_array(one) for one in graph.initializer if one.name == add.input[1])
    return PlainTrees(held, base, add.output[0])
