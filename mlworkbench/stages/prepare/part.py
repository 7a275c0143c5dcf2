"""What a kind of recipe step brings: names, parameters, what it learns from training rows, and its piece of the graph."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.manifest import Wire
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph

Learned = Any  # each kind has a frozen dataclass of its own; it never leaves the step's file


@dataclass(frozen=True)
class Told:
    """What a step learnt, for a person: of all its columns in one sentence, and of each column by name."""

    whole: Reason
    columns: dict[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True)
class StepKind:
    """`learn` gets the columns' values on the training rows, [N, k] of one wire kind, and gives what the step must remember.

    `emit` adds the nodes that do the same for any rows. `reference` is the plain numpy meaning of the step, [N, k] in, names and
    [N, w] out, used by the contract tests alone. `takes` are the wire kinds it can be given; columns of each are handled apart.

    What becomes of the columns it is given is declared, so that a recipe can be judged before it is fitted: afterwards they are
    of the wire kind `gives` (None: as before); with `uses_up` they are gone and others stand for them; with `fills` none of what
    it gives is ever missing. `tell` puts into words what was learnt.
    """

    name: str
    title: Words
    help: Words
    takes: frozenset[Wire]
    params: tuple[Param, ...]
    learn: Callable[[Array, Sequence[str], Chosen], Learned]
    emit: Callable[[Graph, Sequence[str], Learned], None]
    reference: Callable[[Array, Sequence[str], Learned], tuple[tuple[str, ...], Array]]
    gives: Wire | None = None
    uses_up: bool = False
    fills: bool = False
    tell: Callable[[Sequence[str], Learned], Told] | None = None
