"""What finders look at: a dataset version by query, by profile and by a sample that is always the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base import clock
from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Column, ColumnProfile, Profile, Rule
from mlworkbench.base.report import Report, Silent
from mlworkbench.stages.data import duck, reading
from mlworkbench.stages.data.conversion import NO_DATE, Values
from mlworkbench.stages.data.quality import marks

MOST_ROWS = 200_000
MOST_CELLS = 10_000_000
TEXT_WEIGHT = 6  # a text cell takes as much memory as so many numbers
SEED = 40_000


@dataclass(frozen=True)
class Goal:
    """The target, if one is chosen. `task` is binary, multiclass or regression; `stratified` says how rows are to be split."""

    target: str
    task: str
    classes: tuple[str, ...] = ()
    positive: str | None = None
    stratified: bool = False


@dataclass
class Subject:
    """`split` is the stored draw (a fold a row, -1 the hold-out); `holdout_rows` are the last ones, if they came as a file."""

    parquet: Path
    columns: tuple[Column, ...]
    profile: Profile
    work: Path
    goal: Goal | None = None
    split: Path | None = None
    holdout_rows: int = 0
    rules: tuple[Rule, ...] = ()
    report: Report = field(default_factory=Silent)
    now: datetime = field(default_factory=clock.now)

    @property
    def rows(self) -> int:
        return self.profile.rows

    @property
    def target(self) -> str | None:
        return self.goal.target if self.goal else None

    @cached_property
    def places(self) -> dict[str, int]:
        return {column.name: place for place, column in enumerate(self.columns)}

    @cached_property
    def figures(self) -> dict[str, ColumnProfile]:
        return {one.name: one for one in self.profile.columns}

    def of_types(self, *types: str, filled: bool = True) -> list[tuple[Column, ColumnProfile]]:
        """Columns of these types with their figures, in order; those without any value are passed over."""
        pairs = [(column, self.figures[column.name]) for column in self.columns if column.type in types]
        return [(column, figures) for column, figures in pairs if not filled or figures.missing < self.rows]

    def features(self) -> list[Column]:
        """All columns but the target."""
        return [column for column in self.columns if column.name != self.target]

    # By query -----------------------------------------------------------------------------------------------------------

    def cell(self, name: str) -> str:
        """The column as queries call it: names of users may differ by case alone, which DuckDB does not tell apart."""
        return f"c{self.places[name]}"

    def query(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Over `t`: columns c0, c1, … and the row number `r` from 0. Raises ProjectError where disk or memory is short."""
        import duckdb

        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(query, list(values)).fetchall()
        except (duckdb.OutOfMemoryException, duckdb.IOException) as reason:
            told = str(reason).split("\n")[0][:200]
            raise ProjectError("data.cannot_write", folder=str(self.work), reason=told) from reason
        return rows

    @cached_property
    def _connection(self) -> Any:
        connection = duck.connect(self.work)
        connection.execute(f"CREATE VIEW t AS FROM {duck.rows(self.parquet, [column.name for column in self.columns])}")
        return connection

    def close(self) -> None:
        if "_connection" in self.__dict__:
            self._connection.close()

    # By sample ----------------------------------------------------------------------------------------------------------

    @cached_property
    def sampled_rows(self) -> Values:
        """Row numbers from 0, ascending: all rows, or a sample that is always the same."""
        weight = sum(TEXT_WEIGHT if column.type in ("category", "text") else 1 for column in self.columns)
        most = min(MOST_ROWS, max(2_000, MOST_CELLS // max(weight, 1)))
        if self.rows <= most:
            return np.arange(self.rows)
        return np.sort(np.random.Generator(np.random.PCG64(SEED)).choice(self.rows, most, replace=False))

    @cached_property
    def sample(self) -> dict[str, Values]:
        """Cells of the sampled rows: numbers and flags float64 (NaN missing), dates float64 µs (NaN), words str or None.

        Free text is left out: it is looked at by query.
        """
        names = [column.name for column in self.columns if column.type != "text"]
        found = self.cells(names, self.sampled_rows)
        dates = {column.name for column in self.columns if column.type == "date"}
        return {name: _without_missing(values) if name in dates else values for name, values in found.items()}

    def cells(self, names: Iterable[str], rows: Values) -> dict[str, Values]:
        """These rows (from 0, ascending) of these columns."""
        wanted = list(names)
        return reading.rows_at(self.parquet, wanted, rows, Silent()) if wanted else {}

    @cached_property
    def truth(self) -> Values | None:
        """The target of the sampled rows: class by place (float64, NaN unknown) or the number; None without a target."""
        goal = self.goal
        if goal is None or goal.target not in self.sample:
            return None
        cells = self.sample[goal.target]
        if goal.task == "regression":
            return _known(self, goal.target, cells) if cells.dtype != object else None
        place = {name: float(number) for number, name in enumerate(goal.classes)}
        return np.array([place.get(named(cell), np.nan) for cell in cells])


def named(cell: Any) -> str:
    """A cell as the name of a class: numbers without a needless .0."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str):
        return cell
    number = float(cell)
    return str(int(number)) if number == int(number) else repr(number)


def _known(subject: Subject, target: str, cells: Values) -> Values:
    """Marks for "no value" are no values of the target."""
    column = subject.columns[subject.places[target]]
    found = marks.of(subject, column, subject.figures[target])
    return cells if found is None else np.where(np.isin(cells, [mark.value for mark in found.found]), np.nan, cells)


def _without_missing(values: Values) -> Values:
    return np.where(values == NO_DATE, np.nan, values.astype(np.float64))
