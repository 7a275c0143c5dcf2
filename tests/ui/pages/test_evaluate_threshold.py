"""The threshold on the Evaluate page: counts, ways to choose it, what it is worth, and the model it makes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QPushButton

from mlworkbench.base.words import number
from tests.ui.pages.judging import COSTS, chart, finish, settled, slider, text, truth_and_scores


def test_the_counts_under_the_slider_are_those_of_scikit_learn(judged, bench):
    from sklearn.metrics import confusion_matrix

    page = judged()
    truth, scores = truth_and_scores(bench, bench.evaluate.chosen())
    cuts = bench.evaluate.judgement(bench.evaluate.assessment(bench.evaluate.chosen().id)).sweeps[0].cuts
    handle = slider(page)

    for place in range(0, len(cuts), max(1, len(cuts) // 23)):
        handle.setValue(handle.maximum() - place)
        expected = confusion_matrix(truth, (scores >= cuts[place].raw).astype(int), labels=(0, 1))
        names = (("rejections", "false_alarms"), ("misses", "hits"))
        shown = [[int(text(page, f"count_{name}").replace(",", "")) for name in row] for row in names]
        assert shown == expected.tolist()


def test_keys_move_the_slider_and_it_says_where_it_is(judged, qtbot):
    page = judged()
    handle = slider(page)
    handle.setFocus()
    before = handle.value()

    for key, place in (
        (Qt.Key.Key_Right, before + 1),
        (Qt.Key.Key_Left, before),
        (Qt.Key.Key_PageUp, before + handle.pageStep()),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(handle, key)
        assert handle.value() == place
    assert text(page, "count_misses") == "0"
    assert "0" in handle.accessibleDescription() and "found" in handle.accessibleDescription()
    qtbot.keyClick(handle, Qt.Key.Key_End)

    assert text(page, "count_false_alarms") == "0"
    assert handle.accessibleName()


def test_pictures_follow_only_when_the_slider_rests(judged, qtbot):
    page = judged()
    handle, before = slider(page), chart(page, "roc").picture

    handle.setSliderDown(True)
    handle.setValue(3)
    qtbot.wait(260)
    assert chart(page, "roc").picture is before
    handle.setSliderDown(False)
    qtbot.waitUntil(lambda: chart(page, "roc").picture is not before)


def test_without_costs_the_cheapest_says_why_not_and_where_costs_are_given(judged, press):
    page = judged()

    button = page.findChild(QPushButton, "least_cost")
    assert not button.isEnabled()
    assert "Problem" in button.toolTip()
    press(page, "give_costs")
    press(page, "link_value")

    assert page.went == [("problem",), ("problem",)]


def test_with_costs_the_cheapest_threshold_is_found_and_its_worth_told(judged, bench, press):
    page = judged(costs=COSTS)
    judgement = bench.evaluate.judgement(bench.evaluate.assessment(bench.evaluate.chosen().id))
    best = bench.evaluate.by_cost(judgement)
    standing = bench.evaluate.standing(judgement, best)

    press(page, "least_cost")

    assert text(page, "threshold_here") == number(best.probability)
    assert text(page, "threshold_cost") == f"{standing.cost:,.0f} USD"
    assert number(best.raw) in text(page, "threshold_raw")
    drawn = [(point[0], point[1]) for point in chart(page, "threshold_value").picture.rows]
    assert pytest.approx(standing.value) in [value for probability, value in drawn if probability == best.probability]
    assert max(value for _, value in drawn) == pytest.approx(standing.value)


def test_a_wished_recall_is_reached_by_the_highest_threshold_that_does(judged, bench, press):
    page = judged()
    page.findChild(QDoubleSpinBox, "recall").setValue(0.9)

    press(page, "recall_at_least")

    judgement = bench.evaluate.judgement(bench.evaluate.assessment(bench.evaluate.chosen().id))
    cut = bench.evaluate.by_recall(judgement, 0.9)
    assert text(page, "threshold_here") == number(cut.probability)
    assert float(text(page, "threshold_recall")) >= 0.9


def test_it_says_while_the_slider_is_not_what_ships_and_goes_back(judged, press):
    page = judged()
    shipped = text(page, "threshold_here")
    state, back = page.findChild(QLabel, "threshold_state"), page.findChild(QPushButton, "as_shipped")
    assert state.property("level") == "good"
    assert not back.isEnabled() and back.toolTip()
    assert not page.findChild(QPushButton, "use_threshold").isEnabled()

    slider(page).setValue(1)
    assert state.property("level") == "warning"
    assert shipped in state.text()
    press(page, "as_shipped")

    assert text(page, "threshold_here") == shipped
    assert state.property("level") == "good"


def test_a_threshold_that_is_used_becomes_a_model_of_its_own_which_is_shown(judged, bench, runner, press):
    page = judged()
    origin = bench.evaluate.chosen()
    press(page, "recall_at_least")
    wanted = text(page, "threshold_here")

    press(page, "use_threshold")
    finish(bench, runner, "threshold")
    finish(bench, runner, "assess")

    variant = bench.evaluate.chosen()
    assert variant.parent == origin.id
    assert page.findChild(QComboBox, "model").currentData() == variant.id
    assert wanted in page.findChild(QComboBox, "model").currentText()
    assert page.findChild(QLabel, "threshold_state").property("level") == "good"
    assert text(page, "threshold_here") == wanted
    page.show_model(origin.id)
    press(page, "recall_at_least")
    press(page, "use_threshold")
    assert page.findChild(QComboBox, "model").currentData() == variant.id
    assert len(bench.evaluate.variants(origin.id)) == 1


def test_the_slider_stays_where_it_is_when_something_else_changes(judged, bench):
    page = judged()
    slider(page).setValue(2)

    bench.problem.write_charter(costs=COSTS)
    settled()

    assert slider(page).value() == 2
    assert text(page, "threshold_cost")
