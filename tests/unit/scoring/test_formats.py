"""Packages of format 1 open, score and verify as ever; neither format is taken for the other."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base.digest import canonical, digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.scoring.manifest import ADDED, Interface, Manifest
from mlworkbench.scoring.package import MANIFEST, open_package
from mlworkbench.stages import package
from tests import tiny
from tests.unit.scoring.packages import Files, plain, refusal, unzipped

OLD = Path(__file__).parents[2] / "data" / "packages" / "format_1.mlpkg"
IDENTIFIER = "16efd3e8852d98a573b0ca4cdf64b1a9bade193b91fb3b97e657e48eeb5a13ab"


@pytest.fixture
def files() -> Files:
    return unzipped(OLD)


def test_an_old_package_opens_under_its_old_identifier(files: Files) -> None:
    opened = open_package(OLD)

    assert (opened.manifest.format, opened.identifier) == (1, IDENTIFIER)
    assert (opened.manifest.reading, opened.manifest.computed, opened.manifest.brought) == ({}, (), ())
    assert opened.manifest.to_bytes() == files[MANIFEST]
    assert all(not one.marks and not one.sentinels for one in opened.manifest.inputs)


def test_its_golden_rows_hold_and_it_scores_files(tmp_path: Path) -> None:
    checked = package.verify({"packages": [str(OLD)]}, tmp_path, Silent())
    (tmp_path / "in.csv").write_text("size,on,kind,when\n1.5,1,x,2020-01-31\n", "utf-8")
    told = package.score({"package": str(OLD), "file": str(tmp_path / "in.csv"), "output": None}, tmp_path / "w", Silent())

    assert checked["ok"]
    assert (told["scored"], [one["key"] for one in told["read"]]) == (1, ["package.read_found"])


@pytest.mark.parametrize(
    "added",
    [
        {"reading": {}},
        {"computed": []},
        {"brought": []},
        {"inputs": "marks"},
    ],
)
def test_format_1_holds_nothing_of_format_2(added: dict[str, Any], files: Files, tmp_path: Path) -> None:
    found = json.loads(files[MANIFEST])
    if "inputs" in added:
        found["inputs"][0]["marks"] = []
    else:
        found |= added

    assert refusal(tmp_path, plain(files | {MANIFEST: canonical(found)})).key == "package.bad_manifest"


@pytest.mark.parametrize("lacking", ["reading", "computed", "brought"])
def test_format_2_lacks_nothing(lacking: str, tmp_path: Path) -> None:
    files = unzipped(tiny.packed(tmp_path / "new"))
    found = {name: value for name, value in json.loads(files[MANIFEST]).items() if name != lacking}

    assert refusal(tmp_path, plain(files | {MANIFEST: canonical(found)})).facts["field"] == lacking


def test_a_models_interface_from_before_reads_as_one_without_marks() -> None:
    found = json.loads(tiny_interface().to_json())
    older = {**found, "inputs": [{name: one[name] for name in one if name not in ADDED} for one in found["inputs"]]}

    assert Interface.from_json(json.dumps(older)) == tiny_interface()


@pytest.mark.parametrize("broken", [{"marks": "x"}, {"sentinels": [1]}, {"below": "1"}, {"above": True}])
def test_marks_of_another_shape_are_refused(broken: dict[str, Any]) -> None:
    found = json.loads(tiny_interface().to_json())
    found["inputs"][0] |= broken

    with pytest.raises(InputError, match="scoring.bad_interface"):
        Interface.from_json(json.dumps(found))


def test_bounds_belong_to_numbers_alone() -> None:
    found = json.loads(tiny_interface().to_json())
    found["inputs"][2]["below"] = 1.0

    with pytest.raises(InputError, match="scoring.bad_interface"):
        Interface.from_json(json.dumps(found))


@pytest.mark.parametrize(
    "computed",
    [
        [{"name": "size", "formula": "on * 2", "inputs": ["on"]}],
        [{"name": "x", "formula": "z * 2", "inputs": ["z"]}],
    ],
)
def test_a_computed_column_has_its_own_name_and_known_inputs(computed: list[Any], tmp_path: Path) -> None:
    files = unzipped(tiny.packed(tmp_path / "new"))
    found = json.loads(files[MANIFEST]) | {"computed": computed}

    assert refusal(tmp_path, plain(files | {MANIFEST: canonical(found)})).facts["field"] == "computed"


def test_the_identifier_names_every_field(tmp_path: Path) -> None:
    opened = open_package(tiny.packed(tmp_path))
    other = Manifest.from_bytes(canonical(json.loads(opened.manifest.to_bytes()) | {"reading": {"importer": "csv"}}))

    assert digest(other.to_bytes()) != opened.identifier


def tiny_interface() -> Interface:
    return Interface("regression", "target", tiny.INPUTS)
