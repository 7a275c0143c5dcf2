"""Real rows before and after a step, chosen so that those that change come first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.prepare.effects import Cell, Excerpt, Row

ROWS = 30
FEW_ROWS = 12  # of each column where there are many
FEW_BEFORE, FEW_AFTER = 4, 9  # so many columns are shown as one table
MOST_COLUMNS, MOST_AFTER = 40, 60


@dataclass(frozen=True)
class Keys:
    """How rows are told apart: `rows` are their places in the dataset, `cells` those of a telling column."""

    rows: Array
    cells: Array | None

    def key(self, place: int) -> str | None:
        if self.cells is None:
            return None
        cell = _cell(self.cells[place])
        return f"{cell:g}" if isinstance(cell, float) else cell


def samples(
    touched: Sequence[str],
    made: Sequence[str],
    before: Mapping[str, Array],
    after: Mapping[str, Array],
    changed: Mapping[str, Array],
    keys: Keys,
    only_after: bool = False,
) -> tuple[Excerpt, ...]:
    """One table of all columns of a step that change where they are few, else one a column; of all if none changes.

    `touched` are the columns the step was given, `made` those it made besides; `changed` bool [rows] by column that kept its
    name. With `only_after` columns that stay as they are stand there once.
    """
    still = only_after and not any(one.any() for one in changed.values())
    if still:
        names = tuple(touched[:MOST_COLUMNS])
        return (_sample("", (), names, before, after, np.zeros(len(keys.rows), bool), keys, ROWS),) if names else ()
    origin = origins(touched, made)
    shown = [name for name in touched if name not in changed or changed[name].any()] or touched
    own = [one for one in made if origin[one] in (*shown, None)]
    if len(shown) <= FEW_BEFORE and len(shown) + len(own) <= FEW_AFTER:
        names = (*(name for name in shown if _again(name, own, after, changed)), *own)
        return (_sample("", tuple(shown), names, before, after, _any(shown, changed, keys), keys, ROWS),)
    rows = ROWS if len(shown) <= FEW_ROWS else FEW_ROWS
    found = []
    for name in shown[:MOST_COLUMNS]:
        beside = tuple(one for one in made if origin[one] in (name, None))
        given = (name, *beside) if _again(name, beside, after, changed) else beside
        found.append(_sample(name, (name,), given[:MOST_AFTER], before, after, _any((name,), changed, keys), keys, rows))
    return tuple(found)


def _again(name: str, made: Sequence[str], after: Mapping[str, Array], changed: Mapping[str, Array]) -> bool:
    """Whether a column stands there again afterwards: if it is as it was and others were made of it, those alone are new."""
    return name in after and (not made or name not in changed or bool(changed[name].any()))


def origins(touched: Sequence[str], made: Sequence[str]) -> dict[str, str | None]:
    """Of which column each new one tells, by its name: the longest that it begins with; None where it begins with none."""
    by_length = sorted(touched, key=len, reverse=True)
    return {one: next((name for name in by_length if one.startswith(name)), None) for one in made}


def _any(names: Sequence[str], changed: Mapping[str, Array], keys: Keys) -> Array:
    """Rows in which any of these columns changes; one that is gone has changed everywhere."""
    whole = np.zeros(len(keys.rows), dtype=bool)
    for name in names:
        whole |= changed.get(name, np.ones(1, dtype=bool))
    return whole


def _sample(
    column: str,
    names: tuple[str, ...],
    given: tuple[str, ...],
    before: Mapping[str, Array],
    after: Mapping[str, Array],
    changes: Array,
    keys: Keys,
    count: int,
) -> Excerpt:
    first = np.flatnonzero(changes)[:count]
    rest = np.flatnonzero(~changes)[: count - len(first)]
    rows = tuple(
        Row(
            number=int(keys.rows[place]) + 1,
            key=keys.key(place),
            before=tuple(_cell(before[name][place]) for name in names),
            after=tuple(_cell(after[name][place]) for name in given),
            changes=bool(changes[place]),
        )
        for place in (*first.tolist(), *rest.tolist())
    )
    return Excerpt(column, names, given, rows)


def _cell(value: object) -> Cell:
    """A cell as JSON has it: numbers, texts, None where missing; a date in ISO 8601."""
    if isinstance(value, np.integer):
        moment = None if value == NO_DATE else str(np.datetime64(int(value), "us"))
        return moment.replace("T00:00:00.000000", "").replace("T", " ").removesuffix(".000000") if moment else None
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return str(value) if value else None
