"""Files by the hash of their content."""

import hashlib
import os

import pytest

from mlworkbench.base.errors import ProjectError
from mlworkbench.store import disk
from tests.unit.store import made


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "고객.parquet"
    path.write_bytes(b"content" * 1000)
    return path


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_is_kept_under_the_hash_of_its_content(project, source):
    name = project.keep(source)

    assert name == sha256(source)
    assert project.file(name) == project.folder / "files" / name
    assert project.file(name).read_bytes() == source.read_bytes()
    assert list(project.file(name).parent.iterdir()) == [project.file(name)]


def test_a_copy_is_kept_whatever_becomes_of_the_source(project, source):
    name = project.keep(source)
    source.write_bytes(b"other")

    assert sha256(project.file(name)) == name


def test_keeping_twice_is_keeping_once(project, source):
    name = project.keep(source)
    before = project.file(name).stat()

    assert project.keep(source) == name
    assert project.file(name).stat() == before


def test_a_kept_file_that_was_cut_short_is_mended(project, source):
    name = project.keep(source)
    project.file(name).write_bytes(b"con")

    project.keep(source)

    assert sha256(project.file(name)) == name


def test_a_missing_file_is_named(project):
    with pytest.raises(ProjectError, match=r"store\.no_file.*'abc'"):
        project.file("abc")


def test_a_sealed_file_is_kept_without_being_read(project):
    path = project.work / "job" / "model.onnx"
    path.parent.mkdir()
    path.write_bytes(b"model")
    disk.seal(path)

    name = project.keep(path)

    assert name == sha256(path)
    assert os.path.samefile(project.file(name), path)
    path.unlink()
    assert sha256(project.file(name)) == name


@pytest.mark.parametrize("beside", ["", "abc", "g" * 64, "ab" * 33])
def test_half_a_seal_does_not_count(project, beside):
    path = project.work / "model.onnx"
    path.write_bytes(b"model")
    (project.work / "model.onnx.sha256").write_text(beside)

    assert project.keep(path) == sha256(path)


def test_a_seal_from_elsewhere_does_not_count(project, source):
    source.with_name(source.name + ".sha256").write_text("ab" * 32)

    assert project.keep(source) == sha256(source)


def test_where_links_are_unknown_the_file_is_copied(project, monkeypatch):
    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    path = project.work / "model.onnx"
    path.write_bytes(b"model")
    disk.seal(path)

    name = project.keep(path)

    assert not os.path.samefile(project.file(name), path)
    assert sha256(project.file(name)) == name


def test_strays_are_what_no_record_names(project, source):
    named, stray = project.keep(source), project.folder / "files" / "stray"
    project.add(made.dataset(file=named))
    stray.write_bytes(b"")
    half = project.folder / "files" / ".tmp-1"
    half.write_bytes(b"")

    assert project.strays() == (half, stray)

    project.remove_strays()

    assert project.strays() == ()
    assert project.file(named).is_file()
