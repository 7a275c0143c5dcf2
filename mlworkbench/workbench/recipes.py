"""A recipe as it is shown: each step with what it gets, what can be added, and what the models would be given at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlworkbench.base.params import Param
from mlworkbench.base.records import ColumnType, Dataset, Limits, Problem, Profile, Reason, Recipe, SetAside, Step
from mlworkbench.base.words import Words
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.stages import prepare

AS_GROUP, AS_WEIGHTS = "prepare.aside_group", "prepare.aside_weights"
ABOUT_ROWS = frozenset({AS_GROUP, AS_WEIGHTS})
LISTED = 8  # columns that a sentence names
CATEGORIES = 50  # features that a column of categories may become
WIDTHS = {"date": 6}
COUNTING = ("tfidf_words", "tfidf_characters")


@dataclass(frozen=True)
class StepView:
    """A step at its place, from 0. `columns` are those it gets, `missed` those it names and does not get, each with why.

    `parked` says why it is passed over; `fixed` steps cannot be moved or removed.
    """

    at: int
    step: Step
    title: Words
    help: Words
    params: tuple[Param, ...]
    columns: tuple[str, ...]
    missed: tuple[SetAside, ...]
    parked: Reason | None
    fixed: bool


@dataclass(frozen=True)
class KindView:
    """A kind of step that can be added, or why it cannot. `also` are the words of its settings, by which it is found too."""

    name: str
    title: Words
    help: Words
    group: str
    also: tuple[Words, ...]
    refused: Reason | None


@dataclass(frozen=True)
class Offer:
    """A column that a step may be given; `why` says what speaks against it, or why the step would not get it."""

    column: str
    type: ColumnType
    why: Reason | None


@dataclass(frozen=True)
class Design:
    """How hold-out and folds are to be drawn. With `holdout_rows` the last rows of the table are the hold-out, and no share.

    `cv`, `group` and `time` are those of SplitPlan; `folds` is 0 where each row is a fold of its own.
    """

    share: float
    stratified: bool
    seed: int
    holdout_rows: int
    folds: int
    cv: str = ""
    group: str | None = None
    time: str | None = None


def views(recipe: Recipe, problem: Problem, dataset: Dataset) -> tuple[StepView, ...]:
    from mlworkbench.stages import prepare

    known = [step for step in recipe.steps if step.kind in prepare.STEPS]
    found = iter(_bounds(known, types(dataset), problem.target))
    made = []
    for at, step in enumerate(recipe.steps):
        if step.kind in prepare.STEPS:
            kind, bound = prepare.STEPS[step.kind], next(found)
            told = (kind.title, kind.help, kind.params, bound.columns, bound.missed, bound.parked)
        else:
            title = titles.step(step.kind)
            told = (title.title, title.help, (), (), (), Reason("prepare.parked_unknown", {"kind": step.kind}))
        made.append(StepView(at, step, *told, fixed=step.kind == prepare.KEEP))
    return tuple(made)


def offers(recipe: Recipe, at: int, problem: Problem, dataset: Dataset, aside: Mapping[str, Reason]) -> tuple[Offer, ...]:
    """What the step at this place may be given: every column but the target. `aside` speaks against a column from the start."""
    from mlworkbench.stages import prepare

    step = recipe.steps[at]
    names = [column.name for column in dataset.columns if column.name != problem.target]
    if step.kind == prepare.KEEP:
        reasons = {name: aside[name] for name in names if name in aside}
    else:
        asking = [*recipe.steps[:at], Step(step.kind, tuple(names), step.params, step.families)]
        known = [one for one in asking if one.kind in prepare.STEPS]
        missed = _bounds(known, types(dataset), problem.target)[-1].missed
        reasons = {one.column: one.reason for one in missed}
    kinds = {column.name: column.type for column in dataset.columns}
    return tuple(Offer(name, kinds[name], reasons.get(name)) for name in names)


def kinds() -> tuple[KindView, ...]:
    from mlworkbench.stages import prepare

    once = Reason("prepare.keep_once")
    return tuple(
        KindView(one.name, one.title, one.help, one.group, _words(one.params), once if one.name == prepare.KEEP else None)
        for one in prepare.STEPS
    )


def _words(params: Sequence[Param]) -> tuple[Words, ...]:
    return tuple(words for param in params for words in (param.title, *param.choice_words))


def refused(recipe: Recipe, problem: Problem, dataset: Dataset) -> Reason | None:
    """Why nothing can be trained with this recipe."""
    from mlworkbench.stages import prepare

    for step in recipe.steps:
        if step.kind not in prepare.STEPS:
            return Reason("prepare.unknown_kind", {"kind": step.kind})
    columns = types(dataset)
    if not recipe.inputs:
        return Reason("prepare.nothing_left")
    for family in prepare.FAMILIES:
        if not prepare.left(recipe.steps, columns, family, problem.target).features:
            return Reason(NOTHING[family])
    return None


def mixing(recipe: Recipe, problem: Problem, dataset: Dataset, limits: Limits | None) -> Reason | None:
    """Why a limit on columns that act together could not be kept: a step mixes others. Only trees keep it at all."""
    from mlworkbench.stages import prepare

    if limits is None or not limits.interactions:
        return None
    return prepare.mixing(recipe.steps, types(dataset), "tree", problem.target, limits.interactions)


def warnings(recipe: Recipe, problem: Problem, dataset: Dataset) -> tuple[Reason, ...]:
    """What the models would not see, and missing values that linear models cannot read."""
    from mlworkbench.stages import prepare

    if any(step.kind not in prepare.STEPS for step in recipe.steps):
        return ()
    columns = types(dataset)
    found = {family: prepare.left(recipe.steps, columns, family, problem.target) for family in prepare.FAMILIES}
    both = tuple(name for name in found["tree"].unseen if name in found["linear"].unseen)
    told = [_about("prepare.unseen", both)]
    for family in prepare.FAMILIES:
        told.append(_about(UNSEEN[family], tuple(name for name in found[family].unseen if name not in both)))
    told.append(_about("prepare.gaps_linear", found["linear"].gaps))
    return tuple(one for one in told if one is not None)


def doubtful(recipe: Recipe, problem: Problem, dataset: Dataset) -> Reason | None:
    """Columns of which only fitting tells whether models are given them."""
    from mlworkbench.stages import prepare

    if any(step.kind not in prepare.STEPS for step in recipe.steps):
        return None
    columns = types(dataset)
    found = [prepare.left(recipe.steps, columns, family, problem.target).doubtful for family in prepare.FAMILIES]
    return _about("prepare.doubtful", tuple(dict.fromkeys(name for names in found for name in names)))


NOTHING = {"tree": "prepare.nothing_for_trees", "linear": "prepare.nothing_for_linear"}
UNSEEN = {"tree": "prepare.unseen_tree", "linear": "prepare.unseen_linear"}


def _about(key: str, names: Sequence[str]) -> Reason | None:
    return Reason(key, {"columns": named(names), "count": len(names)}) if names else None


def named(names: Sequence[str]) -> str:
    """The first of them, with a sign that there are more."""
    return ", ".join(names[:LISTED]) + ("…" if len(names) > LISTED else "")


def types(dataset: Dataset) -> dict[str, str]:
    return {column.name: column.type for column in dataset.columns}


def _bounds(steps: Sequence[Step], columns: Mapping[str, str], target: str) -> "list[prepare.Bound]":
    """Each step in all its families as one."""
    from mlworkbench.stages import prepare

    by_family = [prepare.bound(steps, columns, family, target) for family in prepare.FAMILIES]
    return [prepare.merged(found) for found in zip(*by_family, strict=True)]


def equal(recipe: Recipe, draft: "prepare.Draft") -> bool:
    """Whether the content is the same; of reasons only counts that a column says something about the rows."""
    from mlworkbench.stages import prepare

    alike = len(recipe.steps) == len(draft.steps) and all(map(prepare.same, recipe.steps, draft.steps))
    aside = [{(one.column, one.reason.key in ABOUT_ROWS) for one in made.set_aside} for made in (recipe, draft)]
    return alike and aside[0] == aside[1] and recipe.inputs == draft.inputs


def width(recipe: Recipe, profile: Profile) -> int:
    """About how many features there will be."""
    kinds = {column.name: column for column in profile.columns}
    found = [kinds[name] for name in recipe.inputs]
    counted = (int(step.params["most"]) * max(1, len(step.columns)) for step in recipe.steps if step.kind in COUNTING)
    own = (min(one.distinct, CATEGORIES) if one.type in ("category", "text") else WIDTHS.get(one.type, 2) for one in found)
    return sum(own) + sum(counted)


def telling(profile: Profile, target: str) -> str:
    """A column by which a person knows a row: the first that was found to be an id; empty where there is none."""
    ids = [one.column for one in profile.set_aside if one.reason.key == "data.aside_id"]
    return next((name for name in ids if name != target), "")
