"""A package is opened whole and checked, or refused with words; every attack by name."""

import io
import json
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mlworkbench.base import words
from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import canonical, digest
from mlworkbench.base.errors import InputError, ProjectError, WorkbenchError
from mlworkbench.scoring import manifest as described
from mlworkbench.scoring.manifest import Manifest
from mlworkbench.scoring.package import CARD, GOLDEN, LICENSES, MANIFEST, MODEL, Opened, open_package
from tests import tiny

Files = dict[str, bytes]
ORDER = (MANIFEST, CARD, GOLDEN, LICENSES, MODEL)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.packed(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def opened(good: Path) -> Opened:
    return open_package(good)


@pytest.fixture
def files(good: Path) -> Files:
    with zipfile.ZipFile(good) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def zipped(entries: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for info, content in entries:
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, 6)
    return held.getvalue()


def plain(files: Files) -> bytes:
    return zipped([(entry(name), content) for name, content in files.items()])


def resealed(files: Files, **changes: Any) -> Files:
    """The same package with fields of its manifest changed and all sizes and hashes made right again."""
    found = json.loads(files[MANIFEST]) | changes
    found["files"] = [
        one | {"size": len(files[one["path"]]), "sha256": digest(files[one["path"]])}
        for one in found["files"]
        if one["path"] in files
    ]
    found["lineage"] = found["lineage"] | {"model": digest(files[MODEL])}
    return files | {MANIFEST: canonical(found)}


def refusal(folder: Path, content: bytes) -> WorkbenchError:
    path = folder / "bad.mlpkg"
    path.write_bytes(content)
    with pytest.raises((InputError, ProjectError)) as caught:
        open_package(path)
    error: WorkbenchError = caught.value
    told = words.told(error)
    assert "bad.mlpkg" in told
    words.set_language("ko")
    assert "bad.mlpkg" in words.told(error)
    words.set_language("en")
    return error


# -- what is good ----------------------------------------------------------------------------


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

    assert open_package(tmp_path / "again.mlpkg").manifest.format == 1


# -- attacks on the archive ----------------------------------------------------------------------------

NAMES = {
    "leads outside": "../evil.txt",
    "leads outside in the middle": "a/../../evil.txt",
    "absolute": "/etc/passwd",
    "drive letter": "C:\\evil.txt",
    "drive letter and slash": "C:/evil.txt",
    "backslash": "..\\evil.txt",
    "home": "~/evil",
    "dot": "./card.md",
    "empty part": "a//b",
    "folder": "folder/",
    "control sign": "a\x01b",
    "not ascii": "카드.md",
    "very long": "a" * 300,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_that_could_lead_elsewhere_is_refused(name: str, files: Files, tmp_path: Path) -> None:
    error = refusal(tmp_path, plain(files | {name: b"x"}))

    assert error.key in ("package.unsafe_name", "package.link")
    assert list(tmp_path.iterdir()) == [tmp_path / "bad.mlpkg"]


def test_a_nul_in_a_name_is_refused(files: Files, tmp_path: Path) -> None:
    content = plain(files | {"abcdef": b"x"}).replace(b"abcdef", b"abc\0ef")

    assert refusal(tmp_path, content).key == "package.unsafe_name"


def test_a_bomb_is_refused_quickly_and_in_little_memory(files: Files, tmp_path: Path) -> None:
    content = plain(files | {MODEL: bytes(300 << 20)})
    tracemalloc.start()
    started = seconds()

    error = refusal(tmp_path, content)

    assert error.key == "package.bomb"
    assert seconds() - started < 2
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_refused(files: Files, tmp_path: Path) -> None:
    """Both headers promise 100 bytes; the stream holds 50 MB."""
    content = bytearray(plain({MANIFEST: bytes(50 << 20)}))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, 22, 100)
    struct.pack_into("<I", content, directory + 24, 100)
    tracemalloc.start()

    error = refusal(tmp_path, bytes(content))

    assert error.key == "package.bomb"
    assert tracemalloc.get_traced_memory()[1] < 5 << 20
    tracemalloc.stop()


def test_many_files_are_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain(files | {f"f{number}": b"" for number in range(5000)})).key == "package.too_many_files"


