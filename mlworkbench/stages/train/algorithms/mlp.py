"""A neural network: layers of weighted sums, bent in between, fitted in small steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.losses import loss_of
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Watched, Weight
from mlworkbench.stages.train.tails import Layers, Tail
from mlworkbench.stages.train.units import NEVER, cells_of, outputs_of, spread, weight_of

WORK = 100_000_000_000  # multiplications in one fit
FEWEST_ROUNDS, MOST_ROUNDS = 3, 60
SMALLEST_BATCH, LARGEST_BATCH, STEPS_A_ROUND = 16, 512, 50
PATIENCE = 8  # rounds without a better loss on the watched rows
KEPT_BYTES = 50_000_000


Weights = tuple[list[Array], list[Array]]


@dataclass
class Network:
    """The library's network, its target's `centre` and `size`, and the loss of the watched rows after each round.

    `kept` are the weights after each round, or after the best one alone where all would be too large.
    """

    library: Any
    centre: float
    size: float
    losses: tuple[float, ...] = ()
    kept: dict[int, Weights] = field(default_factory=dict)


def fit(lesson: Lesson, params: Chosen) -> Network:
    """A number is fitted as (target - centre) / size, a count as multiples of its mean."""
    if lesson.task != "regression" and len(np.unique(lesson.target)) < 2:
        raise InputError("train.one_class")
    network = Network(_library(lesson, params), *_scale(lesson))
    cells = cells_of(lesson)
    target = (lesson.target - network.centre) / network.size if lesson.task == "regression" else lesson.target
    more: dict[str, Any] = {} if lesson.task == "regression" else {"classes": np.unique(lesson.target)}
    rounds = int(params["rounds"])
    for number in range(1, rounds + 1):
        lesson.pulse()
        network.library.partial_fit(cells, target, sample_weight=lesson.weights, **more)
        if lesson.watched is None:
            continue
        network.losses += (_watched_loss(network, lesson, lesson.watched),)
        _keep(network, number, rounds)
        if number - _best(network) >= PATIENCE:
            break
    return cut(network, _best(network)) if network.losses else network


def _best(network: Network) -> int:
    return int(np.argmin(network.losses)) + 1


def _keep(network: Network, number: int, rounds: int) -> None:
    weights = _weights(network.library)
    if rounds * sum(one.nbytes for one in weights[0]) <= KEPT_BYTES:
        network.kept[number] = weights
    elif _best(network) == number:
        network.kept = {number: weights}


def cut(network: Network, rounds: int) -> Network:
    """As it was after so many rounds, as far as that is kept; else after its best one."""
    from copy import copy

    found = replace(network, library=copy(network.library))
    found.library.coefs_, found.library.intercepts_ = network.kept.get(rounds) or network.kept[_best(network)]
    return found


def _library(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    settings = {
        "hidden_layer_sizes": (int(params["width"]),) * int(params["layers"]),
        "activation": str(params["bend"]),
        "alpha": float(params["penalty"]),
        "learning_rate_init": float(params["step"]),
        "batch_size": int(
            np.clip(len(lesson.target) // STEPS_A_ROUND, SMALLEST_BATCH, LARGEST_BATCH).clip(1, len(lesson.target))
        ),
        "random_state": np.random.RandomState(lesson.seed),  # one for all rounds, else each would shuffle the rows alike
    }
    if lesson.task != "regression":
        return MLPClassifier(**settings)
    return MLPRegressor(**settings, loss="poisson" if lesson.loss == "poisson" else "squared_error")


def _scale(lesson: Lesson) -> tuple[float, float]:
    if lesson.task != "regression":
        return 0.0, 1.0
    if lesson.loss == "poisson":
        if float(lesson.target.min()) < 0:
            raise InputError("train.target_negative", found=float(lesson.target.min()))
        return 0.0, float(lesson.target.mean()) or 1.0
    return float(lesson.target.mean()), float(lesson.target.std()) or 1.0


def _weights(library: Any) -> Weights:
    return [one.copy() for one in library.coefs_], [one.copy() for one in library.intercepts_]


def _watched_loss(network: Network, lesson: Lesson, watched: Watched) -> float:
    losses = loss_of(lesson.task, lesson.loss, lesson.level)(raw(network, lesson, watched.features), watched.target)
    return float(np.average(losses, weights=watched.weights))


def convert(network: Network, lesson: Lesson) -> Tail:
    weights, bases = _weights(network.library)
    if lesson.task == "regression" and lesson.loss == "poisson":
        bases[-1] = bases[-1] + np.log(network.size)
    elif lesson.task == "regression":
        weights[-1], bases[-1] = weights[-1] * network.size, bases[-1] * network.size + network.centre
    elif lesson.task == "multiclass":
        weights[-1], bases[-1] = _all_classes(weights[-1]), _all_classes(bases[-1])
        classes = network.library.classes_
        weights[-1] = spread(weights[-1], classes, lesson.classes, 0.0)
        bases[-1] = spread(bases[-1], classes, lesson.classes, NEVER)
    return Layers(tuple(weights), tuple(bases), network.library.activation)


def _all_classes(scores: Array) -> Array:
    """Two classes alone come as one margin, which belongs to the second."""
    return scores if scores.shape[-1] > 1 else np.concatenate([np.zeros_like(scores), scores], axis=-1)


def raw(network: Network, lesson: Lesson, features: Array) -> Array:
    """The library's own way through the layers, before the last one becomes a probability or a mean."""
    from copy import copy

    bare = copy(network.library)
    bare.out_activation_ = "identity"
    found = np.asarray(bare._forward_pass_fast(features.astype(np.float64), check_input=False))
    if lesson.task == "regression":
        return found + np.log(network.size) if lesson.loss == "poisson" else found * network.size + network.centre
    if lesson.task == "binary":
        return found
    return spread(_all_classes(found), network.library.classes_, lesson.classes, NEVER)


