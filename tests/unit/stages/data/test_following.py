"""Derived columns follow their base columns, marks stay true, and what was done to a column is kept in words."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.stages import data, prepare
from mlworkbench.stages.data import sentinels
from mlworkbench.stages.prepare.graph import Graph, run
from mlworkbench.workbench.filing_data import column_of

ROWS = 120
COLUMNS = (
    Column("a", "number"),
    Column("b", "number", integer=True, missing=("-200",)),
    Column("도시", "category"),
    Column("when", "date"),
    Column("y", "number"),
)


class Versions:
    """A stored version and what changes make of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count, self.columns = folder, 0, COLUMNS
        self.path = folder / "before.parquet"
        numbers = range(ROWS)
        table = {
            "a": [None if n % 9 == 0 else -999.0 if n % 11 == 0 else n * 0.5 - 10 for n in numbers],
            "b": pa.array([None if n % 7 == 0 else n % 13 - 3 for n in numbers], pa.int64()),
            "도시": [("서울", "부산", " 대전", None)[n % 4] for n in numbers],
            "when": pa.array([(1_600_000_000 + n * 86_400) * 1_000_000 for n in numbers], pa.timestamp("us")),
            "y": [float(n) for n in numbers],
        }
        pq.write_table(pa.table(table), self.path)

    def change(self, kind: str, **params: Any) -> dict[str, Any]:
        self.count += 1
        out = self.folder / f"v{self.count}"
        out.mkdir()
        rows = pq.read_metadata(self.path).num_rows
        told = {"data": str(self.path), "columns": [asdict(one) for one in self.columns], "rows": rows, "name": "x"}
        secret = self.folder / "key"
        secret.write_bytes(b"k" * 32)
        made = data.change({**told, "kind": kind, "params": params, "secret": str(secret)}, out, Silent())
        self.columns = tuple(column_of(one) for one in made["columns"])
        self.path = out / "data.parquet"
        return made

    def column(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)

    def values(self, name: str) -> list[Any]:
        return list(pq.read_table(self.path).column(name).to_pylist())

    def in_graph(self, name: str) -> np.ndarray[Any, Any]:
        """What a model's graph gives of the stored base columns."""
        from mlworkbench.scoring.manifest import Interface
        from mlworkbench.scoring.wire import feed

        behind = prepare.sources(self.columns, (name,), "y")
        cells = data.column_values(self.path, behind.inputs)
        inputs = prepare.interface_inputs(self.columns, cells)
        fed = feed(Interface("regression", "y", inputs), cells)
        graph = Graph(inputs, fed)
        prepare.derived.add(graph, behind)
        return np.asarray(run(graph.model([graph.take([name])]), fed)[0][:, 0])


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    made = Versions(tmp_path)
    made.change("expression", name="twice", formula="a * 2 + coalesce(b, 1)")
    made.change("expression", name="again", formula="twice / 4")
    return made


def test_a_derived_column_is_computed_anew_with_those_made_of_it(versions: Versions) -> None:
    told = versions.change("set_missing", columns=["a"], values=["-999"])

    assert told["effect"]["columns_recomputed"] == 2
    assert versions.column("again").formula == "twice / 4"
    expected = [None if a is None else a * 2 + (1 if b is None else b) for a, b in zip(*map(versions.values, "ab"), strict=True)]
    assert versions.values("twice") == expected
    assert min(value for value in versions.values("again") if value is not None) > -20


def test_whole_numbers_become_fractions_where_the_formula_gives_some(versions: Versions) -> None:
    versions.change("expression", name="next", formula="b + 1")
    assert versions.column("next").integer

    versions.change("clip", column="b", high=2.5)

    assert not versions.column("next").integer
    assert max(value for value in versions.values("next") if value is not None) == 3.5


KEPT: dict[str, dict[str, Any]] = {
    "set_missing": {"columns": ["a"], "low": -20},
    "replace_values": {"column": "b", "values": {"3": "30"}},
    "clip": {"column": "a", "low": 0},
    "drop_rows": {"rows": [1, 2, 3]},
    "keep_rows": {"where": "b > 0"},
    "rename": {"columns": {"a": "first one", "twice": "두 배"}},
    "sql": {"query": "SELECT *, a * 3 AS more FROM data WHERE b > 1"},
    "retype": {"columns": ["b"], "type": "text"},
    "drop_columns": {"columns": ["a"]},
}


