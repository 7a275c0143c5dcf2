"""The Evaluate page: figures with intervals, pictures, the threshold, the sealed hold-out, the verdict."""

import shutil

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QTableWidget,
    QWidget,
)

from mlworkbench.base.errors import JobError
from mlworkbench.base.records import Costs, Criterion, Model, Problem, Run
from mlworkbench.base.words import number, tr
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui import ask, theme
from mlworkbench.ui.pages.evaluate import EvaluatePage
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.unit.workbench.conftest import PlayedRunner

MAINS = ("open_holdout", "accept", "next")
COSTS = Costs(310.0, 20.0, "USD")


@pytest.fixture(scope="session")
def others(tmp_path_factory):
    """A folder with two more trained projects: `classes` (three) and `numbers`."""
    folder = tmp_path_factory.mktemp("others")
    runner = PlayedRunner()
    bench = Workbench(folder / "home", runner)
    for name, target in (("classes", "plan"), ("numbers", "age")):
        bench.home.create(folder / name, name)
        playing.imported(bench, runner, playing.churn(folder))
        bench.problem.choose(target)
        playing.do(runner, bench.train.start(60.0, 1, max_trials=2))
    bench.close()
    return folder


@pytest.fixture
def other(bench, others, tmp_path):
    def take(name):
        shutil.copytree(others / name, tmp_path / name)
        bench.home.open(tmp_path / name)
        return bench

    return take


@pytest.fixture
def told(monkeypatch):
    """What the questions said before they asked; answered with `told.answer`."""

    class Told(list):
        answer: str | None = "because it is good"

    said = Told()

    def text(title, label, proposed="", yes="", before=""):
        said.append((title, before, proposed))
        return said.answer

    monkeypatch.setattr(ask, "text", text)
    return said


def mains(page):
    """The main buttons to be seen: there is one."""
    return [name for name in MAINS if page.findChild(QPushButton, name).isVisible()]


def text(page, name):
    return page.findChild(QLabel, name).text()


def chart(page, name):
    return page.findChild(Chart, name)


def slider(page):
    return page.findChild(QSlider, "threshold")


def settled():
    for _ in range(3):
        QApplication.processEvents()


def finish(bench, runner, kind):
    """The newest job of this kind does its work."""
    playing.do(runner, playing.newest(bench, kind))
    settled()


@pytest.fixture
def judged(project, runner, shown):
    """`judged()` is the page of the trained churn project once its model is judged."""

    def show(**charter):
        bench = project("trained")
        if charter:
            bench.problem.write_charter(**charter)
        page = shown(EvaluatePage)
        finish(bench, runner, "assess")
        return page

    return show


def truth_and_scores(bench, model):
    """Out-of-fold raw scores of a model and the rows' classes, read without the program's own judging."""
    from pyarrow import parquet

    project = bench.opened()
    run = project.get(Run, model.run)
    asked = project.get(Problem, run.problem)
    fold = parquet.read_table(project.file(bench.evaluate.split(model.id).rows_file))["fold"].to_numpy()
    cells = np.array(parquet.read_table(project.file(bench.data.current().data_file))[asked.target].to_pylist())
    rows = np.flatnonzero(fold >= 0)
    return (cells[rows] == asked.positive).astype(int), np.load(project.file(model.oof_file))[:, 0]


# empty, and on the way ---------------------------------------------------------------------------------------------------


def test_without_a_model_it_says_what_will_be_here_and_leads_to_train(look, project, shown, press):
    project("data")
    page = shown(EvaluatePage)

    assert mains(page) == []
    assert page.findChild(QWidget, "empty").isVisible()
    press(page, "go_to_train")

    assert page.went == [("train",)]


def test_it_judges_the_model_by_itself_and_shows_how_far_that_is(project, runner, shown):
    bench = project("trained")

    page = shown(EvaluatePage)

    job = bench.running("assess")
    assert job.context["model"] == bench.train.winner().id
    assert page.findChild(QWidget, "assessing").isVisible()
    assert text(page, "figure_roc_auc") == number(bench.train.winner().oof_metrics["roc_auc"])
    runner.say(job, Message("progress", fraction=0.5, key="evaluate.measuring", facts={"rows": 192}))
    settled()
    assert page.findChild(QWidget, "assessing").findChild(QProgressBar, "busy_bar").value() == 500
    playing.do(runner, job)
    settled()
    assert not page.findChild(QWidget, "judging").isVisible()
    assert chart(page, "roc").isVisible()


