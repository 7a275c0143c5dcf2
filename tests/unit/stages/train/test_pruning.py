"""Who is given up after the first fold: only what is far and certainly behind the best of its own kind."""

import numpy as np
import pytest

from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.candidates import Known
from mlworkbench.stages.train.pruning import BEHIND, allowed, behind
from mlworkbench.stages.train.trial import Configuration

ROWS = np.linspace(0.5, 1.5, 200)  # mean 1


def one(algorithm: str = "lightgbm", number: int = 5) -> Configuration:
    return Configuration(number, ALGORITHMS[algorithm], {})


def known(losses: np.ndarray | None = ROWS, algorithm: str = "xgboost") -> Known:
    return Known(one(algorithm, 1), 1.0, losses)


def test_it_is_told_by_which_part_it_is_behind():
    assert behind(one(), 1.3 * ROWS, [known()]) == pytest.approx(0.3)


@pytest.mark.parametrize("times", [0.5, 1.0, 1.09])
def test_what_is_better_or_a_little_behind_goes_on(times):
    assert behind(one(), times * ROWS, [known()]) is None


def test_what_may_be_chance_goes_on():
    wild = ROWS.copy()
    wild[7] += 60.0  # one row makes all of the difference

    assert wild.mean() > 1.29
    assert behind(one(), wild, [known()]) is None


def test_it_is_held_against_the_best_of_its_family_alone():
    neural = known(0.1 * ROWS, "mlp")

    assert behind(one(), 1.05 * ROWS, [known(), neural]) is None
    assert behind(one("logistic"), 1.05 * ROWS, [known(), neural]) == pytest.approx(9.5)
    assert behind(one("logistic"), 9 * ROWS, [known()]) is None


def test_where_nothing_can_be_compared_it_goes_on():
    assert behind(one(), 2 * ROWS, []) is None
    assert behind(one(), 2 * ROWS, [known(None)]) is None
    assert behind(one(), ROWS[:1], [known(0.1 * ROWS[:1])]) is None
    assert behind(one(), 2 * ROWS, [known(-ROWS)]) is None  # a loss that may be negative has no parts


def test_the_more_of_the_time_it_would_take_the_less_it_may_be_behind():
    assert allowed(0.0, 50.0).family == BEHIND
    assert allowed(7.5, 50.0).family == pytest.approx(BEHIND / 2)
    assert allowed(15.0, 50.0).family == allowed(40.0, 50.0).family == allowed(1.0, 0.0).family == 0.0
    assert behind(one(), 1.05 * ROWS, [known()], allowed(15.0, 50.0)) == pytest.approx(0.05)
    assert behind(one(), 0.99 * ROWS, [known()], allowed(15.0, 50.0)) is None


def test_another_family_may_be_far_behind_only_where_that_costs_next_to_nothing():
    assert behind(one("mlp"), 1.6 * ROWS, [known()], allowed(1.0, 50.0)) is None
    assert behind(one("mlp"), 1.6 * ROWS, [known()], allowed(4.0, 50.0)) == pytest.approx(0.6)
    assert behind(one("mlp"), 1.4 * ROWS, [known()], allowed(4.0, 50.0)) is None
