"""A model as a plain script: what is refused by name, what is written, and nothing half."""

import csv
import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages import prepare
from mlworkbench.stages.train import code
from mlworkbench.stages.train.code import job
from mlworkbench.stages.train.material import drawn_share

ROWS = 40
LOGISTIC = {"strength": 1.0, "mix": 0.0, "iterations": 100}
MODEL = {
    "id": "m1", "number": 3, "name": "logistic 3", "algorithm": "logistic", "params": LOGISTIC, "trial": "t1", "made": "refit",
    "model_file": "ab" * 32, "folds": 4, "threshold": 0.75, "slope": 1.25, "shift": -0.5,
}  # fmt: skip


@pytest.fixture
def spec(tmp_path):
    data = pa.table({"size": np.arange(ROWS) / 7, "kind": ["a", "b"] * 20, "left": ["no", "no", "yes", "no"] * 10})
    pq.write_table(data, tmp_path / "data.bin")
    usable = np.ones(ROWS, bool)
    drawn = prepare.draw(np.tile([0, 0, 1, 0], 10), usable, 0.2, None, 4, 1)
    prepare.write_split(drawn, tmp_path / "split.bin")
    columns = [("size", "number"), ("kind", "category"), ("left", "category")]
    return {
        "run": {
            "data": str(tmp_path / "data.bin"),
            "dataset_hash": hashlib.sha256((tmp_path / "data.bin").read_bytes()).hexdigest(),
            "columns": [{"name": name, "type": kind} for name, kind in columns],
            "target": "left",
            "task": "binary",
            "metric": "roc_auc",
            "greater_is_better": True,
            "classes": ["no", "yes"],
            "positive": "yes",
            "steps": [step("keep", "size", "kind"), step("one_hot", "kind"), step("missing"), step("scale")],
            "inputs": ["size", "kind"],
            "recipe_hash": "cd" * 32,
            "split": str(tmp_path / "split.bin"),
        },
        "model": MODEL | {"file": str(tmp_path / "model.onnx")},
        "folder": str(tmp_path / "out"),
        "versions": {"mlworkbench": "0.1.0", "numpy": "2"},
    }


def step(kind, *columns, **params):
    return {"kind": kind, "columns": list(columns), "params": params}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(spec):
    with pytest.raises(InputError) as told:
        code.check(spec)
    with pytest.raises(InputError) as again:
        code.run(spec, None, Silent())
    assert again.value.key == told.value.key
    return told.value.key, told.value.facts


def test_the_script_its_data_and_its_rows_stand_together(spec, tmp_path):
    told = code.run(spec, tmp_path, Silent())

    folder = tmp_path / "out"
    assert told == {"path": str(folder / "script.py"), "model": "m1", "name": "logistic 3", "score": None}
    assert sorted(path.name for path in folder.iterdir()) == ["data.parquet", "rows.csv", "script.py"]
    assert (folder / "data.parquet").read_bytes() == (tmp_path / "data.bin").read_bytes()
    rows = read(folder / "rows.csv")
    assert [row["row"] for row in rows] == [str(place) for place in range(ROWS)]
    assert sum(row["use"] == "holdout" for row in rows) == 8
    said = (folder / "script.py").read_text("utf-8")
    assert "THRESHOLD = 0.75 " in said
    assert "SLOPE, SHIFT = 1.25, -0.5 " in said
    assert "RECORDED" not in said
    assert all(name in said for name in (spec["run"]["dataset_hash"], "ab" * 32, "cd" * 32, "numpy 2"))
    assert "mlworkbench" not in said.partition('"""\n')[2].partition('"""')[2]


def test_a_recorded_score_is_compared(spec, tmp_path):
    code.run(spec | {"score": 0.8125}, tmp_path, Silent())
    assert "RECORDED = 0.8125 " in (tmp_path / "out" / "script.py").read_text("utf-8")


def test_comments_are_in_the_chosen_language(spec, tmp_path):
    code.run(spec | {"language": "ko"}, tmp_path, Silent())
    said = (tmp_path / "out" / "script.py").read_text("utf-8")
    assert "모든 학습 행으로" in said
    assert "fitted on all training rows" not in said


def test_names_cannot_leave_their_quotes(spec, tmp_path):
    odd = 'x""" + «a|b» # {0}\\'
    spec["run"] |= {"target": odd}
    spec["run"]["columns"][2]["name"] = odd
    spec["model"] |= {"name": odd}
    code.run(spec, tmp_path, Silent())
    said = (tmp_path / "out" / "script.py").read_text("utf-8")
    known: dict = {"__name__": "read", "__file__": str(tmp_path / "out" / "script.py")}
    exec(compile(said, "script.py", "exec"), known)
    assert known["TARGET"] == odd


