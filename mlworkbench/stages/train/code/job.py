"""The job that writes a model as a plain script, with the data and the row numbers it reads."""

import csv
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from mlworkbench.base import words
from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.report import Report
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import prepare
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.code.given import Coded, CodeSpec, require
from mlworkbench.stages.train.code.writing import script
from mlworkbench.stages.train.trial import AVERAGED

ENDING: Final = ".py"
DATA: Final = "data.parquet"
ROWS: Final = "rows.csv"


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "export_code": writes the script, data.parquet and rows.csv into the folder, all or none. Raises InputError."""
    asked = CodeSpec.model_validate(spec)
    with words.speaking(asked.language):
        return _written(asked, report)


def _written(asked: CodeSpec, report: Report) -> dict[str, Any]:
    ready(asked)
    drawn = _drawn(asked)
    report.progress(0.1, "train.writing_code")
    averaged = [one for one, _ in asked.singles() if one.made == AVERAGED]
    rounds = {one.trial: rounds_of(one) for one, _ in asked.singles() if ALGORITHMS[one.algorithm].rounds}
    told = script(asked, rounds)
    fresh = [asked.folder / f".{name}.tmp" for name in (DATA, ROWS, asked.name)]
    try:
        asked.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(asked.run.data, fresh[0])
        write_rows(fresh[1], drawn, max((one.folds for one in averaged), default=0))
        fresh[2].write_text(told, "utf-8", newline="\n")
        for path, name in zip(fresh, (DATA, ROWS, asked.name), strict=True):
            os.replace(path, asked.folder / name)
    except OSError as reason:
        raise InputError("train.not_exported", path=str(asked.folder), why=reason.strerror or str(reason)) from reason
    finally:
        for path in fresh:
            path.unlink(missing_ok=True)
    return {"path": str(asked.folder / asked.name), "model": asked.model.id, "name": asked.model.name, "score": asked.score}


def check(spec: dict[str, Any]) -> None:
    """Raises InputError for what the job would refuse, as far as no file must be read for that."""
    ready(CodeSpec.model_validate(spec))


def ready(asked: CodeSpec) -> None:
    """Raises InputError for what a script cannot hold, for a name that is none, and where a file is there already."""
    require(asked)
    if Path(asked.name).suffix != ENDING or Path(asked.name).name != asked.name:
        raise InputError("train.code_name", found=asked.name)
    for name in (asked.name, DATA, ROWS):
        if (asked.folder / name).exists():
            raise InputError("train.export_there", path=str(asked.folder / name))
    if asked.run.split is None:
        raise InputError("train.code_no_holdout")


def _drawn(asked: CodeSpec) -> prepare.Drawn:
    run = asked.run
    if digest_file(run.data) != run.dataset_hash:
        raise ProjectError("store.file_damaged", name=run.data.name, folder=str(run.data.parent.parent))
    if run.split is None:
        raise InputError("train.code_no_holdout")
    drawn = prepare.read_split(run.split, prepare.Validation.parse(run.cv) if run.cv else None)
    if not len(drawn.sealed):
        raise InputError("train.code_no_holdout")
    return drawn


def write_rows(path: Path, drawn: prepare.Drawn, folds: int) -> None:
    """How each row is used; of the fold models 1 where one is fitted on the row, 0 where it is not."""
    use = np.full(len(drawn.fold), "unused", dtype=object)
    use[drawn.train], use[drawn.sealed] = "train", "holdout"
    fits = [_marks(len(use), drawn.fitted(fold)) for fold in range(folds)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", "use", *(f"fit_{fold + 1}" for fold in range(folds))])
        writer.writerows(zip(range(len(use)), use.tolist(), *(one.tolist() for one in fits), strict=True))


def _marks(count: int, rows: Array) -> Array:
    found = np.zeros(count, dtype=np.int64)
    found[rows] = 1
    return found


def rounds_of(one: Coded) -> tuple[int, ...]:
    """How many rounds each fold model has, or the one model of all rows.

    A fold that stopped before the number agreed on has fewer; that is recorded in the trees of the file alone.
    """
    if one.made != AVERAGED:
        return (one.rounds or int(one.params[ALGORITHMS[one.algorithm].rounds]),)
    counts = _trees_of(one.file)
    if len(counts) != one.folds:
        raise InputError("train.code_rounds", model=one.name)
    return tuple(counts)


def _trees_of(model: Path) -> Sequence[int]:
    """Rounds by TreeEnsemble node, in order: trees divided by outputs."""
    from onnx import ModelProto

    found = []
    for node in ModelProto.FromString(model.read_bytes()).graph.node:
        if node.op_type == "TreeEnsemble":
            told = {one.name: one for one in node.attribute}
            found.append(len(told["tree_roots"].ints) // max(1, told["n_targets"].i))
    return found
