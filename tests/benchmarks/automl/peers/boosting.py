"""scikit-learn's HistGradientBoosting, tuned by random search with five-fold cross-validation within the budget, then refitted.

Candidates are drawn as RandomizedSearchCV draws them (ParameterSampler); that itself has no clock. The first has the library's
own settings; one that is not foretold to end in time, with its refit, is passed over.
"""

import pickle

import numpy as np
import pandas as pd
from scipy.stats import loguniform, randint
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import KFold, ParameterSampler, StratifiedKFold, cross_val_score

from peers.task import Watch

SCORERS = {"roc_auc": "roc_auc", "log_loss": "neg_log_loss", "rmse": "neg_root_mean_squared_error"}
SPACE = {
    "learning_rate": loguniform(0.01, 0.3),
    "max_iter": loguniform(50, 600),
    "max_leaf_nodes": randint(7, 128),
    "min_samples_leaf": randint(5, 100),
    "l2_regularization": loguniform(1e-6, 10.0),
    "max_features": loguniform(0.3, 1.0),
}
FOLDS, MOST_CATEGORIES, CANDIDATES, PASSED_OVER = 5, 250, 100_000, 20


class Features:
    """Categories by number in the order of how often they occur (rare ones beyond 250 together), dates as their parts."""

    def __init__(self, task, rows):
        self._dates = list(task.dates)
        self._categories = {
            name: rows[name].value_counts().index[:MOST_CATEGORIES] for name in rows if rows[name].dtype == object
        }

    def __call__(self, rows):
        made = {}
        for name in rows:
            if name in self._dates:
                made |= {f"{name}_{part}": getattr(rows[name].dt, part).to_numpy(float) for part in ("month", "dayofweek")}
                made[name] = (rows[name] - pd.Timestamp(1970, 1, 1)).dt.total_seconds().to_numpy()
            elif name in self._categories:
                made[name] = pd.Categorical(rows[name], categories=self._categories[name])
            else:
                made[name] = rows[name].to_numpy(float)
        return pd.DataFrame(made)


def fit(task, rows):
    watch = Watch()
    known = rows.drop(columns=task.target)
    features = Features(task, known)
    given, target = features(known), rows[task.target]
    kind = HistGradientBoostingClassifier if task.classes else HistGradientBoostingRegressor
    best: dict = {}
    best_score, slowest, passed = -np.inf, 0.0, 0
    for params in _candidates(task.seed):
        began = watch.seconds()
        if began + slowest * max(params["max_iter"], best.get("max_iter", 0)) * (1 + 1 / FOLDS) > task.budget:
            passed += 1
            if passed > PASSED_OVER:
                break
            continue
        score = _score(kind(random_state=task.seed, categorical_features="from_dtype", **params), given, target, task)
        slowest = max(slowest, (watch.seconds() - began) / params["max_iter"])
        if score > best_score:
            best, best_score = params, score
    estimator = kind(random_state=task.seed, categorical_features="from_dtype", **best).fit(given, target)
    (task.folder / "model.pkl").write_bytes(pickle.dumps((features, estimator)))
    return features, estimator


def predict(model, task, rows):
    features, estimator = model
    if not task.classes:
        return estimator.predict(features(rows))
    order = [str(name) for name in estimator.classes_]
    return estimator.predict_proba(features(rows))[:, [order.index(name) for name in task.classes]]


def _candidates(seed):
    yield {"learning_rate": 0.1, "max_iter": 100}
    for params in ParameterSampler(SPACE, CANDIDATES, random_state=seed):
        yield {**params, "max_iter": int(params["max_iter"])}


def _score(estimator, given, target, task) -> float:
    folds = (StratifiedKFold if task.classes else KFold)(FOLDS, shuffle=True, random_state=task.seed)
    asked = {"cv": folds, "scoring": SCORERS[task.metric], "n_jobs": task.cores, "error_score": "raise"}
    return float(cross_val_score(estimator, given, target, **asked).mean())
