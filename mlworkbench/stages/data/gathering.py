"""The rows that several files set aside, in one file that says of each row which file it is from."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.stages.data.rejects import HEADER, LONGEST
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    from _csv import Writer

FILE = "file"


def with_rejects(whole: Source, sources: Sequence[Source], files: Sequence[str], work: Path) -> Source:
    """The whole that these sources make, with what each of them set aside; `files` are what they are called."""
    found = [(file, source) for file, source in zip(files, sources, strict=True) if source.rejects is not None]
    if not found:
        return replace(whole, rejects=None, rejected=0)
    work.mkdir(parents=True, exist_ok=True)
    path = work / "all-rejects.csv"
    csv.field_size_limit(max(csv.field_size_limit(), 4 * LONGEST))
    with path.open("w", encoding="utf-8", newline="") as made:
        writer = csv.writer(made)
        writer.writerow((*HEADER, FILE))
        for file, source in found:
            _copy(source.rejects, writer, file)
    return replace(whole, rejects=path, rejected=sum(source.rejected for _, source in found))


def _copy(rejects: Path | None, writer: "Writer", file: str) -> None:
    if rejects is None:
        return
    with rejects.open(encoding="utf-8", newline="") as kept:
        lines = csv.reader(kept)
        next(lines, None)
        writer.writerows((*line, file) for line in lines)
