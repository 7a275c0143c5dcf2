"""A file for a model is read as the file was that made it; otherwise only with words said."""

from dataclasses import replace
from pathlib import Path

import pytest

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Origin
from mlworkbench.base.report import Silent
from mlworkbench.scoring.manifest import Manifest
from mlworkbench.scoring.package import open_package
from mlworkbench.stages import data
from mlworkbench.stages.package.opening import Read, open_for
from tests import tiny

READING = {
    "importer": "csv",
    "encoding": "utf-8",
    "delimiter": ";",
    "decimal": ",",
    "thousands": "none",
    "header": "1",
    "skip": "0",
    "quote": '"',
    "escape": "doubled",
    "comment": "none",
}
LINES = "size;on;kind;when\n1,5;1;x;2020-01-31\n2,25;0;y;2020-02-01\n"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    opened = open_package(tiny.packed(tmp_path_factory.mktemp("made")))
    return replace(opened.manifest, reading=READING)


def read(manifest: Manifest, folder: Path, text: str, name: str = "in.csv", **choices: str) -> Read:
    (folder / name).write_text(text, "utf-8")
    return open_for(manifest, folder / name, folder / "work", Silent(), choices)


def keys(found: Read) -> list[str]:
    return [one.key for one in found.told]


def sizes(found: Read) -> list[str]:
    place = found.source.names.index("size")
    return [cell for batch in found.source.batches() for cell in batch.column(place).to_pylist()]


def test_a_file_of_the_same_kind_is_read_without_guessing(manifest: Manifest, tmp_path: Path) -> None:
    found = read(manifest, tmp_path, "size;on;kind;when\n1,500;1;x;2020-01-31\n")  # by itself open to two meanings

    assert keys(found) == ["package.read_known"]
    assert sizes(found) == ["1.500"]


def test_a_file_of_another_kind_is_read_with_words(manifest: Manifest, tmp_path: Path) -> None:
    found = read(manifest, tmp_path, "size,on,kind,when\n1.5,1,x,2020-01-31\n2.25,0,y,2020-02-01\n")

    assert keys(found)[0] == "package.read_otherwise"
    assert len(found.told) == 2
    assert sizes(found) == ["1.5", "2.25"]
    for language in ("en", "ko"):
        words.set_language(language)
        assert "in.csv" in words.tr(found.told[0].key, **found.told[0].facts)
    words.set_language("en")


def test_what_is_asked_for_comes_before_what_is_known(manifest: Manifest, tmp_path: Path) -> None:
    found = read(manifest, tmp_path, LINES.replace(";", "|"), delimiter="|")

    assert keys(found) == ["package.read_asked"]
    assert sizes(found) == ["1.5", "2.25"]


def test_another_importer_leaves_nothing_of_what_is_known(manifest: Manifest, tmp_path: Path) -> None:
    found = read(manifest, tmp_path, '[{"size": 1.5, "on": 1, "kind": "x", "when": "2020-01-31"}]', "in.json", importer="json")

    assert keys(found) == ["package.read_found"]


def test_a_package_that_knows_nothing_finds_out(manifest: Manifest, tmp_path: Path) -> None:
    assert keys(read(replace(manifest, reading={}), tmp_path, LINES)) == ["package.read_found"]


def test_a_column_that_lacks_is_named_either_way(manifest: Manifest, tmp_path: Path) -> None:
    for text in (LINES.replace("kind", "sort"), LINES.replace("kind", "sort").replace(",", ".").replace(";", ",")):
        with pytest.raises(InputError) as caught:
            read(manifest, tmp_path, text)
        assert (caught.value.key, caught.value.facts["columns"]) == ("package.columns_lacking", "kind")


def test_what_a_package_knows_of_a_kind_of_file_names_no_file_and_no_column() -> None:
    told = {**{name: value for name, value in READING.items() if name != "importer"}, "missing": "-200", "dates": "day_first"}
    told |= {"member": "inner.csv", "holdout": "test.csv", "holdout_sha256": "0" * 64, "bad_rows": "set_aside", "strange": "x"}

    assert data.reading_of(Origin("in.csv", "/home/somebody", 1, "0" * 64, "csv", told)) == READING
    assert data.reading_of(Origin("table", "server", 1, "0" * 64, "database", {"table": "t", "url": "secret"})) == {}
