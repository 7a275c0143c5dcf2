"""How much more data would help: a configuration fitted on growing shares of the rows, and a curve through its scores."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter
from threadpoolctl import threadpool_limits

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.base.records import Reason
from mlworkbench.base.report import Report
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import prepare
from mlworkbench.stages.train import reading
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.comparing import CONFIDENCE, t_quantile
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.replaying import Recorded
from mlworkbench.stages.train.running import TrainSpec
from mlworkbench.stages.train.trial import Configuration, Measure, Trial, calibrated, fold_scores, gathered

SHARES: Final = (0.1, 0.2, 0.4, 0.7, 1.0)
FEWEST_ROWS: Final = 20  # fitted rows below which a point says nothing
LEAST_POINTS: Final = 4
MOST_FOLDS: Final = 10
DRAWS: Final = 400
EXPONENTS: Final = np.linspace(0.1, 1.5, 57)
MORE: Final = 2.0  # times the rows
SMALL: Final = 0.25  # of the spread of a fold's score: less than this is not worth collecting rows for
Says = Literal["better", "flat", "unknown"]


class LearnSpec(BaseModel):
    """`run` is what the run's job was given, its draw of rows among it; `model` is refitted on shares of the rows.

    `known` are the scores by fold of the model itself, on all rows it was fitted on; empty where they are to be made too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    run: TrainSpec
    model: Recorded
    known: tuple[float, ...] = ()
    shares: tuple[float, ...] = SHARES


@dataclass(frozen=True)
class Point:
    """`rows` are the rows a fold model was fitted on, in the mean; `folds` its scores on the rows left out."""

    rows: float
    folds: tuple[float, ...]


@dataclass(frozen=True)
class Outlook:
    """What MORE times the rows would give, by an inverse power law: a score between `low` and `high` (95 %), likely `then`.

    `now` is the mean score for the rows there are, `exponent` how fast the error falls, `limit` where it would end.
    """

    rows: float
    now: float
    then: float
    low: float
    high: float
    exponent: float
    limit: float
    says: Says


@dataclass(frozen=True)
class Learned:
    """`outlook` is None where too few points could be made: `reason` says why."""

    metric: str
    greater_is_better: bool
    points: tuple[Point, ...]
    outlook: Outlook | None
    reason: Reason | None = None


def run(spec: dict[str, Any], out: Path, report: Report, measure: Measure) -> dict[str, Any]:
    """Job kind "learn_curve". Raises InputError for an algorithm that is not there any more."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: F401  the library is loaded before its warnings are filtered

    asked, begun = LearnSpec.model_validate(spec), seconds()
    with threadpool_limits(limits=1):
        material, _ = reading.read(asked.run, out, report)
        points = learnt(material, asked, measure, report)
    found = judged(points, asked.run.metric, asked.run.greater_is_better)
    path = out / "learning.json"
    path.write_text(json.dumps(asdict(found), ensure_ascii=False), "utf-8")
    return {"files": {"learning": path.name}, "rows": len(material.target), "seconds": seconds() - begun}


def read(path: Path) -> Learned:
    """Raises ValueError for a damaged file."""
    return TypeAdapter(Learned).validate_json(path.read_bytes())


# The points ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part(prepare.Drawn):
    """The same draw, but only the rows of `kept` (bool [rows]) are fitted; all are judged as before."""

    kept: Array = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def fitted(self, number: int) -> Array:
        rows = super().fitted(number)
        return np.asarray(rows[self.kept[rows]])


def learnt(material: Material, asked: LearnSpec, measure: Measure, report: Report) -> tuple[Point, ...]:
    """A point a share, smallest first; shares on which the configuration can't be fitted are left out."""
    one = asked.model
    if one.algorithm not in ALGORITHMS:
        raise InputError("train.unknown_algorithm", found=one.algorithm, choices=", ".join(ALGORITHMS.names()))
    folds = min(material.folds, one.folds or material.folds, MOST_FOLDS)
    place = places(material, asked.run.seed)
    points = []
    for number, share in enumerate(asked.shares):
        whole = share == 1.0
        rows = share * one.share
        count = float(np.mean([(place[material.rows(fold)] < rows).sum() for fold in range(folds)]))

        def tell(number: int = number) -> None:
            report.progress(number / len(asked.shares), "train.learning_fit", done=number, of=len(asked.shares))

        tell()
        if whole and asked.known:
            points.append(Point(count, asked.known))
        elif count >= FEWEST_ROWS:
            part = replace(material, drawn=_part(material.drawn, place < rows), _prepared={}, _locks={})
            scores = _scores(part, one, folds, measure, tell)
            points += [Point(count, scores)] if scores else []
    return tuple(points)


