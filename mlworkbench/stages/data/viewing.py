"""Rows sorted, filtered and searched: a job writes them in their new order, each with its number, for the table to page."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Report
from mlworkbench.stages.data import cells, dates, duck, room, version

if TYPE_CHECKING:
    import pyarrow as pa

COMPARING = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
WITHIN = ("contains", "starts")
ALONE = ("missing", "filled")
OPERATIONS = (*COMPARING, *WITHIN, *ALONE)
NUMBER = "row"


@dataclass(frozen=True)
class Filter:
    """`operation` is one of OPERATIONS; `value` is written as in a file and read as the column's type."""

    column: str
    operation: str
    value: str = ""


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `view`. Spec: data, columns (plain), sort: [[column, descending]], filters: [[column, operation, value]], search: text
    that some cell of a row must hold, in any case of letters.

    Writes view.parquet: the row's number counted from 1, then its cells, in view order; rows that tie keep their order, missing
    values come last. Raises InputError for a column, operation or value that does not fit.
    """
    import duckdb

    asked = check(spec)
    room.check_disk(Path(spec["data"]).stat().st_size, out, "data.view_room")
    report.progress(0.05, "data.viewing")
    try:
        with duck.connect(out) as connection:
            total = int(connection.execute(asked.count(), asked.values).fetchone()[0])
            report.progress(0.2, "data.viewing")
            _write(connection.execute(asked.rows(), asked.values), asked.columns, out / "view.parquet", total, report)
    except (duckdb.OutOfMemoryException, duckdb.IOException) as reason:
        raise ProjectError("data.cannot_write", folder=str(out), reason=str(reason).split("\n")[0][:200]) from reason
    finally:
        shutil.rmtree(out / "duckdb", ignore_errors=True)
    return {"rows": total, "files": {"view": "view.parquet"}}


def check(spec: Mapping[str, Any]) -> "_Query":
    """Reads no row. Raises InputError for a column, operation or value that does not fit."""
    asked = _Query(Path(spec["data"]), tuple(columns_of(spec["columns"])))
    for column, descending in spec["sort"]:
        asked.sort(column, descending)
    for one in spec["filters"]:
        asked.keep(Filter(*one))
    asked.search(spec["search"])
    return asked


def columns_of(plain: Sequence[Mapping[str, Any]]) -> Iterator[Column]:
    for one in plain:
        yield Column(**{**one, "missing": tuple(one.get("missing", ()))})


class _Query:
    """Columns go by their place, since DuckDB takes names that differ in case for one; the user's words are values, never SQL."""

    def __init__(self, parquet: Path, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.values: list[Any] = []
        self._conditions: list[str] = []
        self._order: list[str] = []
        cells = ", ".join(f"c{place}" for place in range(len(columns)))
        self._from = f"FROM (SELECT r + 1 AS number, {cells} FROM {duck.rows(parquet, [column.name for column in columns])})"

    def sort(self, column: str, descending: bool) -> None:
        self._order.append(f"c{self._place(column)} {'DESC' if descending else 'ASC'} NULLS LAST")

    def keep(self, one: Filter) -> None:
        place = self._place(one.column)
        if one.operation not in OPERATIONS:
            raise InputError("data.no_operation", found=one.operation, known=", ".join(OPERATIONS))
        cell = f"c{place}"
        if one.operation in ALONE:
            self._conditions.append(f"{cell} IS {'NOT ' if one.operation == 'filled' else ''}NULL")
        elif one.operation in WITHIN:
            function = "contains" if one.operation == "contains" else "starts_with"
            self._conditions.append(f"{function}(lower({self._spelled(place)}), lower(?))")
            self.values.append(one.value)
        else:
            self._conditions.append(f"{cell} {COMPARING[one.operation]} ?")
            self.values.append(_read(self.columns[place], one.value))

    def search(self, text: str) -> None:
        if text:
            cells = " OR ".join(f"contains(lower({self._spelled(place)}), lower(?))" for place in range(len(self.columns)))
            self._conditions.append(f"({cells})")
            self.values.extend([text] * len(self.columns))

    def count(self) -> str:
        return f"SELECT count(*) {self._from} {self._where()}"

    def rows(self) -> str:
        order = ", ".join((*self._order, "number"))
        return f"SELECT * {self._from} {self._where()} ORDER BY {order}"

    def _where(self) -> str:
        return f"WHERE {' AND '.join(self._conditions)}" if self._conditions else ""

    def _place(self, name: str) -> int:
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise InputError("data.no_column", column=name, found=", ".join(column.name for column in self.columns)[:300])

    def _spelled(self, place: int) -> str:
        """A cell as the table shows it: dates without a time where they have none."""
        if self.columns[place].type == "date":
            return f"replace(strftime(c{place}, '%Y-%m-%d %H:%M:%S'), ' 00:00:00', '')"
        return f"c{place}" if self.columns[place].type in ("category", "text") else f"CAST(c{place} AS VARCHAR)"


def _read(column: Column, value: str) -> Any:
    """The value as the column's cells are read. Raises InputError."""
    import pyarrow as pa

    if column.type in ("category", "text"):
        return value
    formats = (column.date_format, dates.ISO) if column.type == "date" else (None,)
    for date_format in formats:
        parsed = cells.parse(pa.array([value], pa.string()), column.type, date_format)
        if not parsed.bad[0] and parsed.values[0].is_valid:
            return parsed.values[0].as_py()
    raise InputError("data.filter_value", column=column.name, found=value[:60])


def _write(result: Any, columns: tuple[Column, ...], path: Path, total: int, report: Report) -> None:
    import pyarrow as pa

    schema = pa.schema([pa.field(NUMBER, pa.int64()), *(pa.field(f"c{place}", kind.type) for place, kind in _kinds(columns))])
    done = 0
    with version.Writer(path, schema) as file:
        for table in version.pieces(_cast(result.to_arrow_reader(version.ROWS), schema), schema, version.group_rows(len(schema))):
            file.write(table)
            done += table.num_rows
            report.progress(0.2 + 0.8 * done / max(total, 1), "data.viewing")


def _kinds(columns: tuple[Column, ...]) -> "Iterator[tuple[int, pa.Field]]":
    yield from enumerate(version.schema_of(columns))


def _cast(batches: "Iterable[pa.RecordBatch]", schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in batches:
        arrays = [pc.cast(column, field.type) for column, field in zip(batch.columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)
