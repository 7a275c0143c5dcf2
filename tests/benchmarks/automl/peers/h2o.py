"""H2O AutoML: a server with as many threads as cores; the leader, kept by `save_model`, is asked through the server."""

import socket
from pathlib import Path

import h2o
from h2o.automl import H2OAutoML

METRICS = {"roc_auc": "AUC", "log_loss": "logloss", "rmse": "RMSE"}
MEMORY = "6G"


def fit(task, rows):
    Path("h2o").mkdir()
    h2o.init(port=_free_port(), nthreads=task.cores, max_mem_size=MEMORY, log_level="ERRR", ice_root="h2o")
    h2o.no_progress()
    search = H2OAutoML(
        max_runtime_secs=round(task.budget),
        seed=task.seed,
        sort_metric=METRICS[task.metric],
        stopping_metric=METRICS[task.metric],
    )
    search.train(y=task.target, training_frame=_frame(task, rows))
    if search.leader is None:
        raise SystemExit("no model was found within the budget")
    h2o.save_model(search.leader, path=str(task.folder), force=True)
    return search.leader


def predict(model, task, rows):
    told = model.predict(_frame(task, rows)).as_data_frame(use_multi_thread=False)
    if not task.classes:
        return told["predict"].to_numpy()
    order = model._model_json["output"]["domains"][-1]  # the columns after the first stand in this order
    chances = told.iloc[:, 1:].to_numpy()
    return chances[:, [order.index(name) for name in task.classes]]


def tell(model) -> str:
    return str(model.algo)


def _free_port() -> int:
    """A server that is left over from another run would be used otherwise."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _frame(task, rows):
    """Kinds are named for all columns: of a single row they could not be guessed."""
    kinds = {name: "enum" if rows[name].dtype == object else "numeric" for name in rows} | dict.fromkeys(task.dates, "time")
    return h2o.H2OFrame(rows, column_types=kinds)
