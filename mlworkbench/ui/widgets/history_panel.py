"""History: every version with what made it and why, what differs between any two, and the way back to any."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from mlworkbench.base.records import Dataset, Reason
from mlworkbench.base.words import formatted, number, told, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets import column_words
from mlworkbench.ui.widgets.column_header import heading
from mlworkbench.ui.widgets.halves import Halves
from mlworkbench.ui.widgets.jobs import progress_words
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    allow,
    boxed,
    card,
    cards,
    clear,
    column,
    line,
    looks,
    named,
    note,
    page_head,
    pill,
    primary,
    row,
    secondary,
    small,
    text,
)
from mlworkbench.ui.widgets.rows_table import RowsTable
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

LEFT_LEAST, LEFT_SHARE, ROWS_HIGH = 340, 0.36, 360
BRING = frozenset({"append", "join"})
BARS_WIDE, BARS_HIGH = 110, 34


class HistoryPanel(QWidget):
    """`closed` when it was left."""

    closed = Signal()

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("history_panel", self, tr("data.history"))
        self._bench = bench
        self._open = False
        self._job: Job | None = None
        self._looked: str | None = None
        self._compared = False
        head = page_head(
            tr("data.history"), tr("data.history_purpose"), primary(tr("data.close_history"), self.leave, "history_close")
        )
        self._list = column(gap=0)
        self._from, self._to = named("history_from", QComboBox()), named("history_to", QComboBox())
        for combo, words in ((self._from, tr("data.compare_from")), (self._to, tr("data.compare_to"))):
            combo.setAccessibleName(words)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._compare = secondary(tr("data.compare"), self._begin_comparing, "history_compare")
        self._said = text(tr("data.compare_hint"), "secondary", wrap=True, name="history_said")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._rows = RowsTable()
        self._rows.setMinimumHeight(theme.px(ROWS_HIGH))
        self._whose = looks("heading", text("", name="history_whose"))
        self._rows_card = card(self._whose, self._rows, name="history_rows")
        chosen = row(self._from, text(tr("data.compare_with"), "note"), self._to, self._compare, STRETCH, gap=8)
        differences = card(chosen, self._said, boxed(self._grid), title=tr("data.differences"), name="history_differences")
        left = Steady(boxed(cards(card(self._list, title=tr("data.versions"), name="history_versions"), STRETCH)))
        right = Steady(boxed(cards(self._rows_card, differences, STRETCH)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("card_gap"))
        head.setContentsMargins(0, 0, ROOM, 0)
        layout.addWidget(head)
        layout.addWidget(Halves("history_halves", left, right, LEFT_LEAST, LEFT_SHARE), 1)

    @property
    def is_open(self) -> bool:
        return self._open

    def begin(self) -> None:
        self._open, self._looked, self._compared = True, None, False
        clear(self._grid)
        self.refresh()
        versions = self._bench.data.versions()
        self._to.setCurrentIndex(len(versions) - 1)
        self._from.setCurrentIndex(max(len(versions) - 2, 0))

    def leave(self) -> None:
        if self._job is not None and self._job.state == "running":
            self._bench.cancel(self._job.id)
        self._open, self._job = False, None
        self.closed.emit()

    def keep(self) -> object:
        return (self._from.currentData(), self._to.currentData(), self._looked) if self._open else None

    def take_back(self, kept: object) -> None:
        if isinstance(kept, tuple) and len(kept) == 3:
            self.begin()
            self._from.setCurrentIndex(self._from.findData(kept[0]))
            self._to.setCurrentIndex(self._to.findData(kept[1]))
            self._look(kept[2])

    def job_moved(self, job_id: str) -> None:
        if self._job is not None and self._job.id == job_id:
            self._hear()

    def refresh(self) -> None:
        """Shows the versions as they are now."""
        versions = self._bench.data.versions()
        for combo in (self._from, self._to):
            before = combo.currentData()
            combo.clear()
            for dataset in versions:
                combo.addItem(tr("data.version", number=dataset.number), dataset.id)
            combo.setCurrentIndex(max(combo.findData(before), 0))
        alone = Reason("data.compare_alone") if len(versions) < 2 else None
        allow(self._compare, alone)
        if alone is not None or not self._compared:
            self._said.setText(tr(alone.key if alone else "data.compare_hint"))
        clear(self._list)
        for dataset in self._bench.data.history():
            self._list.addWidget(self._version(dataset))
        self._rows_card.setVisible(self._looked is not None)

    # Versions ----------------------------------------------------------------------------------------------------------

    def _version(self, dataset: Dataset) -> QWidget:
        newest = self._bench.data.present().id == dataset.id
        what = str(titles.change(dataset.change.kind)) if dataset.change else dataset.origin.file_name
        parts = (Elided(what), pill(tr("data.newest"), "good")) if newest else (Elided(what),)
        top = row(pill(tr("data.version", number=dataset.number)), *parts, gap=8)
        top.setStretch(1, 1)
        lines = [text(one, "secondary", wrap=True) for one in _said(dataset)]
        below = note(tr("data.version_by", who=dataset.who, when=dataset.when, rows=dataset.rows, columns=len(dataset.columns)))
        look = small(tr("data.look_at_version"), lambda: self._look(dataset.id), f"look_{dataset.number}")
        back = small(tr("data.go_back"), lambda: self._go_back(dataset), f"back_{dataset.number}")
        allow(back, self._bench.data.refuses_go_back(dataset.id))
        content = column(top, *lines, below, row(look, back, STRETCH, gap=8), gap=4, margins=(0, 8, 0, 8))
        return boxed(column(content, line(), gap=0), f"history_{dataset.number}")

    def _look(self, dataset_id: str | None) -> None:
        """The rows of this version as they were."""
        self._looked = dataset_id
        self._rows_card.setVisible(dataset_id is not None)
        if dataset_id is None:
            return
        dataset = self._bench.data.version(dataset_id)
        self._whose.setText(tr("data.rows_of_version", number=dataset.number))
        profile = self._bench.data.profile(dataset)
        shown = tuple(heading(one, profile.rows, "used", column_words.told(one, profile.rows, ())) for one in profile.columns)
        self._rows.show_rows(shown, dataset.rows, lambda start, count: self._bench.data.page(start, count, dataset))

    def _go_back(self, dataset: Dataset) -> None:
        if ask.confirm(tr("data.go_back_title", number=dataset.number), tr("data.go_back_note"), tr("data.go_back")):
            self._bench.data.go_back(dataset.id)

    # Differences -------------------------------------------------------------------------------------------------------

    def _begin_comparing(self) -> None:
        if self._from.currentData() and self._to.currentData():
            self._job = self._bench.data.compare(self._from.currentData(), self._to.currentData())
            self._hear()

    def _hear(self) -> None:
        job = self._job
        if job is None:
            return
        if job.state == "running":
            self._said.setText(progress_words(job))
            return
        self._job = None
        if job.error is not None:
            self._said.setText(told(job.error))
        elif job.result is not None:
            self._show_comparison(job.result)
        self._bench.drop(job)

    def _show_comparison(self, result: dict[str, Any]) -> None:
        self._compared = True
        differing = [one for one in result["columns"] if one["state"] != "same"]
        before, after = result["rows"]
        counts = {"before": before, "after": after, "gone": result["only_before"], "new": result["only_after"]}
        self._said.setText(tr("data.compared", columns=len(differing), **counts))
        clear(self._grid)
        heads = ("data.column", "data.difference", "data.figure_missing", "data.figure_mean", "data.spread")
        for place, key in enumerate(heads if differing else ()):
            self._grid.addWidget(text(tr(key), "note"), 0, place)
        for at, one in enumerate(differing, 1):
            self._grid.addWidget(Elided(one["name"]), at, 0)
            self._grid.addWidget(text(tr(f"data.state_{one['state']}")), at, 1)
            self._grid.addWidget(text(_change(one["missing"])), at, 2)
            self._grid.addWidget(text(_change(one["mean"])), at, 3)
            if one["bars"]:
                self._grid.addWidget(TwoBars(one["name"], *one["bars"]), at, 4)
        self._grid.setColumnStretch(0, 1)


class TwoBars(QWidget):
    """How values are spread before, above, and after, below, on one scale."""

    def __init__(self, name: str, before: list[int], after: list[int]) -> None:
        super().__init__()
        self._sides = before, after
        told_so = tr("data.spread_told", before=", ".join(map(str, before)), after=", ".join(map(str, after)))
        named("two_bars", self, f"{name}: {told_so}", told_so)
        self.setFixedSize(QSize(theme.px(BARS_WIDE), theme.px(BARS_HIGH)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        half = self.height() / 2
        for place, (side, ink) in enumerate(zip(self._sides, ("track", "bar"), strict=True)):
            highest, wide = max(side, default=0) or 1, self.width() / max(len(side), 1)
            for at, count in enumerate(side):
                high = (half - 2) * count / highest
                room = QRectF(at * wide, (place + 1) * half - high, max(wide - 1, 1), high)
                painter.fillRect(room, theme.colour(ink))
        painter.end()


def _said(dataset: Dataset) -> list[str]:
    """What was done and why."""
    change = dataset.change
    if change is None:
        return []
    effect = " · ".join(
        tr("data.effect_line", what=tr(f"data.effect_{name}"), count=count) for name, count in change.effect.items()
    )
    brought = dataset.others[-1].file_name if change.kind in BRING and dataset.others else ""
    return [one for one in (change.name, brought, change.why, effect) if one]


def _change(pair: list[Any]) -> str:
    """Before and after, once where they are the same."""
    shown = [formatted(one) if one is None or isinstance(one, int) else number(one) for one in pair]
    return shown[0] if shown[0] == shown[1] else f"{shown[0]} → {shown[1]}"
