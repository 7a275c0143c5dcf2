"""The preview job: fits a recipe on a sample of training rows, step by step, and writes down what each step does to them.

Each step is fitted as for training, on what the steps before it gave; the sealed rows are not read beyond their target.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column, Reason, Step, TaskName
from mlworkbench.base.report import Part, Report
from mlworkbench.scoring.manifest import WIRES, Input, Interface, Wire
from mlworkbench.scoring.wire import WIRE_ORDER, Array, feed
from mlworkbench.stages import data
from mlworkbench.stages.prepare import effects, fitting, parking, sampling, splitting
from mlworkbench.stages.prepare.effects import Effect, FamilyEffects, Previewed, Wrong
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import Taught
from mlworkbench.stages.prepare.truth import truth, weights_of
from mlworkbench.stages.prepare.validation import Validation

MOST_ROWS, FEWEST_ROWS = 20_000, 2_000
MOST_CELLS = 10_000_000  # features of all sampled rows at once
SEED = 20_000
NAMED = 60  # new and vanished columns by name


class PreviewSpec(BaseModel):
    """What a preview job is given.

    `share`, `holdout_rows`, `stratified`, `seed`, `folds`, `cv`, `group` and `time` are the plan of the split; `split` is its
    stored draw, if there is one. `weights` is the column that says how much each row counts. `width` is about how many features
    there will be; `key` is a column by which a person knows a row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    data: Path
    columns: tuple[Column, ...]
    target: str
    task: TaskName
    classes: tuple[str, ...] = ()
    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    share: float
    holdout_rows: int | None = None
    stratified: bool = True
    seed: int = 1
    folds: int = 5
    cv: str = ""
    group: str | None = None
    time: str | None = None
    weights: str | None = None
    split: Path | None = None
    width: int = 1
    key: str = ""


@dataclass
class State:
    """The columns on their way to the models, [rows] each, by name; `wires` says of which kind each is."""

    cells: dict[str, Array]
    wires: dict[str, Wire]

    def restrict(self, names: Sequence[str]) -> None:
        self.cells = {name: self.cells[name] for name in names}
        self.wires = {name: self.wires[name] for name in names}


