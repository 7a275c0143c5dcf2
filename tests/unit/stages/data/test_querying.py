"""A user's query: what it may use, and that hostile ones end with words, in bounds, with nothing read or written."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import change, querying

COLUMNS = (Column("수", "number", integer=True), Column("city", "category"))


@pytest.fixture
def spec(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table({"수": list(range(1000)), "city": ["서울", "부산"] * 500}), path)
    columns = [asdict(column) for column in COLUMNS]
    other = {"data": str(path), "columns": columns, "rows": 1000}
    return {**other, "kind": "sql", "name": "x", "versions": {"v1": other}}


def asked(spec: dict[str, Any], folder: Path, query: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    folder.mkdir(exist_ok=True)
    told = change({**spec, "params": {"query": query}}, folder, Silent())
    return told, pq.read_table(folder / "data.parquet").to_pylist()


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("SELECT * FROM read_csv('/etc/passwd')", "data.query_function"),
        ("SELECT * FROM '/etc/passwd'", "data.query_table"),
        ("FROM '/etc/passwd.csv'", "data.query_table"),
        ("SELECT * FROM glob('/*')", "data.query_function"),
        ("SELECT read_text('/etc/passwd')", "data.query_function"),
        ("SELECT (SELECT content FROM read_text('/etc/passwd')) FROM data", "data.query_function"),
        ("COPY data TO '{out}/x.csv'", "data.query_select"),
        ("ATTACH '{out}/x.db' AS x", "data.query_select"),
        ("INSTALL httpfs", "data.query_select"),
        ("LOAD httpfs", "data.query_select"),
        ("PRAGMA database_list", "data.query_table"),
        ("SET enable_external_access = true", "data.query_select"),
        ("SELECT 1; DROP VIEW data", "data.query_single"),
        ("CREATE TABLE x AS SELECT * FROM data", "data.query_select"),
        ("DELETE FROM data", "data.query_select"),
        ("EXPORT DATABASE '{out}/x'", "data.query_select"),
        ("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r", "data.query_recursive"),
        ("SELECT getenv('HOME') FROM data", "data.query_function"),
        ("SELECT * FROM duckdb_settings()", "data.query_function"),
        ("SELECT current_setting('temp_directory')", "data.query_function"),
        ("SELECT * FROM information_schema.tables", "data.query_table"),
        ("SELECT * FROM sqlite_master", "data.query_table"),
        ("SELECT random() FROM data", "data.query_function"),
        ("SELECT current_date AS today FROM data", "data.query_function"),
        ("SELECT LocalTimestamp FROM data", "data.query_function"),
        ("SELECT age(TIMESTAMP '2020-01-01') FROM data", "data.query_function"),
        ("SELECT * FROM data USING SAMPLE 10", "data.query_sample"),
        ("SELECT * FROM data TABLESAMPLE bernoulli(10%)", "data.query_sample"),
        ("SELECT * FROM v7", "data.query_table"),
        ("SELECT * FROM spec", "data.query_table"),
        ("SELECT [1, 2] AS nested FROM data", "data.query_nested"),
        ("SELECT * FROM data WHERE false", "data.query_no_rows"),
        ("SELECT nope FROM data", "data.query_failed"),
        ("SELECT error('no') FROM data", "data.query_failed"),
        ("SELECT 1 AS a, 2 AS a", "data.name_in_use"),
        ("SELEKT", "data.query_failed"),
        ("SELECT $1 FROM data", "data.query_select"),
        ("", "data.query_empty"),
        ("-- nothing", "data.query_single"),
        ("SELECT '" + "x" * 30_000 + "'", "data.query_length"),
    ],
)
def test_what_a_query_may_not_do_is_refused_with_words(spec: dict[str, Any], tmp_path: Path, query: str, key: str) -> None:
    out = tmp_path / "out"

    with pytest.raises(InputError) as refused:
        asked(spec, out, query.replace("{out}", str(out)))

    assert refused.value.key == key
    assert tr(key, **refused.value.facts)
    assert not list(out.iterdir())


def test_a_query_that_takes_too_long_is_stopped(spec: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querying, "SECONDS", 1)

    with pytest.raises(InputError) as refused:
        asked(spec, tmp_path / "out", "SELECT sum(hash(a.range * b.range)) AS x FROM range(10000000) a, range(10000000) b")

    assert refused.value.key == "data.query_time"


def test_a_query_that_needs_too_much_memory_is_refused(
    spec: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlworkbench.stages.data.duck.MEMORY", "20MB")

    with pytest.raises(InputError) as refused:
        asked(spec, tmp_path / "out", "SELECT len(string_agg(repeat('x', 1000), '')) AS x FROM range(1000000)")

    assert refused.value.key == "data.query_memory"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds what a function puts together")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT repeat('x', 100000000) AS x FROM data",
        pytest.param("SELECT lpad('x', 2000000000, 'y') AS x FROM data WHERE 수 = 1", marks=pytest.mark.slow),
    ],
)
def test_a_single_huge_cell_is_refused_before_it_eats_the_memory(spec: dict[str, Any], tmp_path: Path, query: str) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)

    with pytest.raises(InputError) as refused:
        asked(spec, tmp_path / "out", query)

    assert refused.value.key == "data.query_memory"
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_types_come_as_a_version_holds_them(spec: dict[str, Any], tmp_path: Path) -> None:
    query = (
        "SELECT 수, 수 * 1.5 AS half, DATE '2026-01-31' + 수::INTEGER AS day, 수 % 2 = 0 AS even, '00' || 수 AS code, "
        "CASE WHEN 수 > 5 THEN city END AS place, 수::DECIMAL(9, 2) AS price FROM data ORDER BY 수;"
    )

    told, rows = asked(spec, tmp_path / "out", query)

    kinds = {column["name"]: column["type"] for column in told["columns"]}
    found = {
        "수": "number",
        "half": "number",
        "day": "date",
        "even": "flag",
        "code": "text",
        "place": "category",
        "price": "number",
    }
    assert kinds == found
    assert rows[2]["code"] == "002"
    assert rows[0]["place"] is None
    assert told["effect"] == {"columns_added": 6, "columns_removed": 1}


def test_versions_before_can_be_joined(spec: dict[str, Any], tmp_path: Path) -> None:
    query = (
        "WITH few AS (SELECT 수 FROM v1 WHERE 수 < 3) SELECT d.*, f.수 AS other FROM data d JOIN few f USING (수) ORDER BY d.수"
    )

    told, rows = asked(spec, tmp_path / "out", query)

    assert [row["other"] for row in rows] == [0, 1, 2]
    assert told["effect"] == {"rows_removed": 997, "columns_added": 1}
