"""What a picture of the data is: its names, what it asks for, and the function that works out its numbers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.params import Param, Value, check
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Panel
from mlworkbench.stages.explore.subject import Subject

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Takes = Literal["number", "category", "date", "any"]
Asked = dict[str, Value]


@dataclass(frozen=True)
class Slot:
    """A column the picture asks for: `takes` which ones, `needed` whether it can be left empty."""

    name: str
    title: Words
    takes: Takes = "any"
    needed: bool = True


@dataclass(frozen=True)
class View:
    """One way to look at it; `name` is a key of its title, `explore.view_…`."""

    name: str
    panel: Panel


@dataclass(frozen=True)
class Answer:
    """What was found. `rows` of all `whole` rows were used, drawn with `seed` where they are fewer.

    `facts` say how it was computed and what to mind; each is a text key with its facts.
    """

    picture: str
    asked: Asked
    views: tuple[View, ...]
    rows: int
    whole: int
    seed: int
    facts: tuple[Reason, ...] = ()

    @property
    def sampled(self) -> bool:
        return self.rows < self.whole


@dataclass(frozen=True)
class Found:
    """What the function of a picture gives: `rows` used, where they are not all."""

    views: tuple[View, ...]
    facts: tuple[Reason, ...] = ()
    rows: int | None = None


@dataclass(frozen=True)
class PictureKind:
    """`numbers(subject, asked)` gives plain data; `asked` holds every slot ("" for none) and every param."""

    name: str
    title: Words
    help: Words
    slots: tuple[Slot, ...]
    params: tuple[Param, ...]
    numbers: Callable[[Subject, Asked], Found]
    icon: str = field(default="image")


def checked(kind: PictureKind, given: Mapping[str, Value]) -> Asked:
    """All slots and params, given or default. Raises InputError for what it does not know or lacks."""
    names = {slot.name for slot in kind.slots}
    texts = {name: value for name, value in given.items() if name in names}
    asked: Asked = {}
    for slot in kind.slots:
        value = texts.get(slot.name, "")
        if not isinstance(value, str):
            raise InputError("params.not_a_choice", name=slot.name, found=str(value), choices="")
        if slot.needed and not value:
            raise InputError("explore.column_needed", slot=slot.name, picture=kind.name)
        asked[slot.name] = value
    return asked | check(kind.params, {name: value for name, value in given.items() if name not in names})


def write(answer: Answer, path: Path) -> None:
    path.write_text(json.dumps(asdict(answer), ensure_ascii=False, allow_nan=False), "utf-8")


def read(path: Path) -> Answer:
    """Raises ProjectError("store.file_damaged") for a file that is not one."""
    try:
        found: Answer = _adapter().validate_json(path.read_bytes())
    except (ValueError, OSError) as reason:
        raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason
    return found


@cache
def _adapter() -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(Answer)
