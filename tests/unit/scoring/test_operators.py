"""The look at a model file before anything is built from it."""

import random

import onnx
import pytest
from onnx import TensorProto, helper

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.operators import IR_VERSION, MOST_OPSETS, MOST_STEPS, OPSETS, check_model


def model(*nodes: onnx.NodeProto, opsets: dict[str, int] | None = None) -> onnx.ModelProto:
    values = [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N"])]
    outs = [helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["N"])]
    graph = helper.make_graph(list(nodes) or [helper.make_node("Abs", ["x"], ["y"])], "g", values, outs)
    named = opsets or {"": OPSETS["ai.onnx"], "ai.onnx.ml": OPSETS["ai.onnx.ml"]}
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid(name, version) for name, version in named.items()], ir_version=IR_VERSION
    )


def refusal(made: onnx.ModelProto) -> InputError:
    with pytest.raises(InputError) as caught:
        check_model(made.SerializeToString())
    return caught.value


def test_a_plain_model_passes() -> None:
    check_model(model().SerializeToString())


@pytest.mark.parametrize("domain", ["com.microsoft", "ai.onnx.training", "custom"])
def test_a_foreign_domain_is_named(domain: str) -> None:
    assert domain in str(refusal(model(helper.make_node("Abs", ["x"], ["y"], domain=domain))).facts["operator"])


@pytest.mark.parametrize("operator", ["If", "Loop", "Scan", "StringNormalizer", "RandomUniform", "Sequence", ""])
def test_an_operator_off_the_list_is_refused(operator: str) -> None:
    assert refusal(model(helper.make_node(operator, ["x"], ["y"]))).key == "scoring.operator"


def test_another_operator_set_is_refused() -> None:
    assert refusal(model(opsets={"": 9})).key == "scoring.operator"
    assert refusal(model(opsets={"": OPSETS["ai.onnx"], "com.microsoft": 1})).key == "scoring.operator"


def test_an_operator_set_of_tiny_fields_costs_no_more_than_any_other_part() -> None:
    hostile = b"\x18\x00" * (MOST_STEPS + 1)
    size = bytes(len(hostile) >> shift & 0x7F | (0x80 if shift < 21 else 0) for shift in (0, 7, 14, 21))

    with pytest.raises(InputError) as caught:
        check_model(b"\x42" + size + hostile + model().SerializeToString())

    assert caught.value.facts["part"] == "size"


def test_no_model_has_many_operator_sets() -> None:
    made = model()
    made.opset_import.extend([made.opset_import[0]] * MOST_OPSETS)

    assert refusal(made).facts["part"] == "opsets"


def test_a_subgraph_in_an_attribute_is_refused() -> None:
    node = helper.make_node("Abs", ["x"], ["y"], body=model().graph)

    assert refusal(model(node)).facts["part"] == "subgraph"


def test_a_function_is_refused() -> None:
    made = model()
    made.functions.add(name="f", domain="custom")

    assert refusal(made).facts["part"] == "functions"


@pytest.mark.parametrize("by", ["location", "entry"])
def test_weights_in_a_file_outside_are_refused(by: str) -> None:
    made = model()
    tensor = made.graph.initializer.add(name="w", data_type=TensorProto.DOUBLE)
    if by == "location":
        tensor.data_location = TensorProto.EXTERNAL
    else:
        tensor.external_data.add(key="location", value="/etc/passwd")

    assert refusal(made).facts["part"] == "external"


def test_weights_outside_are_found_in_a_constant_too() -> None:
    tensor = onnx.TensorProto(name="w", data_type=TensorProto.DOUBLE, data_location=TensorProto.EXTERNAL)
    node = onnx.NodeProto(op_type="Constant", output=["y"])
    node.attribute.add(name="value", type=onnx.AttributeProto.TENSOR).t.CopyFrom(tensor)

    assert refusal(model(node)).facts["part"] == "external"


def test_nothing_and_an_empty_graph_are_refused() -> None:
    for content in (b"", onnx.ModelProto(ir_version=10).SerializeToString(), b"\x3a\x00"):
        with pytest.raises(InputError):
            check_model(content)


def test_damage_gives_words_and_nothing_else() -> None:
    whole, luck = model().SerializeToString(), random.Random(4)
    for _ in range(3000):
        damaged = bytearray(whole)
        for _ in range(luck.randint(1, 6)):
            damaged[luck.randrange(len(damaged))] = luck.randrange(256)
        try:
            check_model(bytes(damaged[: luck.randint(0, len(damaged))]))
        except InputError as error:
            assert error.key in ("scoring.operator", "scoring.model_shape")
