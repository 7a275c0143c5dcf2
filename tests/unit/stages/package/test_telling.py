"""Card and manifest name the columns a model computes itself, those to be made before, and what stands for nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base.records import Column, Making
from mlworkbench.base.report import Silent
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.package import Opened, open_package
from mlworkbench.stages import package
from mlworkbench.stages.package import telling
from tests import tiny

COLUMNS = (
    Column("size", "number", made=(Making("clip", "low: 0"), Making("plug_in", "x|y")), outdated=("kind",)),
    Column("on", "flag"),
    Column("kind", "category"),
    Column("when", "date", date_format="YYYY-MM-DD"),
    Column("double", "number", formula="size * 2"),
    Column("leak", "number", formula="is_missing(target)"),
    Column("target", "category"),
)


def packed(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    spec: dict[str, Any] = tiny.spec(folder)
    reading = {"encoding": "cp949", "delimiter": ";", "member": "inner.csv"}
    origin = {"file_name": "a.csv", "folder": "/home/x", "size": 1, "sha256": "e" * 64, "importer": "csv", "reading": reading}
    spec["dataset"] |= {"columns": [asdict(one) for one in COLUMNS], "origin": origin}
    spec["recipe"]["inputs"] = ["size", "on", "kind", "when", "double"]
    return folder / str(package.run(spec, folder, Silent())["file"])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    return open_package(packed(tmp_path_factory.mktemp("told")))


def test_the_manifest_names_what_is_computed_and_what_is_brought(opened: Opened) -> None:
    manifest = opened.manifest

    assert [(one.name, one.formula, one.inputs) for one in manifest.computed] == [("double", "size * 2", ("size",))]
    assert [(one.name, [(deed.kind, deed.words) for deed in one.made], one.outdated) for one in manifest.brought] == [
        ("size", [("clip", "low: 0"), ("plug_in", "x|y")], ("kind",))
    ]
    assert manifest.reading == {"importer": "csv", "encoding": "cp949", "delimiter": ";"}


def test_the_card_says_it_in_both_languages(opened: Opened) -> None:
    english, korean = opened.card.split("# Columns that the model computes itself")[1], opened.card
    assert "double = `` size * 2 ``" in english
    assert "size: Limit numbers: low: 0; plug\\_in: x\\|y. Made before these columns were changed" in english
    assert "수의 범위 제한: low: 0" in korean
    assert "delimiter=; · encoding=cp949 · importer=csv" in opened.card


def test_a_card_without_such_columns_has_no_empty_sections(tmp_path: Path) -> None:
    card = open_package(tiny.packed(tmp_path)).card

    assert "computes itself" not in card
    assert "before they are brought" not in card


def test_the_same_spec_gives_the_same_bytes_with_all_of_that(tmp_path: Path) -> None:
    assert packed(tmp_path / "a").read_bytes() == packed(tmp_path / "b").read_bytes()


def test_a_formula_of_the_target_is_to_be_brought() -> None:
    (brought,) = telling.brought(COLUMNS, ["leak"])

    assert [(one.kind, one.words, one.columns) for one in brought.made] == [("expression", "is_missing(target)", ("target",))]


def test_a_model_that_takes_other_inputs_claims_no_computed_column() -> None:
    assert telling.computed(COLUMNS, ["double"], "target", ["double"]) == ()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Input("n", "number", marks=("-200", "?"), sentinels=("-200",)), ("-200", "?")),
        (Input("n", "number", sentinels=("7",), below=0.0, above=99.5), ("7", "< 0", "> 99.5")),
        (Input("t", "text", marks=("NA",), sentinels=("NA", "Na", "na", "leer")), ("leer", "NA")),
        (Input("n", "number"), ()),
    ],
)
def test_marks_are_told_once(one: Input, expected: tuple[str, ...]) -> None:
    assert telling.marks_of(one) == expected
