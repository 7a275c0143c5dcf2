"""The metrics, listed: a new one is a file here and a line below."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.registry import Registry
from mlworkbench.stages.evaluate.metric import Metric, Scored, Truth, undefined
from mlworkbench.stages.evaluate.metrics import (
    asymmetric,
    decision,
    ordinal,
    probability,
    ranking,
    regression,
)


class Metrics(Registry[Metric]):
    """A metric that has a level, such as a quantile, is there by its name alone and with any level behind a colon."""

    def names_for(self, task: str, loss: str = "", ordered: bool = False) -> tuple[str, ...]:
        """The metrics of a problem: those of its task, then those that fit its loss at its level, or the order of its classes."""
        usual = [metric.name for metric in self if task in metric.tasks and not metric.fits]
        kind, _, level = loss.partition(":")
        kinds = {kind} | ({"ordered"} if ordered else set())
        fitting = [metric for metric in self if task in metric.tasks and metric.fits & kinds]
        return (*usual, *(f"{one.name}:{level}" if one.at is not None and level else one.name for one in fitting))

    def __getitem__(self, name: str) -> Metric:
        found = self._at(name)
        return super().__getitem__(name) if found is None else found

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and self._at(name) is not None)

    def _at(self, name: str) -> Metric | None:
        """The metric at the level its name says; None for a name without one."""
        base, colon, level = name.partition(":")
        if not colon or not super().__contains__(base) or not LEVEL.fullmatch(level):
            return None
        one, wanted = super().__getitem__(base), float(level)
        low, high = one.between
        return _at_level(one.at, wanted) if one.at is not None and low < wanted < high else None


@lru_cache(256)
def _at_level(at: Callable[[float], Metric], level: float) -> Metric:
    return at(level)


LEVEL = re.compile(r"\d{1,3}(\.\d{1,9})?")

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
    asymmetric.PINBALL,
    asymmetric.POISSON_DEVIANCE,
    asymmetric.TWEEDIE_DEVIANCE,
    ordinal.QUADRATIC_KAPPA,
    ordinal.RANK_ERROR,
)


def compute(name: str, truth: Truth, scores: Scored) -> float:
    """One metric of these rows. Raises InputError("evaluate.undefined") where it has no finite value."""
    if not len(truth):
        raise undefined(name, 0)
    found = METRICS[name].compute(truth, scores)
    if not np.isfinite(found):
        raise undefined(name, len(truth))
    return found


def measure(
    task: str, truth: Truth, scores: Scored, names: Sequence[str] | None = None, also: Sequence[str] = ()
) -> dict[str, float]:
    """Metrics by scikit-learn's names.

    With `names` each must be defined, else InputError. Without, all of the task and those that are asked for `also` are tried,
    and those that have no meaning for these rows (such as ROC AUC where one class alone occurs) are left out.
    """
    if names is not None:
        return {name: compute(name, truth, scores) for name in names}
    found = {}
    for name in dict.fromkeys((*METRICS.names_for(task), *also)):
        try:
            found[name] = compute(name, truth, scores)
        except InputError as error:
            if error.key != "evaluate.undefined":
                raise
    return found
