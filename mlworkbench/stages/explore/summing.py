"""Figures of the values of one group."""

from typing import Any

import numpy as np

from mlworkbench.charts.panels import Box

Array = np.ndarray[Any, np.dtype[Any]]
PLACES = (0.05, 0.25, 0.5, 0.75, 0.95)


def box(name: str, values: Array) -> Box | None:
    """Quantiles and mean with its 95 % t interval of values without missing ones; None of none."""
    if not len(values):
        return None
    quantiles = tuple(float(one) for one in np.quantile(values, PLACES))
    mean = float(values.mean())
    if len(values) < 2:
        return Box(name, len(values), quantiles, mean)
    from scipy.stats import t

    reach = float(t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Box(name, len(values), quantiles, mean, mean - reach, mean + reach)
