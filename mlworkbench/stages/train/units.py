"""What algorithms share: the place of classes that a fold did not hold, and tree counts by the size of the work."""

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Lesson, Shape, Weight

NEVER = -50.0  # the raw score of a class that no training row had: a probability of about 1e-22
FEW_CLASSES = 3
FEWEST_ROUNDS = 30
LEAST_OF_A_CLASS = 10  # rows of a rare class that a draw keeps if there are so many
NODE_BYTES, NODE_MICROSECONDS = 60, 0.4  # of one node of a graph; measured with onnxruntime 1.28, one thread
NUMBER_BYTES, PRODUCT_MICROSECONDS = 8, 0.0002  # of one number in a model, and of a multiplication with it


def spread(values: Array, classes: Array, count: int, absent: float) -> Array:
    """Columns of the classes an estimator saw, put at their places among all `count` classes."""
    if len(classes) == count:
        return values
    whole = np.full((*values.shape[:-1], count), absent)
    whole[..., classes] = values
    return whole


def rounds_for(shape: Shape, rounds: int) -> int:
    """Boosting grows a tree a class a round: fewer rounds where there are many classes, so that the work stays alike."""
    return rounds if shape.classes <= FEW_CLASSES else max(FEWEST_ROUNDS, rounds * FEW_CLASSES // shape.classes)


def rate_for(shape: Shape, rounds: int, rate: float) -> float:
    """The learning rate grows as the rounds shrink, up to 0.3."""
    return round(min(0.3, rate * rounds / rounds_for(shape, rounds)), 4)


def cells_of(lesson: Lesson) -> Array:
    """The features as float64. Raises InputError where one is missing or infinite: models that add columns up need them all."""
    if not np.isfinite(lesson.features).all():
        raise InputError("train.features_missing")
    return lesson.features.astype(np.float64)


def outputs_of(shape: Shape) -> int:
    return shape.classes if shape.classes > 2 else 1


def weight_of(nodes: int, numbers: float) -> Weight:
    """What so many nodes with so many numbers to multiply with need."""
    return Weight(int(nodes * NODE_BYTES + numbers * NUMBER_BYTES), nodes * NODE_MICROSECONDS + numbers * PRODUCT_MICROSECONDS)


def linear_weight(shape: Shape) -> Weight:
    return weight_of(2, (shape.features + 1) * outputs_of(shape))


def some(lesson: Lesson, most: int) -> Array:
    """The places of at most about `most` rows, ascending, drawn by the lesson's seed; of a rare class a few are always kept."""
    count = len(lesson.target)
    if count <= most:
        return np.arange(count)
    order = np.random.Generator(np.random.PCG64(lesson.seed)).permutation(count)
    if lesson.task == "regression":
        return np.sort(order[:most])
    kept, classes = [], np.unique(lesson.target)
    least = max(1, min(LEAST_OF_A_CLASS, most // len(classes)))
    for number in classes:
        rows = order[lesson.target[order] == number]
        kept.append(rows[: max(len(rows) * most // count, least)])
    return np.sort(np.concatenate(kept))
