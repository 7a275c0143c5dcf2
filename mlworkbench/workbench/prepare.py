"""Prepare: the recipe that turns columns into features, step by step, and how hold-out and folds are to be drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Dataset, Preview, Problem, Reason, Recipe, SplitPlan, Step
from mlworkbench.workbench import filing, recipes, splits
from mlworkbench.workbench.recipes import Design, KindView, Offer, StepView

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages import prepare
    from mlworkbench.workbench.bench import Workbench

KEPT = 8  # previews held in memory


class PrepareVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._previews: dict[str, prepare.Previewed] = {}
        self._suggested: tuple[tuple[str, str, tuple[str, ...], int], prepare.Suggestion] | None = None

    # The recipe ---------------------------------------------------------------------------------------------------------

    def current(self) -> Recipe | None:
        """The newest recipe of the current problem."""
        problem = self._bench.problem.current()
        return self._bench.opened().last(Recipe, problem=problem.id) if problem else None

    def versions(self) -> tuple[Recipe, ...]:
        """The recipes of the current problem, oldest first."""
        problem = self._bench.problem.current()
        return tuple(self._bench.opened().find(Recipe, problem=problem.id)) if problem else ()

    def steps(self, recipe: Recipe | None = None) -> tuple[StepView, ...]:
        """The steps of a recipe of the current problem, the newest unless given, with what each gets."""
        shown = recipe or self.current()
        return recipes.views(shown, *self._ground()) if shown else ()

    def parked(self) -> tuple[StepView, ...]:
        """Steps that are passed over."""
        return tuple(view for view in self.steps() if view.parked is not None)

    def kinds(self) -> tuple[KindView, ...]:
        """What can be added."""
        return recipes.kinds()

    def offers(self, at: int) -> tuple[Offer, ...]:
        """The columns that the step at this place may be given."""
        problem, dataset = self._ground()
        recipe = self._present()
        aside = {one.column: one.reason for one in (*self._suggestion(problem, dataset).set_aside, *recipe.set_aside)}
        return recipes.offers(recipe, at, problem, dataset, aside)

    def computed(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The columns of the recipe that a model computes itself, and what it computes them from; all others must be brought."""
        from mlworkbench.stages import prepare

        recipe = self.current()
        if recipe is None:
            return ()
        problem, dataset = self._ground()
        found = prepare.sources(dataset.columns, recipe.inputs, problem.target)
        return tuple((one.name, found.bases(one.name)) for one in found.computed if one.name in recipe.inputs)

    def refuses(self) -> Reason | None:
        """Why nothing can be trained with the recipe as it is."""
        if self._bench.project is None:
            return Reason("home.no_project")
        recipe = self.current()
        if recipe is None:
            return Reason("problem.no_target")
        return recipes.refused(recipe, *self._ground())

    def warnings(self) -> tuple[Reason, ...]:
        """What models would not see, and missing values that linear models cannot read."""
        recipe = self.current()
        return recipes.warnings(recipe, *self._ground()) if recipe else ()

    def doubtful(self) -> Reason | None:
        """Columns that a step may leave out, which is decided anew whenever the recipe is fitted."""
        recipe = self.current()
        return recipes.doubtful(recipe, *self._ground()) if recipe else None

    def new_columns(self) -> tuple[str, ...]:
        """Columns models could use on which nothing was decided yet: they came with newer data, or were the target before."""
        from mlworkbench.stages import prepare

        recipe = self.current()
        return prepare.new_columns(_draft(recipe), self._suggestion(*self._ground())) if recipe else ()

    # Changing it --------------------------------------------------------------------------------------------------------

    def add(
        self,
        kind: str,
        columns: Sequence[str] = (),
        params: Mapping[str, bool | int | float | str] | None = None,
        families: Sequence[str] = (),
        at: int | None = None,
    ) -> Recipe:
        """A step at this place, at the end unless given. Without columns it takes all it can. Raises InputError."""
        steps = list(self._present().steps)
        steps.insert(len(steps) if at is None else _place(at, len(steps) + 1), _step(kind, columns, params or {}, families))
        return self.write(steps)

    def remove(self, at: int) -> Recipe:
        steps = list(self._present().steps)
        if refused := self.refuses_remove(at):
            raise InputError(refused.key, **refused.facts)
        del steps[_place(at, len(steps))]
        return self.write(steps)

    def refuses_remove(self, at: int) -> Reason | None:
        return Reason("prepare.keep_first") if at == 0 else None

    def move(self, at: int, to: int) -> Recipe:
        """The step comes to stand at place `to`."""
        steps = list(self._present().steps)
        if refused := self.refuses_move(at, to):
            raise InputError(refused.key, **refused.facts)
        steps.insert(_place(to, len(steps)), steps.pop(_place(at, len(steps))))
        return self.write(steps)

    def refuses_move(self, at: int, to: int) -> Reason | None:
        """Why the step cannot stand there."""
        if 0 in (at, to) and at != to:
            return Reason("prepare.keep_first")
        return None if 0 <= to < len(self._present().steps) else Reason("prepare.no_such_place", {"place": to + 1})

    def change(
        self,
        at: int,
        columns: Sequence[str] | None = None,
        params: Mapping[str, bool | int | float | str] | None = None,
        families: Sequence[str] | None = None,
    ) -> Recipe:
        """What is given takes the place of what the step has. Raises InputError."""
        steps = list(self._present().steps)
        step = steps[_place(at, len(steps))]
        steps[at] = replace(
            step,
            columns=step.columns if columns is None else tuple(columns),
            params=dict(step.params) | dict(params or {}),
            families=step.families if families is None else tuple(families),
            reason=step.reason if columns is None and families is None else None,
        )
        return self.write(steps)

    def write(self, steps: Sequence[Step]) -> Recipe:
        """These steps as the next version; the current one where they are the same. Raises InputError."""
        from mlworkbench.stages import prepare

        current, ground = self._present(), self._stage_ground()
        checked = prepare.checked(steps, ground, current.steps)
        return self._keep(prepare.draft(checked, ground, current.inputs, current.set_aside), suggested=False)

    def add_columns(self, names: Sequence[str]) -> Recipe:
        """Keep these columns and prepare them as a new suggestion would."""
        from mlworkbench.stages import prepare

        current, ground = self._present(), self._stage_ground()
        return self.write(prepare.added(current.steps, self._suggestion(*self._ground()), names, ground))

    def suggest_again(self) -> Recipe:
        """The automatic recipe as the next version; the current one where it is the same."""
        from mlworkbench.stages import prepare

        fresh = self._suggestion(*self._ground())
        return self._keep(prepare.Draft(fresh.steps, fresh.inputs, fresh.set_aside), suggested=True)

    def restore(self, recipe_id: str) -> Recipe:
        """An older version as the next one."""
        old = self._bench.opened().get(Recipe, recipe_id)
        if old.problem != self._present().problem:
            raise InputError("prepare.other_problem", number=old.number)
        return self._keep(_draft(old), old.suggested)

    def begin(self, problem: Problem, dataset: Dataset, renamed: Mapping[str, str] | None = None) -> Recipe:
        """The first recipe of a new problem, not yet kept: one that a person made is carried over, else a new suggestion.

        `renamed` are columns that have another name in this version, by their old ones.
        """
        from mlworkbench.stages import prepare

        fresh, last = self._suggestion(problem, dataset), self._bench.opened().last(Recipe)
        if last is None or last.suggested or not last.steps:
            return _recipe(problem, prepare.Draft(fresh.steps, fresh.inputs, fresh.set_aside), 1, True)
        ground = prepare.Ground(recipes.types(dataset), problem.target, problem.weights)
        old = prepare.with_names(_draft(last), renamed or {})
        gone = (*problem.excluded, *((problem.weights,) if problem.weights else ()))
        return _recipe(problem, prepare.carried(old, fresh, ground, gone), 1, False)

    # The split ----------------------------------------------------------------------------------------------------------

    def plan(self) -> Design:
        """How rows are to be split: as planned for this problem, else as last planned in the project, else the usual way."""
        project, problem = self._bench.opened(), self._bench.problem.current()
        return splits.planned(project, problem, project.get(Dataset, problem.dataset) if problem else None)

    def plan_split(
        self,
        share: float,
        stratified: bool,
        seed: int,
        cv: str | None = None,
        group: str | None = None,
        time: str | None = None,
    ) -> SplitPlan:
        """Record how rows are to be split; the record there is where that changes nothing. Raises InputError.

        `cv` is a kind of validation such as "group:5", with its column of groups or of time; what is None stays as planned. The
        column of groups becomes no input of the recipe, unless it is chosen there again.
        """
        problem, dataset = self._ground()
        before = self.plan()
        plan = splits.wanted(before, stratified, cv, group, time)
        splits.check(share, seed, plan, problem, self._bench.data.profile(dataset))
        who, by = filing.account(), (plan.cv, plan.group, plan.time)
        made = SplitPlan(clock.new_name(), problem.id, float(share), plan.stratified, seed, who, clock.now(), *by)
        project = self._bench.opened()
        last = project.last(SplitPlan, problem=problem.id)
        if last is not None and splits.facts(last) == splits.facts(made):
            return last
        with project.transaction():
            project.add(made)
            if before.group != plan.group:
                self._set_aside(plan.group)
        return made

    def split_counts(self) -> "prepare.Counts | None":
        """Exact rows of training and hold-out as planned; None where the rows cannot be split so.

        What only the draw itself can tell is taken from the preview; until there is one it is None.
        """
        problem, dataset = self._ground()
        shown = self.preview()
        if shown is not None:
            return self.load_preview(shown).counts
        return splits.counts(problem, self._bench.data.profile(dataset), self.plan())

    def split_warning(self) -> Reason | None:
        """That rows which were seen when a hold-out of this data was opened would now be mixed with others."""
        problem = self._bench.problem.current()
        return splits.warning(self._bench.opened(), problem, self.plan()) if problem else None

    # The preview --------------------------------------------------------------------------------------------------------

    def preview(self) -> Preview | None:
        """The newest preview of the current recipe, or of an equal one, with the rows split as planned now."""
        recipe = self.current()
        if recipe is None:
            return None
        project, plan = self._bench.opened(), self.plan()
        equal = [one for one in self.versions() if (one.recipe_hash, one.inputs) == (recipe.recipe_hash, recipe.inputs)]
        found = [preview for one in equal for preview in project.find(Preview, recipe=one.id)]
        for preview in reversed(found):
            try:
                previewed = self.load_preview(preview)
            except ProjectError:  # its file is gone or damaged: it is made again
                continue
            if splits.facts(previewed) == splits.facts(plan):
                return preview
        return None

    def load_preview(self, preview: Preview) -> "prepare.Previewed":
        from mlworkbench.stages import prepare

        if preview.preview_file not in self._previews:
            self._previews = dict(list(self._previews.items())[-KEPT:])
            path = self._bench.opened().file(preview.preview_file)
            try:
                self._previews[preview.preview_file] = prepare.read_preview(path)
            except (OSError, ValueError) as reason:
                raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason
        return self._previews[preview.preview_file]

    def start_preview(self) -> "Job":
        """Try the current recipe on training rows. A preview that is still running is stopped. Raises InputError."""
        if refused := self.refuses():
            raise InputError(refused.key, **refused.facts)
        running = self._bench.running("preview")
        if running is not None:
            self._bench.cancel(running.id)
        recipe, (problem, dataset) = self._present(), self._ground()
        project, plan = self._bench.opened(), self.plan()
        stored = splits.stored(project, problem, plan)
        drawn = dict(zip(("share", "stratified", "seed", "cv", "group", "time"), splits.facts(plan), strict=True))
        spec = drawn | {
            "data": str(project.file(dataset.data_file)),
            "columns": filing.plain(dataset.columns),
            "target": problem.target,
            "task": problem.task,
            "classes": list(problem.classes),
            "steps": filing.plain(recipe.steps),
            "inputs": list(recipe.inputs),
            "holdout_rows": plan.holdout_rows or None,
            "folds": plan.folds,
            "weights": problem.weights,
            "split": str(project.file(stored.rows_file)) if stored else None,
            "width": recipes.width(recipe, self._bench.data.profile(dataset)),
            "key": recipes.telling(self._bench.data.profile(dataset), problem.target),
        }
        return self._bench.start("preview", spec, {"record": clock.new_name(), "recipe": recipe.id})

    # What they share ----------------------------------------------------------------------------------------------------

    def _present(self) -> Recipe:
        recipe = self.current()
        if recipe is None:
            raise InputError("problem.no_target")
        return recipe

    def _ground(self) -> tuple[Problem, Dataset]:
        """The current problem and the dataset version it is about."""
        problem = self._bench.problem.current()
        if problem is None:
            raise InputError("problem.no_target")
        return problem, self._bench.opened().get(Dataset, problem.dataset)

    def _stage_ground(self) -> "prepare.Ground":
        from mlworkbench.stages import prepare

        problem, dataset = self._ground()
        return prepare.Ground(recipes.types(dataset), problem.target, problem.weights)

    def _suggestion(self, problem: Problem, dataset: Dataset) -> "prepare.Suggestion":
        from mlworkbench.stages import prepare

        rows_by = splits.aside(problem, splits.planned(self._bench.opened(), problem, dataset))
        classes = len(problem.classes)
        key = (dataset.id, problem.target, (*problem.excluded, *rows_by), classes)
        if self._suggested is None or self._suggested[0] != key:
            profile = self._bench.data.profile(dataset)
            found = prepare.suggest(profile, dataset.columns, problem.target, problem.excluded, rows_by, classes)
            self._suggested = (key, found)
        return self._suggested[1]

    def _set_aside(self, group: str | None) -> None:
        """The column of groups becomes no input; one that named them before waits to be added again."""
        from mlworkbench.stages import prepare

        current = self._present()
        if current.suggested:
            self.suggest_again()
            return
        self._keep(prepare.without(_draft(current), self._stage_ground(), group, Reason(recipes.AS_GROUP)), suggested=False)

    def _keep(self, draft: "prepare.Draft", suggested: bool) -> Recipe:
        """As the next version, unless the current one has the same content."""
        current, (problem, _) = self._present(), self._ground()
        if recipes.equal(current, draft) and (current.suggested or not suggested):
            return current
        made = _recipe(problem, draft, current.number + 1, suggested)
        project = self._bench.opened()
        with project.transaction():
            project.add(made)
        return made


def _step(kind: str, columns: Sequence[str], params: Mapping[str, bool | int | float | str], families: Sequence[str]) -> Step:
    chosen: Chosen = dict(params)
    return Step(kind, tuple(columns), chosen, tuple(families))


def _place(at: int, count: int) -> int:
    if not 0 <= at < count:
        raise InputError("prepare.no_such_place", place=at + 1)
    return at


def _draft(recipe: Recipe) -> "prepare.Draft":
    from mlworkbench.stages import prepare

    return prepare.Draft(recipe.steps, recipe.inputs, recipe.set_aside)


def _recipe(problem: Problem, draft: "prepare.Draft", number: int, suggested: bool) -> Recipe:
    from mlworkbench.stages import prepare

    return Recipe(
        id=clock.new_name(),
        problem=problem.id,
        steps=draft.steps,
        inputs=draft.inputs,
        set_aside=draft.set_aside,
        recipe_hash=prepare.recipe_hash(draft.steps),
        who=filing.account(),
        when=clock.now(),
        number=number,
        suggested=suggested,
    )
