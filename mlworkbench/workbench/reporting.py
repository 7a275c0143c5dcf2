"""What a document is made of, gathered from the open project: the records of one line of descent, and the files they name."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mlworkbench import __version__
from mlworkbench.base import clock, words
from mlworkbench.base.records import Dataset, Look, Model, Package, Problem, Recipe, Run, Split, Verdict
from mlworkbench.workbench import checks, filing, recipes

if TYPE_CHECKING:
    from mlworkbench.stages.govern import Changed, Condition, Design, Made, Pinned, Records, StepShown
    from mlworkbench.workbench.bench import Workbench


def spec(bench: "Workbench", language: str) -> dict[str, Any]:
    """`records` and `files` of the job "report" (see stages.govern.material), as plain JSON."""
    found = records(bench, language)
    return {"records": filing.plain(found), "files": _files(bench, found)}


def records(bench: "Workbench", language: str) -> "Records":
    """From the model under judgement back to the data it came from; without a model, what there is so far."""
    from mlworkbench.stages import govern

    project, model = bench.opened(), bench.evaluate.chosen()
    run = project.get(Run, model.run) if model else bench.train.current()
    problem = project.get(Problem, run.problem) if run else bench.problem.current()
    dataset = project.get(Dataset, problem.dataset) if problem else bench.data.current()
    recipe = project.get(Recipe, run.recipe) if run else bench.prepare.current()
    split = project.last(Split, id=run.split) if run else None
    looks = bench.evaluate.looks(split.id) if split else ()
    with words.speaking(language):
        conditions = tuple(_condition(check) for check in bench.problem.checks(model.id if model else None))
        removed = tuple(checks.sentence(one) for one in bench.problem.removed_after_look())
    return govern.Records(
        language=language,
        made=_made(),
        project=project.name,
        project_id=project.id,
        charters=tuple(bench.problem.charters()),
        datasets=tuple(project.find(Dataset)),
        dataset=dataset,
        problem=problem,
        recipe=recipe,
        steps=_steps(recipe, problem, dataset),
        design=_design(bench) if problem and not run else None,
        split=split,
        run=run,
        end=bench.train.end(run.id) if run else None,
        models=tuple(bench.train.models(run.id)) if run else (),
        failures=tuple(bench.train.failures(run.id)) if run else (),
        model=model,
        assessment=bench.evaluate.assessment(model.id) if model else None,
        evaluation=bench.evaluate.evaluation(model.id) if model else None,
        looks=looks,
        threshold_late=bench.evaluate.threshold_late(model.id) if model else False,
        looked_at=_looked_at(bench, looks),
        conditions=conditions,
        removed=removed,
        verdicts=tuple(project.find(Verdict, model=model.id)) if model else (),
        packages=tuple(project.find(Package, model=model.id)) if model else (),
        changed=_changed(bench, dataset, problem, recipe) if run else (),
        pinned=_pinned(bench),
    )


def _files(bench: "Workbench", found: "Records") -> dict[str, str | None]:
    names = {
        "profile": found.dataset.profile_file if found.dataset else None,
        "out_of_fold": found.assessment.judgement_file if found.assessment else None,
        "holdout": found.evaluation.judgement_file if found.evaluation else None,
    }
    names |= {f"explored_{place}": one.exploration.numbers_file for place, one in enumerate(found.pinned)}
    return {kind: str(bench.opened().file(name)) if name else None for kind, name in names.items()}


def _pinned(bench: "Workbench") -> "tuple[Pinned, ...]":
    """Pictures that were put into the report, of whatever version."""
    from mlworkbench.stages import govern

    project = bench.opened()
    return tuple(govern.Pinned(pin, one, project.get(Dataset, one.dataset).number) for pin, one in bench.explore.pins())


def _made() -> "Made":
    from mlworkbench.stages import govern

    now = clock.now().replace(microsecond=0)
    ahead = now.astimezone().utcoffset() or timedelta()
    return govern.Made(filing.account(), now, round(ahead.total_seconds() / 60), __version__)


def _condition(check: checks.Check) -> "Condition":
    from mlworkbench.stages import govern

    return govern.Condition(
        sentence=checks.sentence(check),
        figure=checks.figure(check),
        why=check.criterion.why if check.criterion else "",
        met=check.met,
        basis=check.basis,
        rows=check.rows,
        reason=check.reason,
        since=check.since,
        after_look=check.after_look,
    )


def _steps(recipe: Recipe | None, problem: Problem | None, dataset: Dataset | None) -> "tuple[StepShown, ...]":
    from mlworkbench.stages import govern

    if recipe is None or problem is None or dataset is None:
        return ()
    views = recipes.views(recipe, problem, dataset)
    return tuple(govern.StepShown(view.step, view.columns, view.missed, view.parked) for view in views)


def _design(bench: "Workbench") -> "Design":
    from mlworkbench.stages import govern

    return govern.Design(**vars(bench.prepare.plan()))


def _looked_at(bench: "Workbench", looks: Sequence[Look]) -> dict[str, Model]:
    project = bench.opened()
    return {look.model: project.get(Model, look.model) for look in looks}


def _changed(
    bench: "Workbench", dataset: Dataset | None, problem: Problem | None, recipe: Recipe | None
) -> "tuple[Changed, ...]":
    """What has become another since the run began."""
    newest, asked, prepared = bench.data.current(), bench.problem.current(), bench.prepare.current()
    found: list[Changed] = []
    if newest and dataset and newest.id != dataset.id:
        found.append("data")
    if asked and problem and _question(asked) != _question(problem):
        found.append("problem")
    if prepared and recipe and (prepared.recipe_hash, prepared.inputs) != (recipe.recipe_hash, recipe.inputs):
        found.append("recipe")
    return tuple(found)


def _question(problem: Problem) -> tuple[object, ...]:
    asked = (problem.target, problem.task, problem.metric, problem.classes, problem.positive, problem.excluded)
    return (*asked, problem.loss, problem.ordered, problem.weights)
