"""The category steps beside target encoding, with all their choices: known answers, and the graph as their plain meaning."""

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Value
from mlworkbench.base.words import tr
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS, Taught, parts
from mlworkbench.stages.prepare.categories import counted
from mlworkbench.stages.prepare.graph import Graph, run

COLORS = ["red"] * 6 + ["blue"] * 3 + ["green", ""]
SHAPES = ["round"] * 5 + ["flat"] * 5 + ["🙂"]
UNLIKE = [("red", "flat"), ("green", ""), ("", "한글"), ("never", "🙂"), ("RED", "round ")]
CHOICES: list[tuple[str, dict[str, Value]]] = [
    *(("one_hot", {"unseen": unseen, "rare": 0.2}) for unseen in ("rare", "own", "zeros")),
    *(("hash_categories", {"form": form, "buckets": 3}) for form in ("one_hot", "signed")),
    ("group_rare", {"rare": 0.2, "bucket": "기타"}),
    ("woe", {"smoothing": 0.5}),
    ("woe", {"most": 1}),
    ("target_encode", {"frequency": False}),
    ("target_encode", {"order": True}),
    ("ordinal", {"most": 2}),
    ("ordinal", {"order": "name"}),
]


def texts(*rows: tuple[str, ...]) -> Array:
    return np.array(rows, dtype=object)


CELLS = texts(*zip(COLORS, SHAPES, strict=True))
TARGET = np.array([1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0])


def taught(target: Array = TARGET) -> Taught:
    return Taught("binary", target, 2, *parts(len(target), 1))


def given(name: str, rows: Array, cells: Array = CELLS, **chosen: Value) -> tuple[tuple[str, ...], Array]:
    """What the graph gives for these rows, held against the plain meaning."""
    kind = STEPS[name]
    names = tuple("ab"[: cells.shape[1]])
    graph = Graph([Input(one, "category") for one in names], {"texts": cells})
    learned = kind.learnt(cells, names, params.check(kind.params, chosen), taught())
    kind.emit(graph, names, learned)
    titles, expected = kind.reference(rows, names, learned)
    found = run(graph.model([graph.take(titles)]), {"texts": rows})[0]
    np.testing.assert_array_equal(found, expected)
    return titles, found


@pytest.mark.parametrize(("name", "chosen"), CHOICES)
def test_whatever_is_chosen_the_graph_is_the_plain_meaning(name: str, chosen: dict[str, Value]) -> None:
    titles, found = given(name, np.vstack([CELLS, texts(*UNLIKE)]), **chosen)

    assert found.shape == (len(CELLS) + len(UNLIKE), len(titles))


def test_categories_are_counted_most_frequent_first_and_then_in_order() -> None:
    found = counted(np.array(["b", "a", "c", "c", "d"], dtype=object), 0.0, 3)

    assert found.kept == ("c", "a", "b")
    assert found.rare == ("d",)


@pytest.mark.parametrize(
    ("unseen", "titles", "never"),
    [
        ("rare", ("a = red", "a = blue", "a = …"), [0.0, 0.0, 1.0]),
        ("own", ("a = red", "a = blue", "a = …", "a = ?"), [0.0, 0.0, 0.0, 1.0]),
        ("zeros", ("a = red", "a = blue", "a = …"), [0.0, 0.0, 0.0]),
    ],
)
def test_a_category_never_seen_goes_where_it_was_told_to(unseen: str, titles: tuple[str, ...], never: list[float]) -> None:
    found_titles, found = given("one_hot", texts(("purple",), ("green",)), CELLS[:, :1], rare=0.2, unseen=unseen)

    assert found_titles == titles
    assert found[0].tolist() == never
    assert found[1].tolist()[2] == 1.0


def test_rare_categories_and_those_never_seen_get_one_name_and_missing_stays_missing() -> None:
    _, found = given("group_rare", texts(("red",), ("green",), ("never",), ("",)), CELLS[:, :1], rare=0.2, bucket="other")

    assert found[:, 0].tolist() == ["red", "other", "other", ""]


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "\ud800"])
def test_a_group_must_have_a_name_that_a_cell_can_hold(name: str) -> None:
    with pytest.raises(InputError) as refused:
        given("group_rare", CELLS, bucket=name)

    assert refused.value.key == "prepare.no_bucket_name"
    assert "{" not in tr(refused.value.key, **refused.value.facts)


def test_evidence_is_the_logarithm_of_the_ratio_of_shares() -> None:
    cells = texts(*[("a",)] * 4, *[("b",)] * 4)
    target = np.array([1, 1, 1, 0, 1, 0, 0, 0])
    kind = STEPS["woe"]
    learned = kind.learnt(cells, ("c",), params.check(kind.params, {"smoothing": 0.01}), taught(target))

    _, found = kind.reference(texts(("a",), ("b",), ("?",)), ("c",), learned)

    assert found[:, 0].tolist() == pytest.approx([np.log(3), -np.log(3), 0.0], rel=0.01)
    assert learned.information[0] == pytest.approx(np.log(3), rel=0.01)  # (3/4 - 1/4)·ln 3 twice


def test_evidence_of_a_category_with_one_class_alone_is_finite() -> None:
    _, found = given("woe", texts(("red",), ("",)), texts(*[("red",)] * 11), smoothing=0.01)

    assert np.isfinite(found).all()


def test_evidence_is_refused_for_a_target_that_has_not_two_classes() -> None:
    kind = STEPS["woe"]
    number = Taught("regression", np.arange(11.0), 0, *parts(11, 1))

    with pytest.raises(InputError) as refused:
        kind.learnt(CELLS, ("a", "b"), params.check(kind.params, {}), number)

    assert refused.value.key == "prepare.evidence_of_two"


def test_a_category_has_the_same_bucket_whatever_else_was_known() -> None:
    rows = texts(("red",), ("blue",), ("",), ("never",))

    titles, one = given("hash_categories", rows, CELLS[:, :1], buckets=4)
    _, other = given("hash_categories", rows, CELLS[:9, :1], buckets=4)

    assert titles == ("a · bucket 1", "a · bucket 2", "a · bucket 3", "a · bucket 4", "a · unseen", "a · ∅")
    assert one[:2].tolist() == other[:2].tolist()
    assert one[2:, 4:].tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert other[2, 4:].tolist() == [1.0, 0.0]  # no cell was missing in training


def test_signed_counts_of_all_columns_are_added_up_in_one_set() -> None:
    rows = texts(("red", "round"), ("never", "🙂"), ("", "never"), ("never", "never"))

    titles, found = given("hash_categories", rows, form="signed", buckets=2)

    assert titles == ("a + 1 · bucket 1", "a + 1 · bucket 2", "a + 1 · unseen")
    assert np.abs(found[:, :2]).sum(axis=1).tolist() in ([2.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0])
    assert found[:, 2].tolist() == [0.0, 1.0, 1.0, 2.0]


def test_categories_called_as_the_signs_of_one_hot_keep_columns_of_their_own() -> None:
    kind = STEPS["one_hot"]
    values = np.array(["", "∅", "…", "?", "a", "b"] * 30 + ["rare"], dtype=object)[:, np.newaxis]

    learned = kind.learnt(values, ("c",), params.check(kind.params, {"rare": 0.02, "unseen": "own"}), None)
    names, found = kind.reference(np.array([["∅"], [""], ["rare"], ["never"]], dtype=object), ("c",), learned)

    assert len(set(names)) == len(names) == 8
    assert [names[place] for place in found.argmax(axis=1)] == ["c = ∅", "c = ∅'", "c = …'", "c = ?'"]
