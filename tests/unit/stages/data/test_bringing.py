"""A second file: what would come of appending or joining it is counted before it is done, and true afterwards."""

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
from mlworkbench.stages.data import attempt, change, version

ORDERS = (Column("order", "number", integer=True), Column("customer", "category"), Column("price", "number"))
CELLS = {"order": [1, 2, 3, 4, 5], "customer": ["a", "b", "a", None, "z"], "price": [1.5, 2.5, 3.5, 4.5, 5.5]}


@pytest.fixture
def spec(tmp_path: Path) -> dict[str, Any]:
    pq.write_table(pa.table(CELLS, schema=version.schema_of(ORDERS)), tmp_path / "before.parquet")
    columns = [asdict(column) for column in ORDERS]
    return {"data": str(tmp_path / "before.parquet"), "columns": columns, "rows": 5, "name": "orders"}


def done(spec: dict[str, Any], kind: str, path: Path, **params: Any) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The plan that was shown, and the cells that came of it."""
    asked = {**spec, "kind": kind, "params": {"path": str(path), **params}}
    told = attempt(asked, path.parent / "tried", Silent())
    out = path.parent / "out"
    out.mkdir(exist_ok=True)
    made = change(asked, out, Silent())
    assert (made["rows"], made["effect"]) == (told["rows"], told["effect"])
    return {**told["plan"], "made": made}, pq.read_table(out / "data.parquet").to_pydict()


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_append_matches_columns_by_name_and_tells_the_differences(spec: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path / "more.csv", "price,shop,order\n9.5,north,6\nfree,south,7\n")

    plan, cells = done(spec, "append", path)

    assert plan["shared"] == ["order", "price"]
    assert (plan["lacking"], plan["foreign"]) == (["customer"], ["shop"])
    assert plan["types"] == [{"column": "price", "here": "number", "there": "text"}]
    assert cells["order"] == [1, 2, 3, 4, 5, 6, 7]
    assert cells["price"][-3:] == ["5.5", "9.5", "free"]
    assert cells["shop"] == [None] * 5 + ["north", "south"]
    assert cells["customer"] == [*CELLS["customer"], None, None]
    assert plan["made"]["others"][0]["file_name"] == "more.csv"


def test_foreign_columns_can_be_left_out(spec: dict[str, Any], tmp_path: Path) -> None:
    _, cells = done(spec, "append", written(tmp_path / "more.csv", "order,shop\n6,north\n7,south\n"), foreign="leave_out")

    assert list(cells) == ["order", "customer", "price"]


def test_tables_without_a_shared_column_are_not_appended(spec: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        done(spec, "append", written(tmp_path / "more.csv", "x,y\n1,2\n3,4\n"))

    assert refused.value.key == "data.nothing_shared"


CUSTOMERS = "id,customer,city\n10,a,Seoul\n11,b,Busan\n12,c,Daegu\n"


def test_a_left_join_keeps_every_row_and_counts_those_without_a_partner(spec: dict[str, Any], tmp_path: Path) -> None:
    plan, cells = done(spec, "join", written(tmp_path / "customers.csv", CUSTOMERS))

    assert plan["keys"] == {"customer": "customer"}
    assert (plan["matched"], plan["unmatched"], plan["lost"], plan["unmatched_there"], plan["repeated"]) == (3, 2, 0, 1, 0)
    assert cells["order"] == [1, 2, 3, 4, 5]
    assert cells["city"] == ["Seoul", "Busan", "Seoul", None, None]
    assert plan["made"]["params"]["keys"] == {"customer": "customer"}


def test_an_inner_join_loses_rows_and_a_full_join_adds_those_of_the_file(spec: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path / "customers.csv", CUSTOMERS)

    inner, few = done(spec, "join", path, how="inner")
    full, all_ = done(spec, "join", path, how="full")

    assert (inner["lost"], few["order"]) == (2, [1, 2, 3])
    assert (full["rows"], all_["customer"]) == (6, ["a", "b", "a", None, "z", "c"])
    assert all_["city"][-1] == "Daegu"


def test_repeated_keys_there_repeat_our_rows_and_are_counted(spec: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path / "visits.csv", "order,visit\n1,x\n1,y\n1,z\n2,w\n")

    plan, cells = done(spec, "join", path, keys={"order": "order"})

    assert (plan["repeated"], plan["repeated_keys"], plan["rows"]) == (2, 1, 7)
    assert cells["order"] == [1, 1, 1, 2, 3, 4, 5]
    assert cells["visit"] == ["x", "y", "z", "w", None, None, None]


def test_many_to_many_is_refused_unless_asked_for(spec: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path / "visits.csv", "customer,visit\na,x\na,y\nb,z\n")

    with pytest.raises(InputError) as refused:
        done(spec, "join", path, keys={"customer": "customer"})
    plan, cells = done(spec, "join", path, keys={"customer": "customer"}, many=True)

    assert (refused.value.key, refused.value.facts["count"]) == ("data.many_to_many", 1)
    assert tr(refused.value.key, **refused.value.facts)
    assert plan["rows"] == len(cells["order"]) == 7


def test_columns_of_the_same_name_that_are_no_keys_are_both_kept(spec: dict[str, Any], tmp_path: Path) -> None:
    _, cells = done(spec, "join", written(tmp_path / "x.csv", "order,price\n1,100\n2,200\n"), keys={"order": "order"})

    assert cells["price"] == CELLS["price"]
    assert cells["price_2"] == [100, 200, None, None, None]


def test_keys_of_other_names_are_proposed_by_their_values(tmp_path: Path) -> None:
    columns = (Column("code", "text"), Column("n", "number", integer=True))
    rows = {"code": [f"K{number:04d}" for number in range(300)], "n": [number % 5 for number in range(300)]}
    pq.write_table(pa.table(rows, schema=version.schema_of(columns)), tmp_path / "before.parquet")
    spec = {"data": str(tmp_path / "before.parquet"), "columns": [asdict(one) for one in columns], "rows": 300, "name": "x"}
    path = written(tmp_path / "x.csv", "kunde,wert\n" + "".join(f"K{number:04d},{number}.5\n" for number in range(50, 400)))

    plan, _ = done(spec, "join", path)

    assert plan["keys"] == {"code": "kunde"}
    assert plan["proposals"][0] == {"keys": {"code": "kunde"}, "overlap": pytest.approx(250 / 300, abs=1e-4), "unique": 1.0}


def test_several_columns_together_can_be_the_key(tmp_path: Path) -> None:
    columns = (Column("shop", "category"), Column("week", "number", integer=True))
    rows = {"shop": [f"s{number % 10}" for number in range(100)], "week": [number // 10 for number in range(100)]}
    pq.write_table(pa.table(rows, schema=version.schema_of(columns)), tmp_path / "before.parquet")
    spec = {"data": str(tmp_path / "before.parquet"), "columns": [asdict(one) for one in columns], "rows": 100, "name": "x"}
    lines = "".join(f"s{number % 10},{number // 10},{number}\n" for number in range(100))

    plan, cells = done(spec, "join", written(tmp_path / "x.csv", "shop,week,sold\n" + lines))

    assert plan["keys"] == {"shop": "shop", "week": "week"}
    assert cells["sold"] == list(range(100))


@pytest.mark.parametrize(
    ("keys", "key"),
    [({"order": "customer"}, "data.key_types"), ({"order": "nothing"}, "data.no_column"), ({"order": "id"}, "data.no_match")],
)
def test_keys_that_cannot_be_are_answered_with_words(
    keys: dict[str, str], key: str, spec: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        done(spec, "join", written(tmp_path / "customers.csv", CUSTOMERS), keys=keys)

    assert refused.value.key == key
    assert tr(refused.value.key, **refused.value.facts)
