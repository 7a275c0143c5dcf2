"""The parts of a zipped workbook, unpacked piece by piece while their bytes are counted, whatever the directory claims."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from mlworkbench.base.errors import InputError

PIECE = 1 << 20
MOST_PARTS = 20_000
MOST_BYTES = 8 << 30
SUSPECT = 200 << 20  # below this many bytes any ratio is harmless
RATIO = 250
SMALL = 16 << 20  # a part that is read whole: the list of sheets
HEADER = 30
BROKEN = (zipfile.BadZipFile, OSError, ValueError, OverflowError, NotImplementedError, struct.error)


def listed(path: Path) -> dict[str, zipfile.ZipInfo]:
    """The parts by name. Raises InputError for what is no whole zip, is encrypted, or claims to be huge."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except BROKEN as reason:
        raise damaged(path, reason) from reason
    if any(info.flag_bits & 1 for info in infos):
        raise InputError("data.workbook_locked", file=path.name)
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_PARTS or total > MOST_BYTES or (total > SUSPECT and total > RATIO * path.stat().st_size):
        raise InputError("data.bomb", file=path.name, packed=path.stat().st_size, unpacked=total)
    return {info.filename: info for info in infos}


def damaged(path: Path, reason: object) -> InputError:
    return InputError("data.workbook_damaged", file=path.name, reason=str(reason).split("\n")[0][:160])


def pieces(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part. Raises InputError when it is damaged or longer than the directory says."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged(path, f"compression {info.compress_type}")
    made = 0
    try:
        for piece in _inflated(path, info):
            made += len(piece)
            if made > info.file_size:
                raise InputError("data.bomb", file=path.name, packed=info.compress_size, unpacked=made)
            yield piece
    except (zlib.error, OSError) as reason:
        raise damaged(path, reason) from reason
    if made != info.file_size:
        raise damaged(path, f"{info.filename}: {made} / {info.file_size}")


def _inflated(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(HEADER)
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = info.compress_size
        while left > 0 and (block := file.read(min(PIECE // 4, left))):
            left -= len(block)
            if unpack is None:
                yield block
                continue
            while block:
                yield unpack.decompress(block, PIECE)
                block = unpack.unconsumed_tail
    if unpack is not None:
        yield unpack.flush()


def tree(path: Path, info: zipfile.ZipInfo | None) -> ElementTree.Element | None:
    """A small part as XML without any document type, so that no entity can be declared; None where there is none."""
    if info is None:
        return None
    if info.file_size > SMALL:
        raise damaged(path, info.filename)
    content = b"".join(pieces(path, info))
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise damaged(path, f"{info.filename}: DOCTYPE")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - no entity can be declared without a document type
    except (ElementTree.ParseError, ValueError, LookupError) as reason:
        raise damaged(path, reason) from reason


def names(path: Path) -> frozenset[str]:
    """Of all parts; none where the file is no whole zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except BROKEN:
        return frozenset()
