"""Giving up a configuration after its first fold, where it is so far behind others of its kind that more is a waste of time.

It is compared with all that was to be tried some places before it, so that it does not hang on how many fits run side by side.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from mlworkbench.scoring.wire import Array

if TYPE_CHECKING:
    from mlworkbench.stages.train.candidates import Known
    from mlworkbench.stages.train.trial import Configuration

BEFORE: Final = 2  # a configuration is held against those up to the second before it
BEHIND: Final = 0.1  # of the loss of the best of its family on the same rows
DEAR: Final = 0.3  # of the time that is left: what takes so much goes on only if it is not behind at all
SURE: Final = 2.0  # standard errors of the mean difference


def allowed(rest: float, left: float) -> float:
    """How far behind a configuration may be whose other folds would take `rest` of the `left` seconds: the dearer, the less."""
    return BEHIND * max(0.0, 1.0 - rest / (DEAR * left)) if left > 0 else 0.0


def behind(one: "Configuration", losses: Array, known: "Sequence[Known]", most: float = BEHIND) -> float | None:
    """By which part its mean loss on the rows of the first fold is above that of the best `known` of its family; None where that
    is not more than `most`, not certain, or there is none.

    Families are compared apart: what errs in other places helps an ensemble although it errs more. `losses` float64 [M].
    """
    family = [told.first for told in known if told.first is not None and told.one.algorithm.family == one.algorithm.family]
    best = min(family, key=lambda first: float(first.mean()), default=None)
    if best is None or len(best) != len(losses) or len(best) < 2 or best.mean() <= 0:
        return None
    more = losses - best
    part = float(more.mean() / best.mean())
    is_sure = more.mean() > SURE * more.std(ddof=1) / np.sqrt(len(more))
    return part if part > most and is_sure else None
