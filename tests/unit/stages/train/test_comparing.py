"""Paired tests of models, against figures worked out elsewhere."""

import json

import numpy as np
import pytest

from mlworkbench.base.report import Silent
from mlworkbench.stages import prepare
from mlworkbench.stages.train import comparing

FIRST = (0.80, 0.82, 0.78, 0.81, 0.79)
OTHER = (0.83, 0.84, 0.80, 0.82, 0.83)


@pytest.mark.parametrize("freedom", (1, 2, 3, 4, 9, 10, 49))
@pytest.mark.parametrize("value", (0.0, 0.3, 1.0, 2.5, 30.0))
def test_students_t_is_that_of_scipy(freedom, value):
    from scipy import stats

    assert comparing.t_within(value, freedom) == pytest.approx(1 - 2 * stats.t.sf(value, freedom), abs=1e-12)


@pytest.mark.parametrize("freedom", (1, 4, 9))
def test_the_quantile_is_the_value_that_is_not_passed(freedom):
    from scipy import stats

    assert comparing.t_quantile(freedom, 0.95) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def test_the_corrected_test_allows_for_folds_that_share_rows():
    from scipy import stats

    plain = stats.ttest_rel(OTHER, FIRST).pvalue
    differences = np.subtract(OTHER, FIRST)
    error = np.sqrt((1 / 5 + 1 / 4) * differences.var(ddof=1))

    found = comparing.corrected_t(FIRST, OTHER, 1 / 4)

    assert found.difference == pytest.approx(0.024)
    assert found.p == pytest.approx(2 * stats.t.sf(0.024 / error, 4))
    assert found.p > plain  # less sure than a test that takes folds for independent
    assert found.low == pytest.approx(0.024 - stats.t.ppf(0.975, 4) * error)
    assert comparing.corrected_t(FIRST, OTHER, 0.0).p == pytest.approx(plain)


def test_equal_folds_are_no_difference_and_one_fold_is_no_test():
    same = comparing.corrected_t(FIRST, FIRST, 0.25)

    assert (same.difference, same.p) == (0.0, 1.0)
    assert comparing.corrected_t((0.8,), (0.9,), 0.25) is None
    assert comparing.corrected_t(FIRST, OTHER[:4], 0.25) is None


def test_mcnemar_is_the_exact_binomial_and_beyond_it_the_normal():
    from scipy import stats

    right = np.ones(100, dtype=bool)
    first, other = right.copy(), right.copy()
    first[:12], other[20:23] = False, False

    told = comparing.mcnemar(first, other)

    assert (told["only_first"], told["only_other"]) == (3, 12)
    assert told["p"] == pytest.approx(stats.binomtest(3, 15).pvalue)
    many = np.arange(4000) < 1900
    assert comparing.mcnemar(many, ~many)["p"] == pytest.approx(stats.binomtest(1900, 4000).pvalue, abs=0.001)


def test_the_bootstrap_tells_a_difference_from_none():
    random = np.random.Generator(np.random.PCG64(1))
    noise = random.normal(0, 1, 900)

    apart, alike = comparing.drawn(noise + 0.3, 1), comparing.drawn(noise - noise.mean(), 1)

    assert apart.low > 0.1 and apart.p < 0.01
    assert alike.low < 0 < alike.high and alike.p > 0.5
    assert comparing.drawn(np.zeros(5), 1).p == 1.0
    assert comparing.drawn(np.resize(noise + 0.3, 30_000), 1).p < 0.001  # by the normal, without drawing


@pytest.fixture
def two(tmp_path):
    """A table of seven rows, the second sealed, and two models that disagree on the last two."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    table = tmp_path / "data.parquet"
    parquet.write_table(pa.table({"left": ["no", "yes", "no", "yes", "no", "yes", "no"]}), table)
    split = tmp_path / "split.parquet"
    prepare.write_split(prepare.Drawn(np.array([0, -1, 0, 1, 1, 0, 1]), 2), split)
    raws = {"a": [-2.0, -1.0, 2.0, -2.0, 0.5, -2.0], "b": [-2.0, -1.0, 2.0, -2.0, -1.0, 3.0]}
    models = []
    for name, raw in raws.items():
        np.save(tmp_path / f"{name}.npy", np.array(raw)[:, None])
        models.append({"id": name, "name": name, "oof": str(tmp_path / f"{name}.npy"), "split": str(split), "threshold": 0.0})
    return {
        "data": str(table),
        "target": "left",
        "task": "binary",
        "classes": ["no", "yes"],
        "models": models,
    }


def test_rows_are_numbered_as_in_the_table_and_the_sealed_ones_are_not_there(two, tmp_path):
    told = comparing.compare(two, tmp_path, Silent())

    (pair,) = told["pairs"]
    assert (pair["rows"], pair["differ"]) == (6, 2)
    assert [one["row"] for one in pair["listed"]] == [7, 6]
    assert pair["listed"][0] | {"first": 0, "other": 0} == {
        "row": 7, "truth": "no", "first": 0, "other": 0, "first_class": "no", "other_class": "yes",
    }  # fmt: skip
    assert pair["mcnemar"] == {"only_first": 2, "only_other": 0, "p": 0.5}
    assert pair["loss"]["difference"] > 0
    json.dumps(told, allow_nan=False)


def test_a_row_without_a_score_of_one_model_is_left_out(two, tmp_path):
    np.save(tmp_path / "b.npy", np.array([-2.0, -1.0, 2.0, -2.0, -1.0, np.nan])[:, None])

    (pair,) = comparing.compare(two, tmp_path, Silent())["pairs"]

    assert (pair["rows"], [one["row"] for one in pair["listed"]]) == (5, [6])


@pytest.mark.parametrize("judge", ["", "poisson"])
def test_models_of_other_losses_are_compared_by_the_values_they_give(tmp_path, two, judge):
    """One model says logarithms and the other numbers: the same values are no difference, whoever is the judge."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    parquet.write_table(pa.table({"left": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]}), tmp_path / "data.parquet")
    values = np.array([1.0, 3.0, 4.0, 5.0, 6.0, 2.0])
    np.save(tmp_path / "a.npy", values[:, None])
    np.save(tmp_path / "b.npy", np.log(values)[:, None])
    models = [two["models"][0], two["models"][1] | {"loss": "poisson"}]

    told = comparing.compare(two | {"task": "regression", "classes": [], "loss": judge, "models": models}, tmp_path, Silent())

    (pair,) = told["pairs"]
    assert pair["loss"]["difference"] == pytest.approx(0, abs=1e-12)
    assert all(abs(one["first"] - one["other"]) < 1e-12 for one in pair["listed"])


def test_values_differ_by_how_far_they_are_apart(tmp_path, two):
    import pyarrow as pa
    import pyarrow.parquet as parquet

    parquet.write_table(pa.table({"left": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]}), tmp_path / "data.parquet")
    spec = two | {"task": "regression", "classes": [], "most": 1}

    (pair,) = comparing.compare(spec, tmp_path, Silent())["pairs"]

    assert (pair["rows"], pair["differ"], pair["mcnemar"]) == (6, 2, None)
    assert pair["listed"] == [{"row": 7, "truth": 7.0, "first": -2.0, "other": 3.0, "first_class": None, "other_class": None}]
