"""Giving up a configuration after its first fold, where it is so far behind others of its kind that more is a waste of time.

It is compared with all that was to be tried some places before it, so that it does not hang on how many fits run side by side.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlworkbench.scoring.wire import Array

if TYPE_CHECKING:
    from mlworkbench.stages.train.candidates import Known
    from mlworkbench.stages.train.trial import Configuration

BEFORE: Final = 2  # a configuration is held against those up to the second before it
BEHIND: Final = 0.1  # of the loss of the best of its family on the same rows
DEAR: Final = 0.3  # of the time that is left: what takes so much goes on only if it is not behind at all
FAR_BEHIND: Final = 0.5  # of the loss of the best of all families
CHEAP: Final = 0.03  # of the time that is left
SURE: Final = 2.0  # standard errors of the mean difference


@dataclass(frozen=True)
class Allowed:
    """How far behind the best of its own family, and the best of all, a configuration may be."""

    family: float = BEHIND
    all: float = math.inf


def allowed(rest: float, left: float) -> Allowed:
    """For one whose other folds would take `rest` of the `left` seconds: the dearer, the less.

    What errs in other places helps an ensemble although it errs more, so another family is allowed more; and a simple model that
    costs next to nothing is always wanted beside the others.
    """
    part = rest / left if left > 0 else math.inf
    return Allowed(BEHIND * max(0.0, 1.0 - part / DEAR), FAR_BEHIND if part > CHEAP else math.inf)


USUAL: Final = Allowed()


def behind(one: "Configuration", losses: Array, known: "Sequence[Known]", most: Allowed = USUAL) -> float | None:
    """By which part its mean loss on the rows of the first fold, float64 [M], is above that of the best `known` of its family, or
    of all; None where that is not more than allowed, not certain, or nothing is known.
    """
    family = [told for told in known if told.one.algorithm.family == one.algorithm.family]
    found = [_behind(losses, some, part) for some, part in ((family, most.family), (known, most.all))]
    return next((part for part in found if part is not None), None)


def _behind(losses: Array, known: "Sequence[Known]", most: float) -> float | None:
    best = min((told.first for told in known if told.first is not None), key=lambda first: float(first.mean()), default=None)
    if best is None or len(best) != len(losses) or len(best) < 2 or best.mean() <= 0:
        return None
    more = losses - best
    part = float(more.mean() / best.mean())
    is_sure = more.mean() > SURE * more.std(ddof=1) / np.sqrt(len(more))
    return part if part > most and is_sure else None
