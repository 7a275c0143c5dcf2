"""The leaderboard: order, bars from floor to best, and where each number comes from."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from mlworkbench.base.records import Model, Score
from mlworkbench.ui.widgets.leaderboard import (
    MARK,
    NAME,
    OTHER,
    RANK,
    SCORE,
    Leaderboard,
    model_name,
    places,
    second_metric,
    spread,
)


def model(number, mean, algorithm="xgboost", metric="roc_auc", sd=0.0123456):
    score = Score(mean, sd, (mean,) * 5)
    others = {metric: mean, "balanced_accuracy": 0.75, "r2": 0.5, "mae": 3.0}
    return Model(
        f"m{number}", "run", number, "", algorithm, {"trees": 100}, f"t{number}", metric, score, others, 2.0, "f" * 64, 310_000,
        (), "", 12.0, None, "tester", datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


FLOOR = model(0, 0.5, "baseline", sd=0.0)
BEST, WORSE = model(3, 0.9), model(1, 0.7, "logistic")


@pytest.fixture
def table(qtbot):
    table = Leaderboard()
    qtbot.addWidget(table)
    table.resize(1000, 300)
    table.show_models((BEST, WORSE, FLOOR), BEST.id, "binary", "roc_auc")
    table.show()
    return table


def cell(table, row, column, role=Qt.ItemDataRole.DisplayRole):
    return table.model().data(table.model().index(row, column), role)


def test_the_floor_stands_last_without_a_rank_and_bars_reach_from_it_to_the_best():
    shown = places((BEST, FLOOR, WORSE), BEST.id)

    assert [(place.model.id, place.rank) for place in shown] == [("m3", 1), ("m1", 2), ("m0", None)]
    assert [place.share for place in shown] == pytest.approx([1.0, 0.5, 0.0])


def test_where_less_is_better_bars_reach_from_floor_to_best_too():
    floor, best, worse = model(0, 10.0, "baseline", "rmse"), model(1, 2.0, "xgboost", "rmse"), model(2, 6.0, "ridge", "rmse")

    assert [place.share for place in places((best, worse, floor), None)] == pytest.approx([1.0, 0.5, 0.0])


def test_one_model_or_none_can_be_shown(table):
    assert places((), None) == ()
    assert [place.share for place in places((BEST,), BEST.id)] == [1.0]

    table.show_models((), None, "binary", "roc_auc")

    assert table.model().rowCount() == 0


def test_a_row_tells_rank_name_score_and_mark(table):
    assert [cell(table, row, RANK) for row in range(3)] == ["1", "2", "–"]
    assert [cell(table, row, NAME) for row in range(3)] == ["XGBoost · trial 3", "Logistic regression · trial 1", "Baseline"]
    assert cell(table, 0, SCORE) == "0.9000\u00a0±\u00a00.0123"
    assert cell(table, 0, OTHER) == "0.7500"
    assert [cell(table, row, MARK) for row in range(3)] == ["best", "", "floor"]


def test_a_row_tells_where_its_numbers_come_from(table):
    told = cell(table, 0, NAME, Qt.ItemDataRole.ToolTipRole)

    assert "folds: 0.9000 · 0.9000" in told
    assert "trees = 100" in told
    assert "ffff" in told


def test_the_current_row_stays_with_its_model_when_others_come(table):
    table.selectRow(1)
    assert table.current() == "m1"

    table.show_models((model(5, 0.95), BEST, WORSE, FLOOR), "m5", "binary", "roc_auc")

    assert table.current() == "m1"


@pytest.mark.parametrize("width", [840, 1200])
def test_names_have_room_in_small_and_large_windows(table, width):
    table.resize(width, 300)

    assert table.columnWidth(NAME) > 150
    assert sum(table.columnWidth(column) for column in range(MARK + 1)) <= width


def test_the_metric_beside_is_another_one():
    assert second_metric("binary", "roc_auc") == "balanced_accuracy"
    assert second_metric("binary", "balanced_accuracy") == "roc_auc"
    assert second_metric("regression", "rmse") == "r2"
    assert second_metric("regression", "r2") == "mae"


def test_a_spread_has_as_many_decimals_as_its_score():
    assert spread(model(1, 0.85, sd=0.01234)) == "0.0123"
    assert spread(model(1, 52.31, sd=1.2345)) == "1.23"
    assert spread(model(1, 52000.0, sd=120.4)) == "120"


def test_an_algorithm_that_is_no_longer_there_goes_by_its_bare_name():
    assert model_name(model(4, 0.9, "gone")) == "gone · trial 4"
