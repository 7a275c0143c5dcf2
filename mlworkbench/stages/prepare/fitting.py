"""Fit a recipe on training rows: the steps for one family of algorithms become one feature graph."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base import params
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import Input, Wire
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import derived, parking
from mlworkbench.stages.prepare.graph import Block, Graph
from mlworkbench.stages.prepare.part import Learned, StepKind, Taught, Told
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
    steps: Sequence[Step],
    inputs: Sequence[Input],
    fed: dict[str, Array],
    family: str,
    behind: derived.Sources | None = None,
    taught: Taught | None = None,
) -> Graph:
    """The finished graph. `fed` holds the training rows on the wire and nothing else: what is not in it is not learnt from.

    `taught` is the truth of those rows, for the steps that are supervised.
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
            apply(graph, step, bound, taught)
    graph.finish()
    return graph


def apply(graph: Graph, step: Step, bound: parking.Bound, taught: Taught | None = None) -> tuple[Lesson, ...]:
    """Learn and emit, one wire kind after the other, or all at once where the kind of step wants them together."""
    kind, lessons = STEPS[step.kind], []
    chosen = params.check(kind.params, step.params)
    given = [_columns(graph, step, bound, wire) for wire in sorted(kind.takes)]
    if kind.together:
        given = [tuple(name for names in given for name in names)] if all(given) else []
    for names in given:
        if names:
            lessons.append(Lesson(kind, names, _one(graph, kind, names, chosen, taught)))
    return tuple(lessons)


def _one(graph: Graph, kind: StepKind, names: Sequence[str], chosen: Chosen, taught: Taught | None) -> Learned:
    values, before = graph.cells(names), graph.branch()
    if kind.teach_apart is not None and taught is not None:
        learned, apart = kind.teach_apart(values, names, chosen, taught)
        kind.emit(graph, names, learned)
        _hold(graph, graph.made_since(before, names), apart)
        return learned
    learned = kind.learnt(values, names, chosen, taught)
    kind.emit(graph, names, learned)
    if kind.out_of_fold and taught is not None:
        _hold_out(graph, before, kind, names, chosen, taught, values)
    return learned


def _hold(graph: Graph, made: Sequence[Block], apart: Array) -> None:
    """The columns of `apart` are those of the blocks, one after the other."""
    begin = 0
    for block in made:
        graph.hold(block.tensor, apart[:, begin : begin + len(block.names)])
        begin += len(block.names)


def _hold_out(
    graph: Graph, before: Graph, kind: StepKind, names: Sequence[str], chosen: Chosen, taught: Taught, values: Array
) -> None:
    """Each training row's values come from the step as taught without the row's part."""
    made = graph.made_since(before, names)
    found = {block.tensor: np.empty((len(values), len(block.names))) for block in made}
    for part in range(taught.folds):
        inside, outside = np.flatnonzero(taught.fold != part), np.flatnonzero(taught.fold == part)
        branch = before.branch(outside)
        kind.emit(branch, names, kind.learnt(values[inside], names, chosen, taught.of(inside)))
        for block, cells in zip(made, branch.values_of([branch.take(block.names) for block in made]), strict=True):
            found[block.tensor][outside] = cells
    for tensor, cells in found.items():
        graph.hold(tensor, cells)


def types(inputs: Sequence[Input]) -> dict[str, str]:
    return {one.name: one.type for one in inputs}


def _columns(graph: Graph, step: Step, bound: parking.Bound, wire: Wire) -> tuple[str, ...]:
    """The step's columns of this wire kind; a step that names none takes all of them, those that steps have made too."""
    there = graph.columns(wire)
    if not step.columns:
        return there
    known = set(there)
    return tuple(name for name in bound.columns if name in known)
