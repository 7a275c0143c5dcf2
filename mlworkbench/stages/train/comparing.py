"""Models side by side: whether one is better than another by more than chance, and on which rows they disagree."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from mlworkbench.base.records import TaskName
from mlworkbench.base.report import Report
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import data, prepare
from mlworkbench.stages.train import deciding, reading
from mlworkbench.stages.train.assembling import Link
from mlworkbench.stages.train.losses import loss_of

DRAWS: Final = 2_000
MOST_DRAWN: Final = 20_000  # rows beyond which a mean is as good as normal, and nothing is drawn
MOST_EXACT: Final = 1_000  # rows on which two models differ, beyond which a binomial is as good as normal
MOST_LISTED: Final = 200
CONFIDENCE: Final = 0.95


# Scores by fold -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paired:
    """The other's score less the first's, over the folds, with its 95 % interval and the two-sided p."""

    difference: float
    low: float
    high: float
    p: float
    folds: int


def corrected_t(first: Sequence[float], other: Sequence[float], ratio: float) -> Paired | None:
    """The corrected resampled t-test (Nadeau and Bengio 2003); None where there are not two folds with scores of both.

    Folds share training rows, so their scores are not independent: the variance of the mean difference is
    (1/k + ratio) · s², with `ratio` the judged rows over the fitted rows of a fold.
    """
    if len(first) != len(other) or len(first) < 2:
        return None
    found = np.subtract(other, first)
    mean, count = float(found.mean()), len(found)
    if not math.isfinite(mean):
        return None
    error = math.sqrt((1 / count + ratio) * float(found.var(ddof=1)))
    if error == 0:
        return Paired(mean, mean, mean, 1.0 if mean == 0 else 0.0, count)
    half = t_quantile(count - 1, CONFIDENCE) * error
    return Paired(mean, mean - half, mean + half, 1 - t_within(abs(mean) / error, count - 1), count)


def t_within(value: float, freedom: int) -> float:
    """P(|T| <= value) of Student's t with whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(value / math.sqrt(freedom))
    sine, square = math.sin(angle), math.cos(angle) ** 2
    odd = freedom % 2
    term = total = (math.cos(angle) if odd else 1.0) if freedom > 1 else 0.0
    for place in range(3 if odd else 2, freedom, 2):
        term *= square * (place - 1) / place
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def t_quantile(freedom: int, within: float) -> float:
    """The value that |T| stays below with this probability, by halving."""
    low, high = 0.0, 1.0
    while t_within(high, freedom) < within:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_within(middle, freedom) < within else (low, middle)
    return (low + high) / 2


# Out-of-fold predictions ---------------------------------------------------------------------------------------------------


class Compared(BaseModel):
    """A model to be compared: its out-of-fold raw scores, the draw they belong to, and how a class is decided from them.

    `loss` is what it was asked to minimise, which says whether its raw scores are logarithms.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    name: str
    oof: Path
    split: Path
    loss: str = ""
    threshold: float | None = None
    slope: float = 1.0
    shift: float = 0.0
    steps_curve: tuple[tuple[float, float], ...] = ()

    @property
    def link(self) -> Link:
        return Link(self.slope, self.shift, self.steps_curve)


class CompareSpec(BaseModel):
    """`models` of the same data, target and task; the first is what the others are held against, by its `loss`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    data: Path
    target: str
    task: TaskName
    classes: tuple[str, ...] = ()
    loss: str = ""
    models: tuple[Compared, ...]
    seed: int = 1
    most: int = MOST_LISTED


@dataclass(frozen=True)
class Answers:
    """What a model said of its rows when it had not seen them: rows of the table, the loss of each, score and class.

    `shown` is the probability of the positive class, that of the class said, or the value; `said` is a class index or None.
    """

    rows: Array
    loss: Array
    shown: Array
    said: Array | None

    def at(self, rows: Array) -> "Answers":
        place = np.searchsorted(self.rows, rows)
        return Answers(rows, self.loss[place], self.shown[place], None if self.said is None else self.said[place])