def test_while_something_else_runs_it_waits_and_begins_when_that_is_done(project, runner, shown):
    bench = project("trained")
    training = bench.train.start(60.0, 2)

    page = shown(EvaluatePage)
    assert bench.running("assess") is None
    assert page.findChild(QWidget, "judging_waits").isVisible()
    runner.say(training, Message("cancelled"))
    settled()

    assert bench.running("assess") is not None


def test_a_failure_is_told_and_nothing_starts_again_by_itself(project, runner, shown, press, answers):
    bench = project("trained")
    page = shown(EvaluatePage)
    runner.say(bench.running("assess"), failed(JobError("job.no_memory")))
    settled()

    page.refresh()
    assert bench.running("assess") is None
    assert "memory" in text(page, "judging_wrong")
    press(page, "judging_log")
    press(page, "try_again")

    assert bench.running("assess") is not None
    assert page.findChild(QWidget, "assessing").isVisible()
    finish(bench, runner, "assess")
    assert not page.findChild(QWidget, "judging").isVisible()


def test_a_stop_is_told_and_can_be_taken_back(project, runner, shown, press):
    bench = project("trained")
    page = shown(EvaluatePage)

    press(page.findChild(QWidget, "assessing"), "busy_cancel")
    job = bench.running("assess")
    assert runner.cancelled == [job.id]
    runner.say(job, Message("cancelled"))
    settled()

    assert "stopped" in text(page, "judging_wrong")
    assert page.findChild(QPushButton, "try_again").isVisible()


def test_another_target_chosen_since_is_told(project, shown):
    bench = project("trained")
    bench.problem.choose("age")

    page = shown(EvaluatePage)

    assert page.findChild(QWidget, "older").isVisible()


# full --------------------------------------------------------------------------------------------------------------------


def test_two_classes_have_figures_pictures_threshold_criteria_and_verdict(look, judged, qtbot):
    page = judged(criteria=(Criterion("roc_auc", "at_least", 0.6),), costs=COSTS)

    assert mains(page) == ["open_holdout"]
    for name in ("roc_auc", "recall", "precision", "calibration_error", "value"):
        assert page.findChild(QLabel, f"figure_{name}").isVisible()
    for name in ("roc", "calibration", "score_distribution", "threshold_value"):
        qtbot.waitUntil(lambda name=name: chart(page, name).drawn)
    for name in ("threshold_card", "criteria_card", "metrics_card", "verdict_card"):
        assert page.findChild(QWidget, name).isVisible()
    assert text(page, "criterion_state") == tr("problem.met")


def test_more_classes_have_curves_of_each_and_a_large_confusion_matrix(look, other, runner, shown, qtbot):
    bench = other("classes")
    page = shown(EvaluatePage)
    finish(bench, runner, "assess")

    for name in ("roc", "calibration", "score_distribution", "confusion"):
        qtbot.waitUntil(lambda name=name: chart(page, name).drawn)
    classes = page.findChild(QComboBox, "curve_class")
    assert [classes.itemText(place) for place in range(1, classes.count())] == ["Basic", "Gold", "가족 요금제"]
    assert {row[0] for row in chart(page, "roc").picture.rows} == {"Basic", "Gold", "가족 요금제"}
    classes.setCurrentIndex(3)
    assert len(chart(page, "roc").picture.header) == len(chart(page, "precision_recall").picture.header) == 3
    assert not page.findChild(QWidget, "threshold_card").isVisible()


def test_numbers_have_predicted_against_actual_and_residuals(look, other, runner, shown, qtbot):
    bench = other("numbers")
    page = shown(EvaluatePage)
    finish(bench, runner, "assess")

    for name in ("predicted_actual", "residuals"):
        qtbot.waitUntil(lambda name=name: chart(page, name).drawn)
    for name in ("rmse", "mae", "r2", "median_absolute_error"):
        assert page.findChild(QLabel, f"figure_{name}").isVisible()
    assert not page.findChild(QWidget, "threshold_card").isVisible()


