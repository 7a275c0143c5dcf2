"""A recipe and a split as plain JSON: what the command line shows, and what it reads back."""

from typing import TYPE_CHECKING, Any, Final

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Recipe, Step
from mlworkbench.workbench import splits, tellings

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench
    from mlworkbench.workbench.recipes import StepView

FIELDS: Final = ("kind", "columns", "params", "families")


def told(bench: "Workbench") -> dict[str, Any]:
    """The recipe as it can be read back, what each step gets, what models would not see, and the split with its rows."""
    recipe = bench.prepare.current()
    if recipe is None:
        raise InputError("problem.no_target")
    plan, counts = bench.prepare.plan(), bench.prepare.split_counts()
    warned, refused = bench.prepare.split_warning(), bench.prepare.refuses()
    return {
        "kind": "prepare",
        "recipe": {"steps": [_plain(step) for step in recipe.steps]},
        "number": recipe.number,
        "suggested": recipe.suggested,
        "recipe_hash": recipe.recipe_hash,
        "inputs": list(recipe.inputs),
        "set_aside": [tellings.set_aside(one) for one in recipe.set_aside],
        "new_columns": list(bench.prepare.new_columns()),
        "steps": [_view(view) for view in bench.prepare.steps()],
        "refused": tellings.reason(refused) if refused else None,
        "warnings": [tellings.reason(one) for one in bench.prepare.warnings()],
        "split": {
            "share": plan.share,
            "stratified": plan.stratified,
            "seed": plan.seed,
            "cv": splits.spelled(plan),
            "group": plan.group,
            "time": plan.time,
            "folds": counts.folds if counts else plan.folds,
            "fits": counts.fits if counts else None,
            "holdout_rows": plan.holdout_rows,
            "train": counts.train if counts else None,
            "sealed": counts.sealed if counts else None,
            "unused": counts.unused if counts else None,
            "classes": [{"name": one.name, "train": one.train, "sealed": one.sealed} for one in counts.classes] if counts else [],
            "warning": tellings.reason(warned) if warned else None,
        },
        "versions": [_version(one) for one in bench.prepare.versions()],
    }


def steps(found: object) -> tuple[Step, ...]:
    """The steps that stand in JSON: {"steps": [{"kind", "columns", "params", "families"}, …]}, or all that `told` gives.

    Raises InputError naming the place; what a step may hold is checked when it is written.
    """
    whole = found.get("recipe") if isinstance(found, dict) and found.get("kind") == "prepare" else found
    listed = whole.get("steps") if isinstance(whole, dict) else None
    if not isinstance(listed, list) or not isinstance(whole, dict) or set(whole) != {"steps"}:
        raise InputError("prepare.no_steps")
    return tuple(_step(place, one) for place, one in enumerate(listed, 1))


def _step(place: int, found: object) -> Step:
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        raise InputError("prepare.bad_step", step=place, field="kind")
    for name in found:
        if name not in FIELDS:
            raise InputError("prepare.unknown_field", step=place, field=str(name)[:60], known=", ".join(FIELDS))
    params = found.get("params", {})
    if not isinstance(params, dict) or not all(isinstance(value, bool | int | float | str) for value in params.values()):
        raise InputError("prepare.bad_step", step=place, field="params")
    return Step(found["kind"], _names(found, place, "columns"), params, _names(found, place, "families"))


def _names(found: dict[str, Any], place: int, field: str) -> tuple[str, ...]:
    names = found.get(field, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError("prepare.bad_step", step=place, field=field)
    return tuple(names)


def _plain(step: Step) -> dict[str, Any]:
    return {"kind": step.kind, "columns": list(step.columns), "params": dict(step.params), "families": list(step.families)}


def _view(view: "StepView") -> dict[str, Any]:
    return {
        "number": view.at + 1,
        "title": str(view.title),
        "columns": list(view.columns),
        "missed": [tellings.set_aside(one) for one in view.missed],
        "parked": tellings.reason(view.parked) if view.parked else None,
        "why": tellings.reason(view.step.reason) if view.step.reason else None,
    }


def _version(one: Recipe) -> dict[str, Any]:
    return {
        "number": one.number,
        "suggested": one.suggested,
        "recipe_hash": one.recipe_hash,
        "steps": len(one.steps),
        "who": one.who,
        "when": one.when.isoformat(),
    }