def compare(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Holds each model against the first, on the rows for which both have out-of-fold predictions.

    For classes McNemar's test on who is right, for all tasks a bootstrap of the mean difference of the losses of the same rows.
    Rows on which they disagree are listed from the greatest difference on, at most `most` of them, counted from 1.
    """
    asked = CompareSpec.model_validate(spec)
    report.progress(0.0, "train.comparing", done=0, of=len(asked.models))
    target, usable = prepare.truth(
        data.column_values(asked.data, (asked.target,))[asked.target], asked.task, asked.classes, asked.target
    )
    first = _answers(asked, asked.models[0], target, usable)
    pairs = []
    for place, one in enumerate(asked.models[1:], 1):
        report.progress(place / len(asked.models), "train.comparing", done=place, of=len(asked.models))
        other = _answers(asked, one, target, usable)
        rows = np.intersect1d(first.rows, other.rows)
        pairs.append({"model": one.id, "rows": len(rows)} | _pair(asked, first.at(rows), other.at(rows), target[rows]))
    return {"reference": asked.models[0].id, "pairs": pairs}


def _answers(asked: CompareSpec, one: Compared, target: Array, usable: Array) -> Answers:
    raw = np.load(one.oof, allow_pickle=False)
    rows = prepare.read_split(one.split).train
    known = ~np.isnan(raw).any(axis=1) & usable[rows]
    raw, rows = raw[known], rows[known]
    truth = target[rows]
    if asked.task == "regression":
        name, level = reading.loss_named(asked.loss)
        value = np.exp(raw) if _is_log(one.loss) else raw
        judged = raw if _is_log(one.loss) == _is_log(asked.loss) else value
        if _is_log(asked.loss) and not _is_log(one.loss):
            judged = np.log(np.maximum(value, deciding.SMALLEST))
        return Answers(rows, loss_of(asked.task, name, level)(judged, truth), value[:, 0], None)
    chances = deciding.probabilities(raw, one.link)
    loss = -np.log(np.maximum(chances[np.arange(len(truth)), truth], deciding.SMALLEST))
    if asked.task == "binary":
        return Answers(rows, loss, chances[:, 1], (raw[:, 0] >= (one.threshold or 0.0)).astype(np.int64))
    said = raw.argmax(axis=1)
    return Answers(rows, loss, chances[np.arange(len(said)), said], said)


def _is_log(loss: str) -> bool:
    return reading.loss_named(loss)[0] in ("poisson", "tweedie")


def _pair(asked: CompareSpec, first: Answers, other: Answers, truth: Array) -> dict[str, Any]:
    if not len(truth):
        return {"differ": 0, "listed": [], "loss": None, "mcnemar": None}
    apart = np.abs(first.shown - other.shown)
    differ = np.arange(len(truth)) if first.said is None else np.flatnonzero(first.said != other.said)
    differ = differ[apart[differ] > 0] if first.said is None else differ
    order = differ[np.lexsort((first.rows[differ], -apart[differ]))][: asked.most]
    return {
        "differ": len(differ),
        "listed": [_row(asked.classes, first, other, truth, place) for place in order],
        "loss": asdict(drawn(other.loss - first.loss, asked.seed)),
        "mcnemar": None if first.said is None or other.said is None else mcnemar(first.said == truth, other.said == truth),
    }


def _row(classes: Sequence[str], first: Answers, other: Answers, truth: Array, place: int) -> dict[str, Any]:
    def told(said: Array | None) -> str | None:
        return None if said is None else classes[int(said[place])]

    return {
        "row": int(first.rows[place]) + 1,
        "truth": float(truth[place]) if first.said is None else classes[int(truth[place])],
        "first": float(first.shown[place]),
        "other": float(other.shown[place]),
        "first_class": told(first.said),
        "other_class": told(other.said),
    }


@dataclass(frozen=True)
class Drawn:
    """The mean difference of the losses of the same rows (below 0: the other is better), its 95 % interval and p."""

    difference: float
    low: float
    high: float
    p: float


def drawn(differences: Array, seed: int) -> Drawn:
    """Paired bootstrap of a mean (Efron and Tibshirani 1993); beyond 20,000 rows by the normal it has become."""
    count, mean = len(differences), float(differences.mean())
    error = float(differences.std(ddof=1)) / math.sqrt(count) if count > 1 else 0.0
    if error == 0:
        return Drawn(mean, mean, mean, 1.0 if mean == 0 else 0.0)
    if count > MOST_DRAWN:
        return Drawn(mean, mean - 1.959964 * error, mean + 1.959964 * error, math.erfc(abs(mean) / error / math.sqrt(2)))
    random = np.random.Generator(np.random.PCG64(seed))
    means = np.array([differences[random.integers(0, count, count)].mean() for _ in range(DRAWS)])
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    tail = min(float(np.mean(means <= 0)), float(np.mean(means >= 0)))
    return Drawn(mean, float(low), float(high), min(1.0, 2 * max(tail, 1 / (DRAWS + 1))))


def mcnemar(first_right: Array, other_right: Array) -> Mapping[str, Any]:
    """McNemar's test (1947) on the rows that only one of two models has right: exact, beyond 1,000 rows by the normal."""
    only_first, only_other = int((first_right & ~other_right).sum()), int((other_right & ~first_right).sum())
    count, least = only_first + only_other, min(only_first, only_other)
    if count > MOST_EXACT:
        p = math.erfc(max(0.0, abs(only_first - only_other) - 1) / math.sqrt(2 * count))
    else:
        p = min(1.0, 2 * sum(math.comb(count, place) for place in range(least + 1)) / 2**count)
    return {"only_first": only_first, "only_other": only_other, "p": p}
