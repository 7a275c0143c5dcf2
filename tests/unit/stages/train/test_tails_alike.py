"""Tails against plain loops in exact or plain arithmetic, and distances that no order of addition can change."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.assembling import assemble
from mlworkbench.stages.train.tails import Bells, Grid, Layers, Nearest, Quadratic, Tail, grid_of
from mlworkbench.stages.train.tails.grid import HELD, LARGEST

WIDTH = 11
NAMES = tuple(f"n{place}" for place in range(WIDTH))


def random() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(3))


def rows(count: int) -> Array:
    """Ordinary rows, and some that hold what no scaled row should."""
    found = random().normal(size=(count, WIDTH)).astype(np.float32)
    found[::7, 0], found[1::7, 1], found[2::7, 2], found[3::7, 3] = 3e38, -3e38, 0.0, 1e-40
    return found


def scored(tail: Tail, features: Array) -> Array:
    """The raw scores of a model.onnx whose features are its inputs."""
    inputs = tuple(Input(name, "number") for name in NAMES)
    graph = Graph(inputs, {})
    graph.finish()
    outputs = tail.outputs
    classes = tuple(str(number) for number in range(outputs)) if outputs > 1 else ()
    interface = Interface("multiclass" if classes else "regression", "y", inputs, classes, None, None)
    model = assemble(graph, tail, interface)
    return Scorer(model).score({name: features[:, place].astype(np.float64) for place, name in enumerate(NAMES)}).raw


# -- the grid -----------------------------------------------------------------------------------------------------------------


def usual(features: Array) -> Grid:
    """A grid by the columns that hold nothing odd, for all columns."""
    return Grid(np.resize(grid_of(features[:, 4:]).scale, WIDTH))


@dataclass(frozen=True)
class Bare:
    """The whole numbers themselves."""

    grid: Grid
    outputs: int = WIDTH

    def emit(self, graph: Graph, features: str) -> str:
        return self.grid.emit(graph, features)


def test_the_graph_the_library_and_a_plain_loop_round_alike() -> None:
    features = rows(100)
    grid = usual(features)

    plain = [
        [max(-HELD, min(HELD, float(round(float(cell) * float(one))))) for cell, one in zip(row, grid.scale, strict=True)]
        for row in features
    ]

    assert np.array_equal(grid.whole(features), plain)
    assert np.array_equal(scored(Bare(grid), features), plain)
    assert (np.abs(plain) == HELD).any()


def test_the_largest_training_value_uses_the_grid_well() -> None:
    features = rows(50)[:, 4:]

    whole = grid_of(features).whole(features)

    assert LARGEST / 2 < np.abs(whole).max() <= LARGEST


def test_two_values_lie_one_apart_whatever_they_were_scaled_to() -> None:
    features = random().normal(size=(200, 2)).astype(np.float32)
    features[:, 1] = np.where(np.arange(200) % 50 == 0, 9.5, -0.25)

    grid = grid_of(features)
    whole = grid.whole(features)

    assert np.ptp(whole[:, 1]) == pytest.approx(grid.scale[0], abs=1)


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_missing_features_are_refused(odd: float) -> None:
    with pytest.raises(InputError) as caught:
        grid_of(np.array([[1.0, odd]], dtype=np.float32))

    assert caught.value.key == "train.features_missing"


def test_constant_features_have_a_grid() -> None:
    assert np.array_equal(grid_of(np.zeros((3, 2), dtype=np.float32)).whole(np.zeros((3, 2))), np.zeros((3, 2)))


# -- neighbours ---------------------------------------------------------------------------------------------------------------


def near(outputs: int) -> tuple[Nearest, Array]:
    features = rows(300)
    grid = usual(features)
    points = grid.whole(features[::2])
    points[20] = points[3]  # the same row twice, with another value
    values = random().integers(-5, 5, size=(len(points), outputs)).astype(np.float64)
    return Nearest(grid, points, values, np.array([3.0, 2.0, 1.0]), np.full(outputs, 0.5), 6.5), features


def plain_nearest(tail: Nearest, features: Array) -> Array:
    """Distances in exact arithmetic, sorted by distance and then by place."""
    found = []
    for row in tail.grid.whole(features):
        distances = [sum((int(a) - int(b)) ** 2 for a, b in zip(row, point, strict=True)) for point in tail.points]
        order = sorted(range(len(distances)), key=lambda place: (distances[place], place))[: len(tail.says)]
        sums = sum((say * tail.values[place] for say, place in zip(tail.says, order, strict=True)), np.zeros(tail.outputs))
        found.append((sums + tail.start) / tail.total)
    return np.array(found)


@pytest.mark.parametrize("outputs", [1, 3])
def test_neighbours_are_those_of_exact_arithmetic(outputs: int) -> None:
    tail, features = near(outputs)

    assert scored(tail, features).tobytes() == plain_nearest(tail, features).tobytes()


def test_of_equally_near_rows_the_first_counts() -> None:
    tail, features = near(1)
    tail = Nearest(tail.grid, np.zeros((40, WIDTH)), np.arange(40.0)[:, None], np.ones(2), np.zeros(1), 2.0)

    assert (scored(tail, features) == 0.5).all()


def test_neighbours_do_not_hang_on_the_batch() -> None:
    tail, features = near(3)
    whole = scored(tail, features)

    for batch in (1, 5, 64):
        parts = np.concatenate([scored(tail, features[at : at + batch]) for at in range(0, 64, batch)])
        assert parts[:64].tobytes() == whole[:64].tobytes()


def test_a_row_that_is_not_a_number_gets_an_answer() -> None:
    tail, features = near(1)
    features[:, 5] = np.nan

    assert np.isfinite(scored(tail, features)).all()


# -- bells, quadratics, layers ---------------------------------------------------------------------------------------------


def test_bells_are_those_of_exact_distances() -> None:
    features = rows(200)
    grid = usual(features)
    points, weights = grid.whole(features[::3]), random().normal(size=(len(features[::3]), 2)) * 10
    tail = Bells(grid, points, 1e-10, weights, np.array([1.0, -2.0]))

    whole = grid.whole(features)
    squares = [[sum((int(a) - int(b)) ** 2 for a, b in zip(row, point, strict=True)) for point in points] for row in whole]
    expected = np.exp(-1e-10 * np.array(squares, dtype=np.float64)) @ weights + tail.base

    assert np.allclose(scored(tail, features), expected, rtol=0, atol=1e-9)


def test_a_quadratic_is_near_exact_arithmetic_where_terms_cancel() -> None:
    """Two classes of nearly the same small spread: each log likelihood is huge, their difference is not."""
    centre, (first, second) = random().normal(size=WIDTH), random().normal(size=(2, WIDTH)) * 0.1
    variance = np.full(WIDTH, 0.01)
    tail = Quadratic(
        centre,
        ((second - first) / variance)[:, None],
        np.zeros((WIDTH, 1)),
        np.array([((first**2 - second**2) / (2 * variance)).sum()]),
    )
    features = np.clip(rows(300), -20, 20)

    exact = []
    for row in features.astype(np.float64):
        away = [Fraction(float(x)) - Fraction(float(c)) for x, c in zip(row, centre, strict=True)]
        terms = [
            ((x - Fraction(float(a))) ** 2 - (x - Fraction(float(b))) ** 2) / (2 * Fraction(0.01))
            for x, a, b in zip(away, first, second, strict=True)
        ]
        exact.append(float(sum(terms)))

    found = scored(tail, features)[:, 0]
    assert (np.abs(found - exact) <= 1e-9 * np.maximum(1, np.abs(exact))).all()


@pytest.mark.parametrize(("bend", "curve"), [("relu", lambda x: np.maximum(x, 0)), ("tanh", np.tanh)])
def test_layers_bend_between_sums_alone(bend: str, curve: Any) -> None:
    made = random()
    sizes = (WIDTH, 8, 5, 3)
    weights = tuple(made.normal(size=pair) for pair in zip(sizes[:-1], sizes[1:], strict=True))
    bases = tuple(made.normal(size=size) for size in sizes[1:])
    features = np.clip(rows(100), -20, 20)

    expected = features.astype(np.float64)
    for place, (weight, base) in enumerate(zip(weights, bases, strict=True)):
        expected = (curve(expected) if place else expected) @ weight + base

    assert np.allclose(scored(Layers(weights, bases, bend), features), expected, rtol=1e-12, atol=1e-10)
