"""What a lesson asks is kept by every algorithm that claims it: losses, weights, directions, groups, watched rows, the pulse."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.params import Chosen
from mlworkbench.base.records import LossName, TaskName
from mlworkbench.scoring.scorer import Scorer, Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.package import adversarial
from mlworkbench.stages.train import ALGORITHMS, constraints
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.part import Algorithm, Lesson
from tests.contracts.trained import CASES, loss_of, material, small, table, truth

LEVELS: dict[LossName, float] = {"quantile": 0.8, "tweedie": 1.4}
COUNTS = ("poisson", "tweedie")
LEARNING = [case for case in CASES if case[0] != "baseline"]
LOSSES = [(name, loss) for name, task in LEARNING if task == "regression" for loss in sorted(ALGORITHMS[name].losses)]
TWO_WAYS = [(name, task) for name, task in LEARNING if task != "multiclass"]
BOUND = [(name, "binary", "squared") for name, task in CASES if task == "binary" and ALGORITHMS[name].monotone]
BOUND += [(name, "regression", loss) for name, loss in LOSSES if ALGORITHMS[name].monotone]
APART = [
    case for case in TWO_WAYS if ALGORITHMS[case[0]].interactions and case[0] != "rule_list"
]  # rules stand in each other's way
BY_ROUNDS = [(name, task) for name, task in CASES if ALGORITHMS[name].rounds]


class Enough(Exception):
    """Said by a pulse that no longer wants the fit."""


@cache
def shared(task: TaskName, loss: LossName = "squared") -> Material:
    """The shared table; with counts as its target where the loss is one of counts."""
    columns = table()
    target = truth(task, columns)
    if loss in COUNTS:
        signal = (target - target.mean()) / target.std()
        target = np.random.Generator(np.random.PCG64(3)).poisson(np.exp(0.7 * signal)).astype(np.float64)
    made = material(task, target, columns, loss=loss)
    made.level = LEVELS.get(loss, 0.5)
    return made


def quick(algorithm: Algorithm, rounds: int = 60) -> Chosen:
    """As in `small`, but rounds are taken one by one, so that few of them are enough to see."""
    params = small(algorithm, shared("regression").shape(algorithm.family))
    return params | ({algorithm.rounds: rounds} if algorithm.rounds and algorithm.family == "tree" else {})


def scored(algorithm: Algorithm, data: Material, lesson: Lesson, columns: dict[str, Array], params: Chosen) -> Scores:
    """What the file says that would ship."""
    tail = algorithm.convert(algorithm.fit(lesson, params), lesson)
    graph = data.prepared(algorithm.family, 0).graph
    return Scorer(assemble(graph, tail, data.interface, is_log=data.is_log)).score(columns)


def mean_loss(loss: LossName, level: float, target: Array, value: Any) -> float:
    """By its textbook."""
    value = np.broadcast_to(np.asarray(value, dtype=np.float64), target.shape)
    if loss == "squared":
        return float(np.mean((target - value) ** 2))
    if loss in ("absolute", "quantile"):
        over = target - value
        return float(np.mean(np.maximum(level * over, (level - 1) * over)))
    if loss == "poisson":
        return float(np.mean(value - target * np.log(value)))
    return float(np.mean(value ** (2 - level) / (2 - level) - target * value ** (1 - level) / (1 - level)))


@pytest.mark.parametrize(("name", "loss"), LOSSES)
def test_a_loss_is_made_smaller_than_by_the_best_constant(name: str, loss: LossName) -> None:
    algorithm, data = ALGORITHMS[name], shared("regression", loss)
    rows = data.left_out(0)

    found = scored(algorithm, data, data.lesson(algorithm.family, 0), data.columns_of(rows), quick(algorithm)).value

    target = data.target[rows]
    constant = np.quantile(target, data.level) if loss in ("absolute", "quantile") else target.mean()
    least = mean_loss(loss, data.level, target, constant)
    perfect = mean_loss(loss, data.level, target, np.maximum(target, 1e-9)) if loss in COUNTS else 0.0
    reached = mean_loss(loss, data.level, target, found)
    assert reached - perfect < 0.9 * (least - perfect)


@pytest.mark.parametrize(("name", "loss"), [case for case in LOSSES if case[1] != loss_of(ALGORITHMS[case[0]])])
def test_with_every_loss_the_artifact_equals_the_estimator(name: str, loss: LossName) -> None:
    algorithm, data = ALGORITHMS[name], shared("regression", loss)
    lesson = data.lesson(algorithm.family, 0)
    estimator = algorithm.fit(lesson, quick(algorithm))
    graph = data.prepared(algorithm.family, 0).graph
    model = assemble(graph, algorithm.convert(estimator, lesson), data.interface, is_log=data.is_log)
    rows = adversarial.rows(model, 3000, seed=4)
    features = graph.features(_fed(data, rows))

    found, expected = Scorer(model).score(rows), algorithm.raw(estimator, lesson, features)

    allowed = 1e-9 * np.maximum(1, np.abs(expected)) if algorithm.exact else 1e-5 * max(1.0, float(np.ptp(expected)))
    assert (np.abs(found.raw - expected) <= allowed).all()
    assert np.allclose(found.value, np.exp(found.raw[:, 0]) if data.is_log else found.raw[:, 0], rtol=1e-12)


def _fed(data: Material, columns: dict[str, Array]) -> dict[str, Array]:
    from mlworkbench.scoring.wire import feed

    return feed(data.interface, columns)


@pytest.mark.parametrize(("name", "task"), [case for case in TWO_WAYS if ALGORITHMS[case[0]].weighs])
def test_rows_that_weigh_more_pull_the_scores_to_them(name: str, task: TaskName) -> None:
    algorithm = ALGORITHMS[name]
    data = shared(task, loss_of(algorithm))
    lesson = data.lesson(algorithm.family, 0)
    high = lesson.target > np.median(lesson.target) if task == "regression" else lesson.target == 1
    weights = np.where(high, 9.0, 1.0)
    columns = data.columns_of(data.left_out(0))

    alike = scored(algorithm, data, lesson, columns, quick(algorithm))
    pulled = scored(algorithm, data, replace(lesson, weights=weights / weights.mean()), columns, quick(algorithm))

    assert pulled.raw.mean() > alike.raw.mean() + 0.03 * max(alike.raw.std(), pulled.raw.std())


@pytest.mark.parametrize(("name", "task", "loss"), BOUND)
def test_a_direction_is_kept_on_every_row(name: str, task: TaskName, loss: LossName) -> None:
    algorithm, data = ALGORITHMS[name], shared(task, loss)
    lesson = data.lesson(algorithm.family, 0)
    lesson = replace(lesson, monotone=constraints.monotone(lesson.feature_names, {"size": -1, "load": 1}))
    steps, some = 41, data.columns_of(data.left_out(0)[:25])
    paths = {"size": np.linspace(-4.0, 4.0, steps), "load": np.linspace(-2e6, 8e6, steps)}
    tail = algorithm.convert(algorithm.fit(lesson, quick(algorithm)), lesson)
    scorer = Scorer(assemble(data.prepared(algorithm.family, 0).graph, tail, data.interface, is_log=data.is_log))

    for column, path in paths.items():
        rows = {other: np.repeat(cells, steps) for other, cells in some.items()} | {column: np.tile(path, 25)}
        rises = np.diff(scorer.score(rows).raw.reshape(25, steps), axis=1)
        assert (rises <= 1e-9).all() if column == "size" else (rises >= -1e-9).all(), rises
        if column == "load":  # it is a helpful direction: it must not be kept by saying nothing
            assert rises.max() > 0


@pytest.mark.parametrize(("name", "task"), APART)
def test_columns_of_different_groups_do_not_meet(name: str, task: TaskName) -> None:
    algorithm, data = ALGORITHMS[name], shared(task, loss_of(ALGORITHMS[name]))
    lesson = data.lesson(algorithm.family, 0)
    lesson = replace(lesson, interactions=constraints.interactions(lesson.feature_names, (("size", "on"), ("load", "place"))))
    some = data.columns_of(data.left_out(0)[:40])
    here, there = {"size": -1.0, "load": 1e6}, {"size": 1.0, "load": 5e6}
    tail = algorithm.convert(algorithm.fit(lesson, quick(algorithm)), lesson)
    scorer = Scorer(assemble(data.prepared(algorithm.family, 0).graph, tail, data.interface, is_log=data.is_log))

    def at(size: float, load: float) -> Array:
        return scorer.score(some | {"size": np.full(40, size), "load": np.full(40, load)}).raw

    together = at(there["size"], there["load"]) - at(here["size"], there["load"])
    apart = at(there["size"], here["load"]) - at(here["size"], here["load"])
    assert np.allclose(together, apart, rtol=0, atol=1e-9 * np.abs(data.target).max())
    assert np.abs(apart).max() > 0


@pytest.mark.parametrize(("name", "task"), BY_ROUNDS)
def test_fewer_rounds_of_a_fit_are_a_fit_of_fewer_rounds(name: str, task: TaskName) -> None:
    algorithm, data = ALGORITHMS[name], shared(task, loss_of(ALGORITHMS[name]))
    family, (most, few) = algorithm.family, (30, 11) if algorithm.family == "tree" else (12, 5)
    assert algorithm.curve is not None and algorithm.cut is not None
    watching = data.lesson(family, 0, watching=True)
    whole = algorithm.fit(watching, small(algorithm, data.shape(family)) | {algorithm.rounds: most})
    plain = data.lesson(family, 0)
    graph = data.prepared(family, 0).graph

    cut = algorithm.cut(whole, few)
    fitted = algorithm.fit(plain, small(algorithm, data.shape(family)) | {algorithm.rounds: few})

    assert 0 < len(algorithm.curve(whole)) <= most
    files = [assemble(graph, algorithm.convert(one, plain), data.interface, is_log=data.is_log) for one in (cut, fitted)]
    assert files[0] == files[1]


@pytest.mark.parametrize(("name", "task"), BY_ROUNDS)
def test_watched_rows_end_a_fit_that_no_longer_gains(name: str, task: TaskName) -> None:
    """Of a target that has nothing to do with the features nothing is to be learnt, and soon."""
    algorithm, data = ALGORITHMS[name], shared(task, loss_of(ALGORITHMS[name]))
    assert algorithm.curve is not None
    lesson = data.lesson(algorithm.family, 0, watching=True)
    mixed = np.random.Generator(np.random.PCG64(8)).permutation(lesson.target)
    most = 1000 if algorithm.family == "tree" else 200

    found = algorithm.fit(
        replace(lesson, target=mixed), small(algorithm, data.shape(algorithm.family)) | {algorithm.rounds: most}
    )

    curve = algorithm.curve(found)
    assert len(curve) <= most // 2
    assert np.isfinite(curve).all() and min(curve) > 0


@pytest.mark.parametrize(
    "name", [one.name for one in ALGORITHMS if one.rounds or "trees" in {param.name for param in one.params}]
)
def test_a_pulse_that_raises_ends_a_fit_at_once(name: str) -> None:
    algorithm, data = ALGORITHMS[name], shared("regression", loss_of(ALGORITHMS[name]))
    long = algorithm.rounds or "trees"
    high = next(param.high for param in algorithm.params if param.name == long)
    heard = []

    def beat() -> None:
        heard.append(1)
        raise Enough

    lesson = replace(data.lesson(algorithm.family, 0), pulse=beat)
    with pytest.raises(Enough):
        algorithm.fit(lesson, small(algorithm, data.shape(algorithm.family)) | {long: int(high or 0)})

    assert len(heard) == 1
