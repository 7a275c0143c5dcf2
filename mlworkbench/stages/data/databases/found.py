"""What a look at a database tells: its tables, or the first rows of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.base.records import Finding

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Shown = bool | int | float | str | None


@dataclass(frozen=True)
class FoundTable:
    """`rows` is the server's own estimate, None where it has none. `name` is as a user writes it: schema.table."""

    name: str
    kind: Literal["table", "view"]
    rows: int | None = None


@dataclass(frozen=True)
class LookedDatabase:
    """With `tables` all that can be read was listed; with `names` a table or query was begun. `left_out` hold bytes."""

    server: str
    encrypted: bool
    tables: tuple[FoundTable, ...] = ()
    more_tables: int = 0
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()


def looked_database(result: Mapping[str, Any]) -> LookedDatabase:
    """What the job `look_database` told."""
    return _adapter().validate_python(result["told"])


@cache
def _adapter() -> "TypeAdapter[LookedDatabase]":
    from pydantic import TypeAdapter

    return TypeAdapter(LookedDatabase)
