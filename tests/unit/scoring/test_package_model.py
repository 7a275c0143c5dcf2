"""A model that could do something else than score is refused; chance changes raise nothing but words."""

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from mlworkbench.base import words
from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.scoring import manifest as described
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.package import CARD, GOLDEN, MANIFEST, MODEL, Opened, open_package
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


def message(number: int, content: bytes) -> bytes:
    """A field of the protocol-buffer format that holds other fields or text."""
    size, length = b"", len(content)
    while length > 127:
        size, length = size + bytes([length & 127 | 128]), length >> 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + content


ENDLESS = {
    "tiny fields": b"\x90\x03\x01" * 20_000_000,
    "nodes": message(1, message(4, b"Add")) * 1_000_000,
    "broken runs": message(1, message(4, b"Add") + message(5, message(1, b"x") + b"\x40\x01\x18\x01" * 10_000_000)),
}


@pytest.mark.parametrize("graph", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_model_that_takes_for_ever_to_read_is_refused_in_time(graph: bytes) -> None:
    """These pack to some hundred kilobytes."""
    opset = message(8, b"\x10\x15")
    started = seconds()

    with pytest.raises(InputError, match=r"scoring\.model_shape.*size"):
        check_model(opset + message(7, graph))

    assert seconds() - started < 20


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
    files = unzipped(good)
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
