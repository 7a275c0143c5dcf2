"""The same rows in training and hold-out, by a stored draw."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from mlworkbench.selftest import finders
from mlworkbench.stages.data.quality import FINDERS, Planted
from mlworkbench.stages.prepare import INITIAL, SEALED, UNUSED, Drawn, write_split


def found(folder: Path, fold: np.ndarray) -> int:
    """Rows of the hold-out that also train; of 100 rows the last ten are those from 10 on again."""
    number = [*range(90), *range(10, 20)]
    cells = {"size": [one * 1.37 for one in number], "kind": [f"k{one % 7}" for one in number]}
    write_split(Drawn(fold, 5), folder / "split.parquet")
    subject = replace(finders.subject(folder, Planted(cells, "", ())), split=folder / "split.parquet")
    try:
        return sum(one.rows for one in FINDERS["across_split"].find(subject))
    finally:
        subject.close()


def test_rows_that_are_trained_on_but_never_validated_are_training_rows(tmp_path: Path) -> None:
    fold = np.arange(100) % 5
    fold[:30] = INITIAL
    assert found(tmp_path, fold) == 0

    fold[90:] = SEALED
    assert found(tmp_path, fold) == 10


def test_rows_that_are_not_used_are_on_neither_side(tmp_path: Path) -> None:
    fold = np.arange(100) % 5
    fold[90:] = UNUSED

    assert found(tmp_path, fold) == 0
