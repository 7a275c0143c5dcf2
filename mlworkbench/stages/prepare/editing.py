"""A recipe as a person changes it: checked step by step, bound to columns by their names, and carried over to other data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason, SetAside, Step
from mlworkbench.stages.prepare.parking import FAMILIES, KEEP
from mlworkbench.stages.prepare.recipe import Suggestion
from mlworkbench.stages.prepare.steps import STEPS

BY_CHOICE = "prepare.excluded"


@dataclass(frozen=True)
class Draft:
    """The content of a recipe. `set_aside` are columns that were decided against; others that are no inputs are new."""

    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True)
class Ground:
    """What a recipe stands on: the dataset's columns with their types, in order, the target, and the weights of rows."""

    columns: Mapping[str, str]
    target: str
    weights: str | None = None

    def ordered(self, names: Collection[str]) -> tuple[str, ...]:
        """Each once, in the dataset's order; those it does not have come last, as they stood."""
        wanted = dict.fromkeys(names)
        return (*(name for name in self.columns if name in wanted), *(name for name in wanted if name not in self.columns))


def checked(steps: Sequence[Step], ground: Ground, before: Sequence[Step] = ()) -> tuple[Step, ...]:
    """The steps as they are kept: all parameters, columns in the dataset's order, families in theirs.

    A column the dataset does not have, or the target, may only be named where a step named it `before`. Raises InputError for a
    kind, parameter, family or column that is not there, for two equal steps, and unless the first and only the first chooses the
    columns.
    """
    known = {*(set(ground.columns) - {ground.target}), *(name for step in before for name in step.columns)}
    made = tuple(_checked(step, ground, known) for step in steps)
    if not made or made[0].kind != KEEP:
        raise InputError("prepare.keep_first")
    for place, step in enumerate(made, 1):
        if step.kind == KEEP and place > 1:
            raise InputError("prepare.keep_once")
        twin = next((other for other, one in enumerate(made[: place - 1], 1) if same(one, step)), None)
        if twin is not None:
            raise InputError("prepare.duplicate", step=place, other=twin)
    return made


def same(one: Step, other: Step) -> bool:
    """Whether they do the same, whatever their reasons."""
    return replace(one, reason=None) == replace(other, reason=None)


def _checked(step: Step, ground: Ground, known: Collection[str]) -> Step:
    chosen = params.check(STEPS[step.kind].params, step.params)
    for family in step.families:
        if family not in FAMILIES:
            raise InputError("prepare.no_such_family", family=family, known=", ".join(FAMILIES))
    for name in step.columns:
        if name == ground.target and name not in known:
            raise InputError("prepare.target_kept", column=name)
        if name == ground.weights:
            raise InputError("prepare.weights_kept", column=name)
        if name not in known:
            raise InputError("prepare.no_such_column", column=name, known=", ".join(list(ground.columns)[:40]))
    if len(set(step.columns)) < len(step.columns):
        twice = next(name for place, name in enumerate(step.columns) if name in step.columns[:place])
        raise InputError("prepare.column_twice", column=twice)
    if step.kind == KEEP and not step.columns:
        raise InputError("prepare.keep_none")
    families = tuple(family for family in FAMILIES if family in step.families)
    everyone = step.kind == KEEP or len(families) == len(FAMILIES)
    return replace(step, columns=ground.ordered(step.columns), params=chosen, families=() if everyone else families)


def draft(steps: Sequence[Step], ground: Ground, before: Sequence[str], aside: Sequence[SetAside]) -> Draft:
    """The content that these steps make. `before` are the inputs and `aside` the columns set aside until now.

    A column that was an input and is one no more was left out by choice.
    """
    inputs = tuple(name for name in steps[0].columns if name in ground.columns and name != ground.target)
    used = {*inputs, ground.target}
    kept = [one for one in aside if one.column in ground.columns and one.column not in used]
    known = {*used, *(one.column for one in kept)}
    left_out = [name for name in before if name in ground.columns and name not in known]
    return Draft(tuple(steps), inputs, (*kept, *(SetAside(name, Reason(BY_CHOICE)) for name in left_out)))


def carried(old: Draft, fresh: Suggestion, ground: Ground, excluded: Collection[str] = ()) -> Draft:
    """A recipe that a person made, on other data or for another target; `fresh` is what would be suggested there.

    Steps stay as they are, and so do the names of columns that vanished: they work again when the columns are back. Columns that
    were decided against stay so; what no model can use is set aside; the rest of the new ones wait to be added (see `added`).
    """
    keep = replace(old.steps[0], columns=tuple(name for name in old.steps[0].columns if name not in excluded))
    inputs = tuple(name for name in keep.columns if name in ground.columns and name != ground.target)
    aside = {one.column: one for one in (*fresh.set_aside, *old.set_aside)}
    used = {*inputs, ground.target}
    left = [one for name, one in aside.items() if name in ground.columns and name not in used]
    return Draft((keep, *old.steps[1:]), inputs, tuple(left))


def without(old: Draft, ground: Ground, column: str | None, why: Reason) -> Draft:
    """The same with `column` set aside for this reason; another that was set aside for it waits to be added again.

    Raises InputError where no column is left.
    """
    keep = replace(old.steps[0], columns=tuple(name for name in old.steps[0].columns if name != column))
    aside = tuple(one for one in old.set_aside if one.reason.key != why.key)
    if column is not None and column not in {one.column for one in aside}:
        aside = (*aside, SetAside(column, why))
    return draft(checked((keep, *old.steps[1:]), ground, old.steps), ground, old.inputs, aside)


def with_names(old: Draft, renamed: Mapping[str, str]) -> Draft:
    """The same content for data in which columns have other names; `renamed` gives them by the old ones."""
    steps = tuple(replace(step, columns=tuple(renamed.get(name, name) for name in step.columns)) for step in old.steps)
    aside = tuple(replace(one, column=renamed.get(one.column, one.column)) for one in old.set_aside)
    return Draft(steps, tuple(renamed.get(name, name) for name in old.inputs), aside)


def new_columns(have: Draft, fresh: Suggestion) -> tuple[str, ...]:
    """Columns a model could use on which nothing was decided yet."""
    decided = {*have.inputs, *(one.column for one in have.set_aside)}
    return tuple(name for name in fresh.inputs if name not in decided)


def added(steps: Sequence[Step], fresh: Suggestion, names: Collection[str], ground: Ground) -> tuple[Step, ...]:
    """The steps with these columns kept, and prepared as they would be in a new suggestion.

    Where the recipe has a step like the suggested one it takes the columns too; else that step is added for them, before the
    first step that takes whatever there is.
    """
    made = [replace(steps[0], columns=ground.ordered((*steps[0].columns, *names))), *steps[1:]]
    for wanted in fresh.steps[1:]:
        own = tuple(name for name in wanted.columns if name in names)
        if not own:
            continue
        alike = [place for place, step in enumerate(made) if _is_like(step, wanted)]
        if alike:
            last = alike[-1]
            columns = made[last].columns
            made[last] = replace(made[last], columns=ground.ordered((*columns, *own)) if columns else ())
        else:
            place = next((at for at, step in enumerate(made) if at and not step.columns), len(made))
            made.insert(place, replace(wanted, columns=own, reason=None))
    return tuple(made)


def _is_like(step: Step, wanted: Step) -> bool:
    return (step.kind, step.families) == (wanted.kind, wanted.families)
