"""From a raw file with marks for nothing to a package and back: the raw file scores as the rows did that were judged."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet as pq

from mlworkbench.scoring.package import open_package
from mlworkbench.stages import data
from mlworkbench.workbench import Workbench

AIR = Path(__file__).parents[1] / "data" / "files" / "air_quality_part.csv"
RATIO = "`CO(GT)` / `NOx(GT)` * 100"
TARGET = "C6H6(GT)"


def american(folder: Path) -> Path:
    """The same rows with commas and decimal points, and -200 as it is."""
    path = folder / "air.csv"
    with AIR.open(encoding="utf-8", newline="") as file, path.open("w", encoding="utf-8", newline="") as out:
        rows = [row[:15] for row in csv.reader(file, delimiter=";") if any(row)]
        csv.writer(out).writerows([[cell.replace(",", ".") for cell in row] for row in rows])
    return path


def made(bench: Workbench, file: Path, folder: Path, own_marks: bool) -> Path:
    """-200 is missing, a column is derived, a few models are trained, the best one is packed."""
    bench.home.create(folder / "project", "Air")
    bench.wait(bench.data.add(file, choices={"missing": "-200"} if own_marks else None))
    bench.wait(bench.data.change("expression", {"name": "ratio", "formula": RATIO}))
    if not own_marks:
        numbers = [one.name for one in bench.data.present().columns if one.type == "number" and one.name != "ratio"]
        bench.wait(bench.data.change("set_missing", {"columns": numbers, "values": ["-200"]}, why="the sensors' own mark"))
    bench.problem.choose(TARGET, "regression")
    bench.wait(bench.train.start(60.0, 1, max_trials=2))
    place = folder / "air.mlpkg"
    best = next(one for one in bench.train.models() if one.algorithm != "baseline")
    bench.wait(bench.package.build(best.id, place))
    return place


def judged(bench: Workbench, package: Path) -> np.ndarray:
    """What the model says of the rows of the dataset version it was made from."""
    scorer = open_package(package).scorer()
    columns = data.column_values(bench.data.path(bench.data.present()), [one.name for one in scorer.interface.inputs])
    return scorer.score(columns).value


def predicted(bench: Workbench, package: Path, file: Path, folder: Path) -> tuple[np.ndarray, dict]:
    told = bench.wait(bench.package.score_file(package, file, folder / "scored.parquet"))
    assert told["refused_rows"] == 0
    return np.array(pq.read_table(folder / "scored.parquet").column("prediction")), told


@pytest.mark.parametrize(
    "own_marks",
    [pytest.param(True, marks=pytest.mark.slow, id="marked at import"), pytest.param(False, id="set to missing later")],
)
def test_the_raw_file_scores_bit_for_bit_as_the_rows_that_were_judged(own_marks, command, tmp_path):
    bench = Workbench(tmp_path / "home")
    try:
        package = made(bench, AIR, tmp_path, own_marks)
        expected = judged(bench, package)

        raw, told = predicted(bench, package, AIR, tmp_path)
        assert np.array_equal(raw, expected)
        assert [one["key"] for one in told["read"]] == ["package.read_known"]

        other, told = predicted(bench, package, american(tmp_path), tmp_path)
        assert np.array_equal(other, expected)
        assert told["read"][0]["key"] == "package.read_otherwise"

        manifest = open_package(package).manifest
        assert [(one.name, one.formula) for one in manifest.computed] == [("ratio", RATIO)]
        assert manifest.brought == ()
        assert {one.sentinels for one in manifest.inputs if one.type == "number"} == {("-200",)}
        device = {one.name: [-200.0 if one.type == "number" else None] for one in manifest.inputs}
        nothing = {one.name: [None] for one in manifest.inputs}
        scorer = open_package(package).scorer()
        assert scorer.score(device).value == scorer.score(nothing).value
    finally:
        bench.close()

    said = command("score", package, american(tmp_path), "--json")
    assert said.code == 0, said.err
    read = json.loads(said.out)["read"]
    assert "air.csv" in read[0]["message"]
    lineage = command("lineage", tmp_path / "project", "--json")
    assert lineage.code == 0, lineage.err
    stops = lineage.json["stops"]
    assert stops[-1]["kind"] == "file"
    assert (stops[-1]["hash"], stops[-1]["bytes"]) == (_sha256(AIR), AIR.stat().st_size)
    assert [one["kind"] for one in stops].count("version") == (2 if own_marks else 3)


def _sha256(path: Path) -> str:
    from mlworkbench.base.digest import digest_file

    return digest_file(path)