def test_classes_that_count_alike_do_so_in_the_script(spec, tmp_path):
    spec["run"]["balance"] = "weights"
    code.run(spec, tmp_path, Silent())
    said = (tmp_path / "out" / "script.py").read_text("utf-8")
    assert said.count("weights=balanced(y[train])") == 1
    assert said.count("def balanced(") == 1


def test_only_a_part_of_the_rows_is_fitted_where_that_was_so(spec, tmp_path):
    spec["model"]["share"] = 0.5
    spec["run"]["seed"] = 9
    code.run(spec, tmp_path, Silent())
    known: dict = {"__name__": "read", "__file__": str(tmp_path / "out" / "script.py")}
    exec((tmp_path / "out" / "script.py").read_text("utf-8"), known)
    usable = np.arange(40) % 5 > 0
    drawn = np.flatnonzero(known["sampled"](usable, 0.5))
    assert drawn.tolist() == np.flatnonzero(usable)[drawn_share(32, 0.5, 9)].tolist()
    assert known["raw_scores"](*known["read"]()).shape == (8, 1)


def test_folds_have_the_rows_each_was_fitted_on(spec, tmp_path):
    drawn = prepare.read_split(tmp_path / "split.bin", None)

    job.write_rows(tmp_path / "rows.csv", drawn, 4)
    rows = read(tmp_path / "rows.csv")
    for fold in range(4):
        fitted = [place for place, row in enumerate(rows) if row[f"fit_{fold + 1}"] == "1"]
        assert fitted == drawn.fitted(fold).tolist()
        assert all(rows[place]["use"] == "train" for place in fitted)


@pytest.mark.parametrize(
    ("changes", "key", "facts"),
    [
        ({"model": {"algorithm": "mlp"}}, "algorithm", {"model": "logistic 3", "algorithm": "Neural network"}),
        ({"model": {"algorithm": "of another program"}}, "algorithm", {"algorithm": "of another program"}),
        ({"run": {"steps": [step("bins", "size")]}}, "step", {"step": "Bins"}),
        ({"run": {"metric": "pinball:0.9"}}, "metric", {"metric": "pinball:0.9"}),
        ({"run": {"weights": "size"}}, "weights", {"column": "size"}),
        ({"run": {"balance": "smote"}}, "balance", {"balance": "smote"}),
        ({"run": {"limits": {"monotone": [["size", 1]]}}}, "bound", {}),
        ({"run": {"split": None}}, "no_holdout", {}),
        ({"name": "script.txt"}, "name", {"found": "script.txt"}),
        ({"name": "../script.py"}, "name", {"found": "../script.py"}),
    ],
)
def test_what_a_script_cannot_hold_is_refused_by_name(spec, tmp_path, changes, key, facts):
    for name, change in changes.items():
        spec[name] = spec[name] | change if isinstance(change, dict) else change

    found, told = refused(spec)

    assert found == f"train.code_{key}"
    assert facts.items() <= told.items()
    assert not (tmp_path / "out").exists()


def test_grouped_rows_are_refused_where_a_step_looks_at_the_truth(spec):
    spec["run"] |= {"steps": [step("target_encode", "kind")], "group": "kind"}
    assert refused(spec)[0] == "train.code_groups"


def test_a_missing_member_is_named(spec):
    spec["model"] |= {"algorithm": "ensemble", "members": [{"trial": "gone", "share": 1.0}], "params": {"shift": 0.0}}
    assert refused(spec) == ("train.member_missing", {"model": "logistic 3", "trial": "gone"})


def test_a_file_that_is_there_is_not_replaced(spec, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rows.csv").write_text("mine")

    assert refused(spec) == ("train.export_there", {"path": str(tmp_path / "out" / "rows.csv")})
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["rows.csv"]
    assert (tmp_path / "out" / "rows.csv").read_text() == "mine"


def test_a_split_without_sealed_rows_is_refused(spec, tmp_path):
    drawn = prepare.draw(np.tile([0, 0, 1, 0], 10), np.ones(ROWS, bool), 0.0, None, 4, 1)
    prepare.write_split(drawn, tmp_path / "split.bin")
    with pytest.raises(InputError) as told:
        code.run(spec, tmp_path, Silent())
    assert told.value.key == "train.code_no_holdout"
    assert not (tmp_path / "out").exists()
