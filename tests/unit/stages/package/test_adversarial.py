"""Adversarial rows come from the model's own splits, categories and ranges."""

import numpy as np

from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import NO_DATE
from mlworkbench.stages.package import adversarial
from tests import tiny

ROWS = adversarial.rows(tiny.model(), 3000, seed=1)


def test_every_split_is_met_with_a_step_to_both_sides() -> None:
    found = set(ROWS["size"].tolist())

    for split in (1.25, 3.25, 5.25, 7.25, 9.25):
        narrow = np.float32(split)
        assert {split, np.nextafter(split, 0), np.nextafter(split, 99)} <= found
        assert {float(np.nextafter(narrow, np.float32(0))), float(np.nextafter(narrow, np.float32(99)))} <= found


def test_missing_infinite_huge_and_negative_zero_are_met() -> None:
    size = ROWS["size"]

    assert np.isnan(size).any() and np.isinf(size).any() and (np.abs(size) >= 1e300).any()
    assert (np.signbit(size) & (size == 0)).any()


def test_known_unseen_empty_hangul_emoji_and_long_texts_are_met() -> None:
    found = set(ROWS["kind"])

    assert {"x", "y", "한글", "", None, "unseen", "🙂"} <= found
    assert max(len(text or "") for text in found) >= 10_000


def test_dates_are_missing_extreme_and_at_the_edges_of_training() -> None:
    found = set(ROWS["when"].tolist())

    assert {NO_DATE, NO_DATE + 1, np.iinfo(np.int64).max, 1_500_000_000_000_000, 1_600_000_000_000_001} <= found


def test_the_same_seed_gives_the_same_rows_and_another_others() -> None:
    same, other = adversarial.rows(tiny.model(), 3000, seed=1), adversarial.rows(tiny.model(), 3000, seed=2)

    assert all(np.array_equal(ROWS[name].view(np.int64), same[name].view(np.int64)) for name in ("size", "on", "when"))
    assert (ROWS["kind"] == same["kind"]).all()
    assert not np.array_equal(ROWS["when"], other["when"])


def test_the_scorer_takes_them_all() -> None:
    scores = Scorer(tiny.model()).score(ROWS)

    assert np.isfinite(scores.raw).all() and len(scores.raw) == 3000


def test_a_model_without_trees_has_adversarial_rows_too() -> None:
    assert len(adversarial.rows(tiny.model(linear=True), 50, seed=0)["size"]) == 50
