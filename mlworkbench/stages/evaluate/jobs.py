"""The jobs of this stage: look at the sealed rows, judge by out-of-fold scores, and ship another threshold."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base import clock
from mlworkbench.base.digest import digest, digest_of
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Score
from mlworkbench.base.report import Report
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.evaluate import judgement
from mlworkbench.stages.evaluate.intervals import rows_of
from mlworkbench.stages.evaluate.judging import Subject, judge
from mlworkbench.stages.evaluate.metric import Guess
from mlworkbench.stages.evaluate.metrics import measure
from mlworkbench.stages.evaluate.subjects import JudgeSpec, out_of_fold, sealed
from mlworkbench.stages.train.assembling import with_threshold


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "evaluate": the sealed rows through the file that ships.

    Returns rows, metrics, intervals and seconds; writes the judgement. Metrics that have no meaning for these rows are left
    out. Raises InputError("evaluate.no_rows") where nothing is sealed.
    """
    asked, started = JudgeSpec.model_validate(spec), clock.seconds()
    report.progress(0.0, "evaluate.reading")
    subject, groups = sealed(asked)
    return _judged(subject, groups, out, report, started)


def assess(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "assess": the training rows by their out-of-fold scores; returns and writes the same."""
    asked, started = JudgeSpec.model_validate(spec), clock.seconds()
    report.progress(0.0, "evaluate.reading")
    subject, groups, _ = out_of_fold(asked)
    return _judged(subject, groups, out, report, started)


def _judged(subject: Subject, groups: list[tuple[str, str, Array]], out: Path, report: Report, started: float) -> dict[str, Any]:
    rows = len(subject.truth)
    report.progress(0.2, "evaluate.measuring", rows=rows)
    made = judge(subject, groups, lambda fraction: report.progress(0.2 + 0.7 * fraction, "evaluate.measuring", rows=rows))
    judgement.write(made, out / "judgement.json")
    return {
        "rows": rows,
        "metrics": made.metrics,
        "intervals": {name: list(one) for name, one in made.intervals.items()},
        "seconds": clock.seconds() - started,
        "files": {"judgement": "judgement.json"},
    }


def threshold(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "threshold": the same model with another raw score from which a row is positive (`raw`).

    Writes model.onnx with that one constant changed. Returns the facts of its model record: the hash of the file, its
    out-of-fold metrics, and the cross-validated score where the metric hangs on the threshold. Raises InputError for a threshold
    that is no finite number and for a model that has none.
    """
    asked = JudgeSpec.model_validate(spec)
    if asked.task != "binary":
        raise InputError("evaluate.no_threshold")
    if asked.raw is None or not np.isfinite(asked.raw):
        raise InputError("evaluate.bad_threshold", found=str(asked.raw))
    report.progress(0.0, "evaluate.reading")
    subject, _, fold = out_of_fold(asked)
    report.progress(0.4, "evaluate.new_threshold")
    made = with_threshold(asked.model.read_bytes(), asked.raw)
    (out / "model.onnx").write_bytes(made)
    scores = subject.scores
    guess = Guess(scores.raw, (scores.raw[:, 0] >= asked.raw).astype(np.int64), scores.probability)
    return {
        "threshold": asked.raw,
        "model_file": digest(made),
        "model_bytes": len(made),
        "oof_metrics": measure(asked.task, subject.truth, guess, also=asked.also),
        "cv": _score(subject, guess, fold, asked.metric),
        "trial": digest_of([digest(made)]),
        "files": {"model": "model.onnx"},
    }


def _score(subject: Subject, guess: Guess, fold: Array, metric: str) -> dict[str, Any] | None:
    """The metric fold by fold at one fixed threshold; None where no fold's figure hangs on the threshold."""
    folds = [fold == number for number in np.unique(fold)]
    before, after = (
        [measure(subject.task, subject.truth[chosen], rows_of(scores, chosen), (metric,))[metric] for chosen in folds]
        for scores in (subject.scores, guess)
    )
    if before == after:
        return None
    return asdict(Score(float(np.mean(after)), float(np.std(after, ddof=1)), tuple(after)))
