"""Changes of the data: every one makes a version of its own, with what it did, who did it and why."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Change, Dataset, Model, Origin, Problem, Reason, Run, SplitPlan
from mlworkbench.workbench import filing
from mlworkbench.workbench.lineage import GO_BACK, versions
from mlworkbench.workbench.problem import options_of

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.data import ChangeKind
    from mlworkbench.workbench.bench import Workbench

QUERY = "sql"
HASH = "hash_columns"
RENAME = "rename"


@dataclass(frozen=True)
class Lineage:
    """`versions` are the one the model was trained on and those it came from by changes, back to the one that was imported."""

    model: Model
    run: Run
    problem: Problem
    versions: tuple[Dataset, ...]

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The files, with their hashes."""
        return (self.versions[0].origin, *self.versions[0].others)


class ChangeVerbs:
    """Verbs of `bench.data`."""

    _bench: "Workbench"

    def change_kinds(self) -> "tuple[ChangeKind, ...]":
        """What can be done, in the order in which it is offered."""
        from mlworkbench import plugins
        from mlworkbench.stages.data import CHANGES

        plugins.load()
        return tuple(CHANGES)

    def functions(self) -> tuple[str, ...]:
        """The functions of the language of formulas."""
        from mlworkbench.stages.data import formulas

        return tuple(formulas.FUNCTIONS)

    def refuses_change(self) -> Reason | None:
        """Why the data cannot be changed now."""
        if self._bench.project is None:
            return Reason("home.no_project")
        if self._bench.data.current() is None:
            return Reason("data.no_data")
        if self._bench.running("import") or self._bench.running("import_database"):
            return Reason("data.importing")
        return Reason("data.changing") if self._bench.running("change") else None

    def change(
        self,
        kind: str,
        params: Mapping[str, Any],
        name: str = "",
        why: str = "",
        finding: str | None = None,
        settles: Sequence[str] = (),
    ) -> "Job":
        """Make the next version of the newest one. `finding` is what it mends, `settles` the keys under which that is decided:
        its own unless named. Raises InputError.
        """
        if refused := self.refuses_change():
            raise InputError(refused.key, **refused.facts)
        dataset = self._bench.data.present()
        told = {"kind": kind, "name": name, "why": why, "finding": finding, "settles": list(settles)}
        context = {"record": clock.new_name(), "parent": dataset.id, "change": told}
        return self._bench.start("change", self._spec(dataset, kind, params), context)

    def try_change(self, kind: str, params: Mapping[str, Any]) -> "Job":
        """What a change would do to the newest version: its effect and the first rows concerned. Nothing is kept."""
        dataset = self._bench.data.present()
        return self._bench.start("try_change", self._spec(dataset, kind, params), loose=True)

    def history(self) -> tuple[Dataset, ...]:
        """All versions, newest first."""
        return tuple(reversed(self._bench.data.versions()))

    def refuses_go_back(self, dataset_id: str) -> Reason | None:
        """Why the data cannot become what it was in this version."""
        if refused := self.refuses_change():
            return refused
        wanted, current = self._bench.data.version(dataset_id), self._bench.data.present()
        alike = (wanted.data_file, wanted.columns) == (current.data_file, current.columns)
        return Reason("data.is_current", {"number": current.number}) if alike else None

    def go_back(self, dataset_id: str, why: str = "") -> Dataset:
        """The newest version is again what this one was. Raises InputError."""
        if refused := self.refuses_go_back(dataset_id):
            raise InputError(refused.key, **refused.facts)
        project, wanted, current = self._bench.opened(), self._bench.data.version(dataset_id), self._bench.data.present()
        made = replace(
            wanted,
            id=clock.new_name(),
            number=current.number + 1,
            parent=current.id,
            change=Change(GO_BACK, {"version": wanted.number}, why=why, effect=_difference(current, wanted)),
            who=filing.account(),
            when=clock.now(),
        )
        with project.transaction():
            project.add(made)
            self.carry(made)
        return made

    def compare(self, before_id: str, after_id: str) -> "Job":
        """What differs between two versions, by a loose job: rows, columns, and how each column's values are spread."""
        sides = {"before": self._side(before_id), "after": self._side(after_id)}
        return self._bench.start("compare", sides, loose=True)

    def lineage(self, model_id: str) -> Lineage:
        """From a model to the exact bytes it was trained on and where they came from."""
        project = self._bench.opened()
        model = project.get(Model, model_id)
        run = project.get(Run, model.run)
        problem = project.get(Problem, run.problem)
        return Lineage(model, run, problem, tuple(versions(project, problem)))

    def carry(self, dataset: Dataset, renamed: Mapping[str, str] | None = None) -> Problem | None:
        """The problem chosen before, and with it the recipe, for a version that a change made; None where it does not fit.

        The target stays as long as it is there and its values are no others than before.
        """
        problem = self._bench.problem.current()
        if problem is None or problem.dataset == dataset.id:
            return problem
        names = renamed if renamed is not None and problem.dataset == dataset.parent else self._renames(problem.dataset, dataset)
        target = names.get(problem.target, problem.target)
        there = {column.name for column in dataset.columns}
        excluded = tuple(names.get(one, one) for one in problem.excluded if names.get(one, one) in there)
        options = options_of(problem, self._bench.data.profile(dataset), names)
        try:
            draft = self._bench.problem.draft(target, problem.task, problem.metric, excluded, problem.positive, **options)
        except InputError:
            return None
        if not set(draft.classes) <= set(problem.classes):
            return None
        carried = self._bench.problem.choose(target, problem.task, problem.metric, excluded, problem.positive, names, **options)
        self._carry_plan(names)
        return carried

    def _carry_plan(self, names: Mapping[str, str]) -> None:
        """The plan of the split goes by the same columns, whatever they are called now."""
        plan = self._bench.opened().last(SplitPlan)
        if plan is None or not {plan.group, plan.time} & set(names):
            return
        by = [None if name is None else names.get(name, name) for name in (plan.group, plan.time)]
        with suppress(InputError):  # the Prepare page says that the plan lost its column
            self._bench.prepare.plan_split(plan.share, plan.stratified, plan.seed, plan.cv, *by)

    def _renames(self, before_id: str, after: Dataset) -> dict[str, str]:
        """What the columns of one version are called in another, by the renaming between them: back, forth, or both."""
        up, down = self._way(self._bench.data.version(before_id)), self._way(after)
        met = next((one.id for one in up if any(one.id == other.id for other in down)), None)
        if met is None:
            return {}
        names = {column.name: column.name for column in self._bench.data.version(before_id).columns}
        for one in takewhile(lambda one: one.id != met, up):
            before = {new: old for old, new in _renamed(one).items()}
            names = {column: before.get(name, name) for column, name in names.items()}
        for one in reversed(list(takewhile(lambda one: one.id != met, down))):
            names = {column: _renamed(one).get(name, name) for column, name in names.items()}
        return {column: name for column, name in names.items() if column != name}

    def _way(self, dataset: Dataset) -> list[Dataset]:
        """The version, and those it was made from by changes; where one went back, the one it went back to."""
        numbered = {one.number: one for one in self._bench.data.versions()}
        made = [dataset]
        while made[-1].change is not None and made[-1].parent is not None:
            change = made[-1].change
            back = numbered.get(int(change.params["version"])) if change.kind == GO_BACK else None
            made[-1:] = [back] if back is not None else [made[-1], self._bench.data.version(made[-1].parent)]
        return made

    def _spec(self, dataset: Dataset, kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
        from mlworkbench import plugins
        from mlworkbench.stages.data import CHANGES
        from mlworkbench.store import hash_key

        plugins.load()
        project = self._bench.opened()
        others = [one for one in self._bench.data.versions() if one.id != dataset.id] if kind == QUERY else []
        return {
            "data": str(project.file(dataset.data_file)),
            "columns": filing.plain(dataset.columns),
            "rows": dataset.rows,
            "kind": CHANGES[kind].name,
            "params": dict(params),
            "name": dataset.name,
            "holdout_rows": dataset.holdout_rows,
            "versions": {f"v{one.number}": self._other(one) for one in others},
            "secret": str(hash_key(project.folder)) if kind == HASH else None,
        }

    def _side(self, dataset_id: str) -> dict[str, Any]:
        dataset = self._bench.data.version(dataset_id)
        return self._other(dataset) | {"profile": str(self._bench.opened().file(dataset.profile_file))}

    def _other(self, dataset: Dataset) -> dict[str, Any]:
        path = self._bench.data.path(dataset)
        return {"data": str(path), "columns": filing.plain(dataset.columns), "rows": dataset.rows}


def _renamed(dataset: Dataset) -> dict[str, str]:
    """The new names by the old ones that the change of this version gave."""
    change = dataset.change
    return {old: str(new).strip() for old, new in change.params["columns"].items()} if change and change.kind == RENAME else {}


def _difference(before: Dataset, after: Dataset) -> dict[str, int]:
    old, new = ({column.name for column in one.columns} for one in (before, after))
    found = {
        "rows_removed": max(before.rows - after.rows, 0),
        "rows_added": max(after.rows - before.rows, 0),
        "columns_added": len(new - old),
        "columns_removed": len(old - new),
    }
    return {name: count for name, count in found.items() if count}
