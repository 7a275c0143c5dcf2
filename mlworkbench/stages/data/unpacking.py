"""Takes the one data file out of a compressed file, under limits that hold whatever the file claims about itself."""

import bz2
import errno
import gzip
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Question, Reason
from mlworkbench.base.report import Report

# What the content begins with, the kind by which refusals call it, and the suffixes that promise it.
KINDS = (
    (b"PK\x03\x04", "ZIP", (".zip",)),
    (b"PK\x05\x06", "ZIP", (".zip",)),  # an empty one
    (b"\x1f\x8b", "gzip", (".gz", ".gzip")),
    (b"BZh", "bzip2", (".bz2",)),
    (b"\xfd7zXZ\0", "xz", (".xz",)),
)
SUFFIXES = tuple(dict.fromkeys(suffix for _, _, suffixes in KINDS for suffix in suffixes))
PIECE = 1 << 20
MOST_BYTES = 64 << 30
SUSPECT = 512 << 20  # below this many bytes any ratio is harmless
RATIO = 200
XZ_MEMORY = 256 << 20
MOST_MEMBERS = 100_000
OPTIONS = 20
LONGEST_NAME = 100
DAMAGE = (
    *(EOFError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, ValueError, OverflowError, struct.error),
)
TAR = slice(257, 262)
ASIDE = re.compile(r"(^|/)(__macosx/|\.|thumbs\.db$|(readme|licen[cs]e|copying)(\.\w+)?$)", re.IGNORECASE)


@dataclass(frozen=True)
class Unpacked:
    """`member` is its name inside the file, empty where there is only one by nature."""

    path: Path
    member: str = ""
    questions: tuple[Question, ...] = ()


def kind_of(head: bytes) -> str | None:
    return next((kind for magic, kind, _ in KINDS if head.startswith(magic)), None)


def fitting(kind: str) -> tuple[str, ...]:
    return next(suffixes for _, name, suffixes in KINDS if name == kind)


def unpack(path: Path, kind: str, work: Path, report: Report, member: str, known: Callable[[str], bool]) -> Unpacked:
    """Writes the data file into `work`. `known` says whether some importer reads files of this suffix.

    Raises InputError for what is damaged, encrypted, unfolds beyond all measure, or holds archives once more.
    """
    work.mkdir(parents=True, exist_ok=True)
    if kind == "ZIP":
        return _from_zip(path, work, report, member, known)
    target = work / _safe(path.stem if path.suffix.lower() in SUFFIXES else path.name)
    with _told(path):
        streams: dict[str, Any] = {"gzip": gzip.open, "bzip2": bz2.open}
        if kind == "xz":
            _write(_unxz(path), target, path, path.stat().st_size, report)
        else:
            with streams[kind](path, "rb") as stream:
                _write(iter(lambda: stream.read(PIECE), b""), target, path, path.stat().st_size, report)
    _check_inside(path, target)
    return Unpacked(target)


def _from_zip(path: Path, work: Path, report: Report, member: str, known: Callable[[str], bool]) -> Unpacked:
    with _told(path), zipfile.ZipFile(path) as archive:
        infos = {_name(info): info for info in archive.infolist() if not info.is_dir()}
        _check_members(path, infos)
        options = _data_files(infos, known)
        if member and member not in infos:
            raise InputError("data.no_member", file=path.name, member=member[:LONGEST_NAME], found=", ".join(options)[:200])
        if not options and not member:
            raise InputError("data.archive_empty", file=path.name)
        chosen = member or options[0]
        info = infos[chosen]
        if info.flag_bits & 1:
            raise InputError("data.archive_locked", file=path.name)
        target = work / _safe(PurePosixPath(chosen).name)
        with archive.open(info) as stream:
            _write(iter(lambda: stream.read(PIECE), b""), target, path, max(info.compress_size, 1), report)
    _check_inside(path, target)
    if member or len(options) < 2:
        return Unpacked(target, chosen)
    shown = tuple(options[:OPTIONS])
    return Unpacked(target, chosen, (Question("member", shown, Reason("data.which_member", {"found": ", ".join(shown)[:300]})),))


def _check_members(path: Path, infos: dict[str, zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise InputError("data.bomb", file=path.name, packed=path.stat().st_size, unpacked=len(infos))
    for name in infos:
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name):
            raise InputError("data.archive_names", file=path.name, member=name[:LONGEST_NAME])


def _data_files(infos: dict[str, zipfile.ZipInfo], known: Callable[[str], bool]) -> list[str]:
    """Largest first. Files whose suffix nobody reads count only where there is nothing else."""
    names = [name for name in infos if not ASIDE.search(name)] or list(infos)
    names = [name for name in names if known(PurePosixPath(name).suffix.lower())] or names
    return sorted(names, key=lambda name: (-infos[name].file_size, name))


def _name(info: zipfile.ZipInfo) -> str:
    """Korean archivers write names in cp949 and do not say so; zipfile then takes them for cp437."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp949")
    except UnicodeError:
        return info.filename


def _safe(name: str) -> str:
    """A plain file name, whatever stood there."""
    plain = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(". ") or "data"
    suffix = Path(plain).suffix[:12]
    return plain if len(plain.encode()) <= LONGEST_NAME else plain[:30] + suffix


def _write(pieces: Iterator[bytes], target: Path, path: Path, packed: int, report: Report) -> None:
    made = 0
    with target.open("wb") as out:
        for piece in pieces:
            made += len(piece)
            if made > MOST_BYTES or (made > SUSPECT and made > RATIO * packed):
                raise InputError("data.bomb", file=path.name, packed=packed, unpacked=made)
            out.write(piece)
            report.progress(min(0.95, made / (20 * packed)), "data.unpacking", file=path.name)
    if not made:
        raise InputError("data.archive_empty", file=path.name)


def _unxz(path: Path) -> Iterator[bytes]:
    """Streams one behind the other, each under a limit of memory."""
    decoder = lzma.LZMADecompressor(memlimit=XZ_MEMORY)
    with path.open("rb") as file:
        block = file.read(PIECE)
        while True:
            yield decoder.decompress(block, PIECE)
            if decoder.eof:
                rest = (decoder.unused_data or file.read(PIECE)).lstrip(b"\0")
                if not rest:
                    return
                decoder, block = lzma.LZMADecompressor(memlimit=XZ_MEMORY), rest
            elif decoder.needs_input:
                block = file.read(PIECE)
                if not block:
                    raise EOFError
            else:
                block = b""


def _check_inside(path: Path, target: Path) -> None:
    """Raises InputError for an archive in the archive; a workbook, which is a zip too, is none."""
    with target.open("rb") as file:
        head = file.read(512)
    kind = "TAR" if head[TAR] == b"ustar" else kind_of(head)
    if kind == "ZIP" and target.suffix.lower() != ".zip":
        return
    if kind:
        raise InputError("data.archive_nested", file=path.name, member=target.name, kind=kind)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGE as reason:
        told = str(reason).split("\n")[0][:160] or type(reason).__name__
        raise InputError("data.archive_damaged", file=path.name, reason=told) from reason
    except RuntimeError as reason:  # zipfile's word for a password
        raise InputError("data.archive_locked", file=path.name) from reason
    except OSError as reason:
        if reason.errno not in (None, errno.EINVAL):  # of the disk, not of the content
            raise
        raise InputError("data.archive_damaged", file=path.name, reason=str(reason)[:160]) from reason