def test_figures_are_those_of_the_record_and_each_can_be_asked_how(judged, bench):
    page = judged()
    record = bench.evaluate.assessment(bench.evaluate.chosen().id)
    low, high = record.intervals["roc_auc"]

    assert text(page, "figure_roc_auc") == number(record.metrics["roc_auc"])
    assert text(page, "figure_recall") == number(record.metrics["recall"])
    how = page.findChild(QWidget, "how_roc_auc").accessibleDescription()
    for said in (number(low), number(high), record.id, f"{record.rows:,}", "resamples"):
        assert said in how.replace("\n", " ")


def test_all_metrics_stand_in_a_table_with_their_intervals(judged, bench):
    page = judged()
    record = bench.evaluate.assessment(bench.evaluate.chosen().id)
    table = page.findChild(QTableWidget, "metrics")

    assert table.rowCount() == len(record.metrics)
    assert table.columnCount() == 3
    assert table.item(0, 1).text() == number(record.metrics["roc_auc"])
    assert f"{record.rows:,}" in table.horizontalHeaderItem(1).text()


def test_pictures_can_be_switched_and_have_their_menu(judged, press, qtbot):
    page = judged()

    press(page, "curves_views_precision_recall")
    assert chart(page, "precision_recall").isVisible()
    assert not chart(page, "roc").isVisible()
    press(page, "scores_views_confusion")
    qtbot.waitUntil(lambda: chart(page, "confusion").drawn)

    assert chart(page, "confusion").picture.rows[0][0] == "no"
    names = [action.objectName() for action in chart(page, "confusion").menu().actions()]
    assert {"copy_picture", "save_png", "save_svg", "save_csv"} <= set(names)


# the threshold -----------------------------------------------------------------------------------------------------------


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
    worth = {point[0]: point[1] for point in chart(page, "threshold_value").picture.rows}
    assert worth[best.probability] == pytest.approx(standing.value)
    assert max(worth.values()) == pytest.approx(standing.value)


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


# the hold-out ------------------------------------------------------------------------------------------------------------


def test_sealed_rows_say_how_many_they_are_and_what_opening_means(look, judged, bench, press):
    page = judged()

    press(page, "basis_holdout")

    assert f"{bench.evaluate.split(bench.evaluate.chosen().id).test_rows:,}" in text(page, "sealed_rows")
    assert text(page, "sealed_pill") == tr("evaluate.never_opened")
    assert not page.findChild(QWidget, "figures").isVisible()
    assert not page.findChild(QWidget, "judged").isVisible()
    press(page, "basis_out_of_fold")
    assert page.findChild(QWidget, "judged").isVisible()


def test_the_hold_out_is_opened_with_a_reason_and_shows_its_own_figures(judged, bench, runner, press, told):
    page = judged(criteria=(Criterion("roc_auc", "at_least", 0.6),), costs=COSTS)
    told.answer = "final check"

    press(page, "open_holdout")
    assert not page.findChild(QPushButton, "open_holdout").isEnabled()
    assert page.findChild(QWidget, "opening").isVisible()
    finish(bench, runner, "evaluate")

    evaluation = bench.evaluate.evaluation(bench.evaluate.chosen().id)
    assert mains(page) == ["accept"]
    assert text(page, "figure_roc_auc") == number(evaluation.metrics["roc_auc"])
    assert evaluation.id in page.findChild(QWidget, "how_roc_auc").accessibleDescription()
    assert "final check" in " ".join(label.text() for label in page.findChild(QWidget, "history").findChildren(QLabel))
    table = page.findChild(QTableWidget, "metrics")
    assert table.columnCount() == 5
    assert table.item(0, 3).text() == number(evaluation.metrics["roc_auc"])
    assert f"{evaluation.rows:,}" in text(page, "subtitle")
    assert "never opened" in told[0][1]


