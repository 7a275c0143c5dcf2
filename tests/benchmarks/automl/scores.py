"""Scores of test rows by scikit-learn, and how sure a difference between two programs is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

HIGHER_IS_BETTER = frozenset({"roc_auc", "accuracy", "r2"})
SAMPLES = 200


def scored(metric: str, truth: pd.Series, classes: Sequence[str], answers: Sequence) -> dict[str, float]:
    """The metric, and others of the same task to look at. Raises ValueError where an answer is no number."""
    given = np.asarray(answers, dtype=np.float64)
    if bad := int((~np.isfinite(given)).sum()):
        raise ValueError(f"{bad} answers are no numbers")
    names = {"roc_auc": ("roc_auc", "log_loss", "accuracy"), "log_loss": ("log_loss", "accuracy"), "rmse": ("rmse", "mae", "r2")}
    return {name: value(name, truth, classes, given) for name in names[metric]}


def value(name: str, truth: pd.Series, classes: Sequence[str], given: np.ndarray) -> float:
    from sklearn import metrics

    if not classes:
        known = truth.to_numpy(float)
        found = {"rmse": metrics.root_mean_squared_error, "mae": metrics.mean_absolute_error, "r2": metrics.r2_score}
        return float(found[name](known, given))
    if name == "roc_auc":
        return float(metrics.roc_auc_score(truth == classes[1], given[:, 1]))
    if name == "accuracy":
        return float((np.array(classes)[given.argmax(axis=1)] == truth.to_numpy()).mean())
    chances = np.clip(given, 1e-15, 1.0)
    return float(metrics.log_loss(truth, chances / chances.sum(axis=1, keepdims=True), labels=list(classes)))


def behind(metric: str, score: float, best: float) -> float:
    """By which part of the best score this one is worse; 0 if it is the best."""
    lost = best - score if metric in HIGHER_IS_BETTER else score - best
    return lost / abs(best) if best else float(lost > 0)


def uncertainty(metric: str, truth: pd.Series, classes: Sequence[str], one: Sequence, other: Sequence, seed: int) -> float:
    """Standard error of `behind` between two programs on the same test rows: paired bootstrap, 200 samples."""
    random = np.random.Generator(np.random.PCG64(seed))
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    drawn = []
    for _ in range(SAMPLES):
        rows = random.integers(0, len(truth), len(truth))
        known = truth.iloc[rows]
        if classes and known.nunique() < 2:
            continue
        drawn.append(behind(metric, value(metric, known, classes, first[rows]), value(metric, known, classes, second[rows])))
    return float(np.std(drawn))
