"""Constraints that a person put on columns, as algorithms need them: by feature.

A feature that is the column itself carries its name; what steps made of a column is named after it, such as "kind = x".
"""

from collections.abc import Mapping, Sequence

SIGNS = (" = ", " · ", " × ", " / ", " − ")  # what steps put behind the name of a column


def monotone(features: Sequence[str], bound: Mapping[str, int]) -> tuple[int, ...]:
    """-1, 0 or 1 a feature; empty where none is bound. What steps made of a bound column is free: it has a sense of its own."""
    found = tuple(bound.get(name, 0) for name in features)
    return found if any(found) else ()


def interactions(features: Sequence[str], groups: Sequence[Sequence[str]]) -> tuple[tuple[int, ...], ...]:
    """Places of the features that may meet in one tree; columns in no group may each act alone. Empty where any may meet."""
    if not groups:
        return ()
    columns = [column_of(name, groups) for name in features]
    together = [tuple(place for place, column in enumerate(columns) if column in group) for group in groups]
    alone = [(place,) for place, column in enumerate(columns) if column is None]
    return tuple(group for group in (*together, *alone) if group)


def column_of(feature: str, groups: Sequence[Sequence[str]]) -> str | None:
    """The column among those of the groups that a feature is or was made of."""
    named = [
        name for group in groups for name in group if feature == name or any(feature.startswith(name + sign) for sign in SIGNS)
    ]
    return max(named, key=len, default=None)
