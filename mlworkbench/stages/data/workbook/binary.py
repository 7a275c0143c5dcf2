"""The records of a binary workbook (.xlsb): which sheets there are, and merged cells, as [MS-XLSB] lays them out."""

import struct
from collections.abc import Iterator

ROW, CELLS, ERRORS = 0, range(2, 12), (3, 11)
SHEET, MERGE = 156, 176
LONGEST = 16 << 20
Merge = tuple[int, int, int, int]


def records(stream: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Type and content. What is cut off at the end, or longer than a record can be, ends them."""
    rest = b""
    for piece in stream:
        block, place = rest + piece, 0
        while (head := _head(block, place)) is not None:
            kind, start, length = head
            if start + length > len(block):
                break
            yield kind, block[start : start + length]
            place = start + length
        rest = block[place:]
        if len(rest) > LONGEST:
            return


def _head(block: bytes, place: int) -> tuple[int, int, int] | None:
    """Type and length are numbers of 7 bits a byte; where the content begins."""
    numbers = []
    for most in (2, 4):
        number = shift = 0
        while True:
            if place >= len(block):
                return None
            byte = block[place]
            number |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if byte < 0x80 or shift >= 7 * most:
                break
        numbers.append(number)
    return numbers[0], place, numbers[1]


def merge(content: bytes) -> Merge | None:
    """First row, first column, last row, last column."""
    if len(content) < 16:
        return None
    first, last, left, right = struct.unpack_from("<4I", content)
    return (first, left, last, right) if first <= last < 1 << 20 and left <= right < 1 << 14 else None


def sheets(stream: Iterator[bytes]) -> dict[str, str]:
    """The sheets' names by the identifiers of their relations."""
    found = {}
    for kind, content in records(stream):
        if kind == SHEET:
            relation, place = _text(content, 8)
            name, _ = _text(content, place)
            found[relation] = name
    return found


def _text(content: bytes, place: int) -> tuple[str, int]:
    """A text with its length in letters ahead, and where it ends; empty where it is cut off."""
    if place + 4 > len(content):
        return "", len(content)
    (length,) = struct.unpack_from("<I", content, place)
    end = place + 4 + 2 * length
    return ("", len(content)) if end > len(content) else (content[place + 4 : end].decode("utf-16-le", "replace"), end)