def test_files_that_lie_over_each_other_are_refused(files: Files, tmp_path: Path) -> None:
    content = bytearray(plain({"aa": b"x" * 50, "bb": b"x" * 50}))
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 0)

    assert refusal(tmp_path, bytes(content)).key == "package.foreign_zip"


def test_two_files_of_one_name_are_refused(files: Files, tmp_path: Path) -> None:
    twice = [(entry(name), content) for name, content in files.items()] + [(entry("Card.md"), b"other")]

    assert refusal(tmp_path, zipped(twice)).key == "package.duplicate"


def test_a_link_is_refused(files: Files, tmp_path: Path) -> None:
    link = entry("LINK")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert refusal(tmp_path, zipped([(link, b"/etc/passwd")])).key == "package.link"


def changed_in_both(content: bytes, at_local: int, at_directory: int, form: str, value: int) -> bytes:
    """A field of the first file changed in both of its headers."""
    found = bytearray(content)
    struct.pack_into(form, found, at_local, value)
    struct.pack_into(form, found, found.index(b"PK\x01\x02") + at_directory, value)
    return bytes(found)


def test_encryption_is_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, changed_in_both(plain(files), 6, 8, "<H", 1)).key == "package.encrypted"


def test_another_compression_is_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, changed_in_both(plain(files), 8, 10, "<H", 14)).key == "package.foreign_zip"


def test_64_bit_sizes_are_refused(files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, changed_in_both(plain(files), 22, 24, "<I", 0xFFFFFFFF)).key in (
        "package.foreign_zip",
        "package.bomb",
    )


@pytest.mark.parametrize("at", [14, 18, 22], ids=["checksum", "packed size", "size"])
def test_two_headers_that_say_different_things_are_refused(at: int, files: Files, tmp_path: Path) -> None:
    content = bytearray(plain(files))
    content[at] ^= 1

    assert refusal(tmp_path, bytes(content)).key == "package.two_contents"


def test_another_name_in_the_second_header_is_refused(files: Files, tmp_path: Path) -> None:
    content = plain(files).replace(b"manifest.json", b"manifest.jsom", 1)

    assert refusal(tmp_path, content).key == "package.two_contents"


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: b"#!/bin/sh\n" + whole,
        lambda whole: whole + b"tail",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: b"",
        lambda whole: b"PK\x05\x06" + bytes(18),
        lambda whole: b"not a zip at all" * 100,
    ],
    ids=["prefix", "tail", "half", "last byte", "empty", "empty zip", "text"],
)
def test_what_is_no_whole_zip_is_refused(change: Callable[[bytes], bytes], files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, change(plain(files))).key in ("package.not_zip", "package.foreign_zip", "package.file_lacking")


def test_a_comment_is_refused(files: Files, tmp_path: Path) -> None:
    held = io.BytesIO(plain(files))
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"hello"

    assert refusal(tmp_path, held.getvalue()).key in ("package.not_zip", "package.foreign_zip")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"package\.missing"):
        open_package(tmp_path / "none.mlpkg")
    with pytest.raises(InputError, match=r"package\.missing"):
        open_package(tmp_path)


# -- attacks on the content ----------------------------------------------------------------------------


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
        (2, "package.newer_format"),
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
        lambda found: canonical(found).replace(b'"format":1', b'"format":1,"format":1'),
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


# -- attacks on the model ----------------------------------------------------------------------------


def altered(model: bytes, change: Callable[[Any], None]) -> bytes:
    import onnx

    found = onnx.load_model_from_string(model)
    change(found)
    return bytes(found.SerializeToString())


def foreign_domain(model: Any) -> None:
    model.graph.node[0].domain = "com.microsoft"


def foreign_operator(model: Any) -> None:
    model.graph.node[0].op_type = "StringNormalizer"


def outside_file(model: Any) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = 1
    tensor.external_data.add(key="location", value="/etc/passwd")


