"""The search: nothing twice, the floor always, time that stands still while it holds, and folds that were fitted in time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Barrier, Event

import numpy as np
import pytest

from mlworkbench.stages.evaluate import measure
from mlworkbench.stages.train import ALGORITHMS, searching
from mlworkbench.stages.train.pacing import Pace
from mlworkbench.stages.train.searching import Search
from mlworkbench.stages.train.trial import Configuration
from tests.contracts.trained import material_of, small

SOON = 60.0


@dataclass
class Heard:
    """Who keeps what a search tells."""

    wish: Callable[[], str] = lambda: "go_on"
    finished: list[Configuration] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def told(self, *_: object) -> None: ...

    def holding(self) -> None: ...

    def known(self, _: Configuration) -> None:
        return None

    def finish(self, one: Configuration, _: object) -> None:
        self.finished.append(one)

    def failed(self, _: Configuration, reason: Exception) -> None:
        raise reason

    def given_up(self, one: Configuration, _: float) -> None:
        self.gone.append(one.number)

    @property
    def names(self) -> list[str]:
        return [one.algorithm.name for one in self.finished]


@dataclass
class Listed:
    """Candidates: the floor and these, then proposals as the test says."""

    then: Sequence[Configuration] = ()
    propose: Callable[[int], Configuration | None] = lambda _: None

    def fixed(self) -> list[Configuration]:
        return [Configuration(0, ALGORITHMS["baseline"], {}), *self.then]

    def left(self) -> Iterator[Configuration]:
        return iter(())

    def proposed(self, number: int, *_: object) -> Configuration | None:
        return self.propose(number)


@pytest.fixture
def time(monkeypatch):
    """A clock that the test moves."""
    found = [0.0]
    monkeypatch.setattr(searching, "seconds", lambda: found[0])
    return found


def search(listed: Listed, heard: Heard, threads: int = 1) -> Heard:
    Search(material_of("binary"), listed, measure, heard, Pace(SOON, threads), SOON, threads).run()
    return heard


def test_what_is_proposed_again_is_not_tried_again_and_at_last_there_is_nothing_left(time):
    def one(number: int) -> Configuration:
        return Configuration(number, ALGORITHMS["naive_bayes"], {"smoothing": (0.1, 0.5)[number % 2], "rows": 1.0})

    heard = search(Listed(propose=one), Heard())

    assert [(found.number, found.params.get("smoothing")) for found in heard.finished] == [(0, None), (1, 0.5), (2, 0.1)]


def test_told_to_end_before_it_began_it_makes_the_floor_and_no_more(time):
    heard = search(Listed((Configuration(1, ALGORITHMS["naive_bayes"], {"smoothing": 0.1, "rows": 1.0}),)), Heard(lambda: "end"))

    assert heard.names == ["baseline"]


def test_a_fit_that_was_busy_when_the_search_held_loses_no_time(time):
    begun, held, real = Event(), Event(), ALGORITHMS["naive_bayes"]

    def busy(lesson, params):
        begun.set()
        assert held.wait(20)
        lesson.pulse()
        return real.fit(lesson, params)

    class Holding(Heard):
        times = 0

        def holding(self) -> None:
            self.times += 1
            time[0] += 10 * SOON
            held.set()

    heard = Holding()
    heard.wish = lambda: "pause" if begun.is_set() and heard.times < 3 else "go_on"
    search(Listed((Configuration(1, replace(real, fit=busy), {"smoothing": 0.1, "rows": 1.0}),)), heard)

    assert heard.times == 3
    assert heard.names == ["baseline", "naive_bayes"]


def test_folds_fitted_in_time_become_a_model_though_several_others_were_not(time):
    material, real, both = material_of("binary"), ALGORITHMS["lightgbm"], Barrier(2)

    def slow(lesson, params):
        if np.array_equal(lesson.watched.target, material.target[material.left_out(0)]):
            return real.fit(lesson, params)
        both.wait(20)
        time[0] = SOON + 1
        lesson.pulse()
        raise AssertionError

    one = Configuration(1, replace(real, fit=slow), small(real, material.shape("tree")))
    heard = search(Listed((one,)), Heard(), threads=2)

    assert [(found.algorithm.name, found.folds) for found in heard.finished] == [("baseline", None), ("lightgbm", 1)]


@pytest.mark.parametrize("threads", [1, 2])
def test_what_is_far_behind_after_its_first_fold_is_given_up_however_many_fits_run_side_by_side(time, threads):
    real = ALGORITHMS["lightgbm"]
    good = small(real, material_of("binary").shape("tree"))
    bad = {number: good | {"rounds": 1, "rate": 0.001 * number} for number in (1, 2, 5)}
    listed = [Configuration(number, real, bad.get(number, good | {"leaves": 4 + number})) for number in range(1, 7)]

    heard = search(Listed(listed), Heard(), threads)

    assert heard.gone == [5]  # nothing better of its kind was known when the first two were looked at
    assert sorted(one.number for one in heard.finished) == [0, 1, 2, 3, 4, 6]


def test_a_dear_one_a_little_behind_is_given_up_only_where_the_time_decides_how_many_are_tried(time):
    real = ALGORITHMS["lightgbm"]
    good = small(real, material_of("binary").shape("tree"))

    def dear(lesson, params):
        time[0] += 12.0  # of 60
        return real.fit(lesson, params)

    behind = Configuration(3, replace(real, fit=dear), good | {"rounds": 26})  # by some percent
    listed = Listed([Configuration(1, real, good), Configuration(2, real, good | {"leaves": 5}), behind])
    gone = []
    for most in (None, 4):
        time[0], heard = 0.0, Heard()
        Search(material_of("binary"), listed, measure, heard, Pace(SOON, 1), SOON, 1, most).run()
        gone.append(heard.gone)

    assert gone == [[3], []]


def test_where_nothing_may_be_given_up_all_is_finished(time):
    real = ALGORITHMS["lightgbm"]
    good = small(real, material_of("binary").shape("tree"))
    tried = (good, good | {"leaves": 5}, good | {"rounds": 1, "rate": 0.001})
    listed, heard = Listed([Configuration(number + 1, real, params) for number, params in enumerate(tried)]), Heard()

    Search(material_of("binary"), listed, measure, heard, Pace(SOON, 1), SOON, 1, prunes=False).run()

    assert [one.number for one in heard.finished] == [0, 1, 2, 3]
