"""How a script computes a metric: by scikit-learn's function of it.

`truth` are class places or numbers, `raw` the raw scores, `chance` the probabilities, `label` the class said and `value` the
number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class MetricCode:
    function: str
    call: str

    @property
    def line(self) -> str:
        return f"from sklearn.metrics import {self.function}"


def _of(function: str, arguments: str) -> MetricCode:
    return MetricCode(function, f"{function}({arguments})")


METRIC_CODE: Final[Mapping[str, MetricCode]] = {
    "roc_auc": _of("roc_auc_score", "truth, raw[:, 0]"),
    "roc_auc_ovr": _of("roc_auc_score", 'truth, chance, multi_class="ovr", labels=range(len(CLASSES))'),
    "average_precision": _of("average_precision_score", "truth, raw[:, 0]"),
    "log_loss": _of("log_loss", "truth, chance, labels=range(len(CLASSES))"),
    "brier_score_loss": _of("brier_score_loss", "truth, chance[:, 1], labels=[0, 1], pos_label=1"),
    "accuracy": _of("accuracy_score", "truth, label"),
    "balanced_accuracy": _of("recall_score", 'truth, label, labels=np.unique(truth), average="macro", zero_division=0.0'),
    "f1": _of("f1_score", "truth, label, zero_division=0.0"),
    "f1_macro": _of("f1_score", 'truth, label, average="macro", zero_division=0.0'),
    "precision": _of("precision_score", "truth, label, zero_division=0.0"),
    "recall": _of("recall_score", "truth, label, zero_division=0.0"),
    "rmse": _of("root_mean_squared_error", "truth, value"),
    "mae": _of("mean_absolute_error", "truth, value"),
    "median_absolute_error": _of("median_absolute_error", "truth, value"),
    "r2": _of("r2_score", "truth, value"),
    "quadratic_weighted_kappa": _of("cohen_kappa_score", 'truth, label, weights="quadratic"'),
    "mean_absolute_rank_error": _of("mean_absolute_error", "truth, label"),
}
