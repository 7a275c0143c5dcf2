"""The package at hand: its identifier, where it lies, and whether it is still whole."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Package
from mlworkbench.base.words import bytes_, microseconds, tr
from mlworkbench.ui.widgets.jobs import outcome_words
from mlworkbench.ui.widgets.origin_card import hash_fact
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    clear,
    column,
    fact,
    icon_button,
    line,
    note,
    pill,
    row,
    say,
    small,
    text,
)

if TYPE_CHECKING:
    from mlworkbench.workbench import Job


class BuiltCard(QWidget):
    """`verify` is sent when the user wants the package checked, `look` to see its card and score single rows."""

    verify = Signal()
    look = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._verdict = pill("", name="verdict")
        self._facts = column(gap=0)
        self._checks = column(gap=0)
        self._verify = small(tr("package.verify"), self.verify.emit, "verify", tr("package.verify_note"))
        look = small(tr("package.look_inside"), self.look.emit, "look_inside", tr("package.look_inside_tip"))
        shown = (self._facts, boxed(self._checks), row(self._verify, look, STRETCH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(*shown, title=tr("package.built"), beside=self._verdict, name="built_card"))

    def show_package(self, package: Package, job: "Job | None") -> None:
        """`job` is the newest check of it, if there was one since the program began."""
        clear(self._facts)
        place = Path(package.path)
        there = place.is_file()
        name = text(place.name, "strong", wrap=True, selectable=True, name="package_file")
        name.setToolTip(package.path)
        copy = icon_button(
            "copy", tr("package.copy_path"), lambda: QGuiApplication.clipboard().setText(package.path), "copy_path"
        )
        top = row(name, copy)
        top.setStretch(0, 1)
        self._facts.addLayout(top)
        lies = note(
            tr("package.lies_in", folder=str(place.parent)) if there else tr("package.copy_gone", folder=str(place.parent))
        )
        self._facts.addWidget(lies)
        self._facts.addSpacing(8)
        self._facts.addWidget(
            hash_fact(tr("package.fact_identifier"), package.identifier, tr("package.identifier_tip"), "identifier")
        )
        self._facts.addWidget(fact(tr("package.fact_size"), bytes_(package.size), "package_size"))
        self._facts.addWidget(fact(tr("package.row_time"), microseconds(package.row_microseconds), "package_time"))
        self._facts.addWidget(
            fact(tr("package.built_when"), tr("data.imported_by", who=package.who, when=package.when), "package_when")
        )
        self._show_checks(job)

    def _show_checks(self, job: "Job | None") -> None:
        clear(self._checks)
        self._verify.setEnabled(job is None or job.state != "running")
        if job is None:
            say(self._verdict, tr("package.not_verified"), "plain")
        elif job.state == "running":
            say(self._verdict, tr("package.verifying"), "info")
            self._verify.setToolTip(tr("package.verifying_wait"))
        elif job.result is None:
            say(self._verdict, tr("job.failed"), "bad")
            self._checks.addWidget(note(outcome_words(job)))
        else:
            holds = bool(job.result["ok"])
            say(self._verdict, tr("package.holds") if holds else tr("package.fails"), "good" if holds else "bad")
            for check in job.result["checks"]:
                self._checks.addWidget(_check(tr(check["key"], **check["facts"]), bool(check["ok"])))


def _check(words: str, holds: bool) -> QWidget:
    state = pill(tr("package.check_holds") if holds else tr("package.check_fails"), "good" if holds else "bad")
    inner = row(note(words), state, gap=10, margins=(0, 7, 0, 7))
    inner.setStretch(0, 1)
    return boxed(column(inner, line(), gap=0), "check")
