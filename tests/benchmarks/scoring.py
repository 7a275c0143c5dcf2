"""Time for one row, for 100,000 rows beside XGBoost's own predict, and memory while a million rows stream through `score`.

.venv/bin/python -m tests.benchmarks.scoring
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import xgboost

from mlworkbench.base.clock import seconds
from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.trial import Configuration, fitted

ROWS, COLUMNS, TREES, BATCH = 20_000, 20, 300, 100_000


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def trained() -> tuple[bytes, xgboost.Booster, dict[str, np.ndarray]]:
    random = np.random.Generator(np.random.PCG64(0))
    names = tuple(f"c{number}" for number in range(COLUMNS))
    columns = {name: random.normal(size=ROWS) for name in names}
    target = (sum(columns[name] for name in names[:5]) + random.normal(size=ROWS) > 0).astype(np.int64)
    inputs = tuple(Input(name, "number", "", -4.0, 4.0) for name in names)
    fold = np.zeros(ROWS, dtype=np.int64)
    material = Material(
        "binary", "roc_auc", "y", inputs, (Step("keep", names),), columns, target, fold, 1, ("no", "yes"), "yes", 1
    )
    algorithm = ALGORITHMS["xgboost"]
    params = next(algorithm.portfolio(material.shape("tree"))) | {"rounds": TREES, "depth": 6}
    booster = algorithm.fit(material.lesson("tree", WHOLE), params)
    return fitted(material, Configuration(1, algorithm, params), WHOLE, material.interface), booster, columns


def one_row(scorer: Scorer, columns: dict[str, np.ndarray]) -> None:
    rows = [{name: float(cells[row]) for name, cells in columns.items()} for row in range(3000)]
    taken = []
    for row in rows:
        start = seconds()
        scorer.score_row(row)
        taken.append((seconds() - start) * 1e6)
    say(f"one row through the Scorer: median {np.median(taken):.1f} µs, 95 % {np.quantile(taken, 0.95):.1f} µs (promise: 60 µs)")


def batch(model: bytes, booster: xgboost.Booster) -> None:
    random = np.random.Generator(np.random.PCG64(1))
    columns = {f"c{number}": random.normal(size=BATCH) for number in range(COLUMNS)}
    matrix = np.column_stack(list(columns.values())).astype(np.float32)
    for threads in (1, 2):
        scorer = Scorer(model, threads)
        booster.set_param({"nthread": threads})
        ratios, ours, theirs = [], [], []
        for _ in range(7):
            start = seconds()
            scorer.score(columns)
            middle = seconds()
            booster.inplace_predict(matrix)
            end = seconds()
            ours.append(middle - start)
            theirs.append(end - middle)
            ratios.append(ours[-1] / theirs[-1])
        say(
            f"100,000 rows, {threads} thread(s): ours {np.median(ours):.3f} s, XGBoost {np.median(theirs):.3f} s, "
            f"ratio median {np.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) (promise: 3)"
        )


def stream() -> None:
    """Score a million rows with the command line and read its children's peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        random = np.random.Generator(np.random.PCG64(2))
        write(place / "train.csv", 20_000, random)
        write(place / "score.csv", 1_000_000, random)
        ours = [sys.executable, "-m", "mlworkbench"]
        auto = [
            *ours,
            "auto",
            str(place / "train.csv"),
            "--target",
            "y",
            "--budget",
            "15",
            "--project",
            str(place / "p"),
            "--json",
        ]
        package = json.loads(subprocess.run(auto, capture_output=True, check=True, text=True).stdout)["package"]
        score = [*ours, "score", package, str(place / "score.csv"), "-o", str(place / "out.csv"), "--json"]
        start = seconds()
        result = subprocess.run(["/usr/bin/env", "python3", "-c", PEAK, *score], capture_output=True, check=True, text=True)
        told = result.stdout.splitlines()
        say(f"1,000,000 rows streamed in {seconds() - start:.1f} s, peak {int(told[-1]) / 1e9:.2f} GB a process (promise: 1 GB)")


PEAK = (
    "import resource,subprocess,sys;"
    "subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss*1024)"
)


def write(path: Path, rows: int, random: np.random.Generator) -> None:
    cells = random.normal(size=(rows, 8))
    kinds = random.choice(np.array(["red", "green", "blue", "한글"]), rows)
    hits = np.where(cells[:, 0] + cells[:, 1] + (kinds == "red") + random.normal(size=rows) > 0.5, "yes", "no")
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join([*(f"c{number}" for number in range(8)), "kind", "y"]) + "\n")
        for row in range(rows):
            file.write(",".join(f"{cell:.5f}" for cell in cells[row]) + f",{kinds[row]},{hits[row]}\n")


if __name__ == "__main__":
    model, booster, columns = trained()
    one_row(Scorer(model), columns)
    batch(model, booster)
    stream()
