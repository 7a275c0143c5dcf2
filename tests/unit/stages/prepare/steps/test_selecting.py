"""Steps that choose columns keep what tells of the target, leave out noise, and never leave nothing."""

from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS, Taught, parts
from mlworkbench.stages.prepare.picking import Picked
from mlworkbench.stages.prepare.steps.information import information

PICKING = tuple(kind.name for kind in STEPS if kind.picks)
ROWS = 600


def numbers(rows: int = ROWS, noise: int = 12) -> Array:
    """Two columns that tell of the target together, one that tells alone, and noise; some cells are missing."""
    random = np.random.Generator(np.random.PCG64(2))
    found = random.normal(size=(rows, 3 + noise))
    found[random.random(found.shape) < 0.05] = np.nan
    return found


def taught(cells: Array, task: str = "binary", weights: Array | None = None) -> Taught:
    known = np.clip(np.nan_to_num(cells), -9.0, 9.0)
    value = np.sign(known[:, 0]) * np.sign(known[:, 1]) + known[:, 2]
    target = value if task == "regression" else np.digitize(value, [-1.0, 1.0] if task == "multiclass" else [0.0])
    return Taught(task, target, 3, *parts(len(cells), 1), weights=weights)  # type: ignore[arg-type]


def picked(kind: str, cells: Array, truth: Taught, **chosen: Any) -> Picked:
    names = [f"c{place}" for place in range(cells.shape[1])]
    found = STEPS[kind].learnt(cells, names, params.check(STEPS[kind].params, chosen), truth)
    assert isinstance(found, Picked)
    return found


def test_there_are_four_ways_to_choose() -> None:
    assert set(PICKING) == {"variance", "information", "beats_noise", "eliminate"}


@pytest.mark.parametrize("kind", PICKING)
@pytest.mark.parametrize("rows", [1, 2, 5, 40])
@pytest.mark.parametrize("case", ["nothing", "one value", "infinite", "target"])
def test_something_always_stays(kind: str, rows: int, case: str) -> None:
    cells = {
        "nothing": np.full((rows, 3), np.nan),
        "one value": np.full((rows, 3), 7.0),
        "infinite": np.full((rows, 3), np.inf),
        "target": numbers(rows, 0),
    }[case]
    truth = taught(cells)

    found = picked(kind, cells, truth)

    assert 1 <= len(found.kept) <= 3


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_what_helps_only_together_beats_noise(task: str) -> None:
    cells = numbers(1_500)

    found = picked("beats_noise", cells, taught(cells, task), rounds=3)

    assert {0, 1, 2} <= set(found.kept)
    assert len(found.kept) <= 5


def test_information_finds_what_tells_alone_and_chance_tells_nothing() -> None:
    cells = numbers()

    found = picked("information", cells, taught(cells), most=1)

    assert found.kept == (2,)
    assert (np.delete(found.figures, 2) < 0.05).all()
    assert found.figures[2] > 0.2


def test_information_is_in_bits() -> None:
    codes = np.arange(1000) % 4

    assert information(codes, codes % 2, np.ones(1000)) == pytest.approx(1.0, abs=0.01)
    assert information(codes, codes, np.ones(1000)) == pytest.approx(2.0, abs=0.02)
    assert information(codes, np.zeros(1000, int), np.ones(1000)) == 0.0


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_elimination_keeps_what_weighs_in_a_linear_model_and_ranks_the_rest(task: str) -> None:
    cells = numbers()

    found = picked("eliminate", cells, taught(cells, task), most=4)

    assert len(found.kept) == 4
    assert found.figures[2] == 1
    assert sorted(found.figures.tolist()) == list(range(1, 16))


def test_of_two_columns_that_say_the_same_elimination_keeps_the_others_too() -> None:
    cells = numbers(noise=0)
    cells = np.hstack([cells, cells[:, [2]]])

    found = picked("eliminate", cells, taught(cells), most=1, share=0.01)

    assert found.kept[0] in (2, 3)


def test_columns_that_hardly_vary_are_left_out() -> None:
    cells = np.zeros((2000, 4))
    cells[:, 1] = np.arange(2000)
    cells[0, 2] = 1.0
    cells[:100, 3] = np.nan

    assert picked("variance", cells, taught(cells)).kept == (1, 3)
    assert picked("variance", cells, taught(cells), same=1.0).kept == (1, 2, 3)
    assert picked("variance", cells, taught(cells), same=1.0, least=0.01).kept == (1,)


@pytest.mark.parametrize("kind", ["beats_noise", "information", "eliminate"])
def test_the_same_seed_chooses_the_same_and_weights_count(kind: str) -> None:
    cells = numbers()
    wrong = taught(cells)
    half = np.repeat([1.0, 0.0], ROWS // 2)
    wrong.target[ROWS // 2 :] = 1 - wrong.target[ROWS // 2 :]
    weighed = Taught("binary", wrong.target, 2, wrong.fold, wrong.folds, weights=half)

    first, again = picked(kind, cells, weighed), picked(kind, cells, weighed)

    assert first.kept == again.kept
    assert 2 in first.kept
    assert first.figures[2] == (first.figures.min() if kind == "eliminate" else first.figures.max())
