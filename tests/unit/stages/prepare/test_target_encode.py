"""Target encoding: means known by hand, the same columns from any rows, and no way for a row's own target to come back."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.params import Value
from mlworkbench.base.records import Step, TaskName
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS, Taught, parts
from mlworkbench.stages.prepare.fitting import fit
from mlworkbench.stages.prepare.graph import run

ENCODE = STEPS["target_encode"]


def taught(task: TaskName, target: list[Any] | Array, classes: int = 0, weights: Array | None = None) -> Taught:
    truth = np.asarray(target, dtype=np.float64 if task == "regression" else np.int64)
    return Taught(task, truth, classes, *parts(len(truth), 1), weights)


def texts(*cells: str) -> Array:
    return np.array(cells, dtype=object).reshape(-1, 1)


def encoded(values: Array, truth: Taught, rows: Array, **chosen: Value) -> tuple[tuple[str, ...], Array]:
    learned = ENCODE.learnt(values, ("c",), params.check(ENCODE.params, chosen), truth)
    return ENCODE.reference(rows, ("c",), learned)


def test_a_number_is_averaged_and_drawn_towards_the_mean_of_all_rows() -> None:
    truth = taught("regression", [1.0, 2.0, 3.0, 10.0])

    names, found = encoded(texts("a", "a", "b", ""), truth, texts("a", "b", "", "never seen"), smoothing=2.0)

    assert names == ("c · target", "c · frequency")
    assert found[:, 0].tolist() == pytest.approx([(3 + 2 * 4) / 4, (3 + 2 * 4) / 3, (10 + 2 * 4) / 3, 4.0])
    assert found[:, 1].tolist() == [0.5, 0.25, 0.25, 0.0]


def test_the_place_by_name_is_the_same_for_training_rows_and_later_ones() -> None:
    truth = taught("regression", [1.0, 2.0, 3.0, 10.0, 4.0, 5.0])
    values = np.hstack([texts("b", "a", "b", "", "a", "c"), texts("y", "y", "x", "x", "z", "z")])
    chosen = params.check(ENCODE.params, {"order": True})

    learned, apart = ENCODE.teach_apart(values, ("c", "d"), chosen, truth)
    names, found = ENCODE.reference(np.vstack([values, [["new", "y"]]]), ("c", "d"), learned)

    at = [names.index("c · order"), names.index("d · order")]
    assert found[:, at].tolist() == [[2, 1], [1, 1], [2, 0], [0, 0], [1, 2], [3, 2], [-1, 1]]
    assert (apart[:, at] == found[:6, at]).all()
    plain = ENCODE.teach_apart(values, ("c", "d"), params.check(ENCODE.params, {}), truth)[1]
    assert (np.delete(apart, at, axis=1) == plain).all()


def test_of_two_classes_it_is_the_share_of_the_second() -> None:
    truth = taught("binary", [1, 0, 1, 1], 2)

    _, found = encoded(texts("a", "a", "b", "b"), truth, texts("a", "b", "?"), smoothing=0.0, frequency=False)

    assert found[:, 0].tolist() == [0.5, 1.0, 0.75]


def test_of_more_classes_all_but_the_last_have_a_column() -> None:
    truth = taught("multiclass", [0, 1, 2, 2], 3)

    names, found = encoded(texts("a", "a", "b", "b"), truth, texts("a", "b"), smoothing=0.0, frequency=False)

    assert names == ("c · target = 1", "c · target = 2")
    assert found.tolist() == [[0.5, 0.5], [0.0, 0.0]]


def test_the_columns_of_classes_go_by_the_names_of_the_classes() -> None:
    truth = replace(taught("multiclass", [0, 1, 2, 2], 3), names=("새", "Fisch", "?"))

    names, _ = encoded(texts("a", "a", "b", "b"), truth, texts("a"), frequency=False)

    assert names == ("c · target = 새", "c · target = Fisch")


def test_of_many_classes_the_frequent_ones_have_a_column_whichever_rows_are_looked_at() -> None:
    target = np.concatenate([np.arange(40), np.repeat([7, 31], 9)])
    truth = taught("multiclass", target, 40)
    values = texts(*("ab"[number % 2] for number in range(len(target))))

    names, _ = encoded(values, truth, values)
    others = [encoded(values[rows], truth.of(rows), values)[0] for rows in (np.arange(3), np.flatnonzero(target > 20))]

    assert len(names) == 21
    assert {"c · target = 8", "c · target = 32"} < set(names)
    assert others == [names, names]


def test_a_row_of_twice_the_weight_counts_as_two() -> None:
    once = taught("regression", [1.0, 5.0, 3.0, 3.0])
    twice = taught("regression", [1.0, 5.0, 3.0], weights=np.array([1.0, 1.0, 2.0]))
    rows = texts("a", "b", "?")

    plain = encoded(texts("a", "a", "b", "b"), once, rows, smoothing=0.0)[1]
    weighed = encoded(texts("a", "a", "b"), twice, rows, smoothing=0.0)[1]

    assert weighed == pytest.approx(plain)


def test_categories_beyond_the_limit_count_as_never_seen() -> None:
    truth = taught("regression", [1.0, 1.0, 9.0])

    _, found = encoded(texts("a", "a", "b"), truth, texts("b", "?"), smoothing=0.0, most=1)

    assert found[0].tolist() == found[1].tolist()


def test_targets_near_the_end_of_float64_give_what_a_float32_can_hold() -> None:
    truth = taught("regression", [1.7e308, 1.7e308, -1.7e308])

    _, found = encoded(texts("a", "a", "b"), truth, texts("a", "b", "?"))

    assert np.isfinite(found.astype(np.float32)).all()


@pytest.mark.parametrize(("kind", "smoothing"), [("target_encode", 5.0), ("woe", 1.0)])
def test_out_of_fold_a_random_target_cannot_be_told_from_many_categories(kind: str, smoothing: float) -> None:
    """The canary: encoded on the rows themselves, a random target looks foretold; out of fold it must not."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    random = np.random.Generator(np.random.PCG64(5))
    rows, fresh = 4000, 4000
    cells = np.array([f"id {number}" for number in random.integers(0, 1500, rows + fresh)], dtype=object).reshape(-1, 1)
    target = random.integers(0, 2, rows + fresh)
    truth = taught("binary", target[:rows], 2)
    steps = (Step(kind, ("c",), {"smoothing": smoothing}),)
    graph = fit(steps, (Input("c", "category"),), {"texts": cells[:rows]}, "tree", taught=truth)
    lessons, naive, later = graph.lessons(), *(graph.features({"texts": part}) for part in (cells[:rows], cells[rows:]))

    def auc(features: Array) -> float:
        model = LogisticRegression().fit(features, target[:rows])
        return float(roc_auc_score(target[rows:], model.decision_function(later)))

    seen = roc_auc_score(target[:rows], naive[:, 0])
    held_out = roc_auc_score(target[:rows], lessons[:, 0])

    assert seen > 0.75
    assert held_out == pytest.approx(0.5, abs=0.04)
    assert auc(lessons) == pytest.approx(0.5, abs=0.04)


def test_the_shipped_graph_gives_the_means_of_all_training_rows() -> None:
    cells = texts("a", "a", "b", "b", "a")
    truth = taught("regression", [1.0, 2.0, 3.0, 4.0, 6.0])
    steps = (Step("target_encode", ("c",), {"smoothing": 0.0, "frequency": False}),)
    graph = fit(steps, (Input("c", "category"),), {"texts": cells}, "tree", taught=truth)

    found = run(graph.model(["features"]), {"texts": texts("a", "b")})[0]

    assert found[:, 0].tolist() == [3.0, 3.5]
    assert graph.lessons()[:, 0].tolist() != [3.0, 3.0, 3.5, 3.5, 3.0]
