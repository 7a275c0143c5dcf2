"""The examples of docs/extending.md work as they are printed there."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.registry import Registry
from mlworkbench.base.report import Silent
from mlworkbench.selftest import example, finders, parts

EXAMPLES = dict(
    re.findall(
        r"^`(mlworkbench/[\w/]+\.py)`:\n\n```python\n(.*?)^```$",
        (Path(__file__).parents[2] / "docs" / "extending.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


def made(ending: str) -> ModuleType:
    """The example whose path ends so, as a module."""
    path = next(path for path in EXAMPLES if path.endswith(ending))
    module = ModuleType(path.removesuffix(".py").replace("/", "."))
    exec(compile(EXAMPLES[path], path, "exec"), module.__dict__)
    return module


@pytest.fixture
def list_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def add(registry: Registry[Any], part: Any) -> Any:
        monkeypatch.setattr(registry, "_parts", {part.name: part, **registry._parts})
        return part

    yield add


def test_every_example_is_tried_here() -> None:
    tried = {
        "log_of.py",
        *("cards.py", "zeros.py", "square.py", "lasso.py", "worst.py", "bare.py"),
        *("busiest.py", "lineage.py", "gains.py", "packages.py", "counting_lines.py"),
    }

    assert {Path(path).name for path in EXAMPLES} == tried


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_example_passes_lint(path: str) -> None:
    import subprocess

    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--no-cache", "--stdin-filename", path, "-"],
        input=EXAMPLES[path], capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=60,
    )  # fmt: skip

    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_importer(list_it: Any, tmp_path: Path) -> None:
    from mlworkbench.stages.data import IMPORTERS

    part = list_it(IMPORTERS, made("cards.py").IMPORTER)

    assert parts.importer(part, tmp_path) == "3 rows, 2 columns"


def test_the_importer_loses_no_row_between_two_batches(tmp_path: Path) -> None:
    module = made("cards.py")
    module.ROWS = 2

    source = module.IMPORTER.open(module.sample(tmp_path), tmp_path, Silent(), {})

    assert [batch.num_rows for batch in source.batches()] == [2, 1]
    assert source.rows == 3


def test_the_change(tmp_path: Path, list_it: Any) -> None:
    from mlworkbench.selftest import changes
    from mlworkbench.stages.data import CHANGES

    part = list_it(CHANGES, made("log_of.py").CHANGE)

    assert changes.change(part, tmp_path) == "60 rows, 8 columns"


def test_the_finder(tmp_path: Path) -> None:
    assert finders.finder(made("zeros.py").FINDER, tmp_path) == "zeros: 95"


def test_the_step(tmp_path: Path) -> None:
    assert parts.step(made("square.py").STEP, tmp_path) == "numbers: 3 → 3"


def test_the_algorithm() -> None:
    assert parts.trained(made("lasso.py").ALGORITHM, "regression")


def test_the_metric() -> None:
    assert parts.measured(made("worst.py").METRIC, "regression") == "0 / 12"


def test_the_target(tmp_path: Path) -> None:
    from mlworkbench.scoring.scorer import Scorer
    from mlworkbench.stages.train.algorithms import ALGORITHMS

    model, _ = parts.fitted(ALGORITHMS["baseline"], example.material("binary"))
    target, written = made("bare.py").TARGET, tmp_path / "model.onnx"

    target.write(None, {"model.onnx": model}, written)

    assert np.array_equal(target.score(written, example.columns()).raw, Scorer(model).score(example.columns()).raw)


def test_the_picture_of_the_data(list_it: Any, tmp_path: Path) -> None:
    from mlworkbench.stages import data, explore
    from mlworkbench.stages.explore import PICTURES

    part = list_it(PICTURES, made("busiest.py").PICTURE)
    (tmp_path / "a.csv").write_text("a,b\n" + "x,1\n" * 3 + "가,2\n" * 2, "utf-8")
    told = data.run({"path": str(tmp_path / "a.csv"), "name": "a"}, tmp_path, Silent())
    spec = {"columns": told["columns"], "asked": {"picture": part.name, "column": "a"}}
    spec |= {"data": str(tmp_path / told["files"]["data"]), "profile": str(tmp_path / told["files"]["profile"])}

    explore.run(spec, tmp_path, Silent())

    panel = explore.read(tmp_path / "numbers.json").views[0].panel
    assert (panel.values, panel.groups[0].counts) == (("x", "가"), (3, 2))


def test_the_page(qtbot: Any, own_home: Path) -> None:
    from mlworkbench.workbench import Workbench

    bench = Workbench(own_home)
    page = made("lineage.py").LineagePage(bench)
    qtbot.addWidget(page)

    page.show()
    page.refresh()

    assert page.isVisible()
    bench.close()


def test_the_job(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("one\ntwo\n")

    assert made("counting_lines.py").run({"path": str(file)}, tmp_path, Silent()) == {"lines": 2}


def test_the_picture() -> None:
    from mlworkbench import charts

    module = made("gains.py")
    points = [(0.0, 0.0), (0.2, 0.6), (1.0, 1.0)]

    numbers = module.gains_numbers(points)

    assert "<svg" in charts.svg(module.gains(points, charts.REPORT, 300, 200))
    assert "<svg" in charts.svg(module.gains([], charts.REPORT, 300, 200))
    assert numbers.rows == ((0.0, 0.0), (0.2, 0.6), (1.0, 1.0))


def test_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    from mlworkbench.stages.govern.documents import report
    from tests.unit.stages.govern import made as material
    from tests.unit.stages.govern.page import Page

    monkeypatch.setattr(report, "CHAPTERS", (made("packages.py").chapter,))

    built, none = (Page(report.report(one)) for one in (material.full(), material.empty()))

    assert "churn.mlpkg 9 B 2026-11-21 01:30" in built.text
    assert "Not done yet" in none.text
    assert not built.wrong
