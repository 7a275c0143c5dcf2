"""A user's own query: one SELECT over named versions, checked before it runs, without files or network, within limits.

The tables are handed over as Arrow; DuckDB's own access to files, extensions and settings is closed and locked before the query
is seen. What it may not do is found in the parsed query and refused with words.
"""

import faulthandler
import json
import queue
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Column
from mlworkbench.stages.data import altering, answers, duck, version
from mlworkbench.stages.data.change import Ground, Made, Version
from mlworkbench.stages.data.source import Source

TABLE = "data"
LONGEST = 20_000
WIDEST = 10_000
SECONDS, GRACE = 600, 30
TICK = 0.1  # seconds
ROOM = 1_500 << 20  # bytes
SHOWN = 300
TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest", "repeat"})
# What tells about the machine, the session or other tables, or changes its state.
NO_FUNCTIONS = (
    "getenv getvariable version session_user user txid_current nextval currval setseed random uuid gen_random_uuid uuidv4 uuidv7 "
    "now today get_current_timestamp get_current_time transaction_timestamp query query_table write_log parse_duckdb_log_message "
    "getbit_file in_search_path icu_sort_key json_execute_serialized_sql from_json_query sleep_ms stats vector_type "
    "add_parquet_key which_secret"
)
FAMILIES = ("current_", "pragma_", "duckdb_", "read_", "pg_", "has_", "sqlite_", "parquet_", "glob")
# Words that stand for a function where no column is called so.
MOMENTARY = (
    "current_date current_time current_timestamp localtime localtimestamp current_user session_user user current_role "
    "current_catalog current_schema current_database"
)


def answer(ground: Ground, query: str) -> Made:
    """The table that the query gives. Raises InputError for what is no single SELECT, uses what it may not, or fails."""
    import duckdb

    tables = {TABLE: Version(ground.parquet, ground.columns, ground.rows), **ground.versions}
    with duck.connect(ground.work) as connection:
        for name, one in tables.items():
            connection.register(name, _dataset(one))
        # One thread: the same query gives the same rows in the same order.
        for setting in (
            "threads = 1",
            "TimeZone = 'UTC'",
            "python_enable_replacements = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        plain = _checked(connection, query, tables)
        try:
            with _limited(connection), duck.bounded(ROOM):
                names, kinds = _described(connection, plain)
                listed = ", ".join(_plain(f"c{place}", *one) for place, one in enumerate(zip(names, kinds, strict=True)))
                cells = ", ".join(f"c{place}" for place in range(len(names)))
                asked = f"SELECT {listed} FROM ({plain}\n) AS answer({cells})"
                reader = connection.execute(asked).to_arrow_reader(version.ROWS)
                place = answers.keep(reader, ground.work / "answer.parquet")
        except duckdb.OutOfMemoryException as reason:
            raise InputError("data.query_memory", memory=duck.MEMORY) from reason
        except MemoryError as reason:
            raise InputError("data.query_memory", memory=f"{ROOM >> 20}MB") from reason
        except duckdb.InterruptException as reason:
            raise InputError("data.query_time", seconds=SECONDS) from reason
        except duckdb.IOException as reason:
            raise ProjectError("data.cannot_write", folder=str(ground.work), reason=_said(reason)) from reason
        except duckdb.Error as reason:
            raise InputError("data.query_failed", why=_said(reason)) from reason
        except RuntimeError as reason:  # how DuckDB passes on that it was woken
            raise InputError("data.query_time", seconds=SECONDS) from reason
    return _made(ground, place, names)


def _dataset(one: Version) -> Any:
    from pyarrow import dataset

    return dataset.dataset(one.parquet, format="parquet")


# What is asked -----------------------------------------------------------------------------------------------------------------


def _checked(connection: Any, query: str, tables: Mapping[str, Version]) -> str:
    """The one statement, without its semicolon."""
    import duckdb

    if not query.strip():
        raise InputError("data.query_empty")
    if len(query) > LONGEST or "\0" in query:
        raise InputError("data.query_length", most=LONGEST)
    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as reason:
        raise InputError("data.query_failed", why=_said(reason)) from reason
    if len(statements) != 1:
        raise InputError("data.query_single", count=len(statements))
    if statements[0].type != duckdb.StatementType.SELECT or statements[0].named_parameters:
        raise InputError("data.query_select")
    plain: str = statements[0].query.strip().rstrip(";").rstrip()
    told: Any = json.loads(connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [plain]).fetchone()[0])
    if told.get("error"):
        raise InputError("data.query_select")
    _check(told, set(tables) | _named(told))
    used = _lowered(told, "table_name")
    for name, one in tables.items():
        if name in used:
            _check_alike(name, one)
    _check_lasting(told, {column.name.lower() for one in tables.values() for column in one.columns})
    return plain


def _named(told: Any) -> set[str]:
    """The names that the query gives to parts of its own (WITH …)."""
    found: set[str] = set()
    for one in _nodes(told):
        entries = one.get("cte_map", {}).get("map", []) if isinstance(one.get("cte_map"), dict) else []
        found |= {str(entry["key"]) for entry in entries if isinstance(entry, dict) and "key" in entry}
    return found


