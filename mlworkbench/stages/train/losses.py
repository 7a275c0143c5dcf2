"""The loss that a search lowers, on raw scores: what is chosen by it need not be what people ask for, but it is never flat."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from mlworkbench.scoring.wire import Array

if TYPE_CHECKING:
    from mlworkbench.base.records import LossName, TaskName

Loss = Callable[[Array, Array], Array]  # raw float64 [N, K] and target [N] → the loss of each row, float64 [N]
POISSON, GAMMA = 1.0, 2.0
LARGEST = 700.0  # e^700 still fits


def loss_of(task: "TaskName", loss: "LossName", level: float) -> Loss:
    """Log loss for classes; for numbers the squared, absolute, quantile (pinball), Poisson or Tweedie loss."""
    if task == "binary":
        return _logistic
    if task == "multiclass":
        return _softmax
    kinds: dict[str, Loss] = {
        "squared": _squared,
        "absolute": lambda raw, target: np.asarray(np.abs(raw[:, 0] - target)),
        "quantile": lambda raw, target: _pinball(raw[:, 0], target, level),
        "poisson": lambda raw, target: np.exp(np.minimum(raw[:, 0], LARGEST)) - target * raw[:, 0],
        "tweedie": lambda raw, target: _tweedie(raw[:, 0], target, level),
    }
    return kinds[loss]


def _logistic(raw: Array, target: Array) -> Array:
    return np.asarray(np.logaddexp(0.0, np.where(target == 1, -raw[:, 0], raw[:, 0])))


def _softmax(raw: Array, target: Array) -> Array:
    highest = raw.max(axis=1)
    total = np.log(np.exp(raw - highest[:, None]).sum(axis=1))
    return np.asarray(total - (raw[np.arange(len(target)), target] - highest))


def _squared(raw: Array, target: Array) -> Array:
    return np.asarray((raw[:, 0] - target) ** 2)


def _pinball(value: Array, target: Array, level: float) -> Array:
    short = target - value
    return np.asarray(np.maximum(level * short, (level - 1) * short))


def _tweedie(raw: Array, target: Array, power: float) -> Array:
    """Powers 1 and 2 are the Poisson and the gamma family, whose losses are the limits."""
    if power == POISSON:
        return np.asarray(np.exp(np.minimum(raw, LARGEST)) - target * raw)
    if power == GAMMA:
        return np.asarray(raw + target * np.exp(np.minimum(-raw, LARGEST)))
    held = np.clip(raw, -LARGEST, LARGEST)
    return np.asarray(np.exp((2 - power) * held) / (2 - power) - target * np.exp((1 - power) * held) / (1 - power))
