"""Constraints on columns become constraints on features."""

from mlworkbench.stages.train import constraints

FEATURES = ("age", "age group", "kind = x", "kind = y", "when · year", "age × income", "income")


def test_a_bound_column_binds_the_feature_of_its_name_alone():
    assert constraints.monotone(FEATURES, {"age": 1, "income": -1}) == (1, 0, 0, 0, 0, 0, -1)
    assert constraints.monotone(FEATURES, {"gone": 1}) == ()


def test_features_meet_within_their_group_and_the_others_stay_alone():
    found = constraints.interactions(FEATURES, (("age", "kind"), ("income",)))

    assert found == ((0, 2, 3, 5), (6,), (1,), (4,))


def test_without_groups_all_may_meet():
    assert constraints.interactions(FEATURES, ()) == ()


def test_the_longer_name_owns_a_feature():
    assert constraints.column_of("age group = old", (("age",), ("age group",))) == "age group"
