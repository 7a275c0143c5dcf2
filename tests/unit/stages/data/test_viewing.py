"""A view holds the rows that were asked for, in their order, each with its number."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from pyarrow import parquet

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import run, viewing

LINES = ["name,Name,age,day,member"]
LINES += [
    "Kim,a,31,2026-01-05,true",
    "Lee,b,,2026-02-01,false",
    "kimchi,c,7.5,,true",
    "박,d,31,2026-01-05 09:30:00,",
    "Lee,e,-2,2025-12-31,false",
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("data")
    (folder / "file.csv").write_text("\n".join(LINES), "utf-8")
    made = run({"path": str(folder / "file.csv"), "name": "x"}, folder, Silent())
    return {"data": str(folder / "data.parquet"), "columns": made["columns"]}


def rows(data: dict[str, object], folder: Path, sort=(), filters=(), search="") -> list[int]:
    told = viewing.run({**data, "sort": sort, "filters": filters, "search": search}, folder, Silent())
    table = parquet.read_table(folder / "view.parquet")
    assert told["rows"] == table.num_rows
    return table.column("row").to_pylist()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ([["age", False]], [5, 3, 1, 4, 2]),
        ([["age", True]], [1, 4, 3, 5, 2]),
        ([["day", False]], [5, 1, 4, 2, 3]),
        ([["age", True], ["name", True]], [4, 1, 3, 5, 2]),
        ([["Name", True]], [5, 4, 3, 2, 1]),
        ([], [1, 2, 3, 4, 5]),
    ],
)
def test_rows_come_sorted_ties_in_their_order_and_missing_last(data, tmp_path, sort, order):
    assert rows(data, tmp_path, sort=sort) == order


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ([["age", "ge", "7.5"]], [1, 3, 4]),
        ([["age", "missing", ""]], [2]),
        ([["name", "contains", "KIM"]], [1, 3]),
        ([["name", "starts", "k"], ["age", "lt", "10"]], [3]),
        ([["day", "eq", "2026-01-05"]], [1]),
        ([["day", "gt", "2026-01-05"]], [2, 4]),
        ([["member", "eq", "true"]], [1, 3]),
        ([["name", "ne", "Lee"]], [1, 3, 4]),
        ([["name", "eq", "박"]], [4]),
    ],
)
def test_filters_keep_what_fits_all_of_them(data, tmp_path, filters, kept):
    assert rows(data, tmp_path, filters=filters) == kept


@pytest.mark.parametrize(
    ("text", "kept"), [("kim", [1, 3]), ("2026-01-05", [1, 4]), ("7.5", [3]), ("'; DROP TABLE t", []), ("%", [])]
)
def test_search_looks_into_every_cell(data, tmp_path, text, kept):
    assert rows(data, tmp_path, search=text) == kept


def test_cells_are_those_of_the_version(data, tmp_path):
    rows(data, tmp_path, filters=[["name", "eq", "박"]])

    assert parquet.read_table(tmp_path / "view.parquet").to_pylist() == [
        {"row": 4, "c0": "박", "c1": "d", "c2": 31.0, "c3": datetime(2026, 1, 5, 9, 30), "c4": None}
    ]


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"sort": [["nobody", False]]}, "data.no_column"),
        ({"filters": [["age", "like", "3"]]}, "data.no_operation"),
        ({"filters": [["age", "eq", "old"]]}, "data.filter_value"),
        ({"filters": [["day", "lt", "yesterday"]]}, "data.filter_value"),
        ({"filters": [["age", "eq", ""]]}, "data.filter_value"),
    ],
)
def test_what_cannot_be_asked_is_said(data, tmp_path, asked, key):
    with pytest.raises(InputError) as error:
        rows(data, tmp_path, **asked)

    assert error.value.key == key


def test_no_room_is_said_before_anything_is_written(data, tmp_path, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=10))

    with pytest.raises(Exception, match="view_room"):
        rows(data, tmp_path)

    assert list(tmp_path.iterdir()) == []
