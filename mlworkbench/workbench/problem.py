"""Problem: what is to be predicted, what for, and when a model is good enough."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Charter, ColumnProfile, Criterion, Limits, Problem, Profile, Reason
from mlworkbench.workbench import charters, checks, filing, readiness
from mlworkbench.workbench.charters import Changes
from mlworkbench.workbench.checks import Asked, Check, Proposal

if TYPE_CHECKING:
    from mlworkbench.stages.problem import Draft
    from mlworkbench.workbench.bench import Workbench


# What a regression can minimise, and the level taken first where it has one.
LOSSES: Final = ("squared", "absolute", "quantile", "poisson", "tweedie")
LEVELS: Final = {"quantile": "0.9", "tweedie": "1.5"}


class Options(TypedDict, total=False):
    """What a problem may ask besides its task (see Problem); `order` are the classes in their order."""

    loss: str
    ordered: bool
    order: Sequence[str]
    weights: str | None


def options_of(problem: Problem, profile: Profile | None = None, names: Mapping[str, str] | None = None) -> Options:
    """What this problem asks, to ask it again: of the data with this profile, where columns may have other `names`.

    Classes that are not there any more leave the order, a column that is gone weighs nothing.
    """
    renamed = names or {}
    target, weights = renamed.get(problem.target, problem.target), renamed.get(problem.weights or "", problem.weights)
    order = problem.classes if problem.ordered else ()
    if profile is not None:
        columns = {one.name: one for one in profile.columns}
        there = {top.value for top in columns[target].top} if target in columns else set()
        order = tuple(name for name in order if name in there)
        weights = weights if weights in columns else None
    return {"loss": problem.loss, "ordered": problem.ordered and len(order) > 2, "order": order, "weights": weights}


def weighing(profile: Profile, target: str) -> tuple[str, ...]:
    """Columns that can say how much each row counts: those that are called so first."""
    able = [one for one in profile.columns if one.type in ("number", "flag") and one.name != target and not one.missing]
    fitting = [one.name for one in able if (one.minimum or 0.0) >= 0 and (one.maximum or 0.0) > 0]
    return tuple(sorted(fitting, key=lambda name: not any(word in name.lower() for word in ("weight", "wgt", "가중"))))


class ProblemVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench

    # What is predicted --------------------------------------------------------------------------------------------------

    def current(self) -> Problem | None:
        """The problem chosen last."""
        return self._bench.project.last(Problem) if self._bench.project else None

    def targets(self) -> tuple[str, ...]:
        """Columns that can be predicted, the best guess first."""
        from mlworkbench.stages import problem

        return problem.targets(self._bench.data.profile()) if self._bench.data.current() else ()

    def refused_targets(self) -> dict[str, Reason]:
        """The other columns, and why they cannot be predicted or should not be."""
        if self._bench.data.current() is None:
            return {}
        profile, able = self._bench.data.profile(), set(self.targets())
        aside = {one.column: one.reason for one in profile.set_aside}
        others = [one.name for one in profile.columns if one.name not in able]
        found = {name: self.refuses(name) or aside.get(name) for name in others}
        return {name: reason for name, reason in found.items() if reason is not None}

    def refuses(self, target: str) -> Reason | None:
        """Why this column cannot be predicted."""
        from mlworkbench.stages import problem

        if self._bench.data.current() is None:
            return Reason("data.no_data")
        return problem.refuses(self._bench.data.profile(), target)

    def draft(
        self,
        target: str,
        task: str = "auto",
        metric: str | None = None,
        excluded: Sequence[str] = (),
        positive: str | None = None,
        **options: Unpack[Options],
    ) -> "Draft":
        """What choosing this would mean. Raises InputError naming the column or the choice."""
        from mlworkbench import plugins
        from mlworkbench.stages import problem
        from mlworkbench.stages.evaluate import METRICS

        plugins.load()
        profile = self._bench.data.profile()
        known = {column.name for column in profile.columns}
        for name in (target, *excluded):
            if name not in known:
                raise InputError("problem.no_such_column", column=name, known=", ".join(sorted(known)[:40]))
        loss, ordered = problem.Loss.parse(options.get("loss", "")).text(), options.get("ordered", False)
        metrics = {one: METRICS.names_for(one, loss, ordered) for one in problem.USUAL}
        wish = problem.Wish(
            task, metric, positive, tuple(excluded), loss, ordered, tuple(options.get("order", ())), options.get("weights")
        )
        return problem.suggest(profile, target, wish, metrics)

    def choose(
        self,
        target: str,
        task: str = "auto",
        metric: str | None = None,
        excluded: Sequence[str] = (),
        positive: str | None = None,
        renamed: Mapping[str, str] | None = None,
        **options: Unpack[Options],
    ) -> Problem:
        """Record the problem and, with it, its automatic recipe. The same choice again gives the same record.

        `renamed` are columns by their old names, which a recipe made before may use.
        """
        dataset = self._bench.data.current()
        if dataset is None:
            raise InputError("data.no_data")
        draft = self.draft(target, task, metric, excluded, positive, **options)
        chosen = Problem(
            id=clock.new_name(),
            dataset=dataset.id,
            target=draft.target,
            task=draft.task,
            metric=draft.metric,
            classes=tuple(draft.classes),
            positive=draft.positive,
            excluded=tuple(draft.excluded),
            loss=draft.loss,
            ordered=draft.ordered,
            weights=draft.weights,
            who=filing.account(),
            when=clock.now(),
        )
        current = self.current()
        if current is not None and _same(current, chosen):
            return current
        project = self._bench.opened()
        with project.transaction():
            project.add(chosen)
            project.add(self._bench.prepare.begin(chosen, dataset, renamed or {}))
        return chosen

    # What success means -------------------------------------------------------------------------------------------------

    def charter(self) -> Charter | None:
        """The newest version."""
        return self._bench.project.last(Charter) if self._bench.project else None

    def charters(self) -> tuple[Charter, ...]:
        """Oldest first."""
        return self._bench.project.find(Charter) if self._bench.project else ()

    def write_charter(self, **changes: Unpack[Changes]) -> Charter:
        """A new version with these fields changed; the current one where that changes nothing. Raises InputError."""
        project, current = self._bench.opened(), self.charter()
        wanted = charters.content(current) | charters.checked(self._bench, current, changes)
        if current is not None and wanted == charters.content(current):
            return current
        number = current.number + 1 if current else 1
        written = Charter(id=clock.new_name(), number=number, who=filing.account(), when=clock.now(), **wanted)
        with project.transaction():
            project.add(written)
        return written

    def checks(self, model_id: str | None = None) -> tuple[Check, ...]:
        """Criteria and limits of the newest charter held against a model, the chosen one unless named."""
        return checks.of(self._bench, model_id)

    def removed_after_look(self) -> tuple[Asked, ...]:
        """Criteria and limits that stood when the hold-out of the current data was first opened and do not stand any more."""
        return checks.removed_after_look(self._bench)

    def proposals(self, criterion: Criterion) -> tuple[Proposal, ...]:
        """What models reach on training rows, as a value to begin from."""
        return checks.proposals(self._bench, criterion)

    def groupings(self) -> tuple[tuple[ColumnProfile, tuple[str, ...]], ...]:
        """Columns of the current data whose values can be groups of a criterion; no groups where there are too many to list."""
        found = charters.grouping(self._bench.data.profile()) if self._bench.data.current() else ()
        return tuple((one, charters.groups_of(one)) for one in found)

    def bindable(self) -> tuple[ColumnProfile, ...]:
        """Columns of the current data with which a prediction can be made to rise or fall."""
        return charters.bindable(self._bench)

    def passed_over(self) -> tuple[str, ...]:
        """Columns that the limits of the newest charter name and models cannot see now."""
        charter = self.charter()
        return charters.passed_over(self._bench, charter.limits) if charter else ()

    def limits(self) -> Limits | None:
        """Those of the newest charter, without columns that models cannot see now; None before there is a charter."""
        charter = self.charter()
        return charters.in_force(self._bench, charter.limits) if charter else None

    def ready(self, draft: "Draft | None") -> tuple[readiness.Fact, ...]:
        """What speaks for and against starting with this choice."""
        return readiness.facts(self._bench, draft)


def _same(one: Problem, other: Problem) -> bool:
    fields = ("dataset", "target", "task", "metric", "classes", "positive", "excluded", "loss", "ordered", "weights")
    return all(getattr(one, field) == getattr(other, field) for field in fields)
