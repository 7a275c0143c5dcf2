"""What algorithms share: the place of classes that a fold did not hold, and tree counts by the size of the work."""

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Shape

NEVER = -50.0  # the raw score of a class that no training row had: a probability of about 1e-22
FEW_CLASSES = 3
FEWEST_ROUNDS = 30


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
