"""Errors sorted by who can mend them.

WorkbenchError      our own bug unless a subclass says otherwise: exit 1, crash page
├── InputError      the user's data or choice: exit 2, shown beside the field
├── ProjectError    the place where work is kept (missing, locked, full, damaged, too new): exit 3, dialog with the next step
├── JobError        a job that failed: exit 4, job strip, "open log"
└── Cancelled       the user stopped it: silent, exit 130
"""

from collections.abc import Mapping

Fact = str | int | float | None


class WorkbenchError(Exception):
    """An error as a text key and facts; the sentence is made where it is shown."""

    exit_code = 1

    def __init__(self, key: str, /, **facts: Fact) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts: Mapping[str, Fact] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={fact!r}" for name, fact in self.facts.items())
        return f"{self.key} ({told})" if told else self.key


class InputError(WorkbenchError):
    exit_code = 2


class ProjectError(WorkbenchError):
    exit_code = 3


class JobError(WorkbenchError):
    exit_code = 4


class Cancelled(WorkbenchError):
    exit_code = 130

    def __init__(self) -> None:
        super().__init__("job.cancelled")


KINDS: Mapping[str, type[WorkbenchError]] = {
    "input": InputError,
    "project": ProjectError,
    "job": JobError,
    "bug": WorkbenchError,
}


def kind_of(error: WorkbenchError) -> str:
    """The word by which an error travels between processes."""
    return next((word for word, kind in KINDS.items() if isinstance(error, kind)), "bug")
