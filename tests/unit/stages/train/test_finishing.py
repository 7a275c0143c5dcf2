"""What the end of a run is foretold to take, and which model it chooses."""

from types import SimpleNamespace

import pytest

from mlworkbench.base.records import Limits
from mlworkbench.stages.train import finishing


def model(size=1_000_000, microseconds=100.0, algorithm="lightgbm", score=0.8, folds=5):
    return SimpleNamespace(
        algorithm=algorithm,
        model=bytes(size),
        row_microseconds=microseconds,
        needs=(float(size), microseconds),
        score=SimpleNamespace(mean=score),
        made="averaged",
        fold_hashes=("",) * folds,
    )


def asked(**changes):
    usual = {"shipped": True, "preset": "balanced", "explainable": False, "greater_is_better": True, "limits": None}
    usual["inputs"] = ("a",) * 20
    return SimpleNamespace(**usual | changes)


def judged(folds, made="refit", number=1, size=1000):
    score, more = SimpleNamespace(mean=sum(folds) / len(folds)), {"algorithm": "lightgbm", "row_microseconds": 1.0}
    return SimpleNamespace(folds=folds, made=made, number=number, model=bytes(size), score=score, **more)


FIRST = judged((0.80, 0.82, 0.84))


@pytest.mark.parametrize(
    ("ensemble", "greater", "wins"),
    [
        ((0.81, 0.81, 0.83), True, True),  # behind by less than the folds differ
        ((0.79, 0.81, 0.83), True, False),  # behind in each fold
        ((0.81, 0.83, 0.85), True, True),
        ((0.79, 0.81, 0.83), False, True),  # an error
        ((0.81, 0.83, 0.85), False, False),
    ],
)
def test_the_ensemble_is_chosen_unless_the_folds_say_that_it_is_worse(ensemble, greater, wins):
    made = judged(ensemble, "ensemble", 2)

    assert finishing.best([FIRST, made], asked(greater_is_better=greater)) is (made if wins else FIRST)


@pytest.mark.parametrize(("others", "wins"), [(1, False), (60, True)])
def test_the_first_of_many_is_ahead_by_luck(others, wins):
    made = judged((0.7999, 0.8192, 0.8391), "ensemble", 99)  # behind by 2.4 standard errors of the differences
    many = [judged((0.7, 0.7, 0.7 + number / 1000), number=3 + number) for number in range(others - 1)]

    assert finishing.best([FIRST, *many, made], asked()) is (made if wins else FIRST)


def test_an_ensemble_beyond_the_limits_is_not_chosen():
    large = judged((0.81, 0.83, 0.85), "ensemble", 2, size=2000)

    assert finishing.best([FIRST, large], asked(limits=Limits(model_bytes=1500))) is FIRST


def test_a_large_or_slow_model_takes_longer_to_prove():
    one = finishing.shipped([model()], asked())

    assert one == pytest.approx(0.89, abs=0.01)  # measured: 0.7 to 0.9 s of a processor beyond what any package takes
    assert finishing.shipped([model(size=4_000_000)], asked()) > 2 * one
    assert finishing.shipped([model(microseconds=2_000.0)], asked()) > one + 2
    assert finishing.shipped([model()], asked(inputs=("a",) * 3000)) < one  # of wide rows fewer are proved


def test_as_many_are_proved_together_as_an_ensemble_may_have():
    eight = [model()] * 8
    one = finishing.shipped(eight[:1], asked())

    assert finishing.shipped(eight, asked()) == pytest.approx(5 * one)
    assert finishing.shipped(eight, asked(preset="best")) == pytest.approx(8 * one)
    assert finishing.shipped(eight, asked(preset="fast")) == pytest.approx(one)
    assert finishing.shipped(eight, asked(explainable=True)) == pytest.approx(one)


def test_no_time_is_kept_for_fold_models_that_an_ensemble_leaves_out():
    large = [model(size=20_000_000, microseconds=2_000.0)] * 8

    alone, together = finishing.shipped(large[:1], asked()), finishing.shipped(large, asked())

    assert alone / 1.5 < together <= alone
    assert finishing.shipped(large, asked(preset="best")) > 2 * together


def test_a_large_model_that_is_no_good_costs_no_time():
    good = [model(score=0.9)] * 15

    assert finishing.shipped([*good, model(size=50_000_000, score=0.5)], asked()) == finishing.shipped(good, asked())


def test_a_small_ensemble_takes_whole_models():
    assert finishing._folds([(model(), 0.6), (model(), 0.4)], 2_000_000) == [(), ()]


def test_a_large_ensemble_takes_more_fold_models_of_what_counts_more_and_each_fold_in_turn():
    found = finishing._folds([(model(size=5_000_000), 0.8), (model(size=5_000_000), 0.1)], 5_000_000)

    assert found == [(0, 1, 2, 3), (4,)]


def test_a_large_ensemble_keeps_at_least_one_fold_model_of_each():
    assert finishing._folds([(model(), 0.6), (model(), 0.3), (model(folds=1), 0.1)], 1) == [(0,), (1,), ()]


def test_nothing_is_kept_back_where_no_package_is_built_or_nothing_is_learnt():
    assert finishing.shipped([model()], asked(shipped=False)) == 0
    assert finishing.shipped([model(algorithm="baseline")], asked()) == 0
