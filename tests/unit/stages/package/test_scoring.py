"""A scored file has every row and column it had, in order, and the predictions beside them."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlworkbench.base.errors import Cancelled, Fact, InputError
from mlworkbench.base.report import Silent
from mlworkbench.scoring.package import open_package
from mlworkbench.stages import package
from mlworkbench.stages.package import scoring
from tests import tiny

HEADER = "name,size,on,kind,when\n"
LINES = 'a,1.50,1,x,2020-01-31\n"b, ""quoted""",  2 ,0,한글,\nc,,1,never seen,2020-02-01 10:30:00\nd,1e1,true,,2020-02-03\n'


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.packed(tmp_path_factory.mktemp("packed"))


def score(packed: Path, folder: Path, text: str, output: str | None = "out.csv", report: Any = None) -> dict[str, Any]:
    (folder / "in.csv").write_text(text, "utf-8")
    spec = {"package": str(packed), "file": str(folder / "in.csv"), "output": str(folder / output) if output else None}
    return package.score(spec, folder / "work", report or Silent())


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_rows_columns_order_and_text_stay_as_they_were(packed: Path, tmp_path: Path) -> None:
    told = score(packed, tmp_path, HEADER + LINES)

    header, *rows = rows_of(tmp_path / "out.csv")
    assert header == ["name", "size", "on", "kind", "when", "prediction", "probability_No", "probability_Yes"]
    assert [row[:5] for row in rows] == [
        ["a", "1.50", "1", "x", "2020-01-31"],
        ['b, "quoted"', "  2 ", "0", "한글", ""],
        ["c", "", "1", "never seen", "2020-02-01 10:30:00"],
        ["d", "1e1", "true", "", "2020-02-03"],
    ]
    assert (told["rows"], told["scored"], told["refused_rows"]) == (4, 4, 0)
    assert told["columns"] == header


def test_predictions_are_those_of_the_scorer_to_the_last_digit(packed: Path, tmp_path: Path) -> None:
    score(packed, tmp_path, HEADER + LINES)

    whens = [np.datetime64(day, "us").astype(np.int64) for day in ("2020-01-31", "NaT", "2020-02-01T10:30", "2020-02-03")]
    columns = {"size": [1.5, 2.0, None, 10.0], "on": [1, 0, 1, 1], "kind": ["x", "한글", "never seen", None], "when": whens}
    expected = open_package(packed).scorer().score(columns)
    assert expected.probability is not None
    _, *rows = rows_of(tmp_path / "out.csv")
    assert [row[5] for row in rows] == expected.prediction.tolist()
    assert [[float(cell) for cell in row[6:]] for row in rows] == expected.probability.tolist()


def test_a_cell_that_cannot_be_read_is_told_and_its_row_kept(packed: Path, tmp_path: Path) -> None:
    bad = "e,many,1,x,2020-01-31\nf,1,2,x,31/01/2020\n"

    told = score(packed, tmp_path, HEADER + LINES + bad + LINES)

    rows = rows_of(tmp_path / "out.csv")[1:]
    assert len(rows) == 10
    assert [row[0] for row in rows if not row[5]] == ["e", "f"]
    assert [(one["row"], one["column"], one["value"]) for one in told["refused"]] == [
        (5, "size", "many"),
        (6, "on", "2"),
        (6, "when", "31/01/2020"),
    ]
    assert (told["rows"], told["scored"], told["refused_rows"]) == (10, 8, 2)
    assert all(one["reason"]["key"] for one in told["refused"])


def test_refused_rows_are_counted_over_all_batches(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "PIECE", 3)
    monkeypatch.setattr(scoring, "MOST_TOLD", 5)

    told = score(packed, tmp_path, HEADER + "x,bad,1,x,\ny,1,1,x,\n" * 10)

    assert told["refused_rows"] == 10
    assert [one["row"] for one in told["refused"]] == [1, 3, 5, 7, 9]
    assert [bool(row[5]) for row in rows_of(tmp_path / "out.csv")[1:]] == [False, True] * 10