def preview(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Writes preview.json (see `effects`). Raises InputError where the rows cannot be split as planned."""
    begun = seconds()
    asked = PreviewSpec.model_validate(spec)
    report.progress(0.0, "prepare.reading")
    drawn, counts, target, groups, weights = _split(asked)
    train = drawn.train
    rows = train[picked(len(train), asked.width)]
    dealt = splitting.parts(len(rows), asked.seed, None if groups is None else groups[rows])
    own = None if weights is None else weights[rows]
    taught = Taught(asked.task, target[rows], len(asked.classes), *dealt, own, asked.seed, names=asked.classes)
    names = (*asked.inputs, *((asked.key,) if asked.key and asked.key not in asked.inputs else ()))
    cells = data.rows_at(asked.data, names, rows, Part(report, 0.05, 0.4))
    keys = sampling.Keys(rows, cells[asked.key] if asked.key else None)
    tried = []
    for number, family in enumerate(parking.FAMILIES):
        start = 0.4 + 0.6 * number / len(parking.FAMILIES)
        trying = Trying(asked, keys, taught, Part(report, start, start + 0.6 / len(parking.FAMILIES)))
        tried.append(trying.family(family, {name: cells[name] for name in asked.inputs}))
    plan = (asked.share, asked.stratified, asked.seed)
    by = (asked.cv, asked.group, asked.time)
    effects.write(Previewed(len(train), len(rows), asked.key, *plan, counts, tuple(tried), *by), out / "preview.json")
    return {"rows": len(rows), "seconds": seconds() - begun, "files": {"preview": "preview.json"}}


def picked(rows: int, width: int) -> Array:
    """Places of the training rows that are used, ascending: all, or a sample that is always the same."""
    most = min(MOST_ROWS, max(FEWEST_ROWS, MOST_CELLS // max(width, 1)))
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.Generator(np.random.PCG64(SEED)).choice(rows, most, replace=False))


def _split(asked: PreviewSpec) -> tuple[splitting.Drawn, splitting.Counts, Array, Array | None, Array | None]:
    """The stored draw, else the one the plan would give; of all rows the target, and groups and weights where they have some."""
    cells = data.column_values(asked.data, tuple(name for name in (asked.target, asked.weights) if name))
    target, usable = truth(cells[asked.target], asked.task, asked.classes, asked.target)
    classes = None if asked.task == "regression" else target
    validation = Validation.parse(asked.cv) if asked.cv else None
    groups, time = splitting.draw_by(asked.data, usable, asked.group, asked.time)
    if asked.split is not None:
        drawn = splitting.read(asked.split, validation)
    else:
        plan = (asked.share, asked.holdout_rows, asked.folds, asked.seed, asked.stratified)
        drawn = splitting.draw(classes, usable, *plan, validation=validation, groups=groups, time=time)
    weights = None if asked.weights is None else weights_of(cells[asked.weights], usable, asked.weights)
    return drawn, splitting.counted(drawn, classes, asked.classes), target, groups, weights


class Trying:
    """Fits the recipe for one family, step by step, on the sampled rows."""

    def __init__(self, asked: PreviewSpec, keys: sampling.Keys, taught: Taught, report: Report) -> None:
        self.asked, self.keys, self.taught, self.report = asked, keys, taught, report
        self.types = {one.name: one.type for one in asked.columns}

    def family(self, family: str, cells: dict[str, Array]) -> FamilyEffects:
        asked = self.asked
        types = {name: self.types[name] for name in asked.inputs}
        state = _state(asked.inputs, types, cells)
        found, wrong = list[Effect](), None
        for place, (step, bound) in enumerate(zip(asked.steps, parking.bound(asked.steps, types, family), strict=True)):
            self.report.progress(place / len(asked.steps), "prepare.trying", step=place + 1, of=len(asked.steps))
            if bound is None or bound.parked is not None:
                continue
            if step.columns and not any(name in state.cells for name in bound.columns):
                found.append(_passed_over(place, len(state.cells)))
                continue
            try:
                found.append(self.step(place, step, bound, state))
            except InputError as reason:
                wrong = Wrong(place, Reason(reason.key, dict(reason.facts)))
                break
        features = sum(wire == "numbers" for wire in state.wires.values())
        if not features and wrong is None:
            wrong = Wrong(None, Reason("prepare.nothing_left"))
        unseen = parking.left(asked.steps, types, family).unseen
        return FamilyEffects(family, tuple(found), features, unseen, wrong)

    def step(self, place: int, step: Step, bound: parking.Bound, state: State) -> Effect:
        """Fits one step on the columns it gets; afterwards `state` holds what it gave."""
        keeps = step.kind == parking.KEEP
        graph = _graph(state)
        before, count = dict(state.cells), len(self.asked.columns) if keeps else len(state.cells)
        lessons = fitting.apply(graph, step, bound, self.taught)
        told = [one for lesson in lessons if (one := lesson.told) is not None]
        given = _given(graph)
        if keeps:
            state.restrict(bound.columns)
        touched = [name for lesson in lessons for name in lesson.names]
        gone = [name for name in touched if name not in given.cells]
        made = [name for name in given.cells if name not in before]
        changed = {name: _changed(before[name], given.cells[name]) for name in touched if name in given.cells}
        state.cells, state.wires = given.cells, given.wires
        if keeps:
            gone = [name for name in self.types if name not in state.cells and name != self.asked.target]
        shown = sampling.samples(touched, made, before, given.cells, changed, self.keys, keeps)
        return Effect(
            step=place,
            before=count,
            after=len(state.cells),
            made=tuple(made[:NAMED]),
            made_count=len(made),
            gone=tuple(gone[:NAMED]),
            gone_count=len(gone),
            cells=sum(int(one.sum()) for one in changed.values()),
            told=told[0].whole if len(told) == 1 else None,
            learnt={name: reason for one in told for name, reason in one.columns.items()},
            samples=shown,
        )


def _passed_over(place: int, columns: int) -> Effect:
    """A step before this one let none of its columns through."""
    told = Reason("prepare.told_picked_out")
    return Effect(place, columns, columns, (), 0, (), 0, 0, told, {}, ())


def _state(inputs: Sequence[str], types: Mapping[str, str], cells: dict[str, Array]) -> State:
    """The columns as the wire carries them."""
    fed = feed(_interface(tuple(Input(name, types[name]) for name in inputs)), cells)
    wires: dict[str, Wire] = {name: WIRES[types[name]] for name in inputs}
    return State(_columns(fed, wires), wires)


def _graph(state: State) -> Graph:
    """A graph whose inputs are the columns as they are now, in the order in which training has them."""
    inputs = tuple(Input(name, KINDS[wire]) for name, wire in state.wires.items())
    return Graph(inputs, feed(_interface(inputs), state.cells))


def _given(graph: Graph) -> State:
    """What the graph makes of the rows it was fitted on."""
    wires: dict[str, Wire] = {name: wire for wire in WIRE_ORDER for name in graph.columns(wire)}
    present = [wire for wire in WIRE_ORDER if graph.columns(wire)]
    arrays = graph.values_of([graph.take(graph.columns(wire)) for wire in present]) if present else []
    return State(_columns(dict(zip(present, arrays, strict=True)), wires), wires)


def _columns(arrays: dict[str, Array], wires: dict[str, Wire]) -> dict[str, Array]:
    names = {wire: [name for name, one in wires.items() if one == wire] for wire in arrays}
    return {name: array[:, place] for wire, array in arrays.items() for place, name in enumerate(names[wire])}


def _interface(inputs: tuple[Input, ...]) -> Interface:
    return Interface("regression", "", inputs)


KINDS: dict[Wire, str] = {"numbers": "number", "texts": "category", "dates": "date"}


def _changed(before: Array, after: Array) -> Array:
    """Which rows have another value now; a text that became a number has."""
    if before.dtype != after.dtype:
        return np.ones(len(before), dtype=bool)
    if before.dtype == np.float64:
        return np.asarray(~((before == after) | (np.isnan(before) & np.isnan(after))))
    return np.asarray(before != after, dtype=bool)
