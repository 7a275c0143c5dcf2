"""The target column as what is learnt: a class by its place, or a number; and how much each row counts."""

from collections.abc import Sequence

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.cells import spelled_number

LARGEST_WEIGHT = 1e100  # sums and squares of larger ones are infinite: they are told as shares of the largest


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


def weights_of(cells: Array, usable: Array, name: str) -> Array:
    """float64 [rows]; a row whose weight is missing does not count. Raises InputError for weights that are no weights."""
    if cells.dtype == object:
        raise InputError("train.weights_of_texts", column=name)
    found = np.where(np.isfinite(cells), cells, 0.0).astype(np.float64)
    if (found[usable] < 0).any():
        raise InputError("train.negative_weight", column=name, row=int(np.flatnonzero(usable & (found < 0))[0]) + 1)
    if not found[usable].any():
        raise InputError("train.no_weight", column=name)
    largest = float(found.max())
    return found if largest < LARGEST_WEIGHT else found / largest


def class_names(cells: Array) -> list[str | None]:
    """Cells of a target column as class names: numbers as a profile spells them, missing and infinite as None."""
    if cells.dtype == object:
        return [cell if cell not in (None, "") else None for cell in cells]
    return [spelled_number(float(number)) if np.isfinite(number) else None for number in cells]
