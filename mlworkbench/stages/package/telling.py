"""What is told of a model's columns: which it computes itself, which must be made before they are brought, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlworkbench.base import words
from mlworkbench.base.records import Column
from mlworkbench.scoring.manifest import Brought, Computed, Input, Making, Manifest, PackagedInput
from mlworkbench.stages import prepare
from mlworkbench.stages.data import CHANGES, formulas


@dataclass(frozen=True)
class Told:
    """`plain` inputs are taken as files have them; `marks` are, by input, the values that stand for nothing."""

    computed: tuple[Computed, ...]
    brought: tuple[Brought, ...]
    plain: tuple[str, ...]
    marks: dict[str, tuple[str, ...]]


def of_manifest(manifest: Manifest) -> Told:
    return _told(manifest.computed, manifest.brought, manifest.inputs)


def of_columns(columns: Sequence[Column], wanted: Iterable[str], target: str) -> Told:
    """Of a model made from these columns, with a recipe that takes the `wanted` ones."""
    behind = _behind(columns, wanted, target)
    known = {column.name: column for column in columns}
    inputs = prepare.unranged(tuple(known[name] for name in behind.inputs))
    return _told(_computed(behind), brought(columns, behind.inputs), inputs)


def computed(columns: Sequence[Column], wanted: Iterable[str], target: str, inputs: Iterable[str]) -> tuple[Computed, ...]:
    """The columns in the graph that formulas give; none where the model takes other inputs than these columns stand for."""
    behind = _behind(columns, wanted, target)
    return _computed(behind) if set(inputs).issuperset(behind.inputs) else ()


def brought(columns: Sequence[Column], inputs: Iterable[str]) -> tuple[Brought, ...]:
    """The inputs to which something was done after they were read that the model does not do itself."""
    kinds, known = formulas.kinds_of(columns), {column.name: column for column in columns}
    there = [known[name] for name in inputs if name in known]
    return tuple(Brought(one.name, _made(one, kinds), one.outdated) for one in there if one.made or one.formula is not None)


def marks_of(one: Input | PackagedInput) -> tuple[str, ...]:
    """What stands for nothing, as written in files and as values, and the numbers that cannot be."""
    bounds = [f"< {words.number(one.below)}"] if one.below is not None else []
    bounds += [f"> {words.number(one.above)}"] if one.above is not None else []
    spelled = one.marks if one.type in ("category", "text") else ()
    own = tuple(mark for mark in one.sentinels if mark.lower() not in {other.lower() for other in spelled})
    others = tuple(mark for mark in one.marks if mark not in own)
    return tuple(dict.fromkeys((*own, *others, *bounds)))


def made_words(one: Making, language: str = "") -> str:
    """A change and its choices: `Limit numbers: low: 0.0`."""
    title = CHANGES[one.kind].title if one.kind in CHANGES else None
    kind = one.kind if title is None else str(title) if not language else str(getattr(title, language))
    return f"{kind}: {one.words}" if one.words else kind


def _told(computed: tuple[Computed, ...], brought: tuple[Brought, ...], inputs: Sequence[Input | PackagedInput]) -> Told:
    made = {one.name for one in brought}
    marks = {one.name: found for one in inputs if (found := marks_of(one))}
    return Told(computed, brought, tuple(one.name for one in inputs if one.name not in made), marks)


def _behind(columns: Sequence[Column], wanted: Iterable[str], target: str) -> prepare.Sources:
    known = {column.name for column in columns}
    return prepare.sources(columns, tuple(name for name in wanted if name in known), target)


def _computed(behind: prepare.Sources) -> tuple[Computed, ...]:
    return tuple(
        Computed(one.name, str(one.formula), formulas.columns_in(formulas.parse(str(one.formula), behind.kinds)))
        for one in behind.computed
    )


def _made(column: Column, kinds: dict[str, formulas.Kind]) -> tuple[Making, ...]:
    """A formula that is there and is not computed hangs on the target, which no device knows."""
    own: tuple[Making, ...] = ()
    if column.formula is not None:
        own = (Making("expression", column.formula, formulas.columns_in(formulas.parse(column.formula, kinds))),)
    return (*own, *(Making(one.kind, one.words, one.columns) for one in column.made))
