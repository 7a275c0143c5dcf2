"""How quickly a leaderboard of 10,000 models is read, sorted and filtered.

.venv/bin/python -m tests.benchmarks.leaderboard [--models N]
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from mlworkbench.base import records as r
from mlworkbench.workbench import Workbench
from mlworkbench.workbench.tracking import Wish
from tests.unit.store import made

RUNS, TAGGED, TIMES = 20, 50, 7
PROMISE = 0.2
WISHES = {
    "best first, one run": Wish("u1"),
    "best first, all": Wish("all"),
    "sorted by time": Wish("all", sort="seconds"),
    "sorted by a parameter": Wish("all", sort="param:trees", descending=True),
    "sorted by a metric": Wish("all", sort="metric:log_loss"),
    "with a text": Wish("all", text="rate=0.05"),
    "with a tag": Wish("all", tags=("keep",)),
}


def fill(bench: Workbench, folder: Path, models: int) -> None:
    bench.home.create(folder, "10,000 models")
    project = bench.opened()
    content = folder / "work" / "content"
    content.write_bytes(b"content")
    with project.transaction():
        file = project.keep(content)
        for record in (made.dataset(file=file), made.problem(), made.recipe(), made.split(file=file)):
            project.add(record)
        for number in range(RUNS):
            project.add(made.run(f"u{number + 1}"))
        for number in range(models):
            project.add(model(number, file))
            if number % TAGGED == 0:
                project.add(r.Remark(f"n{number}", f"m{number}", "a note", ("keep",), **made.SIGNED))


def model(number: int, file: str) -> r.Model:
    score = 0.7 + (number * 7919 % 1000) / 5000
    return replace(
        made.model(f"m{number}", number, f"u{number % RUNS + 1}", file),
        name=f"xgboost {number}",
        params={"trees": 100 + number % 900, "rate": (0.01, 0.05, 0.1)[number % 3], "depth": 2 + number % 9},
        cv=r.Score(score, 0.01, tuple(score + step / 100 for step in range(-2, 3))),
        oof_metrics={"roc_auc": score, "log_loss": 1 - score, "f1": score, "accuracy": score},
        seconds=1 + number % 60,
        curve=tuple(1 / (1 + step) for step in range(200)),
    )


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--models", type=int, default=10_000)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench(Path(folder) / "home")
        fill(bench, Path(folder) / "project", asked.models)
        for name, wish in WISHES.items():
            taken = []
            for _ in range(TIMES):
                begun = perf_counter()
                board = bench.train.board(wish)
                taken.append(perf_counter() - begun)
            kept = "kept" if median(taken) <= PROMISE else "NOT KEPT"
            figures = f"median {median(taken) * 1000:.0f} ms, worst {max(taken) * 1000:.0f} ms"
            sys.stdout.write(f"{name}: {board.count} of {board.of}, {figures}, {kept}\n")
        bench.close()


if __name__ == "__main__":
    main()