def test_columns_that_lack_are_all_named(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        score(packed, tmp_path, "name,on\na,1\nb,0\n")

    assert caught.value.key == "package.columns_lacking"
    assert caught.value.facts["columns"] == "size, kind, when"
    assert not (tmp_path / "out.csv").exists()


def test_a_name_in_use_gets_a_number(packed: Path, tmp_path: Path) -> None:
    told = score(packed, tmp_path, "prediction,prediction_2,size,on,kind,when,probability_Yes\n1,2,3,1,x,,9\n4,5,6,0,y,,9\n")

    assert told["columns"][-3:] == ["prediction_3", "probability_No", "probability_Yes_2"]
    assert rows_of(tmp_path / "out.csv")[1][:7] == ["1", "2", "3", "1", "x", "", "9"]


def test_without_output_there_is_a_preview_and_no_file(packed: Path, tmp_path: Path) -> None:
    told = score(packed, tmp_path, HEADER + LINES * 10, output=None)

    assert told["rows"] == 40 and len(told["preview"]) == 20 and told["output"] is None
    assert told["preview"][0][:6] == ["a", "1.50", "1", "x", "2020-01-31", told["preview"][4][5]]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["in.csv"]


def test_parquet_comes_out_of_text(packed: Path, tmp_path: Path) -> None:
    score(packed, tmp_path, HEADER + LINES, output="out.parquet")

    table = parquet.read_table(tmp_path / "out.parquet")
    assert table.column("size").to_pylist() == ["1.50", "  2 ", None, "1e1"]
    assert table.schema.field("probability_Yes").type == pa.float64()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_typed_files_are_scored_and_keep_their_columns(packed: Path, tmp_path: Path, suffix: str) -> None:
    data, _ = tiny.dataset(tmp_path)
    output = tmp_path / f"out{suffix}"

    told = package.score({"package": str(packed), "file": str(data), "output": str(output)}, tmp_path / "work", Silent())

    expected = open_package(packed).scorer().score(tiny.columns()).prediction.tolist()
    assert told["rows"] == tiny.ROWS
    if suffix == ".parquet":
        table = parquet.read_table(output)
        assert table.column("prediction").to_pylist() == expected
        assert table.select(["size", "kind", "other"]).equals(parquet.read_table(data).select(["size", "kind", "other"]))
    else:
        assert [row[6] for row in rows_of(output)[1:]] == expected
        assert rows_of(output)[1][3] == "2017-07-14 02:40:00"


def test_regression_gives_a_prediction_and_no_probabilities(tmp_path: Path) -> None:
    told = score(tiny.packed(tmp_path, "regression"), tmp_path, HEADER + LINES)

    rows = rows_of(tmp_path / "out.csv")
    assert rows[0][5:] == told["columns"][5:] == ["prediction"]
    assert all(float(row[5]) == float(repr(float(row[5]))) for row in rows[1:])


class Stopped(Silent):
    """A user who stops the job at its n-th report."""

    def __init__(self, after: int) -> None:
        self.left = after

    def progress(self, fraction: float, key: str, **facts: Fact) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_a_cancel_leaves_nothing(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(scoring, "PIECE", 2)

    with pytest.raises(Cancelled):
        score(packed, tmp_path, HEADER + LINES * 10, report=Stopped(after))

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["in.csv"]


def test_a_cancel_keeps_the_results_of_before(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("before")

    with pytest.raises(Cancelled):
        score(packed, tmp_path, HEADER + LINES, report=Stopped(1))

    assert (tmp_path / "out.csv").read_text() == "before"


def test_the_file_being_scored_is_not_overwritten(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"package\.output_is_input"):
        score(packed, tmp_path, HEADER + LINES, output="in.csv")


@pytest.mark.parametrize(("output", "key"), [("out.xlsx", "package.output_kind"), ("none/out.csv", "package.output_not_written")])
def test_a_place_that_cannot_be_written_is_refused(packed: Path, tmp_path: Path, output: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        score(packed, tmp_path, HEADER + LINES, output=output)

    assert caught.value.key == key


def test_a_bad_file_and_a_bad_package_are_refused(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        score(packed, tmp_path, "")
    with pytest.raises(InputError):
        score(tmp_path / "in.csv", tmp_path, HEADER + LINES)


@pytest.mark.parametrize("output", ["out.csv", "out.parquet"])
def test_a_file_of_nothing_but_refused_rows_comes_out_whole(packed: Path, tmp_path: Path, output: str) -> None:
    told = score(packed, tmp_path, HEADER + "x,bad,1,x,\n" * 3, output=output)

    assert (told["rows"], told["scored"], told["refused_rows"]) == (3, 0, 3)
    if output == "out.parquet":
        assert parquet.read_table(tmp_path / output).schema.field("prediction").type == pa.string()
    else:
        assert rows_of(tmp_path / output)[1:] == [["x", "bad", "1", "x", "", "", "", ""]] * 3


def test_a_file_without_rows_is_refused_in_words(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data\.no_rows"):
        score(packed, tmp_path, HEADER)


def test_line_ends_and_quotes_inside_cells_come_back_as_they_were(packed: Path, tmp_path: Path) -> None:
    cells = ["a\nb", 'say "x"', "a,b", "a\rb", "a\r\nb", " lead", "", "-0", "=1+1"]
    table = pa.table(
        {"note": cells, "size": [1.0] * 9, "on": [1] * 9, "kind": ["x"] * 9, "when": pa.array([None] * 9, pa.timestamp("us"))}
    )
    parquet.write_table(table, tmp_path / "in.parquet")
    spec = {"package": str(packed), "file": str(tmp_path / "in.parquet"), "output": str(tmp_path / "out.csv")}

    package.score(spec, tmp_path / "work", Silent())

    guarded = [*cells[:-1], "'=1+1"]  # no spreadsheet takes it for a formula
    assert [row[0] for row in rows_of(tmp_path / "out.csv")[1:]] == guarded
    assert (tmp_path / "out.csv").read_bytes().endswith(b"\n")
    assert not (tmp_path / "out.csv").read_bytes().endswith(b"\r\n")


def test_the_preview_is_plain_json_though_a_file_holds_numbers_that_are_none(packed: Path, tmp_path: Path) -> None:
    table = {
        "size": [1.5, float("nan"), float("inf")],
        "on": [1, 0, 1],
        "kind": ["x", "y", None],
        "when": pa.array([0, 1, None], pa.timestamp("us")),
    }
    parquet.write_table(pa.table(table), tmp_path / "in.parquet")
    spec = {"package": str(packed), "file": str(tmp_path / "in.parquet"), "output": None}

    told = package.score(spec, tmp_path / "work", Silent())

    json.dumps(told, allow_nan=False)
    assert [row[0] for row in told["preview"]] == [1.5, None, None]
