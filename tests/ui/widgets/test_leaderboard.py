"""The leaderboard: order, bars from floor to best, and where each number comes from."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from mlworkbench.base.records import Member, Model, Score
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.leaderboard import (
    MARK,
    NAME,
    OTHER,
    RANK,
    SCORE,
    SIZE,
    TIME,
    Leaderboard,
    places,
)
from mlworkbench.ui.widgets.model_words import made_words, model_name, second_metric, spread
from mlworkbench.workbench.checks import Check


def model(number, mean, algorithm="xgboost", metric="roc_auc", sd=0.0123456):
    score = Score(mean, sd, (mean,) * 5)
    others = {metric: mean, "balanced_accuracy": 0.75, "r2": 0.5, "mae": 3.0}
    return Model(
        f"m{number}", "run", number, "", algorithm, {"trees": 100}, f"t{number}", metric, score, others, 2.0, "f" * 64, 310_000,
        (), "", 12.0, None, "tester", datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


WHEN = datetime(2026, 1, 1, tzinfo=UTC)
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


def limit(name, met, bound):
    return Check(None, name, 9.0, None, met, "model", None, None, WHEN, False, bound)


@pytest.mark.parametrize(
    ("limits", "words", "level"),
    [
        ((limit("model_bytes", True, 5e6), limit("row_microseconds", True, 1000.0)), "meets limits", "good"),
        ((limit("model_bytes", False, 5e6),), "over 5.0 MB", "warning"),
        ((limit("row_microseconds", False, 1000.0),), "over 1 ms", "warning"),
        ((limit("explainable", False, 1.0),), "not explainable", "warning"),
        ((limit("explainable", None, 1.0),), "not known", "plain"),
    ],
)
def test_limits_say_the_first_that_is_passed_or_that_none_is(table, limits, words, level):
    held = {one.id: limits for one in (BEST, WORSE, FLOOR)}

    table.show_models((BEST, WORSE, FLOOR), BEST.id, "binary", "roc_auc", held)

    assert [cell(table, row, MARK) for row in range(3)] == [words, words, "floor"]
    assert cell(table, 0, MARK, Qt.ItemDataRole.UserRole).level == level
    assert table.model().headerData(MARK, Qt.Orientation.Horizontal) == "Limits"
    table.seek("nothing like it")
    assert table.model().headerData(MARK, Qt.Orientation.Horizontal) == "Limits"


@pytest.mark.parametrize("scale", [100, 200])
def test_where_text_is_large_some_columns_go_but_names_and_scores_stay(table, qapp, scale):
    theme.apply(qapp, "light", scale)

    table.resize(838, 301)

    assert not table.isColumnHidden(NAME) and not table.isColumnHidden(SCORE) and not table.isColumnHidden(MARK)
    assert table.columnWidth(NAME) >= 100
    assert table.isColumnHidden(OTHER) == (scale == 200)


def test_a_double_clicked_row_names_its_model(table, qtbot):
    place = table.visualRect(table.model().index(1, NAME)).center()

    with qtbot.waitSignal(table.wanted) as heard:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert heard.args == [WORSE.id]


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
    assert spread(model(1, 1.55e48, sd=3.46e48)) == "3.46e+48"


def test_a_click_on_a_head_sorts_and_the_floor_stays_last(table, qtbot):
    slow = replace(model(7, 0.8), row_microseconds=900.0, model_bytes=10)
    table.show_models((BEST, slow, WORSE, FLOOR), BEST.id, "binary", "roc_auc")

    table.horizontalHeader().setSortIndicator(TIME, Qt.SortOrder.DescendingOrder)
    assert [cell(table, row, RANK) for row in (0, 3)] == ["2", "–"]
    table.horizontalHeader().setSortIndicator(SIZE, Qt.SortOrder.AscendingOrder)
    assert cell(table, 0, RANK) == "2"
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    assert [cell(table, row, RANK) for row in range(4)] == ["1", "2", "3", "–"]


def test_words_filter_by_name_parameter_and_note(table):
    table.show_models((BEST, WORSE, FLOOR), BEST.id, "binary", "roc_auc", None, {WORSE.id: "the quiet one"})

    def found(words):
        table.seek(words)
        return [shown.model.id for shown in table.standings.places]

    assert found("XGBoost") == [BEST.id]
    assert found("trees=100 logistic") == [WORSE.id]
    assert found("quiet") == [WORSE.id]
    assert found("nothing like it") == []
    assert found("") == [BEST.id, WORSE.id, FLOOR.id]


def test_what_is_marked_stays_marked_in_another_order(table):
    table.selectAll()
    table.horizontalHeader().setSortIndicator(SCORE, Qt.SortOrder.AscendingOrder)

    assert table.marked() == (WORSE.id, BEST.id, FLOOR.id)
    table.seek("xgboost")
    assert table.marked() == (BEST.id,)


@pytest.mark.parametrize(
    ("made", "members", "words", "name"),
    [
        ("averaged", 0, "average of 5 folds", "XGBoost · trial 9"),
        ("refit", 0, "fitted on all rows", "XGBoost · trial 7, refitted"),
        ("ensemble", 3, "scores added up", "Ensemble of 3"),
    ],
)
def test_it_says_how_a_model_was_made(made, members, words, name):
    called = {"averaged": "xgboost 9", "refit": "xgboost 7 refit", "ensemble": "ensemble 9"}[made]
    given = tuple(Member(f"t{place}", 0.3) for place in range(members))
    one = replace(model(9, 0.9), made=made, name=called, members=given)

    assert (made_words(one), model_name(one)) == (words, name)


def test_an_algorithm_that_is_no_longer_there_goes_by_its_bare_name():
    assert model_name(model(4, 0.9, "gone")) == "gone · trial 4"
