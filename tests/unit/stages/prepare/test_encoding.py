"""A user's ONNX file becomes part of the model only where it may ship and does what an encoder must."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import LANGUAGES, set_language, tr
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS, encoding
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.tails.linear import Linear

KIND = STEPS["encoder"]
TEXTS: Array = np.array(["x x", "한글 x", "", "other"], dtype=object)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    assert KIND.sample is not None
    return Path(str(KIND.sample(tmp_path)["path"]))


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    from onnx import ModelProto

    model = ModelProto.FromString(path.read_bytes())
    change(model)
    path.write_bytes(model.SerializeToString())
    return path


def fitted(path: Path) -> Graph:
    inputs = (Input("note", "text"), Input("title", "text"))
    cells = np.column_stack([TEXTS, TEXTS[::-1]])
    graph = Graph(inputs, {"texts": cells})
    learned = KIND.learnt(cells, ("note", "title"), params.check(KIND.params, {"path": str(path)}), None)
    KIND.emit(graph, ("note", "title"), learned)
    graph.finish()
    return graph


def test_it_is_put_into_the_model_once_a_column(path: Path) -> None:
    graph = fitted(path)
    model = assemble(graph, Linear(np.eye(4)[:, :1] * 2.0, np.zeros(1)), Interface("regression", "y", graph.inputs))

    check_model(model)
    scored = Scorer(model).score({"note": ["x 한글 x", "never"], "title": ["", "x"]})

    assert graph.feature_names == ("note · encoded 1", "note · encoded 2", "title · encoded 1", "title · encoded 2")
    assert graph.lessons()[:2].tolist() == [[2.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]]
    assert scored.raw.tolist() == [[4.0], [0.0]]


def test_texts_may_come_as_a_column_too(path: Path) -> None:
    def tall(model: Any) -> None:
        from onnx import TensorProto, helper, numpy_helper

        model.graph.input[0].CopyFrom(helper.make_tensor_value_info("given", TensorProto.STRING, ["N", 1]))
        model.graph.initializer.append(numpy_helper.from_array(np.array([-1]), "flat"))
        model.graph.node.insert(0, helper.make_node("Reshape", ["given", "flat"], ["text"]))

    assert fitted(changed(path, tall)).lessons()[0].tolist() == [2.0, 0.0, 0.0, 0.0]


def operator(model: Any) -> None:
    model.graph.node[0].op_type = "StringNormalizer"


def version(model: Any) -> None:
    model.opset_import[0].version = 17


def endless(model: Any) -> None:
    next(one for one in model.graph.node[2].attribute if one.name == "max_skip_count").i = 2**40


def two_inputs(model: Any) -> None:
    model.graph.input.append(model.graph.input[0])
    model.graph.input[1].name = "more"


def fixed_rows(model: Any) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 3


def texts_out(model: Any) -> None:
    model.graph.output[0].CopyFrom(model.graph.input[0])
    model.graph.output[0].name = "words"


def mixed_rows(model: Any) -> None:
    """Each row gets the largest number of all rows."""
    from onnx import helper, numpy_helper

    model.graph.node[2].output[0] = "own"
    model.graph.initializer.append(numpy_helper.from_array(np.array([1, -1]), "across"))
    model.graph.initializer.append(numpy_helper.from_array(np.array([1]), "one"))
    model.graph.initializer.append(numpy_helper.from_array(np.array([-1, 1]), "down"))
    model.graph.initializer.append(numpy_helper.from_array(np.array([0], dtype=np.int64), "first"))
    model.graph.node.extend(
        [
            helper.make_node("Reshape", ["own", "across"], ["line"]),
            helper.make_node("TopK", ["line", "one"], ["most", "place"], axis=1),
            helper.make_node("Add", ["own", "most"], ["vector"]),
        ]
    )


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (operator, "prepare.encoder_refused"),
        (version, "prepare.encoder_refused"),
        (endless, "prepare.encoder_refused"),
        (two_inputs, "prepare.encoder_shape"),
        (fixed_rows, "prepare.encoder_shape"),
        (texts_out, "prepare.encoder_shape"),
        (mixed_rows, "prepare.encoder_rows"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_ship_or_is_no_encoder_is_refused_with_words(
    path: Path, change: Callable[[Any], None], key: str, language: str
) -> None:
    set_language(language)

    with pytest.raises(InputError) as wrong:
        encoding.load(changed(path, change), TEXTS)

    assert wrong.value.key == key
    assert path.name in tr(wrong.value.key, **wrong.value.facts)


@pytest.mark.parametrize(
    ("content", "key"),
    [(None, "prepare.encoder_not_read"), (b"", "prepare.encoder_refused"), (b"no model", "prepare.encoder_refused")],
)
def test_what_is_no_model_is_refused_with_words(tmp_path: Path, content: bytes | None, key: str) -> None:
    path = tmp_path / "encoder.onnx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputError) as wrong:
        encoding.load(path, TEXTS)

    assert wrong.value.key == key


def test_without_a_path_there_are_words() -> None:
    with pytest.raises(InputError) as wrong:
        encoding.load(Path(""), TEXTS)

    assert wrong.value.key == "prepare.no_encoder"
