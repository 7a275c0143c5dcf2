"""What documents are built of: plain blocks that one template draws. Words are escaped there unless they are Markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, Union

if TYPE_CHECKING:
    from markupsafe import Markup

Words = Union[str, "Markup"]
Level = Literal["good", "bad", "warning", "info", "plain"]


@dataclass(frozen=True)
class Paragraph:
    """`missing` says that something is not done yet, `warning` that something needs a look, `note` is small."""

    words: Words
    look: Literal["", "note", "missing", "warning"] = ""
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Heading:
    words: Words
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Fact:
    label: Words
    words: Words
    note: Words = ""


@dataclass(frozen=True)
class Facts:
    """Label and value, one below the other."""

    facts: Sequence[Fact]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Head:
    """The head of a column; `right` for numbers, `share` of the width in per cent (0: as its content needs)."""

    words: Words
    right: bool = False
    share: int = 0


@dataclass(frozen=True)
class Row:
    cells: Sequence[Words]
    look: Literal["", "chosen"] = ""


@dataclass(frozen=True)
class Table:
    heads: Sequence[Head]
    rows: Sequence[Row]
    caption: Words = ""
    small: bool = False
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Bullets:
    items: Sequence[Words]
    ordered: bool = False
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True)
class Figure:
    """A picture as a part of the page; `numbers` are those behind it, `more` how many of them are not listed."""

    picture: "Markup"
    caption: str
    note: str
    numbers: Table
    more: int = 0


@dataclass(frozen=True)
class Figures:
    """Pictures side by side; `wide` ones one below the other."""

    figures: Sequence[Figure]
    wide: bool = False
    kind: ClassVar[str] = "figures"


Block = Paragraph | Heading | Facts | Table | Bullets | Figures


@dataclass(frozen=True)
class Chapter:
    """`name` is its address inside the document; `lead` says in a line what it tells."""

    name: str
    title: str
    lead: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Tile:
    """One of the few facts that stand at the top."""

    label: Words
    words: Words
    note: Words = ""
    level: Level = "plain"


@dataclass(frozen=True)
class Document:
    """`kind_of` says what sort of document it is of the thing `title`."""

    language: str
    kind_of: str
    title: str
    made: Words
    tiles: Sequence[Tile]
    chapters: Sequence[Chapter] = field(default_factory=tuple)
    foot: Words = ""
