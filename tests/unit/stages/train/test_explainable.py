"""Models that can be read: curves and tables, points, rules. What is read off the file is what the file computes."""

import math
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import resource_tracker
from threading import Event
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Step, TaskName
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import Array, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.train import cards
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.part import Lesson, Shape

ROWS = 1200
NAMES = ("first", "second", "third", "flat", "void")


def features(seed: int = 0, rows: int = ROWS) -> Array:
    """Five columns: the first three matter, one is always the same, one always missing."""
    random = np.random.Generator(np.random.PCG64(seed))
    made = np.round(random.normal(size=(rows, 5)), 2)
    made[random.random(rows) < 0.15, 1] = np.nan
    made[:, 3], made[:, 4] = 1.0, np.nan
    return made.astype(np.float32)


def signal(cells: Array) -> Array:
    return np.asarray(2 * cells[:, 0] + np.where(np.isnan(cells[:, 1]), 2.0, -cells[:, 1]) + cells[:, 0] * cells[:, 2])


def lesson(task: TaskName = "binary", **more: Any) -> Lesson:
    cells = features()
    noisy = signal(cells) + np.random.Generator(np.random.PCG64(1)).normal(size=ROWS) * 0.5
    targets: dict[TaskName, Array] = {
        "binary": (noisy > 0).astype(np.int64),
        "multiclass": np.digitize(noisy, [-1.0, 1.5]).astype(np.int64),
        "regression": noisy * 100,
    }
    classes = {"binary": 2, "multiclass": 3, "regression": 0}[task]
    return Lesson(task, cells, targets[task], classes, 5, feature_names=NAMES, **more)


def params(name: str, **more: Any) -> Chosen:
    found = next(ALGORITHMS[name].portfolio(Shape(ROWS, 5, 2)))
    return found | ({"rounds": 150} if name == "explainable_boosting" else {}) | more


def raw(name: str, taught: Lesson, cells: Array, **more: Any) -> Array:
    algorithm = ALGORITHMS[name]
    return algorithm.raw(algorithm.fit(taught, params(name, **more)), taught, cells)


def shipped(name: str, taught: Lesson, **more: Any) -> bytes:
    """The file of a model whose features are its columns."""
    algorithm = ALGORITHMS[name]
    inputs = tuple(Input(column, "number", "", -3.0, 3.0) for column in NAMES)
    classes = tuple(f"class {number}" for number in range(taught.classes))
    positive = classes[1] if taught.task == "binary" else None
    interface = Interface(taught.task, "target", inputs, classes, positive, 0.0 if taught.task == "binary" else None)
    fed = feed(interface, columns(taught.features))
    graph = prepare.fit((Step("keep", NAMES),), inputs, fed, "tree")
    return assemble(graph, algorithm.convert(algorithm.fit(taught, params(name, **more)), taught), interface)


def columns(cells: Array) -> dict[str, Array]:
    return {name: cells[:, place].astype(np.float64) for place, name in enumerate(NAMES)}


def steady(sign: int, scores: Array) -> bool:
    return bool((sign * np.diff(scores, axis=1) >= -1e-12).all())


# -- constraints and weights -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize(
    ("name", "task"), [("explainable_boosting", "binary"), ("explainable_boosting", "regression"), ("scorecard", "binary")]
)
def test_a_direction_is_kept_even_where_the_rows_speak_against_it(name: str, task: TaskName, sign: int) -> None:
    taught = lesson(task, monotone=(sign, 0, 0, 0, 0))
    rows = np.repeat(features(seed=9, rows=40), 120, axis=0)
    rows[:, 0] = np.tile(np.linspace(-4, 4, 120), 40)

    found = raw(name, taught, rows, **({"pairs": 3} if name == "explainable_boosting" else {}))

    assert steady(sign, found.reshape(40, 120))


def test_points_in_one_direction_only_go_the_way_the_rows_go() -> None:
    rows = np.repeat(features(seed=9, rows=2), 100, axis=0)
    rows[:, 0] = np.tile(np.linspace(-4, 4, 100), 2)

    found = raw("scorecard", lesson(), rows, monotone=True).reshape(2, 100)

    assert steady(1, found) and (found[:, -1] > found[:, 0]).all()


def test_a_direction_of_many_classes_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        raw("explainable_boosting", lesson("multiclass", monotone=(1, 0, 0, 0, 0)), features())

    assert caught.value.key == "train.no_direction_of_classes"


@pytest.mark.parametrize("name", ["explainable_boosting", "scorecard", "rule_list"])
def test_rows_of_more_weight_count_for_more(name: str) -> None:
    plain = lesson()
    weights = np.where(plain.target == 1, 3.0, 1.0)
    heavy = lesson(weights=weights / weights.mean())

    assert raw(name, heavy, features()).mean() > raw(name, plain, features()).mean() + 0.5


