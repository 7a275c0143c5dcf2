"""Shares are chosen by out-of-fold scores, and told by rows they were not chosen on."""

import numpy as np
import pytest

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import ensembling
from mlworkbench.stages.train.losses import loss_of

LOSS = loss_of("binary", "squared", 0.5)


def two_halves(rows: int = 3000) -> tuple[list[Array], Array, Array]:
    """Two models that each know half of what there is to know, and one that knows nothing."""
    random = np.random.Generator(np.random.PCG64(0))
    one, other, nothing = random.normal(size=(3, rows))
    target = (random.random(rows) < 1 / (1 + np.exp(-(one + other)))).astype(np.int64)
    return [one.reshape(-1, 1), other.reshape(-1, 1), nothing.reshape(-1, 1)], target, np.arange(rows) % 5


@pytest.mark.parametrize("way", ensembling.WAYS)
def test_it_is_better_than_each_of_its_members(way: str) -> None:
    raws, target, fold = two_halves()

    found = ensembling.chosen(raws, target, fold, LOSS, 1, (way,))

    alone = min(float(np.mean(LOSS(raw, target))) for raw in raws)
    assert float(np.mean(LOSS(found.oof, target))) < alone - 0.02
    assert found.shares.of[2] <= 0.05


def test_a_model_that_knows_nothing_gets_no_share() -> None:
    raws, target, _ = two_halves()

    shares = ensembling.greedy(np.stack(raws), target, LOSS).of

    assert sum(shares) == pytest.approx(1.0)
    assert shares[2] < 0.1


def test_scores_without_anything_to_learn_do_not_look_better_than_chance() -> None:
    random = np.random.Generator(np.random.PCG64(3))
    raws, target = list(random.normal(size=(12, 600, 1)) * 0.3), random.integers(0, 2, 600)

    found = ensembling.chosen(raws, target, np.arange(600) % 5, LOSS, 1)

    assert float(np.mean(LOSS(found.oof, target))) > np.log(2) - 0.005


def test_the_same_scores_give_the_same_shares() -> None:
    raws, target, fold = two_halves()

    assert ensembling.chosen(raws, target, fold, LOSS, 1).shares == ensembling.chosen(raws, target, fold, LOSS, 1).shares


def test_of_many_rows_a_seeded_part_decides() -> None:
    raws, target, fold = two_halves(50_000)

    few, all_of_them = (
        ensembling.greedy(np.stack(raws)[:, rows], target[rows], LOSS).of for rows in (slice(0, 20_000), slice(None))
    )

    assert np.abs(np.array(few) - np.array(all_of_them)).max() < 0.1
    assert ensembling.chosen(raws, target, fold, LOSS, 1).oof.shape == (50_000, 1)
