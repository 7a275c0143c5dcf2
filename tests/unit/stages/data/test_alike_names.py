"""Column names that mean something to a database: alike but for the case of letters, its own, or a folder's."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import change, comparing, importing, viewing
from mlworkbench.stages.explore.subject import Subject as Explored

ROWS = 60
NAMES = ("A", "a", "file_row_number", "r", "c0", "data", "Year", 'x"y', "zz")


@pytest.fixture
def stored(tmp_path: Path) -> dict[str, Any]:
    """In a folder whose name a database takes for a column."""
    table = tmp_path / "t.csv"
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in NAMES)
    lines = [f"{n % 3},{n},{1000 - n},{n * 2},{n % 5},{n % 2},{n % 4},{n % 7}," for n in range(ROWS)]
    table.write_text("\n".join([quoted, *(line + f"w{n % 6}" for n, line in enumerate(lines))]) + "\n")
    out = tmp_path / "Year=9999"
    out.mkdir()
    told = importing.run({"path": str(table), "name": "t"}, out, Silent())
    return {
        "data": str(out / "data.parquet"),
        "columns": told["columns"],
        "rows": told["rows"],
        "profile": str(out / "profile.json"),
    }


def changed(stored: dict[str, Any], out: Path, kind: str, **params: Any) -> tuple[dict[str, Any], pa.Table]:
    out.mkdir(parents=True, exist_ok=True)
    spec = {key: stored[key] for key in ("data", "columns", "rows")}
    told = change({**spec, "kind": kind, "params": params, "name": "t"}, out, Silent())
    return told, pq.read_table(out / "data.parquet")


def test_columns_that_differ_in_case_stay_two_columns_in_every_change(stored: dict[str, Any], tmp_path: Path) -> None:
    count = {"function": "mean", "column": "a", "name": "m"}

    _, grouped = changed(stored, tmp_path / "1", "group", by=["A"], aggregates=[count])
    repeated, _ = changed(stored, tmp_path / "2", "drop_duplicates", columns=["a"])
    _, formula = changed(stored, tmp_path / "3", "expression", name="e", formula="`A` + 100 * `a` + length(`zz`)")
    told, _ = changed(stored, tmp_path / "4", "keep_rows", where="`a` >= 30 and contains(`zz`, 'w')")

    assert grouped["m"].to_pylist()[:3] == [28.5, 29.5, 30.5]
    assert repeated["effect"] == {"rows_removed": 0}
    assert formula["e"].to_pylist() == [n % 3 + 100 * n + 2 for n in range(ROWS)]
    assert told["rows"] == 30


def test_rows_are_joined_by_the_column_meant(stored: dict[str, Any], tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,A,file_row_number\n" + "".join(f"{n},{n + 500},{n + 900}\n" for n in range(ROWS)))

    told, joined = changed(stored, tmp_path / "1", "join", path=str(other), keys={"a": "a"})

    assert told["rows"] == ROWS
    assert joined["a"].to_pylist() == list(range(ROWS))
    assert joined["A_2"].to_pylist() == [n + 500 for n in range(ROWS)]
    assert joined["file_row_number_2"].to_pylist() == [n + 900 for n in range(ROWS)]


def test_a_query_over_columns_that_sql_cannot_tell_apart_is_refused(stored: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        changed(stored, tmp_path / "1", "sql", query='SELECT "A" AS x FROM data')

    assert refused.value.key == "data.query_alike"


def test_a_query_may_give_names_that_differ_in_case(stored: dict[str, Any], tmp_path: Path) -> None:
    left = {**stored, **_without(stored, tmp_path / "left", "A")}

    _, table = changed(left, tmp_path / "1", "sql", query='SELECT "a" AS x, "c0" AS "X", "Year" FROM data')

    assert table.column_names == ["x", "X", "Year"]
    assert table["X"].to_pylist()[:6] == [0, 1, 2, 3, 4, 0]
    assert table["Year"].to_pylist()[:5] == [0, 1, 2, 3, 0]


def _without(stored: dict[str, Any], out: Path, name: str) -> dict[str, Any]:
    told, _ = changed(stored, out, "drop_columns", columns=[name])
    return {"data": str(out / "data.parquet"), "columns": told["columns"], "rows": told["rows"]}


def test_views_comparisons_pictures_and_findings_take_the_column_meant(stored: dict[str, Any], tmp_path: Path) -> None:
    spec = {
        "data": stored["data"],
        "columns": stored["columns"],
        "sort": [["a", True]],
        "filters": [["A", "eq", "0"]],
        "search": "",
    }
    side = {key: stored[key] for key in ("data", "columns", "rows", "profile")}

    viewed = viewing.run(spec, tmp_path, Silent())
    rows = pq.read_table(tmp_path / "view.parquet")
    compared = comparing.run({"before": side, "after": side}, tmp_path, Silent())
    drawn = _explored(stored, tmp_path).draw(["a", "A", "Year"])

    assert viewed["rows"] == 20
    assert rows.column(0).to_pylist()[:2] == [58, 55]
    assert rows.column(2).to_pylist()[:2] == [57, 54]
    assert (compared["only_before"], compared["only_after"]) == (0, 0)
    assert drawn.values["a"].tolist() == [float(n) for n in range(ROWS)]
    assert drawn.values["A"].tolist() == [float(n % 3) for n in range(ROWS)]
    assert drawn.values["Year"].tolist() == [float(n % 4) for n in range(ROWS)]


def _explored(stored: dict[str, Any], work: Path) -> Explored:
    from mlworkbench.base.records import Column
    from mlworkbench.stages.data import read_profile

    columns = tuple(Column(**{**one, "missing": tuple(one["missing"])}) for one in stored["columns"])
    return Explored(Path(stored["data"]), columns, read_profile(Path(stored["profile"])), work, Silent())


def test_numbers_that_become_fractions_are_still_the_same_rows(stored: dict[str, Any], tmp_path: Path) -> None:
    told, _ = changed(stored, tmp_path / "1", "clip", column="a", low=0.5)
    side = {key: stored[key] for key in ("data", "columns", "rows", "profile")}
    after = {"data": str(tmp_path / "1" / "data.parquet"), "profile": str(tmp_path / "1" / "profile.json")}

    compared = comparing.run({"before": side, "after": {**after, "columns": told["columns"], "rows": ROWS}}, tmp_path, Silent())

    assert (compared["only_before"], compared["only_after"]) == (1, 1)
