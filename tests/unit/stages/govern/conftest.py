"""Reports of every task, written once, and ways to write one quickly."""

import pytest
from markupsafe import Markup

from mlworkbench.stages.govern import pictures, rendering, report
from tests.unit.stages.govern import made
from tests.unit.stages.govern.page import Page


@pytest.fixture(scope="module")
def materials():
    """Of every task, from data alone to a verdict."""
    return {
        "empty": made.empty(),
        "binary": made.full(),
        "multiclass": of_classes(3, "abc"),
        "many_classes": of_classes(33, [f"c{place}" for place in range(33)]),
        "regression": made.full(task="regression", classes=(), out_of_fold=made.numbers(), metric="rmse"),
    }  # fmt: skip


def of_classes(count, names):
    judged = made.several(count, 10 * count, names)
    return made.full(task="multiclass", classes=tuple(names), out_of_fold=judged, metric="accuracy")


@pytest.fixture(scope="module")
def pages(materials):
    return {
        (name, language): Page(report(in_language(one, language))) for name, one in materials.items() for language in ("en", "ko")
    }


@pytest.fixture
def unlettered(monkeypatch):
    """Without the letters inside, which take half a second."""
    monkeypatch.setattr(rendering, "_faces", lambda letters: ())


@pytest.fixture
def plain(unlettered, monkeypatch):
    """Without letters and pictures: for what is only read."""
    monkeypatch.setattr(pictures, "drawn", lambda *_: Markup('<svg role="img" aria-label="-"></svg>'))


def in_language(material, language):
    return made.changed(material, language=language)
