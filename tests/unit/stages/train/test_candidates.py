"""What is tried next: the floor first, a fixed order, then proposals that hang on nothing but what is known."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.candidates import LAG, LARGE, MOST_FAILED, Candidates, Known
from mlworkbench.stages.train.order import OF_MEDIUM, OF_SMALL
from mlworkbench.stages.train.trial import Configuration
from tests.contracts.trained import material_of


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    return Candidates(material_of("binary"), "balanced")


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("preset", ["fast", "balanced", "best", "explainable"])
def test_the_floor_comes_first_and_no_configuration_twice(task, preset):
    tried = list(itertools.islice(Candidates(material_of(task), preset).fixed(), 60))

    assert tried[0].algorithm.name == "baseline"
    assert [one.number for one in tried] == list(range(len(tried)))
    assert len({(one.algorithm.name, str(one.params)) for one in tried}) == len(tried)
    assert len(tried) > 2


def test_boosting_of_both_kinds_and_a_weighted_sum_come_early(candidates):
    early = [one.algorithm.name for one in itertools.islice(candidates.fixed(), 10)]

    assert {"lightgbm", "logistic"} <= set(early[:4])
    assert "xgboost" in early


@pytest.mark.parametrize("order", [OF_SMALL, OF_MEDIUM, LARGE])
def test_every_entry_of_an_order_is_in_a_portfolio(order):
    shape = material_of("binary").shape("tree")

    for name, place, more in order:
        algorithm = ALGORITHMS[name]
        chosen = list(itertools.islice(algorithm.portfolio(shape), place + 1))[place] | more
        assert params.check(algorithm.params, chosen) == chosen


def test_large_tables_have_an_order_of_their_own(monkeypatch):
    small = [one.params for one in Candidates(material_of("binary"), "balanced").fixed()]
    monkeypatch.setattr("mlworkbench.stages.train.candidates.SMALL", 1)

    assert [one.params for one in Candidates(material_of("binary"), "balanced").fixed()] != small


def test_only_what_can_be_read_off_where_that_is_asked():
    for found in (Candidates(material_of("binary"), "explainable"), Candidates(material_of("binary"), "best", (), True)):
        assert all(one.explainable for one in found.able)
        assert len(found.able) > 2


def test_chosen_algorithms_alone_and_the_floor():
    found = Candidates(material_of("binary"), "balanced", ("xgboost",))

    assert [one.name for one in found.able] == ["baseline", "xgboost"]


def test_a_chosen_algorithm_that_cannot_is_left_out_with_its_reason():
    bound = replace(material_of("binary"), monotone={"size": 1})

    found = Candidates(bound, "balanced", ("xgboost", "logistic"))

    assert [one.name for one in found.able] == ["baseline", "xgboost"]
    assert [(one.algorithm.name, one.reason.key) for one in found.unable] == [("logistic", "train.no_monotone")]


def known(candidates: Candidates, count: int) -> list[Known]:
    random = np.random.Generator(np.random.PCG64(0))
    fixed = list(itertools.islice(candidates.fixed(), count))
    return [Known(one, float(random.random())) for one in fixed]


def test_a_proposal_hangs_on_what_is_known_and_not_on_its_order(candidates):
    told = known(candidates, 12)

    one, again, other = (candidates.proposed(14, order) for order in (told, told, told[::-1]))

    assert one is not None
    assert one.params == again.params == other.params
    assert params.check(one.algorithm.params, one.params) == one.params


def test_a_proposal_does_not_know_the_trials_right_before_it(candidates):
    told = known(candidates, 12)
    late = replace(told[-1], one=replace(told[-1].one, number=14), loss=-100.0)

    assert candidates.proposed(14 + LAG - 1, told) == candidates.proposed(14 + LAG - 1, [*told, late])


def test_proposals_differ_and_stay_in_their_spaces(candidates):
    told = known(candidates, 12)

    found = [candidates.proposed(number, told) for number in range(20, 32)]

    assert len({str(one.params) for one in found}) == len(found)
    for one in found:
        for span in one.algorithm.space:
            value = one.params[span.name]
            assert value in span.options if span.options else span.low <= value <= span.high


def test_without_anything_to_search_there_is_no_proposal():
    found = Candidates(material_of("binary"), "balanced", ("baseline",))

    assert found.proposed(5, [Known(Configuration(0, ALGORITHMS["baseline"], {}), 0.5)]) is None


def test_an_algorithm_that_only_failed_is_proposed_no_more():
    found = Candidates(material_of("binary"), "balanced", ("logistic",))
    failed = [Configuration(number, ALGORITHMS["logistic"], {}) for number in range(1, 1 + MOST_FAILED)]
    floor = [Known(Configuration(0, ALGORITHMS["baseline"], {}), 0.5)]
    once = [*floor, Known(Configuration(9, ALGORITHMS["logistic"], {"penalty": 1.0}), 0.4)]

    assert found.proposed(20, floor, failed) is None
    assert found.proposed(20, floor, failed[1:]) is not None
    assert found.proposed(failed[-1].number + LAG - 1, floor, failed) is not None
    assert found.proposed(20, once, failed) is not None
