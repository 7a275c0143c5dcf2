"""mljar-supervised in a mode (the setting), without its explanations; its results folder is what it loads to predict."""

from supervised import AutoML

KINDS = {"binary": "binary_classification", "multiclass": "multiclass_classification", "regression": "regression"}
METRICS = {"roc_auc": "auc", "log_loss": "logloss", "rmse": "rmse"}


def fit(task, rows):
    trained = AutoML(
        results_path=str(task.folder / "results"),
        mode=task.setting,
        ml_task=KINDS[task.name],
        eval_metric=METRICS[task.metric],
        total_time_limit=round(task.budget),
        explain_level=0,
        n_jobs=task.cores,
        random_state=task.seed,
        verbose=0,
    )
    trained.fit(rows.drop(columns=task.target), rows[task.target])
    return trained


def predict(model, task, rows):
    if not task.classes:
        return model.predict(rows)
    told = model.predict_all(rows)
    return told[[f"prediction_{name}" for name in task.classes]].to_numpy()
