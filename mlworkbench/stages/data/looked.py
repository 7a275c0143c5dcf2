"""What a look at files tells: the guesses, the columns, the first rows, and what the files leave open."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import ColumnType, Finding, Question
from mlworkbench.base.words import Words

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Shown = bool | int | float | str | None


@dataclass(frozen=True)
class Offered:
    """A reading choice: its `value` as it was decided, and whether the user gave it. `choices` are a closed list."""

    name: str
    title: Words
    help: Words | None
    choices: tuple[str, ...]
    choice_words: tuple[Words, ...]
    value: str
    given: bool


@dataclass(frozen=True)
class Step:
    """Something that may help: a reading choice and its value, or with `column` one about that column."""

    choice: str
    value: str
    column: str = ""


@dataclass(frozen=True)
class Wrong:
    """Why something cannot be read, as a text key and facts."""

    key: str
    facts: dict[str, Fact]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class SeenColumn:
    """`type` is None for one that is left out."""

    name: str
    type: ColumnType | None
    date_format: str | None
    missing: tuple[str, ...]
    include: bool
    given: bool


@dataclass(frozen=True)
class Kind:
    """An importer to choose."""

    name: str
    title: Words


@dataclass(frozen=True)
class LookedFile:
    """With `error` nothing could be read; with `problem` all but some cells. Only the first file has columns and rows.

    `rows` is None where only the beginning was looked at (`size_seen` bytes); types were decided on `seen` rows.
    """

    path: str
    name: str
    size: int
    importer: str | None
    title: Words | None
    params: tuple[Offered, ...]
    importers: tuple[Kind, ...]
    rows: int | None = None
    size_seen: int | None = None
    names: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    columns: tuple[SeenColumn, ...] = ()
    seen: int = 0
    raw: tuple[tuple[str, ...], ...] = ()
    typed: tuple[tuple[Shown, ...], ...] = ()
    notes: tuple[Finding, ...] = ()
    formats: tuple[str, ...] = ()
    rejected: int = 0
    problem: Wrong | None = None
    error: Wrong | None = None


@dataclass(frozen=True)
class Difference:
    """How the columns of a file differ from those of the first."""

    name: str
    lacking: tuple[str, ...]
    foreign: tuple[str, ...]
    order: bool


@dataclass(frozen=True)
class Looked:
    """`count` is how many files were given; `files` are those that were looked at."""

    files: tuple[LookedFile, ...]
    count: int
    differences: tuple[Difference, ...]


def looked(result: Mapping[str, Any]) -> Looked:
    """What the job `look` told."""
    return _adapter().validate_python(result["told"])


@cache
def _adapter() -> "TypeAdapter[Looked]":
    from pydantic import TypeAdapter

    return TypeAdapter(Looked)
