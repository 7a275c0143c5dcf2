"""Several models in one graph: each keeps its own arithmetic, and what they compute alike is computed once."""

import numpy as np
import onnx
import pytest

from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.assembling import assembled
from mlworkbench.stages.train.joining import piece, piece_of, pieces_of
from mlworkbench.stages.train.material import WHOLE
from mlworkbench.stages.train.tails import Linear
from tests.contracts.trained import trained


def nodes(model: bytes) -> int:
    return len(onnx.load_model_from_string(model).graph.node)


def test_a_joined_model_gives_the_shares_of_what_its_pieces_gave_alone() -> None:
    ones = [trained(name, "binary") for name in ("xgboost", "logistic", "gradient_boosting")]
    shares, shift = [0.5, 0.3, 0.2], 0.25
    interface, columns = ones[0].material.interface, ones[0].material.columns

    joined = assembled([piece_of(one.model) for one in ones], shares, interface, shift=np.array([shift]))

    alone = [share * Scorer(one.model).score(columns).raw for one, share in zip(ones, shares, strict=True)]
    assert (Scorer(joined).score(columns).raw == alone[0] + alone[1] + alone[2] + shift).all()
    check_model(joined)


def test_what_pieces_compute_alike_is_computed_once() -> None:
    ones = [trained(name, "binary") for name in ("xgboost", "gradient_boosting")]
    interface = ones[0].material.interface

    joined = assembled([piece_of(one.model) for one in ones], [0.5, 0.5], interface)

    single = nodes(ones[0].model)
    assert nodes(joined) <= single + 5  # one more forest with its start, two shares, a sum


def test_a_piece_joined_alone_is_the_model_it_came_from() -> None:
    one = trained("xgboost", "multiclass")

    again = assembled([piece_of(one.model)], [1.0], one.material.interface)

    assert again == one.model


def test_a_model_of_nothing_but_itself_is_half_of_two_of_them() -> None:
    one = trained("logistic", "binary")
    lesson = one.material.lesson("linear", WHOLE)
    own = piece(one.material.prepared("linear", WHOLE).graph, one.algorithm.convert(one.estimator, lesson))

    joined = assembled([own, own], [0.5, 0.5], one.material.interface)

    assert nodes(joined) == nodes(one.model) + 3  # two shares and a sum
    raw = Scorer(one.model).score(one.material.columns).raw
    assert (Scorer(joined).score(one.material.columns).raw == raw).all()


def test_a_node_with_two_outputs_keeps_both_and_is_computed_once() -> None:
    inputs = (Input("text", "text"),)
    graph = Graph(inputs, {})
    _, pieces = graph.two("StringSplit", graph.take(["text"]), delimiter="a", maxsplit=9)
    graph.put(graph.cast(pieces, np.float64), ["pieces"], "numbers")
    graph.finish()
    own = piece(graph, Linear(np.ones((1, 1)), np.zeros(1)))

    joined = assembled([own, own], [0.5, 0.25], Interface("regression", "target", inputs))

    assert sum(node.op_type == "StringSplit" for node in onnx.load_model_from_string(joined).graph.node) == 1
    assert Scorer(joined).score({"text": ["banana", "b"]}).raw.tolist() == [[3.0], [0.75]]


def test_an_average_is_taken_apart_into_what_it_is_the_average_of() -> None:
    ones = [trained(name, "binary") for name in ("xgboost", "logistic", "gradient_boosting")]
    interface, columns = ones[0].material.interface, ones[0].material.columns
    whole = assembled([piece_of(one.model) for one in ones], [1 / 3] * 3, interface)

    parts = [Scorer(assembled([one], [1.0], interface)).score(columns).raw for one in pieces_of(whole, 3)]

    for one, part in zip(ones, parts, strict=True):
        assert (Scorer(one.model).score(columns).raw == part).all()


def test_what_is_no_average_of_so_many_is_not_taken_apart() -> None:
    one = trained("xgboost", "binary")
    whole = assembled([piece_of(one.model)] * 2, [0.5, 0.5], one.material.interface)

    with pytest.raises(ValueError, match="."):
        pieces_of(whole, 3)
    assert len(pieces_of(whole, 2)) == 2
