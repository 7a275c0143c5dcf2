"""The Train page around its leaderboard: settings, one model in detail, several side by side, and what they cost."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Limits, Reason
from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message
from mlworkbench.ui.pages.train import TrainPage
from mlworkbench.ui.widgets.algorithm_list import NAME, STATE, AlgorithmList
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.leaderboard import Leaderboard
from mlworkbench.workbench.train import Wanted
from tests.ui.pages import playing
from tests.ui.pages.hands import write
from tests.unit.workbench import pieces

MARK_TOO = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def words_in(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def mark(page, *rows):
    table = page.findChild(Leaderboard)
    for row in rows:
        table.selectionModel().select(table.model().index(row, 1), MARK_TOO)


@pytest.fixture
def settings(project, shown, press):
    """The page of a project with data, its settings open."""

    def show(**charter):
        bench = project("data")
        if charter:
            bench.problem.write_charter(**charter)
        page = shown(TrainPage)
        press(page, "settings")
        return page

    return show


# Settings -----------------------------------------------------------------------------------------------------------------


def test_settings_are_closed_at_first_and_start_needs_none_of_them(project, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    assert not page.findChild(QWidget, "settings_card").isVisible()

    press(page, "start")

    run = bench.train.current()
    assert (run.preset, run.algorithms, run.balance) == ("balanced", (), "")


def test_what_is_chosen_is_what_the_run_is_asked(settings, press):
    page = settings()
    press(page, "preset_best")
    rows = page.findChild(AlgorithmList)
    rows.item(0, NAME).setCheckState(Qt.CheckState.Unchecked)
    balance = page.findChild(QComboBox, "balance")
    balance.setCurrentIndex(balance.findData("weights"))
    balance.activated.emit(balance.currentIndex())
    assert "neighbours" not in rows.names  # it cannot weigh rows

    press(page, "start")

    run = page.bench.train.current()
    assert (run.preset, run.balance) == ("best", "weights")
    assert run.algorithms == rows.names
    assert "xgboost" not in run.algorithms
    assert not page.findChild(QWidget, "settings_card").isVisible()


def test_each_preset_takes_its_own_algorithms_and_says_what_it_does(settings, press):
    page = settings()
    rows = page.findChild(AlgorithmList)
    usual = rows.names

    press(page, "preset_fast")

    assert set(rows.names) < set(usual)
    assert page.findChild(QLabel, "preset_says").text() == tr("train.preset_fast_says")
    press(page, "preset_explainable")
    assert "lightgbm" not in rows.names
    row = [one.name for one in rows._offers].index("lightgbm")
    assert rows.item(row, STATE).text() == tr("train.not_here")
    assert "LightGBM" in rows.item(row, NAME).toolTip()


def test_without_any_algorithm_no_run_starts_and_the_button_says_why(settings):
    page = settings()
    rows = page.findChild(AlgorithmList)

    for row in range(rows.rowCount()):
        rows.item(row, NAME).setCheckState(Qt.CheckState.Unchecked)

    start = page.findChild(QPushButton, "start")
    assert not start.isEnabled()
    assert start.toolTip() == tr("train.no_algorithm")
    page.findChild(QPushButton, "usual_algorithms").click()
    assert start.isEnabled()


def test_what_a_model_would_need_is_held_against_the_limits_before_training(settings):
    page = settings(limits=Limits(model_bytes=20_000))

    rows = page.findChild(AlgorithmList)
    said = {one.name: rows.item(row, STATE).text() for row, one in enumerate(rows._offers)}

    assert said["logistic"] == tr("train.meets_limits")
    assert said["random_forest"] == tr("train.over_limits")


def test_numbers_have_no_classes_to_balance(project, shown, press):
    bench = project("data")
    bench.problem.choose("age")
    page = shown(TrainPage)
    press(page, "settings")

    assert not page.findChild(QComboBox, "balance").isVisible()


def test_settings_of_the_last_run_are_there_again(project, runner, shown, press):
    bench = project("data")
    bench.train.start(45.0, 9, wanted=Wanted("explainable", ("scorecard",), "weights"))
    runner.say(playing.newest(bench, "train"), Message("cancelled"))
    page = shown(TrainPage)
    press(page, "settings")

    assert page.findChild(QComboBox, "budget").currentData() == 45
    assert page.findChild(AlgorithmList).names == ("scorecard",)
    assert page.findChild(QComboBox, "balance").currentData() == "weights"
    assert page.findChild(QPushButton, "preset_explainable").isChecked()


# One model ----------------------------------------------------------------------------------------------------------------


def test_the_winner_is_told_in_detail_until_another_row_is_looked_at(look, project, shown):
    bench = project("trained")
    page = shown(TrainPage)
    models = bench.train.models()
    told = page.findChild(QLabel, "model_name")
    first = told.text()

    page.findChild(Leaderboard).selectRow(len(models) - 1)

    assert first != told.text()
    assert models[-1].model_file in page.findChild(QLabel, "model_hash").toolTip()
    assert not page.findChild(Chart, "loss_curve").isVisible()


def test_the_losses_of_its_rounds_are_drawn(project, shown):
    bench = project("trained")
    page = shown(TrainPage)
    row = next(row for row, one in enumerate(bench.train.models()) if one.curve)

    page.findChild(Leaderboard).selectRow(row)

    chart = page.findChild(Chart, "loss_curve")
    assert chart.isVisible()
    assert [loss for _, loss in chart.picture.rows] == list(bench.train.models()[row].curve)


def test_a_note_and_tags_are_kept_and_can_be_sought(project, shown, press):
    bench = project("trained")
    page = shown(TrainPage)
    page.findChild(Leaderboard).selectRow(1)
    assert not page.findChild(QPushButton, "save_note").isVisible()
    page.findChild(QLineEdit, "model_tags").setText("keep, 후보")
    page.findChild(QPlainTextEdit, "model_note").setPlainText("the quiet one")

    press(page, "save_note")

    model = bench.train.models()[1]
    remark = bench.train.remark_of(model.id)
    assert (remark.text, remark.tags) == ("the quiet one", ("keep", "후보"))
    assert not page.findChild(QPushButton, "save_note").isVisible()
    write(page, "board_filter", "후보 quiet")
    assert [place.model.id for place in page.findChild(Leaderboard).standings.places] == [model.id]
    assert page.findChild(QLabel, "board_count").text().startswith("1 of")


def test_a_tag_that_is_none_is_told_and_nothing_is_kept(project, shown, press):
    bench = project("trained")
    page = shown(TrainPage)
    page.findChild(QLineEdit, "model_tags").setText("x" * 60)

    press(page, "save_note")

    assert page.findChild(QLabel, "note_wrong").isVisible()
    assert all(bench.train.remark_of(model.id) is None for model in bench.train.models())


@pytest.mark.parametrize("same", [True, False])
def test_a_replay_shows_both_hashes(same, project, runner, shown, press):
    bench = project("trained")
    page = shown(TrainPage)
    winner = bench.train.winner()

    press(page, "replay_model")
    job = playing.newest(bench, "replay")
    assert [one["id"] for one in job.spec["models"]] == [winner.id]
    assert page.findChild(QLabel, "replay_outcome").text() == tr("train.replay_running")
    other = winner.model_file if same else "e" * 64
    told = {"model": winner.id, "name": winner.name, "recorded": winner.model_file, "replayed": other, "same": same}
    runner.say(job, Message("result", facts={"models": [told], "same": same}))
    QApplication.processEvents()

    assert page.findChild(QLabel, "replay_outcome").text() == tr("train.replayed_same" if same else "train.replayed_other")
    assert winner.model_file in page.findChild(QLabel, "hash_recorded").toolTip()
    assert other in page.findChild(QLabel, "hash_replayed").toolTip()


def test_a_model_is_saved_as_a_script_in_a_folder_of_its_own(project, runner, shown, press, answers, tmp_path):
    bench = project("trained")
    page = shown(TrainPage)
    answers.folder = tmp_path

    press(page, "script_model")

    job = playing.newest(bench, "export_code")
    folder = tmp_path / f"Churn-{bench.train.winner().name.replace(' ', '-')}"
    assert (job.spec["folder"], job.spec["model"]["id"]) == (str(folder), bench.train.winner().id)
    assert not page.findChild(QPushButton, "script_model").isEnabled()
    assert page.findChild(QLabel, "script_outcome").text() == tr("train.writing_code")
    runner.say(job, Message("result", facts={"path": str(folder / "script.py"), "score": 0.8}))
    QApplication.processEvents()
    assert page.findChild(QPushButton, "script_model").isEnabled()
    assert str(folder / "script.py") in page.findChild(QLabel, "script_outcome").text()


def test_what_a_script_cannot_hold_is_said_beside_the_button(project, shown, press, answers, tmp_path, monkeypatch):
    bench = project("trained")
    page = shown(TrainPage)
    answers.folder = tmp_path

    def refuse(*_):
        raise InputError("train.code_no_holdout")

    monkeypatch.setattr(bench.train, "export_code", refuse)
    press(page, "script_model")

    assert page.findChild(QLabel, "script_outcome").text() == tr("train.code_no_holdout")
    answers.folder = None
    page.findChild(QLabel, "script_outcome").clear()
    press(page, "script_model")
    assert page.findChild(QLabel, "script_outcome").text() == ""


# Several ------------------------------------------------------------------------------------------------------------------


def test_marked_models_are_shown_side_by_side(look, project, shown, press):
    project("trained")
    page = shown(TrainPage)
    assert not page.findChild(QPushButton, "compare").isEnabled()
    mark(page, 0, 1)

    press(page, "compare")

    card = page.findChild(QWidget, "compare_card")
    table = card.findChild(QWidget, "compare_table")
    assert card.isVisible()
    assert table.columnCount() == 3
    assert table.rowCount() >= 5
    press(page, "compare_close")
    assert not card.isVisible()


def test_predictions_that_differ_are_counted_by_a_job(project, runner, shown, press, qtbot):
    bench = project("trained")
    page = shown(TrainPage)
    mark(page, 0, len(bench.train.models()) - 1)
    press(page, "compare")

    press(page, "compare_rows")
    playing.do(runner, playing.newest(bench, "compare_models"))

    qtbot.waitUntil(lambda: "predict differently on" in words_in(page.findChild(QWidget, "compare_card")))
    assert page.findChild(QWidget, "compare_listed").isVisible()


def test_scores_are_drawn_against_time_and_size_without_the_floor(project, shown):
    bench = project("trained")
    page = shown(TrainPage)
    learnt = [one for one in bench.train.models() if one.algorithm != "baseline"]

    rows = page.findChild(Chart, "pareto_time").picture.rows

    assert sorted(cost for _, cost, _ in rows) == sorted(one.row_microseconds for one in learnt)


# Failures -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["train.no_weights", "train.no_monotone", "train.no_loss", "train.no_interactions"])
def test_an_algorithm_that_could_not_begin_is_told_by_its_name_and_reason(key, project, runner, shown):
    bench = project("data")
    bench.train.start(60.0, 1)
    job = playing.newest(bench, "train")
    facts = {"algorithm": "Logistic regression", "loss": "quantile"}
    made = pieces.failure(0)
    made.facts.update(algorithm="logistic", reason={"key": key, "facts": facts})
    runner.say(job, made)

    page = shown(TrainPage)

    told = words_in(page.findChild(QWidget, "failure_0")).strip()
    assert told.startswith("Logistic regression ")
    assert "trial" not in told
    assert tr(Reason(key, facts).key, **facts) in told
