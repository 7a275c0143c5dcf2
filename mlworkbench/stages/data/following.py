"""What is known of columns follows a change: derived ones are computed anew, marks stay, what was done is noted.

A column with a formula holds what its formula gives, in every version: where a change altered a column behind it, it is computed
anew in the same change. A change that alters the column itself, or takes away what it is made of, ends that: then it is an input
like others, and how it was made is kept in words. What no formula says (figures of groups, a joined column) cannot be computed
anew; the columns that changed behind it are named instead.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column, Making
from mlworkbench.stages.data import altering, cells, formulas, sentinels
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.deriving import computing

if TYPE_CHECKING:
    import pyarrow as pa

BY_FORMULA = frozenset({"expression", "date_part", "date_difference"})
LONGEST = 2000


@dataclass(frozen=True)
class Anew:
    """A derived column that is computed anew, and the formula by its columns' names of today."""

    name: str
    words: str
    tree: formulas.Node


@dataclass(frozen=True)
class Followed:
    """`made` gives the derived columns as they are now, by these `trees`; `gone` tells how those were made that no formula holds
    any longer.
    """

    made: Made
    gone: Mapping[str, Making]
    trees: Mapping[str, formulas.Node]


def follow(ground: Ground, made: Made) -> Followed:
    """The change with all derived columns of it computed anew that must be."""
    old = _before(ground, made)
    anew: list[Anew] = []
    gone: dict[str, Making] = {}
    altered = None if made.altered is None else set(made.altered)
    passed = [column for column in ground.columns if column.name in (made.through or ())]
    kinds = formulas.kinds_of((*passed, *(column for column in made.columns if column is not None)))
    for name in (name for name in made.source.names if name in old):
        words = _formula(old[name])
        if words is None:
            continue
        found = _found(words, formulas.kinds_of(ground.columns), kinds, made.renamed)
        if found is None or not _is_carried(name, made, formulas.columns_in(found.tree)):
            gone[name] = _making(old[name], ground, made.renamed)
        elif made.through is None and (altered is None or not altered.isdisjoint(formulas.columns_in(found.tree))):
            anew.append(replace(found, name=name))
            kinds[name] = found.tree.kind
            altered = None if altered is None else altered | {name}
    new = {name: formulas.parse(words, formulas.kinds_of(ground.columns)) for name, words in made.derived.items()}
    return Followed(_computed_anew(ground, made, anew) if anew else made, gone, new | {one.name: one.tree for one in anew})


def columns(
    ground: Ground, after: Sequence[Column], followed: Followed, kind: ChangeKind, params: Mapping[str, Any], parquet: Path
) -> tuple[Column, ...]:
    """The columns of the version that was written, with all that is known of them."""
    old, made = _before(ground, followed.made), followed.made
    deed = Making(kind.name, _words(kind, params), made.used)
    if kind.name == "set_missing":
        named = set(params.get("columns") or [params.get("column")])
        after = [_remembering(column, old[column.name], params) if column.name in named else column for column in after]
    carried = tuple(_carried(column, old.get(column.name), followed, deed, ground, params) for column in after)
    return sentinels.that_hold(carried, parquet) if made.altered != frozenset() else carried


# Derived columns -----------------------------------------------------------------------------------------------------------


def _before(ground: Ground, made: Made) -> dict[str, Column]:
    """The columns there were, by their names afterwards."""
    return {made.renamed.get(column.name, column.name): column for column in ground.columns}


def _formula(column: Column) -> str | None:
    """What the column is computed by, in a graph or not; None where something else was done to it since."""
    if column.formula is not None:
        return column.formula
    only = column.made[0] if len(column.made) == 1 else None
    return only.words if only is not None and only.kind in BY_FORMULA and not column.outdated else None


def _found(
    words: str, before: Mapping[str, formulas.Kind], now: Mapping[str, formulas.Kind], renamed: Mapping[str, str]
) -> Anew | None:
    """None where the formula cannot be read over the columns that are left."""
    try:
        words = formulas.renamed(words, before, renamed)
        return Anew("", words, formulas.parse(words, now))
    except InputError:
        return None


