"""The job "report": whole or not at all."""

import json

import pytest
from markupsafe import Markup

from mlworkbench.base.digest import digest
from mlworkbench.base.errors import Cancelled, InputError, ProjectError
from mlworkbench.base.report import Silent
from mlworkbench.stages import govern
from mlworkbench.stages.data.profiles import write_profile
from mlworkbench.stages.evaluate import judgement
from mlworkbench.stages.govern import pictures, rendering
from mlworkbench.workbench import filing
from tests.unit.stages.govern import made


class Told(Silent):
    def __init__(self, stop_at=None):
        self.fractions = []
        self._stop_at = stop_at

    def progress(self, fraction, key, **facts):
        self.fractions.append(fraction)
        if len(self.fractions) == self._stop_at:
            raise Cancelled


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Letters and pictures have their own tests."""
    monkeypatch.setattr(rendering, "_faces", lambda letters: ())
    monkeypatch.setattr(pictures, "drawn", lambda *_: Markup("<svg></svg>"))


@pytest.fixture
def spec(tmp_path):
    material = made.full()
    folder = tmp_path / "files"
    folder.mkdir()
    write_profile(material.profile, folder / "profile")
    judgement.write(material.out_of_fold, folder / "oof")
    judgement.write(material.holdout, folder / "holdout")
    files = {"profile": "profile", "out_of_fold": "oof", "holdout": "holdout"}
    records = json.loads(json.dumps(filing.plain(material.records)))
    return {
        "records": records,
        "files": {name: str(folder / path) for name, path in files.items()},
        "path": str(tmp_path / "r.html"),
    }


def test_records_and_files_come_through_the_wire_unchanged(spec):
    material = govern.material.gathered(spec["records"], spec["files"])

    assert material == made.full()


def test_it_writes_the_report_and_tells_its_hash(spec, tmp_path):
    told = Told()

    result = govern.run(spec, tmp_path / "out", told)

    content = (tmp_path / "r.html").read_bytes()
    assert result == {"path": spec["path"], "sha256": digest(content), "bytes": len(content)}
    assert content == govern.report(made.full()).encode()
    assert told.fractions == sorted(told.fractions)
    assert told.fractions[-1] > 0.9


@pytest.mark.parametrize("step", [1, 5, 10])
def test_stopped_it_leaves_nothing(spec, tmp_path, step):
    with pytest.raises(Cancelled):
        govern.run(spec, tmp_path, Told(step))

    assert [path.name for path in tmp_path.iterdir()] == ["files"]


def test_an_older_report_stays_until_the_new_one_is_whole(spec, tmp_path):
    (tmp_path / "r.html").write_text("old")

    with pytest.raises(Cancelled):
        govern.run(spec, tmp_path, Told(8))
    assert (tmp_path / "r.html").read_text() == "old"
    govern.run(spec, tmp_path, Told())
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_place_that_cannot_be_written_is_told(spec, tmp_path):
    spec["path"] = str(tmp_path / "no such folder" / "r.html")

    with pytest.raises(InputError, match=r"govern\.no_place"):
        govern.run(spec, tmp_path, Told())


@pytest.mark.parametrize("name", ["profile", "oof", "holdout"])
@pytest.mark.parametrize("content", [b"{}", b"[]", b"\xff{", b"", None])
def test_a_damaged_file_is_told(spec, tmp_path, name, content):
    path = tmp_path / "files" / name
    path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(ProjectError, match=r"store\.file_damaged") as told:
        govern.run(spec, tmp_path, Told())
    assert told.value.facts == {"name": name, "folder": str(tmp_path)}
    assert not (tmp_path / "r.html").exists()
