"""Any choice, however wild, is checked into the default's type or refused with words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import LONGEST_SHOWN, Param, check
from mlworkbench.base.words import Words, told

TITLE = Words("Trees", "트리 수")
COUNT = Param("trees", TITLE, 200, low=1, high=5000)
RATE = Param("rate", TITLE, 0.1, low=0.0, high=1.0)
FREE = Param("offset", TITLE, 0.0)
FLAG = Param("marker", TITLE, True)
KIND = Param("kind", TITLE, "mean", choices=("mean", "median"))
NOTE = Param("note", TITLE, "")
ALL = (COUNT, RATE, FREE, FLAG, KIND, NOTE)

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.lists(st.integers()),
    st.sampled_from([10**400, -(10**400), 10**5000, float("nan"), float("inf"), 5e-324, "1", "NaN", "200"]),
)


@given(param=st.sampled_from(ALL), value=anything)
def test_a_value_comes_out_checked_or_is_refused_in_words(param, value):
    try:
        checked = param.check(value)
    except InputError as error:
        assert error.facts["name"] == param.name
        assert param.name in told(error)
        assert len(told(error)) < 1000
        return
    assert type(checked) is type(param.default)
    assert checked == value
    assert not isinstance(checked, float) or math.isfinite(checked)
    assert param.low is None or checked >= param.low
    assert param.high is None or checked <= param.high
    assert not param.choices or checked in param.choices


@pytest.mark.parametrize("param", ALL, ids=lambda param: param.name)
def test_the_default_is_allowed(param):
    assert param.check(param.default) == param.default


@pytest.mark.parametrize(
    ("param", "value", "checked"), [(COUNT, 3.0, 3), (RATE, 1, 1.0), (COUNT, 1, 1), (COUNT, 5000, 5000), (NOTE, "아", "아")]
)
def test_these_are_taken(param, value, checked):
    found = param.check(value)

    assert found == checked
    assert type(found) is type(checked)


@pytest.mark.parametrize(
    ("param", "value", "key"),
    [
        (COUNT, 0, "out_of_range"),
        (COUNT, 5001, "out_of_range"),
        (COUNT, 1.5, "not_a_number"),
        (COUNT, True, "not_a_number"),
        (COUNT, "5", "not_a_number"),
        (COUNT, float("inf"), "not_a_number"),
        (RATE, float("nan"), "not_a_number"),
        (FREE, float("nan"), "not_a_number"),
        (FREE, float("-inf"), "not_a_number"),
        (FREE, 10**400, "not_a_number"),
        (RATE, 1.0000001, "out_of_range"),
        (FLAG, 1, "not_a_flag"),
        (FLAG, "yes", "not_a_flag"),
        (KIND, "mode", "not_a_choice"),
        (KIND, "Mean", "not_a_choice"),
        (KIND, None, "not_a_choice"),
        (NOTE, 3, "not_a_choice"),
    ],
)
def test_these_are_refused(param, value, key):
    with pytest.raises(InputError) as refused:
        param.check(value)

    assert refused.value.key == f"params.{key}"


def test_a_long_value_is_shown_short():
    with pytest.raises(InputError) as refused:
        KIND.check("x" * 10_000)

    assert len(str(refused.value.facts["found"])) == LONGEST_SHOWN + 1


def test_what_is_not_given_is_the_default():
    assert check(ALL, {"trees": 7}) == {"trees": 7, "rate": 0.1, "offset": 0.0, "marker": True, "kind": "mean", "note": ""}


def test_the_order_is_that_of_the_parameters():
    assert list(check(ALL, {"note": "a", "trees": 1})) == [param.name for param in ALL]


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InputError) as refused:
        check((COUNT, RATE), {"tress": 5})

    assert refused.value.key == "params.unknown"
    assert refused.value.facts == {"name": "tress", "known": "trees, rate"}
