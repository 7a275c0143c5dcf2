"""What a change of the data is: a version's values in, the next version's out, with a true count of what it did."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column, ColumnType
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data import duck
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Sort = Literal["column", "columns", "texts", "mapping", "rows", "bound", "formula", "query", "aggregates", "choices", "path"]


@dataclass(frozen=True)
class Version:
    """A stored version: its Parquet file and the columns in it."""

    parquet: Path
    columns: tuple[Column, ...]
    rows: int


@dataclass(frozen=True)
class Ground:
    """What a change is applied to. `work` takes what must be written on the way.

    `versions` are other versions by the name under which a query may use them; `secret` is the file of the key for hashes, which
    never leaves the project's folder.
    """

    parquet: Path
    columns: tuple[Column, ...]
    rows: int
    work: Path
    report: Report
    versions: Mapping[str, Version] = field(default_factory=dict)
    secret: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Raises InputError for a column that is not there."""
        return self.columns[self.place(name)]

    def place(self, name: str) -> int:
        if name not in self._places:
            raise InputError("data.no_such_column", column=name, known=", ".join(self.names[:40]))
        return self._places[name]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def table(self) -> str:
        """What stands behind FROM in a query: `duck.rows`."""
        return duck.rows(self.parquet, self.names)

    def cell(self, name: str) -> str:
        """A column as queries over `table` call it."""
        return f"c{self.place(name)}"

    def batches(self, names: tuple[str, ...] | None = None) -> "Iterator[pa.RecordBatch]":
        """The stored rows in their order: all columns, or these; always the same pieces, so that two walks go side by side."""
        from pyarrow import parquet as pq

        wanted = list(self.names if names is None else names)
        with pq.ParquetFile(self.parquet) as file:
            for group in range(file.metadata.num_row_groups):
                table = file.read_row_group(group, columns=wanted).combine_chunks()
                yield from table.select(wanted).to_batches()


@dataclass(frozen=True)
class Made:
    """What a change made: `columns` as they are, None where the type is still to be found from the values.

    `effect` counts what happened: rows_removed, rows_added, cells_changed, cells_emptied (filled before, missing now),
    columns_added, columns_removed. `kept` says of each row whether it stays; None: all stay, and with `aligned` False the rows
    are others altogether. `altered` names the columns whose values changed; None: there may be any. `holdout` is how many rows
    at the end are the hold-out, where that does not follow from the rows kept. `renamed` tells of new names by the old ones.
    `others` are the origins (as plain JSON) of files that were brought in. `formulas` give new columns that a model's graph can
    compute; of the columns of text in `loose` their counts say whether they are categories.
    `derived` are the formulas of all columns that formulas gave. `through` names the columns that are as they were in every row
    that is left, where rows and columns are others altogether (a query).
    `plan` are facts to be seen before it is done, as plain JSON; `decided` are choices that were left open, as they were made.
    `descriptions` are what a file brought in says of its columns.
    `rejects` are the rows of a file brought in that were set aside.
    `used` are the columns that new ones were computed from, where no formula says so.
    """

    source: Source
    columns: tuple[Column | None, ...]
    effect: dict[str, int]
    kept: Mask | None = None
    aligned: bool = True
    altered: frozenset[str] | None = None
    holdout: int | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    others: tuple[dict[str, Any], ...] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    loose: frozenset[str] = frozenset()
    plan: Mapping[str, Any] = field(default_factory=dict)
    decided: Mapping[str, Any] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    through: frozenset[str] | None = None
    descriptions: Mapping[str, str] = field(default_factory=dict)
    rejects: Path | None = None
    rejected: int = 0
    used: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeKind:
    """`make` must be pure: it may write into the ground's `work` only, and the same values and choices give the same rows.

    `sorts` says of the parameters that are more than one number, flag or word what they hold. `sample` are choices that do
    something to the sample on which every kind is tested; `offered` kinds stand in the window's list. `older` are names that
    parameters for one column had before they took several: stored changes and scripts name them still. `takes` names the types of
    columns that a parameter is for, where it is not for all.
    """

    name: str
    title: Words
    help: Words
    params: tuple[Param, ...]
    make: Callable[[Ground, Mapping[str, Any]], Made]
    sorts: Mapping[str, Sort] = field(default_factory=dict)
    sample: Mapping[str, Any] = field(default_factory=dict)
    offered: bool = True
    older: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, tuple[ColumnType, ...]] = field(default_factory=dict)
