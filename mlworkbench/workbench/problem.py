"""Problem: what is to be predicted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Problem, Reason
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.stages.problem import Draft
    from mlworkbench.workbench.bench import Workbench


class ProblemVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench

    def current(self) -> Problem | None:
        """The problem chosen last."""
        return self._bench.project.last(Problem) if self._bench.project else None

    def targets(self) -> tuple[str, ...]:
        """Columns that can be predicted, the best guess first."""
        from mlworkbench.stages import problem

        return problem.targets(self._bench.data.profile()) if self._bench.data.current() else ()

    def refuses(self, target: str) -> Reason | None:
        """Why this column cannot be predicted."""
        from mlworkbench.stages import problem

        if self._bench.data.current() is None:
            return Reason("data.no_data")
        return problem.refuses(self._bench.data.profile(), target)

    def draft(self, target: str, task: str = "auto", metric: str | None = None, excluded: Sequence[str] = ()) -> "Draft":
        """What choosing this would mean. Raises InputError naming the column or the choice."""
        from mlworkbench import plugins
        from mlworkbench.stages import problem

        plugins.load()
        profile = self._bench.data.profile()
        known = {column.name for column in profile.columns}
        for name in (target, *excluded):
            if name not in known:
                raise InputError("problem.no_such_column", column=name, known=", ".join(sorted(known)[:40]))
        return problem.suggest(profile, target, task=task, metric=metric, excluded=tuple(excluded))

    def choose(self, target: str, task: str = "auto", metric: str | None = None, excluded: Sequence[str] = ()) -> Problem:
        """Record the problem and, with it, its automatic recipe. The same choice again gives the same record."""
        dataset = self._bench.data.current()
        if dataset is None:
            raise InputError("data.no_data")
        draft = self.draft(target, task, metric, excluded)
        chosen = Problem(
            id=clock.new_name(),
            dataset=dataset.id,
            target=draft.target,
            task=draft.task,
            metric=draft.metric,
            classes=tuple(draft.classes),
            positive=draft.positive,
            excluded=tuple(draft.excluded),
            who=filing.account(),
            when=clock.now(),
        )
        current = self.current()
        if current is not None and _same(current, chosen):
            return current
        project = self._bench.opened()
        with project.transaction():
            project.add(chosen)
            project.add(self._bench.prepare.suggest(chosen, dataset))
        return chosen


def _same(one: Problem, other: Problem) -> bool:
    fields = ("dataset", "target", "task", "metric", "classes", "positive", "excluded")
    return all(getattr(one, field) == getattr(other, field) for field in fields)
