"""What the command palette offers: commands, columns of the current data and models, each group with its best matches first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QKeySequence

from mlworkbench.base.records import Column, Model
from mlworkbench.base.words import number, tr
from mlworkbench.ui.commands import Command, found
from mlworkbench.ui.finding import Wanted
from mlworkbench.ui.widgets.column_words import type_word
from mlworkbench.ui.widgets.judged_words import full_name
from mlworkbench.ui.widgets.model_words import model_name
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

FEW, SOME = 4, 8  # columns and models shown before anything is typed, and afterwards
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Hit:
    """A row that does something: `command` with `facts`. `aside` stands at the right: a shortcut, a type, or why it cannot be."""

    command: str
    words: str
    icon: str
    aside: str = ""
    facts: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True)
class Caption:
    words: str


@dataclass(frozen=True)
class More:
    """What is left out; typing on brings it."""

    count: int


Row = Hit | Caption | More


@dataclass
class Offer:
    """What can be found, read once when the palette opens; finding in it is a matter of milliseconds."""

    bench: "Workbench"
    columns: tuple[Column, ...] = field(init=False)
    models: tuple[tuple[str, Model], ...] = field(init=False)

    def __post_init__(self) -> None:
        project = self.bench.project
        dataset = self.bench.data.current() if project else None
        self.columns = dataset.columns if dataset else ()
        self.models = tuple((model_name(model), model) for model in self.bench.evaluate.candidates()) if project else ()

    def rows(self, typed: str) -> tuple[Row, ...]:
        """The groups with the better matches come first; equally good ones in the order of commands, columns, models."""
        wanted = Wanted(typed)
        most = SOME if wanted else FEW
        groups = (
            _group("shell.commands_group", found(wanted), self._command),
            _group("shell.columns", _best(wanted, self.columns, lambda column: column.name), self._column, most),
            _group("shell.models", _best(wanted, self.models, lambda pair: pair[0]), self._model, most),
        )
        return tuple(row for _, rows in sorted(groups, key=lambda group: group[0]) for row in rows)

    def _command(self, command: Command) -> Hit:
        refused = command.refuses(self.bench)
        keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        aside = tr(refused.key, **refused.facts) if refused else keys
        return Hit(command.name, tr(command.title), command.icon, aside, refused=refused is not None)

    def _column(self, column: Column) -> Hit:
        return Hit("column", column.name, "data", type_word(column.type), (column.name,))

    def _model(self, pair: tuple[str, Model]) -> Hit:
        name, model = full_name(self.bench, pair[1]), pair[1]
        aside = tr("shell.model_score", metric=str(titles.metric(model.metric).title), score=number(model.cv.mean))
        return Hit("evaluate", name, "train", aside, (model.id,))


def _group(
    caption: str, ranked: Sequence[tuple[int, Thing]], say: Callable[[Thing], Hit], most: int | None = None
) -> tuple[int, list[Row]]:
    """How good the best of them is, and the rows; none where there is nothing."""
    if not ranked:
        return 0, []
    rows: list[Row] = [Caption(tr(caption)), *(say(thing) for _, thing in ranked[:most])]
    if most is not None and len(ranked) > most:
        rows.append(More(len(ranked) - most))
    return ranked[0][0], rows


def _best(wanted: Wanted, things: Iterable[Thing], name: Callable[[Thing], str]) -> list[tuple[int, Thing]]:
    """Those that match, with how well, the best first and else in their own order."""
    ranked = [(rank, thing) for thing in things if (rank := wanted.rank(name(thing))) is not None]
    return sorted(ranked, key=lambda pair: pair[0])
