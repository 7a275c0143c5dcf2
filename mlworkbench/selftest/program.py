"""Checks of the program as a whole: a worker, an old project, the window."""

from collections.abc import Iterator
from pathlib import Path

from mlworkbench.selftest.part import Check


def checks(folder: Path) -> Iterator[Check]:
    yield from ()
