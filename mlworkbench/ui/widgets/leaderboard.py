"""The leaderboard: models best first, each score as a bar from the floor to the best, with what it costs to run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from mlworkbench.base.records import Model
from mlworkbench.base.words import bytes_, duration, microseconds, number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.cells import Bar, Mark, PillCells, ScoreCells, Tinted
from mlworkbench.ui.widgets.parts import named
from mlworkbench.workbench import titles

BASELINE: Final = "baseline"
SECOND: Final = {
    "binary": ("balanced_accuracy", "roc_auc"),
    "multiclass": ("balanced_accuracy", "accuracy"),
    "regression": ("r2", "mae"),
}
RANK, NAME, SCORE, OTHER, TIME, SIZE, MARK = range(7)
WIDE: Final = {RANK: 48, SCORE: 252, OTHER: 140, TIME: 104, SIZE: 92, MARK: 104}
NARROW: Final = {RANK: 40, SCORE: 204, OTHER: 136, TIME: 88, SIZE: 80, MARK: 84}
NARROW_BELOW: Final = 960
MOST_SHOWN = 12
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Place:
    """One row: a model and how it stands among the others."""

    model: Model
    rank: int | None
    share: float
    winner: bool

    @property
    def floor(self) -> bool:
        return self.rank is None


def model_name(model: Model) -> str:
    title = str(titles.algorithm(model.algorithm).title)
    return title if model.algorithm == BASELINE else tr("train.trial_name", algorithm=title, number=model.number)


def spread(model: Model) -> str:
    """The standard deviation with as many decimals as the mean."""
    return f"{model.cv.sd:,.{len(number(model.cv.mean).partition('.')[2])}f}"


def second_metric(task: str, metric: str) -> str:
    """The metric shown beside the one that decides."""
    return next(name for name in SECOND[task] if name != metric)


def places(models: Sequence[Model], winner: str | None) -> tuple[Place, ...]:
    """`models` are best first. The floor has no rank and stands last; a share is how far a score lies from floor to best."""
    ranked = [model for model in models if model.algorithm != BASELINE]
    floors = [model for model in models if model.algorithm == BASELINE]
    best = models[0].cv.mean if models else 0.0
    least = floors[0].cv.mean if floors else models[-1].cv.mean if models else 0.0
    shown = [Place(model, rank, _share(model, least, best), model.id == winner) for rank, model in enumerate(ranked, 1)]
    return (*shown, *(Place(model, None, 0.0, model.id == winner) for model in floors))


def _share(model: Model, least: float, best: float) -> float:
    return 1.0 if best == least else min(1.0, max(0.0, (model.cv.mean - least) / (best - least)))


class Standings(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.places: tuple[Place, ...] = ()
        self._metric, self._other = "", ""
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show_places(self, shown: tuple[Place, ...], metric: str, other: str) -> None:
        self.beginResetModel()
        self.places, self._metric, self._other = shown, metric, other
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else MARK + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical or not self._metric:
            return None
        metric, other = titles.metric(self._metric), titles.metric(self._other)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            tips = {SCORE: tr("train.score_tip", metric=str(metric.title), help=str(metric.help)), OTHER: str(other.help)}
            return tips.get(section) or {TIME: tr("train.time_tip"), SIZE: tr("train.size_tip")}.get(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        score = tr("train.cross_validated", metric=str(metric.title))
        words = {
            NAME: tr("train.model"),
            SCORE: score,
            OTHER: str(other.title),
            TIME: tr("train.row_time"),
            SIZE: tr("train.size"),
        }
        return words.get(section, "")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        shown, column = self.places[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(shown, column)
        if role == Qt.ItemDataRole.UserRole:
            return self._drawing(shown, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _told(shown)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and shown.winner and column == NAME:
            return self._bold
        if role == Qt.ItemDataRole.BackgroundRole and shown.winner:
            return theme.colour("selection")
        return None

    def _text(self, shown: Place, column: int) -> str:
        model = shown.model
        if column == RANK:
            return "–" if shown.rank is None else f"{shown.rank}"
        if column == NAME:
            return model_name(model)
        if column == SCORE:
            return tr("train.score_text", score=number(model.cv.mean), sd=spread(model))
        if column == OTHER:
            return number(model.oof_metrics[self._other]) if self._other in model.oof_metrics else "–"
        if column == TIME:
            return microseconds(model.row_microseconds)
        return bytes_(model.model_bytes) if column == SIZE else _mark(shown)[0]

    def _drawing(self, shown: Place, column: int) -> Bar | Mark | None:
        if column == SCORE:
            return Bar(shown.share, number(shown.model.cv.mean), f"±{spread(shown.model)}", not shown.floor)
        return Mark(*_mark(shown)) if column == MARK and _mark(shown)[0] else None


class Leaderboard(QTableView):
    """As high as its rows, up to twelve. `chosen` carries the model of the row that was made current."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named("leaderboard", self, tr("train.leaderboard"))
        self.standings = Standings()
        self.setModel(self.standings)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(Tinted(self))
        self.setItemDelegateForColumn(SCORE, ScoreCells(self))
        self.setItemDelegateForColumn(MARK, PillCells(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.size("row_height"))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small window the figures move together, so that names stay whole."""
        for column, width in (NARROW if self.width() < NARROW_BELOW else WIDE).items():
            self.setColumnWidth(column, width)
        super().resizeEvent(event)

    def show_models(self, models: Sequence[Model], winner: str | None, task: str, metric: str) -> None:
        """`models` are best first. The current row stays with its model."""
        current = self.current()
        self.standings.show_places(places(models, winner), metric, second_metric(task, metric))
        row = next((row for row, shown in enumerate(self.standings.places) if shown.model.id == current), None)
        if row is not None:
            self.selectRow(row)
        shown = min(max(len(self.standings.places), 1), MOST_SHOWN)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * theme.size("row_height") + 4)

    def current(self) -> str | None:
        """The model of the current row."""
        row = self.currentIndex().row()
        return self.standings.places[row].model.id if 0 <= row < len(self.standings.places) else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self.standings.places[current.row()].model.id)


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column in (OTHER, TIME, SIZE) else Qt.AlignmentFlag.AlignLeft


def _mark(shown: Place) -> tuple[str, str]:
    if shown.floor:
        return tr("train.floor"), "plain"
    return (tr("train.best"), "good") if shown.winner else ("", "")


def _told(shown: Place) -> str:
    """Where the numbers of a row come from."""
    model = shown.model
    folds = " · ".join(number(fold) for fold in model.cv.folds)
    lines = [
        tr("train.model_tip", name=model_name(model), folds=folds, seconds=duration(model.seconds), hash=model.model_file[:16])
    ]
    lines += [f"{titles.metric(name).title}: {number(value)}" for name, value in model.oof_metrics.items()]
    lines += [f"{name} = {value}" for name, value in model.params.items()]
    return "\n".join(lines)
