"""What an action may need is estimated before it begins, and refused with the number."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import change, importing, room


@pytest.fixture
def stored(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "t.csv").write_text("a,b\n" + "".join(f"{n},{n % 3}\n" for n in range(50)))
    out = tmp_path / "out"
    out.mkdir()
    told = importing.run({"path": str(tmp_path / "t.csv"), "name": "t"}, out, Silent())
    return {"data": str(out / "data.parquet"), "columns": told["columns"], "rows": told["rows"]}


@pytest.fixture
def full_disk(stored: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=10))


def test_a_file_that_may_not_fit_is_refused_before_it_is_read(full_disk: None, tmp_path: Path) -> None:
    out = tmp_path / "second"
    out.mkdir()

    with pytest.raises(ProjectError) as refused:
        importing.run({"path": str(tmp_path / "t.csv"), "name": "t"}, out, Silent())

    assert refused.value.key == "data.import_room"
    assert not list(out.iterdir())


def test_a_change_that_may_not_fit_is_refused_with_the_number(stored: dict[str, Any], full_disk: None, tmp_path: Path) -> None:
    out = tmp_path / "changed"
    out.mkdir()

    with pytest.raises(ProjectError) as refused:
        change({**stored, "kind": "rename", "params": {"columns": {"a": "c"}}, "name": "t"}, out, Silent())

    assert refused.value.key == "data.change_room"
    assert tr("data.change_room", **refused.value.facts)
    assert not list(out.iterdir())


def test_medians_beyond_the_memory_are_refused_with_the_number_and_a_way_out(
    stored: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MEMORY", 500)
    figure = {"column": "a", "function": "median", "name": "m"}
    out = tmp_path / "changed"
    out.mkdir()
    asked = {**stored, "kind": "group", "name": "t"}

    with pytest.raises(InputError) as refused:
        change({**asked, "params": {"by": ["b"], "aggregates": [figure]}}, out, Silent())

    assert refused.value.key == "data.group_memory"
    assert not list(out.iterdir())
    change(
        {**stored, "kind": "group", "params": {"by": ["b"], "aggregates": [figure | {"function": "mean"}]}, "name": "t"},
        out,
        Silent(),
    )
