"""How often each value of a column occurs: exact up to 10 million rows, beyond that estimated and marked."""

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
IN_MEMORY = 128 << 20
FEW = 10_000
# Longer texts are shortened in lists; a column that holds one among its most frequent is free text.
LONGEST = 200


@dataclass(frozen=True)
class Counts:
    distinct: int
    top: tuple[Top, ...]
    quantiles: tuple[float, ...] = ()
    approximate: tuple[str, ...] = ()


def of_values(values: Values, column: Column) -> Counts:
    """Numbers, flags and dates (microseconds) without missing ones."""
    found, counts = np.unique(values, return_counts=True)
    return of_pairs(found, counts, column)


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
    order = [("counts", "descending"), ("values", "ascending")]  # equal counts by their text, not by the order of rows
    table = pa.table({"values": pairs.field("values"), "counts": pairs.field("counts")})
    most = table.take(pc.select_k_unstable(table, _listed(len(table)), order)).to_pylist()
    return Counts(len(table), tuple(Top(_short(pair["values"]), pair["counts"]) for pair in most))


class Table:
    """Counts by DuckDB over the stored file: for what does not fit in memory."""

    def __init__(self, parquet: Path, work: Path) -> None:
        self._parquet, self._folder = str(parquet), str(work)
        self._connection: Any = duck.connect(work)

    def close(self) -> None:
        self._connection.close()

    def of_text(self, place: int) -> Counts:
        grouped = f"SELECT #{place + 1} AS value, count(*) AS times FROM read_parquet(?) GROUP BY 1 HAVING value IS NOT NULL"
        self._run(f"CREATE OR REPLACE TEMP TABLE counted AS {grouped}")
        distinct = self._run("SELECT count(*) FROM counted", with_file=False)[0][0]
        listed = f"SELECT value, times FROM counted ORDER BY times DESC, value LIMIT {_listed(distinct)}"
        rows = self._run(listed, with_file=False)
        self._run("DROP TABLE counted", with_file=False)
        return Counts(int(distinct), tuple(Top(_short(value), int(times)) for value, times in rows))

    def of_values(self, place: int, column: Column) -> Counts:
        """Numbers, flags and dates with few different values."""
        grouped = f"SELECT #{place + 1} AS value, count(*) FROM read_parquet(?) GROUP BY 1 HAVING value IS NOT NULL ORDER BY 1"
        pairs = self._run(grouped if column.type != "date" else grouped.replace(f"#{place + 1}", f"epoch_us(#{place + 1})"))
        kind = np.float64 if column.type == "number" and not column.integer else np.int64
        return of_pairs(np.array([pair[0] for pair in pairs], kind), np.array([pair[1] for pair in pairs], np.int64), column)

    def about_distinct(self, place: int) -> int:
        return int(self._run(f"SELECT approx_count_distinct(#{place + 1}) FROM read_parquet(?)")[0][0])

    def duplicates(self, columns: int) -> int:
        """Rows that repeat an earlier row, by a 64-bit hash of all cells (10 million rows collide with probability 3e-6)."""
        places = [f"#{place + 1}" for place in range(columns)]
        parts = [f"hash({', '.join(places[first : first + 200])})" for first in range(0, columns, 200)]
        query = f"SELECT count(*) - count(DISTINCT row) FROM (SELECT hash({', '.join(parts)}) AS row FROM read_parquet(?))"
        return int(self._run(query)[0][0])

    def _run(self, query: str, with_file: bool = True) -> list[Any]:
        import duckdb

        try:
            rows: list[Any] = self._connection.execute(query, [self._parquet] if with_file else []).fetchall()
        except (duckdb.OutOfMemoryException, duckdb.IOException) as reason:
            raise ProjectError("data.cannot_write", folder=self._folder, reason=str(reason).split("\n")[0][:200]) from reason
        return rows


def _listed(distinct: int) -> int:
    return TOP_COMPLETE if distinct <= TOP_COMPLETE else TOP


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _most(counts: Values, distinct: int) -> list[int]:
    return [int(place) for place in np.argsort(-counts, kind="stable")[: _listed(distinct)]]


def _spelled(value: Any, column: Column) -> str:
    if column.type == "date":
        return str(np.datetime64(int(value), "us")).replace("T00:00:00.000000", "")
    return str(int(value)) if column.integer else cells.spelled_number(float(value))
