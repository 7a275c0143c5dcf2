"""Models that add columns up, compare rows or pass them through layers: what each promises beyond what all algorithms do."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import TaskName
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Watched
from mlworkbench.stages.train.tails import Bells, Linear, Nearest, Odds
from mlworkbench.stages.train.units import some

ROWS, WIDTH = 300, 6
OURS = ("logistic", "ridge", "elastic_net", "poisson", "quantile", "naive_bayes", "linear_svm", "svm", "neighbours", "mlp")
WEIGHED = tuple(name for name in OURS if ALGORITHMS[name].weighs)


def random(seed: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def lesson(task: TaskName = "regression", rows: int = ROWS, **more: Any) -> Lesson:
    """Six scaled columns, the last of two values, of which three matter."""
    made = random()
    features = made.normal(size=(rows, WIDTH)).astype(np.float32)
    features[:, 5] = np.where(features[:, 5] > 0.5, 1.5, -0.5)
    signal = features[:, 0] - 0.7 * features[:, 1] + features[:, 5] + made.normal(size=rows) * 0.5
    targets: dict[str, Array] = {
        "regression": signal * 10 + 100,
        "binary": (signal > 0.2).astype(np.int64),
        "multiclass": np.digitize(signal, [-0.5, 0.8]).astype(np.int64),
    }
    return Lesson(task, features, targets[task], {"regression": 0, "binary": 2, "multiclass": 3}[task], 1, **more)


def suited(algorithm: Algorithm, **more: Any) -> Lesson:
    """A lesson that this algorithm takes."""
    task = "regression" if "regression" in algorithm.tasks else "binary"
    loss = "squared" if "squared" in algorithm.losses else min(algorithm.losses)
    return lesson(task, loss=loss, **more)


def first(algorithm: Algorithm, made: Lesson, **changed: Any) -> dict[str, Any]:
    return next(algorithm.portfolio(Shape(*made.features.shape, made.classes))) | changed


def small(algorithm: Algorithm, made: Lesson) -> dict[str, Any]:
    chosen = first(algorithm, made)
    return chosen | {"rounds": 5} if "rounds" in chosen else chosen


def fitted(name: str, made: Lesson, **changed: Any) -> tuple[Any, Algorithm]:
    algorithm = ALGORITHMS[name]
    return algorithm.fit(made, first(algorithm, made, **changed)), algorithm


# -- what all of them promise -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_a_missing_feature_is_refused_in_words(name: str) -> None:
    made = suited(ALGORITHMS[name])
    made.features[3, 2] = np.nan

    with pytest.raises(InputError) as caught:
        ALGORITHMS[name].fit(made, small(ALGORITHMS[name], made))

    assert caught.value.key == "train.features_missing"


class Unwanted(Exception):
    """The fit is to stop."""


@pytest.mark.parametrize("name", OURS)
def test_a_fit_that_is_no_longer_wanted_stops(name: str) -> None:
    def stop() -> None:
        raise Unwanted

    made = suited(ALGORITHMS[name], pulse=stop)

    with pytest.raises(Unwanted):
        ALGORITHMS[name].fit(made, small(ALGORITHMS[name], made))


@pytest.mark.parametrize("name", [name for name in WEIGHED if name not in ("mlp", "svm")])
def test_a_row_of_weight_two_counts_as_two_rows(name: str) -> None:
    algorithm = ALGORITHMS[name]
    once = suited(algorithm, rows=120)
    chosen = small(algorithm, once)
    again = np.concatenate([np.arange(120), np.arange(40)])
    twice = replace(once, features=once.features[again], target=once.target[again])
    weights = np.where(np.arange(120) < 40, 2.0, 1.0)

    weighed = algorithm.raw(algorithm.fit(replace(once, weights=weights), chosen), once, once.features)
    repeated = algorithm.raw(algorithm.fit(twice, chosen), twice, once.features)

    ignored = algorithm.raw(algorithm.fit(once, chosen), once, once.features)
    assert np.abs(weighed - repeated).max() < 0.25 * np.abs(ignored - repeated).max()


def test_neighbours_say_that_they_cannot_weigh() -> None:
    with pytest.raises(InputError) as caught:
        fitted("neighbours", lesson("binary", weights=np.ones(ROWS)))

    assert caught.value.key == "train.neighbours_weighed"


@pytest.mark.parametrize("name", ["mlp", "svm"])
def test_heavy_rows_pull(name: str) -> None:
    algorithm, made = ALGORITHMS[name], lesson("binary")
    heavy = replace(made, weights=np.where(made.target == 1, 1.9, 0.1))

    plain, pulled = (algorithm.raw(algorithm.fit(one, small(algorithm, one)), made, made.features) for one in (made, heavy))

    assert (pulled > plain).mean() > 0.9


@pytest.mark.parametrize("name", OURS)
def test_the_space_holds_valid_values_of_known_parameters(name: str) -> None:
    algorithm = ALGORITHMS[name]
    known = {param.name for param in algorithm.params}

    for span in algorithm.space:
        assert span.name in known
        for value in span.options or (span.low, span.high):
            params.check(algorithm.params, {span.name: value})


@pytest.mark.parametrize("name", OURS)
def test_the_size_foretold_is_near_the_size_made(name: str) -> None:
    algorithm, made = ALGORITHMS[name], suited(ALGORITHMS[name])
    chosen, held = small(algorithm, made), 0

    tail = algorithm.convert(algorithm.fit(made, chosen), made)
    for value in vars(tail.shares if isinstance(tail, Odds) else tail).values():
        held += sum(one.nbytes for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, np.ndarray))

    assert algorithm.weight is not None
    foretold = algorithm.weight(Shape(*made.features.shape, made.classes), chosen).bytes
    assert held * 0.8 <= foretold <= held * 3 + 2000


# -- each by itself ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_a_sparse_logistic_regression_is_the_librarys(task: TaskName) -> None:
    from sklearn.linear_model import LogisticRegression

    made = lesson(task)
    ours, _ = fitted("logistic", made, strength=0.1, mix=1.0)
    theirs = LogisticRegression(solver="saga", C=0.1, l1_ratio=1.0, max_iter=5000, tol=1e-7)
    theirs.fit(made.features.astype(np.float64), made.target)

    assert np.allclose(ours.coef_, theirs.coef_, atol=1e-3)
    assert (ours.coef_ == 0).sum() == (theirs.coef_ == 0).sum() > 0


def test_columns_that_say_nothing_get_the_weight_zero() -> None:
    model, _ = fitted("elastic_net", lesson(), penalty=0.2)

    assert np.flatnonzero(model.coef_).tolist() == [0, 1, 5]


def test_penalties_mean_the_same_for_targets_of_any_size() -> None:
    made = lesson()
    large = replace(made, target=made.target * 1000 + 5)
    for changed in ({"mix": 1.0}, {"mix": 0.3}):
        small_one, large_one = (fitted("elastic_net", one, **changed)[0] for one in (made, large))
        assert np.allclose(large_one.coef_, small_one.coef_ * 1000, rtol=1e-3, atol=1.0)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_as_many_rows_lie_below_a_quantile_as_asked_and_none_is_much_better(level: float) -> None:
    from sklearn.linear_model import QuantileRegressor

    made = lesson(loss="quantile", level=level)
    cells = made.features.astype(np.float64)
    model, algorithm = fitted("quantile", made)

    def pinball(found: Array) -> float:
        short = made.target - found
        return float(np.mean(np.maximum(level * short, (level - 1) * short)))

    found = algorithm.raw(model, made, made.features)[:, 0]
    best = QuantileRegressor(quantile=level, alpha=0.0, solver="highs").fit(cells, made.target).predict(cells)
    assert abs((made.target <= found + 1e-9).mean() - level) <= 1 / ROWS
    assert pinball(found) <= 1.01 * pinball(best)


def test_the_median_is_not_moved_by_a_few_absurd_values() -> None:
    made = lesson(loss="absolute")
    absurd = replace(made, target=np.where(np.arange(ROWS) % 50 == 0, 1e9, made.target))

    plain, moved = (fitted("quantile", one)[0] for one in (made, absurd))

    assert np.abs(plain.weights - moved.weights).max() < 1.0


@pytest.mark.parametrize(("loss", "level"), [("poisson", 0.5), ("tweedie", 1.5), ("tweedie", 2.0)])
def test_a_count_is_the_power_of_a_sum(loss: Any, level: float) -> None:
    made = lesson(loss=loss, level=level)
    mean = np.exp(0.5 * made.features[:, 0].astype(np.float64) + 3)
    made = replace(made, target=random(1).poisson(mean) + (1.0 if level == 2.0 else 0.0))
    model, algorithm = fitted("poisson", made)

    raw = algorithm.raw(model, made, made.features)[:, 0]
    tail = algorithm.convert(model, made)

    assert isinstance(tail, Linear)
    assert tail.weights[0, 0] == pytest.approx(0.5, abs=0.05)
    assert np.exp(raw).mean() == pytest.approx(made.target.mean(), rel=0.03)


@pytest.mark.parametrize(
    ("loss", "level", "least", "key"),
    [
        ("poisson", 0.5, -1.0, "train.target_negative"),
        ("tweedie", 1.5, -1.0, "train.target_negative"),
        ("tweedie", 2.0, 0.0, "train.target_not_positive"),
        ("poisson", 0.5, None, "train.target_all_zero"),
    ],
)
def test_targets_a_loss_cannot_take_are_refused(loss: Any, level: float, least: float | None, key: str) -> None:
    made = lesson(loss=loss, level=level)
    target = np.zeros(ROWS) if least is None else np.where(np.arange(ROWS) == 5, least, np.abs(made.target) + 1)

    with pytest.raises(InputError) as caught:
        fitted("poisson", replace(made, target=target))

    assert caught.value.key == key


@pytest.mark.parametrize("name", ["naive_bayes", "svm", "mlp", "logistic"])
def test_one_class_alone_is_refused(name: str) -> None:
    made = lesson("binary")

    with pytest.raises((InputError, ValueError), match="class"):
        fitted(name, replace(made, target=np.zeros(ROWS, dtype=np.int64)))


def test_naive_bayes_counts_two_valued_columns_and_takes_the_others_as_normal() -> None:
    model, algorithm = fitted("naive_bayes", lesson("binary"))

    tail = algorithm.convert(model, lesson("binary"))

    assert model.two_valued.tolist() == [False] * 5 + [True]
    assert tail.squares[5, 0] == 0.0  # type: ignore[union-attr, unused-ignore]
    assert (tail.squares[:5, 0] != 0.0).all()  # type: ignore[union-attr, unused-ignore]


# -- rows kept --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("neighbours", Nearest), ("svm", Bells)])
def test_no_more_rows_are_kept_than_asked_and_the_seed_says_which(name: str, kind: type) -> None:
    made = lesson()
    same, other = replace(made, seed=1), replace(made, seed=2)

    points = []
    for one in (made, same, other):
        model, algorithm = fitted(name, one, points=50)
        tail = algorithm.convert(model, one)
        assert isinstance(tail, kind)
        points.append(np.asarray(vars(tail)["points"]))

    assert len(points[0]) <= 50
    assert np.array_equal(points[0], points[1])
    assert not np.array_equal(points[0], points[2])


def test_a_draw_keeps_some_of_a_rare_class() -> None:
    made = lesson("multiclass", rows=ROWS)
    target = np.where(np.arange(ROWS) < 4, 2, np.arange(ROWS) % 2)

    drawn = some(replace(made, target=target), 40)

    assert np.bincount(target[drawn]).tolist() == [19, 19, 4]
    assert (np.diff(drawn) > 0).all()
    assert len(some(replace(made, target=np.arange(ROWS) // 2), 40)) == ROWS // 2  # of very many classes one row each


@pytest.mark.parametrize("name", ["neighbours", "svm"])
@pytest.mark.parametrize(
    ("shape", "key"),
    [(Shape(1000, 20_000, 2), "train.too_many_features"), (Shape(30_000_000, 300, 2), "train.too_many_comparisons")],
)
def test_what_would_be_too_large_or_slow_is_refused_beforehand(name: str, shape: Shape, key: str) -> None:
    refuses: Callable[[Shape], Any] | None = ALGORITHMS[name].refuses

    assert refuses is not None
    assert refuses(shape).key == key
    assert refuses(Shape(50_000, 60, 2)) is None


# -- networks ---------------------------------------------------------------------------------------------------------------


def test_a_network_stops_by_the_watched_rows_and_is_as_it_was_then() -> None:
    made, noise = lesson(rows=80), random(9)
    watched = Watched(noise.normal(size=(60, WIDTH)).astype(np.float32), noise.normal(size=60) * 10 + 100)
    model, algorithm = fitted("mlp", replace(made, watched=watched), rounds=60, step=0.01)

    losses = model.losses
    best = int(np.argmin(losses)) + 1

    assert algorithm.curve is not None and algorithm.cut is not None
    assert algorithm.curve(model) == losses
    assert len(losses) < 60
    alone = algorithm.fit(made, first(algorithm, made, rounds=best, step=0.01))
    assert np.array_equal(algorithm.raw(model, made, made.features), algorithm.raw(alone, made, made.features))
    fewer = algorithm.fit(made, first(algorithm, made, rounds=2, step=0.01))
    assert np.array_equal(algorithm.raw(algorithm.cut(model, 2), made, made.features), algorithm.raw(fewer, made, made.features))


def test_a_network_counts_on_a_log_scale() -> None:
    made = lesson(loss="poisson")
    made = replace(made, target=random(2).poisson(np.exp(made.features[:, 0].astype(np.float64) + 4)).astype(np.float64))
    model, algorithm = fitted("mlp", made)

    found = np.exp(algorithm.raw(model, made, made.features)[:, 0])

    assert np.corrcoef(found, made.target)[0, 1] > 0.9
    assert found.mean() == pytest.approx(made.target.mean(), rel=0.1)


def test_large_tables_get_fewer_rounds_and_rows() -> None:
    small_shape, large = Shape(5000, 20, 2), Shape(5_000_000, 200, 2)
    for name, told in (("mlp", "rounds"), ("svm", "points"), ("quantile", "iterations"), ("logistic", "iterations")):
        few, many = (next(itertools.islice(ALGORITHMS[name].portfolio(shape), 1)) for shape in (large, small_shape))
        assert few[told] < many[told], name
