"""Gaps are filled with one value a column, or by what rows and columns that are there tell of them."""

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from tests.numeric_steps import fitted, related, with_gaps

NAMES = ("a", "b", "c", "d", "e")
WAYS = ("missing", "missing_nearest", "missing_regression")


@pytest.mark.parametrize(("fill", "wanted"), [("median", 2.0), ("mean", 4.0), ("mode", 1.0), ("constant", -9.0)])
def test_each_way_fills_with_its_own_value(fill: str, wanted: float) -> None:
    step = fitted("missing", [1, 1, 2, 6, 10, np.nan], ["a"], fill=fill, value=-9.0, marker=False)

    assert step.made([np.nan, 5.0]).tolist() == [[wanted], [5.0]]


def test_the_smallest_of_several_most_frequent_values_fills() -> None:
    step = fitted("missing", [3, 3, -1, -1, 7, np.nan], ["a"], fill="mode", marker=False)

    assert step.made([np.nan]).item() == -1.0


def test_a_column_without_values_gets_the_constant_where_one_was_chosen_and_else_0() -> None:
    assert fitted("missing", [[np.nan]] * 3, ["a"], fill="constant", value=4.0).made([np.nan], "a").item() == 4.0
    assert fitted("missing", [[np.nan]] * 3, ["a"], fill="mode").made([np.nan], "a").item() == 0.0


@pytest.mark.parametrize("kind", WAYS)
def test_the_marker_is_there_only_where_it_is_wanted(kind: str) -> None:
    values = with_gaps(related(60))
    values[:, 4] = np.arange(60)

    assert fitted(kind, values, NAMES, marker=False).features == NAMES
    assert set(fitted(kind, values, NAMES).features) == {*NAMES, *(f"{name} = ∅" for name in NAMES[:4])}


@pytest.mark.parametrize("kind", ["missing_nearest", "missing_regression"])
def test_related_columns_tell_of_a_gap_far_better_than_the_median(kind: str) -> None:
    truth = related(800, seed=3)
    gaps = with_gaps(truth, seed=4)
    absent = np.isnan(gaps)
    spread = truth.std(axis=0)

    def miss(found: np.ndarray) -> float:
        return float(np.sqrt(((((found - truth) / spread)[absent]) ** 2).mean()))

    by_median = miss(fitted("missing", with_gaps(related()), NAMES, marker=False).made(gaps))
    assert miss(fitted(kind, with_gaps(related()), NAMES, marker=False).made(gaps)) < 0.45 * by_median


@pytest.mark.parametrize("kind", ["missing_nearest", "missing_regression"])
def test_what_a_row_is_filled_with_hangs_on_no_other_row(kind: str) -> None:
    step, rows = fitted(kind, with_gaps(related()), NAMES), with_gaps(related(300, seed=7), 0.4)

    alone = np.vstack([step.made(row) for row in rows])

    assert np.array_equal(alone, step.made(rows))
    assert np.array_equal(step.made(rows[::-1])[::-1], alone)


def test_neighbours_are_those_of_scikit_learn_where_all_rows_are_kept() -> None:
    from sklearn.impute import KNNImputer

    values = related(200)
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    gaps = with_gaps(related(50, seed=2), 0.2)
    gaps[np.isnan(gaps).all(axis=1)] = 0.0
    known = KNNImputer(n_neighbors=4).fit(scaled)
    wanted = known.transform((gaps - values.mean(axis=0)) / values.std(axis=0)) * values.std(axis=0) + values.mean(axis=0)

    found = fitted("missing_nearest", values, NAMES, neighbours=4, rows=200, marker=False).made(gaps)

    assert found == pytest.approx(wanted, rel=1e-3, abs=1e-3 * float(values.std()))


def test_rows_with_few_gaps_are_kept_first_and_no_more_than_asked_for() -> None:
    values = with_gaps(related(400), 0.3)
    step = fitted("missing_nearest", values, NAMES, rows=20)

    assert len(step.learned.rows) == 20
    assert step.learned.there.all()
    assert step.told is not None
    assert step.told.whole.facts["rows"] == 20
    assert step.told.whole.facts["seen"] == 400


def test_a_row_that_has_nothing_gets_the_mean_of_the_rows_kept() -> None:
    step = fitted("missing_nearest", [[1.0, 10.0], [2.0, 20.0], [6.0, 60.0]], ["a", "b"], marker=False)

    assert step.made([np.nan, np.nan]).tolist() == [[3.0, 30.0]]


def test_a_rule_between_columns_is_learnt_to_the_digit() -> None:
    a = np.linspace(-5, 5, 400)
    values = np.column_stack([a, 3.0 * a + 2.0])
    values[::7, 1] = np.nan

    found = fitted("missing_regression", values, ["a", "b"], marker=False).made([[1.0, np.nan], [-4.0, np.nan]])

    assert found[:, 1] == pytest.approx([5.0, -10.0], abs=0.05)


def test_nothing_is_foretold_beyond_what_was_seen() -> None:
    a = np.linspace(0, 1, 200)
    values = np.column_stack([a, 100.0 * a])
    values[::9, 1] = np.nan

    found = fitted("missing_regression", values, ["a", "b"], marker=False).made([1e6, np.nan])

    assert 95.0 <= found[0, 1] <= 100.0


@pytest.mark.parametrize(("kind", "most"), [("missing_nearest", 1000), ("missing_regression", 300)])
def test_more_columns_than_it_can_take_are_refused_with_the_number(kind: str, most: int) -> None:
    names = [f"c{number}" for number in range(most + 1)]

    with pytest.raises(InputError) as wrong:
        fitted(kind, np.zeros((3, len(names))), names)

    assert (wrong.value.key, wrong.value.facts) == ("prepare.too_many_for_step", {"columns": most + 1, "most": most})


def test_many_rows_are_gone_through_in_blocks_and_come_out_as_few_do() -> None:
    step, rows = fitted("missing_nearest", with_gaps(related()), NAMES), with_gaps(related(9000, seed=8))

    found = step.made(rows)

    assert np.array_equal(found[4000:4200], step.made(rows[4000:4200]))
    assert found.shape == (9000, 10)
