"""A page comes from the row groups it lies in, whatever their number, and never from a file that was replaced."""

import pyarrow as pa
import pytest
from pyarrow import parquet

from mlworkbench.stages.data import page, paging


def written(path, rows, group=100, first=0):
    table = pa.table({"n": pa.array(range(first, first + rows), pa.int64()), "t": [f"row {number}" for number in range(rows)]})
    parquet.write_table(table, path, row_group_size=group)
    return path


@pytest.mark.parametrize(
    ("start", "count", "there"),
    [
        (0, 5, range(5)),
        (95, 10, range(95, 105)),
        (50, 400, range(50, 450)),
        (995, 50, range(995, 1000)),
        (1000, 5, ()),
        (3, 0, ()),
    ],
)
def test_a_page_holds_the_rows_asked_for_across_groups(tmp_path, start, count, there):
    path = written(tmp_path / "rows.parquet", 1000)

    assert page(path, start, count) == [(number, f"row {number}") for number in there]


def test_columns_come_in_the_order_asked_for(tmp_path):
    assert page(written(tmp_path / "rows.parquet", 10), 2, 1, ("t", "n")) == [("row 2", 2)]


def test_a_file_written_anew_is_read_anew(tmp_path):
    path = written(tmp_path / "rows.parquet", 10)
    page(path, 0, 1)

    written(path, 20, first=7)

    assert page(path, 0, 1) == [(7, "row 0")]
    assert len(page(path, 0, 50)) == 20


def test_a_file_without_rows_has_no_page(tmp_path):
    assert page(written(tmp_path / "rows.parquet", 0), 0, 10) == []


def test_a_group_is_read_once_for_neighbouring_pages_and_few_are_kept(tmp_path, monkeypatch):
    path = written(tmp_path / "rows.parquet", 1000)
    page(path, 0, 1)
    read = []
    real = parquet.ParquetFile.read_row_group
    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", lambda file, number: read.append(number) or real(file, number))

    for start in range(100, 1000, 20):
        page(path, start, 20)

    assert read == list(range(1, 10))
    assert all(len(outline._groups) <= paging.GROUPS_KEPT for outline in paging._known.values())


def test_a_group_too_large_to_keep_is_let_go(tmp_path, monkeypatch):
    monkeypatch.setattr(paging, "MOST_KEPT", 10)
    path = written(tmp_path / "rows.parquet", 10)

    assert len(page(path, 0, 10)) == 10
    assert paging._outline(path)._groups == {}
