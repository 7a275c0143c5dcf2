"""What a package tells of columns: which the model computes itself, and which must be made before they are brought."""

from collections.abc import Iterable, Sequence

from mlworkbench.base.records import Column
from mlworkbench.scoring.manifest import Brought, Computed, Interface, Making
from mlworkbench.stages import prepare
from mlworkbench.stages.data import formulas


def computed(columns: Sequence[Column], wanted: Iterable[str], interface: Interface) -> tuple[Computed, ...]:
    """The columns in the graph that formulas give; none where the model takes other inputs than these columns stand for."""
    known = {column.name for column in columns}
    behind = prepare.sources(columns, tuple(name for name in wanted if name in known), interface.target)
    inputs = {one.name for one in interface.inputs}
    if not inputs.issuperset(behind.inputs):
        return ()
    kinds = formulas.kinds_of(columns)
    return tuple(
        Computed(one.name, str(one.formula), formulas.columns_in(formulas.parse(str(one.formula), kinds)))
        for one in behind.computed
    )


def brought(columns: Sequence[Column], interface: Interface) -> tuple[Brought, ...]:
    """The inputs to which something was done after they were read that the model does not do itself."""
    kinds = formulas.kinds_of(columns)
    known = {column.name: column for column in columns}
    there = [known[one.name] for one in interface.inputs if one.name in known]
    return tuple(Brought(one.name, _made(one, kinds), one.outdated) for one in there if one.made or one.formula is not None)


def _made(column: Column, kinds: dict[str, formulas.Kind]) -> tuple[Making, ...]:
    """A formula that is there and is not computed hangs on the target, which no device knows."""
    own: tuple[Making, ...] = ()
    if column.formula is not None:
        own = (Making("expression", column.formula, formulas.columns_in(formulas.parse(column.formula, kinds))),)
    return (*own, *(Making(one.kind, one.words, one.columns) for one in column.made))
