"""An ordered list of parts of one kind, each with a name of its own."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from mlworkbench.base.errors import InputError


class Named(Protocol):
    @property
    def name(self) -> str: ...


Part = TypeVar("Part", bound=Named)


class Registry(Generic[Part]):
    """Order is meaning: the first that claims, the first that is offered."""

    def __init__(self, kind: str, *parts: Part) -> None:
        self.kind = kind
        self._parts: dict[str, Part] = {}
        for part in parts:
            self.add(part)

    def add(self, part: Part) -> None:
        if part.name in self._parts:
            raise InputError("plugins.name_in_use", kind=self.kind, name=part.name)
        self._parts[part.name] = part

    def __getitem__(self, name: str) -> Part:
        try:
            return self._parts[name]
        except KeyError:
            raise InputError("plugins.no_such_part", kind=self.kind, name=name, known=", ".join(self._parts)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts.values())

    def __len__(self) -> int:
        return len(self._parts)

    def names(self) -> tuple[str, ...]:
        return tuple(self._parts)
