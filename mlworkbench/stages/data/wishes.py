"""What the user asks of single columns at import: their type, date format and missing marks, or to leave them out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnType, Finding, Reason
from mlworkbench.stages.data import cells, dates
from mlworkbench.stages.data.columns import marks
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

TYPES: Mapping[str, ColumnType] = {"number": "number", "flag": "flag", "category": "category", "text": "text", "date": "date"}


@dataclass(frozen=True)
class Wish:
    """`type` and `date_format` are None where they are to be found out; `missing` are marks beside those for all columns."""

    type: ColumnType | None = None
    date_format: str | None = None
    missing: tuple[str, ...] = ()
    skip: bool = False


NOTHING = Wish()


def read(given: Mapping[str, Mapping[str, Any]], names: Iterable[str]) -> dict[str, Wish]:
    """The wishes of a job's spec, `{column: {type, date_format, missing, skip}}`. Raises InputError for what cannot be meant."""
    known = tuple(names)
    made: dict[str, Wish] = {}
    for column, wanted in given.items():
        if column not in known:
            raise InputError("data.no_such_column", column=column, known=", ".join(known)[:300])
        made[column] = _wish(column, wanted)
    if known and all(made.get(name, NOTHING).skip for name in known):
        raise InputError("data.every_column_skipped")
    return made


def _wish(column: str, wanted: Mapping[str, Any]) -> Wish:
    for name in wanted:
        if name not in Wish.__dataclass_fields__:
            raise InputError("params.unknown", name=f"{column}.{name}", known=", ".join(Wish.__dataclass_fields__))
    kind, date_format = wanted.get("type") or "", wanted.get("date_format") or ""
    if kind and kind not in TYPES:
        raise InputError("params.not_a_choice", name=column, found=str(kind)[:60], choices=", ".join(TYPES))
    if date_format and (date_format not in dates.FORMATS or kind not in ("", "date")):
        raise InputError("params.not_a_choice", name=column, found=str(date_format)[:60], choices=", ".join(dates.FORMATS))
    found = wanted.get("missing") or ()
    missing = marks(found) if isinstance(found, str) else tuple(str(mark) for mark in found)
    asked = "date" if date_format else kind
    return Wish(TYPES.get(asked), date_format or None, missing, bool(wanted.get("skip")))


def without_skipped(source: Source, wished: Mapping[str, Wish]) -> Source:
    """The source without the columns that are to be left out; this is told."""
    skipped = tuple(name for name in source.names if wished.get(name, NOTHING).skip)
    if not skipped:
        return source
    kept = tuple(name for name in source.names if name not in skipped)

    def reading() -> "Iterator[pa.RecordBatch]":
        for batch in source.batches():
            yield batch.select(list(kept))

    reason = Reason("data.columns_skipped", {"count": len(skipped), "columns": ", ".join(skipped)[:200]})
    note = Finding("columns_skipped", skipped, "info", 0, reason)
    return replace(source, names=kept, read=reading, notes=(*source.notes, note))


def with_marks(source: Source, wished: Mapping[str, Wish]) -> Source:
    """The source with nothing where a mark of its column stands."""
    places = {place: wished[name].missing for place, name in enumerate(source.names) if name in wished and wished[name].missing}
    if not places:
        return source

    def reading() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        for batch in source.batches():
            arrays = [cells.without(one, places[at]) if at in places else one for at, one in enumerate(batch.columns)]
            yield pa.RecordBatch.from_arrays(arrays, names=list(source.names))

    return replace(source, read=reading)
