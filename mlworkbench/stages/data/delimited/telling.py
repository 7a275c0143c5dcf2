"""What is told about how a text was read: numbers of other spellings, signs left alone, an encoding that may be another."""

from collections.abc import Mapping
from pathlib import Path

from mlworkbench.base.records import Finding, Question, Reason
from mlworkbench.base.report import Silent
from mlworkbench.stages.data.delimited import encoding, figures
from mlworkbench.stages.data.delimited.figures import NONE, Read

SHOWN = 200


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


def of_encoding(path: Path, used: str, choices: Mapping[str, str]) -> list[Finding]:
    """A guess that no byte can disprove is told; so is a choice where UTF-8 explains every byte."""
    if used not in encoding.SINGLE:
        return []
    if not choices.get("encoding"):
        return [Finding("encoding_guessed", (), "info", 0, Reason("data.encoding_guessed", {"encoding": used}))]
    if encoding.is_plain(path, Silent()) and not encoding.is_ascii(path):
        return [Finding("encoding_doubtful", (), "warning", 0, Reason("data.encoding_doubtful", {"encoding": used}))]
    return []
