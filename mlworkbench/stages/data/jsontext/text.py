"""JSON text read value by value, with the place of whatever cannot be read."""

import codecs
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from types import TracebackType
from typing import Any

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.report import Report

BLOCK = 1 << 20
LONGEST = 32 << 20  # letters of one value
PIECE = 60
SPACE = " \t\n\r"
END = ""


class Number(str):
    """A number as it is written, so that no digit of it is lost."""

    __slots__ = ()


class Pairs(dict[str, Any]):
    """An object in which a key stood twice; the last one counts."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else Pairs(pairs)


DECODER = JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_pairs)


class Text:
    """`name` is the file's name in messages, `skip` its byte order mark."""

    def __init__(self, path: Path, name: str, report: Report, skip: int = 0) -> None:
        self._name, self._report = name, report
        self._size = max(1, path.stat().st_size)
        self._file = path.open("rb")
        self._file.seek(skip)
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text, self._place = "", 0
        self._lines, self._bytes = 0, skip
        self._ended = False

    def __enter__(self) -> "Text":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def peek(self) -> str:
        """The next letter that is no white space; empty at the end."""
        while True:
            text, place, length = self._text, self._place, len(self._text)
            while place < length and text[place] in SPACE:
                place += 1
            self._place = place
            if place < length:
                return text[place]
            if not self._more():
                return END

    def take(self, letter: str) -> None:
        found = self.peek()
        if found != letter:
            raise self.bad(f"expected {letter}", self._place)
        self._place += 1

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        wanted = BLOCK
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._place)
            except JSONDecodeError as reason:
                if self._ended or (reason.pos < len(self._text) - BLOCK // 2 and "Unterminated" not in reason.msg):
                    raise self.bad(reason.msg, reason.pos) from None
                end = -1
            except RecursionError:
                raise self._located("data.json_deep", self._place) from None
            if 0 <= end < len(self._text) or (self._ended and end >= 0):
                self._place = end
                return value
            while len(self._text) - self._place < wanted and self._more():
                pass
            if len(self._text) - self._place > LONGEST:
                raise self._located("data.json_long", self._place, most=LONGEST)
            wanted *= 2

    def elements(self) -> Iterator[Any]:
        """The values of the list that begins here."""
        self.take("[")
        if self.peek() == "]":
            self._place += 1
            return
        while True:
            yield self.value()
            if self._next("]"):
                return

    def keys(self) -> Iterator[str]:
        """The keys of the object that begins here; whoever asks reads or skips each value before the next key."""
        self.take("{")
        if self.peek() == "}":
            self._place += 1
            return
        while True:
            if self.peek() != '"':
                raise self.bad("expected a name in double quotes", self._place)
            key = str(self.value())
            self.take(":")
            yield key
            if self._next("}"):
                return

    def skip(self) -> None:
        if self.peek() == "[":
            for _ in self.elements():
                pass
        else:
            self.value()

    def _next(self, closing: str) -> bool:
        letter = self.peek()
        self._place += 1
        if letter == closing:
            return True
        if letter != ",":
            raise self.bad(f"expected , or {closing}", self._place - 1)
        return False

    def _more(self) -> bool:
        """Reads on and forgets what was passed."""
        if self._ended:
            return False
        self._report.progress(min(self._file.tell() / self._size, 1), "data.checking", file=self._name)
        passed = self._text[: self._place]
        self._lines += passed.count("\n")
        self._bytes += len(passed.encode())
        block = self._file.read(BLOCK)
        self._text, self._place = self._text[self._place :] + self._decoder.decode(block, not block), 0
        self._ended = not block
        return bool(block)

    def bad(self, reason: str, place: int) -> InputError:
        return self._located("data.json_bad", place, reason=reason)

    def here(self, key: str, **facts: Fact) -> InputError:
        return self._located(key, self._place, **facts)

    def _located(self, key: str, place: int, **facts: Fact) -> InputError:
        before = self._text[:place]
        line = self._lines + before.count("\n") + 1
        start = max(before.rfind("\n") + 1, place - PIECE)
        piece = " ".join(self._text[start : place + PIECE].split("\n")[0].split())
        byte = self._bytes + len(before.encode())
        return InputError(key, file=self._name, line=line, byte=byte, piece=piece, **facts)
