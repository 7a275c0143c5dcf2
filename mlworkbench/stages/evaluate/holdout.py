"""The job "evaluate": the one look at the sealed rows, through the file that ships."""

from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.evaluate.metric import Truth
from mlworkbench.stages.evaluate.metrics import measure

SEALED = -1


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "evaluate": every metric of the task on the sealed rows. Returns rows, metrics and seconds; writes no file.

    `spec`: paths `data` (Parquet), `model`, `split` (one column `fold`, -1 is sealed); `target`, `task`, `classes`. Metrics that
    have no meaning for these rows are left out. Raises InputError("evaluate.no_rows") where nothing is sealed.
    """
    from pyarrow import parquet

    from mlworkbench.stages import data

    started = clock.seconds()
    report.progress(0.0, "evaluate.reading")
    with parquet.ParquetFile(spec["split"]) as rows:
        sealed = np.flatnonzero(rows.read(columns=["fold"])["fold"].to_numpy() == SEALED)
    if not len(sealed):
        raise InputError("evaluate.no_rows")
    scorer = Scorer(Path(spec["model"]).read_bytes(), int(spec.get("threads", 1)))
    names = [one.name for one in scorer.interface.inputs]
    columns = data.column_values(Path(spec["data"]), (*names, spec["target"]))
    truth = truth_of(columns[spec["target"]][sealed], spec["task"], tuple(spec["classes"]), spec["target"])
    report.progress(0.5, "evaluate.scoring", rows=len(sealed))
    scores = scorer.score({name: columns[name][sealed] for name in names})
    report.progress(0.9, "evaluate.measuring")
    metrics = measure(spec["task"], truth, scores)
    return {"rows": len(sealed), "metrics": metrics, "seconds": clock.seconds() - started}


def truth_of(cells: Array, task: str, classes: tuple[str, ...], target: str) -> Truth:
    """The target as class index (int64) or number (float64). Raises InputError for a class the model does not have."""
    from mlworkbench.stages.train.running import class_names

    if task == "regression":
        return np.asarray(cells, dtype=np.float64)
    place = {name: number for number, name in enumerate(classes)}
    names = class_names(cells)
    for name in names:
        if name not in place:
            raise InputError("evaluate.unknown_class", target=target, found=name)
    return np.array([place[str(name)] for name in names], dtype=np.int64)
