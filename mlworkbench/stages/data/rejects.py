"""Rows that cannot be read, kept in a CSV of their own: the line, the reason, what was found and expected, the raw piece."""

import csv
from pathlib import Path

HEADER = ("line", "reason", "found", "expected", "piece")
REFUSE, SET_ASIDE = "refuse", "set_aside"
LONGEST = 1 << 20


class Rejects:
    """Opened with the first row; further rows come behind those that are there already."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def add(self, line: int, reason: str, found: object, expected: object, piece: str) -> None:
        """`reason` is one word: cells, quote, bytes, nul or value. Of a piece beyond a million letters the beginning is kept."""
        fresh = not self.path.exists()
        with self.path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(HEADER)
            writer.writerow((line, reason, found, expected, _harmless(piece[:LONGEST])))
        self.count += 1


def _harmless(piece: str) -> str:
    """A spreadsheet takes a text that begins so for a formula."""
    return f"'{piece}" if piece[:1] in ("=", "+", "-", "@", "\t", "\r") else piece
