"""Records as rows of text: objects inside are spread over columns named with dots, lists inside stay JSON text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.stages.data import cells
from mlworkbench.stages.data.delimited.header import unique
from mlworkbench.stages.data.jsontext.text import Number, Pairs
from mlworkbench.stages.data.spool import Spool

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST = 10_000
ROWS = 8_192
CELLS = 400_000
GRID = 10_000_000  # cells, filled or not, that wait to be written
SHOWN = 60
LIKE_NUMBER = re.compile(cells.NUMBER)
NUMBER, TEXT, FLAG, LIST, NUMERIC = "number", "text", "flag", "list", "numeric"  # NUMERIC: a text that is a number


@dataclass
class Cells:
    """A column's cells since the last batch, and how often each kind of value occurred, with the first of it."""

    waiting: list[str | None] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    first: dict[str, Evidence] = field(default_factory=dict)


class Rows:
    def __init__(self, file: str, work: Path) -> None:
        self._file = file
        self._columns: dict[str, Cells] = {}
        self._spool = Spool(work)
        self._waiting = self._cells = 0
        self._repeated = 0
        self.count = 0

    def add(self, record: Any) -> None:
        self.count += 1
        self._put(record, "", 0)
        self._waiting += 1
        if self._waiting >= ROWS or self._cells >= CELLS or self._waiting * len(self._columns) >= GRID:
            self._flush()

    def _put(self, value: Any, name: str, depth: int) -> None:
        if isinstance(value, dict) and (value or not depth):
            self._repeated += isinstance(value, Pairs)
            for key, inner in value.items():
                self._put(inner, f"{name}.{key}" if depth else key, depth + 1)
        elif isinstance(value, list) and not depth:
            for place, inner in enumerate(value, start=1):
                self._put(inner, f"column_{place}", 1)
        else:
            self._cell(value, name if depth else "value")

    def _cell(self, value: Any, name: str) -> None:
        column = self._columns.get(name)
        if column is None:
            if len(self._columns) >= WIDEST:
                raise InputError("data.too_wide", file=self._file, columns=len(self._columns) + 1, most=WIDEST)
            column = self._columns[name] = Cells()
        missing = self._waiting - len(column.waiting)
        if missing < 0:  # "a.b" beside {"a": {"b": …}}
            self._repeated += 1
            return
        if missing:
            column.waiting.extend([None] * missing)
        if value is None or value == {}:
            column.waiting.append(None)
            return
        text, kind = spelled(value)
        if "\0" in text:
            raise InputError("data.nul_in_column", file=self._file, column=name)
        column.waiting.append(text)
        self._cells += 1
        column.counts[kind] = column.counts.get(kind, 0) + 1
        if kind not in column.first:
            column.first[kind] = Evidence(text[:SHOWN], self.count)

    def _flush(self) -> None:
        import pyarrow as pa

        if not self._waiting:
            return
        arrays, names = [], []
        for name, column in self._columns.items():
            if column.waiting:
                column.waiting.extend([None] * (self._waiting - len(column.waiting)))
                arrays.append(_array(column.waiting))
                column.waiting = []
            else:
                arrays.append(pa.nulls(self._waiting, pa.string()))
            names.append(_sound(name))
        self._spool.write(pa.RecordBatch.from_arrays(arrays, names=names))
        self._waiting = self._cells = 0

    def closed(self) -> "tuple[tuple[str, ...], list[Finding], Any]":
        """Names, findings, and what reads the rows again."""
        import pyarrow as pa

        self._flush()
        self._spool.close()
        names, notes = unique(tuple(map(_sound, self._columns)))
        schema, spool = pa.schema([pa.field(_sound(name), pa.string()) for name in self._columns]), self._spool

        def read() -> "Iterator[pa.RecordBatch]":
            for batch in spool.read(schema):
                yield batch.rename_columns(list(names))

        return names, [*notes, *self._notes(names)], read

    def _notes(self, names: tuple[str, ...]) -> Iterator[Finding]:
        for name, column in zip(names, self._columns.values(), strict=True):
            if count := column.counts.get(LIST):
                reason = Reason("data.lists_kept", {"column": name, "cells": count, "example": column.first[LIST].value})
                yield Finding("lists_kept", (name,), "info", count, reason, (column.first[LIST],))
            yield from _mixture(name, column)
        if self._repeated:
            reason = Reason("data.repeated_keys", {"count": self._repeated})
            yield Finding("repeated_keys", (), "warning", self._repeated, reason)


def _mixture(name: str, column: Cells) -> Iterator[Finding]:
    counts = dict(column.counts)
    if set(counts) == {NUMBER, NUMERIC}:
        reason = Reason("data.numbers_as_text", {"column": name, "cells": counts[NUMERIC]})
        yield Finding("numbers_as_text", (name,), "info", counts[NUMERIC], reason, (column.first[NUMERIC],))
        return
    counts[TEXT] = counts.get(TEXT, 0) + counts.pop(NUMERIC, 0)
    kinds = [kind for kind, count in counts.items() if count]
    if len(kinds) > 1:
        rare = sum(counts.values()) - max(counts.values())
        examples = ", ".join(f"{one.value} ({one.row})" for one in column.first.values())
        facts: dict[str, Fact] = {"column": name, "kinds": len(kinds), "cells": rare, "examples": examples}
        yield Finding("mixed_types", (name,), "warning", rare, Reason("data.mixed_types", facts), tuple(column.first.values()))


def spelled(value: Any) -> tuple[str, str]:
    """A value as text, and its kind."""
    if isinstance(value, Number):
        return str(value), NUMBER
    if isinstance(value, str):
        digit = value[:1].isdigit() or value[:1] in "+-."
        return value, NUMERIC if digit and LIKE_NUMBER.match(value) else TEXT
    if isinstance(value, bool):
        return ("true" if value else "false"), FLAG
    return _json(value), LIST


def _json(value: Any) -> str:
    """JSON again, numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_json(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _array(texts: list[str | None]) -> "pa.Array":
    import pyarrow as pa

    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([None if text is None else _sound(text) for text in texts], pa.string())


def _sound(text: str) -> str:
    """Without halves of letters, which no encoding knows."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
