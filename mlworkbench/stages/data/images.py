"""Format and size of a picture from its header, without decoding it; and whether its end is there."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

TAIL = 65_536
MOST_SEGMENTS = 2_000
MOST_ENTRIES = 512
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif")
FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
BARE = frozenset((0x01, *range(0xD0, 0xD9)))


@dataclass(frozen=True)
class Picture:
    format: str
    width: int
    height: int


class _Damaged(Exception):
    """No header of that format, or no end."""


def measure(path: Path) -> Picture | None:
    """None where this is no whole picture of a known format."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
            found = next((read for magic, read in READERS if head.startswith(magic)), None)
            made = found(file, path.stat().st_size) if found else None
    except (_Damaged, struct.error, OSError):
        return None
    return made if made and made.width > 0 and made.height > 0 else None


def _at(file: BinaryIO, place: int, count: int) -> bytes:
    file.seek(place)
    found = file.read(count)
    if len(found) != count:
        raise _Damaged
    return found


def _ends(file: BinaryIO, size: int, mark: bytes) -> None:
    """The mark of the end stands near the end; programs may leave something behind it."""
    file.seek(max(0, size - TAIL))
    if mark not in file.read():
        raise _Damaged


def _png(file: BinaryIO, size: int) -> Picture:
    name, width, height = struct.unpack(">4sII", _at(file, 12, 12))
    if name != b"IHDR":
        raise _Damaged
    _ends(file, size, b"IEND\xaeB`\x82")
    return Picture("png", width, height)


def _jpeg(file: BinaryIO, size: int) -> Picture:
    place = 2
    for _ in range(MOST_SEGMENTS):
        mark, kind = _at(file, place, 2)
        if mark != 0xFF:
            raise _Damaged
        if kind == 0xFF:  # padding
            place += 1
        elif kind in BARE:
            place += 2
        elif kind in FRAMES:
            height, width = struct.unpack(">HH", _at(file, place + 5, 4))
            _ends(file, size, b"\xff\xd9")
            return Picture("jpeg", width, height)
        else:
            place += 2 + struct.unpack(">H", _at(file, place + 2, 2))[0]
    raise _Damaged


def _bmp(file: BinaryIO, size: int) -> Picture:
    claimed, _, start = struct.unpack("<III", _at(file, 2, 12))
    if max(start, claimed) > size:
        raise _Damaged
    if struct.unpack("<I", _at(file, 14, 4))[0] == 12:
        width, height = struct.unpack("<HH", _at(file, 18, 4))
    else:
        width, height = struct.unpack("<ii", _at(file, 18, 8))
    return Picture("bmp", width, abs(height))


def _gif(file: BinaryIO, size: int) -> Picture:
    width, height = struct.unpack("<HH", _at(file, 6, 4))
    _ends(file, size, b"\x3b")
    return Picture("gif", width, height)


def _webp(file: BinaryIO, size: int) -> Picture:
    claimed, name, kind = struct.unpack("<I4s4s", _at(file, 4, 12))
    if name != b"WEBP" or claimed + 8 > size:
        raise _Damaged
    if kind == b"VP8X":
        one = _at(file, 24, 6)
        return Picture("webp", 1 + int.from_bytes(one[:3], "little"), 1 + int.from_bytes(one[3:], "little"))
    if kind == b"VP8L":
        bits = struct.unpack("<I", _at(file, 21, 4))[0]
        return Picture("webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and _at(file, 23, 3) == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", _at(file, 26, 4))
        return Picture("webp", width & 0x3FFF, height & 0x3FFF)
    raise _Damaged


def _tiff(file: BinaryIO, size: int) -> Picture:
    order = "<" if _at(file, 0, 2) == b"II" else ">"
    place = struct.unpack(order + "I", _at(file, 4, 4))[0]
    count = struct.unpack(order + "H", _at(file, place, 2))[0]
    if count > MOST_ENTRIES:
        raise _Damaged
    found: dict[int, int] = {}
    for number in range(count):
        tag, kind, _, value = struct.unpack(order + "HHI4s", _at(file, place + 2 + 12 * number, 12))
        if kind in (3, 4):
            found[tag] = struct.unpack(order + ("H" if kind == 3 else "I"), value[: 2 if kind == 3 else 4])[0]
    if 256 not in found or 257 not in found or (273 in found and found[273] >= size):
        raise _Damaged
    return Picture("tiff", found[256], found[257])


READERS: tuple[tuple[bytes, Callable[[BinaryIO, int], Picture]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"BM", _bmp),
    (b"GIF8", _gif),
    (b"RIFF", _webp),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
)