def subgraph(model: Any) -> None:
    from onnx import helper

    model.graph.node[0].attribute.append(helper.make_attribute("then", helper.make_graph([], "g", [], [])))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (foreign_domain, "package.operator"),
        (foreign_operator, "package.operator"),
        (outside_file, "package.bad_model"),
        (subgraph, "package.bad_model"),
        (lambda model: model.graph.ClearField("node"), "package.bad_model"),
        (lambda model: model.ClearField("metadata_props"), "package.bad_model"),
        (lambda model: model.graph.output.pop(), "package.interface_differs"),
    ],
    ids=["foreign domain", "foreign operator", "file outside", "graph in a graph", "no nodes", "no interface", "an output lacks"],
)
def test_a_foreign_model_is_refused(change: Callable[[Any], None], key: str, files: Files, tmp_path: Path) -> None:
    model = altered(files[MODEL], change)

    assert refusal(tmp_path, plain(resealed(files | {MODEL: model}))).key == key


def trees(change: Callable[[dict[str, Any]], None]) -> Callable[[Any], None]:
    """A change of the attributes of the trees."""

    def made(model: Any) -> None:
        node = next(node for node in model.graph.node if node.op_type == "TreeEnsemble")
        change({attribute.name: attribute for attribute in node.attribute})

    return made


def put(name: str, place: int, value: int) -> Callable[[Any], None]:
    return trees(lambda held: held[name].ints.__setitem__(place, value))


def deep(held: dict[str, Any]) -> None:
    """One chain of 100,000 nodes: what builds it by recursion overflows the stack."""
    from onnx import numpy_helper

    count = 100_000
    for name, values in {
        "nodes_truenodeids": [*range(1, count), 0],
        "nodes_trueleafs": [0] * (count - 1) + [1],
        "nodes_falsenodeids": [0] * count,
        "nodes_falseleafs": [1] * count,
        "nodes_featureids": [0] * count,
        "nodes_missing_value_tracks_true": [0] * count,
        "tree_roots": [0],
    }.items():
        del held[name].ints[:]
        held[name].ints.extend(values)
    held["nodes_splits"].t.CopyFrom(numpy_helper.from_array(np.zeros(count)))
    held["nodes_modes"].t.CopyFrom(numpy_helper.from_array(np.zeros(count, dtype=np.uint8)))


def shared(held: dict[str, Any]) -> None:
    held["nodes_truenodeids"].ints[2] = held["nodes_truenodeids"].ints[0]
    held["nodes_trueleafs"].ints[2] = 0


FORESTS = {
    "child beyond the nodes": put("nodes_truenodeids", 0, 10**6),
    "child before the nodes": put("nodes_truenodeids", 0, -1),
    "leaf beyond the leaves": put("nodes_falsenodeids", 0, 10**6),
    "neither node nor leaf": put("nodes_falseleafs", 0, 2),
    "root beyond the nodes": put("tree_roots", 0, 10**6),
    "root of two trees": put("tree_roots", 1, 0),
    "circle": put("nodes_truenodeids", 0, 0),
    "node of two parents": trees(shared),
    "chain without end": trees(deep),
    "feature far away": put("nodes_featureids", 0, 2**40),
    "feature before the first": put("nodes_featureids", 0, -1),
    "output beyond the outputs": put("leaf_targetids", 0, 7),
    "outputs without number": trees(lambda held: setattr(held["n_targets"], "i", 10**9)),
    "another sum": trees(lambda held: setattr(held["aggregate_function"], "i", 2)),
    "a list too short": trees(lambda held: held["nodes_featureids"].ints.pop()),
    "a tensor too short": trees(lambda held: setattr(held["nodes_splits"].t, "raw_data", b"12345678")),
    "a tensor of two dimensions": trees(lambda held: held["nodes_splits"].t.dims.append(1)),
    "a tensor of another type": trees(lambda held: setattr(held["nodes_splits"].t, "data_type", 1)),
    "another comparison": trees(lambda held: setattr(held["nodes_modes"].t, "raw_data", b"\x06" * 10)),
}


