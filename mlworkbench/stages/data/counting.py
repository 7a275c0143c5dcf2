"""How often each value of a column occurs: exact up to 10 million rows, beyond that estimated and marked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Column, Top
from mlworkbench.stages.data import cells, duck, moments
from mlworkbench.stages.data.conversion import Values

if TYPE_CHECKING:
    import pyarrow as pa

TOP = 20
# So many values are listed in full: they may be the classes of a problem.
TOP_COMPLETE = 200
IN_MEMORY = 16 << 20
STORED = "read_parquet(?, hive_partitioning = false)"  # a folder called year=2024 adds no column
NUMBERED = STORED.replace(")", ", file_row_number = true)")
FEW = 10_000
FIRST = 65_536
# Longer texts are shortened in lists; a column that holds one among its most frequent is free text.
LONGEST = 200


@dataclass(frozen=True)
class Counts:
    distinct: int
    top: tuple[Top, ...]
    quantiles: tuple[float, ...] = ()
    approximate: tuple[str, ...] = ()


def of_sorted(values: Values, column: Column) -> Counts:
    """Numbers, flags and dates (microseconds) in ascending order, without missing ones."""
    if not len(values):
        return Counts(0, ())
    differ = values[1:] != values[:-1]
    if differ.all():
        top = tuple(Top(_spelled(value, column), 1) for value in values[: _listed(len(values))])
        return Counts(len(values), top, moments.quantiles_of_sorted(values))
    starts, counts = _runs(differ)
    return of_pairs(values[starts], counts, column)


def _runs(differ: Values) -> tuple[Values, Values]:
    """Where equal values start and how many there are, from where two neighbours differ."""
    places = np.empty(np.count_nonzero(differ) + 2, np.int64)
    places[0], places[-1] = 0, len(differ) + 1
    np.add(np.flatnonzero(differ), 1, out=places[1:-1])
    return places[:-1], places[1:] - places[:-1]


def of_pairs(found: Values, counts: Values, column: Column) -> Counts:
    """Different values in ascending order, and how often each occurs."""
    few = _most(counts, len(found))
    top = tuple(Top(_spelled(found[place], column), int(counts[place])) for place in few)
    return Counts(len(found), top, moments.quantiles(found, counts))


def of_text(texts: "pa.ChunkedArray") -> Counts:
    """Text of moderate size."""
    import pyarrow as pa
    import pyarrow.compute as pc

    pairs = pc.value_counts(pc.drop_null(texts))
    values, counts = pairs.field("values"), pairs.field("counts").to_numpy()
    wanted = min(_listed(len(values)), len(values))
    if not wanted:
        return Counts(0, ())
    least = _least(counts, wanted)
    above = np.flatnonzero(counts > least)
    level = values.take(pa.array(np.flatnonzero(counts == least)))  # equal counts by their text, not by the order of rows
    lowest = level.take(pc.select_k_unstable(level, wanted - len(above), [("", "ascending")])).to_pylist()
    most = sorted(zip(-counts[above], values.take(pa.array(above)).to_pylist(), strict=True))
    top = [*((text, -int(count)) for count, text in most), *((text, int(least)) for text in sorted(lowest))]
    return Counts(len(values), tuple(Top(_short(text), count) for text, count in top))


class Table:
    """Counts by DuckDB over the stored file: for what does not fit in memory."""

    def __init__(self, parquet: Path, work: Path) -> None:
        self._parquet, self._folder = str(parquet), str(work)
        self._connection: Any = duck.connect(work)

    def close(self) -> None:
        self._connection.close()

    def of_text(self, place: int) -> Counts:
        grouped = f"SELECT #{place + 1} AS value, count(*) AS times FROM {STORED} GROUP BY 1 HAVING value IS NOT NULL"
        ranked = f"SELECT value, times FROM counted ORDER BY times DESC, value LIMIT {TOP_COMPLETE}"
        query = f"WITH counted AS MATERIALIZED ({grouped}) SELECT value, times, (SELECT count(*) FROM counted) FROM ({ranked})"
        rows = self._run(query)
        distinct = int(rows[0][2]) if rows else 0
        return Counts(distinct, tuple(Top(_short(value), int(times)) for value, times, _ in rows[: _listed(distinct)]))

    def varies(self, place: int) -> bool:
        """Most of the first texts differ."""
        cells = f"SELECT #{place + 1} AS cell FROM {STORED} LIMIT {FIRST}"
        rows, different = self._run(f"SELECT count(cell), count(DISTINCT cell) FROM ({cells})")[0]
        return bool(2 * different > rows)

    def of_varied_text(self, place: int, step: int = 1) -> Counts:
        """The same for texts most of which differ: by a 64-bit hash of each (10 million collide with probability 3e-6).

        Only every `step`-th row is counted.
        """
        cells = f"(SELECT #{place + 1} AS cell FROM {STORED}) WHERE cell IS NOT NULL"
        if step > 1:
            numbered = f"SELECT #{place + 1} AS cell, file_row_number AS place FROM {NUMBERED}"
            cells = f"({numbered}) WHERE cell IS NOT NULL AND place % {step} = 0"
        hashes = self._numbers(f"SELECT hash(cell) AS key FROM {cells}")
        hashes.sort()
        if not len(hashes):
            return Counts(0, ())
        starts, counts = _runs(hashes[1:] != hashes[:-1])
        pairs = self._most_frequent(cells, hashes[starts], counts)
        return Counts(len(counts), tuple(Top(_short(text), int(times)) for text, times in pairs))

    def _most_frequent(self, cells: str, hashes: Values, counts: Values) -> list[Any]:
        import pyarrow as pa

        wanted = min(_listed(len(counts)), len(counts))
        if not wanted:
            return []
        if counts.max() == 1:
            return self._run(f"SELECT cell, 1 FROM {cells} ORDER BY 1 LIMIT {wanted}")
        least = _least(counts, wanted)
        chosen = pa.table({"key": hashes[counts >= least]})
        some = f"SELECT cell FROM {cells} AND hash(cell) IN (SELECT key FROM chosen)"
        return self._run(f"SELECT cell, count(*) FROM ({some}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {wanted}", chosen=chosen)

    def of_values(self, place: int, column: Column) -> Counts:
        """Numbers, flags and dates with few different values."""
        grouped = f"SELECT #{place + 1} AS value, count(*) FROM {STORED} GROUP BY 1 HAVING value IS NOT NULL ORDER BY 1"
        pairs = self._run(grouped if column.type != "date" else grouped.replace(f"#{place + 1}", f"epoch_us(#{place + 1})"))
        kind = np.float64 if column.type == "number" and not column.integer else np.int64
        return of_pairs(np.array([pair[0] for pair in pairs], kind), np.array([pair[1] for pair in pairs], np.int64), column)

    def about_distinct(self, place: int) -> int:
        return int(self._run(f"SELECT approx_count_distinct(#{place + 1}) FROM {STORED}")[0][0])

    def duplicates(self, columns: int) -> int:
        """Rows that repeat an earlier row, by a 64-bit hash of all cells (10 million rows collide with probability 3e-6)."""
        places = [f"#{place + 1}" for place in range(columns)]
        parts = [f"hash({', '.join(places[first : first + 200])})" for first in range(0, columns, 200)]
        query = f"SELECT count(*) - count(DISTINCT row) FROM (SELECT hash({', '.join(parts)}) AS row FROM {STORED})"
        return int(self._run(query)[0][0])

    def _run(self, query: str, **tables: Any) -> list[Any]:
        return list(self._asked(query, lambda answer: answer.fetchall(), tables))

    def _numbers(self, query: str) -> Values:
        """The column `key` of the answer."""
        found: Values = self._asked(query, lambda answer: answer.fetchnumpy()["key"], {})
        return found

    def _asked(self, query: str, fetch: Callable[[Any], Any], tables: Mapping[str, Any]) -> Any:
        """By a cursor of its own, for columns are counted side by side."""
        import duckdb

        cursor = self._connection.cursor()
        for name, table in tables.items():
            cursor.register(name, table)
        try:
            return fetch(cursor.execute(query, [self._parquet]))
        except (duckdb.OutOfMemoryException, duckdb.IOException) as reason:
            raise ProjectError("data.cannot_write", folder=self._folder, reason=str(reason).split("\n")[0][:200]) from reason


def _least(counts: Values, wanted: int) -> int:
    """The least of so many greatest counts: looked for among the few that are large enough."""
    least = 1
    while np.count_nonzero(large := counts[counts > 2 * least]) >= wanted:
        counts, least = large, 2 * least
    return int(np.partition(counts, len(counts) - wanted)[len(counts) - wanted])


def _listed(distinct: int) -> int:
    return TOP_COMPLETE if distinct <= TOP_COMPLETE else TOP


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _most(counts: Values, distinct: int) -> list[int]:
    """Places of the greatest counts, greatest first; equal ones in their order."""
    wanted = min(_listed(distinct), len(counts))
    if not wanted:
        return []
    least = _least(counts, wanted)
    above, level = np.flatnonzero(counts > least), np.flatnonzero(counts == least)
    places = np.sort(np.concatenate((above, level[: wanted - len(above)])))
    return [int(place) for place in places[np.argsort(-counts[places], kind="stable")]]


def _spelled(value: Any, column: Column) -> str:
    if column.type == "date":
        return str(np.datetime64(int(value), "us")).replace("T00:00:00.000000", "")
    return str(int(value)) if column.integer else cells.spelled_number(float(value))
