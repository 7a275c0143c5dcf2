"""What forests share: trees grown batch by batch, their leaves as shares of one sum, and what it all weighs."""

import math
from typing import Any

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting
from mlworkbench.stages.train.part import Lesson, Shape, Weight
from mlworkbench.stages.train.tails import LEQ, Odds, Tail, Tree, Trees
from mlworkbench.stages.train.tails.odds import Logarithm, on_logarithm, on_odds
from mlworkbench.stages.train.tails.trees import collapsed
from mlworkbench.stages.train.units import spread

BEAT = 0.1  # seconds a batch of trees should take
MOST_LEAVES = 200_000  # of all trees and classes together: about 7 MB
MOST_ROWS = 20_000  # that a tree of a portfolio sees
DEEPEST = 200


def settings_of(lesson: Lesson, params: Chosen) -> dict[str, Any]:
    """What both kinds of forests are told. Raises InputError for what they can't learn."""
    boosting.require_counts(lesson)
    if any(lesson.monotone) and lesson.task == "multiclass":
        raise InputError("train.no_direction_of_classes")
    return {
        "n_estimators": 0,
        "warm_start": True,
        "max_leaf_nodes": int(params["leaves"]),
        "max_depth": DEEPEST,
        "min_samples_leaf": int(params["least_rows"]),
        "max_features": float(params["columns"]),
        "monotonic_cst": list(lesson.monotone) if any(lesson.monotone) else None,
        "random_state": lesson.seed,
        **({"criterion": "poisson" if lesson.loss == "poisson" else "squared_error"} if lesson.task == "regression" else {}),
    }


def grown(lesson: Lesson, forest: Any, trees: int) -> Any:
    """The forest with so many trees, the same whatever the sizes of the batches."""
    features, target, batch = np.ascontiguousarray(lesson.features, dtype=np.float32), target_of(lesson), 1
    while forest.n_estimators < trees:
        begun = seconds()
        forest.n_estimators = min(trees, forest.n_estimators + batch)
        forest.fit(features, target, lesson.weights)
        batch = batch * 2 if seconds() - begun < BEAT else max(1, batch // 2)
        lesson.pulse()
    return forest


def target_of(lesson: Lesson) -> Array:
    """The library tells splits by variances: of a large mean or of very small numbers they are all the same."""
    return boosting.scale_of(lesson).inside(lesson.target) if lesson.task == "regression" else lesson.target


def _values_of(forest: Any, tree: Any, lesson: Lesson) -> Array:
    """What each node says, [nodes, K]: the share of the second class, of every class, or the mean."""
    values: Array = tree.tree_.value[:, 0, :]
    if lesson.task == "regression":
        return values
    whole = spread(values, np.asarray(forest.classes_, dtype=np.int64), lesson.classes, 0.0)
    return whole[:, 1:] if lesson.task == "binary" else whole


def convert(forest: Any, lesson: Lesson) -> Tail:
    scale, trees = boosting.scale_of(lesson), forest.estimators_
    part = scale.scale / len(trees)
    made = [one for tree in trees for one in trees_of(tree.tree_, _values_of(forest, tree, lesson) * part)]
    sums = Trees(collapsed(made), LEQ, np.full(lesson.classes if lesson.task == "multiclass" else 1, scale.centre))
    if lesson.task != "regression":
        return Odds(sums)
    return Logarithm(sums) if lesson.loss == "poisson" else sums


def trees_of(tree: Any, values: Array) -> list[Tree]:
    """A library's tree as one tree for each column of `values` [nodes, K].

    A split that parts missing values from all others lies at infinity, there and here.
    """
    is_leaf = tree.children_left < 0
    left, right = tree.children_left.astype(np.int64), tree.children_right.astype(np.int64)
    feature, missing_left = np.where(is_leaf, 0, tree.feature), tree.missing_go_to_left.astype(bool)
    split = np.where(is_leaf, 0.0, tree.threshold)
    leaves = np.where(is_leaf[:, None], values, 0.0)
    return [Tree(output, feature, split, left, right, missing_left, leaves[:, output]) for output in range(values.shape[1])]


def raw(forest: Any, lesson: Lesson, features: Array) -> Array:
    """The library's trees, walked by the library."""
    cells, trees = np.ascontiguousarray(features, dtype=np.float32), forest.estimators_
    said = np.sum([_values_of(forest, tree, lesson)[tree.tree_.apply(cells)] for tree in trees], axis=0) / len(trees)
    if lesson.task == "regression":
        scale = boosting.scale_of(lesson)
        return on_logarithm(said) if lesson.loss == "poisson" else np.asarray(said * scale.scale + scale.centre)
    return on_odds(said)


def leaves_for(shape: Shape, trees: int, most: int) -> int:
    """Leaves a tree may have so that the whole forest stays within its limit."""
    return max(8, min(most, MOST_LEAVES // (trees * (shape.classes if shape.classes > 2 else 1))))


def rows_for(shape: Shape) -> float:
    """The share of the rows that a tree sees."""
    return round(min(1.0, max(0.1, MOST_ROWS / max(shape.rows, 1))), 3)


def columns_for(shape: Shape, share: float) -> float:
    """The share of the columns a split sees: the square root of their number, or more."""
    return round(max(share, 0.05, 1 / math.sqrt(max(shape.features, 1))), 3)


def weight(shape: Shape, params: Chosen, rows: float = 1.0) -> Weight:
    leaves = max(1, min(int(params["leaves"]), int(shape.rows * rows / (2 * int(params["least_rows"])))))
    return boosting.weight(shape, int(params["trees"]), leaves, boosting.depth_of(leaves))
