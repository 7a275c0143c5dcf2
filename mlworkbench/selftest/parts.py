"""Checks of the parts: every importer, step, algorithm, metric and target works once."""

from collections.abc import Iterator
from pathlib import Path

from mlworkbench.selftest.part import Check


def checks(folder: Path) -> Iterator[Check]:
    yield from ()
