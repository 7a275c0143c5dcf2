"""Draws of a kind of validation, for the tests of each kind."""

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.stages.prepare import Drawn, Validation, draw

Array = np.ndarray


def drawn(text: str, rows: int = 200, classes: Array | None = None, share: float = 0.2, seed: int = 1, **more: Array) -> Drawn:
    usable = np.ones(rows, bool)
    return draw(classes, usable, share, None, 5, seed, validation=Validation.parse(text), **more)


def refused(text: str, rows: int = 200, classes: Array | None = None, share: float = 0.2, **more: Array) -> InputError:
    with pytest.raises(InputError) as caught:
        drawn(text, rows, classes, share, **more)
    return caught.value
