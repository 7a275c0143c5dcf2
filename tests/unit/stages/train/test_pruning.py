"""Who is given up after the first fold: only what is far and certainly behind the best of its own kind."""

import numpy as np
import pytest

from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.candidates import Known
from mlworkbench.stages.train.losses import loss_of
from mlworkbench.stages.train.pruning import BEHIND, allowed, behind, on_best_scale
from mlworkbench.stages.train.trial import Configuration

ROWS = np.linspace(0.5, 1.5, 200)  # mean 1


def one(algorithm: str = "lightgbm", number: int = 5) -> Configuration:
    return Configuration(number, ALGORITHMS[algorithm], {})


def known(losses: np.ndarray | None = ROWS, algorithm: str = "xgboost", loss: float = 1.0) -> Known:
    return Known(one(algorithm, 1), loss, losses)


def part(*asked) -> float | None:
    found = behind(*asked)
    return found and found.part


def test_it_is_told_by_which_part_it_is_behind():
    found = behind(one(), 1.3 * ROWS, [known(loss=2.0)])

    assert found is not None
    assert (found.part, found.loss) == (pytest.approx(0.3), pytest.approx(2.6))  # over all folds it would be behind as far


@pytest.mark.parametrize("times", [0.5, 1.0, 1.09])
def test_what_is_better_or_a_little_behind_goes_on(times):
    assert part(one(), times * ROWS, [known()]) is None


def test_what_may_be_chance_goes_on():
    wild = ROWS.copy()
    wild[7] += 60.0  # one row makes all of the difference

    assert wild.mean() > 1.29
    assert part(one(), wild, [known()]) is None


def test_it_is_held_against_the_best_of_its_family_alone():
    neural = known(0.1 * ROWS, "mlp")

    assert part(one(), 1.05 * ROWS, [known(), neural]) is None
    assert part(one("logistic"), 1.05 * ROWS, [known(), neural]) == pytest.approx(9.5)
    assert part(one("logistic"), 9 * ROWS, [known()]) is None


def test_where_nothing_can_be_compared_it_goes_on():
    assert part(one(), 2 * ROWS, []) is None
    assert part(one(), 2 * ROWS, [known(None)]) is None
    assert part(one(), ROWS[:1], [known(0.1 * ROWS[:1])]) is None
    assert part(one(), 2 * ROWS, [known(np.nan * ROWS)]) is None
    assert part(one(), 2 * ROWS, [known(np.nan * ROWS), known()]) == pytest.approx(1.0)
    assert part(one(), np.nan * ROWS, [known()]) is None
    assert part(one(), 2 * ROWS, [known(-ROWS)]) is None  # a loss that may be negative has no parts


def test_the_more_of_the_time_it_would_take_the_less_it_may_be_behind():
    assert allowed(0.0, 50.0).family == BEHIND
    assert allowed(7.5, 50.0).family == pytest.approx(BEHIND / 2)
    assert allowed(15.0, 50.0).family == allowed(40.0, 50.0).family == allowed(1.0, 0.0).family == 0.0
    assert part(one(), 1.05 * ROWS, [known()], allowed(15.0, 50.0)) == pytest.approx(0.05)
    assert part(one(), 0.99 * ROWS, [known()], allowed(15.0, 50.0)) is None


def test_another_family_may_be_far_behind_only_where_that_costs_next_to_nothing():
    assert part(one("mlp"), 1.6 * ROWS, [known()], allowed(1.0, 50.0)) is None
    assert part(one("mlp"), 1.6 * ROWS, [known()], allowed(4.0, 50.0)) == pytest.approx(0.6)
    assert part(one("mlp"), 1.4 * ROWS, [known()], allowed(4.0, 50.0)) is None


def test_class_scores_are_judged_on_the_scale_that_suits_them_best():
    draw = np.random.default_rng(1)
    target = draw.integers(0, 2, 500)
    odds = (2 * target - 1 + draw.normal(0, 1, 500))[:, None]
    loss = loss_of("binary", "squared", 0.5)

    assert on_best_scale(loss, 8 * odds, target, True).mean() == pytest.approx(
        on_best_scale(loss, odds, target, True).mean(), rel=0.1
    )
    assert loss(8 * odds, target).mean() > 1.5 * loss(odds, target).mean()
    assert np.array_equal(on_best_scale(loss, 8 * odds, target, False), loss(8 * odds, target))
