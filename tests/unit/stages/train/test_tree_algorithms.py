"""What is special about trees: when to stop, what they weigh, and the libraries' own ideas of zero, nothing and one class."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import TaskName
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import ALGORITHMS, boosting
from mlworkbench.stages.train.boosting import Pulse, Watch
from mlworkbench.stages.train.part import Lesson, Shape, Watched
from mlworkbench.stages.train.tails import LEQ, Tree, Trees
from mlworkbench.stages.train.tails.trees import _attributes, collapsed, rounded

TREES = ("xgboost", "lightgbm", "gradient_boosting", "random_forest", "extra_trees", "decision_tree")
FEW = {"rounds": 20, "trees": 8}

trees = pytest.mark.parametrize("name", TREES)


def few(name: str, shape: Shape) -> dict[str, object]:
    params = next(ALGORITHMS[name].portfolio(shape))
    return params | {name: count for name, count in FEW.items() if name in params}


def features(rows: int = 80, columns: int = 3) -> Array:
    return np.random.Generator(np.random.PCG64(2)).normal(size=(rows, columns)).astype(np.float32)


def walked(tail: object, cells: Array) -> Array:
    """The sums of the leaves that each row reaches, in plain numpy."""
    ready = rounded(tail)
    found = np.tile(ready.base, (len(cells), 1))
    for tree in ready.trees:
        node = np.zeros(len(cells), dtype=np.int64)
        while (inner := tree.left[node] >= 0).any():
            value = cells[np.arange(len(cells)), tree.feature[node]].astype(np.float64)
            goes = value <= tree.split[node] if ready.mode == LEQ else value < tree.split[node]
            goes = np.where(np.isnan(value), tree.missing_left[node], goes)
            node = np.where(inner, np.where(goes, tree.left[node], tree.right[node]), node)
        found[:, tree.output] += tree.value[node]
    return found


# -- LightGBM's zero -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [False, True])
def test_lightgbm_takes_what_is_nearly_zero_for_zero_and_so_does_the_artifact(missing: bool) -> None:
    """A column without missing values in training reads a later one as zero; the others have a side for them."""
    edge = np.float32(1e-35)
    near = [np.nextafter(edge, np.float32(way)) for way in (0, 1)]
    tiny = np.array([0, *near, edge, *(-one for one in near), -edge, 1e-38, -1e-38, 1e-30, -1e-30, 1, -1], dtype=np.float32)
    random = np.random.Generator(np.random.PCG64(4))
    cells = random.choice(tiny, (2000, 2))
    target = np.sign(cells[:, 0]) + np.sign(cells[:, 1]) * (np.abs(cells[:, 0]) > 1e-3) + random.normal(size=2000) * 0.1
    if missing:
        cells[random.random(cells.shape) < 0.1] = np.nan
    algorithm, lesson = ALGORITHMS["lightgbm"], Lesson("regression", cells, target, 0, 1)
    model = algorithm.fit(lesson, few("lightgbm", Shape(2000, 2, 0)) | {"least_rows": 5, "rows": 1.0, "columns": 1.0})
    rows = np.array([(one, other) for one in [*tiny, np.nan] for other in [*tiny, np.nan]], dtype=np.float32)

    tail, expected = algorithm.convert(model, lesson), algorithm.raw(model, lesson, rows)

    splits = np.concatenate([tree.split[tree.left >= 0] for tree in tail.trees])
    assert (np.abs(splits) < 1e-30).any()
    assert np.abs(walked(tail, rows) - expected).max() <= 1e-12


# -- fits that are hardly any ----------------------------------------------------------------------------------------------------


@trees
@pytest.mark.parametrize("seen", [0, 1])
def test_where_one_class_alone_was_seen_it_is_the_answer(name: str, seen: int) -> None:
    cells, algorithm = features(), ALGORITHMS[name]
    watched = Watched(cells[:9], np.full(9, 1 - seen))
    for task, classes in (("binary", 2), ("multiclass", 4)):
        lesson = Lesson(task, cells, np.full(80, seen), classes, 1, watched=watched)

        found = algorithm.raw(algorithm.fit(lesson, few(name, Shape(80, 3, classes))), lesson, cells)

        assert ((found[:, 0] > 0) == seen).all() if task == "binary" else (found.argmax(axis=1) == seen).all()


@trees
def test_a_column_without_any_value_is_left_alone(name: str) -> None:
    cells, algorithm = features(), ALGORITHMS[name]
    cells[:, 1] = np.nan
    lesson = Lesson("binary", cells, (cells[:, 0] > 0).astype(np.int64), 2, 1)

    model = algorithm.fit(lesson, few(name, Shape(80, 3, 2)))

    filled = cells.copy()
    filled[:, 1] = 7.0
    assert (algorithm.raw(model, lesson, cells) == algorithm.raw(model, lesson, filled)).all()


@trees
@pytest.mark.parametrize("target", [1e12, 1e200, 1e-200])
def test_targets_of_any_size_are_learnt(name: str, target: float) -> None:
    cells, algorithm = features(400), ALGORITHMS[name]
    wanted = target + (cells[:, 0] > 0) if target == 1e12 else target * (cells[:, 0] > 0)
    lesson = Lesson("regression", cells, wanted.astype(np.float64), 0, 1)

    model = algorithm.fit(lesson, few(name, Shape(400, 3, 0)) | ({"rate": 0.3} if algorithm.rounds else {}))

    found = algorithm.raw(model, lesson, cells)[:, 0]
    assert np.abs(found - wanted).mean() < 0.5 * np.abs(wanted - np.median(wanted)).mean()
    assert np.isfinite(rounded(algorithm.convert(model, lesson)).base).all()


@trees
@pytest.mark.parametrize(("target", "key"), [(0.0, "train.target_all_zero"), (-2.0, "train.target_negative")])
def test_counts_that_are_none_are_refused_in_words(name: str, target: float, key: str) -> None:
    lesson = Lesson("regression", features(), np.full(80, target), 0, 1, loss="poisson")

    with pytest.raises(InputError) as caught:
        ALGORITHMS[name].fit(lesson, few(name, Shape(80, 3, 0)))

    assert caught.value.key == key


@pytest.mark.parametrize("name", ["gradient_boosting", "random_forest", "extra_trees", "decision_tree"])
def test_a_direction_of_many_classes_is_refused_where_it_cant_be_kept(name: str) -> None:
    lesson = Lesson("multiclass", features(), np.arange(80) % 3, 3, 1, monotone=(1, 0, 0))

    with pytest.raises(InputError) as caught:
        ALGORITHMS[name].fit(lesson, few(name, Shape(80, 3, 3)))

    assert caught.value.key == "train.no_direction_of_classes"


@trees
def test_more_classes_than_a_file_can_hold_are_refused_before(name: str) -> None:
    refuses = ALGORITHMS[name].refuses

    assert refuses is not None
    assert refuses(Shape(100_000, 5, 1000)) is None
    assert refuses(Shape(100_000, 5, 1001)).key == "train.many_classes"


# -- when to stop ----------------------------------------------------------------------------------------------------------------


def test_a_fit_stops_when_it_has_not_gained_for_its_patience() -> None:
    watch = Watch(rate=0.05, scale=10.0)
    losses = [1.0, 0.5, *[0.6] * 49]

    assert not any(watch.hear(loss) for loss in losses)
    assert watch.hear(0.55)
    assert watch.losses[:2] == [10.0, 5.0]


@pytest.mark.parametrize(("rate", "rounds"), [(0.05, 50), (0.01, 100), (0.3, 10)])
def test_small_steps_are_given_more_patience(rate: float, rounds: int) -> None:
    assert boosting.patience(rate) == rounds


def test_the_pulse_is_called_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now, heard = [0.0], []
    monkeypatch.setattr(boosting, "seconds", lambda: now[0])
    pulse = Pulse(replace(Lesson("binary", features(), np.zeros(80), 2, 1), pulse=lambda: heard.append(now[0])))

    for _ in range(100):
        now[0] += 0.03
        pulse()

    assert 20 <= len(heard) <= 30


def test_features_that_no_group_names_stay_alone() -> None:
    lesson = Lesson("binary", features(columns=5), np.zeros(80), 2, 1, interactions=((3, 1),))

    assert boosting.groups(lesson) == [[1, 3], [0], [2], [4]]


def test_rounds_shrink_and_steps_grow_with_the_work() -> None:
    small, large = Shape(10_000, 20, 2), Shape(1_000_000, 50, 2)

    assert (boosting.capped(small, 1000), boosting.paced(small, 1000, 0.05)) == (1000, 0.05)
    assert 100 <= boosting.capped(large, 1000) < 200
    assert boosting.paced(large, 1000, 0.05) == 0.2
    assert boosting.capped(Shape(10_000_000, 1000, 500), 1000) == boosting.FEWEST
    assert boosting.capped(large, 7) == 7


def test_half_of_the_weight_lies_below_a_weighted_median() -> None:
    values, weights = np.array([5.0, 1.0, 3.0]), np.array([1.0, 1.0, 6.0])

    assert boosting.weighted_quantile(values, 0.5, None) == 3.0
    assert boosting.weighted_quantile(values, 0.1, weights) == 1.0
    assert boosting.weighted_quantile(values, 0.9, weights) == 5.0


# -- what they weigh -------------------------------------------------------------------------------------------------------------


@trees
@pytest.mark.parametrize(("task", "classes"), [("binary", 2), ("multiclass", 4), ("regression", 0)])
def test_the_size_is_foretold_within_a_factor_of_two(name: str, task: TaskName, classes: int) -> None:
    cells, algorithm, shape = features(3000, 6), ALGORITHMS[name], Shape(3000, 6, classes)
    noisy = cells[:, 0] * cells[:, 1] + cells[:, 2] + np.random.Generator(np.random.PCG64(7)).normal(size=3000)
    target = noisy if task == "regression" else np.digitize(noisy, np.quantile(noisy, np.arange(1, classes) / classes))
    lesson, params = Lesson(task, cells, target, classes, 1), few(name, shape)
    tail = algorithm.convert(algorithm.fit(lesson, params), lesson)

    sums = tail if isinstance(tail, Trees) else tail.shares
    real = sum(len(value) if isinstance(value, list) else 8 * np.prod(getattr(value, "dims", 0)) for value in _sizes(sums))

    foretold = algorithm.weight(shape, params)
    assert 0.5 < (foretold.bytes - boosting.BYTES_BESIDE) / real < 2.0
    assert 20 < foretold.row_microseconds < 100


def _sizes(tail: Trees) -> list[object]:
    """What the file holds, attribute by attribute: whole numbers of about two and a half bytes, tensors of eight."""
    held = []
    for value in _attributes(rounded(tail)).values():
        held += [value * 2, value[: len(value) // 2]] if isinstance(value, list) else [value]
    return held


# -- fewer nodes -----------------------------------------------------------------------------------------------------------------


@st.composite
def forests(draw: st.DrawFn) -> list[Tree]:
    """Trees of random shape with few different leaves, children behind their parents."""
    made = []
    for output in range(draw(st.integers(1, 3))):
        left, right = [-1], [-1]
        for node in draw(st.lists(st.integers(0, 30), max_size=8)):
            leaf = [number for number, child in enumerate(left) if child < 0][node % sum(child < 0 for child in left)]
            left[leaf], right[leaf] = len(left), len(left) + 1
            left += [-1, -1]
            right += [-1, -1]
        count = len(left)
        values = draw(st.lists(st.sampled_from([0.0, 0.5]), min_size=count, max_size=count))
        splits = draw(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=count, max_size=count))
        found = np.array(left)
        value = np.where(found < 0, values, 0.0)
        made.append(Tree(output, np.arange(count) % 3, np.array(splits), found, np.array(right), found % 2 == 0, value))
    return made


@given(forests())
def test_collapsed_trees_give_the_same_answers_and_split_only_where_it_matters(made: list[Tree]) -> None:
    cells = np.random.Generator(np.random.PCG64(5)).choice([-2.0, -0.5, 0.5, 2.0, np.nan], (60, 3)).astype(np.float32)
    base = np.zeros(3)

    thin = collapsed(made)

    assert (walked(Trees(thin, LEQ, base), cells) == walked(Trees(tuple(made), LEQ, base), cells)).all()
    for tree in thin:
        for node in np.flatnonzero(tree.left >= 0):
            sides = tree.left[node], tree.right[node]
            assert not all(tree.left[side] < 0 for side in sides) or tree.value[sides[0]] != tree.value[sides[1]]
