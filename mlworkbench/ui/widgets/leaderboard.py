"""The leaderboard: models best first, each score as a bar from the floor to the best, with what it costs to run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from mlworkbench.base.records import Model
from mlworkbench.base.words import bytes_, duration, microseconds, number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.cells import Bar, Mark, PillCells, ScoreCells, Tinted
from mlworkbench.ui.widgets.model_words import BASELINE, limit_mark, made_words, model_name, second_metric, spread
from mlworkbench.ui.widgets.parts import named
from mlworkbench.workbench import checks, titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Check

RANK, NAME, MADE, SCORE, OTHER, TIME, SIZE, MARK = range(8)
WIDE: Final = {RANK: 48, MADE: 148, SCORE: 252, OTHER: 140, TIME: 96, SIZE: 84, MARK: 124}
NARROW: Final = {RANK: 40, MADE: 148, SCORE: 204, OTHER: 136, TIME: 80, SIZE: 72, MARK: 122}
NARROW_BELOW: Final = 960
NAME_WIDE: Final = 164  # kept for the name
LEFT_OUT: Final = (MADE, OTHER, SIZE, TIME, RANK)  # the first to go where there is no room; a row's tooltip tells them
MOST_SHOWN = 12
Index = QModelIndex | QPersistentModelIndex
Limits = Mapping[str, "tuple[Check, ...]"]


@dataclass(frozen=True)
class Place:
    """One row: a model and how it stands among the others. `why` says why a winner is not the first."""

    model: Model
    rank: int | None
    share: float
    winner: bool
    limits: "tuple[Check, ...]" = ()
    note: str = ""
    why: str = ""

    @property
    def floor(self) -> bool:
        return self.rank is None


def places(
    models: Sequence[Model], winner: str | None, limits: "Limits | None" = None, notes: Mapping[str, str] | None = None
) -> tuple[Place, ...]:
    """`models` are best first. The floor has no rank and stands last; a share is how far a score lies from floor to best.

    `notes` are what people noted on models, by id: they are searched with the rest.
    """
    held, noted = limits or {}, notes or {}
    ranked = [model for model in models if model.algorithm != BASELINE]
    floors = [model for model in models if model.algorithm == BASELINE]
    best = models[0].cv.mean if models else 0.0
    least = floors[0].cv.mean if floors else models[-1].cv.mean if models else 0.0
    shown = [
        Place(model, rank, _share(model, least, best), model.id == winner, held.get(model.id, ()), noted.get(model.id, ""))
        for rank, model in enumerate(ranked, 1)
    ]
    told = [replace(one, why=_why(one, shown)) if one.winner else one for one in shown]
    return (*told, *(Place(model, None, 0.0, model.id == winner) for model in floors))


def _why(one: Place, shown: Sequence[Place]) -> str:
    """Equals need no reason: of those the smaller is chosen."""
    above = shown[: shown.index(one)]
    kept = [other for other in above if not other.limits]
    if above and not kept:
        return tr("train.chosen_within")
    return tr("train.chosen_ensemble") if any(other.model.cv.mean != one.model.cv.mean for other in kept) else ""


def _share(model: Model, least: float, best: float) -> float:
    return 1.0 if best == least else min(1.0, max(0.0, (model.cv.mean - least) / (best - least)))


class Standings(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.places: tuple[Place, ...] = ()
        self.all: tuple[Place, ...] = ()
        self._words: dict[str, str] = {}
        self._keys: dict[int, dict[str, float | str]] = {}
        self._sought = ""
        self._by: tuple[int, bool] | None = None
        self._metric, self._other = "", ""
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def show_places(self, shown: tuple[Place, ...], metric: str, other: str) -> None:
        self._words, self._keys = {}, {}  # made when models are first sought or sorted
        self.all, self._metric, self._other = shown, metric, other
        self._show()

    def seek(self, words: str) -> None:
        """Only models of which all these words are said: name, parameters, marks, notes."""
        self._sought = words.casefold().strip()
        self._show()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; the floor stays last. A column below 0 is best first again."""
        self._by = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        words = self._sought.split()
        found = [place for place in self.all if all(one in self._said(place) for one in words)] if words else list(self.all)
        if self._by is not None:
            column, down = self._by
            keys = self._keys_of(column)
            found.sort(key=lambda place: keys[place.model.id], reverse=down)
            found.sort(key=lambda place: place.floor)
        self.places = tuple(found)
        self.endResetModel()

    def _said(self, place: Place) -> str:
        name = place.model.id
        if name not in self._words:
            model = place.model
            params = (f"{one}={value}" for one, value in model.params.items())
            told = (model_name(model), model.algorithm, made_words(model), *params, _mark(place)[0], place.note)
            self._words[name] = " ".join(told).casefold()
        return self._words[name]

    def _keys_of(self, column: int) -> dict[str, float | str]:
        if column not in self._keys:
            self._keys[column] = {place.model.id: self._key(place, column) for place in self.all}
        return self._keys[column]

    def _key(self, place: Place, column: int) -> float | str:
        model = place.model
        found: dict[int, float | str] = {
            RANK: float(place.rank or 0),
            SCORE: model.cv.mean,
            OTHER: model.oof_metrics.get(self._other, float("-inf")),
            TIME: model.row_microseconds,
            SIZE: float(model.model_bytes),
        }
        if column in found:
            return found[column]
        return {NAME: model_name(model), MADE: made_words(model)}.get(column) or _mark(place)[0]

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
            MADE: tr("train.made"),
            SCORE: score,
            OTHER: str(other.title),
            TIME: tr("train.row_time"),
            SIZE: tr("train.size"),
            MARK: tr("train.limits") if self._limited() else "",
        }
        return words.get(section, "")

    def _limited(self) -> bool:
        return any(shown.limits for shown in self.all)

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
        return self._look(shown, column, role)

    def _look(self, shown: Place, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.FontRole and shown.winner and column == NAME:
            return self._bold
        if role == Qt.ItemDataRole.ForegroundRole and column == MADE:
            return theme.colour("secondary")
        return theme.colour("selection") if role == Qt.ItemDataRole.BackgroundRole and shown.winner else None

    def _text(self, shown: Place, column: int) -> str:
        model = shown.model
        if column == RANK:
            return "–" if shown.rank is None else f"{shown.rank}"
        if column == NAME:
            return model_name(model)
        if column == MADE:
            return made_words(model)
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
    """As high as its rows, up to twelve. A click on a head sorts, a third one takes that back.

    `wanted` carries the model that was double-clicked or entered, `looked_at` the one whose row became the current one, `picked`
    those that are marked, in the order of the rows.
    """

    wanted = Signal(str)
    looked_at = Signal(str)
    picked = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        named("leaderboard", self, tr("train.leaderboard"))
        self.standings = Standings()
        self.setModel(self.standings)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the number of a trial tells it from its neighbours
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
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sortIndicatorChanged.connect(self._sort)
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
        self,
        models: Sequence[Model],
        winner: str | None,
        task: str,
        metric: str,
        limits: "Limits | None" = None,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """`models` are best first; `limits` are the charter's, held against each. What is marked stays with its models."""
        shown = places(models, winner, limits, notes)
        self._keeping(lambda: self.standings.show_places(shown, metric, second_metric(task, metric)))

    def seek(self, words: str) -> None:
        """Shows only models of which these words are said."""
        self._keeping(lambda: self.standings.seek(words))

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._keeping(lambda: self.standings.sort(column, order))

    def _keeping(self, change: Callable[[], None]) -> None:
        """Does something to the rows; the current one and those marked stay with their models."""
        current, marked = self.current(), set(self.marked())
        blocked = QSignalBlocker(self.selectionModel())
        change()
        rows = {shown.model.id: row for row, shown in enumerate(self.standings.places)}
        model, keep = self.selectionModel(), QItemSelectionModel.SelectionFlag
        if current in rows:
            model.setCurrentIndex(self.standings.index(rows[current], NAME), keep.NoUpdate)
        for name in marked & rows.keys():
            model.select(self.standings.index(rows[name], NAME), keep.Select | keep.Rows)
        del blocked
        self._fit()
        if set(self.marked()) != marked:
            self.picked.emit(self.marked())

    def _fit(self) -> None:
        shown = min(max(len(self.standings.places), 1), MOST_SHOWN)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * theme.size("row_height") + 4)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.picked.emit(self.marked())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if name := self.current():
            self.looked_at.emit(name)

    def marked(self) -> tuple[str, ...]:
        """The models of the marked rows."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows(NAME)})
        return tuple(self.standings.places[row].model.id for row in rows if row < len(self.standings.places))

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
        return limit_mark(shown.limits)
    if not shown.winner:
        return "", ""
    return (tr("train.chosen") if shown.why else tr("train.best")), "good"


def _told(shown: Place) -> str:
    """Where the numbers of a row come from."""
    model = shown.model
    folds = " · ".join(number(fold) for fold in model.cv.folds)
    lines = [
        tr("train.model_tip", name=model_name(model), folds=folds, seconds=duration(model.seconds), hash=model.model_file[:16])
    ]
    lines += [f"{titles.metric(name).title}: {number(value)}" for name, value in model.oof_metrics.items()]
    lines += [f"{name} = {value}" for name, value in model.params.items()]
    if shown.why:
        lines.append(shown.why)
    lines += [tr("train.limit_line", asked=checks.sentence(one), found=checks.figure(one)) for one in shown.limits]
    return "\n".join(lines)
