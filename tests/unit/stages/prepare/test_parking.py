"""What each step gets is known before anything is fitted, and fitting goes by it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason, Step
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.wire import feed
from mlworkbench.stages.prepare import bound, fit, left, merged, parking
from tests.contracts.trained import inputs, table

COLUMNS = {"age": "number", "on": "flag", "plan": "category", "place": "text", "when": "date", "left": "category"}
EVERY = ("age", "on", "plan", "place", "when")


def found(*steps, family="tree", target="left", columns=COLUMNS):
    return bound((Step("keep", EVERY), *steps), columns, family, target)[1:]


def reasons(one):
    return {missed.column: missed.reason.key for missed in one.missed}


def test_a_step_gets_the_columns_it_names_in_its_order():
    (one,) = found(Step("scale", ("on", "age")))

    assert one.columns == ("on", "age")
    assert (one.missed, one.parked) == ((), None)


def test_a_step_that_names_none_gets_all_it_takes():
    (one,) = found(Step("one_hot", ()))

    assert one.columns == ("plan", "place")


@pytest.mark.parametrize(
    ("column", "missed", "parked"),
    [
        ("gone", "prepare.missed_gone", "prepare.parked_gone"),
        ("left", "prepare.missed_target", "prepare.parked_target"),
        ("plan", "prepare.missed_is_text", "prepare.parked_is_text"),
        ("when", "prepare.missed_is_date", "prepare.parked_is_date"),
    ],
)
def test_a_column_it_does_not_get_is_told_and_a_step_without_any_is_parked(column, missed, parked):
    some, none = found(Step("scale", ("age", column)), Step("scale", (column,)))

    assert some.columns == ("age",)
    assert reasons(some) == {column: missed}
    assert some.parked is None
    assert none.parked.key == parked
    assert none.parked.facts["columns"] == column


def test_a_step_whose_columns_are_missed_for_different_reasons_says_so():
    (one,) = found(Step("scale", ("gone", "plan")))

    assert one.parked.key == "prepare.parked_mixed"


def test_columns_that_step_1_does_not_keep_are_not_there():
    one = bound((Step("keep", ("age",)), Step("one_hot", ("plan",))), COLUMNS, "tree", "left")[1]

    assert one.parked.key == "prepare.parked_left_out"


def test_columns_that_a_step_used_up_are_gone_for_the_next_and_it_is_named():
    first, second = found(Step("one_hot", ("plan",)), Step("ordinal", ("plan", "place")))

    assert first.columns == ("plan",)
    assert second.columns == ("place",)
    assert [(one.column, one.reason.key, one.reason.facts) for one in second.missed] == [
        ("plan", "prepare.missed_used_up", {"step": 2})
    ]


def test_texts_that_became_numbers_are_numbers_for_the_next_step():
    _, scale, again = found(Step("ordinal", ("plan",)), Step("scale", ("plan",)), Step("one_hot", ("plan",)))

    assert scale.columns == ("plan",)
    assert again.parked.key == "prepare.parked_is_number"


def test_what_a_parked_step_would_have_done_is_not_done():
    _, second = found(Step("one_hot", ("age",)), Step("scale", ("age",)))

    assert second.parked is None


def test_a_step_for_another_family_does_nothing_here():
    tree = found(Step("ordinal", ("plan",), families=("tree",)), Step("one_hot", ("plan",), families=("linear",)))
    linear = found(
        Step("ordinal", ("plan",), families=("tree",)), Step("one_hot", ("plan",), families=("linear",)), family="linear"
    )

    assert [one is None for one in tree] == [False, True]
    assert [one is None for one in linear] == [True, False]
    assert linear[1].parked is None


def test_a_step_is_parked_only_where_it_is_in_all_its_families():
    steps = (Step("keep", EVERY), Step("ordinal", ("plan",), families=("tree",)), Step("scale", ("plan",)))

    both = merged(bound(steps, COLUMNS, family, "left")[2] for family in ("tree", "linear"))

    assert (both.columns, both.missed, both.parked) == (("plan",), (), None)


def test_a_step_with_nothing_of_its_type_is_parked():
    _, scale = found(Step("keep", ("plan",)), Step("scale", ()))

    assert scale.parked.key == "prepare.parked_nothing"


def test_an_unknown_kind_of_step_is_refused():
    with pytest.raises(InputError, match="plugins.no_such_part"):
        found(Step("unheard_of", ("age",)))


def test_what_is_left_at_the_end_is_seen_unseen_or_may_be_missing():
    steps = (Step("keep", EVERY), Step("date_parts", ("when",)), Step("one_hot", ("plan",)), Step("missing", ("age",)))

    end = left(steps, COLUMNS, "linear", "left")

    assert end.features == ("age", "on", "plan", "when")
    assert end.unseen == ("place",)
    assert end.gaps == ("on", "when")


STEPS = st.builds(
    Step,
    st.sampled_from(["date_parts", "missing", "one_hot", "ordinal", "scale"]),
    st.lists(st.sampled_from(["size", "load", "on", "kind", "place", "when", "gone"]), max_size=4, unique=True).map(tuple),
    st.just({}),
    st.sampled_from([(), ("tree",), ("linear",)]),
)


@given(steps=st.lists(STEPS, max_size=5), family=st.sampled_from(["tree", "linear"]))
def test_fitting_gives_the_features_that_were_foretold(steps, family):
    """Of any recipe: the columns foretold are there, steps that are parked change nothing, nothing else is passed over."""
    whole = (Step("keep", tuple(one.name for one in inputs())), *steps)
    types = {one.name: one.type for one in inputs()}
    fed = feed(Interface("regression", "target", inputs()), table(60))
    foretold = left(whole, types, family)
    passed = [one is None or one.parked is not None for one in bound(whole, types, family)]
    working = tuple(step for step, idle in zip(whole, passed, strict=True) if not idle)
    try:
        graph = fit(whole, inputs(), fed, family)
    except InputError as refused:
        assert refused.key == "prepare.name_in_use" or not foretold.features
        return

    assert {origin for origin in foretold.features if any(name.startswith(origin) for name in graph.feature_names)} == set(
        foretold.features
    )
    assert set(graph.columns("texts")) | set(graph.columns("dates")) == set(foretold.unseen)
    again = fit(working, inputs(), fed, family)
    assert np.array_equal(graph.features(fed), again.features(fed), equal_nan=True)


def test_a_step_that_takes_categories_and_numbers_together_needs_one_of_each():
    both, no_numbers, no_texts = found(
        Step("group", ("age", "plan")), Step("group", ("plan", "place")), Step("group", ("age", "on"))
    )

    assert (both.columns, both.parked) == (("age", "plan"), None)
    assert no_numbers.parked.key == "prepare.parked_lacks_numbers"
    assert no_texts.parked.key == "prepare.parked_lacks_texts"


def test_without_named_columns_it_is_parked_once_all_categories_are_used_up():
    before, _, after = found(Step("group", ()), Step("one_hot", ()), Step("group", ()))

    assert before.parked is None
    assert after.parked.key == "prepare.parked_lacks_texts"


def test_columns_that_a_step_may_leave_out_are_told_as_doubtful_and_stay_there_for_later_steps():
    steps = (Step("keep", EVERY), Step("variance", ("age", "on")), Step("scale", ("age",)))

    told = left(steps, COLUMNS, "linear", "left")
    sure = left((steps[0], Step("scale", ("age",))), COLUMNS, "linear", "left")

    assert bound(steps, COLUMNS, "linear", "left")[2].parked is None
    assert told.features == ("age", "on")
    assert told.doubtful == ("age", "on")
    assert sure.doubtful == ()


def test_what_was_made_of_doubtful_columns_is_doubtful_by_their_names():
    steps = (Step("keep", EVERY), Step("one_hot", ("plan",)), Step("variance", ()), Step("pca", ()))

    assert left(steps, COLUMNS, "tree", "left").doubtful == ("age", "on", "plan")


def test_fitting_passes_over_columns_that_an_earlier_step_left_out():
    columns = table(200)
    columns["on"][:] = 1.0
    steps = (
        Step("keep", ("size", "on", "kind")),
        Step("variance", ("size", "on")),
        Step("scale", ("on",)),
        Step("group", ("on", "kind")),
    )

    graph = fit(steps, inputs(), feed(Interface("regression", "target", inputs()), columns), "linear")

    assert graph.feature_names == ("size",)


def test_a_category_that_stays_but_of_which_numbers_were_made_is_seen():
    end = left((Step("keep", ("age", "plan", "place")), Step("group", ("age", "plan"))), COLUMNS, "tree", "left")

    assert end.features == ("age", "plan")
    assert end.unseen == ("place",)


def test_a_step_that_mixes_columns_which_may_not_act_together_is_named() -> None:
    columns = {"a": "number", "b": "number", "c": "number"}
    groups = (("a", "b"),)

    def mixing(*steps: Step) -> Reason | None:
        return parking.mixing((Step("keep", tuple(columns)), *steps), columns, "tree", "target", groups)

    assert mixing(Step("combine", ("a", "b")), Step("scale", ()), Step("pca", ("c",))) is None
    assert mixing(Step("pca", (), {}, ("linear",))) is None
    found = [mixing(Step("scale", ()), Step(kind, names)) for kind, names in (("combine", ()), ("missing_nearest", ("a", "c")))]
    assert [(one.key, one.facts["step"]) for one in found if one is not None] == [("prepare.mixes", 3)] * 2
