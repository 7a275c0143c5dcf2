"""What a column means, as far as its values tell: what it is used for, rather than how it is stored."""

from dataclasses import replace

from mlworkbench.base.records import Column, ColumnProfile, Meaning
from mlworkbench.stages.data import findings


def with_meanings(columns: tuple[Column, ...], profiles: tuple[ColumnProfile, ...], rows: int) -> tuple[ColumnProfile, ...]:
    """The figures of these columns with their meaning."""
    return tuple(replace(one, meaning=_meaning(column, one, rows)) for column, one in zip(columns, profiles, strict=True))


def _meaning(column: Column, profile: ColumnProfile, rows: int) -> Meaning:
    """Empty: no value. Constant: one value in every row. Id: tells the rows apart. Else its type."""
    if profile.missing == rows:
        return "empty"
    if profile.distinct == 1 and not profile.missing:
        return "constant"
    return "id" if findings.is_id(column, profile, rows) else profile.type