def multiplications(shape: Shape, width: int, layers: int) -> int:
    return width * (shape.features + outputs_of(shape) + (layers - 1) * width)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    for width, layers, step, penalty in ((64, 1, 0.003, 1e-3), (64, 2, 0.002, 1e-2), (128, 2, 0.001, 1e-4)):
        rounds = WORK // (3 * shape.rows * multiplications(shape, width, layers))
        yield {
            "rounds": max(FEWEST_ROUNDS, min(MOST_ROUNDS, rounds)),
            "width": width,
            "layers": layers,
            "bend": "relu",
            "step": step,
            "penalty": penalty,
        }


def weight(shape: Shape, params: Chosen) -> Weight:
    width, layers = int(params["width"]), int(params["layers"])
    return weight_of(2 + 3 * layers, multiplications(shape, width, layers) + width * layers + outputs_of(shape))


ALGORITHM = Algorithm(
    name="mlp",
    title=Words("Neural network", "신경망"),
    help=Words(
        "Layers of weighted sums, bent in between. It draws smooth shapes, and needs more rows than trees do.",
        "가중합 층 사이에 굽힘을 넣은 모델입니다. 매끄러운 관계를 배우며, 트리보다 많은 행이 필요합니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="linear",
    params=(
        Param("rounds", Words("Rounds over all rows", "전체 행 반복 횟수"), 60, low=1, high=1000),
        Param("width", Words("Sums in a layer", "층의 너비"), 64, low=1, high=1024),
        Param("layers", Words("Layers", "층 수"), 1, low=1, high=4),
        Param(
            "bend",
            Words("Bend", "굽힘"),
            "relu",
            choices=("relu", "tanh"),
            choice_words=(Words("at zero (ReLU)", "0에서 꺾음(ReLU)"), Words("smooth (tanh)", "매끄럽게(tanh)")),
        ),
        Param("step", Words("Learning rate", "학습률"), 0.003, low=1e-5, high=1.0),
        Param("penalty", Words("Penalty", "벌점"), 1e-3, low=0.0, high=1e3),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["rounds"]) * float(params["width"]) * float(params["layers"]),
    losses=frozenset({"squared", "poisson"}),
    space=(
        Span("width", 16, 256, even=True),
        Span("layers", 1, 3),
        Span("step", 0.0005, 0.02, even=True),
        Span("penalty", 1e-6, 1.0, even=True),
        Span("bend", options=("relu", "tanh")),
    ),
    weight=weight,
    rounds="rounds",
    curve=lambda network: network.losses,
    cut=cut,
)
