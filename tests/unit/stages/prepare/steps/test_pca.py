"""Principal components are what they should be, and come out the same in any order of addition."""

from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS
from mlworkbench.stages.prepare.graph import Graph, run

KIND = STEPS["pca"]


def numbers(rows: int = 500, width: int = 8) -> Array:
    random = np.random.Generator(np.random.PCG64(1))
    return random.normal(size=(rows, 2)) @ random.normal(size=(2, width)) * 10.0 ** np.arange(width) + 0.01 * random.normal(
        size=(rows, width)
    )


def fitted(cells: Array, **chosen: Any) -> tuple[Graph, Any, tuple[str, ...]]:
    inputs = tuple(Input(f"c{place}", "number") for place in range(cells.shape[1]))
    names = tuple(one.name for one in inputs)
    graph = Graph(inputs, {"numbers": cells})
    learned = KIND.learnt(cells, names, params.check(KIND.params, chosen), None)
    KIND.emit(graph, names, learned)
    return graph, learned, names


def test_they_are_those_of_scikit_learn() -> None:
    from sklearn.decomposition import PCA

    cells = numbers()
    graph, learned, _ = fitted(cells, most=3, share=1.0)
    found = run(graph.model([graph.take(graph.columns("numbers"))]), {"numbers": cells})[0]

    theirs = PCA(3).fit((cells - cells.mean(axis=0)) / cells.std(axis=0))

    wanted = theirs.transform((cells - cells.mean(axis=0)) / cells.std(axis=0))
    assert np.abs(found) == pytest.approx(np.abs(wanted), abs=1e-4)
    assert learned.shares == pytest.approx(theirs.explained_variance_ratio_, abs=1e-6)


def test_as_few_as_hold_the_share_of_the_variance() -> None:
    assert len(fitted(numbers(), share=0.9)[1].shares) == 2
    assert len(fitted(numbers(), share=0.9, most=1)[1].shares) == 1


def test_every_order_of_addition_gives_the_same_bits() -> None:
    random = np.random.Generator(np.random.PCG64(3))
    cells = random.normal(size=(300, 400)) * 1e3
    graph, learned, names = fitted(cells, most=5)
    model = graph.model([graph.take(graph.columns("numbers"))])
    rows = np.vstack([cells[:50], np.full((1, 400), 1e30), np.full((1, 400), -1e30), np.full((1, 400), np.nan)])

    found = run(model, {"numbers": rows})[0]

    alone = np.vstack([run(model, {"numbers": rows[[row]]})[0] for row in range(len(rows))])
    shuffled = random.permutation(400)
    _, plain = KIND.reference(rows, names, learned)
    assert np.array_equal(found, alone)
    assert np.array_equal(found, plain)
    held = (
        np.clip(np.nan_to_num(np.round((rows - learned.mean) * (2.0**18 / learned.sd)), nan=0.0), -(2.0**23), 2.0**23) / 2.0**18
    )
    assert np.array_equal(found, held[:, shuffled] @ learned.ways[shuffled])


@pytest.mark.parametrize("cells", [np.full((5, 3), np.nan), np.full((5, 3), 2.0), np.array([[1.0, 2.0, 3.0]])])
def test_columns_without_any_difference_give_one_component_of_nothing(cells: Array) -> None:
    graph, learned, _ = fitted(cells)

    found = run(graph.model([graph.take(graph.columns("numbers"))]), {"numbers": cells})[0]

    assert found.tolist() == [[0.0]] * len(cells)
    assert learned.shares.tolist() == [0.0]
