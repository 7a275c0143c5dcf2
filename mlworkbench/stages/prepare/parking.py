"""What each step of a recipe gets of the columns it names, seen without fitting; one that gets none of them is parked.

A step names columns of the dataset. On the way to it a column can be left out by the first step, become numbers under its own
name, or be used up by a step that puts others in its place. Fitting goes by what is found here, so that what is shown is done.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Reason, SetAside, Step
from mlworkbench.scoring.manifest import WIRES, Wire
from mlworkbench.stages.prepare.part import StepKind
from mlworkbench.stages.prepare.steps import STEPS

FAMILIES: Final = ("tree", "linear")
KEEP: Final = "keep"


@dataclass(frozen=True)
class Bound:
    """`columns` are there, in the order the step names them; `missed` are not.

    For a step that names none `columns` are all that it takes, those that steps made by the name of what they were made of.
    `parked` says why the step is passed over: none of its columns is there.
    """

    columns: tuple[str, ...]
    missed: tuple[SetAside, ...] = ()
    parked: Reason | None = None


@dataclass(frozen=True)
class Left:
    """What a family of models is given at the end: columns that are numbers, those that are not and so are never seen, and of the
    numbers those that may be missing. Columns that steps made go by the name of what they were made of. `doubtful` are the
    features that a step may have left out, which is known only after fitting.
    """

    features: tuple[str, ...]
    unseen: tuple[str, ...]
    gaps: tuple[str, ...]
    doubtful: tuple[str, ...] = ()


def bound(steps: Sequence[Step], columns: Mapping[str, str], family: str, target: str = "") -> tuple[Bound | None, ...]:
    """For each step what it gets in this family of algorithms; None for a step that is not for it.

    `columns` are those of the dataset with their types, in order. Raises InputError for a kind of step that is not known.
    """
    return _walked(steps, columns, family, target)[0]


def left(steps: Sequence[Step], columns: Mapping[str, str], family: str, target: str = "") -> Left:
    """What the models of this family are given after the last step."""
    flow = _walked(steps, columns, family, target)[1]
    numbers = flow.taken({"numbers"})
    features = flow.sources(numbers)
    unseen = tuple(name for name in flow.sources(flow.taken({"texts", "dates"})) if name not in features)
    gaps, doubtful = ([name for name in numbers if name in among] for among in (flow.gaps, flow.doubtful))
    return Left(features, unseen, flow.sources(gaps), flow.sources(doubtful))


def mixing(
    steps: Sequence[Step], columns: Mapping[str, str], family: str, target: str, together: Sequence[Collection[str]]
) -> Reason | None:
    """Which step makes a feature of columns that may not act together; only those of one group may."""
    groups = [set(group) for group in together]
    for place, (step, got) in enumerate(zip(steps, bound(steps, columns, family, target), strict=True), 1):
        if got is None or got.parked is not None or len(got.columns) < 2 or not STEPS[step.kind].mixes(step.params):
            continue
        if not any(group.issuperset(got.columns) for group in groups):
            return Reason("prepare.mixes", {"step": place, "title": str(STEPS[step.kind].title)})
    return None


def merged(found: Iterable[Bound | None]) -> Bound:
    """A step in all its families as one: there where any has it, parked where it is parked in all."""
    every = [one for one in found if one is not None]
    columns = tuple(dict.fromkeys(name for one in every for name in one.columns))
    missed = {one.column: one for bound_ in every for one in bound_.missed if one.column not in columns}
    working = any(one.parked is None for one in every)
    return Bound(columns, tuple(missed.values()), None if working or not every else every[0].parked)


def of_family(step: Step, family: str) -> bool:
    return not step.families or family in step.families


@dataclass
class _Flow:
    """The columns on their way: each one's wire, what was left out or used up and why, which may be missing, which left out.

    Columns that a step put in place of others have no name yet; they stand for their `source`.
    """

    wires: dict[str, Wire]
    types: Mapping[str, str]
    target: str
    gone: dict[str, Reason] = field(default_factory=dict)
    gaps: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    source: dict[str, str] = field(default_factory=dict)

    def taken(self, wires: Collection[Wire]) -> tuple[str, ...]:
        return tuple(name for name, wire in self.wires.items() if wire in wires)

    def sources(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.source.get(name, name) for name in names))

    def why_missed(self, name: str, kind: StepKind) -> Reason | None:
        """Why the step does not get this column; None where it does."""
        if name == self.target:
            return Reason("prepare.missed_target")
        if name not in self.types:
            return Reason("prepare.missed_gone")
        if name in self.gone:
            return self.gone[name]
        return None if self.wires[name] in kind.takes else Reason(TYPES[self.wires[name]])


TYPES: Final[Mapping[Wire, str]] = {
    "numbers": "prepare.missed_is_number",
    "texts": "prepare.missed_is_text",
    "dates": "prepare.missed_is_date",
}
PARKED: Final[Mapping[str, str]] = {
    "prepare.missed_target": "prepare.parked_target",
    "prepare.missed_gone": "prepare.parked_gone",
    "prepare.missed_left_out": "prepare.parked_left_out",
    "prepare.missed_used_up": "prepare.parked_used_up",
    "prepare.missed_is_number": "prepare.parked_is_number",
    "prepare.missed_is_text": "prepare.parked_is_text",
    "prepare.missed_is_date": "prepare.parked_is_date",
}
LACKS: Final[Mapping[Wire, str]] = {
    "numbers": "prepare.parked_lacks_numbers",
    "texts": "prepare.parked_lacks_texts",
    "dates": "prepare.parked_lacks_dates",
}


def _walked(
    steps: Sequence[Step], columns: Mapping[str, str], family: str, target: str
) -> tuple[tuple[Bound | None, ...], _Flow]:
    wires = {name: WIRES[kind] for name, kind in columns.items() if name != target}
    flow = _Flow(wires, columns, target, gaps=set(wires))
    found: list[Bound | None] = []
    for place, step in enumerate(steps, 1):
        if not of_family(step, family):
            found.append(None)
            continue
        one = _bound(step, STEPS[step.kind], flow)
        found.append(one)
        if one.parked is None:
            _let_through(flow, place, step, one.columns if step.columns else flow.taken(STEPS[step.kind].takes))
    return tuple(found), flow


def _bound(step: Step, kind: StepKind, flow: _Flow) -> Bound:
    if not step.columns:
        there = flow.sources(flow.taken(kind.takes))
        return Bound(there, (), _lacks(kind, flow.taken(kind.takes), flow) if there else Reason("prepare.parked_nothing"))
    reasons = {name: flow.why_missed(name, kind) for name in step.columns}
    there = tuple(name for name, why in reasons.items() if why is None)
    missed = tuple(SetAside(name, why) for name, why in reasons.items() if why is not None)
    return Bound(there, missed, _lacks(kind, there, flow) if there else _parked(missed))


def _lacks(kind: StepKind, names: Sequence[str], flow: _Flow) -> Reason | None:
    """What a step that takes its columns together cannot do without."""
    found = {flow.wires[name] for name in names}
    lacking = sorted(kind.takes - found) if kind.together else []
    return Reason(LACKS[lacking[0]]) if lacking else None


def _parked(missed: Sequence[SetAside]) -> Reason:
    """One reason for the whole step: what its columns share, else that each has one of its own."""
    facts: dict[str, Fact] = {"columns": ", ".join(one.column for one in missed)}
    shared = {one.reason.key for one in missed}
    if len(shared) > 1:
        return Reason("prepare.parked_mixed", facts)
    return Reason(PARKED[shared.pop()], facts | missed[0].reason.facts)


def _let_through(flow: _Flow, place: int, step: Step, names: Sequence[str]) -> None:
    """What the step makes of its columns."""
    kind = STEPS[step.kind]
    if step.kind == KEEP:
        kept = set(names)
        flow.gone |= {name: Reason("prepare.missed_left_out") for name in flow.wires if name not in kept}
        flow.wires = {name: wire for name, wire in flow.wires.items() if name in kept}
        flow.gaps &= kept
        return
    if kind.picks:
        flow.doubtful |= set(names)
    made = {name: f"{name}\0{place}" if kind.uses_up else name for name in names}  # no column of a file has such a name
    if kind.uses_up:
        flow.source |= {after: flow.source.get(name, name) for name, after in made.items()}
        flow.gone |= dict.fromkeys(names, Reason("prepare.missed_used_up", {"step": place}))
        flow.gaps = {made.get(name, name) for name in flow.gaps}
        flow.doubtful = {made.get(name, name) for name in flow.doubtful}
    flow.wires = {made.get(name, name): (kind.gives or wire) if name in made else wire for name, wire in flow.wires.items()}
    if kind.fills:
        flow.gaps -= set(made.values())
    if kind.adds is not None:
        beside = {f"{name}\0{place}+": flow.source.get(name, name) for name in names}
        flow.wires |= dict.fromkeys(beside, kind.adds)
        flow.source |= beside
        flow.gaps |= set() if kind.fills else set(beside)
