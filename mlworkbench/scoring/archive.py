"""Reads the zip of a package with every bound checked before a byte is unpacked; nothing is ever written to disk.

Only what our own writer produces is accepted: plain deflated or stored files, one after the other from the first byte to the
directory, no comments, no extra fields, no encryption, no 64-bit sizes. So two readers cannot see two different contents.
Format: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (end).
"""

import re
import stat
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from mlworkbench.base.errors import InputError

MOST_MEMBERS = 32
LARGEST = 600 << 20
DENSEST = 200
SMALL = 1 << 20
LONGEST_NAME = 120
PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
BIG = 0xFFFFFFFF  # the sign that a 64-bit size follows
END = struct.Struct("<4s4H2IH")
ENTRY = struct.Struct("<4s6H3I5H2I")
LOCAL = struct.Struct("<4s5H3I2H")
STORED, DEFLATED = 0, 8
UTF8_NAME = 0x800
ENCRYPTED = 0x2041  # encrypted, strongly encrypted, masked headers


@dataclass(frozen=True)
class Member:
    """One file in the archive; `packed` bytes lie at `start`."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int


@dataclass(frozen=True)
class _Entry:
    raw_name: bytes
    flags: int
    method: int
    clock: tuple[int, int]
    crc: int
    packed: int
    size: int
    attributes: int
    header: int

    @property
    def name(self) -> str:
        return shown(self.raw_name)


def shown(name: bytes | str) -> str:
    """A foreign name in a form that is safe to show: short, printable."""
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    return "".join(sign if sign.isprintable() else "?" for sign in text[:80])


def members(file: BinaryIO) -> tuple[Member, ...]:
    """All files of the archive in order, every header checked. Raises InputError."""
    length = file.seek(0, 2)
    if length > LARGEST:
        raise InputError("package.too_large", size=length, limit=LARGEST)
    count, start, size = _end(file, length)
    entries = _directory(_read(file, start, size), count)
    _check_bounds(entries)
    return _located(file, entries, start)


def content(file: BinaryIO, member: Member) -> bytes:
    """The unpacked bytes, never more than were declared. Raises InputError."""
    packed = _read(file, member.start, member.packed)
    if member.method == DEFLATED:
        packed = _inflated(packed, member)
    if len(packed) != member.size or zlib.crc32(packed) != member.crc:
        raise InputError("package.damaged", member=member.name)
    return packed


def _inflated(packed: bytes, member: Member) -> bytes:
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacked = machine.decompress(packed, member.size + 1)
    except zlib.error as reason:
        raise InputError("package.damaged", member=member.name) from reason
    if len(unpacked) > member.size:
        raise InputError("package.bomb", member=member.name, size=member.size)
    if not machine.eof or machine.unused_data:
        raise InputError("package.damaged", member=member.name)
    return unpacked


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    found = file.read(size)
    if len(found) != size:
        raise InputError("package.not_zip")
    return found


def _end(file: BinaryIO, length: int) -> tuple[int, int, int]:
    """Number of entries, where the directory starts and its size."""
    if length < END.size:
        raise InputError("package.not_zip")
    mark, disk, first_disk, here, count, size, start, comment = END.unpack(_read(file, length - END.size, END.size))
    if mark != b"PK\x05\x06":
        raise InputError("package.not_zip")
    if count > MOST_MEMBERS or here > MOST_MEMBERS:
        raise InputError("package.too_many_files", count=count, limit=MOST_MEMBERS)
    if disk or first_disk or comment or here != count or start + size != length - END.size:
        raise InputError("package.foreign_zip")
    return count, start, size


def _directory(directory: bytes, count: int) -> tuple[_Entry, ...]:
    entries = []
    place = 0
    for _ in range(count):
        if place + ENTRY.size > len(directory):
            raise InputError("package.not_zip")
        fields = ENTRY.unpack_from(directory, place)
        mark, (name_length, extra, comment, disk, internal) = fields[0], fields[10:15]
        name = directory[place + ENTRY.size : place + ENTRY.size + name_length]
        if mark != b"PK\x01\x02" or len(name) != name_length:
            raise InputError("package.not_zip")
        if extra or comment or disk or internal > 1:
            raise InputError("package.foreign_zip")
        entries.append(_Entry(name, fields[3], fields[4], fields[5:7], *fields[7:10], *fields[15:17]))
        place += ENTRY.size + name_length
    if place != len(directory):
        raise InputError("package.foreign_zip")
    return tuple(entries)


def _check_bounds(entries: tuple[_Entry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry)
        _check_kind(entry)
        if entry.name.casefold() in seen:
            raise InputError("package.duplicate", member=entry.name)
        seen.add(entry.name.casefold())
        if entry.size > max(SMALL, entry.packed * DENSEST):
            raise InputError("package.bomb", member=entry.name, size=entry.size)
    total = sum(entry.size for entry in entries)
    if total > LARGEST:
        raise InputError("package.too_large", size=total, limit=LARGEST)


def _check_name(entry: _Entry) -> None:
    """Names are short and plain; nothing leads elsewhere."""
    try:
        name = entry.raw_name.decode("ascii")
    except UnicodeDecodeError as reason:
        raise InputError("package.unsafe_name", member=entry.name) from reason
    if len(name) > LONGEST_NAME or not PLAIN_NAME.fullmatch(name):
        raise InputError("package.unsafe_name", member=entry.name)


def _check_kind(entry: _Entry) -> None:
    kind = stat.S_IFMT(entry.attributes >> 16)
    if kind not in (0, stat.S_IFREG) or entry.attributes & 0x10:
        raise InputError("package.link", member=entry.name)
    if entry.flags & ENCRYPTED:
        raise InputError("package.encrypted", member=entry.name)
    if entry.flags & ~UTF8_NAME or entry.method not in (STORED, DEFLATED) or BIG in (entry.packed, entry.size, entry.header):
        raise InputError("package.foreign_zip")


def _located(file: BinaryIO, entries: tuple[_Entry, ...], end: int) -> tuple[Member, ...]:
    """Files must follow each other without gap or overlap, each under a header that says the same as the directory."""
    found = []
    place = 0
    for entry in entries:
        if entry.header != place:
            raise InputError("package.foreign_zip")
        found.append(_located_one(file, entry))
        place = found[-1].start + entry.packed
        if place > end:
            raise InputError("package.foreign_zip")
    if place != end:
        raise InputError("package.foreign_zip")
    return tuple(found)


def _located_one(file: BinaryIO, entry: _Entry) -> Member:
    mark, _, *told, name_length, extra = LOCAL.unpack(_read(file, entry.header, LOCAL.size))
    if mark != b"PK\x03\x04" or extra:
        raise InputError("package.foreign_zip")
    name = _read(file, entry.header + LOCAL.size, name_length)
    expected = [entry.flags, entry.method, *entry.clock, entry.crc, entry.packed, entry.size]
    if name != entry.raw_name or told != expected:
        raise InputError("package.two_contents", member=entry.name)
    return Member(entry.name, entry.method, entry.crc, entry.packed, entry.size, entry.header + LOCAL.size + name_length)
