"""What is told about how a text was read: numbers of other spellings, signs left alone, an encoding that may be another."""

import re
from collections.abc import Mapping
from pathlib import Path

from mlworkbench.base.records import Finding, Question, Reason
from mlworkbench.base.report import Silent
from mlworkbench.stages.data.delimited import choices as choices_
from mlworkbench.stages.data.delimited import encoding, figures
from mlworkbench.stages.data.delimited.figures import NONE, Read
from mlworkbench.stages.data.delimited.header import Rows

SHOWN = 200
NO_SIGNS = " .,-'\"/()%$#@+?;|\t"  # stand in plain text, or were tried already
TIME = re.compile(r"[\d:.\sTZ/+-]+$")


class Numbers:
    """The numbers of a text in columns: as they are spelled, and read plainly."""

    def __init__(self, read: Read, names: tuple[str, ...], choices: Mapping[str, str], commas: bool = True) -> None:
        self.found = figures.find(read, choices.get("decimal", ""), choices.get("thousands", ""), commas)
        self.read = figures.plain(read, self.found) if self.found.styles else read
        self._names = names

    def notes(self) -> list[Finding]:
        found, notes = self.found, []
        commas = self._of([place for place, style in found.styles.items() if style[0] == ","])
        if commas:
            notes.append(_told("decimal_comma", commas, {"columns": len(commas)}))
        for mark in sorted({style[1] for style in found.styles.values()} - {NONE}):
            grouped = self._of([place for place, style in found.styles.items() if style[1] == mark])
            notes.append(_told("thousands_sign", grouped, {"sign": mark, "columns": ", ".join(grouped)[:SHOWN]}))
        for sign in sorted(set(found.signs.values())):
            signed = self._of([place for place, one in found.signs.items() if one == sign])
            notes.append(_told("number_sign", signed, {"sign": sign, "columns": ", ".join(signed)[:SHOWN]}))
        if found.minus:
            below = self._of(found.minus)
            notes.append(_told("minus_spelled", below, {"columns": ", ".join(below)[:SHOWN]}))
        if found.mixed:
            mixed = self._of(found.mixed)
            notes.append(_told("mixed_sign", mixed, {"columns": ", ".join(mixed)[:SHOWN]}, "warning"))
        if found.unsure:
            unsure = self._of(found.unsure)
            notes.append(_told("ambiguous_number", unsure, {"columns": ", ".join(unsure)[:SHOWN]}, "warning"))
        return notes

    def questions(self) -> tuple[Question, ...]:
        if not self.found.unsure:
            return ()
        unsure = self._of(self.found.unsure)
        reason = Reason("data.ask_numbers", {"columns": ", ".join(unsure)[:SHOWN]})
        return (Question(self.found.choice, self.found.options, reason, unsure),)

    def _of(self, places: "list[int] | tuple[int, ...]") -> tuple[str, ...]:
        return tuple(self._names[place] for place in sorted(places))


def _told(kind: str, columns: tuple[str, ...], facts: dict[str, str | int | float | None], severity: str = "info") -> Finding:
    return Finding(kind, columns, "warning" if severity == "warning" else "info", 0, Reason(f"data.{kind}", facts))


def of_single(first: tuple[str, ...], below: Rows) -> tuple[Question, ...]:
    """A single column in which another sign, or blanks, may separate columns: asked, never accepted silently."""
    lines = [cell for (cell,) in (first, *below) if cell.strip()]
    if len(lines) < 2:
        return ()
    for sign in dict.fromkeys(lines[0]):
        if sign.isalnum() or sign in NO_SIGNS or not sign.isascii() or all(map(TIME.match, lines)):
            continue
        if all(line.count(sign) == lines[0].count(sign) for line in lines):
            spelled = choices_.spelled(sign)
            return (Question("delimiter", (spelled, choices_.NONE), Reason("data.ask_delimiter", {"sign": spelled})),)
    parts = {len(line.split()) for line in lines}
    if len(parts) == 1 and parts != {1} and all("  " in line.strip() for line in lines):
        return (Question("importer", ("fixed_width", "csv"), Reason("data.ask_fixed")),)
    return ()


def of_encoding(path: Path, used: str, choices: Mapping[str, str]) -> list[Finding]:
    """A guess that no byte can disprove is told; so is a choice where UTF-8 explains every byte."""
    if used not in encoding.SINGLE:
        return []
    if not choices.get("encoding"):
        return [Finding("encoding_guessed", (), "info", 0, Reason("data.encoding_guessed", {"encoding": used}))]
    if encoding.is_plain(path, Silent()) and not encoding.is_ascii(path):
        return [Finding("encoding_doubtful", (), "warning", 0, Reason("data.encoding_doubtful", {"encoding": used}))]
    return []
