"""What the jobs of this stage judge: sealed rows scored by the file that ships, or training rows by their out-of-fold scores."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import TaskName
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import data
from mlworkbench.stages.evaluate.judgement import readable
from mlworkbench.stages.evaluate.judging import Subject
from mlworkbench.stages.evaluate.metric import Guess, Truth, margins
from mlworkbench.stages.prepare import INITIAL, SEALED, class_names
from mlworkbench.stages.train import calibrating, deciding
from mlworkbench.stages.train.assembling import Link


class JudgeSpec(BaseModel):
    """What the jobs "evaluate", "assess" and "threshold" are given.

    `data` and `split` are Parquet (the split's one column is `fold`), `model` is model.onnx, `oof` its out-of-fold raw scores;
    `groups` are (column, group) to be measured apart. `slope`, `shift` and `steps` make
    probabilities of raw scores. `also` are metrics of this problem besides those of its task, `loss` is what
    its models minimise: raw scores of counts and amounts are logarithms.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=False)
    data: Path
    split: Path
    model: Path
    target: str
    task: TaskName
    classes: tuple[str, ...] = ()
    threshold: float | None = None
    slope: float | None = None
    shift: float | None = None
    steps: tuple[tuple[float, float], ...] = ()
    oof: Path | None = None
    groups: tuple[tuple[str, str], ...] = ()
    threads: int = 1
    metric: str = ""
    also: tuple[str, ...] = ()
    loss: str = ""
    raw: float | None = None


def folds_of(spec: JudgeSpec) -> Array:
    """int64 [rows of the dataset]: the fold of each row, -1 for sealed ones. Raises ProjectError for a damaged file."""
    from pyarrow import parquet

    with readable(spec.split), parquet.ParquetFile(spec.split) as rows:
        return np.asarray(rows.read(columns=["fold"])["fold"].to_numpy())


def sealed(spec: JudgeSpec) -> tuple[Subject, list[tuple[str, str, Array]]]:
    """The sealed rows through the file that ships. Raises InputError("evaluate.no_rows") where nothing is sealed."""
    rows = np.flatnonzero(folds_of(spec) == SEALED)
    if not len(rows):
        raise InputError("evaluate.no_rows")
    scorer = Scorer(spec.model.read_bytes(), spec.threads)
    names = tuple(one.name for one in scorer.interface.inputs)
    columns = _columns(spec, names, rows)
    scores = scorer.score({name: columns[name] for name in names})
    truth = truth_of(columns[spec.target], spec.task, spec.classes, spec.target)
    threshold = scorer.interface.threshold
    chances = None if scores.probability is None else scores.probability[:, 1]
    link = None if spec.task != "binary" else _link(spec, margins(scores), chances)
    return Subject("holdout", spec.task, spec.classes, truth, scores, threshold, link, spec.also), groups_of(spec, columns)


def out_of_fold(spec: JudgeSpec) -> tuple[Subject, list[tuple[str, str, Array]], Array]:
    """The training rows by scores of models that had not seen them, with the decisions that ship; and the fold of each."""
    fold = folds_of(spec)
    rows, raw = np.flatnonzero((fold >= 0) | (fold == INITIAL)), raw_of(spec)
    judged = ~np.isnan(raw[:, 0])  # no model of a fold has seen all rows but the first in time, which have no score
    rows, raw = rows[judged], raw[judged]
    columns = _columns(spec, (), rows)
    truth = truth_of(columns[spec.target], spec.task, spec.classes, spec.target)
    link = _shipped_link(spec, raw, truth, fold[rows])
    guess = guess_of(spec, raw, link, spec.threshold)
    chances = None if spec.task != "binary" else (lambda scores: deciding.probabilities(scores.reshape(-1, 1), link)[:, 1])
    subject = Subject("out_of_fold", spec.task, spec.classes, truth, guess, spec.threshold, chances, spec.also)
    return subject, groups_of(spec, columns), fold[rows]


def raw_of(spec: JudgeSpec) -> Array:
    """float64 [training rows, outputs]: the out-of-fold scores that were kept, NaN for a row that no fold model judged.

    Raises ProjectError for a damaged file.
    """
    if spec.oof is None:
        return np.empty((0, 1))
    with readable(spec.oof):
        return np.asarray(np.load(spec.oof, allow_pickle=False))


def guess_of(spec: JudgeSpec, raw: Array, link: Link, threshold: float | None) -> Guess:
    """Scores made of raw ones by the decisions that ship."""
    if spec.task == "regression":
        is_log = spec.loss.partition(":")[0] in ("poisson", "tweedie")
        return Guess(raw, value=np.exp(raw[:, 0]) if is_log else raw[:, 0])
    label = (raw[:, 0] >= (threshold or 0.0)).astype(np.int64) if spec.task == "binary" else raw.argmax(axis=1)
    return Guess(raw, label, deciding.probabilities(raw, link))


def groups_of(spec: JudgeSpec, columns: dict[str, Array]) -> list[tuple[str, str, Array]]:
    """(column, group, which rows are in it); numbers are compared as they are written, without a needless .0."""
    named = {column: np.array(class_names(columns[column]), dtype=object) for column, _ in spec.groups}
    return [(column, group, np.asarray(named[column] == group, dtype=bool)) for column, group in spec.groups]


def truth_of(cells: Array, task: str, classes: Sequence[str], target: str) -> Truth:
    """The target as class index (int64) or number (float64). Raises InputError for a class the model does not have."""
    if task == "regression":
        return np.asarray(cells, dtype=np.float64)
    place = {name: number for number, name in enumerate(classes)}
    names = class_names(cells)
    for name in names:
        if name not in place:
            raise InputError("evaluate.unknown_class", target=target, found=name)
    return np.array([place[str(name)] for name in names], dtype=np.int64)


def _columns(spec: JudgeSpec, names: Sequence[str], rows: Array) -> dict[str, Array]:
    wanted = tuple(dict.fromkeys((*names, spec.target, *(column for column, _ in spec.groups))))
    with readable(spec.data):
        values = data.column_values(spec.data, wanted)
    return {name: cells[rows] for name, cells in values.items()}


def _shipped_link(spec: JudgeSpec, raw: Array, truth: Array, fold: Array) -> Link:
    if spec.task == "regression":
        return Link()
    if spec.slope is None or spec.shift is None:  # records from before these were kept: the same function of the same scores
        return deciding.calibration(raw, truth, fold, how=calibrating.SMOOTH).whole
    return Link(spec.slope, spec.shift, spec.steps)


def _link(spec: JudgeSpec, raw: Array, chances: Array | None) -> Callable[[Array], Array] | None:
    """The probability of any raw score; without a kept slope between those that were scored."""
    if spec.slope is not None and spec.shift is not None:
        link = Link(spec.slope, spec.shift, spec.steps)
        return lambda scores: deciding.probabilities(scores.reshape(-1, 1), link)[:, 1]
    if chances is None:
        return None
    order = np.argsort(raw, kind="stable")
    return lambda scores: np.interp(scores, raw[order], chances[order])
