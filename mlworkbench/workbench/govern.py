"""Govern: what was done in a project, and the documents that say it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench


class GovernVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
