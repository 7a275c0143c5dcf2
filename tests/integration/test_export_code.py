"""A model as a plain script, run by a Python that has public libraries alone: it gives the hold-out score of the program."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlworkbench.base.records import Model, Step
from mlworkbench.base.words import speaking
from mlworkbench.workbench import Workbench
from mlworkbench.workbench.train import Wanted
from tests.ui.pages import playing

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def printed(folder: Path, name: str = "script.py") -> tuple[str, float]:
    """What the script says when it is run from another place, without this program on its path, and with warnings as errors."""
    blocked = f"import runpy, sys; sys.modules['mlworkbench'] = None; runpy.run_path({str(folder / name)!r}, run_name='__main__')"
    ended = subprocess.run(
        [sys.executable, "-I", "-W", "error::FutureWarning", "-c", blocked],
        capture_output=True,
        encoding="utf-8",
        cwd=folder.parent,
        timeout=300,
        env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
    )
    assert ended.returncode == 0, ended.stderr
    first = ended.stdout.splitlines()[0]
    said = (folder / name).read_text("utf-8")
    assert "import mlworkbench" not in said
    assert max(map(len, said.split("\n"))) <= 120
    assert len(ended.stdout.splitlines()) >= 7  # the score, the recorded one where there is one, a head and five rows
    return first, float(first.rpartition(" ")[2])


def same(bench: Workbench, model: Model, folder: Path) -> None:
    """The script's score is that of the file that ships."""
    if bench.evaluate.evaluation(model.id) is None:
        bench.wait(bench.evaluate.open_holdout(model.id, "to compare"))
    known = bench.evaluate.evaluation(model.id)
    assert known is not None
    told = bench.wait(bench.train.export_code(model.id, folder))
    assert (told["path"], told["score"]) == (str(folder / "script.py"), known.metrics[model.metric])
    said, score = printed(folder)
    assert said.startswith(model.metric)
    assert score == pytest.approx(known.metrics[model.metric], rel=1e-6, abs=1e-6)


def begun(folder: Path, file: Path, target: str) -> Workbench:
    bench = Workbench(folder / "home")
    bench.home.create(folder / "project", "Anew")
    bench.wait(bench.data.add(file))
    bench.problem.choose(target)
    return bench


def tasting(folder: Path, rows: int = 420) -> Path:
    """Columns of every kind with gaps, names that quotes and brackets are in, and a target of three classes."""
    random = np.random.Generator(np.random.PCG64(5))
    size, kind = random.normal(size=rows) * 40 + 300, random.integers(0, 3, rows)
    place, day = random.integers(0, 25, rows), random.integers(0, 900, rows)
    says = size / 40 + (kind == 1) * 2 + place / 12 + day / 400 + random.normal(size=rows)
    lines = ['when,"size «x|y» {0}","kind ""a""",place,taste']
    for row in range(rows):
        date = np.datetime64("2021-01-01") + int(day[row])
        cells = (date if row % 17 else "", f"{size[row]:.3f}" if row % 11 else "", ("red", "green, dark", "푸른")[kind[row]])
        taste = ("mild", "fair", "strong")[int(np.digitize(says[row], (9.5, 11.5)))]
        lines.append(f'{cells[0]},{cells[1]},"{cells[2]}",p{place[row]},{taste}')
    path = folder / "tasting.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def tasted(tmp_path_factory):
    """Three classes, validated in time, by a recipe of all steps that have code."""
    folder = tmp_path_factory.mktemp("tasted")
    bench = begun(folder, tasting(folder), "taste")
    steps = {step.kind: step for step in bench.prepare.current().steps}
    bench.prepare.write(
        [
            steps["keep"],
            steps["date_parts"],
            Step("target_encode", ("place",), {"smoothing": 5.0, "order": True}, ("tree",)),
            Step("ordinal", ('kind "a"',), {"order": "name"}, ("tree",)),
            Step("one_hot", ("place", 'kind "a"'), {"unseen": "own", "rare": 0.04}, ("linear",)),
            Step("missing", (), {"fill": "mean"}, ("linear",)),
            Step("scale", (), {"how": "robust"}, ("linear",)),
        ]
    )
    bench.prepare.plan_split(0.25, True, 3, cv="repeated:3x2")
    bench.wait(bench.train.start(240.0, 1, max_trials=6, wanted=Wanted(algorithms=("xgboost", "lightgbm", "logistic"))))
    yield bench
    bench.close()


def of(bench: Workbench, algorithm: str) -> Model:
    return next(model for model in bench.train.models() if model.algorithm == algorithm)


def test_a_model_is_made_anew_and_another_threshold_stands_in_its_script(tmp_path):
    bench = begun(tmp_path, playing.churn(tmp_path, rows=160), "left")
    bench.wait(bench.train.start(60.0, 1, max_trials=2, wanted=Wanted(algorithms=("logistic",))))
    model = of(bench, "logistic")
    with speaking("ko"):
        same(bench, model, tmp_path / "out")
    said = (tmp_path / "out" / "script.py").read_text("utf-8")
    assert "모든 학습 행으로" in said
    assert bench.data.current().data_file in said

    bench.wait(bench.evaluate.set_threshold(model.id, 0.75))
    (other,) = bench.evaluate.variants(model.id)
    bench.wait(bench.train.export_code(other.id, tmp_path / "other", "again.py"))
    assert "THRESHOLD = 0.75 " in (tmp_path / "other" / "again.py").read_text("utf-8")
    bench.close()


def test_a_model_of_rows_in_time_is_made_anew_of_all_rows(tmp_path):
    bench = begun(tmp_path, playing.churn(tmp_path, rows=300), "left")
    bench.prepare.plan_split(0.25, True, 3, cv="time:3", time="age")
    bench.wait(bench.train.start(60.0, 1, max_trials=2, wanted=Wanted(algorithms=("xgboost",))))
    model = of(bench, "xgboost")
    assert model.made == "refit"
    assert model.rounds < model.params["rounds"]
    same(bench, model, tmp_path / "out")
    assert all(one["same"] for one in bench.wait(bench.train.replay(bench.train.current().id))["models"])
    bench.close()


@pytest.mark.slow
def test_models_of_three_classes_are_made_anew(tasted, tmp_path):
    models = tasted.train.models()
    assert {model.algorithm for model in models} >= {"baseline", "xgboost", "lightgbm", "logistic"}
    assert {model.made for model in models} >= {"averaged", "refit"}
    for place, model in enumerate(models):
        same(tasted, model, tmp_path / f"out {place}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sample", "target", "used"),
    [
        ("telco_churn", "Churn", ("lightgbm", "logistic", "random_forest", "naive_bayes", "explainable_boosting")),
        ("california_housing", "median_house_value", ("xgboost", "ridge", "elastic_net")),
    ],
)
def test_samples_are_made_anew(sample, target, used, tmp_path):
    """The averaged booster, the one fitted once more, the others, and what was chosen."""
    bench = begun(tmp_path, SAMPLES / f"{sample}.csv", target)
    bench.wait(bench.train.start(30.0, 1, max_trials=len(used) + 1, wanted=Wanted(algorithms=used)))
    models = bench.train.models()
    assert {model.algorithm for model in models} >= {used[0], "baseline"}
    assert {"averaged", "refit"} <= {model.made for model in models}
    for place, model in enumerate(models):
        same(bench, model, tmp_path / f"out {place}")
    bench.close()
