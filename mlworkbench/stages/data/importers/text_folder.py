"""A folder of .txt files, with or without a subfolder for each class: a row for each text."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Report, Silent
from mlworkbench.base.words import Words, formatted
from mlworkbench.stages.data import folders
from mlworkbench.stages.data.delimited import encoding
from mlworkbench.stages.data.source import Choices, Importer, Source

TEXTS = (".txt",)
LONGEST = 16 << 20


def claims(path: Path, head: bytes) -> bool:
    return path.is_dir() and folders.holds(path, TEXTS)


def open_texts(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    """Texts that are too long or in no known encoding are missing, and told by name."""
    others: Counter[str] = Counter()
    unread: list[str] = []
    count = 0

    def describe(one: folders.Found) -> dict[str, Any]:
        nonlocal count
        try:
            text, used = _text(one.place, work)
        except InputError:
            count += 1
            unread.extend([one.path] if len(unread) < folders.SHOWN else [])
            return {"text": None}
        others.update([used] if used != "utf-8" else [])
        return {"text": text}

    source = folders.table_of(path, work, report, TEXTS, {"text": "string"}, describe)
    notes = list(source.notes)
    if count:
        notes.append(folders.told("unread_texts", "data.texts_unread", unread, count, "problem", ("text",)))
    if others:
        used = ", ".join(f"{name} × {formatted(files)}" for name, files in others.most_common())
        notes.append(Finding("encodings", ("text",), "info", 0, Reason("data.other_encodings", {"encodings": used})))
    return replace(source, notes=tuple(notes))


def _text(path: Path, work: Path) -> tuple[str, str]:
    """Raises InputError for what no known encoding explains, and for what is too long for a cell."""
    if path.stat().st_size > LONGEST:
        raise InputError("data.text_too_long", file=path.name)
    raw = path.read_bytes()
    if b"\0" not in raw:
        try:
            return raw.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            pass
    decoded = encoding.decode(path, work, Silent())
    return decoded.path.read_bytes().decode("utf-8", "replace"), decoded.encoding


def sample(folder: Path) -> Path:
    made = folder / "texts"
    for label, name, text in (("birds", "a.txt", "Adler, groß"), ("birds", "b.txt", "참새\n작다"), ("others", "c.txt", "")):
        (made / label).mkdir(parents=True, exist_ok=True)
        (made / label / name).write_text(text, "utf-8")
    return made


IMPORTER = Importer("text_folder", Words("Folder of texts", "텍스트 폴더"), (), claims, open_texts, sample, folder=True)