def _is_carried(name: str, made: Made, behind: Sequence[str]) -> bool:
    """Whether the column came through this change as it was, apart from what its formula says of the columns behind it."""
    if made.through is not None:
        return made.through.issuperset((name, *behind))
    place = made.source.names.index(name)
    if made.altered is None:
        return made.columns[place] is not None and name not in (made.decided.get("keys") or {})
    return name not in made.altered


def _computed_anew(ground: Ground, made: Made, anew: Sequence[Anew]) -> Made:
    places = {one.name: made.source.names.index(one.name) for one in anew}
    computes = [(places[one.name], computing(ground, one.tree)) for one in anew]
    names, read = made.source.names, made.source.read

    def reading() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        for batch in read():
            now = batch
            for place, compute in computes:
                arrays = list(now.columns)
                arrays[place] = compute(now)
                now = pa.RecordBatch.from_arrays(arrays, names=list(names))
            yield now

    new = [Column(one.name, "text") if one.tree.kind == "text" else None for one in anew]
    typed = dict(zip(places.values(), new, strict=True))
    return replace(
        made,
        source=replace(made.source, read=reading),
        columns=tuple(typed.get(place, column) for place, column in enumerate(made.columns)),
        effect={**made.effect, "columns_recomputed": len(anew)},
        altered=None if made.altered is None else made.altered | set(places),
        formulas={**made.formulas, **{one.name: one.words for one in anew if formulas.fits(one.tree)}},
        derived={**made.derived, **{one.name: one.words for one in anew}},
        loose=made.loose | {one.name for one in anew if one.tree.kind == "text"},
    )


# What is known of a column -------------------------------------------------------------------------------------------------


def _carried(
    column: Column, old: Column | None, followed: Followed, deed: Making, ground: Ground, params: Mapping[str, Any]
) -> Column:
    made = followed.made
    if column.name in made.derived:
        return _derived(column, followed, deed)
    if old is None:
        return replace(column, formula=None, made=(*column.made, deed))
    if made.through is not None:
        return _let_through(column, old, followed, deed)
    touched = _family(column) != _family(old) if made.altered is None else column.name in made.altered
    history = _history(column, old, followed, ground)
    if touched and not _is_absorbed(deed, params, column):
        history = (*_emptied_before(old, history), deed)
    words = None if old.formula is None or column.name in followed.gone else _making(old, ground, made.renamed).words
    kept = replace(column, formula=words, made=history, outdated=_outdated(history, old, made))
    return kept if deed.kind == "hash_columns" and touched else _with_marks(kept, old)


def _let_through(column: Column, old: Column, followed: Followed, deed: Making) -> Column:
    if column.name not in (followed.made.through or ()):
        return replace(column, made=(deed,))
    lost = followed.gone.get(column.name)
    kept = replace(
        old,
        type=column.type,
        integer=column.integer,
        outdated=_outdated(old.made, old, replace(followed.made, altered=frozenset())),
    )
    return replace(kept, formula=None, made=(lost,)) if lost else kept


def _derived(column: Column, followed: Followed, deed: Making) -> Column:
    """New or computed anew: a model computes it where it can, else how it is computed is kept in words."""
    words, tree, kind = followed.made.derived[column.name], followed.trees[column.name], formulas.KINDS[column.type]
    if column.name in followed.made.formulas and (kind == tree.kind or {kind, tree.kind} <= {"number", "flag"}):
        return replace(column, formula=words, made=(), outdated=())
    said = deed.kind if deed.kind in BY_FORMULA else "expression"
    return replace(column, formula=None, made=(Making(said, words, formulas.columns_in(tree)),), outdated=())


def _family(column: Column) -> str:
    kind = formulas.KINDS[column.type]
    return "number" if kind == "flag" else kind


