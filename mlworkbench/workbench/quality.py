"""Quality: what is wrong with the data, and what every later version must hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Dataset, Expectations, Finding, Inspection, Problem, Reason, Rule, Split
from mlworkbench.workbench import filing
from mlworkbench.workbench.decisions import problem_of

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

KEPT = 8


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
        problem = problem_of(self._bench, dataset)
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
        problem, split, expected = problem_of(self._bench, dataset), self._split(dataset), self._bench.opened().last(Expectations)
        return (dataset.id, *(one.id if one else None for one in (problem, split, expected)))

    def findings(self) -> tuple[Finding, ...]:
        """Of the current version, the worst first: those of its newest inspection, else what import itself found."""
        from mlworkbench.stages.data import quality

        dataset, last = self._bench.data.current(), self.inspection()
        if dataset is None:
            return ()
        if last is None:
            return quality.grouped(quality.remedied(one) for one in self._bench.data.profile(dataset).findings)
        if last.findings_file not in self._found:
            path = self._bench.opened().file(last.findings_file)
            try:
                found = quality.grouped(quality.read_findings(path))
            except (OSError, ValueError) as reason:
                raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason
            self._found = {**dict(list(self._found.items())[-KEPT:]), last.findings_file: found}
        return self._found[last.findings_file]

    def finding(self, key: str) -> Finding:
        """Of several columns or of one of them; what is decided already comes last. Raises InputError for a key that no finding
        of the current version has.
        """
        shown = [one.finding for one in sorted(self._bench.data.judged(), key=lambda one: one.decision is not None)]
        found = next((one for one in (*shown, *(part for one in shown for part in one.parts)) if one.key == key), None)
        if found is None:
            raise InputError("data.no_such_finding", finding=key, known=", ".join(one.key for one in shown)[:400])
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
        problem = problem_of(self._bench, dataset)
        context = {"record": clock.new_name(), "dataset": dataset.id, "problem": problem.id if problem else None}
        return self._bench.start("inspect", self._inspect_spec(), context)

    def inspected(self, target: str | None = None) -> tuple[Finding, ...]:
        """The findings of the current version, inspected first where that is due; for another target than the project's one an
        inspection that is not kept. Waits. Raises InputError.
        """
        from mlworkbench.stages.data import quality

        problem = problem_of(self._bench, self._bench.data.present())
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

    # What is expected ---------------------------------------------------------------------------------------------------

    def expectations(self) -> tuple[Rule, ...]:
        """The newest list."""
        last = self._bench.project.last(Expectations) if self._bench.project else None
        return last.rules if last else ()

    def expect(self, rules: Sequence[Rule]) -> Expectations:
        """From now on every version is held against these. Raises InputError for a rule that says nothing."""
        from mlworkbench.stages.data import quality

        project = self._bench.opened()
        wanted, last = tuple(dict.fromkeys(rules)), project.last(Expectations)
        for rule in wanted:
            held = last is not None and rule in last.rules  # a column that is gone since is told as a finding
            if not held and (refused := quality.refuses(rule, self._bench.data.current())):
                raise InputError(refused.key, **refused.facts)
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

    def _split(self, dataset: Dataset) -> Split | None:
        problem = problem_of(self._bench, dataset)
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
        problem, split = problem_of(self._bench, dataset), self._split(dataset)
        return {
            "data": str(project.file(dataset.data_file)),
            "columns": filing.plain(dataset.columns),
            "profile": str(project.file(dataset.profile_file)),
            "goal": self._goal(problem) if problem else None,
            "rules": filing.plain(self.expectations()),
            "split": str(project.file(split.rows_file)) if split else None,
            "holdout_rows": dataset.holdout_rows,
        }
