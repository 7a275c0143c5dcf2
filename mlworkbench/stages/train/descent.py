"""The weights at which a smooth loss and a penalty are least, for models whose library is too slow or hears no stop."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mlworkbench.scoring.wire import Array

Slope = Callable[[Array], tuple[float, Array]]  # weights [W] → the loss and its slope [W]
REMEMBERED = 10
TOLERANCE = 1e-6


def least(loss: Slope, start: Array, iterations: int, absolute: Array | None = None, tolerance: float = TOLERANCE) -> Array:
    """The weights [W] from `start` on, by at most so many steps of L-BFGS-B (Byrd, Lu, Nocedal, Zhu 1995).

    `absolute` [W] is added times the absolute size of each weight: such a weight is split into what is above and below zero, both
    bounded, so that it can stay exactly zero. What `loss` raises ends the search.
    """
    from scipy.optimize import minimize

    options: Any = {"maxiter": iterations, "maxcor": REMEMBERED, "gtol": tolerance, "ftol": 1e-12, "maxfun": 4 * iterations}
    if absolute is None:
        return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x)
    bound = np.flatnonzero(absolute > 0)
    extra = absolute[bound]

    def split(parts: Array) -> tuple[float, Array]:
        weights = parts[: len(start)].copy()
        weights[bound] -= parts[len(start) :]
        value, slope = loss(weights)
        value += float(extra @ (parts[bound] + parts[len(start) :]))
        above = slope.copy()
        above[bound] += extra
        return value, np.concatenate([above, extra - slope[bound]])

    begin = np.concatenate([start, np.zeros(len(bound))])
    begin[bound] = np.maximum(start[bound], 0.0)
    begin[len(start) :] = np.maximum(-start[bound], 0.0)
    low = np.full(len(begin), -np.inf)
    low[bound] = low[len(start) :] = 0.0
    bounds = [(one, np.inf) for one in low]
    found = minimize(split, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    weights = np.array(found[: len(start)])
    weights[bound] -= found[len(start) :]
    return weights
