"""One check: a name, a function that says what it saw or raises, and how it went."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass

from mlworkbench.base import clock
from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.words import told


@dataclass(frozen=True)
class Check:
    """`run` returns a few words on what was seen; whatever it raises means that the check failed."""

    name: str
    run: Callable[[], str]


@dataclass(frozen=True)
class Outcome:
    name: str
    ok: bool
    detail: str
    seconds: float


class Broken(Exception):
    """Something does not hold; the words are for the log of whoever built the program, not for users."""


def hold(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)


def attempt(check: Check) -> Outcome:
    started = clock.seconds()
    try:
        ok, detail = True, check.run()
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is this check's answer
        ok, detail = False, _in_words(error)
    return Outcome(check.name, ok, detail, round(clock.seconds() - started, 3))


def _in_words(error: Exception) -> str:
    """The error and where it was raised, on one line."""
    if isinstance(error, WorkbenchError):
        try:
            return told(error)
        except KeyError:
            return str(error)
    if isinstance(error, Broken):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({place.filename}:{place.lineno})".replace("\n", " ")
