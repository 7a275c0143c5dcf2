"""What the end of a run is foretold to take."""

from types import SimpleNamespace

import pytest

from mlworkbench.stages.train import finishing


def model(size=1_000_000, microseconds=100.0, algorithm="lightgbm"):
    return SimpleNamespace(algorithm=algorithm, model=bytes(size), row_microseconds=microseconds)


def asked(**changes):
    return SimpleNamespace(**{"shipped": True, "preset": "balanced", "explainable": False} | changes)


def test_a_large_or_slow_model_takes_longer_to_prove():
    one = finishing.shipped([model()], asked())

    assert one == pytest.approx(0.71, abs=0.01)  # measured: 0.7 to 0.9 s of a processor beyond what any package takes
    assert finishing.shipped([model(size=4_000_000)], asked()) > 2 * one
    assert finishing.shipped([model(microseconds=2_000.0)], asked()) > one + 2


def test_as_many_are_proved_together_as_an_ensemble_may_have():
    eight = [model()] * 8
    one = finishing.shipped(eight[:1], asked())

    assert finishing.shipped(eight, asked()) == pytest.approx(5 * one)
    assert finishing.shipped(eight, asked(preset="best")) == pytest.approx(8 * one)
    assert finishing.shipped(eight, asked(preset="fast")) == pytest.approx(one)
    assert finishing.shipped(eight, asked(explainable=True)) == pytest.approx(one)


def test_nothing_is_kept_back_where_no_package_is_built_or_nothing_is_learnt():
    assert finishing.shipped([model()], asked(shipped=False)) == 0
    assert finishing.shipped([model(algorithm="baseline")], asked()) == 0