def _history(column: Column, old: Column, followed: Followed, ground: Ground) -> tuple[Making, ...]:
    """What was done to the column before this change, with columns called by their names of today."""
    if column.name in followed.gone:
        return (followed.gone[column.name],)
    names = followed.made.renamed
    if old.formula is None and _formula(old) is not None:
        return (replace(_making(old, ground, names), kind=old.made[0].kind),)
    return tuple(replace(one, columns=tuple(names.get(name, name) for name in one.columns)) for one in old.made)


def _is_absorbed(deed: Making, params: Mapping[str, Any], column: Column) -> bool:
    """A model does the same itself: what was set to missing stands in the column's own fields."""
    return deed.kind == "set_missing" and set(altering.spellings(column, list(params["values"]))) <= set(column.emptied)


def _emptied_before(old: Column, history: tuple[Making, ...]) -> tuple[Making, ...]:
    """What stood for nothing was missing before anything else was done: whoever does the same begins with that."""
    marks = [*old.missing, *old.emptied]
    marks += [f"< {cells.spelled_number(old.below)}"] if old.below is not None else []
    marks += [f"> {cells.spelled_number(old.above)}"] if old.above is not None else []
    if not marks or any(one.kind == "set_missing" for one in history):
        return history
    return (*history, Making("set_missing", ", ".join(dict.fromkeys(marks))))


def _remembering(column: Column, old: Column, params: Mapping[str, Any]) -> Column:
    """A model turns the same values into missing; very many it cannot compare, and whoever uses it must leave them out."""
    known = tuple(dict.fromkeys((*old.emptied, *altering.spellings(old, list(params["values"])))))
    if len(known) > sentinels.MOST:
        return column
    below = [bound for bound in (old.below, params["low"]) if bound is not None]
    above = [bound for bound in (old.above, params["high"]) if bound is not None]
    return replace(column, emptied=known, below=max(below, default=None), above=min(above, default=None))


def _with_marks(column: Column, old: Column) -> Column:
    """A column that was made anew by a change keeps what stands for nothing in it."""
    bounds = column.type in ("number", "flag")
    return replace(
        column,
        missing=column.missing or old.missing,
        emptied=column.emptied or old.emptied,
        below=column.below if column.below is not None else old.below if bounds else None,
        above=column.above if column.above is not None else old.above if bounds else None,
    )


def _outdated(history: Sequence[Making], old: Column, made: Made) -> tuple[str, ...]:
    """Columns behind this one that were changed and whose change it does not show. Other rows are other figures of groups."""
    earlier = {made.renamed.get(name, name) for name in old.outdated}
    behind = {name for one in history for name in one.columns}
    moved = made.kept is not None or not made.aligned
    groups = {name for one in history if one.kind == "group" for name in one.columns} if moved else set()
    changed = behind if made.altered is None else behind & made.altered
    return tuple(sorted(earlier | changed | groups))


def _making(column: Column, ground: Ground, renamed: Mapping[str, str]) -> Making:
    """How a column with a formula was made, with columns called by their names of today."""
    words, kinds = str(_formula(column)), formulas.kinds_of(ground.columns)
    used = tuple(renamed.get(name, name) for name in formulas.columns_in(formulas.parse(words, kinds)))
    return Making("expression", formulas.renamed(words, kinds, renamed), used)


# A change in words ---------------------------------------------------------------------------------------------------------


def _words(kind: ChangeKind, params: Mapping[str, Any]) -> str:
    """Formula or query as they are, other choices as name: value; of a file its name alone."""
    for name, sort in kind.sorts.items():
        if sort in ("formula", "query"):
            return str(params[name])
    told = []
    for name, value in params.items():
        held = kind.sorts.get(name)
        if held == "choices" or name in ("column", "columns") or value in (None, "", [], {}):
            continue
        told.append(f"{name}: {Path(value).name if held == 'path' else _shown(value)}")
    return ", ".join(told)[:LONGEST]


def _shown(value: Any) -> str:
    """As a person would write it down: numbers without needless zeros, figures of groups as mean(column)."""
    if isinstance(value, float):
        return cells.spelled_number(value)
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, Mapping) and "function" in value:
        return f"{value['function'] or 'count'}({value.get('column') or '*'})"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
