"""What a kind of recipe step brings: names, parameters, what it learns from training rows, and its piece of the graph."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason, TaskName
from mlworkbench.base.words import Words
from mlworkbench.scoring.manifest import Wire
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph

GROUPS: Final = ("missing", "outliers", "scaling", "binning", "categories", "dates", "text", "combine", "select")
Learned = Any  # each kind has a frozen dataclass of its own; it never leaves the step's file


@dataclass(frozen=True)
class Told:
    """What a step learnt, for a person: of all its columns in one sentence, and of each column by name."""

    whole: Reason
    columns: dict[str, Reason] = field(default_factory=dict)


@dataclass(frozen=True)
class Taught:
    """What a supervised step may look at besides its columns: the truth of the training rows.

    `target` [N] is the class index (int64) or the number (float64); `weights` float64 [N], None where all rows count alike.
    `fold` int64 [N] deals the training rows into `folds` parts of their own, groups kept whole: what a step learns of a row's
    target must not come back in that row's features, so those are made by a step taught on the other parts. `frequent` are the
    classes, most frequent first; `of` keeps them, so that each part gives the same columns. `names` are those of the classes, if
    they are known.
    """

    task: TaskName
    target: Array
    classes: int
    fold: Array
    folds: int
    weights: Array | None = None
    seed: int = 1
    frequent: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.task == "multiclass" and not self.frequent:
            order = np.argsort(-np.bincount(self.target, minlength=self.classes), kind="stable")
            object.__setattr__(self, "frequent", tuple(order.tolist()))

    def of(self, rows: Array) -> "Taught":
        weights = None if self.weights is None else self.weights[rows]
        return replace(self, target=self.target[rows], fold=self.fold[rows], weights=weights)


def alone(params: Chosen) -> bool:
    """Each feature comes of one column."""
    return False


def mixed(params: Chosen) -> bool:
    return True


@dataclass(frozen=True)
class StepKind:
    """`learn` gets the columns' values on the training rows, [N, k] of one wire kind, and gives what the step must remember.

    A supervised step has `teach` instead, which gets the truth besides. With `out_of_fold` the training rows' own values are made
    by steps taught without them; such a step puts columns of the same names whichever rows it was taught on. Where it knows a
    quicker way to both, `teach_apart` gives what it learnt and the training rows' own values [N, w] at once.

    `emit` adds the nodes that do the same for any rows. `reference` is the plain numpy meaning of the step, [N, k] in, names and
    [N, w] out, used by the contract tests alone. `takes` are the wire kinds it can be given; columns of each are handled
    apart. With `together` it is given all of them at once, as objects [N, k], and needs some of each kind.

    What becomes of the columns it is given is declared, so that a recipe can be judged before it is fitted: afterwards they are
    of the wire kind `gives` (None: as before); with `uses_up` they are gone and others stand for them; with `picks` some of them
    may be gone, which ones is known once it was fitted, and never all; with `fills` none of what it gives is ever missing. With
    `adds` new columns of that wire kind stand beside them, as for dates, of which several steps make numbers; they may be missing
    where nothing was, unless it `fills`. `tell` puts into words what was learnt. `group` is what it is for, one of GROUPS:
    there it stands among the steps that can be added. A step that cannot do without a file of the user brings `sample`, which
    writes a small one into a folder and gives the parameters to try it with. `mixes` says with which parameters a feature comes
    of several columns.
    """

    name: str
    title: Words
    help: Words
    takes: frozenset[Wire]
    params: tuple[Param, ...]
    emit: Callable[[Graph, Sequence[str], Learned], None]
    reference: Callable[[Array, Sequence[str], Learned], tuple[tuple[str, ...], Array]]
    learn: Callable[[Array, Sequence[str], Chosen], Learned] | None = None
    teach: Callable[[Array, Sequence[str], Chosen, Taught], Learned] | None = None
    teach_apart: Callable[[Array, Sequence[str], Chosen, Taught], tuple[Learned, Array]] | None = None
    out_of_fold: bool = False
    gives: Wire | None = None
    together: bool = False
    uses_up: bool = False
    picks: bool = False
    fills: bool = False
    adds: Wire | None = None
    tell: Callable[[Sequence[str], Learned], Told] | None = None
    group: str = "combine"
    sample: Callable[[Path], Chosen] | None = None
    mixes: Callable[[Chosen], bool] = alone

    def learnt(self, values: Array, names: Sequence[str], params: Chosen, taught: Taught | None) -> Learned:
        """What the step remembers of these training rows. A supervised step needs their truth."""
        if self.teach is not None and taught is not None:
            return self.teach(values, names, params, taught)
        if self.learn is None:
            raise ValueError(self.name)
        return self.learn(values, names, params)
