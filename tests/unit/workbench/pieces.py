"""What jobs say, as plain messages for tests: a dataset, a split, models, endings."""

from pathlib import Path

from mlworkbench.base import clock
from mlworkbench.base.records import GIVEN_UP, Problem, Recipe
from mlworkbench.jobs.messages import Message

ORIGIN = {"file_name": "churn.csv", "folder": "", "size": 9, "sha256": "ab", "importer": "csv", "reading": {}}


def written(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def imported(folder: Path, rows: int = 100) -> Message:
    files = {"data": written(folder, "data.parquet", b"data"), "profile": written(folder, "profile.json", b"{}")}
    columns = [{"name": "age", "type": "number", "integer": True, "date_format": None}, {"name": "left", "type": "category"}]
    facts = {"name": "churn", "rows": rows, "columns": columns, "origin": ORIGIN, "seconds": 0.5, "holdout_rows": 0}
    return Message("result", files=files, facts=facts)


def split(folder: Path) -> Message:
    facts = {"seed": 1, "share": 0.2, "folds": 5, "train_rows": 80, "test_rows": 20, "unused_rows": 0}
    return Message("made", kind="split", files={"rows": written(folder, "split.parquet", b"rows")}, facts=facts)


def model(folder: Path, number: int, score: float) -> Message:
    trial = f"trial-{number}"
    files = {
        "model": written(folder, f"{trial}.onnx", trial.encode()),
        "oof": written(folder, f"{trial}.npy", b"oof" + trial.encode()),
    }
    facts = {
        "number": number,
        "name": f"model {number}",
        "algorithm": "ridge",
        "params": {"alpha": 1.0},
        "trial": trial,
        "metric": "roc_auc",
        "cv": {"mean": score, "sd": 0.01, "folds": [score] * 5},
        "oof_metrics": {"roc_auc": score},
        "seconds": 2.0,
        "model_file": "0",
        "model_bytes": 7,
        "fold_hashes": ["a"] * 5,
        "oof_file": "0",
        "row_microseconds": 10.0,
        "threshold": 0.5,
    }
    return Message("made", kind="model", files=files, facts=facts)


def failure(number: int) -> Message:
    reason = {"key": "train.no_memory", "facts": {}}
    return Message("made", kind="failure", facts={"number": number, "name": "x", "algorithm": "xgboost", "reason": reason})


def given_up(number: int, percent: str, algorithm: str = "xgboost") -> Message:
    reason = {"key": GIVEN_UP, "facts": {"percent": percent}}
    return Message("made", kind="failure", facts={"number": number, "name": "x", "algorithm": algorithm, "reason": reason})


def problem(dataset: str, target: str = "left") -> Problem:
    name = clock.new_name()
    return Problem(name, dataset, target, "binary", "roc_auc", ("no", "yes"), "yes", (), "tester", clock.now())


def recipe(problem_id: str) -> Recipe:
    return Recipe(clock.new_name(), problem_id, (), ("age",), (), "hash", "tester", clock.now())
