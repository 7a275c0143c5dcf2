"""An opened package: what it is, whether it is whole, and what it says of a row or a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import bytes_, formatted, short_hash, told, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.columns_told import ColumnsTold
from mlworkbench.ui.widgets.jobs import outcome_words
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    cards,
    clear,
    column,
    empty_state,
    fact,
    line,
    named,
    note,
    page_head,
    pill,
    primary,
    row,
    say,
    scrolling,
    secondary,
    small,
)
from mlworkbench.ui.widgets.prediction import Prediction
from mlworkbench.ui.widgets.row_form import RowForm
from mlworkbench.ui.widgets.score_file import Scored, ScoreFile
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.ui.widgets.terms import folded, term, tip
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Manifest, Opened, Workbench

SIDE_WIDE = 300
PAUSE = 150  # milliseconds of quiet before a changed form is scored


@dataclass(frozen=True)
class Held:
    """The row that was typed in, what was scored and what was checked, of the package of this identifier."""

    identifier: str
    at: int
    row: dict[str, str]
    scored: Scored
    job: "Job | None"


class OpenedPage(Page):
    stage = "opened"
    listens = frozenset({"opened"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._opened: Opened | None = None
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._predict)
        self._show_empty()

    def open(self, path: Path) -> None:
        """Checks the package and shows it. Raises InputError or ProjectError, and then shows what it showed before."""
        self._opened = self.bench.package.open(path)
        self._job = None
        clear(self.body)
        self._show(self._opened)

    def refresh(self) -> None:
        if self._opened is not None:
            self._score_file.refresh()
            self._tell_checks()

    def job_moved(self, job: str) -> None:
        if self._opened is not None:
            self._score_file.job_moved(job)
            if self._job is not None and self._job.id == job:
                self._tell_checks()

    def keep(self) -> object:
        if self._opened is None:
            return None
        return Held(self._opened.identifier, self._at, self._form.row(), self._score_file.keep(), self._job)

    def take_back(self, kept: object) -> None:
        if not isinstance(kept, Held) or self._opened is None or kept.identifier != self._opened.identifier:
            return
        self._at, self._job = kept.at, kept.job
        self._form.type_in(kept.row)
        self._score_file.take_back(kept.scored)
        self._tell_checks()

    def _show_empty(self) -> None:
        self.body.addWidget(page_head(tr("package.opened_title"), tr("package.opened_purpose")))
        button = primary(tr("home.open_package"), lambda: self.go("open_package"))
        self.body.addWidget(empty_state("open-package", tr("package.opened_none"), tr("package.opened_what"), button))

    def _show(self, opened: "Opened") -> None:
        manifest = opened.manifest
        purpose = tr("package.opened_line", target=manifest.target, model=model_words(manifest), file=opened.path.name)
        another = secondary(tr("package.open_other"), lambda: self.go("open_package"), "open_package")
        score = primary(tr("package.score_a_file"), self._choose_file, "score_a_file")
        head = page_head(manifest.name, purpose, another, score)
        head.setContentsMargins(0, 0, 10, 0)
        self.body.addWidget(head)
        columns = ColumnsTold()
        columns.show_columns(self.bench.package.columns_of(opened))
        left = boxed(cards(self._one_row(opened), self._whole_file(opened.path), columns, STRETCH))
        right = boxed(cards(self._facts(opened), self._checks(), STRETCH))
        both = Sides(left, right, theme.size("card_gap"), theme.px(SIDE_WIDE))
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - 10, 0)
        self._area = scrolling(boxed(column(both, margins=(0, 0, 10, 4))))
        self.body.addWidget(self._area)

    def _one_row(self, opened: "Opened") -> QFrame:
        self._at = 0
        self._prediction = Prediction(opened.manifest.target)
        self._form = RowForm(opened.manifest.interface.inputs)
        self._form.changed.connect(self._timer.start)
        another = small(tr("package.another_row"), self._next_row, "another_row", tr("package.another_tip"))
        another.setEnabled(len(opened.golden) > 1)
        if opened.golden:
            self._form.fill(opened.golden[0].inputs)
        return card(
            note(tr("package.one_row_note")),
            self._prediction,
            4,
            self._form,
            title=tr("package.one_row"),
            beside=another,
            name="one_row",
        )

    def _whole_file(self, path: Path) -> QFrame:
        self._score_file = ScoreFile(self.bench)
        self._score_file.set_package(path)
        return card(note(tr("package.score_file_note")), self._score_file, title=tr("package.score_file"))

    def _facts(self, opened: "Opened") -> QFrame:
        manifest = opened.manifest
        metric = titles.metric(manifest.cv.metric)
        cross_validated = fact(
            tr("package.fact_cv", metric=str(metric.title)), f"{formatted(manifest.cv.mean)} ± {formatted(manifest.cv.sd)}"
        )
        cross_validated.setToolTip(f"{folded(str(metric.help))}\n{tip('cross_validation')}")
        if manifest.test is None:
            tested = tr("package.fact_sealed")
        else:
            value = manifest.test.metrics.get(manifest.cv.metric)
            tested = tr("package.fact_test_rows", value=value, rows=manifest.test.rows)
        rows = (
            term(fact(tr("package.fact_target"), manifest.target), "target"),
            fact(tr("package.fact_model"), model_words(manifest)),
            fact(tr("package.fact_data"), tr("package.fact_rows", name=manifest.data_name, rows=manifest.data_rows)),
            cross_validated,
            term(fact(tr("package.fact_test"), tested), "holdout"),
            fact(tr("package.fact_size"), bytes_(opened.size)),
            fact(tr("package.fact_program"), f"{manifest.product} {manifest.version}"),
            term(fact(tr("package.fact_identifier"), short_hash(opened.identifier)), "dataset_hash"),
        )
        whole = small(tr("package.read_card"), lambda: ask.show_text(manifest.name, opened.card), "read_card")
        shown = card(column(*rows, gap=0), title=tr("package.card"), beside=whole, name="model_card")
        shown.setToolTip(opened.identifier)
        return shown

    def _checks(self) -> QFrame:
        self._verdict = pill(tr("package.not_verified"), "plain", "verdict")
        self._check_rows = QVBoxLayout()
        self._check_rows.setSpacing(0)
        self._check_rows.setContentsMargins(0, 0, 0, 0)
        self._verify = secondary(tr("package.verify"), self._start_checks, "verify")
        what = note(tr("package.verify_note"))
        return card(
            what, boxed(self._check_rows), row(self._verify, STRETCH), title=tr("package.verify_title"), beside=self._verdict
        )

    # What the user does ------------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        if path := ask.open_file(tr("package.score_a_file")):
            self._score_file.score(path)
            self._area.ensureWidgetVisible(self._score_file)

    def _next_row(self) -> None:
        if self._opened is not None:
            self._at = (self._at + 1) % len(self._opened.golden)
            self._form.fill(self._opened.golden[self._at].inputs)

    def _predict(self) -> None:
        if self._opened is None:
            return
        try:
            score = self.bench.package.score_row(self._opened, self._form.row())
        except InputError as error:
            self._form.mark(str(error.facts.get("column", "")), told(error))
            self._prediction.tell_nothing()
            return
        self._form.mark("", "")
        self._prediction.tell(score.prediction, score.probability)

    def _start_checks(self) -> None:
        if self._opened is not None:
            self._job = self.bench.package.verify(self._opened.path)
            self._tell_checks()

    def _tell_checks(self) -> None:
        job = self._job
        self._verify.setEnabled(job is None or job.state != "running")
        if job is None:
            return
        clear(self._check_rows)
        if job.state == "running":
            say(self._verdict, tr("package.verifying"), "info")
        elif job.result is None:
            say(self._verdict, tr("job.failed"), "bad")
            self._check_rows.addWidget(note(outcome_words(job)))
        else:
            holds = bool(job.result["ok"])
            say(self._verdict, tr("package.holds") if holds else tr("package.fails"), "good" if holds else "bad")
            for check in job.result["checks"]:
                self._check_rows.addWidget(_check(tr(check["key"], **check["facts"]), bool(check["ok"])))


def model_words(manifest: "Manifest") -> str:
    return str(titles.algorithm(manifest.algorithm.name).title)


def _check(words: str, holds: bool) -> QWidget:
    state = pill(tr("package.check_holds") if holds else tr("package.check_fails"), "good" if holds else "bad")
    inner = row(note(words), state, gap=10, margins=(0, 7, 0, 7))
    inner.setStretch(0, 1)
    return named("check", boxed(column(inner, line(), gap=0)))
