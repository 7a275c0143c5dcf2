"""What was looked at: the numbers behind a picture of the data, and pictures put into the report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Exploration:
    """The numbers behind one picture of a dataset version: `asked` says which picture of what, `rows` how many were used."""

    id: str
    dataset: str
    asked: dict[str, Any]
    numbers_file: str
    rows: int
    sampled: bool
    seconds: float
    who: str
    when: datetime


@dataclass(frozen=True)
class Pin:
    """A picture put into the report, or taken out of it again; the newest word on an exploration counts."""

    id: str
    exploration: str
    shown: bool
    note: str
    who: str
    when: datetime
