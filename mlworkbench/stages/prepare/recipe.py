"""The automatic recipe: which columns, and which steps in which order, each with its reason in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base import params
from mlworkbench.base.digest import digest_of
from mlworkbench.base.params import Value
from mlworkbench.base.records import Column, ColumnProfile, Profile, Reason, SetAside, Step
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.data import sentinels
from mlworkbench.stages.prepare.steps import STEPS

LINEAR = "linear"
TREE = "tree"
FEW_CATEGORIES = 12
MOST_CATEGORIES = 1000


@dataclass(frozen=True)
class Suggestion:
    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def recipe_hash(self) -> str:
        return recipe_hash(self.steps)


def recipe_hash(steps: Sequence[Step]) -> str:
    """The digest of what the steps do; their reasons do not count."""
    return digest_of([{"kind": s.kind, "columns": s.columns, "params": s.params, "families": s.families} for s in steps])


def suggest(
    profile: Profile,
    columns: Sequence[Column],
    target: str,
    excluded: Sequence[str] = (),
    rows_by: Mapping[str, Reason] | None = None,
    classes: int = 0,
) -> Suggestion:
    """Every column that can be used, prepared for trees and for linear models; the rest set aside with its reason.

    `classes` is how many the target has, 0 for a number. `rows_by` are columns that say something about the rows, such as their
    group or weight, and why they are no inputs.
    """
    by_rows = {name: why for name, why in (rows_by or {}).items() if name != target}
    aside = _set_aside(profile, target, excluded, by_rows)
    gone = {one.column for one in aside} | {target}
    found = {column.name: column for column in profile.columns}
    used = [found[column.name] for column in columns if column.name not in gone]
    inputs = tuple(column.name for column in used)
    return Suggestion(_steps(used, inputs, classes), inputs, aside)


def _set_aside(profile: Profile, target: str, excluded: Sequence[str], rows_by: Mapping[str, Reason]) -> tuple[SetAside, ...]:
    by_choice = tuple(SetAside(name, why) for name, why in rows_by.items())
    by_choice += tuple(SetAside(name, Reason("prepare.excluded")) for name in excluded if name not in {target, *rows_by})
    named = {*excluded, *rows_by, target}
    by_data = tuple(one for one in profile.set_aside if one.column not in named)
    named |= {one.column for one in by_data}
    too_many = tuple(
        SetAside(column.name, Reason("prepare.too_many_categories", {"distinct": column.distinct, "most": MOST_CATEGORIES}))
        for column in profile.columns
        if column.name not in named and column.type in ("category", "text") and column.distinct > MOST_CATEGORIES
    )
    return by_choice + by_data + too_many


def _steps(used: Sequence[ColumnProfile], inputs: tuple[str, ...], classes: int) -> tuple[Step, ...]:
    numbers = tuple(column.name for column in used if column.type in ("number", "flag"))
    dates = tuple(column.name for column in used if column.type == "date")
    texts = [column for column in used if column.type in ("category", "text")]
    few = tuple(column.name for column in texts if column.distinct <= FEW_CATEGORIES)
    many = tuple(column.name for column in texts if column.distinct > FEW_CATEGORIES)
    steps = [_step("keep", inputs, Reason("prepare.why_keep", {"columns": len(inputs)}))]
    if dates:
        steps.append(_step("date_parts", dates, Reason("prepare.why_dates", {"columns": len(dates)})))
    if few:
        steps.append(_step("one_hot", few, Reason("prepare.why_few", {"columns": len(few)})))
    if many:
        steps.append(_for_trees(many, classes))
        steps.append(_step("one_hot", many, Reason("prepare.why_many_linear", {"columns": len(many)}), (LINEAR,)))
    if numbers or dates or many:
        missing = sum(column.missing for column in used if column.type in ("number", "flag"))
        steps.append(_step("missing", (), Reason("prepare.why_missing", {"cells": missing}), (LINEAR,)))
    steps.append(_step("scale", (), Reason("prepare.why_scale"), (LINEAR,)))
    return tuple(steps)


def _for_trees(many: tuple[str, ...], classes: int) -> Step:
    """Shares of several classes are more noise than help: each is learnt on other rows than the row at hand, for every class."""
    if classes > 2:
        return _step("ordinal", many, Reason("prepare.why_many_places", {"columns": len(many)}), (TREE,), order="name")
    return _step("target_encode", many, Reason("prepare.why_many_trees", {"columns": len(many)}), (TREE,), order=True)


def _step(kind: str, columns: tuple[str, ...], why: Reason, families: tuple[str, ...] = (), **chosen: Value) -> Step:
    """With the usual parameters of its kind, but for those chosen."""
    return Step(kind, columns, params.check(STEPS[kind].params, chosen), families, why)


def interface_inputs(columns: Sequence[Column], cells: Mapping[str, Array]) -> tuple[Input, ...]:
    """What a model takes: type, and range and known categories of the training rows in `cells`, in the order of `cells`."""
    known = {column.name: column for column in columns}
    return tuple(_input(known[name], values) for name, values in cells.items())


def unranged(columns: Sequence[Column]) -> tuple[Input, ...]:
    """The same where no rows are at hand: without ranges and categories."""
    none = np.empty(0)
    return tuple(_input(column, none) for column in columns)


def _input(column: Column, cells: Array) -> Input:
    marks: dict[str, Any] = {"marks": column.missing, "sentinels": sentinels.of(column)}
    if column.type in ("category", "text"):
        found = sorted({cell for cell in cells.tolist() if cell})
        return Input(column.name, column.type, categories=tuple(found[:MOST_CATEGORIES]), date_format=column.date_format, **marks)
    present = cells[cells != NO_DATE] if column.type == "date" else cells[np.isfinite(cells)]
    low, high = (float(present.min()), float(present.max())) if len(present) else (None, None)
    return Input(column.name, column.type, "", low, high, (), column.date_format, **marks, below=column.below, above=column.above)
