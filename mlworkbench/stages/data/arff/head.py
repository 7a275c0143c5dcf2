"""The declarations of an ARFF file: which attributes there are, of which kind, and where the rows begin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.errors import InputError

ISO = "yyyy-MM-dd'T'HH:mm:ss"
NUMBERS = ("numeric", "real", "integer")
WORD = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,{}'"][^\s,{}]*))""")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}
ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
WIDEST = 10_000
LONGEST = 32 << 20
PIECE = 80


@dataclass(frozen=True)
class Attribute:
    """`kind` is numeric, string, nominal (one of `values`) or date (written as `pattern`)."""

    name: str
    kind: str
    values: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Head:
    attributes: tuple[Attribute, ...]
    lines: int  # of the head, the one with @data included


def lines(path: Path, file: str) -> Iterator[tuple[int, str]]:
    """Number and content of each line that is neither blank nor a comment."""
    with path.open(encoding="utf-8-sig", newline=None) as text:
        number = 0
        while line := text.readline(LONGEST):
            number += 1
            if len(line) >= LONGEST:
                raise InputError("data.long_line", file=file, line=number, byte=None, piece=line[:PIECE])
            line = line.strip()
            if line and not line.startswith("%"):
                yield number, line


def read(path: Path, file: str) -> Head:
    """Raises InputError with the line of a declaration that is none, and where there are no rows at all."""
    attributes: list[Attribute] = []
    number = 0
    for number, line in lines(path, file):
        word = line.split(None, 1)[0].lower()
        if word == "@data":
            if not attributes:
                raise InputError("data.arff_head", file=file, line=number, piece=line[:PIECE])
            return Head(tuple(attributes), number)
        if word == "@attribute":
            if len(attributes) >= WIDEST:
                raise InputError("data.too_wide", file=file, columns=len(attributes) + 1, most=WIDEST)
            attributes.append(_attribute(line, file, number))
        elif word != "@relation":
            raise InputError("data.arff_head", file=file, line=number, piece=line[:PIECE])
    raise InputError("data.arff_no_data", file=file, line=number + 1)


def _attribute(line: str, file: str, number: int) -> Attribute:
    wrong = InputError("data.arff_head", file=file, line=number, piece=line[:PIECE])
    rest = line[len("@attribute") :]
    if not (match := WORD.match(rest)):
        raise wrong
    name, rest = word(match), rest[match.end() :].strip()
    if rest.startswith("{"):
        values = nominal(rest)
        if values is None:
            raise wrong
        return Attribute(name, "nominal", values)
    parts = rest.split(None, 1)
    kind = parts[0].lower() if parts else ""
    if kind in NUMBERS:
        return Attribute(name, "numeric")
    if kind == "string":
        return Attribute(name, "string")
    if kind == "date":
        pattern = WORD.match(parts[1]) if len(parts) > 1 else None
        return Attribute(name, "date", pattern=(rest[4:].strip().strip("'\"") if pattern else ISO))
    if kind == "relational":
        raise InputError("data.arff_relational", file=file, line=number, attribute=name)
    raise wrong


def nominal(text: str) -> tuple[str, ...] | None:
    """The values between the braces; None where the list is not well formed."""
    found: list[str] = []
    place = 1
    while True:
        match = WORD.match(text, place)
        if match is None:
            return tuple(found) if text[place:].strip().startswith("}") else None
        value, place = word(match), match.end()
        while match[3] and place < len(text) and text[place] not in ",}":  # a blank inside a bare value
            value, place = value + text[place], place + 1
        found.append(value.strip() if match[3] else value)
        rest = text[place:].lstrip()
        place = len(text) - len(rest)
        if rest.startswith("}"):
            return tuple(found)
        if not rest.startswith(","):
            return None
        place += 1


def word(match: "re.Match[str]") -> str:
    quoted = match[1] if match[1] is not None else match[2]
    return match[3] if quoted is None else unescape(quoted)


def unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return ESCAPED.sub(lambda found: chr(int(found[1][1:], 16)) if len(found[1]) > 1 else ESCAPES.get(found[1], found[1]), text)
