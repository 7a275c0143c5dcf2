"""The target as it is learnt: classes by their place, numbers as they are."""

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.stages.prepare import class_names, truth


def test_numbers_as_classes_are_named_without_a_needless_point() -> None:
    assert class_names(np.array([0.0, 1.0, np.nan, 2.5])) == ["0", "1", None, "2.5"]
    assert class_names(np.array(["a", "", None], dtype=object)) == ["a", None, None]


def test_numbers_of_any_size_are_named_as_a_profile_names_them() -> None:
    assert class_names(np.array([1e300, -1e300, np.inf, -0.0, 0.1])) == ["1e+300", "-1e+300", None, "0", "0.1"]


def test_a_class_is_known_by_its_place_and_a_missing_one_is_not_usable() -> None:
    index, usable = truth(np.array(["yes", "no", "", None], dtype=object), "binary", ("no", "yes"), "left")

    assert index[:2].tolist() == [1, 0]
    assert usable.tolist() == [True, True, False, False]


def test_a_class_that_the_problem_does_not_name_is_refused_by_name() -> None:
    with pytest.raises(InputError) as caught:
        truth(np.array(["yes", "perhaps"], dtype=object), "binary", ("no", "yes"), "left")

    assert (caught.value.key, caught.value.facts["found"]) == ("train.unknown_class", "perhaps")


def test_the_target_of_a_regression_is_used_where_it_is_finite() -> None:
    values, usable = truth(np.array([1.0, np.nan, np.inf]), "regression", (), "price")

    assert usable.tolist() == [True, False, False]
    assert values[0] == 1.0
