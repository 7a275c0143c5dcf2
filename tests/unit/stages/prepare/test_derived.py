"""Columns with a formula: the model computes them from their base columns, and gets just what was stored."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet as pq

from mlworkbench.base.records import Column, Step
from mlworkbench.base.report import Silent
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.wire import feed
from mlworkbench.stages import data, prepare
from mlworkbench.stages.prepare.graph import run

COLUMNS = (Column("a", "number"), Column("b", "number"), Column("도시", "category"), Column("y", "number"))


def derived(folder: Path) -> tuple[tuple[Column, ...], Path]:
    """Two derived columns, the second made of the first, over numbers with gaps and texts."""
    chance = np.random.Generator(np.random.PCG64(7))
    numbers = {name: np.where(chance.random(500) < 0.1, np.nan, chance.normal(size=500) * 50) for name in "ab"}
    cells = {**numbers, "도시": chance.choice(["서울", "부산", ""], 500), "y": chance.normal(size=500)}
    gaps = {name: [None if one != one or one == "" else one for one in values.tolist()] for name, values in cells.items()}
    columns, path, rows = COLUMNS, folder / "before.parquet", 500
    pq.write_table(pa.table(gaps), path)
    for name, formula in (("ratio", "a / b"), ("mark", 'if(`도시` == "서울", log(abs(ratio)), ratio ** 2)')):
        out = folder / name
        out.mkdir()
        told = {"data": str(path), "columns": columns, "rows": rows, "name": "x", "kind": "expression"}
        made = data.change({**told, "params": {"name": name, "formula": formula}}, out, Silent())
        columns, path = tuple(Column(**one) for one in made["columns"]), out / "data.parquet"
    return columns, path


def test_its_base_columns_are_the_models_inputs(tmp_path: Path) -> None:
    columns, _ = derived(tmp_path)

    found = prepare.sources(columns, ("mark", "b"), "y")

    assert found.inputs == ("a", "b", "도시")
    assert [one.name for one in found.computed] == ["ratio", "mark"]
    assert found.bases("mark") == ("도시", "a", "b")


def test_the_graph_gives_the_stored_values_bit_for_bit(tmp_path: Path) -> None:
    columns, path = derived(tmp_path)
    behind = prepare.sources(columns, ("mark", "ratio"), "y")
    cells = data.column_values(path, behind.inputs)
    inputs = prepare.interface_inputs(columns, cells)
    fed = feed(Interface("regression", "y", inputs), cells)

    graph = prepare.fit((Step("keep", ("mark", "ratio")),), inputs, fed, "tree", behind)

    assert set(graph.feature_names) == {"mark", "ratio"}
    exact = run(graph.model([graph.take(["mark", "ratio"])]), fed)[0]
    stored = data.column_values(path, ("mark", "ratio"))
    assert np.array_equal(exact, np.stack([stored["mark"], stored["ratio"]], axis=1), equal_nan=True)
    assert np.isfinite(exact).any(axis=0).all()


def test_a_formula_of_the_target_is_never_computed_by_a_model(tmp_path: Path) -> None:
    columns, _ = derived(tmp_path)

    found = prepare.sources(columns, ("mark",), "b")

    assert found.inputs == ("mark",)
    assert not found.computed


def test_without_formulas_nothing_changes() -> None:
    found = prepare.sources(COLUMNS, ("b", "a"), "y")

    assert found.inputs == ("a", "b")
    assert not found.computed
