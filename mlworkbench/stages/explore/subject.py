"""The data a picture is made of: exact counts of all rows by DuckDB, and a seeded sample of them where values are needed."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column, ColumnProfile, Profile
from mlworkbench.base.report import Report
from mlworkbench.base.words import number
from mlworkbench.charts.panels import MISSING, OTHERS
from mlworkbench.stages.data import duck

MOST_ROWS = 200_000  # of a sample
SEED = 1
GROUPS = 6  # that can be told apart
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Grouping:
    """Groups of rows: their names, and the SQL that gives a row's place among them; NULL for a row in none."""

    column: str
    names: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Drawn:
    """Columns of the rows that were drawn, in the order of the data; `places` are their row numbers from 0.

    number and flag are float64 with NaN, date is float64 of microseconds with NaN, category and text are codes (int64) with -1
    for missing, whose values are in `levels`.
    """

    values: dict[str, Array]
    levels: dict[str, tuple[str, ...]]
    places: Array


@dataclass(frozen=True)
class Subject:
    """One version of the data; `target` is what is to be predicted, if that is known."""

    parquet: Path
    columns: tuple[Column, ...]
    profile: Profile
    work: Path
    report: Report
    target: str | None = None
    seed: int = SEED
    most: int = field(default=MOST_ROWS)

    @property
    def rows(self) -> int:
        return self.profile.rows

    @property
    def sampled(self) -> bool:
        return self.rows > self.most

    @property
    def used(self) -> int:
        """Rows of a sample."""
        return min(self.rows, self.most)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self._by_name)}

    def column(self, name: str) -> Column:
        """Raises InputError for a column the data lacks."""
        if name not in self._by_name:
            raise InputError("explore.no_column", column=name, found=", ".join(self._by_name)[:300])
        return self._by_name[name]

    def figures(self, name: str) -> ColumnProfile:
        self.column(name)
        return self.profile.column(name)

    def is_number(self, name: str) -> bool:
        """Whether its values have an order and a distance: numbers and dates."""
        return self.column(name).type in ("number", "date")

    def is_date(self, name: str) -> bool:
        return self.column(name).type == "date"

    def value(self, name: str) -> str:
        """SQL of a column's value: numbers as DOUBLE, dates as microseconds, other things as text."""
        kind, cell = self.column(name).type, self.cell(name)
        if kind == "date":
            return f"epoch_us({cell})::DOUBLE"
        return f"{cell}::DOUBLE" if kind in ("number", "flag") else cell

    def cell(self, name: str) -> str:
        """A column as it is stored, as queries call it: by its place."""
        return f"c{self._places[self.column(name).name]}"

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the table `data`."""
        with closing(duck.connect(self.work)) as connection:
            found: list[tuple[Any, ...]] = connection.execute(self._over(query)).fetchall()
        return found

    def _over(self, query: str) -> str:
        return f"WITH data AS (FROM {duck.rows(self.parquet, list(self._by_name))}) {query}"

    # groups -----------------------------------------------------------------------------------------------------------

    def grouping(self, name: str, most: int = GROUPS) -> Grouping:
        """The most frequent values of a column and the others, or four bands of a number with as many rows each."""
        figures, cell = self.figures(name), self.value(name)
        if self.is_number(name) and figures.distinct > most and len(set(figures.quantiles[2:5])) == 3:
            cuts = figures.quantiles[2:5]
            shown = [self.word(name, cut) for cut in cuts]
            names = (f"< {shown[0]}", *(f"{low} – {high}" for low, high in zip(shown, shown[1:], strict=False)), f"≥ {shown[-1]}")
            bands = " ".join(f"WHEN {cell} < {cut!r} THEN {place}" for place, cut in enumerate(cuts))
            return self._with_missing(name, names, f"CASE WHEN {cell} IS NULL THEN %d {bands} ELSE {len(cuts)} END")
        found = self._frequent(name, most if figures.distinct <= most else most - 1)
        tests = " ".join(f"WHEN {cell} = {one} THEN {place}" for place, (_, one) in enumerate(found))
        rest = figures.distinct > len(found)
        names = (*(shown for shown, _ in found), *((OTHERS,) if rest else ()))
        return self._with_missing(
            name, names, f"CASE WHEN {cell} IS NULL THEN %d {tests} ELSE {len(found) if rest else 'NULL'} END"
        )

    def _with_missing(self, name: str, names: tuple[str, ...], sql: str) -> Grouping:
        lacks = self.figures(name).missing > 0
        return Grouping(name, (*names, *((MISSING,) if lacks else ())), sql.replace("%d", str(len(names)) if lacks else "NULL"))

    def _frequent(self, name: str, most: int) -> list[tuple[str, str]]:
        """The most frequent values as they are shown and in SQL; those of numbers, dates and flags in their order."""
        if not self.is_number(name):
            tops = [top.value for top in self.figures(name).top[:most]]
            flag = self.column(name).type == "flag"
            return [(one, repr(float(one)) if flag else duck.literal(one)) for one in (sorted(tops, key=float) if flag else tops)]
        cell = self.value(name)
        query = f"SELECT {cell} FROM data WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {most}"
        return [(self.word(name, one), repr(one)) for one in sorted(float(one) for (one,) in self.ask(query))]

    def word(self, name: str, value: float) -> str:
        """A number or date of this column, the same in every language."""
        return _moment(value) if self.is_date(name) else number(value)

    # the sample -------------------------------------------------------------------------------------------------------

    def places(self) -> Array:
        """Row numbers of the sample, ascending; of few rows all."""
        if not self.sampled:
            return np.arange(self.rows, dtype=np.int64)
        random = np.random.Generator(np.random.PCG64(self.seed))
        return np.sort(random.choice(self.rows, self.most, replace=False, shuffle=False).astype(np.int64))

    def draw(self, names: Iterable[str]) -> Drawn:
        """These columns of the sample. The same rows for the same data, whatever the columns."""
        import pyarrow as pa

        wanted = list(dict.fromkeys(names))
        places = self.places()
        self.report.progress(0.05, "explore.reading", rows=len(places))
        cells = ", ".join(f"{self.value(name)} AS v{place}" for place, name in enumerate(wanted))
        query = f"SELECT {cells or '1'} FROM data"
        with closing(duck.connect(self.work)) as connection:
            if self.sampled:
                connection.register("chosen", pa.table({"place": places}))
                query += " JOIN chosen ON data.r = chosen.place"
            table = connection.execute(self._over(query + " ORDER BY data.r")).to_arrow_table()
        return self._taken(table, wanted, places)

    def _taken(self, table: Any, names: Sequence[str], places: Array) -> Drawn:
        values: dict[str, Array] = {}
        levels: dict[str, tuple[str, ...]] = {}
        for place, name in enumerate(names):
            column = table.column(f"v{place}")
            if self.column(name).type in ("category", "text"):
                values[name], levels[name] = _coded(column)
            else:
                values[name] = np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
        return Drawn(values, levels, places)

    def codes(self, drawn: Drawn, name: str) -> tuple[Array, tuple[str, ...]]:
        """The values of a category, a flag or few numbers as codes with -1 for missing, and what they stand for."""
        if name in drawn.levels:
            return drawn.values[name], drawn.levels[name]
        values = drawn.values[name]
        known = np.isfinite(values)
        levels, found = np.unique(values[known], return_inverse=True)
        codes = np.full(len(values), -1, dtype=np.int64)
        codes[known] = found
        return codes, tuple(self.word(name, float(level)) for level in levels)


def _coded(column: Any) -> tuple[Array, tuple[str, ...]]:
    import pyarrow.compute as pc

    coded = column.combine_chunks().dictionary_encode()
    whole = coded.combine_chunks() if hasattr(coded, "combine_chunks") else coded
    codes = np.asarray(pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
    return codes, tuple(str(one) for one in whole.dictionary.to_pylist())


def _moment(microseconds: float) -> str:
    return str(np.datetime64(round(microseconds), "us").astype("datetime64[D]"))
