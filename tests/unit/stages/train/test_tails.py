"""Rounding leaves so that no order of addition can round the sum."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.stages.train.tails import LEQ, Tree, Trees, rounded
from mlworkbench.stages.train.tails.trees import grid_of


def leaf(value: float, output: int = 0) -> Tree:
    none = np.zeros(1, dtype=np.int64)
    return Tree(output, none, np.zeros(1), none - 1, none - 1, np.zeros(1, dtype=bool), np.array([value]))


values = st.floats(-1e6, 1e6).map(lambda value: value if abs(value) > 1e-9 else 0.0)


@given(st.lists(values, min_size=1, max_size=60), st.floats(-1e9, 1e9), st.randoms(use_true_random=False))
def test_any_order_gives_the_exact_sum(leaves: list[float], base: float, luck: object) -> None:
    trees = rounded(Trees(tuple(leaf(value) for value in leaves), LEQ, np.array([base])))
    terms = [float(tree.value[0]) for tree in trees.trees] + [float(trees.base[0])]
    exact = sum(map(Fraction, terms))

    for _ in range(5):
        luck.shuffle(terms)
        total = 0.0
        for term in terms:
            total += term
        assert Fraction(total) == exact


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=300), st.floats(-5, 5))
def test_rounding_costs_less_than_the_promise(leaves: list[float], base: float) -> None:
    whole = Trees(tuple(leaf(value) for value in leaves), LEQ, np.array([base]))

    near = rounded(whole)

    cost = abs(sum(leaves) + base - sum(float(tree.value[0]) for tree in near.trees) - float(near.base[0]))
    assert cost <= 1e-9 * max(1, abs(sum(leaves) + base))


def test_an_infinite_leaf_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        grid_of(Trees((leaf(float("inf")),), LEQ, np.zeros(1)))

    assert caught.value.key == "train.not_finite"


def test_a_model_of_nothing_has_a_grid() -> None:
    assert grid_of(Trees((), LEQ, np.zeros(1))) == 1.0
