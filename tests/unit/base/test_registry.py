"""Parts in order, each name once."""

from dataclasses import dataclass

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.registry import Registry
from mlworkbench.base.words import told


@dataclass(frozen=True)
class Part:
    name: str


def test_the_order_is_kept():
    registry = Registry("step", Part("b"), Part("a"))
    registry.add(Part("0"))

    assert registry.names() == ("b", "a", "0")
    assert [part.name for part in registry] == ["b", "a", "0"]
    assert len(registry) == 3


def test_a_part_is_found_by_name():
    registry = Registry("step", Part("one"))

    assert registry["one"] == Part("one")
    assert "one" in registry
    assert "two" not in registry
    assert Part("one") not in registry


def test_a_name_in_use_is_refused():
    registry = Registry("step", Part("one"))

    with pytest.raises(InputError) as refused:
        registry.add(Part("one"))

    assert refused.value.key == "plugins.name_in_use"
    assert "one" in told(refused.value)
    assert len(registry) == 1


def test_an_unknown_name_is_answered_with_the_known_ones():
    registry = Registry("metric", Part("auc"), Part("f1"))

    with pytest.raises(InputError) as refused:
        registry["roc"]

    assert told(refused.value) == "There is no metric named roc. Known: auc, f1."


def test_an_empty_one_is_empty():
    assert list(Registry("step")) == []
