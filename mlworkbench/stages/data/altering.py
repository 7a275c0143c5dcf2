"""What changes are made of: some columns computed anew, some rows kept, columns left out; batch by batch in the stored order."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Column
from mlworkbench.stages.data import cells, duck, version
from mlworkbench.stages.data.change import Ground, Made, Mask
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

Compute = Callable[["pa.RecordBatch"], Mapping[str, "pa.Array"]]
MOST_NAME = 200


def with_columns(ground: Ground, changed: Mapping[str, Column], compute: Compute) -> Made:
    """These columns with other values, in their places. `compute` gives them from a batch of the stored rows."""
    columns = tuple(changed.get(column.name, column) for column in ground.columns)

    def read() -> "Iterator[pa.RecordBatch]":
        for batch in ground.batches():
            found = compute(batch)
            arrays = [found.get(name, batch.column(place)) for place, name in enumerate(ground.names)]
            yield _batch(arrays, ground.names)

    source = Source(ground.names, ground.rows, False, read)
    return Made(source, columns, _counted(ground, tuple(changed), compute), altered=frozenset(changed))


def added(ground: Ground, new: Mapping[str, Column | None], compute: Compute) -> Made:
    """New columns behind the others."""
    for name in new:
        check_new(ground, name)
    names = (*ground.names, *new)

    def read() -> "Iterator[pa.RecordBatch]":
        for batch in ground.batches():
            found = compute(batch)
            yield _batch([*batch.columns, *(found[name] for name in new)], names)

    source = Source(names, ground.rows, False, read)
    return Made(source, (*ground.columns, *new.values()), {"columns_added": len(new)}, altered=frozenset())


def only_rows(ground: Ground, kept: Mask) -> Made:
    """The rows for which `kept` is true. Raises InputError where none would be left."""
    left = int(kept.sum())
    if not left:
        raise InputError("data.no_row_left", rows=ground.rows)

    def read() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        passed = 0
        for batch in ground.batches():
            here = kept[passed : passed + batch.num_rows]
            passed += batch.num_rows
            yield batch if here.all() else batch.filter(pa.array(here))

    source = Source(ground.names, left, False, read)
    return Made(source, ground.columns, {"rows_removed": ground.rows - left}, kept=kept, altered=frozenset())


def only_columns(ground: Ground, names: tuple[str, ...]) -> Made:
    """Raises InputError where none would be left."""
    if not names:
        raise InputError("data.no_column_left")
    source = Source(names, ground.rows, False, lambda: ground.batches(names))
    gone = frozenset(ground.names) - set(names)
    columns = tuple(column for column in ground.columns if column.name in names)
    return Made(source, columns, {"columns_removed": len(gone)}, altered=gone)


def check_name(name: str) -> None:
    """Raises InputError for what cannot be the name of a column."""
    if not name.strip() or name != name.strip() or len(name) > MOST_NAME or any(ord(letter) < 32 for letter in name):
        raise InputError("data.bad_name", name=name[:60])


def check_new(ground: Ground, name: str) -> str:
    """A name for a new column. Raises InputError for one that is empty, too long or in use."""
    check_name(name)
    if name in ground.names:
        raise InputError("data.name_in_use", name=name)
    return name


def stored(column: Column, values: "pa.Array") -> "pa.Array":
    """Values as a version stores them in such a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = version.schema_of((column,)).field(0).type
    if pa.types.is_floating(values.type):
        values = cells.finite(values)
    return values if values.type == kind else pc.cast(values, kind, safe=False)


def differing(before: "pa.Array", after: "pa.Array") -> Mask:
    """True where the cells are not the same; two missing ones are the same."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if before.type != after.type:
        before, after = spelled(before), spelled(after)
    gone = pc.xor(pc.is_null(before), pc.is_null(after))
    if pa.types.is_null(before.type):
        return cells.as_bools(gone)
    return cells.as_bools(pc.or_(gone, pc.fill_null(pc.not_equal(before, after), False)))


def filled(values: "pa.Array") -> Mask:
    """True where a cell is not missing."""
    return cells.as_bools(values.is_valid())


def spelled(values: "pa.Array") -> "pa.Array":
    """Cells as a person reads them: whole numbers without a point, dates in ISO 8601 without a time of nothing but zeros."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(values.type):
        texts = pc.strftime(values, format="%Y-%m-%d %H:%M:%S")  # the seconds carry their microseconds
        return pc.replace_substring_regex(pc.replace_substring_regex(texts, r"\.0+$", ""), r" 00:00:00$", "")
    if pa.types.is_integer(values.type):
        return pc.cast(values, pa.string())
    return cells.text(values)


@contextmanager
def query(ground: Ground, words: str) -> "Iterator[pa.RecordBatchReader]":
    """What DuckDB answers to a question of our own over `duck.rows`; by one thread, so that sums are the same every time."""
    import duckdb

    with duck.connect(ground.work) as connection:
        connection.execute("SET threads = 1")
        try:
            yield connection.execute(words).to_arrow_reader(version.ROWS)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as reason:
            why = str(reason).split("\n")[0][:200]
            raise ProjectError("data.cannot_write", folder=str(ground.work), reason=why) from reason


def empty_mask(ground: Ground, value: bool) -> Mask:
    return np.full(ground.rows, value, dtype=np.bool_)


def _counted(ground: Ground, names: tuple[str, ...], compute: Compute) -> dict[str, int]:
    """How many cells become others, and how many of them missing."""
    changed = emptied = 0
    for batch in ground.batches():
        found = compute(batch)
        for name in names:
            before, after = batch.column(ground.place(name)), found[name]
            changed += int(differing(before, after).sum())
            emptied += int((filled(before) & ~filled(after)).sum())
    return {"cells_changed": changed, **({"cells_emptied": emptied} if emptied else {})}


def _batch(arrays: "list[pa.Array]", names: tuple[str, ...]) -> "pa.RecordBatch":
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(arrays, names=list(names))


def spellings(column: Column, values: list[str]) -> list[str]:
    """Values a person wrote, in the spelling in which `spelled` gives the column's own. Raises InputError for no number."""
    if column.type not in ("number", "flag"):
        return values
    made = []
    for value in values:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise InputError("data.not_of_column", column=column.name, value=value[:60])
        made.append(cells.spelled_number(number))
    return made
