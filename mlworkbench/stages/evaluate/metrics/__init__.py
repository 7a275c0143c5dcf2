"""The metrics, listed: a new one is a file here and a line below."""

from collections.abc import Sequence

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.registry import Registry
from mlworkbench.stages.evaluate.metric import Metric, Scored, Truth, undefined
from mlworkbench.stages.evaluate.metrics import (
    decision,
    probability,
    ranking,
    regression,
)


class Metrics(Registry[Metric]):
    def names_for(self, task: str) -> tuple[str, ...]:
        return tuple(metric.name for metric in self if task in metric.tasks)


METRICS = Metrics(
    "metric",
    ranking.ROC_AUC,
    ranking.ROC_AUC_OVR,
    ranking.AVERAGE_PRECISION,
    probability.LOG_LOSS,
    probability.BRIER,
    decision.ACCURACY,
    decision.BALANCED_ACCURACY,
    decision.F1,
    decision.F1_MACRO,
    decision.PRECISION,
    decision.RECALL,
    regression.RMSE,
    regression.MAE,
    regression.MEDIAN_ABSOLUTE_ERROR,
    regression.R2,
)


def compute(name: str, truth: Truth, scores: Scored) -> float:
    """One metric of these rows. Raises InputError("evaluate.undefined") where it has no finite value."""
    if not len(truth):
        raise undefined(name, 0)
    found = METRICS[name].compute(truth, scores)
    if not np.isfinite(found):
        raise undefined(name, len(truth))
    return found


def measure(task: str, truth: Truth, scores: Scored, names: Sequence[str] | None = None) -> dict[str, float]:
    """Metrics by scikit-learn's names.

    With `names` each must be defined, else InputError. Without, all of the task are tried and those that have no meaning for
    these rows (such as ROC AUC where one class alone occurs) are left out.
    """
    if names is not None:
        return {name: compute(name, truth, scores) for name in names}
    found = {}
    for name in METRICS.names_for(task):
        try:
            found[name] = compute(name, truth, scores)
        except InputError as error:
            if error.key != "evaluate.undefined":
                raise
    return found
