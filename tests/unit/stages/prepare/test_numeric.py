"""Figures of columns survive anything, lookups are exact, and cuts by target are the best there are."""

from itertools import combinations

import numpy as np
import pytest

from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.scorer import BLOCK
from mlworkbench.stages.prepare import binning, lookup, numeric
from mlworkbench.stages.prepare.graph import Graph, run


def test_mean_and_deviation_of_the_largest_numbers_stay_finite() -> None:
    mean, sd = numeric.mean_and_sd(np.array([[3.4e38, 5e-324], [-3.4e38, 5e-324], [np.inf, np.nan], [1e300, np.nan]]))

    assert mean == pytest.approx([0.0, 0.0])
    assert sd == pytest.approx([3.4e38, 1.0])


def test_usual_numbers_are_not_touched_on_the_way() -> None:
    values = np.random.Generator(np.random.PCG64(1)).normal(size=(50, 3))

    mean, sd = numeric.mean_and_sd(values)

    assert np.array_equal(mean, [column.sum() / 50 for column in np.ascontiguousarray(values.T)])
    assert sd == pytest.approx(values.std(axis=0), rel=1e-15)


def test_figures_of_a_column_do_not_hang_on_its_neighbours(monkeypatch) -> None:
    values = np.random.Generator(np.random.PCG64(4)).lognormal(size=(1000, 7))
    values[::3, 2], values[:, 5] = np.nan, np.inf
    together = (*numeric.mean_and_sd(values), *numeric.quantiles(values, [0.1, 0.5]))

    monkeypatch.setattr(numeric, "CELLS_AT_ONCE", 2000)

    assert np.array_equal(together, (*numeric.mean_and_sd(values), *numeric.quantiles(values, [0.1, 0.5])), equal_nan=True)
    assert np.array_equal(numeric.mean_and_sd(values[:, 2:3])[0], together[0][2:3])


def test_numbers_on_a_grid_add_up_alike_in_any_order() -> None:
    random = np.random.Generator(np.random.PCG64(2))
    values = numeric.on_grid(random.normal(size=(2000, 1)) * 1e7, 40)[:, 0]

    sums = {float(np.add.reduce(random.permutation(values))) for _ in range(20)} | {float(sum(values.tolist()))}

    assert len(sums) == 1


@pytest.mark.parametrize("width", [1, 7, 1203])
def test_every_edge_is_met_exactly_by_as_many_nodes_for_any_columns(width: int) -> None:
    random = np.random.Generator(np.random.PCG64(3))
    edges = [np.unique(random.normal(size=place % 9)) for place in range(width)]
    tries = np.array([value for own in edges for edge in own for value in (np.nextafter(edge, -9), edge, np.nextafter(edge, 9))])
    rows = np.resize(np.concatenate([tries, [np.nan, np.inf, -np.inf, 3.4e38]]), (300, width))
    graph = Graph([Input(f"c{place}", "number") for place in range(width)], {})

    made = lookup.emit(graph, graph.take(graph.columns("numbers")), edges, [-1.0] * width)

    assert np.array_equal(run(graph.model([made]), {"numbers": rows})[0], lookup.found(rows, edges, [-1.0] * width))
    assert len(graph.nodes) == (1 if width <= lookup.MOST_TARGETS else 5)


def test_a_lookup_passes_the_check_of_models() -> None:
    from mlworkbench.scoring.operators import check_model
    from mlworkbench.scoring.trees import check_trees

    graph = Graph([Input("a", "number"), Input("b", "number")], {})
    made = lookup.emit(graph, "numbers", [np.arange(5.0), np.empty(0)], [-1.0, -1.0])
    model = graph.model([made])

    check_model(model)
    check_trees(model)


@pytest.mark.parametrize("numbers", [True, False])
def test_the_cuts_found_are_the_best_of_all(numbers: bool) -> None:
    """Against every way to cut ten different values, by plain arithmetic."""
    random = np.random.Generator(np.random.PCG64(4))
    known = np.sort(random.integers(0, 10, 400)).astype(np.float64)
    effect = random.normal(size=10)[known.astype(int)]
    target = effect + random.normal(size=400) * 0.1 if numbers else (effect + random.normal(size=400) * 0.3 > 0).astype(np.int64)
    told = binning.outcome(target, 0 if numbers else 2, None)

    def cost(edges: tuple[float, ...]) -> float:
        parts = [target[np.searchsorted(edges, known) == number] for number in range(len(edges) + 1)]
        if numbers:
            squares = sum(float(((part - part.mean()) ** 2).sum()) for part in parts) / target.var()
            return 400 * np.log(squares / 400) + len(parts) * np.log(400)
        shares = [(len(part), np.bincount(part, minlength=2) / len(part)) for part in parts]
        unlikely = -2 * sum(count * share * np.log(share) for count, both in shares for share in both if share > 0)
        return float(unlikely) + len(parts) * np.log(400)

    tried = [edges for bins in range(4) for edges in combinations(map(float, range(9)), bins)]

    assert tuple(binning.telling(known, told, 4, 0.0)) == min(tried, key=cost)


def test_weights_count_as_rows_would() -> None:
    known = np.arange(200.0)
    target = (known % 50 > 25).astype(np.int64)
    twice = np.repeat(np.arange(200), np.where(known < 100, 3, 1))
    weights = np.where(known < 100, 3.0, 1.0)

    by_weight = binning.telling(known, binning.outcome(target, 2, weights), 5, 0.1)
    by_rows = binning.telling(known[twice], binning.outcome(target[twice], 2, None), 5, 0.1)

    assert by_weight == pytest.approx(by_rows, abs=3.0)


def test_a_graph_gives_the_same_for_many_rows_as_for_some_at_a_time() -> None:
    rows = BLOCK + 700
    random = np.random.Generator(np.random.PCG64(6))
    graph = Graph([Input("a", "number"), Input("b", "number"), Input("kind", "category")], {})
    doubled = graph.node("Mul", "numbers", graph.numbers([2.0, 3.0]))
    fed = {"numbers": random.normal(size=(rows, 2)), "texts": random.choice(["x", "나", ""], (rows, 1)).astype(object)}

    numbers, texts = run(graph.model([doubled, "texts"]), fed)

    assert np.array_equal(numbers, fed["numbers"] * [2.0, 3.0])
    assert texts.dtype == object and np.array_equal(texts, fed["texts"])
    assert numbers.base is None  # what onnxruntime gives holds on to the memory of its session
