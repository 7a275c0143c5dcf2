"""What is tried next: first a fixed order of strong configurations, then a search around what was good, without end.

The order is the same for everybody; what the search proposes is a function of the seed and of the losses of trials that were
finished long enough before, so that it does not hang on how many run side by side.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

from mlworkbench.base.params import Chosen, Value
from mlworkbench.base.records import LossName, Preset, Reason, TaskName
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.balancing import WEIGHTS
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.order import OF_MEDIUM, OF_SMALL, Order
from mlworkbench.stages.train.part import Algorithm, Shape, Span
from mlworkbench.stages.train.trial import Configuration

FLOOR: Final = "baseline"
SMALL, MEDIUM = 5_000, 10_000  # rows of a fit up to which the orders hold that were learnt from small and from larger tables
LARGE: Final[Order] = (  # by judgement: on more rows deeper trees pay
    ("lightgbm", 0, {}),
    ("logistic", 0, {}),
    ("elastic_net", 1, {}),
    ("lightgbm", 1, {}),
    ("xgboost", 0, {}),
    ("lightgbm", 6, {}),
    ("xgboost", 1, {}),
    ("mlp", 1, {}),
    ("lightgbm", 5, {}),
    ("lightgbm", 8, {}),
    ("lightgbm", 3, {}),
    ("xgboost", 7, {}),
    ("explainable_boosting", 0, {}),
    ("lightgbm", 2, {}),
    ("xgboost", 2, {}),
    ("extra_trees", 1, {}),
    ("gradient_boosting", 0, {}),
    ("random_forest", 0, {}),
)
QUICK: Final = frozenset({FLOOR, "logistic", "ridge", "elastic_net", "lightgbm", "xgboost", "decision_tree"})
LAG: Final = 3  # a proposal knows the trials up to the third before it: so many may be open at once
STARTERS: Final = 6  # trials of an algorithm before proposals are more than draws
MOST_FAILED: Final = 3  # failures of an algorithm of which nothing was ever finished, after which it is proposed no more
REST: Final = 3  # each third configuration after the fixed order is one that is left, the others are proposed
TURNS: Final = (0, 1, 0, 2)  # whose turn it is among the best algorithms


@dataclass(frozen=True)
class Known:
    """A trial of which enough is known, as a search needs it: `first` are the losses of the rows of its first fold."""

    one: Configuration
    loss: float
    first: Array | None = None


@dataclass(frozen=True)
class Unable:
    """An algorithm that is left out, and why."""

    algorithm: Algorithm
    reason: Reason


class Asks(Protocol):
    """What is asked of an algorithm: `loss` counts for a regression alone, `weights` are None where all rows count alike."""

    @property
    def task(self) -> TaskName: ...
    @property
    def loss(self) -> LossName: ...
    @property
    def weights(self) -> object | None: ...
    @property
    def monotone(self) -> Collection[object]: ...
    @property
    def interactions(self) -> Collection[object]: ...
    @property
    def balance(self) -> str: ...
    def shape(self, family: str) -> Shape:
        """The size of one fit."""


class Candidates:
    """`algorithms` are those that may be tried (empty: all that fit), `explainable` those alone whose reasons can be read off."""

    def __init__(self, material: Material, preset: Preset, algorithms: Sequence[str] = (), explainable: bool = False) -> None:
        self._material = material
        wished = [one for one in ALGORITHMS if not algorithms or one.name in algorithms or one.name == FLOOR]
        able = [one for one in wished if material.task in one.tasks]
        if explainable or preset == "explainable":
            able = [one for one in able if one.explainable]
        elif preset == "fast" and not algorithms:
            able = [one for one in able if one.name in QUICK]
        reasons = {one.name: why for one in able if (why := refusal(one, material)) is not None}
        self.unable = tuple(Unable(one, reasons[one.name]) for one in able if one.name in reasons and algorithms)
        self.able = tuple(one for one in able if one.name not in reasons)
        self._is_narrow = bool(algorithms) or explainable or preset == "explainable"

    def fixed(self) -> Iterator[Configuration]:
        """The floor, then the configurations of the learnt order; where algorithms were chosen, all of theirs."""
        return iter(self._portfolios[0])

    def left(self) -> Iterator[Configuration]:
        """What the portfolios hold beyond the fixed order; their numbers do not count."""
        return iter(self._portfolios[1])

    @cached_property
    def _portfolios(self) -> tuple[list[Configuration], list[Configuration]]:
        material, able = self._material, {one.name: one for one in self.able}
        kept = {one.name: list(itertools.islice(one.portfolio(material.shape(one.family)), 12)) for one in self.able}
        rows = material.shape("tree").rows
        order = OF_SMALL if rows <= SMALL else OF_MEDIUM if rows <= MEDIUM else LARGE
        learnt = [(name, kept[name][place] | more) for name, place, more in order if name in able and place < len(kept[name])]
        deepest = max(map(len, kept.values()), default=0)
        rest = [(name, kept[name][place]) for place in range(deepest) for name in able if place < len(kept[name])]
        tried: list[Configuration] = []
        count = 0
        for place, (name, params) in enumerate(((FLOOR, kept[FLOOR][0]), *learnt, *rest)):
            if not any(one.algorithm.name == name and one.params == params for one in tried):
                tried.append(Configuration(len(tried), able[name], params))
                count += place <= len(learnt)
        return (tried, []) if self._is_narrow else (tried[:count], tried[count:])

    def proposed(self, number: int, known: Sequence[Known], failed: Sequence[Configuration] = ()) -> Configuration | None:
        """Around what was good: None where there is nothing to search. An algorithm that only `failed` is given up."""
        told = sorted((one for one in known if one.one.number <= number - LAG), key=lambda one: one.one.number)
        lost = Counter(one.algorithm.name for one in failed if one.number <= number - LAG)
        good = {one.one.algorithm.name for one in told}
        best = [one for one in self._best(told) if one.name in good or lost[one.name] < MOST_FAILED]
        if not best:
            return None
        algorithm = best[min(TURNS[number % len(TURNS)], len(best) - 1)]
        start = next(iter(algorithm.portfolio(self._material.shape(algorithm.family))))
        own = [one for one in told if one.one.algorithm.name == algorithm.name]
        return Configuration(number, algorithm, start | drawn(algorithm.space, own, self._material.seed + number))

    def _best(self, known: Sequence[Known]) -> list[Algorithm]:
        """Algorithms that have something to search, by the least loss they reached."""
        least: dict[str, float] = {}
        for one in known:
            least[one.one.algorithm.name] = min(one.loss, least.get(one.one.algorithm.name, one.loss))
        found = [one for one in self.able if one.space]
        return sorted(found, key=lambda one: least.get(one.name, float("inf")))


def refusal(algorithm: Algorithm, material: Asks) -> Reason | None:
    """Why this algorithm can't be fitted on this material; None where it can."""
    if material.task == "regression" and material.loss not in algorithm.losses and algorithm.name != FLOOR:
        return Reason("train.no_loss", {"algorithm": str(algorithm.title), "loss": material.loss})
    if (material.weights is not None or material.balance == WEIGHTS) and not algorithm.weighs:
        return Reason("train.no_weights", {"algorithm": str(algorithm.title)})
    if material.monotone and not algorithm.monotone and algorithm.name != FLOOR:
        return Reason("train.no_monotone", {"algorithm": str(algorithm.title)})
    if material.interactions and not algorithm.interactions and algorithm.name != FLOOR:
        return Reason("train.no_interactions", {"algorithm": str(algorithm.title)})
    return algorithm.refuses(material.shape(algorithm.family)) if algorithm.refuses is not None else None


