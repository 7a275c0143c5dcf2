"""Puts a hold-out file behind the file that trains: one table whose last rows are the hold-out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa


def joined(first: Source, holdout: Source) -> Source:
    """All rows of the first, then all of the other, in the first one's columns; types are decided on both together.

    Raises InputError naming the columns that only one of them has, or whose types do not fit.
    """
    lacking = [name for name in first.names if name not in holdout.names]
    foreign = [name for name in holdout.names if name not in first.names]
    if lacking or foreign:
        raise InputError("data.holdout_columns", lacking=", ".join(lacking) or None, foreign=", ".join(foreign) or None)
    if first.text != holdout.text:
        raise InputError("data.holdout_kind")
    return replace(first, rows=first.rows + holdout.rows, read=lambda: _both(first, holdout))


def _both(first: Source, holdout: Source) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    schema: pa.Schema | None = None
    for batch in first.batches():
        schema = batch.schema
        yield batch
    places = [holdout.names.index(name) for name in first.names]
    for batch in holdout.batches():
        arrays = [batch.column(place) for place in places]
        if schema is None:
            yield pa.RecordBatch.from_arrays(arrays, names=list(first.names))
        else:
            yield pa.RecordBatch.from_arrays([_cast(*one) for one in zip(arrays, schema, strict=True)], schema=schema)


def _cast(column: "pa.Array", field: "pa.Field") -> "pa.Array":
    import pyarrow as pa

    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as reason:
        raise InputError("data.holdout_type", column=field.name, found=str(column.type), wanted=str(field.type)) from reason
