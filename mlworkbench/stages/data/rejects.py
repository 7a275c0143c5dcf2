"""Rows that cannot be read, kept in a CSV of their own: the line, the reason, what was found and expected, the raw piece."""

import csv
import io
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.spreadsheets import harmless

HEADER = ("line", "reason", "found", "expected", "piece")
REFUSE, SET_ASIDE = "refuse", "set_aside"
LONGEST = 1 << 20
MANY = 10_000


class Rejects:
    """Opened with the first row; further rows come behind those that are there already."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def add(self, line: int, reason: str, found: object, expected: object, piece: str) -> None:
        """`reason` is one word: cells, quote, bytes, nul, value or repeat. A piece beyond a million letters is cut there."""
        fresh = not self.count and not self.path.exists()
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([HEADER] if fresh else [])
        writer.writerow((line, reason, found, expected, harmless(piece[:LONGEST])))
        with self.path.open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text.getvalue())
        self.count += 1

    def check_share(self, path: Path, lines: int) -> None:
        """Raises InputError where most of the many lines so far are broken: then it is the choices that are wrong."""
        if lines >= MANY and self.count * 2 > lines:
            raise InputError("data.mostly_bad", file=path.name, rejected=self.count, lines=lines)
