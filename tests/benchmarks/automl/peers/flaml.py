"""FLAML: `AutoML.fit` as its guide shows it, using the whole budget; the model is kept as a pickle, as it advises."""

import pickle

import numpy as np
from flaml import AutoML

KINDS = {"binary": "classification", "multiclass": "classification", "regression": "regression"}


def fit(task, rows):
    found = AutoML()
    found.fit(
        X_train=rows.drop(columns=task.target),
        y_train=rows[task.target],
        task=KINDS[task.name],
        metric=task.metric,
        time_budget=task.budget,
        n_jobs=task.cores,
        seed=task.seed,
        early_stop=False,
        verbose=0,
        log_file_name="",
    )
    if found.model is None:
        raise SystemExit("no model was found within the budget")
    (task.folder / "automl.pkl").write_bytes(pickle.dumps(found))
    return found


def predict(model, task, rows):
    if not task.classes:
        return model.predict(rows)
    order = [str(name) for name in model.classes_]
    return np.asarray(model.predict_proba(rows))[:, [order.index(name) for name in task.classes]]


def tell(model) -> str:
    return str(model.best_estimator)
