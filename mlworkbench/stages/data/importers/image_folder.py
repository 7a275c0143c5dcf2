"""A folder of pictures, one subfolder a class: a row for each picture, with its hash, size and label."""

import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data import folders, images
from mlworkbench.stages.data.source import Choices, Importer, Source


def claims(path: Path, head: bytes) -> bool:
    return path.is_dir() and folders.holds(path, images.SUFFIXES)


def open_images(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    damaged: list[str] = []
    count = 0

    def describe(one: folders.Found) -> dict[str, Any]:
        nonlocal count
        found = images.measure(one.place)
        if found is None:
            count += 1
            damaged.extend([one.path] if len(damaged) < folders.SHOWN else [])
            return {"format": None, "width": None, "height": None}
        return {"format": found.format, "width": found.width, "height": found.height}

    kinds = {"format": "string", "width": "int64", "height": "int64"}
    source = folders.table_of(path, work, report, images.SUFFIXES, kinds, describe)
    note = (
        (folders.told("damaged_images", "data.damaged_images", damaged, count, "problem", ("width", "height")),) if count else ()
    )
    return replace(source, notes=(*source.notes, *note))


def sample(folder: Path) -> Path:
    made = folder / "pictures"
    for label, name, size in (("ok", "a.png", 1), ("ok", "b.png", 2), ("흠집", "c.png", 3)):
        (made / label).mkdir(parents=True, exist_ok=True)
        (made / label / name).write_bytes(_png(size))
    return made


def _png(size: int) -> bytes:
    """A black square."""
    rows = (b"\0" + b"\0" * size) * size
    pieces = ((b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = [struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in pieces]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


IMPORTER = Importer("image_folder", Words("Folder of images", "이미지 폴더"), (), claims, open_images, sample, folder=True)
