"""New columns and conditions from formulas, computed batch by batch: by their graph where there is one, else by DuckDB."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column
from mlworkbench.stages.data import altering, duck, formulas
from mlworkbench.stages.data.change import Ground, Made, Mask

if TYPE_CHECKING:
    import pyarrow as pa


def by_formula(ground: Ground, name: str, words: str) -> Made:
    """One new column. It keeps its formula where a model's graph can compute the same. Raises InputError for a bad formula."""
    kinds = formulas.kinds_of(ground.columns)
    tree = formulas.parse(words, kinds)
    if not formulas.columns_in(tree):
        raise InputError("data.formula_no_columns")
    compute = computing(ground, tree)
    column = Column(name, "text") if tree.kind == "text" else None
    made = altering.added(ground, {name: column}, lambda batch: {name: compute(batch)})
    told = {name: words} if formulas.fits(tree) else {}
    return replace(made, formulas=told, derived={name: words}, loose=frozenset({name}) if column else frozenset())


def computing(ground: Ground, tree: formulas.Node) -> "Callable[[pa.RecordBatch], pa.Array]":
    """What gives the column from rows in which its columns are."""
    if not formulas.fits(tree):
        return _asked(ground, tree)
    return formulas.computed(tree, formulas.kinds_in(tree))


def where(ground: Ground, words: str) -> "tuple[Mask, Mask]":
    """For each row whether the condition is true, and whether it is false; where something is missing it may be neither."""
    import numpy as np

    kinds = formulas.kinds_of(ground.columns)
    tree = formulas.parse(words, kinds)
    if tree.kind != "flag":
        raise InputError("data.formula_needs_condition", place=1, near=words[:40])
    if not formulas.columns_in(tree):
        raise InputError("data.formula_no_columns")
    compute = computing(ground, tree)
    yes, no = np.zeros(ground.rows, dtype=np.bool_), np.zeros(ground.rows, dtype=np.bool_)
    passed = 0
    for batch in ground.batches(formulas.columns_in(tree)):
        found = np.asarray(compute(batch).to_numpy(zero_copy_only=False), dtype=np.float64)
        yes[passed : passed + len(found)], no[passed : passed + len(found)] = found == 1.0, found == 0.0
        passed += len(found)
    return yes, no


def _asked(ground: Ground, tree: formulas.Node) -> "Callable[[pa.RecordBatch], pa.Array]":
    names = formulas.columns_in(tree)
    words = formulas.sql(_placed(tree, names))
    if tree.kind == "flag":
        words = f"CAST({words} AS DOUBLE)"

    def run(batch: "pa.RecordBatch") -> "pa.Array":
        import pyarrow as pa

        table = pa.Table.from_batches([batch.select(list(names))]).rename_columns([f"c{place}" for place in range(len(names))])
        with duck.connect(ground.work) as connection:
            connection.register("rows", table)
            answer = connection.execute(f"SELECT {words} AS answer FROM rows").to_arrow_table()
        return answer.column(0).combine_chunks()

    return run


def _placed(tree: formulas.Node, names: tuple[str, ...]) -> formulas.Node:
    """With columns by their place: DuckDB takes names that differ only in the case of letters for one."""
    if tree.operator == "column":
        return replace(tree, value=f"c{names.index(tree.column)}")
    return replace(tree, parts=tuple(_placed(part, names) for part in tree.parts))