@pytest.mark.parametrize(("kind", "params"), KEPT.items())
def test_a_formula_that_is_kept_gives_the_stored_values_after_any_change(
    kind: str, params: dict[str, Any], versions: Versions
) -> None:
    versions.change(kind, **params)

    kept = [one for one in versions.columns if one.formula is not None]
    assert len(kept) == (1 if kind in ("retype", "drop_columns") else 2)  # of two, one is made of the other
    for column in kept:
        stored = np.array([np.nan if one is None else one for one in versions.values(column.name)], dtype=np.float64)
        assert np.array_equal(versions.in_graph(column.name), stored, equal_nan=True)


def test_rows_from_another_file_are_computed_too(versions: Versions) -> None:
    other = versions.folder / "more.csv"
    other.write_text("a,b,y\n1.5,2,1\n2.5,3,2\n", "utf-8")

    versions.change("append", path=str(other))

    assert versions.values("twice")[-2:] == [5.0, 8.0]
    assert versions.column("twice").formula


def test_a_derived_column_that_is_altered_itself_is_an_input_and_says_how_it_was_made(versions: Versions) -> None:
    versions.change("clip", column="twice", low=0)

    made = versions.column("twice").made
    assert versions.column("twice").formula is None
    assert [(one.kind, one.words) for one in made] == [("expression", "a * 2 + coalesce(b, 1)"), ("clip", "low: 0")]
    assert made[0].columns == ("a", "b")
    assert versions.column("again").formula == "twice / 4"


def test_what_cannot_be_computed_anew_names_the_columns_that_changed(versions: Versions) -> None:
    versions.change("group", by=["도시"], aggregates=[{"column": "b", "function": "mean", "name": "mean b"}])
    made = versions.column("mean b")
    assert [(one.kind, one.words, one.columns) for one in made.made] == [
        ("group", "by: 도시, aggregates: mean(b)", ("도시", "b"))
    ]
    assert made.outdated == ()

    versions.change("clip", column="b", low=0)

    assert versions.column("mean b").outdated == ("b",)


def test_a_formula_no_graph_can_compute_is_computed_anew_all_the_same(versions: Versions) -> None:
    versions.change("expression", name="small", formula='contains(`도시`, "서")')
    assert versions.column("small").formula is None

    versions.change("replace_values", column="도시", values={"부산": "서쪽"})

    assert versions.values("small")[:4] == [1, 1, 0, None]
    assert [one.kind for one in versions.column("small").made] == ["expression"]
    assert versions.column("small").outdated == ()


def test_a_formula_no_graph_can_compute_follows_new_names(versions: Versions) -> None:
    versions.change("expression", name="small", formula='contains(`도시`, "서")')
    versions.change("rename", columns={"도시": "city"})

    versions.change("replace_values", column="city", values={"부산": "서쪽"})

    assert versions.values("small")[:4] == [1, 1, 0, None]
    assert [(one.words, one.columns) for one in versions.column("small").made] == [('contains(`city`, "서")', ("city",))]


def test_what_is_set_to_missing_is_remembered_and_forgotten_where_it_is_a_value_again(versions: Versions) -> None:
    versions.change("set_missing", columns=["a"], values=["-999"], low=-9)
    assert (versions.column("a").emptied, versions.column("a").below) == (("-999",), -9.0)

    versions.change("replace_values", column="a", values={"-1.5": "-999"})

    column = versions.column("a")
    assert (column.emptied, column.below) == ((), None)
    assert [one.kind for one in column.made] == ["set_missing", "replace_values"]
    assert column.made[0].words == "-999, < -9"


def test_a_columns_own_marks_outlast_other_changes(versions: Versions) -> None:
    versions.change("clip", column="b", low=0)

    assert versions.column("b").missing == ("-200",)
    assert [(one.kind, one.words) for one in versions.column("b").made] == [("set_missing", "-200"), ("clip", "low: 0")]


def test_a_query_lets_columns_through_that_it_only_names(versions: Versions) -> None:
    versions.change("sql", query="SELECT b, y, a * 2 AS a FROM data WHERE b > 0")

    assert versions.column("b").missing == ("-200",)
    assert versions.column("b").made == ()
    assert [one.kind for one in versions.column("a").made] == ["sql"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("n", "number", missing=("?", "-200", "NA", "1e3")), ("-200", "1000")),
        (Column("n", "number", missing=("-200.0",), emptied=("-200", "7.5")), ("-200", "7.5")),
        (Column("t", "category", missing=("n/a",), emptied=("Unbekannt",)), ("N/A", "N/a", "Unbekannt", "n/a")),
        (Column("d", "date", date_format="DD.MM.YYYY", missing=("01.01.1900", "never")), ("1900-01-01",)),
        (Column("d", "date", emptied=("1900-01-01 10:30:00",)), ("1900-01-01 10:30:00",)),
    ],
)
def test_sentinels_are_the_marks_that_are_values(column: Column, expected: tuple[str, ...]) -> None:
    assert sentinels.of(column) == expected
