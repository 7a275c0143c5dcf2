"""The type of every column, decided over the whole file: a column is a number only if each filled cell is one."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Column, Finding, Question, Reason
from mlworkbench.base.report import Report
from mlworkbench.stages.data import cells, dates
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

FEW = 64
MARK = re.compile(r'"([^"]+)"|([^\s,"]+)')


@dataclass(frozen=True)
class Decided:
    """`questions` are what the cells leave open; the columns they name stay text until they are answered."""

    columns: tuple[Column, ...]
    notes: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()


def marks(text: str) -> tuple[str, ...]:
    """Missing marks as they are written in a choice: between spaces or commas; those that hold such stand in quotes."""
    return tuple(dict.fromkeys(quoted or bare for quoted, bare in MARK.findall(text)))


def decide(source: Source, report: Report) -> Decided:
    """Columns in the source's order; text is not yet divided into category and text (that takes the profile's counts).

    The choices `missing` and `dates` in the source's reading hold for all columns.
    """
    guesses = guesses_of(source)
    done = 0
    for batch in source.batches():
        for guess, column in zip(guesses, batch.columns, strict=True):
            guess.see(column)
        done += batch.num_rows
        report.progress(done / source.rows, "data.typing")
    return decided(guesses)


def decided(guesses: "list[Guess]") -> Decided:
    """What is known when every piece has been seen."""
    columns = tuple(guess.column() for guess in guesses)
    notes = tuple(note for guess in guesses for note in guess.notes())
    return Decided(columns, notes, _questions(guesses))


def guesses_of(source: Source) -> "list[Guess]":
    """A column about which the source itself asks stays text."""
    missing, order = marks(source.reading.get("missing", "")), source.reading.get("dates", "")
    unsure = {name for question in source.questions for name in question.columns}
    return [Guess(name, missing, order, is_text=name in unsure) for name in source.names]


def _questions(guesses: "list[Guess]") -> tuple[Question, ...]:
    """One about the order of day, month and year, for all columns that leave the same orders open."""
    open_columns: dict[tuple[str, ...], list[str]] = {}
    for guess in guesses:
        if options := guess.open_orders():
            open_columns.setdefault(options, []).append(guess.name)
    return tuple(
        Question("dates", options, Reason("data.ask_dates", {"columns": ", ".join(names)[:200]}), tuple(names))
        for options, names in open_columns.items()
    )


class Guess:
    """What a column can still be after each further piece of it."""

    def __init__(self, name: str, missing: tuple[str, ...] = (), order: str = "", is_text: bool = False) -> None:
        self.name, self.missing = name, missing
        self.seen = False
        self.markers: dict[str, int] = {}
        self.number = self.flag = self.date = not is_text
        self.whole, self.low, self.high = True, False, False
        self.zeros_ahead = False
        self.pluses: bool | None = None
        self.dates = dates.Guess(order)
        self.typed_date = False
        self.words = False

    def see(self, column: "pa.Array") -> "pa.Array | None":
        """Doubles or timestamps where the piece is plain numbers or ISO dates: they need not be read again."""
        import pyarrow as pa

        if self.missing:
            self._mark_given(column)
            column = cells.without(column, self.missing)
        if pa.types.is_timestamp(column.type):
            self.typed_date = True
        elif not pa.types.is_string(column.type):
            self._see_values(column)
        elif self.number and (plain := cells.plain_numbers(column)) is not None:
            self._see_plain(column, plain)
            return plain
        elif self.date and not self.typed_date and (plain := dates.plain(column)) is not None and self.dates.see_plain():
            self.number = self.flag = False
            self.seen = True
            return plain
        else:
            self._see_text(column)
        return None

    def _see_text(self, column: "pa.Array") -> None:
        import pyarrow.compute as pc

        if not (self.number or self.flag or self.date):
            return
        trimmed = cells.trimmed(column)
        filled = trimmed.filter(pc.greater(pc.binary_length(trimmed), 0))
        if not len(filled):
            return
        if self._is_none_of_all(filled.slice(0, FEW)):
            self.number = self.flag = self.date = False
            self.seen = True
            return
        self._see_filled(filled)

    def _is_none_of_all(self, few: "pa.Array") -> bool:
        """A glance that saves the work for plain text."""
        import pyarrow.compute as pc

        if not (cells.flags(few).bad.any() and cells.numbers(few).bad.any()):
            return False
        like_dates = pc.or_(pc.match_substring_regex(few, r"^\d{1,4}[-/.]"), cells.marked(few))
        return not pc.all(like_dates).as_py()

    def _see_filled(self, filled: "pa.Array") -> None:
        import pyarrow.compute as pc

        if self.number:
            parsed = cells.numbers(filled)
            self.number = not parsed.bad.any()
        if self.number:
            self._see_numbers(filled, parsed.values)
            return
        self.flag = self.flag and not cells.flags(filled).bad.any()
        if self.flag:
            self.seen = self.words = True
            return
        values = filled
        if not dates.are_even(filled):
            values = filled.filter(pc.invert(cells.marked(filled)))
            self._mark(filled)
        if len(values):
            self.date = self.date and self.dates.see(values)
            self.seen = True

    def _see_numbers(self, filled: "pa.Array", values: "pa.Array") -> None:
        if values.null_count:
            self._mark(filled)
        self._see_plain(filled, values)

    def _see_plain(self, filled: "pa.Array", values: "pa.Array") -> None:
        """Numbers and the cells they stand in, null where missing."""
        import pyarrow.compute as pc

        if values.null_count == len(values):
            return
        self.date = False
        self.zeros_ahead = self.zeros_ahead or cells.leads_with_zero(filled)
        self.pluses = self.pluses is not False and cells.lead_with_plus(filled)
        if self._see_range(values) and pc.any(_too_long(filled, values)).as_py():
            self.number = self.flag = False
        self.seen = True

    def _beyond(self, values: "pa.Array") -> bool:
        import pyarrow.compute as pc

        ends = pc.min_max(values).as_py()
        return bool(ends["max"] > cells.EXACT or ends["min"] < -cells.EXACT)

    def _see_values(self, column: "pa.Array") -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        self.date = False
        if pa.types.is_boolean(column.type):
            self.seen = self.low = self.high = True
            return
        if pa.types.is_integer(column.type) and pc.any(_outside(column)).as_py():
            self.number = self.flag = False
        values = cells.finite(pc.cast(column, pa.float64(), safe=False))
        if values.null_count < len(values):
            self._see_range(values)
            self.seen = True

    def _see_range(self, values: "pa.Array") -> bool:
        """True where some value is beyond the whole numbers that a double holds exactly."""
        import pyarrow.compute as pc

        beyond = self._beyond(values)
        if self.whole:
            self.whole = bool(pc.all(pc.equal(values, pc.trunc(values))).as_py()) and not beyond
        if self.flag:
            zero, one = pc.equal(values, 0.0), pc.equal(values, 1.0)
            self.flag = bool(pc.all(pc.or_(zero, one)).as_py())
            self.low, self.high = self.low or bool(pc.any(zero).as_py()), self.high or bool(pc.any(one).as_py())
        return beyond

    def _mark(self, filled: "pa.Array") -> None:
        import pyarrow.compute as pc

        for pair in pc.value_counts(filled.filter(cells.marked(filled))).to_pylist():
            self.markers[pair["values"]] = self.markers.get(pair["values"], 0) + pair["counts"]

    def _mark_given(self, column: "pa.Array") -> None:
        """Count the marks that were given for missing cells."""
        import pyarrow as pa
        import pyarrow.compute as pc

        gone = pc.and_(pc.is_null(cells.without(column, self.missing)), pc.is_valid(column))
        found = pc.cast(column.filter(gone), pa.string())
        for pair in pc.value_counts(cells.trimmed(found)).to_pylist():
            self.markers[pair["values"]] = self.markers.get(pair["values"], 0) + pair["counts"]

    def column(self) -> Column:
        return replace(self._guessed(), missing=self.missing)

    def _guessed(self) -> Column:
        if self.typed_date:
            return Column(self.name, "date")
        if not self.seen or self.zeros_ahead or self.pluses:
            return Column(self.name, "text")
        if self.flag and (self.words or (self.low and self.high)):
            return Column(self.name, "flag", integer=True)
        if self.number:
            return Column(self.name, "number", integer=self.whole)
        if self.date and (proved := self.dates.proved()):
            return Column(self.name, "date", date_format=proved)
        return Column(self.name, "text")

    def notes(self) -> list[Finding]:
        column = self.column()
        notes = []
        if column.type in ("number", "flag", "date") and self.markers:
            count = sum(self.markers.values())
            facts: dict[str, Fact] = {"column": self.name, "cells": count, "markers": ", ".join(sorted(self.markers)[:5])}
            notes.append(Finding("missing_marker", (self.name,), "info", count, Reason("data.missing_marker", facts)))
        if column.date_format and dates.is_short(column.date_format):
            notes.append(Finding("short_year", (self.name,), "info", 0, Reason("data.short_year", {"column": self.name})))
        if column.type == "text" and self.date and self.seen and (self.dates.ambiguous() or self.dates.mixed()):
            kind = "ambiguous_date" if self.dates.ambiguous() else "mixed_date"
            notes.append(Finding(kind, (self.name,), "warning", 0, Reason(f"data.{kind}", {"column": self.name})))
        return notes

    def open_orders(self) -> tuple[str, ...]:
        """The answers that are possible where the order of day, month and year is open."""
        open_dates = self.date and self.seen and self.column().type == "text" and self.dates.ambiguous()
        return self.dates.orders() if open_dates else ()


def _outside(values: "pa.Array") -> "pa.Array":
    import pyarrow.compute as pc

    return pc.or_(pc.greater(values, cells.EXACT), pc.less(values, -cells.EXACT))


def _too_long(filled: "pa.Array", values: "pa.Array") -> "pa.Array":
    """Digits only, and more of them than a double holds: a name, not a measure."""
    import pyarrow.compute as pc

    return pc.and_(pc.match_substring_regex(filled, cells.DIGITS), pc.greater(pc.abs(values), float(cells.EXACT)))
