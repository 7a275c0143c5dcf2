"""Parquet: the common flat types arrive, others are named, damage is told."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import feather, parquet

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import arrow, open_source, page, run
from mlworkbench.stages.data.importers import feather as ipc


def written(folder: Path, table: pa.Table) -> Path:
    path = folder / "file.parquet"
    parquet.write_table(table, path)
    return path


def test_every_flat_type_is_stored_as_one_of_ours(tmp_path: Path) -> None:
    table = pa.table(
        {
            "i8": pa.array([1, None, 5], pa.int8()),
            "u64": pa.array([1, None, 2**64 - 1], pa.uint64()),
            "f32": pa.array([0.5, None, float("inf")], pa.float32()),
            "dec": pa.array([Decimal("1.25"), None, Decimal("-3.50")], pa.decimal128(9, 2)),
            "bool": [True, None, False],
            "text": ["x", None, "y"],
            "large": pa.array(["1", None, "2.5"], pa.large_string()),
            "dict": pa.array(["a", None, "b"]).dictionary_encode(),
            "day": [date(2026, 1, 2), None, date(1969, 12, 31)],
            "ns": pa.array([datetime(2026, 1, 2, 3), None, datetime(1950, 1, 1)], pa.timestamp("ns")),
            "zone": pa.array([0, None, 1], pa.timestamp("s", tz="Asia/Seoul")),
            "null": pa.nulls(3),
            "time": pa.array([0, None, 3_600_000], pa.time32("ms")),
        }
    )

    made = run({"path": str(written(tmp_path, table)), "name": "x"}, tmp_path, Silent())

    assert {column["name"]: column["type"] for column in made["columns"]} == {
        "i8": "number", "u64": "text", "f32": "number", "dec": "number", "bool": "flag", "text": "category", "large": "number",
        "dict": "category", "day": "date", "ns": "date", "zone": "date", "null": "text", "time": "category",
    } | {"u64": "category"}  # fmt: skip
    first, second, third = page(tmp_path / "data.parquet", 0, 3)
    assert second == (None,) * 13
    assert third[:9] == (5, "18446744073709551615", None, -3.5, 0, "y", 2.5, "b", datetime(1969, 12, 31))
    assert first[9:11] == (datetime(2026, 1, 2, 3), datetime(1970, 1, 1))


@pytest.mark.parametrize(
    ("column", "values", "kinds"),
    [
        (pa.array([1_500_000, None], pa.duration("us")), [1.5, None], ["durations"]),
        (pa.array([b"abc", None], pa.binary_view()), ["abc", None], []),
        (pa.array([b"\xff", None], pa.binary(1)), ["ff", None], []),
        (pa.array([b"0123456789abcdef", None], pa.uuid()), ["30313233-3435-3637-3839-616263646566", None], []),
        (pa.array(['{"a": 1}', None], pa.json_()), ['{"a": 1}', None], []),
        (pa.RunEndEncodedArray.from_arrays([1, 2], ["a", "b"]), ["a", "b"], []),
        (pa.array([1, 0], pa.bool8()), [True, False], []),
    ],
    ids=lambda one: str(one.type) if isinstance(one, pa.Array) else "",
)
def test_packed_and_rarer_types_are_read(column: pa.Array, values: list[object], kinds: list[str], tmp_path: Path) -> None:
    path = tmp_path / "file.arrow"
    feather.write_feather(pa.table({"n": [1, 2], "x": column}), str(path))

    source = open_source(path, tmp_path / "work", Silent())

    assert pa.Table.from_batches(list(source.batches()))["x"].to_pylist() == values
    assert [note.kind for note in source.notes] == kinds


def test_columns_of_raw_bytes_are_left_out_and_named(tmp_path: Path) -> None:
    bytes_ = pa.array([b"a\0b", b"c"], pa.binary())
    table = pa.table({"n": [1, 2], "raw": pa.array([b"\xff\x01", None], pa.binary()), "nul": bytes_})

    source = open_source(written(tmp_path, table), tmp_path / "work", Silent())

    assert (source.names, source.rows) == (("n",), 2)
    assert [(note.kind, note.reason.facts["columns"]) for note in source.notes] == [("binary_columns", "nul, raw")]


def test_lists_are_kept_as_json(data: Path, tmp_path: Path) -> None:
    source = open_source(data / "files" / "nested_lists.snappy.parquet", tmp_path, Silent())

    (batch,) = source.batches()

    assert (source.rows, source.names) == (3, ("a", "b"))
    assert batch.to_pylist()[0] == {"a": '[[["a", "b"], ["c"]], [null, ["d"]]]', "b": 1}
    assert [(note.kind, note.columns) for note in source.notes] == [("lists", ("a",))]


def test_records_become_columns(tmp_path: Path) -> None:
    table = pa.table({"x": [{"a": 1, "b": {"c": "d"}}, None], "x.a": [3, 4]})

    source = open_source(written(tmp_path, table), tmp_path, Silent())

    assert source.names == ("x.a", "x.b.c", "x.a_2")
    assert next(source.batches()).to_pylist() == [{"x.a": 1, "x.b.c": "d", "x.a_2": 3}, {"x.a": None, "x.b.c": None, "x.a_2": 4}]
    assert "records" in [note.kind for note in source.notes]


def test_real_files_are_read(data: Path, tmp_path: Path) -> None:
    source = open_source(data / "files" / "alltypes_plain.parquet", tmp_path, Silent())

    assert (source.rows, len(source.names)) == (8, 11)


def test_times_beyond_the_calendar_are_missing_and_told(data: Path, tmp_path: Path) -> None:
    source = open_source(data / "files" / "int96_from_spark.parquet", tmp_path, Silent())

    (column,) = pa.Table.from_batches(list(source.batches())).columns

    assert column.null_count == 2
    assert column[0].as_py() == datetime(2024, 1, 1, 20, 34, 56, 123456)
    assert [(note.kind, note.rows) for note in source.notes] == [("date_range", 1)]


def test_times_too_large_for_microseconds_do_not_wrap(tmp_path: Path) -> None:
    table = pa.table({"x": pa.array([2**62, 0], pa.timestamp("ms")), "y": pa.array([-(2**31), 0], pa.date32())})

    source = open_source(written(tmp_path, table), tmp_path, Silent())

    assert next(source.batches()).to_pylist() == [{"x": None, "y": None}, {"x": datetime(1970, 1, 1), "y": datetime(1970, 1, 1)}]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (pa.table({"x": pa.array([], pa.int64())}), "data.no_rows"),
        (pa.table({"x": ["a\0b"]}), "data.nul_in_column"),
        (pa.table({"x": pa.array([b"\xff\xfe"], pa.binary())}), "data.no_rows"),
    ],
)
def test_what_no_model_can_use_is_refused(table: pa.Table, key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        open_source(written(tmp_path, table), tmp_path, Silent())

    assert error.value.key == key


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, pa.table({"x": list(range(1000))}))
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(InputError) as error:
        open_source(path, tmp_path, Silent())

    assert error.value.key == "data.not_parquet"


def test_repeated_names_are_made_unique(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", ""])

    source = open_source(written(tmp_path, table), tmp_path, Silent())

    assert source.names == ("a", "a_2", "column_3")
    assert next(source.batches()).to_pylist() == [{"a": 1, "a_2": 2, "column_3": 3}]


def test_a_long_text_repeated_without_end_is_refused_before_it_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "SUSPECT", 1 << 20)
    coded = pa.DictionaryArray.from_arrays(pa.array([0] * 500, pa.int32()), pa.array(["a" * 100_000]))
    path = tmp_path / "file.parquet"
    parquet.write_table(pa.table({"x": coded}), path, compression="zstd", store_schema=False)

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent())

    assert (refused.value.key, refused.value.facts["unpacked"]) == ("data.bomb", 50_000_000)


def test_more_rows_than_any_table_so_small_can_have_are_refused(tmp_path: Path) -> None:
    with parquet.ParquetWriter(tmp_path / "file.parquet", pa.schema([("x", pa.int64())]), compression="zstd") as file:
        for _ in range(6):
            file.write_table(pa.table({"x": pa.nulls(10_000_000, pa.int64())}), row_group_size=10_000_000)

    with pytest.raises(InputError) as refused:
        open_source(tmp_path / "file.parquet", tmp_path / "work", Silent())

    assert refused.value.key == "data.bomb"


def test_columns_are_unfolded_in_pieces_and_a_cell_beyond_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, pa.table({"x": ["a" * 50, "b" * 60, "c" * 70]}))
    monkeypatch.setattr(arrow, "ROOM", 120)
    pieces = [batch.num_rows for batch in open_source(path, tmp_path / "work", Silent()).batches()]
    monkeypatch.setattr(arrow, "CELL", 65)

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "again", Silent())

    assert pieces == [1, 1, 1]
    assert (refused.value.key, refused.value.facts["column"]) == ("data.cell_too_long", "x")


@pytest.mark.parametrize("compression", ["lz4", "zstd"])
def test_a_compressed_batch_that_claims_too_much_is_refused(
    compression: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.feather"
    feather.write_feather(pa.table({"x": list(range(50_000)), "y": ["a"] * 50_000}), str(path), compression=compression)
    whole = open_source(path, tmp_path / "work", Silent())
    monkeypatch.setattr(ipc, "MOST", 400_000)

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "again", Silent())

    assert whole.rows == 50_000
    assert (refused.value.key, refused.value.facts["need"]) == ("data.batch_too_large", 50_000 * 8 + 50_001 * 4 + 50_000)
