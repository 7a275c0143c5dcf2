"""A recipe in words: what a step is called, what it did, what came of it, for which models it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mlworkbench.base.records import Reason, Recipe
from mlworkbench.base.words import formatted, tr
from mlworkbench.ui.widgets.step_list import Entry

if TYPE_CHECKING:
    from mlworkbench.workbench import Effect, Previewed, StepView

FAMILIES: Final = {"tree": "prepare.for_trees", "linear": "prepare.for_linear"}
ORDER: Final = ("tree", "linear")


def sentence(reason: Reason) -> str:
    return tr(reason.key, **reason.facts)


def entries(
    views: Sequence["StepView"], recipe: Recipe, target: str, columns: int, shown: "Previewed | None"
) -> tuple[Entry, ...]:
    """One row for each step; `columns` are those of the dataset, `shown` is what the preview found."""
    return tuple(_entry(view, recipe, target, columns, shown) for view in views)


def _entry(view: "StepView", recipe: Recipe, target: str, columns: int, shown: "Previewed | None") -> Entry:
    effect, wrong = effect_of(view, shown), wrong_of(view, shown)
    family = tr(FAMILIES[view.step.families[0]]) if len(view.step.families) == 1 else ""
    title = tr("prepare.keep_title", kept=len(recipe.inputs), of=columns) if view.fixed else str(view.title)
    return Entry(
        title=title,
        told=sentence(wrong) if wrong else _kept(recipe, target) if view.fixed else _told(view, effect),
        effect=_effect_words(view, effect, wrong),
        family=family,
        parked=view.parked is not None or wrong is not None,
        fixed=view.fixed,
    )


def effect_of(view: "StepView", shown: "Previewed | None") -> "Effect | None":
    """What the step did, in the first family it is for."""
    if shown is None:
        return None
    found = (shown.effect(view.at, family) for family in view.step.families or ORDER)
    return next((effect for effect in found if effect is not None), None)


def wrong_of(view: "StepView", shown: "Previewed | None") -> Reason | None:
    """Why the recipe cannot be fitted at this step."""
    if shown is None:
        return None
    return next((one.wrong.reason for one in shown.families if one.wrong is not None and one.wrong.step == view.at), None)


def _kept(recipe: Recipe, target: str) -> str:
    if not recipe.set_aside:
        return tr("prepare.kept_all", target=target)
    return tr("prepare.kept_some", target=target, columns=", ".join(one.column for one in recipe.set_aside))


def _told(view: "StepView", effect: "Effect | None") -> str:
    """What it did; before it is tried why it is there, or what such a step does."""
    if view.parked is not None:
        return sentence(view.parked)
    if effect is None:
        return sentence(view.step.reason) if view.step.reason else str(view.help)
    only = _only(effect)
    if only is not None:
        return tr("prepare.one_column", column=only, told=sentence(effect.learnt[only]))
    return sentence(effect.told) if effect.told else str(view.help)


def _only(effect: "Effect") -> str | None:
    """The only column it learnt of, or in which it changed anything."""
    if len(effect.learnt) == 1:
        return next(iter(effect.learnt))
    changed = {name for sample in effect.samples for name in sample.before} & set(effect.learnt)
    return next(iter(changed)) if len(changed) == 1 and effect.cells else None


def _effect_words(view: "StepView", effect: "Effect | None", wrong: Reason | None) -> str:
    if wrong is not None:
        return tr("prepare.is_wrong")
    if view.parked is not None:
        return tr("prepare.is_parked")
    if effect is None:
        return ""
    if effect.before != effect.after or effect.made_count:
        return tr("prepare.columns_change", before=effect.before, after=effect.after)
    return tr("prepare.cells_change", cells=effect.cells) if effect.cells else "–"


def version_line(recipe: Recipe) -> str:
    key = "prepare.version_suggested" if recipe.suggested else "prepare.version_changed"
    return tr(key, number=recipe.number, who=recipe.who, steps=len(recipe.steps), when=formatted(recipe.when))
