"""Quality on the Data page: findings with their remedies and evidence, what was decided, and expectations."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import ask
from mlworkbench.ui.inspecting import Inspecting
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.quality_card import QualityCard
from mlworkbench.ui.widgets.rows_table import RowsTable
from tests.ui.pages import playing


@pytest.fixture
def inspected(project, runner):
    bench = project("data")
    playing.do(runner, bench.data.inspect())
    return bench


def row_of(page, kind):
    return page.findChild(QWidget, f"finding_{kind}")


def chosen(page, press, kind, name):
    """Opens the menu of a finding and presses what is called so."""
    press(row_of(page, kind), "more")
    button = row_of(page, kind).findChild(QPushButton, name)
    button.click()
    QApplication.processEvents()


def test_one_press_leaves_a_column_out_and_the_finding_counts_as_decided(inspected, shown, press):
    page = shown(DataPage)

    press(row_of(page, "missing"), "mend_exclude")

    assert "income" not in inspected.prepare.current().inputs
    assert page.findChild(RowsTable).header.headings[2].state == "left_out"
    assert row_of(page, "missing") is None
    assert "income" in page.findChild(QWidget, "decided_finding").findChild(QLabel).text()


def test_what_was_done_last_is_undone_by_one_press(inspected, shown, press):
    page = shown(DataPage)
    press(row_of(page, "missing"), "mend_exclude")

    press(page, "undo_mend")

    assert "income" in inspected.prepare.current().inputs
    assert row_of(page, "missing") is not None
    assert inspected.data.decisions()[-1].deed == "reopened"


def test_a_change_of_the_data_is_undone_by_one_press(inspected, runner, shown, press):
    page = shown(DataPage)
    chosen(page, press, "missing", "do_drop_columns")
    playing.do(runner, inspected.running("change"))

    QApplication.processEvents()
    press(page, "undo_mend")

    assert "income" in {column.name for column in inspected.data.current().columns}
    assert not any(one.isVisible() for one in page.findChildren(QPushButton, "undo_mend"))


def test_a_reason_may_be_given_with_a_remedy(inspected, shown, press):
    page = shown(DataPage)
    press(row_of(page, "missing"), "more")
    row_of(page, "missing").findChild(QLineEdit, "mend_why").setText("  not known at the desk ")

    row_of(page, "missing").findChild(QPushButton, "do_exclude").click()

    assert inspected.data.decisions()[-1].why == "not known at the desk"


def test_keeping_the_data_takes_the_reason_that_stands_there(inspected, shown, press, monkeypatch):
    monkeypatch.setattr(ask, "text", lambda *args, **more: pytest.fail("a reason was given already"))
    page = shown(DataPage)
    press(row_of(page, "missing"), "more")
    row_of(page, "missing").findChild(QLineEdit, "mend_why").setText("asked on paper")

    row_of(page, "missing").findChild(QPushButton, "keep_as_is").click()

    assert inspected.data.decisions()[-1].why == "asked on paper"


def test_decided_findings_say_how_and_can_be_reopened(inspected, shown, press):
    inspected.data.accept_finding("missing:income", "asked on paper")
    page = shown(DataPage)

    press(page, "decided")
    assert "asked on paper" in page.findChild(QLabel, "decided_how").text()
    press(page, "reopen")

    assert row_of(page, "missing") is not None


def test_keeping_the_data_asks_for_a_reason(inspected, shown, press, monkeypatch):
    monkeypatch.setattr(ask, "text", lambda *args, **more: "asked on paper")
    page = shown(DataPage)

    chosen(page, press, "missing", "keep_as_is")

    assert inspected.data.decisions()[-1].why == "asked on paper"
    assert row_of(page, "missing") is None


def test_without_a_target_the_button_says_why_it_cannot_be_pressed(opened, runner, shown, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))

    page = shown(DataPage)

    button = row_of(page, "missing").findChild(QPushButton, "mend_exclude")
    assert not button.isEnabled()
    assert "predict" in button.toolTip()


def test_evidence_is_shown_and_hidden_by_a_press(inspected, shown, press):
    page = shown(DataPage)
    kind = next(one.finding.kind for one in inspected.data.judged() if one.finding.evidence)

    press(row_of(page, kind), "evidence_of")
    assert page.findChild(QLabel, "evidence").isVisible()
    press(row_of(page, kind), "evidence_of")

    assert page.findChild(QLabel, "evidence") is None


def test_a_finding_shows_its_column(inspected, shown, press):
    page = shown(DataPage)

    chosen(page, press, "missing", "look")

    assert page.findChild(QLabel, "column_name").text() == "income"


def test_a_remedy_that_changes_the_data_starts_the_job(inspected, shown, press):
    page = shown(DataPage)

    chosen(page, press, "missing", "do_drop_columns")

    job = inspected.running("change")
    assert job.spec["params"] == {"columns": ["income"]}
    assert not row_of(page, "missing").findChild(QPushButton, "mend_exclude").isHidden()


def test_expectations_are_proposed_added_and_removed(inspected, shown, press):
    page = shown(DataPage)

    press(page, "propose_rules")
    count = len(inspected.data.expectations())
    press(page, "new_rule")
    kinds = page.findChild(QComboBox, "rule_kind")
    kinds.setCurrentIndex(kinds.findData("rows"))
    page.findChild(QLineEdit, "rule_low").setText("1,000")
    press(page, "add_rule")

    assert count > 3
    assert inspected.data.expectations()[-1].low == 1000
    page.findChild(QWidget, "remove_rule").click()
    assert len(inspected.data.expectations()) == count


def test_a_rule_that_says_nothing_is_refused_beside_the_form(inspected, shown, press):
    page = shown(DataPage)

    press(page, "new_rule")
    press(page, "add_rule")

    assert page.findChild(QLabel, "rule_wrong").isVisible()
    assert inspected.data.expectations() == ()


def test_the_data_are_inspected_by_themselves_once_for_each_target(project, runner, qtbot, shown):
    bench = project("data")
    page = shown(DataPage)
    watching = Inspecting(bench, page)

    qtbot.waitUntil(lambda: bench.running("inspect") is not None)
    assert page.findChild(QLabel, "inspecting").isVisible() or page.findChild(QWidget, "inspect_state") is not None
    playing.do(runner, bench.running("inspect"))
    watching._begin()
    assert bench.running("inspect") is None

    bench.problem.choose("plan")
    watching._begin()

    assert bench.running("inspect") is not None


def test_no_inspection_begins_while_a_run_has_the_processors(project, runner, shown):
    bench = project("data")
    watching = Inspecting(bench, shown(DataPage))
    bench.train.start(60.0, 1)

    watching._begin()

    assert bench.running("inspect") is None
    runner.wait(bench.running("train").id)
    watching._begin()
    assert bench.running("inspect") is not None


def test_an_inspection_that_was_stopped_is_not_begun_again_by_itself(project, runner, shown):
    bench = project("data")
    page = shown(DataPage)
    watching = Inspecting(bench, page)
    watching._begin()

    runner.wait(bench.running("inspect").id)
    watching._begin()

    assert bench.running("inspect") is None
    assert page.findChild(QPushButton, "inspect_now").isVisible()


def test_the_keyboard_stays_in_the_card_when_what_was_pressed_is_gone(inspected, shown, press):
    page = shown(DataPage)
    press(row_of(page, "missing"), "more")
    row_of(page, "missing").findChild(QPushButton, "do_exclude").click()
    QApplication.processEvents()

    assert page.findChild(QualityCard).isAncestorOf(page.window().focusWidget())
    assert page.window().focusWidget().objectName() == "undo_mend"


def test_the_keyboard_stays_on_the_button_that_shows_evidence(inspected, shown, press):
    page = shown(DataPage)
    kind = next(one.finding.kind for one in inspected.data.judged() if one.finding.evidence)
    row_of(page, kind).findChild(QPushButton, "evidence_of").setFocus()

    press(row_of(page, kind), "evidence_of")

    focus = page.window().focusWidget()
    assert focus.objectName() == "evidence_of"
    assert row_of(page, kind).isAncestorOf(focus)


def test_data_that_were_not_inspected_are_not_called_in_order(inspected, qtbot):
    card = QualityCard(inspected)
    qtbot.addWidget(card)

    card.show_findings(())
    card.show_inspection(None, outdated=True)
    assert (said(card), card.findChild(QPushButton, "inspect_now").isHidden()) == (tr("data.not_yet_inspected"), False)

    card.show_inspection(None, outdated=False)
    assert said(card) == tr("data.in_order")


def said(card):
    return card.findChild(QLabel, "quality_pill").text()
