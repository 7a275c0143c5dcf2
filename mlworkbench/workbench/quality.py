"""Quality: what is wrong with the data, what was decided about it, and what every later version must hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import (
    Dataset,
    Decision,
    Deed,
    Expectations,
    Finding,
    Inspection,
    Problem,
    Reason,
    Remedy,
    Rule,
    Split,
)
from mlworkbench.workbench import filing, splits

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

EXCLUDE, STRATIFY = "exclude", "stratify"
ASIDE = ("id", "text", "constant", "empty")  # import leaves such columns out by itself
LOUD = ("problem", "warning")
KEPT = 8


@dataclass(frozen=True)
class Judged:
    """A finding of the current version and what was decided about it; None while that is open. `settled`: nothing is to decide,
    since no model sees its columns anyway.
    """

    finding: Finding
    decision: Decision | None
    settled: bool

    @property
    def waits(self) -> bool:
        return self.decision is None and not self.settled and self.finding.severity in LOUD


class QualityVerbs:
    """Verbs of `bench.data`."""

    _bench: "Workbench"
    _found: dict[str, tuple[Finding, ...]]

    # What was found -----------------------------------------------------------------------------------------------------

    def inspection(self) -> Inspection | None:
        """The newest inspection of the current version for the current problem."""
        dataset = self._bench.data.current()
        if dataset is None:
            return None
        problem = self._problem(dataset)
        return self._bench.opened().last(Inspection, dataset=dataset.id, problem=problem.id if problem else None)

    def outdated(self) -> bool:
        """Whether the data should be inspected: never yet, or expectations or a split are newer."""
        dataset, last = self._bench.data.current(), self.inspection()
        if dataset is None or last is None:
            return dataset is not None
        expected, split = self._bench.opened().last(Expectations), self._split(dataset)
        if expected is not None and expected.when > last.when:
            return True
        return split is not None and split.when > last.when

    def inspected_state(self) -> tuple[object, ...]:
        """What an inspection is about: version, problem, split, expectations."""
        dataset = self._bench.data.current()
        if dataset is None:
            return ()
        problem, split, expected = self._problem(dataset), self._split(dataset), self._bench.opened().last(Expectations)
        return (dataset.id, *(one.id if one else None for one in (problem, split, expected)))

    def findings(self) -> tuple[Finding, ...]:
        """Of the current version, the worst first: those of its newest inspection, else what import itself found."""
        from mlworkbench.stages.data import quality

        dataset, last = self._bench.data.current(), self.inspection()
        if dataset is None:
            return ()
        if last is None:
            return tuple(quality.remedied(one) for one in self._bench.data.profile(dataset).findings)
        if last.findings_file not in self._found:
            path = self._bench.opened().file(last.findings_file)
            try:
                found = quality.read_findings(path)
            except (OSError, ValueError) as reason:
                raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason
            self._found = {**dict(list(self._found.items())[-KEPT:]), last.findings_file: found}
        return self._found[last.findings_file]

    def finding(self, key: str) -> Finding:
        """Raises InputError for a key that no finding of the current version has."""
        found = next((one for one in self.findings() if one.key == key), None)
        if found is None:
            known = ", ".join(one.key for one in self.findings())
            raise InputError("data.no_such_finding", finding=key, known=known[:400])
        return found

    def refuses_inspect(self) -> Reason | None:
        if self._bench.project is None:
            return Reason("home.no_project")
        if self._bench.data.current() is None:
            return Reason("data.no_data")
        return Reason("data.is_inspecting") if self._bench.running("inspect") else None

    def inspect(self) -> "Job":
        """Let every finder look at the current version. Raises InputError."""
        if refused := self.refuses_inspect():
            raise InputError(refused.key, **refused.facts)
        dataset = self._bench.data.present()
        problem = self._problem(dataset)
        context = {"record": clock.new_name(), "dataset": dataset.id, "problem": problem.id if problem else None}
        return self._bench.start("inspect", self._inspect_spec(), context)

    def inspected(self, target: str | None = None) -> tuple[Finding, ...]:
        """The findings of the current version, inspected first where that is due; for another target than the project's one an
        inspection that is not kept. Waits. Raises InputError.
        """
        from mlworkbench.stages.data import quality

        problem = self._problem(self._bench.data.present())
        if target is None or (problem is not None and problem.target == target):
            if self.outdated():
                self._bench.wait(self._bench.running("inspect") or self.inspect())
            return self.findings()
        goal = filing.plain(quality.goal_of(self._bench.data.profile(), target))
        job = self._bench.start("inspect", self._inspect_spec() | {"goal": goal, "split": None}, loose=True)
        made = self._bench.wait(job)
        found = quality.read_findings(job.folder / made["files"]["findings"])
        self._bench.drop(job)
        return found

    # What is decided ----------------------------------------------------------------------------------------------------

    def judged(self) -> tuple[Judged, ...]:
        """Every finding of the current version with what was decided about it."""
        found = self.findings()
        if not found:
            return ()
        used, last = self._used(), {one.finding: one for one in self.decisions()}
        return tuple(Judged(one, self._holds(last.get(one.key), one, used), _settled(one, used)) for one in found)

    def problems(self) -> int:
        """How many problems wait for a decision; none before an inspection. A damaged file is told where it is shown."""
        if self.inspection() is None:
            return 0
        try:
            return sum(one.waits and one.finding.severity == "problem" for one in self.judged())
        except ProjectError:
            return 0

    def decisions(self) -> tuple[Decision, ...]:
        """Oldest first, of all versions."""
        return tuple(self._bench.project.find(Decision)) if self._bench.project else ()

    def mended(self) -> tuple[Decision, ...]:
        """What changes of the data mended and is not found any more, the newest first."""
        there = {one.key for one in self.findings() if one.rows}
        last = {one.finding: one for one in self.decisions()}
        return tuple(one for one in reversed(last.values()) if one.deed == "mended" and one.made and one.finding not in there)

    def refuses_mend(self, remedy: Remedy) -> Reason | None:
        """Why this cannot be done now."""
        if remedy.kind in (EXCLUDE, STRATIFY):
            dataset = self._bench.data.current()
            chosen = dataset is not None and self._problem(dataset) is not None
            return None if chosen and self._bench.prepare.current() else Reason("data.needs_target")
        from mlworkbench.stages.data import CHANGES

        if remedy.kind not in CHANGES:
            return Reason("data.no_such_change", {"kind": remedy.kind})
        return self._bench.data.refuses_change()

    def mend(self, finding: Finding, remedy: Remedy | None = None, why: str = "") -> "Job | None":
        """Do what mends it, the first remedy unless named: a job that makes the next version, or None where it is done at once.

        Raises InputError.
        """
        chosen = remedy or next(iter(finding.remedies), None)
        if chosen is None:
            raise InputError("data.no_remedy", finding=finding.key)
        if refused := self.refuses_mend(chosen):
            raise InputError(refused.key, **refused.facts)
        if chosen.kind == EXCLUDE:
            self._exclude(chosen.params["columns"])
        elif chosen.kind == STRATIFY:
            plan = self._bench.prepare.plan()
            self._bench.prepare.plan_split(plan.share or splits.SHARE, True, plan.seed)
        else:
            return self._bench.data.change(chosen.kind, chosen.params, why=why, finding=finding.key)
        self._decide(finding.key, "mended", why)
        return None

    def accept_finding(self, key: str, why: str) -> Decision:
        """Keep the data as they are. Raises InputError without a reason."""
        if not why.strip():
            raise InputError("data.why_accept")
        return self._decide(self.finding(key).key, "accepted", why.strip())

    def reopen(self, key: str, why: str = "") -> Decision:
        """It is to be decided again. Raises InputError where nothing was decided."""
        last = next((one for one in reversed(self.decisions()) if one.finding == key), None)
        if last is None or last.deed == "reopened":
            raise InputError("data.not_decided", finding=key)
        return self._decide(key, "reopened", why)

    # What is expected ---------------------------------------------------------------------------------------------------

    def expectations(self) -> tuple[Rule, ...]:
        """The newest list."""
        last = self._bench.project.last(Expectations) if self._bench.project else None
        return last.rules if last else ()

    def expect(self, rules: Sequence[Rule]) -> Expectations:
        """From now on every version is held against these. Raises InputError for a rule that says nothing."""
        from mlworkbench.stages.data import quality

        project = self._bench.opened()
        wanted = tuple(dict.fromkeys(rules))
        for rule in wanted:
            if refused := quality.refuses(rule, self._bench.data.current()):
                raise InputError(refused.key, **refused.facts)
        last = project.last(Expectations)
        if last is not None and last.rules == wanted:
            return last
        made = Expectations(clock.new_name(), wanted, filing.account(), clock.now())
        with project.transaction():
            project.add(made)
        return made

    def proposed_rules(self) -> tuple[Rule, ...]:
        """What holds now and is likely to be meant."""
        from mlworkbench.stages.data import quality

        dataset = self._bench.data.present()
        return quality.proposed(self._bench.data.profile(dataset), dataset.columns)

    # What they share ----------------------------------------------------------------------------------------------------

    def _problem(self, dataset: Dataset) -> Problem | None:
        problem = self._bench.problem.current()
        return problem if problem is not None and problem.dataset == dataset.id else None

    def _split(self, dataset: Dataset) -> Split | None:
        problem = self._problem(dataset)
        return self._bench.opened().last(Split, problem=problem.id) if problem else None

    def _goal(self, problem: Problem) -> dict[str, Any]:
        return {
            "target": problem.target,
            "task": problem.task,
            "classes": list(problem.classes),
            "positive": problem.positive,
            "stratified": self._bench.prepare.plan().stratified,
        }

    def _inspect_spec(self) -> dict[str, Any]:
        dataset, project = self._bench.data.present(), self._bench.opened()
        problem, split = self._problem(dataset), self._split(dataset)
        return {
            "data": str(project.file(dataset.data_file)),
            "columns": filing.plain(dataset.columns),
            "profile": str(project.file(dataset.profile_file)),
            "goal": self._goal(problem) if problem else None,
            "rules": filing.plain(self.expectations()),
            "split": str(project.file(split.rows_file)) if split else None,
            "holdout_rows": dataset.holdout_rows,
        }

    def _used(self) -> frozenset[str]:
        """Columns that models see, or would see."""
        dataset = self._bench.data.present()
        recipe = self._bench.prepare.current() if self._problem(dataset) else None
        if recipe is not None:
            return frozenset(recipe.inputs)
        profile = self._bench.data.profile(dataset)
        aside = {one.column for one in profile.set_aside}
        return frozenset(one.name for one in profile.columns if one.name not in aside)

    def _holds(self, decision: Decision | None, finding: Finding, used: frozenset[str]) -> Decision | None:
        """A decision counts for a finding that is there: accepted, or left out still. What a change mended came back."""
        if decision is None or decision.deed == "reopened" or decision.made is not None:
            return None
        if decision.deed == "accepted":
            return decision
        if any(one.kind == STRATIFY for one in finding.remedies):
            return decision if self._bench.prepare.plan().stratified else None
        return None if used & set(finding.columns) else decision

    def _exclude(self, columns: Sequence[str]) -> None:
        """The first step of the recipe names the columns that are kept."""
        recipe = self._bench.prepare.current()
        if recipe is not None:
            kept = [name for name in recipe.steps[0].columns if name not in set(columns)]
            if len(kept) < len(recipe.steps[0].columns):
                self._bench.prepare.change(0, columns=kept)

    def _decide(self, key: str, deed: Deed, why: str) -> Decision:
        project, dataset = self._bench.opened(), self._bench.data.present()
        made = Decision(clock.new_name(), dataset.id, key, deed, None, why, filing.account(), clock.now())
        with project.transaction():
            project.add(made)
        return made


def _settled(finding: Finding, used: frozenset[str]) -> bool:
    if not finding.columns or used & set(finding.columns):
        return False
    return finding.kind in ASIDE or any(one.kind == EXCLUDE for one in finding.remedies[:1])
