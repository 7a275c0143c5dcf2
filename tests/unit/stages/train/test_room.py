"""A run holds no more rows than memory has room for, and says how many it left out."""

import numpy as np

from mlworkbench.stages import prepare
from mlworkbench.stages.train import room


def test_a_million_rows_of_fifty_numbers_fit_and_a_hundred_million_do_not():
    numbers = room.most_rows(["number"] * 50, memory=24_000_000_000)

    assert 1_000_000 < numbers < 100_000_000
    assert room.most_rows(["category"] * 50, memory=24_000_000_000) < numbers
    assert room.most_rows(["number"] * 50, memory=2_000_000_000) < numbers


def test_the_machine_says_how_much_it_has():
    assert room.physical() > 100_000_000


def test_rows_that_do_not_fit_are_left_out_by_the_seed_and_the_sealed_ones_stay():
    classes = np.arange(4000) % 2
    drawn = prepare.draw(classes, np.ones(4000, bool), 0.2, None, 5, 1)

    few, again = prepare.thinned(drawn, 500, 3), prepare.thinned(drawn, 500, 3)

    assert len(few.train) == 500
    assert (few.sealed == drawn.sealed).all()
    assert (few.fold == again.fold).all()
    assert np.bincount(few.fold[few.train]).min() > 60
    assert prepare.thinned(drawn, 3200, 3) is drawn
