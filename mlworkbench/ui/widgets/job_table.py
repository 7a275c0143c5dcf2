"""The rows of the list of jobs: those of this session and those the project remembers, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from mlworkbench.base import clock
from mlworkbench.base.words import duration, formatted, tr
from mlworkbench.ui.widgets import jobs as words
from mlworkbench.ui.widgets.cells import Mark

if TYPE_CHECKING:
    from mlworkbench.base.records import JobEnd
    from mlworkbench.workbench import Job, Workbench

WHAT, STATE, BEGAN, TOOK, OUTCOME = range(5)
HEADS: Final = ("job.what", "job.state", "job.began", "job.took", "job.outcome")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """A job as it is listed: `job` is one of this session, `ended` the project's record of it; at least one is there."""

    id: str
    kind: str
    started: datetime
    job: "Job | None"
    ended: "JobEnd | None"

    @property
    def state(self) -> str:
        """What the record says where there is one: a job whose pieces could not be filed ended well and failed all the same."""
        return self.ended.state if self.ended else self.job.state if self.job else ""

    @property
    def seconds(self) -> float:
        return self.ended.seconds if self.ended else words.seconds(self.job) if self.job else 0.0

    @property
    def outcome(self) -> str:
        if self.ended is None and self.job is not None:
            return words.progress_words(self.job) if self.job.state == "running" else words.outcome_words(self.job)
        if self.ended is not None and self.ended.state == "failed":
            return words.reason_words(self.ended.reason)
        if self.state == "cancelled":
            return tr("job.cancelled")
        return tr("job.finished_in", job=words.kind_words(self.kind), time=duration(self.seconds))


def entries(bench: "Workbench") -> tuple[Entry, ...]:
    """Every job once: what runs or ended in this session, and what the open project remembers."""
    ended = {one.id: one for one in bench.govern.ended()}
    live = [Entry(job.id, job.kind, job.started, job, ended.get(job.id)) for job in bench.jobs()]
    known = {entry.id for entry in live}
    before = [Entry(one.id, one.kind, one.started, None, one) for one in ended.values() if one.id not in known]
    return tuple(sorted((*live, *before), key=lambda entry: entry.started, reverse=True))


class JobTable(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()

    def show_entries(self, shown: Sequence[Entry]) -> None:
        """Rows that stay keep their selection as long as their number and order stay."""
        if [one.id for one in shown] == [one.id for one in self.entries]:
            self.entries = tuple(shown)
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, OUTCOME))
            return
        self.beginResetModel()
        self.entries = tuple(shown)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section) | Qt.AlignmentFlag.AlignVCenter
        return tr(HEADS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.UserRole and column == STATE:
            word, level = words.STATES[entry.state]
            return Mark(tr(word), level)
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.outcome if column == OUTCOME else formatted(entry.started) if column == BEGAN else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, entry: Entry, column: int) -> str:
        if column == WHAT:
            return words.kind_words(entry.kind)
        if column == STATE:
            return tr(words.STATES[entry.state][0])
        if column == BEGAN:
            return _began(entry.started)
        return duration(entry.seconds) if column == TOOK else entry.outcome


def _began(when: datetime) -> str:
    """The time of day for today's, the date before that."""
    local = when.astimezone()
    return f"{local:%H:%M:%S}" if local.date() == clock.now().astimezone().date() else f"{local:%Y-%m-%d %H:%M}"


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column == TOOK else Qt.AlignmentFlag.AlignLeft
