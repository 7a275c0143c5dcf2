"""A model that gives something else than its interface promises scores nothing."""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import TaskName
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import BLOCK, Scorer
from tests import tiny

ROW = {"size": 1.5, "on": 1, "kind": "x", "when": None}


def answering(task: TaskName, output: str, change: Callable[[Any], list[onnx.NodeProto]]) -> bytes:
    """The tiny model with one of its outputs led through other nodes."""
    found = onnx.load_model_from_string(tiny.model(task))
    for node in found.graph.node:
        for names in (node.input, node.output):
            names[:] = ["true " + output if name == output else name for name in names]
    found.graph.node.extend(change(found.graph))
    shown = next(one for one in found.graph.output if one.name == output)
    shown.type.tensor_type.ClearField("shape")
    return bytes(found.SerializeToString())


def plus(output: str, value: Any) -> Callable[[Any], list[onnx.NodeProto]]:
    def change(graph: Any) -> list[onnx.NodeProto]:
        graph.initializer.append(numpy_helper.from_array(np.array(value), "other"))
        return [helper.make_node("Add", ["true " + output, "other"], [output])]

    return change


def twice(output: str) -> Callable[[Any], list[onnx.NodeProto]]:
    axis = 0 if output in ("label", "value") else 1
    return lambda _: [helper.make_node("Concat", ["true " + output] * 2, [output], axis=axis)]


def as_floats(output: str) -> Callable[[Any], list[onnx.NodeProto]]:
    def change(graph: Any) -> list[onnx.NodeProto]:
        next(one for one in graph.output if one.name == output).type.tensor_type.elem_type = onnx.TensorProto.FLOAT
        return [helper.make_node("Cast", ["true " + output], [output], to=onnx.TensorProto.FLOAT)]

    return change


@pytest.mark.parametrize(
    ("task", "output", "change"),
    [
        ("binary", "raw", twice("raw")),
        ("multiclass", "raw", twice("raw")),
        ("regression", "raw", as_floats("raw")),
        ("regression", "value", twice("value")),
        ("regression", "value", as_floats("value")),
        ("binary", "probability", twice("probability")),
        ("binary", "label", twice("label")),
        ("binary", "label", as_floats("label")),
        ("binary", "label", plus("label", 2)),
        ("multiclass", "label", plus("label", -3)),
    ],
)
def test_an_output_that_is_not_what_the_interface_says_is_refused(task: TaskName, output: str, change: Any) -> None:
    model = answering(task, output, change)
    check_model(model)
    scorer = Scorer(model)

    for score in (lambda: scorer.score(tiny.columns(BLOCK + 1)), lambda: scorer.score_row(ROW)):
        with pytest.raises(InputError) as caught:
            score()
        assert (caught.value.key, caught.value.facts["reason"]) == ("scoring.cannot_run", output)
        assert output in words.told(caught.value)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_whole_model_scores_any_number_of_rows(task: TaskName, rows: int) -> None:
    assert len(Scorer(tiny.model(task)).score(tiny.columns(rows)).prediction) == rows
