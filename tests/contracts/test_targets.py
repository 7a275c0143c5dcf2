"""Every target: what it writes scores golden and adversarial rows as the model does; the same content gives the same bytes."""

from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base.digest import digest_file
from mlworkbench.base.records import TaskName
from mlworkbench.base.report import Silent
from mlworkbench.scoring.package import open_package
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages import package
from mlworkbench.stages.package import TARGETS, Target, adversarial, golden
from mlworkbench.stages.package.sameness import identical
from tests import tiny
from tests.contracts.trained import CASES, trained

ADVERSARIAL = 20_000
every = pytest.mark.parametrize("target", TARGETS, ids=TARGETS.names())


def written(target: Target, folder: Path, spec: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    return folder / str(package.run(spec | {"target": target.name}, folder, Silent())["file"])


@every
@pytest.mark.parametrize(("name", "task"), CASES)
def test_its_output_scores_adversarial_rows_to_the_last_bit(target: Target, name: str, task: TaskName, tmp_path: Path) -> None:
    """The rows are made from the splits, categories and ranges of this very model."""
    model = trained(name, task).model
    spec = tiny.spec(tmp_path, task) | spec_of_trained(tmp_path, model, task)
    rows = adversarial.rows(model, ADVERSARIAL, seed=5)

    path = written(target, tmp_path / "out", spec)

    assert identical(Scorer(model).score(rows), target.score(path, rows)).all()


@every
@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_its_output_scores_golden_rows_to_the_last_bit(target: Target, task: TaskName, tmp_path: Path) -> None:
    opened = open_package(written(TARGETS["bundle"], tmp_path, tiny.spec(tmp_path, task)))
    table = golden.table_of(opened.golden, opened.manifest.interface)

    found = target.score(written(target, tmp_path, tiny.spec(tmp_path, task)), table)

    assert identical(golden.scores_of(opened.golden, opened.manifest.interface), found).all()


@every
def test_the_same_content_gives_the_same_bytes(target: Target, tmp_path: Path) -> None:
    spec = tiny.spec(tmp_path)

    assert digest_file(written(target, tmp_path / "a", spec)) == digest_file(written(target, tmp_path / "b", spec))


@every
def test_it_says_what_it_is_in_both_languages(target: Target) -> None:
    assert all((target.title.en, target.title.ko, target.help.en, target.help.ko)) and target.suffix.startswith(".")


def spec_of_trained(folder: Path, model: bytes, task: TaskName) -> dict[str, Any]:
    """The paths of a package job for one of the trained contract models."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    from mlworkbench.scoring.wire import NO_DATE
    from tests.contracts.trained import table, truth

    columns = table(300)
    cells = {
        name: pa.array(values, mask=values == NO_DATE).cast(pa.timestamp("us"))
        if values.dtype == np.int64
        else pa.array([cell or None for cell in values])
        if values.dtype == object
        else pa.array(values, from_pandas=True)
        for name, values in columns.items()
    }
    parquet.write_table(pa.table({**cells, "target": pa.array(truth(task, columns))}), folder / "data.parquet")
    parquet.write_table(pa.table({"fold": np.arange(300) % 5 - 1}), folder / "split.parquet")
    (folder / "model.onnx").write_bytes(model)
    return {name: str(folder / f"{name}.parquet") for name in ("data", "split")} | {"model": str(folder / "model.onnx")}
