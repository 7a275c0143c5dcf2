"""Giving up a configuration after its first fold, where it is so far behind that more would be a waste of time.

It is compared with all that was to be tried some places before it, so that it does not hang on how many fits run side by side.
How far it may be behind hangs on the time only where the time also decides how many are tried.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlworkbench.scoring.wire import Array

if TYPE_CHECKING:
    from mlworkbench.stages.train.candidates import Known
    from mlworkbench.stages.train.losses import Loss
    from mlworkbench.stages.train.trial import Configuration

BEFORE: Final = 2  # a configuration is held against those up to the second before it
BEHIND: Final = 0.1  # of the loss of the best of its family on the same rows
DEAR: Final = 0.3  # of the time that is left: what takes so much goes on only if it is not behind at all
FAR_BEHIND: Final = 0.5  # of the loss of the best of all families
CHEAP: Final = 0.03  # of the time that is left
SCALES: Final = (1.0, 0.5, 0.25, 0.125, 2.0, 4.0)
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


@dataclass(frozen=True)
class Behind:
    """By which part of it a mean loss is above that of a better one, and what the loss over all folds would be then."""

    part: float
    loss: float


def behind(one: "Configuration", losses: Array, known: "Sequence[Known]", most: Allowed | None = None) -> Behind | None:
    """Whether its losses on the rows of the first fold, float64 [M], are far above those of the best `known` of its family, or of
    all; None where they are not, where that is not certain, or where nothing is known.
    """
    bounds = most or Allowed()
    family = [told for told in known if told.one.algorithm.family == one.algorithm.family]
    found = (_behind(losses, some, part) for some, part in ((family, bounds.family), (known, bounds.all)))
    return next((one for one in found if one is not None), None)


def _behind(losses: Array, known: "Sequence[Known]", most: float) -> Behind | None:
    means = [(float(told.first.mean()), place) for place, told in enumerate(known) if told.first is not None]
    mean, place = min((found for found in means if math.isfinite(found[0])), default=(0.0, 0))
    best = known[place].first if mean > 0 else None
    if best is None or len(best) != len(losses) or len(best) < 2:
        return None
    more = losses - best
    part = float(more.mean()) / mean
    is_sure = more.mean() > SURE * more.std(ddof=1) / np.sqrt(len(more))
    return Behind(part, known[place].loss * (1 + part)) if part > most and is_sure else None


def on_best_scale(loss: "Loss", raw: Array, target: Array, is_class: bool) -> Array:
    """The loss of each row, float64 [M]; of class scores times the best of a few factors.

    The margins of some algorithms are no log odds until they are calibrated.
    """
    found = [loss(factor * raw, target) for factor in (SCALES if is_class else (1.0,))]
    return min(found, key=lambda losses: float(losses.mean()))
