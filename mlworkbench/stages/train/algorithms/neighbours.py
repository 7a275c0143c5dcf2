"""Nearest neighbours: the training rows most like the one at hand say what it is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.tails import MOST_FEATURES, Grid, Nearest, Odds, Tail, grid_of
from mlworkbench.stages.train.tails.odds import on_odds
from mlworkbench.stages.train.units import outputs_of, some, weight_of

WORK = 50_000_000_000  # rows × points × features that may be compared to judge a configuration
FEWEST_POINTS, MOST_POINTS = 500, 10_000
USUAL_POINTS = 4000
TRUST = 1.0  # rows of the classes' usual mixture that vote with the neighbours: no share is exactly 0 or 1
STEPS = 2.0**30  # of a number that is voted with; 1,000 neighbours that count 1,000 times at most stay below 2^53
PIECE = 1000


@dataclass(frozen=True)
class Neighbours:
    """`points` [M, F] on the grid; `values` [M, K] is what each votes for: 0 or 1 a class, or a number above `centre`.

    `says` [k] is how much the nearest, the second nearest … count; `usual` [K] are the shares of the classes.
    """

    grid: Grid
    points: Array
    values: Array
    says: Array
    usual: Array
    centre: float = 0.0


def fit(lesson: Lesson, params: Chosen) -> Neighbours:
    if lesson.weights is not None:
        raise InputError("train.neighbours_weighed")
    lesson.pulse()
    rows = some(lesson, int(params["points"]))
    count = min(int(params["neighbours"]), len(rows))
    says = np.arange(count, 0, -1.0) if params["closer"] else np.ones(count)
    grid = grid_of(lesson.features)
    points = grid.whole(lesson.features[rows])
    if lesson.task == "regression":
        centre = float(lesson.target.mean())
        return Neighbours(grid, points, _stepped(lesson.target[rows] - centre)[:, None], says, np.zeros(1), centre)
    votes = np.eye(lesson.classes)[lesson.target[rows]]
    usual = np.bincount(lesson.target, minlength=lesson.classes) / len(lesson.target)
    if lesson.task == "binary":
        votes, usual = votes[:, 1:], usual[1:]
    return Neighbours(grid, points, votes, says, usual)


def _stepped(values: Array) -> Array:
    """Rounded to multiples of a power of two that any sum of votes is a multiple of, below 2^53 of them."""
    largest = float(np.abs(values).max())
    step = 2.0 ** np.ceil(np.log2(largest)) / STEPS if largest > 0 else 1.0
    return np.asarray(np.round(values / step) * step)


def convert(model: Neighbours, lesson: Lesson) -> Tail:
    votes = float(model.says.sum())
    if lesson.task == "regression":
        return Nearest(model.grid, model.points, model.values, model.says, np.array([model.centre * votes]), votes)
    one = votes / len(model.says)
    return Odds(Nearest(model.grid, model.points, model.values, model.says, TRUST * one * model.usual, votes + TRUST * one))


def raw(model: Neighbours, lesson: Lesson, features: Array) -> Array:
    """By the library's distances. Its neighbours are not asked: it leaves open which of equally distant rows counts."""
    from sklearn.metrics.pairwise import euclidean_distances

    found = np.empty((len(features), model.values.shape[1]))
    for start in range(0, len(features), PIECE):
        distances = euclidean_distances(model.grid.whole(features[start : start + PIECE]), model.points, squared=True)
        found[start : start + PIECE] = [_voted(model, row) for row in distances]
    if lesson.task == "regression":
        return found + model.centre
    count = len(model.says)
    return on_odds((found * count + TRUST * model.usual) / (count + TRUST))


def _voted(model: Neighbours, distances: Array) -> Array:
    count = len(model.says)
    near = np.flatnonzero(distances <= np.partition(distances, count - 1)[count - 1])
    nearest = near[np.argsort(distances[near], kind="stable")[:count]]
    return np.asarray(np.average(model.values[nearest], axis=0, weights=model.says))


def points_for(shape: Shape) -> int:
    return min(USUAL_POINTS, int(WORK // (shape.rows * shape.features)))


def refuses(shape: Shape) -> Reason | None:
    if shape.features > MOST_FEATURES:
        return Reason("train.too_many_features", {"found": shape.features, "most": MOST_FEATURES})
    if points_for(shape) < min(FEWEST_POINTS, shape.rows):
        return Reason("train.too_many_comparisons", {"rows": shape.rows, "columns": shape.features})
    return None


def portfolio(shape: Shape) -> Iterator[Chosen]:
    points = max(FEWEST_POINTS, points_for(shape))
    for neighbours, closer in ((25, True), (10, True), (60, True)):
        yield {"neighbours": neighbours, "closer": closer, "points": points}


def weight(shape: Shape, params: Chosen) -> Weight:
    points = min(int(params["points"]), shape.rows)
    return weight_of(20, points * (shape.features + 1 + outputs_of(shape)))


ALGORITHM = Algorithm(
    name="neighbours",
    title=Words("Nearest neighbours", "최근접 이웃"),
    help=Words(
        "The training rows most like the one at hand decide. They become part of the model, so it is large and slower to score.",
        "가장 비슷한 학습 행들이 답을 정합니다. 그 행들이 모델에 들어가므로 모델이 크고 채점이 느립니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="linear",
    params=(
        Param("neighbours", Words("Neighbours", "이웃 수"), 25, low=1, high=1000),
        Param(
            "closer",
            Words("Closer ones count more", "가까울수록 크게 반영"),
            True,
            help=Words(
                "The nearest counts as often as there are neighbours, the farthest once.",
                "가장 가까운 이웃은 이웃 수만큼, 가장 먼 이웃은 한 번 셉니다.",
            ),
        ),
        Param(
            "points",
            Words("Rows kept at most", "보관할 최대 행 수"),
            USUAL_POINTS,
            low=10,
            high=MOST_POINTS,
            help=Words(
                "Of more training rows so many are drawn by the seed; they are what the model is made of.",
                "학습 행이 이보다 많으면 시드에 따라 이만큼 뽑습니다. 모델은 이 행들로 이루어집니다.",
            ),
        ),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["points"]),
    weighs=False,
    space=(Span("neighbours", 3, 200, even=True), Span("closer", options=(True, False))),
    weight=weight,
    refuses=refuses,
)
