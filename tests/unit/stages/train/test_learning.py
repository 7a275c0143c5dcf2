"""The law behind learning curves, and the rows each point is fitted on."""

from dataclasses import replace

import numpy as np
import pytest

from mlworkbench.stages import prepare
from mlworkbench.stages.train import learning
from mlworkbench.stages.train.learning import Point, judged, law, outlook, places
from tests.contracts import trained

ROWS = np.array([100.0, 200, 400, 700, 1000])


def points(scores, noise=0.0, folds=5):
    random = np.random.Generator(np.random.PCG64(3))
    levels = np.linspace(-0.01, 0.01, folds)
    return [Point(n, tuple(score + levels + random.normal(0, noise, folds))) for n, score in zip(ROWS, scores, strict=True)]


@pytest.mark.parametrize("exponent", (0.3, 0.5, 1.0))
def test_the_law_finds_what_made_the_points(exponent):
    a, b, c = law(ROWS, (0.1 + 2 * ROWS**-exponent)[None])

    assert (a[0], b[0], c[0]) == (pytest.approx(0.1, abs=0.004), pytest.approx(2, rel=0.06), pytest.approx(exponent, abs=0.02))


def test_a_curve_that_still_rises_promises_more():
    found = outlook(points(0.95 - 2 * ROWS**-0.5), True)

    assert found.says == "better"
    assert found.rows == 2000
    assert found.then == pytest.approx(0.95 - 2 * 2000**-0.5, abs=0.002)
    assert found.low <= found.then <= found.high
    assert found.low > found.now


def test_an_error_falls_where_a_score_rises():
    found = outlook(points(0.05 + 2 * ROWS**-0.5), False)

    assert found.says == "better"
    assert found.then < found.now
    assert found.high < found.now


def test_a_flat_curve_says_that_more_rows_hardly_help():
    found = outlook(points(np.full(5, 0.8), noise=1e-4), True)

    assert found.says == "flat"
    assert found.high < 0.802


def test_scores_that_scatter_tell_nothing():
    assert outlook(points(0.8 - 0.3 * ROWS**-0.5, noise=0.03), True).says == "unknown"


def test_too_few_points_or_folds_are_said_in_words():
    few, one = judged(points(np.full(5, 0.8))[:3], "roc_auc", True), judged(points(np.full(5, 0.8), folds=1), "roc_auc", True)

    assert (few.outlook, few.reason.key) == (None, "train.learning_few")
    assert (one.outlook, one.reason.key) == (None, "train.learning_one_fold")


@pytest.fixture(scope="module")
def material():
    return trained.material("binary")


def test_shares_lie_within_each_other_and_spread_the_classes(material):
    place = places(material, 1)

    whole = material.target.mean()
    for share in (0.2, 0.5):
        assert (place < share).mean() == pytest.approx(share, abs=0.02)
        assert material.target[place < share].mean() == pytest.approx(whole, abs=0.02)
    assert np.array_equal(place, places(material, 1))
    assert not np.array_equal(place, places(material, 2))


def test_groups_come_whole(material):
    groups = np.arange(len(material.target)) // 7
    place = places(replace(material, groups=groups), 1)

    kept = place < 0.5

    assert all(len(set(kept[groups == one])) == 1 for one in np.unique(groups))
    assert kept.mean() == pytest.approx(0.5, abs=0.05)


def test_a_part_fits_fewer_rows_and_judges_all(material):
    drawn = material.drawn
    part = learning._part(drawn, np.arange(len(material.target)) % 2 == 0)

    assert isinstance(part, prepare.Drawn)
    assert np.array_equal(part.fitted(0), [row for row in drawn.fitted(0) if row % 2 == 0])
    assert np.array_equal(part.judged(0), drawn.judged(0))
    assert part.fits == drawn.fits


def test_a_file_comes_back_as_it_was(tmp_path, material):
    import json
    from dataclasses import asdict

    found = judged(points(0.95 - 2 * ROWS**-0.5), "roc_auc", True)
    (tmp_path / "x.json").write_text(json.dumps(asdict(found)), "utf-8")

    assert learning.read(tmp_path / "x.json") == found
    (tmp_path / "x.json").write_text("{}", "utf-8")
    with pytest.raises(ValueError):
        learning.read(tmp_path / "x.json")