def test_features_of_different_groups_do_not_meet() -> None:
    taught = lesson("regression", interactions=((0,), (1, 2), (3,), (4,)))
    model = ALGORITHMS["explainable_boosting"].fit(taught, params("explainable_boosting", pairs=10))
    listed = ALGORITHMS["rule_list"].fit(taught, params("rule_list"))

    assert {term for term in model.term_features_ if len(term) > 1} == {(1, 2)}
    assert all({one.feature for one in rule} <= {1, 2} for rule in listed.rules if len(rule) > 1)


@pytest.mark.parametrize("loss", ["poisson", "tweedie"])
def test_counts_are_learnt_on_a_logarithm(loss: Any) -> None:
    cells = features()
    mean = np.exp(0.5 + 0.4 * cells[:, 0].astype(np.float64))
    counts = np.random.Generator(np.random.PCG64(3)).poisson(mean).astype(np.float64)
    taught = Lesson("regression", cells, counts, 0, 1, loss=loss, level=1.5)

    found = np.exp(raw("explainable_boosting", taught, cells)[:, 0])

    assert np.corrcoef(found, mean)[0, 1] > 0.9
    assert found.mean() == pytest.approx(counts.mean(), rel=0.1)


# -- the library behind explainable boosting -------------------------------------------------------------------------------------


def test_pairs_of_columns_find_what_curves_alone_cannot() -> None:
    taught = lesson("regression")

    curves, pairs = (raw("explainable_boosting", taught, taught.features, pairs=count)[:, 0] for count in (0, 3))

    assert np.std(taught.target - pairs) < 0.75 * np.std(taught.target - curves)


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """What the interpreter does that a fit must not do; hooks cannot be taken away, so this one falls silent."""
    found: list[str] = []
    over = Event()

    def hear(event: str, _: Any) -> None:
        if not over.is_set() and event.startswith(
            ("socket.", "subprocess.", "os.fork", "os.posix_spawn", "os.exec", "webbrowser.")
        ):
            found.append(event)

    sys.addaudithook(hear)
    yield found
    over.set()


