"""The leaderboard: models best first, each score as a bar from the floor to the best, with what it costs to run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from mlworkbench.base.records import Model
from mlworkbench.base.words import bytes_, duration, microseconds, number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.cells import Bar, Mark, PillCells, ScoreCells, Tinted
from mlworkbench.ui.widgets.parts import named
from mlworkbench.workbench import checks, titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Check

BASELINE: Final = "baseline"
SECOND: Final = {
    "binary": ("balanced_accuracy", "roc_auc"),
    "multiclass": ("balanced_accuracy", "accuracy"),
    "regression": ("r2", "mae"),
}
RANK, NAME, SCORE, OTHER, TIME, SIZE, MARK = range(7)
WIDE: Final = {RANK: 48, SCORE: 252, OTHER: 140, TIME: 104, SIZE: 92, MARK: 128}
NARROW: Final = {RANK: 40, SCORE: 204, OTHER: 136, TIME: 80, SIZE: 72, MARK: 122}
NARROW_BELOW: Final = 960
NAME_WIDE: Final = 164  # kept for the name
LEFT_OUT: Final = (OTHER, SIZE, TIME, RANK)  # the first to go where there is no room; a row's tooltip tells them
MOST_SHOWN = 12
Index = QModelIndex | QPersistentModelIndex
Limits = Mapping[str, "tuple[Check, ...]"]


@dataclass(frozen=True)
class Place:
    """One row: a model and how it stands among the others."""

    model: Model
    rank: int | None
    share: float
    winner: bool
    limits: "tuple[Check, ...]" = ()

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


def places(models: Sequence[Model], winner: str | None, limits: "Limits | None" = None) -> tuple[Place, ...]:
    """`models` are best first. The floor has no rank and stands last; a share is how far a score lies from floor to best."""
    held = limits or {}
    ranked = [model for model in models if model.algorithm != BASELINE]
    floors = [model for model in models if model.algorithm == BASELINE]
    best = models[0].cv.mean if models else 0.0
    least = floors[0].cv.mean if floors else models[-1].cv.mean if models else 0.0
    shown = [
        Place(model, rank, _share(model, least, best), model.id == winner, held.get(model.id, ()))
        for rank, model in enumerate(ranked, 1)
    ]
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
            plain = {TIME: tr("train.time_tip"), SIZE: tr("train.size_tip"), MARK: tr("train.limits_tip")}
            return tips.get(section) or plain.get(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        score = tr("train.cross_validated", metric=str(metric.title))
        words = {
            NAME: tr("train.model"),
            SCORE: score,
            OTHER: str(other.title),
            TIME: tr("train.row_time"),
            SIZE: tr("train.size"),
            MARK: tr("train.limits") if self._limited() else "",
        }
        return words.get(section, "")

    def _limited(self) -> bool:
        return any(shown.limits for shown in self.places)

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
    """As high as its rows, up to twelve. `wanted` carries the model that was double-clicked or entered."""

    wanted = Signal(str)

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
        self.activated.connect(lambda index: self.wanted.emit(self.standings.places[index.row()].model.id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a small window the figures move together, so that names stay whole; where text is large too, some go."""
        widths = {column: theme.px(width) for column, width in (NARROW if self._is_narrow() else WIDE).items()}
        lacking = sum(widths.values()) + theme.px(NAME_WIDE) - self.width()
        for column in LEFT_OUT:
            self.setColumnHidden(column, lacking > 0)
            lacking -= widths[column]
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        super().resizeEvent(event)

    def _is_narrow(self) -> bool:
        return self.width() < theme.px(NARROW_BELOW)

    def show_models(
        self, models: Sequence[Model], winner: str | None, task: str, metric: str, limits: "Limits | None" = None
    ) -> None:
        """`models` are best first; `limits` are the charter's, held against each. The current row stays with its model."""
        current = self.current()
        self.standings.show_places(places(models, winner, limits), metric, second_metric(task, metric))
        row = next((row for row, shown in enumerate(self.standings.places) if shown.model.id == current), None)
        if row is not None:
            self.selectRow(row)
        shown = min(max(len(self.standings.places), 1), MOST_SHOWN)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * theme.size("row_height") + 4)

    def current(self) -> str | None:
        """The model of the current row."""
        row = self.currentIndex().row()
        return self.standings.places[row].model.id if 0 <= row < len(self.standings.places) else None


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column in (OTHER, TIME, SIZE) else Qt.AlignmentFlag.AlignLeft


def _mark(shown: Place) -> tuple[str, str]:
    if shown.floor:
        return tr("train.floor"), "plain"
    if shown.limits:
        return _limit_mark(shown.limits)
    return (tr("train.best"), "good") if shown.winner else ("", "")


def _limit_mark(limits: "Sequence[Check]") -> tuple[str, str]:
    """The first limit that is passed, or that none is."""
    broken = next((one for one in limits if one.met is False), None)
    if broken is None:
        known = all(one.met for one in limits)
        return (tr("train.meets_limits"), "good") if known else (tr("train.limits_unknown"), "plain")
    if broken.limit == "explainable":
        return tr("train.not_explainable"), "warning"
    bound = broken.bound or 0.0
    most = microseconds(bound) if broken.limit == "row_microseconds" else bytes_(round(bound))
    return tr("train.over_limit", most=most), "warning"


def _told(shown: Place) -> str:
    """Where the numbers of a row come from."""
    model = shown.model
    folds = " · ".join(number(fold) for fold in model.cv.folds)
    lines = [
        tr("train.model_tip", name=model_name(model), folds=folds, seconds=duration(model.seconds), hash=model.model_file[:16])
    ]
    lines += [f"{titles.metric(name).title}: {number(value)}" for name, value in model.oof_metrics.items()]
    lines += [f"{name} = {value}" for name, value in model.params.items()]
    lines += [tr("train.limit_line", asked=checks.sentence(one), found=checks.figure(one)) for one in shown.limits]
    return "\n".join(lines)
