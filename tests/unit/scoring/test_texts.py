"""Nodes that take texts apart are looked at before onnxruntime, which aborts or never ends on wrong numbers, builds them."""

from typing import Any

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import TEXT_BLOCK, Scorer
from mlworkbench.scoring.texts import MOST_PIECES, check_texts
from mlworkbench.stages.data.formulas.nodes import Nodes, model_bytes, run, text_tensor
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.tails.linear import Linear

COUNTING: dict[str, Any] = {
    "mode": "TF",
    "min_gram_length": 1,
    "max_gram_length": 2,
    "max_skip_count": 0,
    "ngram_counts": [0, 3],
    "ngram_indexes": [0, 1, 2, 3],
    "pool_int64s": [1, 2, 3, 1, 2],
}


def counted(graph: Nodes, texts: str, splitting: dict[str, Any], counting: dict[str, Any]) -> str:
    from onnx import numpy_helper

    words, _ = graph.two("StringSplit", texts, **splitting)
    codes = graph.node(
        "LabelEncoder",
        words,
        domain="ai.onnx.ml",
        keys_tensor=text_tensor("keys", ["a", "b", "c"]),
        values_tensor=numpy_helper.from_array(np.array([1, 2, 3]), "codes"),
        default_tensor=numpy_helper.from_array(np.array([0]), "unknown"),
    )
    return graph.node("TfIdfVectorizer", codes, **counting)


def model(splitting: dict[str, Any], counting: dict[str, Any]) -> bytes:
    from onnx import TensorProto, helper

    graph = Nodes()
    outputs = [helper.make_empty_tensor_value_info(counted(graph, "texts", splitting, counting))]
    inputs = [helper.make_tensor_value_info("texts", TensorProto.STRING, ["N"])]
    return model_bytes(helper.make_graph(graph.nodes, "g", inputs, outputs, graph.constants))


def test_words_are_counted_in_blocks_of_rows_that_do_not_show() -> None:
    made = model({"maxsplit": 9}, COUNTING)
    texts = np.array(["a b  a b c", "", "never seen", "한 a", "b a"] * TEXT_BLOCK, dtype=object)

    check_model(made)
    check_texts(made)

    assert run(made, {"texts": texts})[0][:5].tolist() == [[2, 2, 1, 2], [0] * 4, [0] * 4, [1, 0, 0, 0], [1, 1, 0, 0]]
    assert np.array_equal(run(made, {"texts": texts})[0], np.tile(run(made, {"texts": texts[:5]})[0], (TEXT_BLOCK, 1)))


@pytest.mark.parametrize(
    ("splitting", "counting"),
    [
        ({}, {}),
        ({"maxsplit": 0}, {}),
        ({"maxsplit": -1}, {}),
        ({"maxsplit": MOST_PIECES}, {}),
        ({"maxsplit": 9}, {"ngram_indexes": [0, 1]}),
        ({"maxsplit": 9}, {"ngram_indexes": [0, 1, 2, 3, 4]}),
        ({"maxsplit": 9}, {"ngram_indexes": [0, 1, 2, -1]}),
        ({"maxsplit": 9}, {"ngram_indexes": [0, 1, 2, 2**40]}),
        ({"maxsplit": 9}, {"ngram_counts": [0, 30]}),
        ({"maxsplit": 9}, {"ngram_counts": [3, 0]}),
        ({"maxsplit": 9}, {"ngram_counts": [0, 4]}),
        ({"maxsplit": 9}, {"ngram_counts": [0]}),
        ({"maxsplit": 9}, {"ngram_counts": [-1, 3]}),
        ({"maxsplit": 9}, {"max_skip_count": 2**40}),
        ({"maxsplit": 9}, {"max_gram_length": 2**40}),
        ({"maxsplit": 9}, {"min_gram_length": 0}),
        ({"maxsplit": 9}, {"min_gram_length": 3}),
        ({"maxsplit": 9}, {"mode": "TFIDF"}),
        ({"maxsplit": 9}, {"weights": [1.0, 1.0, 1.0, 1.0]}),
        ({"maxsplit": 9}, {"pool_strings": ["a"]}),
    ],
)
def test_hostile_numbers_are_refused(splitting: dict[str, Any], counting: dict[str, Any]) -> None:
    made = model(splitting, COUNTING | counting)

    with pytest.raises(InputError) as refused:
        check_texts(made)

    assert refused.value.key == "scoring.model_shape"
    assert str(refused.value.facts["part"]).startswith("texts: ")


def test_no_rows_give_no_scores() -> None:
    graph = Graph((Input("text", "text"), Input("size", "number")), {})
    counts = counted(graph, graph.node("Reshape", graph.take(["text"]), graph.numbers([-1], np.int64)), {"maxsplit": 9}, COUNTING)
    graph.put(graph.cast(counts, np.float64), ["a", "b", "c", "a b"], "numbers")
    graph.finish()
    interface = Interface("regression", "target", graph.inputs)
    scorer = Scorer(assemble(graph, Linear(np.ones((5, 1)), np.zeros(1)), interface))

    assert scorer.score({"text": [], "size": []}).raw.shape == (0, 1)
    assert scorer.score({"text": ["a b a"], "size": [3.0]}).raw.tolist() == [[7.0]]
