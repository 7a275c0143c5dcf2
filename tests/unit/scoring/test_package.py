"""A package is opened whole and checked; its content is refused with words where it is not in order."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import canonical, digest
from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Manifest
from mlworkbench.scoring.package import CARD, GOLDEN, LICENSES, MANIFEST, MODEL, Opened, open_package
from tests import tiny
from tests.unit.scoring.packages import Files, plain, refusal, resealed, unzipped


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.packed(tmp_path_factory.mktemp("good"))


@pytest.fixture
def files(good: Path) -> Files:
    return unzipped(good)


@pytest.fixture(scope="module")
def opened(good: Path) -> Opened:
    return open_package(good)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_what_was_written_is_what_is_opened(task: Any, tmp_path: Path) -> None:
    spec = tiny.spec(tmp_path, task)

    package = open_package(tiny.packed(tmp_path, task))

    assert package.model == Path(spec["model"]).read_bytes()
    assert package.manifest.interface == package.scorer().interface
    assert package.manifest.classes == tiny.CLASSES[task]
    assert len(package.golden) == 200
    assert package.manifest.lineage.dataset == "b" * 64
    assert "시험 tiny" in package.card and "LICENSE" in package.licences


def test_the_identifier_is_the_hash_of_the_canonical_manifest(opened: Opened, files: Files) -> None:
    assert opened.identifier == digest(files[MANIFEST]) == digest(canonical(asdict(opened.manifest)))
    assert canonical(json.loads(files[MANIFEST])) == files[MANIFEST]


def test_a_manifest_reads_back_as_the_same_record(opened: Opened) -> None:
    assert Manifest.from_bytes(opened.manifest.to_bytes()) == opened.manifest


def test_the_rewritten_zip_of_the_tests_is_accepted(files: Files, tmp_path: Path) -> None:
    (tmp_path / "again.mlpkg").write_bytes(plain(resealed(files)))

    assert open_package(tmp_path / "again.mlpkg").manifest.format == 2


@pytest.mark.parametrize("name", [MODEL, CARD, GOLDEN, LICENSES])
def test_a_wrong_hash_is_refused(name: str, files: Files, tmp_path: Path) -> None:
    content = bytearray(files[name])
    content[len(content) // 2] ^= 1

    error = refusal(tmp_path, plain(files | {name: bytes(content)}))

    assert (error.key, error.facts["member"]) == ("package.wrong_hash", name)


@pytest.mark.parametrize("name", [MODEL, CARD, GOLDEN, LICENSES])
def test_a_wrong_size_is_refused(name: str, files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain(files | {name: files[name] + b"\n"})).key == "package.wrong_size"


@pytest.mark.parametrize("name", [MANIFEST, MODEL, CARD, GOLDEN, LICENSES])
def test_a_file_that_lacks_is_named(name: str, files: Files, tmp_path: Path) -> None:
    error = refusal(tmp_path, plain({other: content for other, content in files.items() if other != name}))

    assert (error.key, error.facts["member"]) == ("package.file_lacking", name)


def test_a_file_that_is_not_named_is_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain(files | {"extra.txt": b"x"})).key == "package.file_unnamed"


def test_a_file_beyond_the_format_is_refused_even_if_it_is_named(files: Files, tmp_path: Path) -> None:
    found = json.loads(files[MANIFEST])
    found["files"].append({"path": "run.sh", "size": 1, "sha256": digest(b"x")})

    assert refusal(tmp_path, plain(files | {MANIFEST: canonical(found), "run.sh": b"x"})).key == "package.file_unnamed"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (3, "package.newer_format"),
        (10**9, "package.newer_format"),
        (0, "package.unknown_format"),
        (-1, "package.unknown_format"),
        ("1", "package.unknown_format"),
        (1.0, "package.unknown_format"),
        (True, "package.unknown_format"),
        (None, "package.unknown_format"),
    ],
)
def test_an_unknown_format_is_refused(number: Any, key: str, files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain(resealed(files, format=number))).key == key


def test_a_newer_format_may_look_otherwise_altogether(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain({MANIFEST: b'{"format":7,"else":[]}'})).key == "package.newer_format"


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"":'], ids=["lists", "objects", "both"])
def test_nested_to_death_is_refused_quickly(opening: bytes, files: Files, tmp_path: Path) -> None:
    started = seconds()

    error = refusal(tmp_path, plain(files | {MANIFEST: (opening * 700_000)[: 4 << 20]}))

    assert error.key in ("package.bad_manifest", "package.bomb")
    assert seconds() - started < 3


def test_nested_to_death_inside_a_real_manifest_is_refused(files: Files, tmp_path: Path) -> None:
    deep = b'{"format":1,"x":' + b"[" * 5000 + b"]" * 5000 + b"}"

    assert refusal(tmp_path, plain(files | {MANIFEST: deep})).key == "package.bad_manifest"


def test_a_manifest_beyond_its_size_is_refused(files: Files, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).bytes(5 << 20).hex().encode()

    assert refusal(tmp_path, plain(files | {MANIFEST: noise})).key == "package.member_too_large"


@pytest.mark.parametrize(
    "written",
    [
        lambda found: json.dumps(found).encode(),
        lambda found: canonical(found).replace(b'"format":2', b'"format":2,"format":2'),
        lambda found: canonical(found) + b"\n",
        lambda found: b"\xef\xbb\xbf" + canonical(found),
        lambda found: canonical(found).replace(b'"sd":0.01', b'"sd":NaN'),
        lambda found: canonical(found).replace(b'"sd":0.01', b'"sd":1e999'),
        lambda found: canonical(found).replace(b'"sd":0.01', b'"sd":1' + b"0" * 5000),
        lambda found: canonical(found).replace(b"tiny.csv", b"\\ud800"),
        lambda found: canonical(found).replace(b"tiny.csv", b"\xff"),
        lambda found: b"[]",
        lambda found: b"null",
        lambda found: b"",
        lambda found: b"{",
    ],
)
def test_a_manifest_in_any_other_form_is_refused(written: Callable[[Any], bytes], files: Files, tmp_path: Path) -> None:
    error = refusal(tmp_path, plain(files | {MANIFEST: written(json.loads(files[MANIFEST]))}))

    assert error.key in ("package.bad_manifest", "package.not_canonical", "package.unknown_format")


def places(found: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    return [path, *(place for name, one in inner for place in places(one, (*path, name)))]


def test_every_field_of_another_type_is_refused(files: Files, tmp_path: Path) -> None:
    found = json.loads(files[MANIFEST])
    free = {("algorithm", "params"), ("versions",), ("test", "metrics")}
    for place in places(found)[1:]:
        for wrong in ([], {}, "?", 1.5, True, None):
            held = json.loads(files[MANIFEST])
            inside = held
            for step in place[:-1]:
                inside = inside[step]
            if type(inside[place[-1]]) is type(wrong) or place[:2] in free or place[:1] in free:
                continue
            inside[place[-1]] = wrong
            path = tmp_path / "bad.mlpkg"
            path.write_bytes(plain(files | {MANIFEST: canonical(held)}))
            try:
                open_package(path)
            except InputError:
                continue
            # An edge may be a number or absent; whatever else was accepted is a hole.
            assert place[-1] in ("positive", "threshold", "test", "date_format", "minimum", "maximum", "mean", "sd") or (
                wrong == 1.5 and place[-2] in ("folds", "target_range")
            ), (place, wrong)


def test_every_field_that_lacks_is_refused(files: Files, tmp_path: Path) -> None:
    for name in json.loads(files[MANIFEST]):
        found = json.loads(files[MANIFEST])
        del found[name]

        error = refusal(tmp_path, plain(files | {MANIFEST: canonical(found)}))

        assert error.key in ("package.bad_manifest", "package.unknown_format")


def test_a_field_too_many_is_refused_by_name(files: Files, tmp_path: Path) -> None:
    error = refusal(tmp_path, plain(resealed(files, surprise=1)))

    assert (error.key, error.facts["field"]) == ("package.bad_manifest", "surprise")


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"x", b"[" * 100_000, b'{"inputs":[],"label":0,"probability":[],"raw":[],"value":null}', b"\xff", b" "],
)
def test_a_golden_row_that_is_none_is_refused_by_line(line: bytes, files: Files, tmp_path: Path) -> None:
    lines = files[GOLDEN].split(b"\n")
    lines[6] = line

    error = refusal(tmp_path, plain(resealed(files | {GOLDEN: b"\n".join(lines)})))

    assert (error.key, error.facts["line"]) == ("package.bad_golden", 7)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row["inputs"].pop("size"),
        lambda row: row["inputs"].update(other=1.0),
        lambda row: row["inputs"].update(size="big"),
        lambda row: row["inputs"].update(size=1),
        lambda row: row["inputs"].update(kind=1.0),
        lambda row: row["inputs"].update(when=1.5),
        lambda row: row.update(label=2),
        lambda row: row.update(label=True),
        lambda row: row.update(raw=[0.0, 0.0]),
        lambda row: row.update(raw="0"),
        lambda row: row.update(probability=[1.0]),
        lambda row: row.update(value=1.0),
        lambda row: row.update(more=1),
    ],
)
def test_a_golden_row_against_the_interface_is_refused(change: Callable[[Any], None], files: Files, tmp_path: Path) -> None:
    first, rest = files[GOLDEN].split(b"\n", 1)
    row = json.loads(first)
    change(row)

    error = refusal(tmp_path, plain(resealed(files | {GOLDEN: canonical(row) + b"\n" + rest})))

    assert error.key == "package.bad_golden"
