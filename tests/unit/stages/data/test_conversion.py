"""What is scored is read as it was imported; what cannot be read is named by row and column."""

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import column_values, convert, open_source, run

LOWEST = np.iinfo(np.int64).min
COLUMNS = (
    Column("n", "number"),
    Column("f", "flag"),
    Column("c", "category"),
    Column("d", "date", date_format="DD/MM/YYYY"),
)


def test_cells_become_arrays_for_the_scorer() -> None:
    batch = pa.record_batch({"n": ["1.5", " ", "NA"], "f": ["TRUE", "0", ""], "c": ["a", "", "NA"], "d": ["02/01/1970", "", "-"]})

    arrays, refused = convert(batch, COLUMNS)

    assert refused == []
    np.testing.assert_array_equal(arrays["n"], [1.5, np.nan, np.nan])
    np.testing.assert_array_equal(arrays["f"], [1.0, 0.0, np.nan])
    assert arrays["c"].tolist() == ["a", None, "NA"]
    assert arrays["d"].tolist() == [86_400_000_000, LOWEST, LOWEST]
    assert [arrays[name].dtype for name in "nfcd"] == [np.float64, np.float64, object, np.int64]


def test_refused_cells_are_named_in_the_order_of_rows() -> None:
    batch = pa.record_batch({"d": ["13/13/2026", "01/01/2026"], "n": ["2", "1,234"], "f": ["0", "2"], "c": ["x", "x" * 9]})

    arrays, refused = convert(batch, COLUMNS, start=10)

    assert [(one.row, one.column, one.value, one.reason.key) for one in refused] == [
        (11, "d", "13/13/2026", "data.not_a_date"),
        (12, "n", "1,234", "data.not_a_number"),
        (12, "f", "2", "data.not_a_flag"),
    ]
    assert refused[0].reason.facts == {"format": "DD/MM/YYYY"}
    assert np.isnan(arrays["n"][1])


def test_long_values_are_shortened() -> None:
    _, refused = convert(pa.record_batch({"n": ["x" * 500]}), COLUMNS[:1])

    assert len(refused[0].value) == 61


def test_typed_cells_are_converted_too() -> None:
    batch = pa.record_batch(
        {
            "n": pa.array([1, None], pa.int64()),
            "f": pa.array([True, None]),
            "c": pa.array([7, None], pa.int64()),
            "d": pa.array([5, None], pa.timestamp("us")),
        }
    )

    arrays, refused = convert(batch, COLUMNS)

    assert refused == []
    np.testing.assert_array_equal(arrays["n"], [1.0, np.nan])
    assert arrays["c"].tolist() == ["7", None]
    assert arrays["d"].tolist() == [5, LOWEST]


def test_a_date_where_a_number_is_expected_is_refused() -> None:
    _, refused = convert(pa.record_batch({"n": pa.array([5, None], pa.timestamp("us"))}), COLUMNS[:1])

    assert [one.row for one in refused] == [1]


def test_a_lacking_column_is_named() -> None:
    with pytest.raises(InputError) as error:
        convert(pa.record_batch({"m": ["1"]}), COLUMNS[:1])

    assert (error.value.key, error.value.facts["column"]) == ("data.no_column", "n")


def test_scoring_reads_the_very_cells_that_import_stored(tmp_path: Path) -> None:
    chance = random.Random(5)
    lines = ["n,f,c,d,i"]
    for number in range(3000):
        cells = (
            chance.choice(["", "NA", f"{chance.uniform(-1e6, 1e6)!r}", f"+{chance.random():.3f}", f"{chance.random():.2e}"]),
            chance.choice(["true", "FALSE", "0", ""]),
            chance.choice(["a", " b", "가", "NA", ""]),
            chance.choice(
                [f"{chance.randint(1, 28)}/{chance.randint(1, 12)}/{chance.randint(1900, 2100)}", "28/12/2020 7:05 pm"]
            ),
            str(number % 77),
        )
        lines.append(",".join(cells))
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines), "utf-8")
    made = run({"path": str(path), "name": "x"}, tmp_path, Silent())
    columns = [Column(**column) for column in made["columns"]]
    source = open_source(path, tmp_path / "work", Silent())

    stored = column_values(tmp_path / "data.parquet", columns)
    pieces = [convert(batch, columns) for batch in source.batches()]

    assert [column.type for column in columns] == ["number", "flag", "category", "date", "number"]
    assert not any(refused for _, refused in pieces)
    for column in columns:
        scored = np.concatenate([arrays[column.name] for arrays, _ in pieces])
        assert scored.dtype == stored[column.name].dtype
        np.testing.assert_array_equal(scored, stored[column.name])
