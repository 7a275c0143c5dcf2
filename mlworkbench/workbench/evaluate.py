"""Evaluate: open the sealed hold-out, and count the looks."""

from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Evaluation, Look, Model, Problem, Reason, Run, Split
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench


class EvaluateVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench

    def refuses(self, model_id: str) -> Reason | None:
        """Why the hold-out cannot be opened for this model."""
        split = self._split(model_id)
        if split.test_rows == 0:
            return Reason("evaluate.no_holdout")
        if self._bench.running("evaluate"):
            return Reason("evaluate.running")
        return None

    def open_holdout(self, model_id: str, why: str) -> "Job":
        """Record the look, then score the hold-out with this model. Raises InputError where there is none."""
        if refusal := self.refuses(model_id):
            raise InputError(refusal.key, **refusal.facts)
        project = self._bench.opened()
        model = project.get(Model, model_id)
        split = self._split(model_id)
        problem = project.get(Problem, split.problem)
        look = Look(
            id=clock.new_name(),
            split=split.id,
            model=model.id,
            number=len(self.looks(split.id)) + 1,
            why=why,
            who=filing.account(),
            when=clock.now(),
        )
        with project.transaction():
            project.add(look)
        spec = {
            "data": str(project.file(project.get(Dataset, problem.dataset).data_file)),
            "model": str(project.file(model.model_file)),
            "split": str(project.file(split.rows_file)),
            "target": problem.target,
            "task": problem.task,
            "classes": list(problem.classes),
            "positive": problem.positive,
        }
        return self._bench.start("evaluate", spec, {"record": clock.new_name(), "model": model.id, "look": look.id})

    def evaluations(self, model_id: str) -> tuple[Evaluation, ...]:
        """Oldest first."""
        return tuple(self._bench.opened().find(Evaluation, model=model_id))

    def looks(self, split_id: str) -> tuple[Look, ...]:
        """All looks at these hold-out rows, oldest first: also through other splits that sealed the same rows."""
        project = self._bench.opened()
        same = project.find(Split, rows_file=project.get(Split, split_id).rows_file)
        found = [look for split in same for look in project.find(Look, split=split.id)]
        return tuple(sorted(found, key=lambda look: look.when))

    def _split(self, model_id: str) -> Split:
        project = self._bench.opened()
        return project.get(Split, project.get(Run, project.get(Model, model_id).run).split)