@pytest.mark.parametrize("change", FORESTS.values(), ids=FORESTS.keys())
def test_trees_that_are_no_forest_are_refused(change: Callable[[Any], None], files: Files, tmp_path: Path) -> None:
    error = refusal(tmp_path, plain(resealed(files | {MODEL: altered(files[MODEL], change)})))

    assert (error.key, str(error.facts["part"])[:5]) == ("package.bad_model", "trees")


def test_integers_written_in_one_run_are_refused(files: Files, tmp_path: Path) -> None:
    """The other spelling of a list that readers of the format accept: it could say something else than the first."""
    roots = next(at for at in range(len(files[MODEL])) if files[MODEL].startswith(b"tree_roots", at))
    model = files[MODEL]
    run = model[roots + 10 : roots + 20]
    assert run == bytes([0x40, 0, 0x40, 2, 0x40, 4, 0x40, 6, 0x40, 8])

    packed = model.replace(b"tree_roots" + run, b"tree_roots" + bytes([0x42, 8, 0, 2, 4, 6, 8, 8, 8, 8]))

    assert refusal(tmp_path, plain(resealed(files | {MODEL: packed}))).key == "package.bad_model"


@pytest.mark.parametrize("model", [b"", b"\x00", b"\xff" * 100, b"PK\x03\x04" * 10, b":\x05abcde"])
def test_what_is_no_model_is_refused(model: bytes, files: Files, tmp_path: Path) -> None:
    assert refusal(tmp_path, plain(resealed(files | {MODEL: model}))).key in ("package.bad_model", "package.operator")


def test_a_model_of_another_interface_is_refused(files: Files, tmp_path: Path) -> None:
    swapped = resealed(files | {MODEL: tiny.model("regression")})

    assert refusal(tmp_path, plain(swapped)).key == "package.interface_differs"


def test_a_manifest_that_renames_an_input_is_refused(opened: Opened, files: Files, tmp_path: Path) -> None:
    first, *rest = opened.manifest.inputs
    renamed = replace(opened.manifest, inputs=(replace(first, name="SIZE"), *rest))

    assert refusal(tmp_path, plain(files | {MANIFEST: renamed.to_bytes()})).key == "package.interface_differs"


# -- chance ----------------------------------------------------------------------------


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_chance_changes_of_the_file_raise_nothing_but_words(data: Any, good: Path, tmp_path_factory: Any) -> None:
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(some.integers(1, 4))):
        place = data.draw(some.integers(0, len(content) - 1))
        how = data.draw(some.sampled_from(["flip", "cut", "insert", "number"]))
        if how == "flip":
            content[place] ^= data.draw(some.integers(1, 255))
        elif how == "cut":
            del content[place : place + data.draw(some.integers(1, 60))]
        elif how == "insert":
            content[place:place] = data.draw(some.binary(min_size=1, max_size=30))
        else:
            content[place : place + 4] = struct.pack("<I", data.draw(some.sampled_from([0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF])))
        if not content:
            break
    path = tmp_path_factory.getbasetemp() / "chance.mlpkg"
    path.write_bytes(bytes(content))

    try:
        open_package(path)
    except WorkbenchError as error:
        assert words.told(error)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_chance_changes_under_right_hashes_raise_nothing_but_words(data: Any, good: Path, tmp_path_factory: Any) -> None:
    """The attacker who can compute SHA-256: model and golden rows are changed and sealed again."""
    with zipfile.ZipFile(good) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(some.sampled_from([MODEL, GOLDEN, CARD]))
    content = bytearray(files[name])
    for _ in range(data.draw(some.integers(1, 3))):
        content[data.draw(some.integers(0, len(content) - 1))] = data.draw(some.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "sealed.mlpkg"
    path.write_bytes(plain(resealed(files | {name: bytes(content)})))

    try:
        package = open_package(path)
        package.scorer().score(tiny.columns(5))
    except WorkbenchError as error:
        assert words.told(error)


def test_depth_is_counted_outside_of_strings_only() -> None:
    assert described.depth('{"a":"[[[[","b":[["\\"]]"]]}') == 3
    assert described.depth('"[[[') == 0
    assert described.depth('"\\') == 0
    assert described.depth("[" * 100) == 100
