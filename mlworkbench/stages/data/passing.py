"""Which columns a query lets through as they are: in every row that is left, they hold what that row held before."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mlworkbench.stages.data import duck


def through(query: str, names: Sequence[str], table: str, work: Path) -> frozenset[str]:
    """Of these columns of `table`; none where the query is more than a choice of its columns and rows."""
    with duck.connect(work) as connection:
        found = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [query.strip().rstrip(";")]).fetchone()
    statements = json.loads(found[0]).get("statements") or [{}] if found else [{}]
    node = statements[0].get("node", {})
    if len(statements) != 1 or not _is_choice(node, table):
        return frozenset()
    passed = [name for item in node["select_list"] for name in _passed(item, names)]
    own = {str(item.get("alias", "")).lower() for item in node["select_list"] if not list(_passed(item, names))}
    return frozenset(name for name in passed if passed.count(name) == 1 and name.lower() not in own)


def _is_choice(node: dict[str, Any], table: str) -> bool:
    """One SELECT from the one table, under its own column names; no part of the query is called like the table."""
    source = node.get("from_table") or {}
    parts = (node.get("cte_map") or {}).get("map") or []
    return (
        node.get("type") == "SELECT_NODE"
        and source.get("type") == "BASE_TABLE"
        and str(source.get("table_name", "")).lower() == table
        and not source.get("column_name_alias")
        and not any(str(part.get("key", "")).lower() == table for part in parts)
    )


def _passed(item: dict[str, Any], names: Sequence[str]) -> Iterator[str]:
    if item.get("class") == "STAR" and not item.get("columns") and not item.get("expr"):
        touched = {*map(_name, item.get("exclude_list") or ()), *map(_name, item.get("qualified_exclude_list") or ())}
        touched |= {_name(one.get("key", one)) for part in ("replace_list", "rename_list") for one in item.get(part) or ()}
        yield from (name for name in names if name.lower() not in touched)
    elif item.get("class") == "COLUMN_REF":
        word = str((item.get("column_names") or [""])[-1])
        alias = str(item.get("alias") or word)
        yield from (name for name in names if name.lower() == word.lower() == alias.lower())


def _name(told: Any) -> str:
    """A column's name, plain or with its table's."""
    return str(told.get("column", "") if isinstance(told, dict) else told).lower()
