"""AutoGluon's TabularPredictor with a preset (the setting), kept as its clone for deployment; in memory for single rows.

Its trial of stacking (DyStack) is off: it would take a quarter of the time, and where it finds no model in that, nothing comes of
the whole (1.6.3, without ray).
"""

from autogluon.tabular import TabularPredictor

METRICS = {"roc_auc": "roc_auc", "log_loss": "log_loss", "rmse": "root_mean_squared_error"}


def fit(task, rows):
    trained = TabularPredictor(
        label=task.target, problem_type=task.name, eval_metric=METRICS[task.metric], path="trained", verbosity=0
    ).fit(rows, presets=task.setting, time_limit=task.budget, dynamic_stacking=False, num_cpus=task.cores, num_gpus=0)
    trained.clone_for_deployment(path=str(task.folder / "predictor"), return_clone=False)
    kept = TabularPredictor.load(str(task.folder / "predictor"))
    kept.persist()
    return kept


def predict(model, task, rows):
    if not task.classes:
        return model.predict(rows).to_numpy()
    chances = model.predict_proba(rows)
    return chances.rename(columns=str)[list(task.classes)].to_numpy()


def tell(model) -> str:
    return str(model.model_best)