def _check(told: Any, tables: set[str]) -> None:
    """Raises InputError for a table, function or kind of query that may not be used."""
    known = {name.lower() for name in tables}
    for one in _nodes(told):
        kind = one.get("type")
        if kind == "RECURSIVE_CTE_NODE":
            raise InputError("data.query_recursive")
        if kind == "BASE_TABLE":
            name, place = str(one.get("table_name", "")), one.get("schema_name") or one.get("catalog_name")
            if place or name.lower() not in known:
                raise InputError("data.query_table", table=f"{place}.{name}" if place else name, known=", ".join(sorted(tables)))
        if kind in ("TABLE_FUNCTION", "SHOW_REF"):
            function = one.get("function")
            name = str(function.get("function_name", "")) if isinstance(function, dict) else "SHOW"
            if name.lower() not in TABLE_FUNCTIONS:
                raise InputError("data.query_function", function=name)
        if "function_name" in one and kind != "TABLE_FUNCTION":
            name = str(one["function_name"]).lower()
            if name in NO_FUNCTIONS.split() or name.startswith(FAMILIES):
                raise InputError("data.query_function", function=name)


def _check_alike(table: str, one: Version) -> None:
    """Raises InputError for names that differ only in the case of letters: SQL takes them for one column."""
    seen: dict[str, str] = {}
    for column in one.columns:
        first = seen.setdefault(column.name.lower(), column.name)
        if first != column.name:
            raise InputError("data.query_alike", table=table, one=first, other=column.name)


def _check_lasting(told: Any, columns: set[str]) -> None:
    """Raises InputError for what gives another answer another time."""
    named = columns | _lowered(told, "alias")
    for one in _nodes(told):
        words = one.get("column_names")
        if one.get("type") == "COLUMN_REF" and isinstance(words, list) and len(words) == 1:
            word = str(words[0]).lower()
            if word in MOMENTARY.split() and word not in named:
                raise InputError("data.query_function", function=word)
        if one.get("function_name") == "age" and len(one.get("children", ())) < 2:
            raise InputError("data.query_function", function="age")
        sample = one.get("sample")
        if isinstance(sample, dict) and sample.get("seed", -1) == -1:
            raise InputError("data.query_sample")


def _lowered(told: Any, key: str) -> set[str]:
    return {str(one[key]).lower() for one in _nodes(told) if one.get(key)}


def _nodes(told: Any) -> "Iterator[dict[str, Any]]":
    """Every object in it; depth is held by DuckDB's own parser."""
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


@contextmanager
def _limited(connection: Any) -> Iterator[None]:
    """Ends a query after its time, on every system. A single call that DuckDB does not leave cannot be woken: after a grace the
    whole process ends.
    """
    from concurrent.futures import ThreadPoolExecutor

    done: queue.SimpleQueue[None] = queue.SimpleQueue()
    with ThreadPoolExecutor(1, "alarm") as pool:
        pool.submit(_wake, connection, done)
        faulthandler.dump_traceback_later(SECONDS + GRACE, exit=True, file=sys.__stderr__ or sys.stderr)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            done.put(None)


def _wake(connection: Any, done: "queue.SimpleQueue[None]") -> None:
    """Again and again: between two of its steps DuckDB does not hear."""
    patience = float(SECONDS)
    while True:
        try:
            return done.get(timeout=patience)
        except queue.Empty:
            connection.interrupt()
            patience = TICK


# What comes out ----------------------------------------------------------------------------------------------------------------

WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
MOMENTS = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"})
TEXTS = frozenset(
    {"VARCHAR", "UUID", "TIME", "TIME WITH TIME ZONE", "INTERVAL", "UBIGINT", "HUGEINT", "UHUGEINT", '"NULL"', "NULL"}
)


def _described(connection: Any, query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = connection.execute(f"DESCRIBE ({query}\n)").fetchall()
    names = tuple(str(row[0]) for row in rows)
    if len(names) > WIDEST:
        raise InputError("data.query_wide", columns=len(names), most=WIDEST)
    for place, name in enumerate(names):
        altering.check_name(name)
        if name in names[:place]:
            raise InputError("data.name_in_use", name=name)
    return names, tuple(str(row[1]) for row in rows)


def _plain(column: str, name: str, kind: str) -> str:
    """A column as a version stores it; the name is for people, since SQL takes names that differ in case for one."""
    if kind in WHOLE:
        told = f"CAST({column} AS BIGINT)"
    elif kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL"):
        told = f"CAST({column} AS DOUBLE)"
    elif kind == "BOOLEAN":
        told = column
    elif kind in MOMENTS:
        moment = f"CAST({column} AS TIMESTAMP)"
        told = f"CASE WHEN year({moment}) BETWEEN 1 AND 9999 THEN {moment} END"
    elif kind in TEXTS or kind.startswith("ENUM"):
        told = f"nullif(replace(CAST({column} AS VARCHAR), chr(0), ''), '')"
    else:
        raise InputError("data.query_nested", column=name, type=kind[:60])
    return f"{told} AS {column}"


def _made(ground: Ground, place: Any, names: tuple[str, ...]) -> Made:
    from pyarrow import parquet as pq

    with pq.ParquetFile(place) as file:
        rows, schema = file.metadata.num_rows, file.schema_arrow
    if not rows:
        raise InputError("data.query_no_rows")
    known = {column.name: column for column in ground.columns if column.type in ("category", "text")}
    texts = {name for name, field in zip(names, schema, strict=True) if str(field.type) == "string"}
    columns = tuple(Column(name, known[name].type if name in known else "text") if name in texts else None for name in names)
    effect = {
        "rows_removed": max(ground.rows - rows, 0),
        "rows_added": max(rows - ground.rows, 0),
        "columns_added": len(set(names) - set(ground.names)),
        "columns_removed": len(set(ground.names) - set(names)),
    }
    source = Source(names, rows, False, lambda: answers.read(place))
    made = Made(source, columns, {name: count for name, count in effect.items() if count}, aligned=False)
    return replace(made, loose=frozenset(texts - set(known)))


def _said(reason: Exception) -> str:
    return str(reason).split("\n")[0][:SHOWN]
