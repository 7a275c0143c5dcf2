"""Tables over bins as trees: every cell is found, whatever value comes."""

import numpy as np
import pytest

from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.scorer import Scorer, session
from mlworkbench.scoring.wire import Array, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare.graph import Graph, model_bytes
from mlworkbench.stages.train.assembling import Link, assemble
from mlworkbench.stages.train.deciding import probabilities
from mlworkbench.stages.train.tails import LT, Linear, Tail, Trees, tabled

ODD = np.array([np.nan, -np.inf, np.inf, 0.0, -0.0, 5e-324, -1e300, 1e300])


def cells(random: np.random.Generator, cuts: Array, rows: int) -> Array:
    edges = np.concatenate([cuts, np.nextafter(cuts, -np.inf), np.nextafter(cuts, np.inf), ODD, random.normal(size=20) * 3])
    return random.choice(edges, rows)


def run(tail: Tail, features: Array) -> Array:
    from onnx import TensorProto, helper

    graph = Graph((), {})
    found = tail.emit(graph, "x")
    wide = [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", features.shape[1]])]
    made = helper.make_graph(graph.nodes, "tail", wide, [helper.make_empty_tensor_value_info(found)], graph.constants)
    scored: Array = session(model_bytes(made)).run(None, {"x": features})[0]
    return scored


def place(values: Array, cuts: Array) -> Array:
    """Number of the cell: 0 for missing, then bin after bin."""
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(cuts, values, side="right"))


@pytest.mark.parametrize("bins", [1, 2, 3, 8, 33])
def test_every_value_finds_its_bin_and_missing_ones_their_own(bins: int) -> None:
    random = np.random.Generator(np.random.PCG64(bins))
    cuts = np.sort(random.normal(size=bins - 1))
    table = random.integers(-50, 50, bins + 1) / 8
    rows = cells(random, cuts, 600).reshape(-1, 1)

    found = run(Trees((tabled(0, (0,), (cuts,), table),), LT, np.zeros(1)), rows)

    assert (found[:, 0] == table[place(rows[:, 0], cuts)]).all()


def test_two_features_meet_in_one_table() -> None:
    random = np.random.Generator(np.random.PCG64(2))
    one, two = np.sort(random.normal(size=6)), np.sort(random.normal(size=3))
    table = random.integers(-50, 50, (8, 5)) / 8
    rows = np.column_stack([cells(random, two, 3000), cells(random, one, 3000)])

    found = run(Trees((tabled(0, (1, 0), (one, two), table),), LT, np.zeros(1)), rows)

    assert (found[:, 0] == table[place(rows[:, 1], one), place(rows[:, 0], two)]).all()


def test_neighbours_of_the_same_value_share_a_leaf() -> None:
    tree = tabled(0, (0,), (np.arange(7.0),), np.array([1.0, 1, 1, 1, 1, 2, 2, 2, 2]))

    assert (tree.left < 0).sum() < 5
    assert len(tabled(0, (0,), (np.arange(7.0),), np.ones(9)).left) == 1


def test_a_climbing_probability_is_the_same_in_the_file_and_beside_it() -> None:
    random = np.random.Generator(np.random.PCG64(3))
    starts = np.sort(random.normal(size=40)).astype(np.float32).astype(np.float64)
    chances = np.sort(random.integers(1, 2**30, 40)) / 2**30
    link = Link(steps=tuple(zip(starts.tolist(), chances.tolist(), strict=True)))
    wanted = np.concatenate([starts, np.nextafter(starts.astype(np.float32), np.float32(-9)), random.normal(size=300) * 3])

    scores = scorer_of(link).score({"x": wanted})

    assert scores.probability is not None
    assert (scores.raw[:40, 0] == starts).all()
    assert (scores.probability == probabilities(scores.raw, link)).all()
    assert (np.diff(scores.probability[np.argsort(scores.raw[:, 0]), 1]) >= 0).all()
    assert (scores.probability.sum(axis=1) == 1).all()
    assert scores.probability[:40, 1].tolist() == chances.tolist()


def scorer_of(link: Link) -> Scorer:
    """A model whose raw score is its one column."""
    inputs = (Input("x", "number", "", -3.0, 3.0),)
    interface = Interface("binary", "target", inputs, ("No", "Yes"), "Yes", 0.0)
    graph = prepare.fit((Step("keep", ("x",)),), inputs, feed(interface, {"x": np.arange(9.0)}), "tree")
    return Scorer(assemble(graph, Linear(np.ones((1, 1)), np.zeros(1)), interface, link))
