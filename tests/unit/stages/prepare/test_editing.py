"""A recipe as it is kept: checked, in one order, and carried over to other data."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason, SetAside, Step
from mlworkbench.stages.prepare import (
    BY_CHOICE,
    Draft,
    Ground,
    Suggestion,
    added,
    carried,
    checked,
    draft,
    new_columns,
    recipe_hash,
    same,
)

GROUND = Ground({"age": "number", "plan": "category", "note": "text", "left": "category"}, "left")
KEEP = Step("keep", ("age", "plan"))


def test_steps_are_kept_whole_and_in_one_order() -> None:
    made = checked((Step("keep", ("plan", "age"), {}, ("tree",)), Step("scale", (), {}, ("linear", "tree"))), GROUND)

    assert made == (KEEP, Step("scale", (), {"how": "standard", "bound": 20.0}))


def test_the_same_steps_have_the_same_hash_however_they_were_written() -> None:
    one = checked((KEEP, Step("missing", ("age",), {"fill": "mean"})), GROUND)
    other = checked((Step("keep", ("plan", "age")), Step("missing", ("age",), {"marker": True, "fill": "mean"})), GROUND)

    assert recipe_hash(one) == recipe_hash(other)
    assert same(
        one[1], Step("missing", ("age",), {"fill": "mean", "value": 0.0, "marker": True}, (), Reason("prepare.why_scale"))
    )


@pytest.mark.parametrize(
    ("steps", "key"),
    [
        ((), "prepare.keep_first"),
        ((Step("scale", ()), KEEP), "prepare.keep_first"),
        ((KEEP, KEEP), "prepare.keep_once"),
        ((Step("keep", ()),), "prepare.keep_none"),
        ((KEEP, Step("scale", ()), Step("scale", (), {"bound": 20})), "prepare.duplicate"),
        ((KEEP, Step("scale", ("gone",))), "prepare.no_such_column"),
        ((Step("keep", ("age", "left")),), "prepare.target_kept"),
        ((KEEP, Step("scale", ("age", "age"))), "prepare.column_twice"),
    ],
)
def test_what_cannot_be_is_refused(steps: tuple[Step, ...], key: str) -> None:
    with pytest.raises(InputError) as refused:
        checked(steps, GROUND)

    assert refused.value.key == key


def test_a_column_that_vanished_may_stay_where_it_was_named_before() -> None:
    before = (KEEP, Step("scale", ("gone",)))

    made = checked((KEEP, Step("scale", ("gone", "age"))), GROUND, before)

    assert made[1].columns == ("age", "gone")


def test_inputs_are_the_columns_that_are_kept_and_there() -> None:
    aside = (SetAside("note", Reason("data.aside_text", {"distinct": 9})), SetAside("gone", Reason(BY_CHOICE)))

    made = draft((Step("keep", ("plan", "gone", "left")),), GROUND, ("age", "plan"), aside)

    assert made.inputs == ("plan",)
    assert [(one.column, one.reason.key) for one in made.set_aside] == [("note", "data.aside_text"), ("age", BY_CHOICE)]


def fresh(*inputs: str, steps: tuple[Step, ...] = ()) -> Suggestion:
    return Suggestion((Step("keep", inputs), *steps), inputs, ())


def test_what_a_person_made_is_carried_over_with_its_names() -> None:
    old = Draft(
        (Step("keep", ("age", "size")), Step("scale", ("size",))), ("age", "size"), (SetAside("plan", Reason(BY_CHOICE)),)
    )

    made = carried(old, fresh("age", "plan", "note"), GROUND)

    assert made.steps == old.steps
    assert made.inputs == ("age",)
    assert [one.column for one in made.set_aside] == ["plan"]
    assert new_columns(made, fresh("age", "plan", "note")) == ("note",)


def test_a_new_column_goes_where_a_suggestion_would_put_it() -> None:
    suggestion = fresh("age", "plan", "note", steps=(Step("one_hot", ("plan", "note"), {"most": 50}), Step("scale", ())))
    like, every, none = (
        (KEEP, Step("one_hot", ("plan",), {"most": 3}), Step("scale", ())),
        (KEEP, Step("one_hot", ()), Step("scale", ())),
        (KEEP, Step("scale", ())),
    )

    assert added(like, suggestion, ("note",), GROUND)[1].columns == ("plan", "note")
    assert added(every, suggestion, ("note",), GROUND)[1].columns == ()
    assert [step.kind for step in added(none, suggestion, ("note",), GROUND)] == ["keep", "one_hot", "scale"]
    assert added(none, suggestion, ("note",), GROUND)[0].columns == ("age", "plan", "note")
