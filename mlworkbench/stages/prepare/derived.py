"""Columns that a model computes itself: those with a formula, from the columns they are made of.

The base columns become inputs of the model, the derived one is an inner value of its graph. It is the same graph that made the
column when it was derived, so that data and device cannot differ. Columns without a formula must be brought.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mlworkbench.base.records import Column
from mlworkbench.scoring.manifest import WIRES
from mlworkbench.stages.data import formulas
from mlworkbench.stages.prepare.graph import Graph


@dataclass(frozen=True)
class Sources:
    """`inputs` are what the model is given, `computed` the columns its graph makes of them, each after what it needs; `kept` are
    the columns of the recipe, which the steps see, and `columns` all those of the dataset.
    """

    inputs: tuple[str, ...]
    computed: tuple[Column, ...]
    kept: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def kinds(self) -> dict[str, formulas.Kind]:
        return formulas.kinds_of(self.columns)

    def bases(self, name: str) -> tuple[str, ...]:
        """The inputs of which a computed column is made."""
        made = {column.name: column for column in self.computed}
        if name not in made:
            return (name,)
        direct = formulas.columns_in(_tree(made[name], self.kinds))
        return tuple(dict.fromkeys(base for one in direct for base in self.bases(one)))


def sources(columns: Sequence[Column], names: Sequence[str], target: str) -> Sources:
    """What stands behind these columns of a recipe. A formula that uses the target is none: no device knows the target."""
    known = {column.name: column for column in columns}
    kinds = formulas.kinds_of(columns)
    needed: dict[str, None] = {}
    computed: dict[str, Column] = {}

    def visit(name: str) -> None:
        if name in computed or name in needed:
            return
        column = known[name]
        if column.formula is None or target in _all(column, known, kinds):
            needed[name] = None
            return
        for one in formulas.columns_in(_tree(column, kinds)):
            visit(one)
        computed[name] = column

    for name in names:
        visit(name)
    inputs = tuple(column.name for column in columns if column.name in needed)
    return Sources(inputs, tuple(computed.values()), tuple(names), tuple(columns))


def add(graph: Graph, found: Sources) -> None:
    """Puts the computed columns into the graph and leaves out the inputs that only they need."""
    for column in found.computed:
        graph.put(formulas.emit(graph, _tree(column, found.kinds)), [column.name], WIRES[column.type])
    kept = set(found.kept)
    graph.drop([name for name in (*found.inputs, *(one.name for one in found.computed)) if name not in kept])


def _tree(column: Column, kinds: dict[str, formulas.Kind]) -> formulas.Node:
    return formulas.parse(str(column.formula), kinds)


def _all(column: Column, known: dict[str, Column], kinds: dict[str, formulas.Kind]) -> set[str]:
    """Every column behind this one."""
    if column.formula is None:
        return {column.name}
    return {column.name}.union(*(_all(known[name], known, kinds) for name in formulas.columns_in(_tree(column, kinds))))
