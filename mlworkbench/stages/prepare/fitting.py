"""Fit a recipe on training rows: the steps for one family of algorithms become one feature graph."""

from collections.abc import Sequence

from mlworkbench.base import params
from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import Input, Wire
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.steps import STEPS


def fit(steps: Sequence[Step], inputs: Sequence[Input], fed: dict[str, Array], family: str) -> Graph:
    """The finished graph. `fed` holds the training rows on the wire and nothing else: what is not in it is not learnt from.

    Columns that a step names and the graph no longer has (another step used them up) are passed over. Raises InputError
    ("prepare.nothing_left") if no feature remains.
    """
    graph = Graph(inputs, fed)
    for step in steps:
        if not step.families or family in step.families:
            _apply(graph, step)
    graph.finish()
    return graph


def _apply(graph: Graph, step: Step) -> None:
    kind = STEPS[step.kind]
    chosen = params.check(kind.params, step.params)
    for wire in sorted(kind.takes):
        names = _columns(graph, step, wire)
        if names:
            values = graph.values(graph.take(names))
            kind.emit(graph, names, kind.learn(values, names, chosen))


def _columns(graph: Graph, step: Step, wire: Wire) -> tuple[str, ...]:
    """The step's columns of this wire kind; a step that names none takes all of them."""
    there = graph.columns(wire)
    return tuple(name for name in step.columns if name in there) if step.columns else there
