"""Ours, through the command line as a user would: `mlworkbench auto` makes the package, `mlworkbench score` predicts test rows.

All rows given are trained on (`--holdout 0`), as the other programs do. Single rows go through the scorer that ships.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

METRICS = {"roc_auc": "roc_auc", "log_loss": "log_loss", "rmse": "rmse"}
SUFFIX = ".mlpkg"


@dataclass(frozen=True)
class Packed:
    """The package, what `auto --json` told of it, and the scorer of its model."""

    package: Path
    told: dict[str, Any]
    scorer: Any


def fit(task, rows) -> Packed:
    from mlworkbench.scoring.package import open_package

    package = task.folder / f"model{SUFFIX}"
    told = _run(
        "auto", str(task.train), "--target", task.target, "--task", task.name, "--metric", METRICS[task.metric], "--holdout", "0",
        "--budget", f"{task.budget:g}", "--seed", str(task.seed), "--project", "project", "--out", str(package),
    )  # fmt: skip
    return Packed(package, told, open_package(package).scorer(task.cores))


def predict(model: Packed, task, rows):
    _run("score", str(model.package), str(task.test), "-o", "scored.csv")
    scored = pd.read_csv("scored.csv", float_precision="round_trip")
    if not task.classes:
        return scored["prediction"].to_numpy()
    return scored[[f"probability_{name}" for name in task.classes]].to_numpy()


def one(model: Packed, task, row):
    """The row is typed before the clock runs, as the others are given a typed frame."""
    import pyarrow as pa

    from mlworkbench.stages import data, package

    inputs = model.scorer.interface.inputs
    cells = {one.name: pa.array([_text(row[one.name].iloc[0])], pa.string()) for one in inputs}
    columns, refused = data.convert(pa.record_batch(cells), package.columns_for(inputs))
    if refused:
        raise SystemExit(f"a cell was refused: {refused[0]}")
    typed = {name: np.asarray(values)[:1].tolist()[0] for name, values in columns.items()}
    return lambda: model.scorer.score_row(typed)


def spent(model: Packed) -> float:
    """From the start of training to the written package, which is what `--budget` promises."""
    return float(model.told["seconds"])


def tell(model: Packed) -> str:
    return f"{model.told['model']}, {len(model.told['leaderboard'])} on the leaderboard"


def _text(cell) -> str:
    """As it stands in the file."""
    if isinstance(cell, pd.Timestamp):
        return str(cell.date())
    return "" if pd.isna(cell) else str(cell)


def _run(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "mlworkbench", *words, "--json", "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        raise SystemExit(f"mlworkbench {words[0]}: exit code {done.returncode}: {_message(done.stdout or done.stderr)}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _message(answer: str) -> str:
    """What `--json` says of a failure, or the last line where it is none of its answers."""
    try:
        return json.loads(answer)["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return answer.strip().rpartition("\n")[2]
