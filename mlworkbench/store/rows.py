"""Records to rows and back."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from mlworkbench.base.records import Record

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Kind = TypeVar("Kind", bound=Record)


def to_row(record: Record) -> dict[str, Any]:
    return asdict(record)


def to_record(kind: type[Kind], row: Mapping[str, Any]) -> Kind:
    """Raises pydantic's ValidationError, a ValueError, where a row does not hold what the record promises."""
    plain: type = kind
    record: Kind = _adapter(plain).validate_python({field.name: row[field.name] for field in fields(kind)})
    return record


@cache
def _adapter(kind: type) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
