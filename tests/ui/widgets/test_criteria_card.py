"""Criteria against a model, as a card and as a pill: what was asked, what was found, and what was changed too late."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mlworkbench.base.records import Criterion, Reason
from mlworkbench.ui.widgets.criteria_card import CriteriaCard, CriteriaPill, summary
from mlworkbench.workbench.checks import Asked, Check

WHEN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AUC = Criterion("roc_auc", "at_least", 0.84, why="last year's list")


def check(met=True, value=0.86, criterion=AUC, limit=None, late=False, reason=None, basis="holdout"):
    return Check(criterion, limit, value, (0.83, 0.88), met, basis, 1409, reason, WHEN, late, 0.84)


@pytest.fixture
def went():
    return []


@pytest.fixture
def criteria(qtbot, went):
    card = CriteriaCard(lambda *where: went.append(where))
    qtbot.addWidget(card)
    card.show()
    return card


def shown(card, checks, removed=()):
    card.show_checks(checks, removed)
    QApplication.processEvents()


def words_of(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_empty_it_says_what_will_be_here_and_leads_to_the_problem(look, criteria, went, qtbot):
    shown(criteria, ())

    assert criteria.findChild(QWidget, "no_criteria").isVisible()
    assert not criteria.findChild(QLabel, "criteria_summary").isVisible()
    qtbot.mouseClick(criteria.findChild(QPushButton, "write_criteria"), Qt.MouseButton.LeftButton)
    assert went == [("problem",)]


def test_each_criterion_has_its_sentence_its_figure_and_its_state(look, criteria):
    shown(criteria, (check(), check(met=False, value=0.7)))

    assert not criteria.findChild(QWidget, "no_criteria").isVisible()
    assert [label.property("level") for label in criteria.findChildren(QLabel, "criterion_state")] == ["good", "bad"]
    assert any("0.8600 (0.8300 – 0.8800)" in words and "1,409" in words for words in words_of(criteria))
    assert criteria.findChild(QLabel, "criteria_summary").property("level") == "bad"
    assert criteria.findChild(QLabel, "criterion").toolTip().endswith("last year's list")


def test_what_is_not_known_says_why(criteria):
    unknown = check(met=None, value=None, reason=Reason("train.nothing_trained"), basis=None)

    shown(criteria, (unknown,))

    assert criteria.findChild(QLabel, "criterion_state").text() == "not measured"
    assert any("trained" in words for words in words_of(criteria))


def test_limits_are_shown_as_times_sizes_and_yes_or_no(criteria):
    shown(
        criteria,
        (
            check(criterion=None, limit="row_microseconds", value=41.0, basis="model"),
            check(criterion=None, limit="explainable", value=None, basis="model"),
        ),
    )

    assert any("41 µs" in words for words in words_of(criteria))
    assert "Reasons can be read off the model" in words_of(criteria)


def test_what_was_changed_or_removed_after_the_hold_out_was_opened_is_marked(look, criteria):
    shown(criteria, (check(late=True),), (Asked(AUC, None),))

    assert len(criteria.findChildren(QLabel, "late")) == 2
    assert criteria.findChild(QWidget, "removed_check").isVisible()


def test_only_what_was_removed_is_shown_too(criteria):
    shown(criteria, (), (Asked(None, "model_bytes", 5_000_000.0),))

    assert "Size at most 5 MB" in words_of(criteria)

    assert criteria.findChild(QWidget, "removed_check").isVisible()
    assert criteria.findChild(QWidget, "no_criteria").isVisible()


@pytest.mark.parametrize(
    ("mets", "level"),
    [((True, True), "good"), ((True, False), "bad"), ((True, None), "warning"), ((None, None), "plain"), ((), "plain")],
)
def test_the_summary_is_as_good_as_its_worst(mets, level):
    assert summary([check(met=met) for met in mets])[1] == level


def test_the_pill_sums_up_lists_all_and_leads_to_the_problem(look, qtbot, went):
    pill = CriteriaPill(lambda *where: went.append(where))
    qtbot.addWidget(pill)
    pill.show()

    pill.show_checks((check(), check(met=False, value=0.7)))

    assert "1" in pill.text() and "2" in pill.text()
    assert pill.toolTip().count("\n") == 1
    assert "0.8600" in pill.toolTip()
    assert pill.accessibleName() == pill.text()
    assert pill.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert went == [("problem",)]
    pill.show_checks(())
    assert pill.toolTip()