def places(material: Material, seed: int) -> Array:
    """float64 [N] from 0 to 1: rows below a share are that share of the rows, each share within the next.

    Classes are spread evenly, and each has a row in every share; groups come whole.
    """
    random, count = np.random.Generator(np.random.PCG64(seed)), len(material.target)
    found = np.empty(count)
    if material.groups is not None:
        order = random.permutation(int(material.groups.max()) + 1)
        sizes = np.bincount(material.groups, minlength=len(order))
        start = np.empty(len(order))
        start[order] = np.concatenate([[0], np.cumsum(sizes[order])[:-1]]) / count
        return np.asarray(start[material.groups])
    kinds = np.zeros(count, dtype=np.int64) if material.task == "regression" else material.target
    for kind in np.unique(kinds):
        rows = np.flatnonzero(kinds == kind)
        found[random.permutation(rows)] = np.arange(len(rows)) / len(rows)
    return found


def _part(drawn: prepare.Drawn, kept: Array) -> Part:
    return Part(drawn.fold, drawn.folds, drawn.repeats, drawn.order, drawn.gap, kept)


def _scores(material: Material, one: Recorded, folds: int, measure: Measure, pulse: Callable[[], None]) -> tuple[float, ...]:
    """The scores by fold; none where these rows are too few for the configuration."""
    whole = folds == material.folds
    configuration = Configuration(one.number, ALGORITHMS[one.algorithm], dict(one.params), None if whole else folds)
    trial = Trial(material, configuration, measure, pulse)
    try:
        for work in trial.first()[:folds]:  # without the fit on all rows, which nobody will use
            work()
        for work in trial.second()[:folds]:
            work()
        judged = trial.judged()
        oof = gathered(material, judged)
        return fold_scores(material, oof, calibrated(material, oof), trial.folds, measure, judged)
    except (WorkbenchError, ValueError, FloatingPointError, ArithmeticError, MemoryError) as reason:
        if not isinstance(reason, InputError) and isinstance(reason, WorkbenchError):
            raise  # the user wants to stop, or the machine is in trouble
        return ()


# The law ------------------------------------------------------------------------------------------------------------------


def judged(points: Sequence[Point], metric: str, greater_is_better: bool) -> Learned:
    """An inverse power law, error(n) = a + b · n^-c (Cortes et al. 1994), through the points, those of many rows most of all."""
    told = tuple(points)
    reason = None
    if len(told) < LEAST_POINTS:
        reason = Reason("train.learning_few", {"points": len(told), "least": LEAST_POINTS})
    elif min(len(one.folds) for one in told) < 2:
        reason = Reason("train.learning_one_fold")
    if reason is not None:
        return Learned(metric, greater_is_better, told, None, reason)
    return Learned(metric, greater_is_better, told, outlook(told, greater_is_better))


def outlook(points: Sequence[Point], greater_is_better: bool) -> Outlook:
    """The interval of the gain comes from drawing folds again, widened by how far the law misses the last point without it."""
    sign = -1.0 if greater_is_better else 1.0
    rows = np.array([one.rows for one in points])
    count = min(len(one.folds) for one in points)
    errors = sign * np.array([one.folds[:count] for one in points]).T  # [folds, points]
    mean = errors.mean(axis=0, keepdims=True)
    level, slope, exponent = (float(one[0]) for one in law(rows, mean))
    last = float(rows[-1])
    now = float(mean[0, -1])
    gain = slope * (last**-exponent - (MORE * last) ** -exponent)
    random = np.random.Generator(np.random.PCG64(len(points)))
    drawn = errors[random.integers(0, count, (DRAWS, count))].mean(axis=1)
    _, slopes, exponents = law(rows, drawn)
    gains = slopes * (last**-exponents - (MORE * last) ** -exponents)
    spread = float(gains.std(ddof=1)) * math.sqrt(count / (count - 1))
    before = law(rows[:-1], mean[:, :-1])
    missed = float(before[0][0] + before[1][0] * last ** -before[2][0] - mean[0, -1])
    half = math.hypot(t_quantile(count - 1, CONFIDENCE) * spread, missed)
    worth = SMALL * float(errors[:, -1].std(ddof=1))
    says: Says = "flat" if gain + half <= worth else "better" if gain - half > 0 else "unknown"
    edges = sorted((sign * (now - gain - half), sign * (now - gain + half)))
    return Outlook(MORE * last, sign * now, sign * (now - gain), edges[0], edges[1], exponent, sign * level, says)


def law(rows: Array, errors: Array) -> tuple[Array, Array, Array]:
    """a, b >= 0 and c, float64 [curves] each, by weighted least squares for errors [curves, points]."""
    weights = rows / rows.sum()
    powers = (rows[None, :] / rows[-1]) ** -EXPONENTS[:, None]  # [exponents, points]
    centre = (powers * weights).sum(axis=1)
    apart = powers - centre[:, None]
    middle = (errors * weights).sum(axis=1)
    spread = errors - middle[:, None]
    slope = np.maximum(0.0, (spread * weights) @ apart.T / ((apart**2) * weights).sum(axis=1))  # [curves, exponents]
    left = (((spread[:, None, :] - slope[:, :, None] * apart[None]) ** 2) * weights).sum(axis=2)
    best = left.argmin(axis=1)
    each = np.arange(len(errors))
    slope = slope[each, best]
    return middle - slope * centre[best], slope * rows[-1] ** EXPONENTS[best], EXPONENTS[best]