def test_the_threshold_is_chosen_out_of_fold_also_when_the_hold_out_is_shown(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")
    finish(bench, runner, "evaluate")
    training = bench.evaluate.split(bench.evaluate.chosen().id).train_rows
    drawn = chart(page, "roc").picture

    slider(page).setValue(slider(page).maximum())

    counts = sum(int(text(page, f"count_{name}").replace(",", "")) for name in ("hits", "misses", "false_alarms", "rejections"))
    assert counts == training
    assert drawn is chart(page, "roc").picture or drawn.rows == chart(page, "roc").picture.rows
    assert "opened" in text(page, "threshold_late")


def test_a_second_look_warns_and_proposes_no_reason(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")
    finish(bench, runner, "evaluate")
    second = bench.train.models()[1]

    page.show_model(second.id)
    finish(bench, runner, "assess")
    press(page, "basis_holdout")
    assert text(page, "sealed_pill") == tr("evaluate.opened_times", count=1)
    assert "because it is good" in text(page, "sealed_looks")
    press(page, "open_holdout")

    _, before, proposed = told[-1]
    assert "Warning" in before and "because it is good" in before
    assert proposed == ""
    assert len(bench.evaluate.looks(bench.evaluate.split(second.id).id)) == 2


def test_thinking_better_of_it_leaves_the_hold_out_sealed(judged, bench, press, told):
    page = judged()
    told.answer = None

    press(page, "open_holdout")

    assert bench.evaluate.looks(bench.train.current().split) == ()
    assert mains(page) == ["open_holdout"]


def test_a_threshold_chosen_after_the_look_says_so(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")
    finish(bench, runner, "evaluate")
    press(page, "recall_at_least")
    press(page, "use_threshold")
    finish(bench, runner, "threshold")
    finish(bench, runner, "assess")

    assert "after the hold-out was first opened" in text(page, "threshold_late")


def test_an_opening_that_failed_is_told(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")

    runner.say(playing.newest(bench, "evaluate"), failed(JobError("job.no_memory")))
    settled()

    assert "memory" in text(page, "trouble_words")
    assert page.findChild(QPushButton, "open_holdout").isEnabled()


# the verdict -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def looked(judged, bench, runner, press, told):
    """The page once its hold-out is open."""

    def show(**charter):
        page = judged(**charter)
        press(page, "open_holdout")
        finish(bench, runner, "evaluate")
        return page

    return show


def test_accepting_asks_why_gives_a_version_and_leads_on(look, looked, bench, press, told):
    page = looked()
    told.answer = "better than the list of last year"

    press(page, "accept")
    settled()

    verdict = bench.evaluate.verdict(bench.evaluate.chosen().id)
    assert (verdict.accepted, verdict.version, verdict.why) == (True, 1, told.answer)
    assert text(page, "verdict_pill") == tr("evaluate.accepted_as", version=1)
    assert text(page, "verdict_why") == told.answer
    assert mains(page) == ["next"]
    press(page, "next")
    assert page.went == [("package",)]


def test_accepting_tells_which_criteria_are_not_met(looked, press, told):
    page = looked(criteria=(Criterion("roc_auc", "at_least", 0.5), Criterion("recall", "at_least", 1.0)))

    press(page, "accept")

    before = told[-1][1]
    assert "Recall" in before and "ROC AUC" not in before


def test_without_a_reason_nothing_is_accepted(looked, bench, press, told):
    page = looked()
    told.answer = None

    press(page, "accept")

    assert bench.evaluate.verdicts() == ()
    assert mains(page) == ["accept"]


def test_a_model_can_be_rejected_and_then_the_button_says_it_was(look, judged, bench, press, told):
    page = judged()

    press(page, "reject")
    settled()

    assert text(page, "verdict_pill") == tr("evaluate.rejected")
    button = page.findChild(QPushButton, "reject")
    assert not button.isEnabled()
    assert button.toolTip() == tr("evaluate.rejected_already")


def test_a_long_history_is_shown_whole_on_request(looked, bench, press):
    page = looked()
    model = bench.evaluate.chosen()
    for turn in range(4):
        bench.evaluate.reject(model.id, f"no {turn}")
        if turn < 3:
            bench.evaluate.accept(model.id, f"yes {turn}")
    settled()
    assert len(page.findChildren(QLabel, "event")) == 6

    press(page, "more_history")

    assert len(page.findChildren(QLabel, "event")) == 8


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_report_is_written_in_the_language_that_is_asked_for(language, judged, bench, runner, answers, tmp_path):
    page = judged()
    answers.saved = tmp_path / "report"
    button = page.findChild(QPushButton, "report")

    button.menu().findChild(QAction, f"report_{language}").trigger()
    settled()
    assert not button.isEnabled() and button.toolTip()
    finish(bench, runner, "report")

    written = (tmp_path / "report.html").read_text("utf-8")
    assert number(bench.evaluate.assessment(bench.evaluate.chosen().id).metrics["roc_auc"]) in written
    assert f'lang="{language}"' in written
    assert button.isEnabled()


def test_thinking_better_of_a_report_writes_none(judged, bench, answers):
    page = judged()
    answers.saved = None

    page.findChild(QPushButton, "report").menu().findChild(QAction, "report_en").trigger()

    assert bench.running("report") is None


# getting about -----------------------------------------------------------------------------------------------------------


def test_every_candidate_can_be_chosen(judged, bench):
    page = judged()
    models = page.findChild(QComboBox, "model")

    assert [models.itemData(place) for place in range(models.count())] == [one.id for one in bench.evaluate.candidates()]
    models.setCurrentIndex(1)
    models.activated.emit(1)
    settled()

    assert bench.running("assess").context["model"] == bench.evaluate.candidates()[1].id


def test_a_model_that_is_named_from_elsewhere_is_shown(judged, bench):
    page = judged()
    second = bench.train.models()[1]

    page.show_model(second.id)

    assert page.findChild(QComboBox, "model").currentData() == second.id
    assert bench.running("assess").context["model"] == second.id


def test_what_was_chosen_and_not_kept_survives_a_new_language(judged, bench, shown, press):
    page = judged()
    slider(page).setValue(5)
    held = page.keep()

    again = shown(EvaluatePage)
    again.take_back(held)

    assert slider(again).value() == 5
    assert again.findChild(QLabel, "threshold_state").property("level") == "warning"


def test_every_control_has_a_name_for_a_screen_reader(judged):
    page = judged(costs=COSTS)

    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]


def test_tab_goes_through_the_page_from_top_to_bottom(judged):
    page = judged(costs=COSTS)
    first = at = page.findChild(QPushButton, "reject")
    chain = []
    while not chain or at is not first:
        if at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(at.objectName())
        at = at.nextInFocusChain()

    wanted = ("reject", "open_holdout", "model", "how_roc_auc", "roc", "threshold", "least_cost", "metrics")
    order = [chain.index(name) for name in wanted]
    assert order == sorted(order), chain


@pytest.mark.parametrize("name", ["trained", "classes", "numbers"])
def test_it_fits_into_the_smallest_window(look, name, project, other, runner, shown):
    bench = project(name) if name == "trained" else other(name)
    page = shown(EvaluatePage)
    finish(bench, runner, "assess")
    page.resize(888, 608)

    assert (page.width(), page.height()) == (888, 608)
    assert page.minimumSizeHint().width() <= 888


@pytest.mark.parametrize("language", ["en", "ko"])
def test_at_twice_the_text_size_nothing_needs_more_width_than_the_smallest_window_has(language, judged, shown, qapp):
    from mlworkbench.base import words

    judged(costs=COSTS)
    words.set_language(language)
    theme.apply(qapp, "light", 200)

    page = shown(EvaluatePage)
    page.resize(888, 608)

    assert page.minimumSizeHint().width() <= 888


def test_a_damaged_judgement_is_said_and_the_figures_stay(judged, bench, shown):
    judged(criteria=(Criterion("recall", "at_least", 0.1, "plan", "Gold"),))
    record = bench.evaluate.assessment(bench.evaluate.chosen().id)
    bench.opened().file(record.judgement_file).write_bytes(b"{}")
    bench.evaluate._judgements.clear()

    page = shown(EvaluatePage)

    assert text(page, "figure_roc_auc") == number(record.metrics["roc_auc"])
    assert page.findChild(QWidget, "no_pictures").isVisible()
    assert text(page, "criterion_state") == "not measured"
    assert bench.stages()


def test_a_model_of_an_older_run_can_be_shown(judged, bench, runner):
    page = judged()
    first = bench.train.winner()
    playing.do(runner, bench.train.start(60.0, 5, max_trials=1))
    settled()

    page.show_model(first.id)

    models = page.findChild(QComboBox, "model")
    assert models.currentData() == first.id
    assert bench.opened().get(Model, first.id).run != bench.train.current().id
