"""The target column as what is learnt: a class by its place, or a number."""

from collections.abc import Sequence

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array


def truth(cells: Array, task: str, classes: Sequence[str], target: str) -> tuple[Array, Array]:
    """The target as class index (int64) or number (float64), and which rows have one (bool).

    Raises InputError ("train.unknown_class") for a class that is not among `classes`.
    """
    if task == "regression":
        found = np.asarray(cells, dtype=np.float64)
        return found, np.isfinite(found)
    place = {name: number for number, name in enumerate(classes)}
    names = class_names(cells)
    index = np.array([-1 if name is None else place.get(name, -2) for name in names], dtype=np.int64)
    if (index == -2).any():
        unknown = names[int(np.flatnonzero(index == -2)[0])]
        raise InputError("train.unknown_class", target=target, found=unknown)
    return index, index >= 0


def class_names(cells: Array) -> list[str | None]:
    """Cells of a target column as class names: numbers without a needless .0, missing as None."""
    if cells.dtype == object:
        return [cell if cell not in (None, "") else None for cell in cells]
    return [None if number != number else _number_name(float(number)) for number in cells]


def _number_name(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
