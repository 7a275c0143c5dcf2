"""What a model's columns are and where it comes from, on the pages that show it."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget

from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.scoring.manifest import Brought, Computed, Making
from mlworkbench.stages.package import Told
from mlworkbench.ui.pages.evaluate import EvaluatePage
from mlworkbench.ui.pages.package import PackagePage
from mlworkbench.ui.widgets.columns_told import ColumnsTold
from mlworkbench.ui.widgets.lineage_card import LineageCard
from mlworkbench.ui.widgets.score_file import ScoreFile
from mlworkbench.workbench.lineage import Stop

WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def said(widget):
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_the_package_page_shows_columns_and_lineage_down_to_the_file(look, project, shown, bench):
    project("packaged")
    page = shown(PackagePage)
    origin = bench.data.present().origin

    card = page.findChild(QWidget, "lineage_card")
    assert page.findChild(QWidget, "columns_card").isVisible()
    assert card.isVisible()
    assert origin.file_name in said(card)
    assert bench.package.packages()[0].identifier in {label.toolTip() for label in card.findChildren(QLabel)}
    copies = [one for one in card.findChildren(QAbstractButton) if one.objectName().startswith("copy_hash")]
    copies[-1].click()
    assert QGuiApplication.clipboard().text() == origin.sha256


def test_the_evaluate_page_shows_lineage_of_the_model_that_is_looked_at(project, shown, bench):
    project("trained")
    page = shown(EvaluatePage)

    card = page.findChild(QWidget, "lineage_card")

    assert card.isVisible()
    assert tr("govern.stop_problem", target="left", metric="ROC AUC").split(",")[0] in said(card)


def stops(versions):
    made = [Stop("version", f"v{n}", Reason("govern.stop_import", facts(n)), "me", WHEN, "a" * 64) for n in range(versions)]
    return (*made, Stop("file", "v0", Reason("govern.stop_file", {"file": "a.csv", "importer": "csv"}), "me", WHEN, "b" * 64))


def facts(number):
    return {"number": number, "rows": 10, "columns": 2}


def test_a_long_way_is_cut_until_it_is_asked_for_and_files_always_show(qtbot):
    card = LineageCard()
    qtbot.addWidget(card)
    card.show()

    card.show_stops(stops(30))
    assert len(card.findChildren(QLabel, "stop_11")) == 1
    assert not card.findChildren(QLabel, "stop_12")
    assert "a.csv" in said(card)
    card.findChild(QPushButton, "lineage_rest").click()
    qtbot.waitUntil(lambda: bool(card.findChildren(QLabel, "stop_29")))
    assert card.findChild(QPushButton, "lineage_rest") is None or not card.findChild(QPushButton, "lineage_rest").isVisible()

    card.show_stops(stops(14))
    qtbot.waitUntil(lambda: bool(card.findChildren(QLabel, "stop_13")))


def test_columns_are_told_by_what_becomes_of_them(qtbot):
    told = Told(
        computed=(Computed("ratio", "a / b", ("a", "b")),),
        brought=(Brought("c", (Making("clip", "low: 0", ()), Making("strange", "x", ())), ("d",)),),
        plain=("a", "b"),
        marks={"a": ("-200", "?"), "b": ("-200", "?")},
    )
    card = ColumnsTold()
    qtbot.addWidget(card)
    card.show()

    card.show_columns(told)

    shown = said(card)
    assert "a / b" in shown
    assert "low: 0; strange: x" in shown
    assert tr("package.outdated", columns="d") in shown
    assert "-200 · ?" in shown
    assert "a, b" in shown
    card.show_columns(replace(told, computed=(), brought=(), marks={}))
    qtbot.waitUntil(lambda: tr("package.computed") not in said(card))


def test_a_file_that_was_read_otherwise_is_said_with_the_reason(qtbot, bench):
    score = ScoreFile(bench)
    qtbot.addWidget(score)
    score.show()
    result = {
        "read": [
            {"key": "package.read_otherwise", "facts": {"file": "a.csv"}},
            {"key": "package.columns_lacking", "facts": {"file": "a.csv", "columns": "x"}},
        ],
        "brought": ["T"],
        "scored": 1,
        "seconds": 1.0,
        "refused_rows": 0,
        "refused": [],
        "columns": ["prediction"],
        "preview": [[1.0]],
        "output": None,
    }

    score._tell(result)

    assert tr("package.read_otherwise", file="a.csv") in score.findChild(QLabel, "read_otherwise").text()
    assert score.findChild(QLabel, "read_how").text() == tr("package.read_brought", columns="T")
    score._tell({**result, "read": [{"key": "package.read_known", "facts": {}}], "brought": []})
    assert score.findChild(QLabel, "read_otherwise").text() == ""
    assert score.findChild(QLabel, "read_how").text() == tr("package.read_known")
