"""What is decided about the quality of the data: mended, kept as it is, decided anew, or undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Dataset, Decision, Deed, Finding, Problem, Reason, Remedy
from mlworkbench.workbench import filing, splits

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

EXCLUDE, STRATIFY = "exclude", "stratify"
ASIDE = ("id", "text", "constant", "empty")  # import leaves such columns out by itself
LOUD = ("problem", "warning")


@dataclass(frozen=True)
class Mended:
    """What one change of the data mended: the decision about it, and the keys of all findings that it was about."""

    decision: Decision
    keys: tuple[str, ...]


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


class DecisionVerbs:
    """Verbs of `bench.data`."""

    _bench: "Workbench"

    def judged(self) -> tuple[Judged, ...]:
        """Every finding of the current version with what was decided about it. Of several columns that share a trouble those stay
        together about which the same was decided.
        """
        found = self._bench.data.findings()
        used, decisions = self._used() if found else frozenset(), self.decisions()[::-1]
        return tuple(judged for one in found for judged in self._apart(one, decisions, used))

    def _apart(self, whole: Finding, decisions: Sequence[Decision], used: frozenset[str]) -> Iterator[Judged]:
        from mlworkbench.stages.data import quality

        states: dict[object, list[Judged]] = {}
        for part in whole.parts or (whole,):
            last = next((one for one in decisions if covers(one.finding, part)), None)
            one = Judged(part, self._holds(last, part, used), _settled(part, used))
            states.setdefault((_how(one.decision), one.settled), []).append(one)
        for alike in states.values():
            finding = whole if len(states) == 1 else quality.together([one.finding for one in alike])
            yield Judged(finding, alike[0].decision, alike[0].settled)

    def problems(self) -> int:
        """How many problems wait for a decision; none before an inspection. A damaged file is told where it is shown."""
        if self._bench.data.inspection() is None:
            return 0
        try:
            return sum(one.waits and one.finding.severity == "problem" for one in self.judged())
        except ProjectError:
            return 0

    def decisions(self) -> tuple[Decision, ...]:
        """Oldest first, of all versions."""
        return tuple(self._bench.project.find(Decision)) if self._bench.project else ()

    def mended(self) -> tuple[Mended, ...]:
        """What changes of the data mended and is not found any more, the newest first."""
        there = {key for one in self._bench.data.findings() if one.rows for key in one.keys}
        last = {one.finding: one for one in self.decisions()}
        made: dict[str, list[Decision]] = {}
        for one in reversed(last.values()):
            if one.deed == "mended" and one.made and one.finding not in there:
                made.setdefault(one.made, []).insert(0, one)
        return tuple(Mended(some[0], tuple(one.finding for one in some)) for some in made.values())

    def refuses_mend(self, remedy: Remedy) -> Reason | None:
        """Why this cannot be done now."""
        if remedy.kind in (EXCLUDE, STRATIFY):
            dataset = self._bench.data.current()
            chosen = dataset is not None and problem_of(self._bench, dataset) is not None
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
            return self._bench.data.change(chosen.kind, chosen.params, why=why, finding=finding.key, settles=finding.keys)
        self._decide(finding.keys, "mended", why)
        return None

    def accept_finding(self, key: str, why: str) -> tuple[Decision, ...]:
        """Keep the data as they are. Raises InputError without a reason."""
        if not why.strip():
            raise InputError("data.why_accept")
        return self._decide(self._bench.data.finding(key).keys, "accepted", why.strip())

    def reopen(self, key: str, why: str = "") -> tuple[Decision, ...]:
        """It is to be decided again. Raises InputError where nothing was decided."""
        decided = [one.finding for one in self.judged() if one.decision is not None]
        found = next((one for one in (*decided, *(part for one in decided for part in one.parts)) if one.key == key), None)
        last = next((one for one in reversed(self.decisions()) if one.finding == key), None)
        if found is None and (last is None or last.deed == "reopened"):
            raise InputError("data.not_decided", finding=key)
        return self._decide(found.keys if found else (key,), "reopened", why)

    def refuses_undo(self, decision: Decision) -> Reason | None:
        """Why what was done about a finding cannot be taken back by one press."""
        if decision.deed != "mended":
            return Reason("data.not_decided", {"finding": decision.finding})
        current = self._bench.data.current()
        if decision.made is None:
            return None
        if current is None or current.id != decision.made:
            return Reason("data.changed_since")
        return self._bench.data.refuses_go_back(decision.dataset)

    def undo(self, keys: Sequence[str], why: str = "") -> None:
        """Take back what was done: the data are what they were before, a column left out is used again. Raises InputError."""
        last = {one.finding: one for one in self.decisions()}
        undone = [last[key] for key in keys if key in last]
        for one in undone:
            if refused := self.refuses_undo(one):
                raise InputError(refused.key, **refused.facts)
        made = next((one for one in undone if one.made is not None), None)
        if made is not None:
            self._bench.data.go_back(made.dataset, why)
            return
        found = [one.finding for one in self.judged() if set(one.finding.keys) & set(keys)]
        if any(remedy.kind == STRATIFY for one in found for remedy in one.remedies):
            plan = self._bench.prepare.plan()
            self._bench.prepare.plan_split(plan.share or splits.SHARE, False, plan.seed)
        self._include([name for one in found for name in one.columns])
        self._decide(keys, "reopened", why)

    # What they share ----------------------------------------------------------------------------------------------------

    def _used(self) -> frozenset[str]:
        """Columns that models see, or would see."""
        dataset = self._bench.data.present()
        recipe = self._bench.prepare.current() if problem_of(self._bench, dataset) else None
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
            gone = set(columns)
            kept = [name for name in recipe.steps[0].columns if name not in gone]
            if len(kept) < len(recipe.steps[0].columns):
                self._bench.prepare.change(0, columns=kept)

    def _include(self, columns: Sequence[str]) -> None:
        """Used again, where a model can use them."""
        recipe, dataset = self._bench.prepare.current(), self._bench.data.present()
        if recipe is None:
            return
        aside = {one.column for one in self._bench.data.profile(dataset).set_aside}
        wanted = {*recipe.steps[0].columns, *(set(columns) - aside)}
        kept = [column.name for column in dataset.columns if column.name in wanted]
        if len(kept) > len(recipe.steps[0].columns):
            self._bench.prepare.change(0, columns=kept)

    def _decide(self, keys: Sequence[str], deed: Deed, why: str) -> tuple[Decision, ...]:
        project, dataset, now = self._bench.opened(), self._bench.data.present(), clock.now()
        made = tuple(Decision(clock.new_name(), dataset.id, key, deed, None, why, filing.account(), now) for key in keys)
        with project.transaction():
            for one in made:
                project.add(one)
        return made


def problem_of(bench: "Workbench", dataset: Dataset) -> Problem | None:
    """What was chosen for this version."""
    problem = bench.problem.current()
    return problem if problem is not None and problem.dataset == dataset.id else None


def covers(key: str, finding: Finding) -> bool:
    """Whether a decision under this key is about the finding: its own key, or that of one of the same kind which named this
    column among others.
    """
    if key == finding.key:
        return True
    kind, _, rest = key.partition(":")
    return kind == finding.kind and bool(finding.columns) and all(f":{name}:" in f":{rest}:" for name in finding.columns)


def _how(decision: Decision | None) -> tuple[object, ...] | None:
    """What was decided together."""
    return (decision.deed, decision.made, decision.why, decision.who, decision.when) if decision else None


def _settled(finding: Finding, used: frozenset[str]) -> bool:
    if not finding.columns or used & set(finding.columns):
        return False
    return finding.kind in ASIDE or any(one.kind == EXCLUDE for one in finding.remedies[:1])
