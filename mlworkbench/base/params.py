"""A choice described once; forms, flags, checks and records are drawn from it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import Words

Value = bool | int | float | str
Chosen = dict[str, Value]

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Param:
    """`low` and `high` bound a number (both inclusive); `choices` list the allowed texts, `choice_words` what they are called.

    `where` names another parameter and the value it has where this one counts; else a form need not show it.
    """

    name: str
    title: Words
    default: Value
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    help: Words | None = None
    choice_words: tuple[Words, ...] = ()
    where: tuple[str, Value] | None = None

    def counts(self, chosen: Mapping[str, Value]) -> bool:
        """Whether it says anything beside these others."""
        return self.where is None or self.where[0] not in chosen or chosen[self.where[0]] == self.where[1]

    def check(self, value: Value) -> Value:
        """The value in the default's type. Raises InputError naming the parameter."""
        if isinstance(self.default, bool):
            return self._checked_flag(value)
        if isinstance(self.default, int | float):
            return self._checked_number(value)
        if not isinstance(value, str) or (self.choices and value not in self.choices):
            raise InputError("params.not_a_choice", name=self.name, found=_shown(value), choices=", ".join(self.choices))
        return value

    def _checked_flag(self, value: Value) -> bool:
        if not isinstance(value, bool):
            raise InputError("params.not_a_flag", name=self.name, found=_shown(value))
        return value

    def _checked_number(self, value: Value) -> Value:
        kind = type(self.default)
        if not _is_number(value) or (kind is int and value != int(value)):
            raise InputError("params.not_a_number", name=self.name, found=_shown(value))
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            raise InputError("params.out_of_range", name=self.name, found=value, low=self.low, high=self.high)
        return kind(value)


def _is_number(value: object) -> TypeGuard[int | float]:
    """A finite number; a flag is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > sys.maxsize:
        return "…"
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def check(params: tuple[Param, ...], given: Mapping[str, Value]) -> Chosen:
    """Every parameter, given or default, checked. Raises InputError for an unknown name."""
    known = {param.name: param for param in params}
    for name in given:
        if name not in known:
            raise InputError("params.unknown", name=name, known=", ".join(known))
    return {name: param.check(given.get(name, param.default)) for name, param in known.items()}
