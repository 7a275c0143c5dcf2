"""Runs one program on one task: `python -m peers.running MODULE TASK.json ANSWER.json`.

A module has `fit(task, rows)`, which trains on rows with the target, saves into `task.folder` and gives whatever the others need,
and `predict(model, task, rows)`, an array of one probability a class (rows x classes) or of one value a row. It may have
`one(model, task, row)`, a function without arguments that predicts this row, where one row goes another way than many;
`spent(model)`, the seconds that the program itself counts against its budget; and `tell(model)`, which model it is.
"""

import importlib
import json
import statistics
import sys
from pathlib import Path

import numpy as np

from peers.task import Task, Watch

ROWS_TIMED = 50


def main() -> None:
    whole = Watch()
    name, asked, answered = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    task = Task.read(asked)
    module = importlib.import_module(name)
    rows, test = task.tables()
    watch = Watch()
    model = module.fit(task, rows)
    fitted, until_saved = watch.seconds(), whole.seconds()
    spent = module.spent(model) if hasattr(module, "spent") else fitted
    answers = np.asarray(module.predict(model, task, test), dtype=np.float64)
    if answers.shape != ((len(test), len(task.classes)) if task.classes else (len(test),)):
        raise SystemExit(f"answers of shape {answers.shape} for {len(test)} rows and {len(task.classes)} classes")
    told = {
        "answers": answers.tolist(),
        "seconds": spent,
        "seconds_whole": until_saved,
        "row_seconds": row_seconds(module, model, task, test),
        "bytes": sum(file.stat().st_size for file in task.folder.rglob("*") if file.is_file()),
        "told": module.tell(model) if hasattr(module, "tell") else "",
    }
    answered.write_text(json.dumps(told), "utf-8")


def row_seconds(module, model, task, test) -> float:
    """The median of single rows, after one that warms up."""
    taken = []
    for number in range(min(ROWS_TIMED, len(test) - 1) + 1):
        row = test.iloc[[number]]
        predict = module.one(model, task, row) if hasattr(module, "one") else (lambda row=row: module.predict(model, task, row))
        watch = Watch()
        predict()
        taken.append(watch.seconds())
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()