def drawn(space: Sequence[Span], known: Sequence[Known], seed: int) -> Chosen:
    """A point of the space by the tree-structured Parzen estimator (Bergstra et al. 2011, by Optuna) of what is known."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    ranges = {span.name: _distribution(span) for span in space}
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTERS, multivariate=True)
    study = optuna.create_study(sampler=sampler)
    for one in known:
        params = {name: one.one.params[name] for name in ranges if name in one.one.params}
        if len(params) == len(ranges) and all(_within(ranges[name], value) for name, value in params.items()):
            study.add_trial(optuna.trial.create_trial(params=params, distributions=ranges, value=one.loss))
    trial = study.ask(ranges)
    return {span.name: _plain(span, trial.params[span.name]) for span in space}


def _distribution(span: Span) -> Any:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if span.options:
        return CategoricalDistribution(span.options)
    if _whole(span):
        return IntDistribution(int(span.low), int(span.high), log=span.even)
    return FloatDistribution(span.low, span.high, log=span.even)


def _whole(span: Span) -> bool:
    return isinstance(span.low, int) and isinstance(span.high, int)


def _within(distribution: Any, value: Value) -> bool:
    choices = getattr(distribution, "choices", None)
    return value in choices if choices is not None else distribution.low <= value <= distribution.high


def _plain(span: Span, value: Value) -> Value:
    """Four digits are enough, and are what a person can read."""
    return float(f"{value:.4g}") if isinstance(value, float) and not span.options else value
