"""A small model made by hand, and all that a package of it needs: for tests that are not about training."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base.records import Step, TaskName
from mlworkbench.base.report import Silent
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.wire import NO_DATE, Array, feed
from mlworkbench.stages import package, prepare
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.tails import LT, Linear, Tree, Trees

CLASSES: dict[TaskName, tuple[str, ...]] = {"binary": ("No", "Yes"), "multiclass": ("a", "b", "나"), "regression": ()}
INPUTS = (
    Input("size", "number", "cm", 0.0, 10.0),
    Input("on", "flag", "", 0.0, 1.0),
    Input("kind", "category", "", None, None, ("x", "y", "한글")),
    Input("when", "date", "", 1.5e15, 1.6e15, (), "YYYY-MM-DD"),
)
STEPS = (
    Step("keep", ("size", "on", "kind", "when")),
    Step("date_parts", ("when",)),
    Step("one_hot", ("kind",)),
    Step("missing", (), {}, ("linear",)),
    Step("scale", (), {}, ("linear",)),
)
ROWS = 60


def columns(rows: int = ROWS) -> dict[str, Array]:
    number = np.arange(rows)
    kind = np.array(["x", "y", "한글", ""], dtype=object)[number % 4]
    when = (1_500_000_000 + number * 86_400) * 1_000_000
    return {
        "size": np.where(number % 7 == 3, np.nan, number % 11 + 0.25),
        "on": (number % 2).astype(np.float64),
        "kind": kind,
        "when": np.where(number % 9 == 4, NO_DATE, when),
    }


@cache
def model(task: TaskName = "binary", linear: bool = False) -> bytes:
    classes = CLASSES[task]
    interface = Interface(task, "target", INPUTS, classes, "Yes" if task == "binary" else None, 0.1 if task == "binary" else None)
    graph = prepare.fit(STEPS, INPUTS, feed(interface, columns()), "linear" if linear else "tree")
    outputs = len(classes) if task == "multiclass" else 1
    if linear:
        weights = np.linspace(-0.01, 0.01, len(graph.feature_names) * outputs).reshape(-1, outputs)
        return assemble(graph, Linear(weights, np.zeros(outputs)), interface)
    trees = tuple(_tree(output, number) for output in range(outputs) for number in range(5))
    return assemble(graph, Trees(trees, LT, np.zeros(outputs)), interface)


def _tree(output: int, number: int) -> Tree:
    """Asks for size, then for the flag."""
    return Tree(
        output=output,
        feature=np.array([0, 1, 0, 0, 0]),
        split=np.array([1.25 + 2 * number + 0.1 * output, 0.5, 0.0, 0.0, 0.0]),
        left=np.array([1, 3, -1, -1, -1]),
        right=np.array([2, 4, -1, -1, -1]),
        missing_left=np.array([True, False, False, False, False]),
        value=np.array([0.0, 0.0, 0.3 + 0.1 * output, -0.4, 0.1 * number]),
    )


def dataset(folder: Path, task: TaskName = "binary", rows: int = ROWS, sealed: bool = True) -> tuple[Path, Path]:
    """A dataset version and its split, as they are stored; a target that hangs on size."""
    import pyarrow as pa
    from pyarrow import parquet

    table = columns(rows)
    size = np.nan_to_num(table["size"])
    names = np.array(CLASSES[task] or ("",), dtype=object)
    target = (
        pa.array(size * 3) if task == "regression" else pa.array(names[(size > 5).astype(int) + (size > 8) * (len(names) > 2)])
    )
    data, split = folder / "data.parquet", folder / "split.parquet"
    columns_ = {
        "size": pa.array(table["size"], from_pandas=True),
        "on": pa.array(table["on"].astype(np.int64)),
        "kind": pa.array([cell or None for cell in table["kind"]]),
        "when": pa.array(table["when"], mask=table["when"] == NO_DATE).cast(pa.timestamp("us")),
        "target": target,
        "other": pa.array([f"row {number}" for number in range(rows)]),
    }
    parquet.write_table(pa.table(columns_), data)
    parquet.write_table(pa.table({"fold": np.arange(rows) % 5 - (1 if sealed else 0)}), split)
    return data, split


def spec(folder: Path, task: TaskName = "binary", linear: bool = False, evaluated: bool = True) -> dict[str, Any]:
    """The spec of a package job, with its files in `folder`."""
    data, split = dataset(folder, task)
    (folder / "made.onnx").write_bytes(model(task, linear))
    metric = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}[task]
    evaluation = {"rows": 12, "metrics": {metric: 0.75}} if evaluated else None
    return {
        "name": "시험 tiny",
        "model": str(folder / "made.onnx"),
        "data": str(data),
        "split": str(split),
        "target": "bundle",
        "model_facts": {
            "algorithm": "forest",
            "name": "forest 3",
            "params": {"trees": 5, "rate": 0.1, "deep": True, "mode": "a"},
            "metric": metric,
            "cv": {"mean": 0.8, "sd": 0.01, "folds": [0.79, 0.81]},
            "trial": "a" * 64,
        },
        "problem": {"target": "target", "task": task},
        "dataset": {"name": "tiny.csv", "rows": ROWS, "data_file": "b" * 64},
        "recipe": {"recipe_hash": "c" * 64},
        "split_facts": {"rows_file": "d" * 64},
        "run": {"id": "0123456789abcdef", "seed": 1, "threads": 2, "versions": {"numpy": "2.4", "onnx": "1.23"}},
        "evaluation": evaluation,
    }


def packed(folder: Path, task: TaskName = "binary", linear: bool = False, evaluated: bool = True) -> Path:
    """A package file in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    result = package.run(spec(folder, task, linear, evaluated), folder, Silent())
    return folder / str(result["file"])
