"""Versions of the recipe, newer data, and the split on the Prepare page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from mlworkbench.ui.pages.prepare import PreparePage
from mlworkbench.workbench import filing
from tests.ui.pages import playing
from tests.ui.pages.preparing import choose, entries, steps, text, type_into


def test_an_older_version_can_be_looked_at_and_gone_back_to(project, shown, press):
    bench = project("data")
    first = bench.prepare.current()
    bench.prepare.remove(3)
    page = shown(PreparePage)
    menu = page.findChild(QPushButton, "versions").menu()
    assert [action.isChecked() for action in menu.actions()] == [True, False]

    menu.actions()[1].trigger()
    QApplication.processEvents()

    assert len(entries(page)) == 4
    assert page.findChild(QWidget, "old_version").isVisible()
    for name in ("suggest", "add_step", "remove_step"):
        assert "older version" in page.findChild(QPushButton, name).toolTip()
    choose(page, 2)
    QTest.keyClick(steps(page), Qt.Key.Key_Delete)
    assert len(bench.prepare.versions()) == 2
    press(page, "restore")
    assert bench.prepare.current().recipe_hash == first.recipe_hash
    assert text(page, "subtitle").startswith("Recipe v3")
    assert not page.findChild(QWidget, "old_version").isVisible()


def test_the_newest_version_is_shown_again_without_going_back(project, shown, press):
    bench = project("data")
    bench.prepare.remove(3)
    page = shown(PreparePage)
    page.findChild(QPushButton, "versions").menu().actions()[1].trigger()
    QApplication.processEvents()

    press(page, "show_newest")

    assert len(entries(page)) == 3
    assert len(bench.prepare.versions()) == 2


def test_a_version_names_the_account_that_changed_it(project, shown, monkeypatch):
    bench = project("data")
    monkeypatch.setattr(filing, "account", lambda: "somebody.else")
    bench.prepare.remove(3)

    newest, suggested = shown(PreparePage).findChild(QPushButton, "versions").menu().actions()

    assert "changed by somebody.else" in newest.text()
    assert "suggested" in suggested.text() and "changed" not in suggested.text()


def test_suggest_steps_replaces_what_was_changed_and_says_when_there_is_nothing_to_do(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    assert "suggested recipe" in page.findChild(QPushButton, "suggest").toolTip()
    bench.prepare.remove(3)
    QApplication.processEvents()

    press(page, "suggest")

    assert len(entries(page)) == 4
    assert bench.prepare.current().suggested


def test_new_columns_are_told_and_added_with_one_click(project, runner, tmp_path, shown, press):
    bench = project("data")
    bench.prepare.change(1, params={"most": 5})
    lines = playing.churn(tmp_path).read_text("utf-8").splitlines()
    newer = tmp_path / "newer.csv"
    regions = ("north", "south")
    body = [f"{line},{'region' if at == 0 else regions[at % 2]}" for at, line in enumerate(lines)]
    newer.write_text("\n".join(body) + "\n", "utf-8")
    playing.imported(bench, runner, newer)
    bench.problem.choose("left")
    page = shown(PreparePage)
    assert "region" in text(page, "new_words")

    press(page, "add_new")

    assert "region" in bench.prepare.current().inputs
    assert not page.findChild(QWidget, "new_columns").isVisible()


def test_the_plan_is_a_form_with_the_exact_rows_it_gives(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    counts = page.findChild(QWidget, "split_counts")
    assert [label.text() for label in counts.findChildren(QLabel)][-4:-1] == ["All rows", "192", "48"]

    type_into(page, "split_share", "30")
    type_into(page, "split_seed", "7")
    box = page.findChild(QCheckBox, "stratified")
    box.click()
    QApplication.processEvents()

    plan = bench.prepare.plan()
    assert (plan.share, plan.stratified, plan.seed) == (0.3, False, 7)
    words = [label.text() for label in counts.findChildren(QLabel)]
    assert "168" in words
    assert "by chance" in words


def test_a_share_that_cannot_be_is_told_beside_it(project, shown):
    bench = project("data")
    page = shown(PreparePage)

    type_into(page, "split_share", "80")

    assert bench.prepare.plan().share == 0.2
    assert page.findChild(QLabel, "split_share_error").isVisible()


def test_a_number_as_target_has_no_classes_to_spread_and_the_box_says_so(project, shown):
    bench = project("data")
    bench.problem.choose("income")
    page = shown(PreparePage)

    box = page.findChild(QCheckBox, "stratified")

    assert not box.isEnabled()
    assert "no classes" in box.toolTip()


def test_a_plan_that_would_mix_seen_rows_is_warned_of(project, runner, shown):
    bench = project("trained")
    playing.do(runner, bench.evaluate.open_holdout(bench.train.winner().id, "to see"))
    page = shown(PreparePage)
    assert not page.findChild(QWidget, "split_warning_card").isVisible()

    type_into(page, "split_seed", "99")

    assert page.findChild(QWidget, "split_warning_card").isVisible()
    assert "already opened" in text(page, "split_warning")


def test_every_term_of_the_split_is_defined(project, shown):
    project("data")
    page = shown(PreparePage)

    for kind, name in ((QLineEdit, "split_share"), (QLineEdit, "split_seed"), (QCheckBox, "stratified"), (QLabel, "split_folds")):
        assert len(page.findChild(kind, name).toolTip()) > 60
