"""The Package page: build, prove, verify, and score at once."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from mlworkbench.base.errors import InputError, JobError
from mlworkbench.base.records import Criterion
from mlworkbench.jobs.messages import failed
from mlworkbench.ui.pages.package import PackagePage
from tests.ui.pages import playing

MAINS = ("build", "score_a_file")


def mains(page):
    return [name for name in MAINS if page.findChild(QPushButton, name).isVisible()]


def text(page, name):
    return page.findChild(QLabel, name).text()


def test_without_a_model_it_names_what_is_missing_and_links_there(look, opened, shown, press):
    page = shown(PackagePage)

    assert mains(page) == []
    press(page, "go_to_train")

    assert page.went == [("train",)]


def test_ready_it_offers_to_build_and_tells_what_will_be_proved(look, project, shown):
    project("trained")

    page = shown(PackagePage)

    assert mains(page) == ["build"]
    assert page.findChild(QPushButton, "build").isEnabled()
    assert page.findChild(QWidget, "proof_golden").isVisible()
    assert page.findChild(QWidget, "trust").isVisible()
    assert page.findChild(QWidget, "no_criteria").isVisible()
    assert page.findChild(QLabel, "model_verdict").isVisible()
    assert not page.findChild(QWidget, "score_card").isVisible()


def test_full_it_shows_the_proofs_and_offers_to_score(look, project, shown):
    project("packaged")

    page = shown(PackagePage)

    assert mains(page) == ["score_a_file"]
    assert page.findChild(QWidget, "score_card").isVisible()
    assert page.findChild(QWidget, "built_card").isVisible()
    assert [proof.different for proof in page.bench.package.packages()[0].proofs] == [0] * 5


def test_build_asks_where_and_writes_the_package_there(project, runner, shown, press, answers, tmp_path):
    bench = project("trained")
    answers.saved = tmp_path / "mine"
    page = shown(PackagePage)

    press(page, "build")
    assert not page.findChild(QPushButton, "build").isEnabled()
    assert "being built" in page.findChild(QPushButton, "build").toolTip()
    assert page.findChild(QWidget, "building").isVisible()
    playing.do(runner, playing.newest(bench, "package"))
    QApplication.processEvents()

    assert (tmp_path / "mine.mlpkg").is_file()
    assert mains(page) == ["score_a_file"]
    assert text(page, "proofs_pill") == "identical"
    assert text(page, "package_file") == "mine.mlpkg"
    assert not page.findChild(QWidget, "building").isVisible()


def test_thinking_better_of_it_builds_nothing(project, shown, press, answers):
    bench = project("trained")
    answers.saved = None
    page = shown(PackagePage)

    press(page, "build")

    assert bench.running("package") is None


def test_a_build_that_failed_is_told(project, runner, shown, press, answers, tmp_path):
    bench = project("trained")
    answers.saved = tmp_path / "mine.mlpkg"
    page = shown(PackagePage)
    press(page, "build")

    runner.say(
        playing.newest(bench, "package"), failed(JobError("package.not_the_same", proof="golden", different=3, compared=9))
    )

    assert page.findChild(QWidget, "trouble").isVisible()
    assert "3 of 9 rows differ" in text(page, "trouble_words")
    assert mains(page) == ["build"]


def test_another_model_can_be_chosen_and_is_what_is_built(project, runner, shown, press, answers, tmp_path):
    bench = project("packaged")
    answers.saved = tmp_path / "other.mlpkg"
    page = shown(PackagePage)
    other = next(model for model in bench.train.models() if model.id != bench.train.winner().id)
    combo = page.findChild(QComboBox, "model")

    combo.setCurrentIndex(combo.findData(other.id))
    assert mains(page) == ["build"]
    press(page, "build")

    assert playing.newest(bench, "package").context["model"] == other.id
    assert combo.currentData() == other.id


def test_verify_checks_the_package_and_tells_what_holds(project, runner, shown, press):
    bench = project("packaged")
    page = shown(PackagePage)
    assert text(page, "verdict") == "not checked yet"

    press(page, "verify")
    assert text(page, "verdict") == "checking"
    playing.do(runner, playing.newest(bench, "verify"))
    QApplication.processEvents()

    assert text(page, "verdict") == "everything holds"
    assert page.findChild(QWidget, "check") is not None


def test_score_a_file_shows_the_first_rows_with_their_predictions(project, runner, shown, press, answers, tmp_path):
    bench = project("packaged")
    answers.file = playing.churn(tmp_path, 60, "new.csv")
    page = shown(PackagePage)

    press(page, "score_a_file")
    playing.do(runner, playing.newest(bench, "score"))
    QApplication.processEvents()

    assert text(page, "scored_file") == "new.csv"
    assert text(page, "scored_rows").startswith("Rows scored: 60")


@pytest.fixture
def moved_away(made, tmp_path):
    """The package that all tests share, somewhere else for the length of this test."""
    shutil.move(made / "churn.mlpkg", tmp_path / "elsewhere.mlpkg")
    yield
    shutil.move(tmp_path / "elsewhere.mlpkg", made / "churn.mlpkg")


@pytest.mark.usefixtures("moved_away")
def test_a_package_that_was_moved_away_is_served_from_the_project(project, shown):
    project("packaged")

    page = shown(PackagePage)

    lies = [label.text() for label in page.findChild(QWidget, "built_card").findChildren(QLabel)]
    assert any("No longer in" in words for words in lies)
    assert mains(page) == ["score_a_file"]


def test_look_inside_opens_the_package(project, shown, press):
    bench = project("packaged")
    page = shown(PackagePage)

    press(page, "look_inside")

    ((command, path),) = page.went
    assert command == "open_package"
    assert bench.package.open(path).identifier == bench.package.packages()[0].identifier


def test_the_sealed_rows_and_the_decision_are_one_press_away(project, shown, press):
    project("trained")
    page = shown(PackagePage)
    assert "sealed rows" in text(page, "doubts")

    press(page, "go_to_evaluate")

    assert page.went == [("evaluate",)]


def test_an_accepted_model_carries_its_version_and_raises_no_doubt(project, runner, shown):
    bench = project("trained")
    winner = bench.train.winner()
    playing.do(runner, bench.evaluate.open_holdout(winner.id, "final"))
    page = shown(PackagePage)
    assert text(page, "doubts") == "Nobody has accepted this model yet."

    bench.evaluate.accept(winner.id, "it does")
    QApplication.processEvents()

    assert text(page, "model_verdict") == "accepted, version 1"
    assert not page.findChild(QWidget, "trust").isVisible()
    assert page.findChild(QPushButton, "build").isEnabled()


def test_a_rejected_model_cannot_be_packaged_and_the_button_says_why(project, shown):
    bench = project("trained")
    winner = bench.train.winner()
    bench.evaluate.reject(winner.id, "too slow for the line")

    page = shown(PackagePage)

    button = page.findChild(QPushButton, "build")
    assert not button.isEnabled()
    assert "too slow for the line" in button.toolTip()
    assert "too slow for the line" in text(page, "doubts")
    with pytest.raises(InputError, match="package.rejected"):
        bench.package.build(winner.id)


def test_criteria_that_are_not_met_are_told_before_anything_is_built(look, project, shown, press):
    bench = project("trained")
    bench.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.5), Criterion("roc_auc", "at_least", 1.0)))

    page = shown(PackagePage)

    assert [label.property("level") for label in page.findChildren(QLabel, "criterion_state")] == ["good", "bad"]
    assert "2" in text(page, "doubts").splitlines()[-1]
    bench.problem.write_charter(criteria=())
    QApplication.processEvents()
    press(page, "write_criteria")
    assert page.went == [("problem",)]


def test_the_model_with_the_threshold_that_was_chosen_is_what_is_built(project, runner, shown, press, answers, tmp_path):
    bench = project("trained")
    answers.saved = tmp_path / "mine.mlpkg"
    winner = bench.train.winner()
    playing.do(runner, bench.evaluate.set_threshold(winner.id, winner.threshold + 0.5))
    variant = bench.evaluate.chosen()
    assert variant.parent == winner.id

    page = shown(PackagePage)
    press(page, "build")

    playing.do(runner, playing.newest(bench, "package"))
    QApplication.processEvents()
    assert bench.package.packages()[0].model == variant.id
    assert mains(page) == ["score_a_file"]


def test_every_control_has_a_name_for_a_screen_reader(project, shown):
    project("packaged")
    page = shown(PackagePage)

    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]


def test_the_winner_of_a_run_before_can_still_be_packaged(project, runner, shown):
    bench = project("trained")
    before = bench.train.winner()
    playing.do(runner, bench.train.start(60.0, 2, max_trials=1))
    page = shown(PackagePage)
    combo = page.findChild(QComboBox, "model")

    combo.setCurrentIndex(combo.findData(before.id))

    assert "run of" in combo.currentText()
    assert mains(page) == ["build"]
