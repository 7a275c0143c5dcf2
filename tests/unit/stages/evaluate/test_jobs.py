"""The look at the sealed rows: those rows alone, through the file that ships."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.report import Silent
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages import evaluate
from mlworkbench.stages.evaluate import METRICS
from mlworkbench.stages.evaluate.subjects import truth_of
from mlworkbench.stages.prepare import INITIAL
from tests import tiny


def spec(folder: Path, task: Any, sealed: bool = True) -> dict[str, Any]:
    data, split = tiny.dataset(folder, task, sealed=sealed)
    (folder / "model.onnx").write_bytes(tiny.model(task))
    paths = {"data": str(data), "split": str(split), "model": str(folder / "model.onnx")}
    return {**paths, "target": "target", "task": task, "classes": list(tiny.CLASSES[task])}


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_every_metric_of_the_task_is_measured_on_the_sealed_rows_alone(task: Any, tmp_path: Path) -> None:
    found = evaluate.run(spec(tmp_path, task), tmp_path, Silent())

    sealed = np.arange(tiny.ROWS) % 5 == 0
    scores = Scorer(tiny.model(task)).score({name: cells[sealed] for name, cells in tiny.columns().items()})
    target = parquet.read_table(tmp_path / "data.parquet")["target"].to_numpy(zero_copy_only=False)[sealed]
    truth = truth_of(target, task, tiny.CLASSES[task], "target")
    assert found["rows"] == sealed.sum() == 12
    assert found["metrics"] == evaluate.measure(task, truth, scores)
    assert set(found["metrics"]) <= set(METRICS.names_for(task))


def test_nothing_sealed_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"evaluate\.no_rows"):
        evaluate.run(spec(tmp_path, "binary", sealed=False), tmp_path, Silent())


def test_a_class_the_model_does_not_know_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"evaluate\.unknown_class"):
        evaluate.run(spec(tmp_path, "binary") | {"classes": ["No", "Other"]}, tmp_path, Silent())


def test_rows_that_no_fold_model_judged_are_left_out_and_raw_scores_of_counts_are_logarithms(tmp_path: Path) -> None:
    asked = spec(tmp_path, "regression") | {
        "oof": str(tmp_path / "oof.npy"),
        "loss": "poisson",
        "also": ["mean_poisson_deviance"],
    }
    fold = np.arange(tiny.ROWS) // 12 - 3  # the first are trained on alone, then unused ones, sealed ones, and two folds
    parquet.write_table(pa.table({"fold": fold}), asked["split"])
    trained = (fold >= 0) | (fold == INITIAL)
    raw = np.where(fold[trained] >= 0, 0.5, np.nan)[:, None]
    np.save(tmp_path / "oof.npy", raw)

    found = evaluate.assess(asked, tmp_path, Silent())

    target = parquet.read_table(asked["data"])["target"].to_numpy()[fold >= 0]
    assert found["rows"] == len(target) == 24
    assert found["metrics"]["mae"] == pytest.approx(np.abs(target - np.exp(0.5)).mean())
    assert "mean_poisson_deviance" in found["metrics"]


def test_classes_written_as_numbers_are_found_again(tmp_path: Path) -> None:
    asked = spec(tmp_path, "binary")
    table = parquet.read_table(asked["data"]).drop_columns(["target"])
    numbers = pa.array((np.arange(tiny.ROWS) // 7 % 2).astype(np.int64))
    parquet.write_table(table.append_column("target", numbers), asked["data"])

    found = evaluate.run(asked | {"classes": ["0", "1"]}, tmp_path, Silent())

    assert 0 <= found["metrics"]["accuracy"] <= 1


@pytest.mark.parametrize("damage", [b"", b"PAR1 no longer", None])
@pytest.mark.parametrize("file", ["data", "split", "oof"])
def test_a_damaged_file_is_said_in_words(tmp_path: Path, file: str, damage: bytes | None) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    asked = spec(folder, "binary") | {"oof": str(folder / "oof.npy")}
    np.save(folder / "oof.npy", np.zeros((48, 1)))
    path = Path(asked[file])
    path.unlink() if damage is None else path.write_bytes(damage)

    with pytest.raises(ProjectError, match=r"store\.file_damaged") as told:
        evaluate.assess(asked, tmp_path, Silent())

    assert told.value.facts == {"name": path.name, "folder": str(tmp_path)}
