"""Columns without a name and without a cell, as a delimiter at the line's end makes them: left out, and told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlworkbench.base.records import Finding, Reason
from mlworkbench.stages.data import cells
from mlworkbench.stages.data.delimited.figures import Read
from mlworkbench.stages.data.delimited.header import Named

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Kept:
    named: Named
    read: Read


def without(read: Read, first: tuple[str, ...], named: Named) -> Kept:
    """`first` is the record that names the columns. At least one column is kept."""
    nameless = {place for place, cell in enumerate(first) if not cell.strip()} if named.header else set()
    empty = _empty(read, nameless) if nameless else set()
    kept = [place for place in range(len(first)) if place not in empty]
    if not empty or not kept:
        return Kept(named, read)

    def reading() -> "Iterator[pa.RecordBatch]":
        for batch in read():
            yield batch.select(kept)

    gone = {named.names[place] for place in empty}
    numbers = ", ".join(str(place + 1) for place in sorted(empty))
    told = Finding("empty_columns", (), "info", 0, Reason("data.empty_columns", {"numbers": numbers[:80]}))
    notes = (*(note for note in named.notes if not gone & set(note.columns)), told)
    return Kept(replace(named, names=tuple(named.names[place] for place in kept), notes=notes), reading)


def _empty(read: Read, places: set[int]) -> set[int]:
    """Those in which nothing stands from the first row to the last."""
    left = set(places)
    for batch in read():
        left = {place for place in left if cells.as_bools(cells.blank(batch.column(place))).all()}
        if not left:
            break
    return left
