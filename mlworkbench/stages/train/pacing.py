"""How long a configuration will take, and how it is made smaller where that is too long: by what has been timed, never by hope.

A configuration that is made smaller says so in its own parameters, so that a replay needs no clock.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Final

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import WorkbenchError
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.part import Algorithm
from mlworkbench.stages.train.trial import Configuration

WORTH_TIMING: Final = 4_000_000  # rows × features × classes below which a fit is short, and nothing is made smaller
COUNTED_ROWS: Final = 2_000  # fewer take as long: a round looks at the bins of every feature
TIMED_ROWS: Final = 20_000
PROBES: Final = (1, 6)  # rounds of the two fits from which a round is timed
ONE_TRIAL: Final = 0.3  # of the budget
EARLY: Final = 0.6  # of the rounds allowed are run before early stopping ends a fit, on the whole
USUAL_ROUNDS: Final = 1000  # more are worth it on few tables, and are not counted on
FASTEST: Final = 0.3  # a learning rate beyond which boosting gets worse
RATE: Final = "rate"
FEWEST_ROUNDS: Final = 40
LEAST_ROWS: Final = 20_000
CELLS_A_SECOND: Final = 1_500_000  # features × rows × outputs of a model that is not boosted, for one second of a trial
SLOWER: Final = 1.3  # rows beyond those timed leave the processor's caches


@dataclass
class Pace:
    """Processor seconds, learnt by algorithm from what has been fitted. `threads` fits run side by side."""

    budget: float
    threads: int
    _units: dict[str, float] = field(default_factory=dict)
    _rounds: dict[str, float] = field(default_factory=dict)

    def learn(self, one: Configuration, taken: float) -> None:
        """A finished configuration took so many seconds of one processor."""
        units = self._cost(one)
        if units > 0:
            name = one.algorithm.name
            self._units[name] = max(taken / units, self._units.get(name, 0.0) * 0.5)

    def foretold(self, one: Configuration) -> float:
        """Seconds until it will be finished, 0 where nothing of its kind was timed."""
        return self._cost(one) * self._units.get(one.algorithm.name, 0.0) / self.threads

    def _cost(self, one: Configuration) -> float:
        return one.algorithm.cost(one.params) * (one.folds or 5) * one.share

    def sized(self, one: Configuration, material: Material) -> Configuration:
        """The same configuration, or one that fits into its part of the budget.

        Boosting learns faster in fewer rounds, then fewer folds are fitted, then fewer rows; other models are given fewer rows.
        """
        shape = material.shape(one.algorithm.family)
        cells = max(shape.rows, COUNTED_ROWS) * shape.features * max(1, shape.classes if material.task == "multiclass" else 1)
        if cells < WORTH_TIMING:
            return one
        allowed = ONE_TRIAL * self.budget * self.threads
        if not one.is_averaged:
            share = CELLS_A_SECOND * allowed / (cells * (material.folds + 1))
            return replace(one, share=_share(share, shape.rows)) if share < 1 else one
        return self._fewer(one, material, allowed)

    def _fewer(self, one: Configuration, material: Material, allowed: float) -> Configuration:
        try:
            a_round = self._a_round(one.algorithm, material)
        except (WorkbenchError, MemoryError, ValueError, ArithmeticError):
            return one  # what cannot be fitted says so when it is tried
        rounds = int(one.params[one.algorithm.rounds])
        likely = min(rounds, USUAL_ROUNDS)
        params, factor = dict(one.params), a_round * likely * EARLY * material.folds / allowed
        if factor <= 1:
            return one
        if RATE in params:  # what is boosted learns as much in fewer rounds
            rate = float(params[RATE])
            faster = min(factor, FASTEST / rate, likely / FEWEST_ROUNDS)
            params |= {one.algorithm.rounds: max(FEWEST_ROUNDS, round(likely / faster)), RATE: float(f"{rate * faster:.3g}")}
            factor /= faster
        folds = max(1, math.floor(material.folds / factor)) if factor > 1 else None
        factor /= material.folds / (folds or material.folds)
        share = _share(1 / factor, len(material.target)) if factor > 1 else 1.0
        return replace(one, params=params, folds=folds, share=share)

    def _a_round(self, algorithm: Algorithm, material: Material) -> float:
        """Processor seconds of one round on all rows of a fold; timed once on few of them, the depth aside."""
        if algorithm.name not in self._rounds:
            rows = len(material.rows(0))
            share = min(1.0, TIMED_ROWS / rows)
            lesson = material.lesson(algorithm.family, 0, share=share)
            params = next(iter(algorithm.portfolio(material.shape(algorithm.family))))
            taken = []
            for few in (PROBES[0], *PROBES):  # the first also loads the library and does not count
                begun = seconds()
                algorithm.fit(lesson, params | {algorithm.rounds: few})
                taken.append(seconds() - begun)
            once = max(1e-5, taken[2] - taken[1]) / (PROBES[1] - PROBES[0])
            self._rounds[algorithm.name] = once / share * (SLOWER if share < 1 else 1.0)
        return self._rounds[algorithm.name]


def _share(share: float, rows: int) -> float:
    """To two digits, and not below LEAST_ROWS rows."""
    return min(1.0, float(f"{max(share, LEAST_ROWS / rows):.2g}"))