def test_fitting_starts_no_process_opens_nothing_and_says_nothing(seen: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    before = getattr(resource_tracker._resource_tracker, "_pid", None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        raw("explainable_boosting", lesson("multiclass"), features(), pairs=2, bags=2)

    assert seen == []
    assert getattr(resource_tracker._resource_tracker, "_pid", None) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("rows", [3, 12, 99])
@pytest.mark.parametrize("name", ["explainable_boosting", "scorecard", "rule_list"])
def test_few_rows_still_give_finite_scores(name: str, rows: int) -> None:
    taught = Lesson("binary", features()[:rows], np.arange(rows) % 2, 2, 1)

    assert np.isfinite(raw(name, taught, features(), **({"pairs": 2} if name == "explainable_boosting" else {}))).all()


class NotWantedError(Exception):
    pass


def test_a_fit_that_is_no_longer_wanted_ends() -> None:
    def pulse() -> None:
        raise NotWantedError

    for name in ("explainable_boosting", "scorecard", "rule_list"):
        with pytest.raises(NotWantedError):
            ALGORITHMS[name].fit(lesson(pulse=pulse), params(name))


# -- points ----------------------------------------------------------------------------------------------------------------------


def added_up(card: cards.Card, row: Array) -> float:
    """The points of a row as a person finds them in the table."""
    total = card.base
    for one in card.characteristics:
        value = float(row[one.feature])
        total += next(bin_.points for bin_ in one.bins if lies(bin_.values, value))
    return total


def lies(values: cards.Range, value: float) -> bool:
    return values.missing if math.isnan(value) else values.low <= value < values.high


@pytest.mark.parametrize("against", [False, True])
def test_points_added_up_by_hand_are_the_log_odds_of_the_file(against: bool) -> None:
    chosen = params("scorecard", against=against)
    model = shipped("scorecard", lesson(), against=against)
    rows = features(seed=4, rows=300)

    card = cards.points(model, chosen)
    scores = Scorer(model).score(columns(rows)).raw[:, 0]

    totals = np.array([added_up(card, row) for row in rows])
    assert totals == pytest.approx(card.scale.offset + card.scale.factor * scores, abs=1e-9)
    assert all(float(bin_.points).is_integer() for one in card.characteristics for bin_ in one.bins)
    assert {one.name for one in card.characteristics} <= {"first", "second", "third"}
    assert np.corrcoef(totals, signal(rows))[0, 1] * (-1 if against else 1) > 0.8


def test_twice_the_odds_are_twenty_points_and_the_base_is_where_it_was_put() -> None:
    scale = cards.Scale.of(params("scorecard"))

    assert scale.offset + scale.factor * math.log(50) == pytest.approx(600)
    assert scale.factor * math.log(2) == pytest.approx(20)


def test_bins_of_a_characteristic_cover_every_value_once() -> None:
    card = cards.points(shipped("scorecard", lesson()), params("scorecard"))
    values = [math.nan, -math.inf, -1e300, 0.0, 1e300, *np.linspace(-4, 4, 99).tolist()]

    for one in card.characteristics:
        assert all(sum(lies(bin_.values, value) for bin_ in one.bins) == 1 for value in values)
        assert sum(bin_.values.missing for bin_ in one.bins) == 1


def test_a_missing_value_has_points_of_its_own() -> None:
    card = cards.points(shipped("scorecard", lesson()), params("scorecard"))

    second = next(one for one in card.characteristics if one.name == "second")
    assert second.bins[0].values.missing
    assert second.bins[0].points > min(bin_.points for bin_ in second.bins)


def test_points_lie_near_the_odds_without_rounding() -> None:
    taught = lesson()

    whole, exact = (raw("scorecard", taught, features(), whole=whole)[:, 0] for whole in (True, False))

    assert np.abs(whole - exact).max() < 4 * 0.5 * math.log(2) / 20


def test_columns_that_say_nothing_get_no_points() -> None:
    random = np.random.Generator(np.random.PCG64(8))
    taught = Lesson("binary", features(), random.integers(0, 2, ROWS), 2, 1)

    card = cards.points(shipped("scorecard", taught, least_value=0.1), params("scorecard", least_value=0.1))

    assert card.characteristics == ()
    assert len(np.unique(Scorer(shipped("scorecard", taught, least_value=0.1)).score(columns(features())).raw)) == 1


# -- rules -----------------------------------------------------------------------------------------------------------------------


def first_that_holds(rules: tuple[cards.Rule, ...], row: Array) -> tuple[float, ...]:
    return next(rule.raw for rule in rules if all(lies(one.values, float(row[one.feature])) for one in rule.conditions))


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_rules_followed_by_hand_give_the_scores_of_the_file(task: TaskName) -> None:
    model = shipped("rule_list", lesson(task))
    rows = features(seed=4, rows=300)

    rules = cards.rules(model)
    scores = Scorer(model).score(columns(rows)).raw

    assert [first_that_holds(rules, row) for row in rows] == [tuple(row) for row in scores.tolist()]
    assert 3 < len(rules) <= 13 and rules[-1].conditions == ()
    assert all(1 <= len(rule.conditions) <= 2 for rule in rules[:-1])
    assert {one.name for rule in rules for one in rule.conditions} <= {"first", "second", "third"}


def test_a_planted_rule_is_the_first_of_the_list() -> None:
    cells = features()
    random = np.random.Generator(np.random.PCG64(6))
    inside = (cells[:, 0] >= 0.5) & (cells[:, 2] < 0)
    target = np.where(inside, random.random(ROWS) < 0.95, random.random(ROWS) < 0.1).astype(np.int64)

    first = cards.rules(shipped("rule_list", Lesson("binary", cells, target, 2, 1)))[0]

    bounds = {one.name: one.values for one in first.conditions}
    assert bounds["first"].low == pytest.approx(0.5, abs=0.06)
    assert bounds["third"].high == pytest.approx(0.0, abs=0.06)
    assert first.raw[0] > 2


def test_without_anything_to_learn_there_is_only_the_else() -> None:
    taught = Lesson("regression", features(), np.ones(ROWS), 0, 1)

    assert [rule.conditions for rule in cards.rules(shipped("rule_list", taught))] == [()]


def test_a_file_of_another_kind_has_neither_points_nor_rules() -> None:
    model = shipped("explainable_boosting", lesson(), pairs=3)

    with pytest.raises(ValueError, match="several features"):
        cards.points(model, params("scorecard"))
    with pytest.raises(ValueError, match="no rules"):
        cards.rules(model)


def test_rows_without_weight_are_as_if_they_were_not_there() -> None:
    taught = lesson(weights=np.where(np.arange(ROWS) < 400, 3.0, 0.0))
    alone = replace(taught, features=taught.features[:400], target=taught.target[:400], weights=np.full(400, 3.0))

    assert np.array_equal(raw("explainable_boosting", taught, features(9)), raw("explainable_boosting", alone, features(9)))


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_one_class_alone_is_nothing_to_explain(task: TaskName) -> None:
    taught = lesson(task)
    alone = replace(taught, weights=(taught.target == taught.target[0]).astype(np.float64))

    with pytest.raises(InputError) as caught:
        ALGORITHMS["explainable_boosting"].fit(alone, params("explainable_boosting"))

    assert caught.value.key == "train.one_class"
