"""Runs as a table and as the folder that MLflow's file store reads."""

import csv
import json

import pytest
import yaml

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.train import exporting

ROW = {
    "id": "m1", "run": "u1", "number": 3, "name": "xgboost 3", "algorithm": "xgboost", "made": "averaged", "metric": "roc_auc",
    "score": 0.84, "sd": 0.01, "folds": [0.83, 0.85], "seconds": 2.5, "model_bytes": 5, "row_microseconds": 14.5,
    "memory_bytes": None, "rounds": 120, "share": 1.0, "params": {"rate": 0.1, "trees": 300},
    "metrics": {"roc_auc": 0.84, "log_loss": 0.4}, "artifact_hash": "ab" * 32, "when": "2026-11-22T09:30:00+00:00",
    "run_number": 1, "tags": ["keep", "후보"], "note": "=SUM(A1)\n둘째 줄",
}  # fmt: skip


@pytest.fixture
def spec(tmp_path):
    (tmp_path / "m1.onnx").write_bytes(b"model")
    return {
        "form": "mlflow",
        "folder": str(tmp_path / "out"),
        "project": "고객: 이탈 \u2028 \x07 #1 'a'",
        "project_id": "p",
        "created": "2026-11-22T09:00:00+00:00",
        "rows": [ROW],
        "runs": {"u1": {"seed": 1, "who": "analyst", "version": "0.1.0", "balance": ""}},
        "models": {"m1": str(tmp_path / "m1.onnx")},
        "curves": {"m1": [0.5, 0.4, 0.35]},
    }


def test_a_table_has_a_line_for_each_trial_and_those_that_failed(spec, tmp_path):
    failed = {"id": "f1", "run": "u1", "number": 4, "name": "mlp 4", "algorithm": "mlp", "run_number": 1, "reason": "-no memory"}

    told = exporting.run(spec | {"form": "csv", "failures": [failed], "models": {}}, tmp_path, Silent())

    with open(told["path"], encoding="utf-8-sig", newline="") as file:
        made, fell = csv.DictReader(file)
    assert (made["score"], made["fold_2"], made["param:trees"], made["metric:log_loss"]) == ("0.84", "0.85", "300", "0.4")
    assert (made["tags"], made["run:seed"], made["reason"]) == ("keep, 후보", "1", "")
    assert made["note"] == "'=SUM(A1)\n둘째 줄"  # no formula to a spreadsheet
    assert (fell["name"], fell["score"], fell["run:seed"], fell["reason"]) == ("mlp 4", "", "1", "'-no memory")


def test_an_mlflow_folder_has_what_its_file_store_reads(spec, tmp_path):
    told = exporting.run(spec, tmp_path, Silent())

    (experiment,) = (path for path in (tmp_path / "out" / "mlruns").iterdir() if path.name != ".trash")
    about = yaml.safe_load((experiment / "meta.yaml").read_text("utf-8"))
    assert (about["experiment_id"], about["name"], about["lifecycle_stage"]) == (experiment.name, spec["project"], "active")
    assert about["artifact_location"] == experiment.as_uri()
    (run,) = (path for path in experiment.iterdir() if path.is_dir())
    facts = yaml.safe_load((run / "meta.yaml").read_text("utf-8"))
    assert (facts["run_id"], facts["run_uuid"], facts["status"], facts["source_type"]) == (run.name, run.name, 3, 4)
    assert facts["end_time"] - facts["start_time"] == 2500
    assert facts["artifact_uri"] == (run / "artifacts").as_uri()
    assert (run / "artifacts" / "model.onnx").read_bytes() == b"model"
    assert (run / "params" / "trees").read_text() == "300"
    assert (run / "tags" / "mlflow.note.content").read_text("utf-8") == ROW["note"]
    points = [line.split() for line in (run / "metrics" / "fold_roc_auc").read_text().splitlines()]
    assert [(value, step) for _, value, step in points] == [("0.83", "0"), ("0.85", "1")]
    assert {when for when, _, _ in points} == {str(facts["end_time"])}
    assert len((run / "metrics" / "fold_loss").read_text().splitlines()) == 3
    assert told["models"] == 1


def test_a_name_stays_inside_its_folder(spec, tmp_path):
    odd = ROW | {"params": {"../../escape": 1, "..": 2, "한글": 3}, "tags": ["../up"]}

    exporting.run(spec | {"rows": [odd]}, tmp_path, Silent())

    inside = [path for path in (tmp_path / "out" / "mlruns").rglob("*") if path.is_file()]
    assert not (tmp_path / "escape").exists()
    assert {path.parent.name for path in inside} <= {"params", "metrics", "tags", "artifacts"} | {
        path.parent.name for path in inside if path.name == "meta.yaml"
    }


def test_a_figure_that_is_no_number_is_left_out(spec, tmp_path):
    row = json.loads(json.dumps(ROW | {"metrics": {"r2": float("nan")}}))

    exporting.run(spec | {"rows": [row]}, tmp_path, Silent())

    assert not list((tmp_path / "out").rglob("oof_r2"))


def test_what_is_there_is_not_replaced_and_what_fails_leaves_nothing(spec, tmp_path):
    exporting.run(spec, tmp_path, Silent())

    with pytest.raises(InputError) as there:
        exporting.run(spec, tmp_path, Silent())
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError) as nowhere:
        exporting.run(spec | {"folder": str(tmp_path / "file" / "in")}, tmp_path, Silent())
    with pytest.raises(InputError) as gone:
        exporting.run(spec | {"folder": str(tmp_path / "new"), "models": {"m1": str(tmp_path / "none")}}, tmp_path, Silent())

    assert (there.value.key, nowhere.value.key) == ("train.export_there", "train.not_exported")
    assert gone.value.key == "train.not_exported"
    assert not list((tmp_path / "new").iterdir())
