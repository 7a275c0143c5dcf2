"""The old .xls: how far its sheets reach, read from its records before a library unfolds them, and whether it is locked.

[MS-CFB] is the container (sectors chained by a table), [MS-XLS] the stream of records in it (type and length of two bytes each).
Readers trust the container's lengths and chains, and a ring or a length of petabytes there ends the whole program. So the stream
of records is taken out here, and handed on in a container of our own.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.workbook import weighing
from mlworkbench.stages.data.workbook.parts import damaged
from mlworkbench.stages.data.workbook.weighing import Weight

MOST = 400 << 20
LAST = 0xFFFFFFFA  # from here on numbers of sectors have other meanings
ENTRY = 128
SMALL = 4096
CELLS = frozenset((0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6))  # formula, text, number, flag or error, RK
MANY = 0x00BD  # several RK numbers in one record
SHEET, FILE_PASSWORD = 0x0085, 0x002F
STRINGS, EXTENT = 0x00FC, 0x0200
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END, TABLE, LIST, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC, 0xFFFFFFFF
SECTOR, NAMED = 512, 109


def weigh(path: Path, report: Report) -> tuple[dict[str, Weight], bytes]:
    """Of each sheet by name, in their order, and the workbook in a sound container.

    Raises InputError where it is locked, damaged or beyond memory.
    """
    if path.stat().st_size > MOST:
        raise InputError("data.file_too_large", file=path.name, size=path.stat().st_size, most=MOST)
    content = path.read_bytes()
    report.progress(0.1, "data.checking", file=path.name)
    try:
        streams = Container(content).streams()
    except (struct.error, IndexError, ValueError) as reason:
        raise damaged(path, reason) from reason
    if "EncryptedPackage" in streams:
        raise InputError("data.workbook_locked", file=path.name)
    book = streams.get("Workbook") or streams.get("Book")
    if book is None:
        raise InputError("data.not_a_workbook", file=path.name)
    weights = _sheets(path, book)
    for name, weight in weights.items():
        weighing.check(path, name, weight)
    whole = sum(weight.grid for weight in weights.values())  # all sheets are unfolded at once
    weighing.check(path, ", ".join(weights)[:80], Weight(whole, 0, whole - 1, 0, 0))
    return weights, contained(book)


def contained(book: bytes) -> bytes:
    """The stream `Workbook` as the only one of a new container."""
    body = book.ljust(SMALL, b"\0")
    body += b"\0" * (-len(body) % SECTOR)
    count, entries = len(body) // SECTOR, SECTOR // 4
    tables, lists = 1, 0  # sectors of the table, and of its list beyond what the header names
    while tables * entries < count + 1 + tables + lists:
        tables += 1
        lists = -(-max(0, tables - NAMED) // (entries - 1))
    chain = [*range(1, count), END, END, *[TABLE] * tables, *[LIST] * lists]
    chain += [FREE] * (tables * entries - len(chain))
    places = list(range(count + 1, count + 1 + tables))
    named, rest = places[:NAMED], places[NAMED:]
    first = count + 1 + tables
    header = struct.pack(
        "<8s16sHHHHH6x9I109I", MAGIC, b"", 62, 3, 0xFFFE, 9, 6, 0, tables, count, 0, SMALL, END, 0,
        first if lists else END, lists, *named, *[FREE] * (NAMED - len(named)),
    )  # fmt: skip
    listed = b""
    for number in range(lists):
        some = rest[number * (entries - 1) : (number + 1) * (entries - 1)]
        after = first + number + 1 if number + 1 < lists else END
        listed += struct.pack(f"<{entries}I", *some, *[FREE] * (entries - 1 - len(some)), after)
    directory = (_entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 0, len(body))).ljust(SECTOR, b"\0")
    return header + body + directory + struct.pack(f"<{len(chain)}I", *chain) + listed


def _entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQIQ", spelled, len(spelled), kind, 1, FREE, FREE, child, b"", 0, 0, 0, start, length)


def _records(book: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        yield kind, book[place + 4 : place + 4 + length]
        place += 4 + length


def _sheets(path: Path, book: bytes) -> dict[str, Weight]:
    """Records of sheets stand in the order of the sheets' list, each from BOF to EOF."""
    names: list[str] = []
    weights: list[Weight] = []
    depth = 0
    for kind, body in _records(book):
        if kind == FILE_PASSWORD:
            raise InputError("data.workbook_locked", file=path.name)
        if kind in (0x0809, 0x0009, 0x0209, 0x0409):
            depth += 1
            if depth == 1:
                weights.append(Weight())
        elif kind == 0x000A:
            depth = max(0, depth - 1)
        elif kind == SHEET and len(body) > 8:
            names.append(_name(body))
        elif (kind == STRINGS and _too_many(body, book)) or (kind == EXTENT and _too_far(body)):
            raise damaged(path, f"record {kind:04X}")
        elif weights and kind in CELLS and len(body) >= 6:
            weights[-1].see(*struct.unpack_from("<HH", body))
        elif weights and kind == MANY and len(body) >= 6:
            row, first = struct.unpack_from("<HH", body)
            weights[-1].see(row, first, max(1, (len(body) - 6) // 6))
    return dict(zip(names, weights[1:], strict=False))


def _too_many(body: bytes, book: bytes) -> bool:
    """More strings announced than there can be."""
    return len(body) < 8 or max(struct.unpack_from("<II", body)) > len(book)


def _too_far(body: bytes) -> bool:
    """A reader makes room for the rows and columns announced."""
    if len(body) not in (10, 14):
        return True
    top, bottom, left, right = struct.unpack_from("<HHHH" if len(body) == 10 else "<IIHH", body)
    return bool(bottom > 65_536 or right > 256 or top > bottom or left > right)


def _name(body: bytes) -> str:
    wide = body[7] & 1
    return body[8:].decode("utf-16-le" if wide else "latin-1", "replace")[: body[6]]


class Container:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size: int = 1 << struct.unpack_from("<H", content, 30)[0]
        if self._size not in (512, 4096):
            raise ValueError(f"sector {self._size}")
        first, _, _, small_first, small_count, more, more_count = struct.unpack_from("<IIIIIII", content, 48)
        self._directory = first
        sectors = list(struct.unpack_from("<109I", content, 76))
        for _ in range(min(more_count, len(content) // self._size)):
            if more >= LAST:
                break
            numbers = struct.unpack_from(f"<{self._size // 4}I", content, self._place(more))
            sectors += numbers[:-1]
            more = numbers[-1]
        self._next: list[int] = []
        for sector in sectors:
            if sector < LAST and self._place(sector) + self._size <= len(content):
                self._next += struct.unpack_from(f"<{self._size // 4}I", content, self._place(sector))
        self._small_next = [
            number
            for sector in self._chain(small_first)
            for number in struct.unpack(f"<{self._size // 4}I", self._sector(sector))
        ]

    def _place(self, sector: int) -> int:
        return (sector + 1) * self._size

    def _sector(self, sector: int) -> bytes:
        return self._content[self._place(sector) : self._place(sector) + self._size].ljust(self._size, b"\0")

    def _chain(self, sector: int) -> Iterator[int]:
        """Sectors one after the other; a ring or a way out of the file ends it."""
        for _ in range(len(self._next)):
            if sector >= len(self._next):
                return
            yield sector
            sector = self._next[sector]

    def _joined(self, sector: int) -> bytes:
        return b"".join(map(self._sector, self._chain(sector)))

    def streams(self) -> dict[str, bytes]:
        """Content by name, of the two that say what this is."""
        entries = self._joined(self._directory)
        root = b""
        found: dict[str, bytes] = {}
        for place in range(0, len(entries) - ENTRY + 1, ENTRY):
            entry = entries[place : place + ENTRY]
            name = entry[: max(0, min(64, struct.unpack_from("<H", entry, 64)[0]) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<IQ", entry, 116)
            size &= 0xFFFFFFFF
            if entry[66] == 5:
                root = self._joined(start)
            elif name in ("Workbook", "Book"):
                found[name] = self._joined(start)[:size] if size >= SMALL else self._little(root, start)[:size]
            elif name == "EncryptedPackage":
                found[name] = b""
        return found

    def _little(self, root: bytes, start: int) -> bytes:
        """Short streams lie in pieces of 64 bytes in a stream of their own."""
        pieces, sector = [], start
        for _ in range(len(self._small_next)):
            if sector >= len(self._small_next):
                break
            pieces.append(root[sector * 64 : sector * 64 + 64])
            sector = self._small_next[sector]
        return b"".join(pieces)
