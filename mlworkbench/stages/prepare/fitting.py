"""Fit a recipe on training rows: the steps for one family of algorithms become one feature graph."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlworkbench.base import params
from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import Input, Wire
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import derived, parking
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import Learned, StepKind, Told
from mlworkbench.stages.prepare.steps import STEPS


@dataclass(frozen=True)
class Lesson:
    """What a step learnt from its columns of one wire kind."""

    kind: StepKind
    names: tuple[str, ...]
    learned: Learned

    @property
    def told(self) -> Told | None:
        """It in words; None where this kind of step has none."""
        return self.kind.tell(self.names, self.learned) if self.kind.tell else None


def fit(
    steps: Sequence[Step], inputs: Sequence[Input], fed: dict[str, Array], family: str, behind: derived.Sources | None = None
) -> Graph:
    """The finished graph. `fed` holds the training rows on the wire and nothing else: what is not in it is not learnt from.

    `behind` tells which columns of the recipe the graph computes itself from its inputs.
    Steps none of whose columns is there are passed over, and of the others the columns that are not (see `parking`). Raises
    InputError ("prepare.nothing_left") if no feature remains.
    """
    graph, known = Graph(inputs, fed), types(inputs)
    if behind is not None and behind.computed:
        derived.add(graph, behind)
        every = known | {column.name: column.type for column in behind.computed}
        known = {name: every[name] for name in behind.kept}
    for step, bound in zip(steps, parking.bound(steps, known, family), strict=True):
        if bound is not None and bound.parked is None:
            apply(graph, step, bound)
    graph.finish()
    return graph


def apply(graph: Graph, step: Step, bound: parking.Bound) -> tuple[Lesson, ...]:
    """Learn and emit, one wire kind after the other."""
    kind, lessons = STEPS[step.kind], []
    chosen = params.check(kind.params, step.params)
    for wire in sorted(kind.takes):
        names = _columns(graph, step, bound, wire)
        if names:
            lessons.append(Lesson(kind, names, kind.learn(graph.values(graph.take(names)), names, chosen)))
            kind.emit(graph, names, lessons[-1].learned)
    return tuple(lessons)


def types(inputs: Sequence[Input]) -> dict[str, str]:
    return {one.name: one.type for one in inputs}


def _columns(graph: Graph, step: Step, bound: parking.Bound, wire: Wire) -> tuple[str, ...]:
    """The step's columns of this wire kind; a step that names none takes all of them, those that steps have made too."""
    there = graph.columns(wire)
    if not step.columns:
        return there
    known = set(there)
    return tuple(name for name in bound.columns if name in known)
