"""The data dictionary: what people know about columns, kept for the project and exchanged as CSV."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dictionary, Entry, Meaning
from mlworkbench.base.spreadsheets import harmless, restored
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.workbench.bench import Workbench

HEADER = ("column", "meaning", "unit", "description")
LONGEST_UNIT, LONGEST = 60, 4_000
LARGEST = 64 << 20


class DictionaryVerbs:
    """Verbs of `bench.data`."""

    _bench: "Workbench"

    def dictionary(self) -> Dictionary | None:
        """The newest."""
        return self._bench.project.last(Dictionary) if self._bench.project else None

    def entries(self) -> dict[str, Entry]:
        """What is known, by column; of columns that the current version does not have, too."""
        newest = self.dictionary()
        return {entry.column: entry for entry in newest.entries} if newest else {}

    def write_entries(self, entries: Iterable[Entry]) -> Dictionary | None:
        """These entries in place of those of the same columns; an empty one removes. Raises InputError.

        The dictionary there is (None where there is none) where that changes nothing.
        """
        known = self.entries()
        wanted = dict(known)
        for entry in entries:
            wanted[entry.column] = _checked(entry)
        wanted = {name: entry for name, entry in wanted.items() if entry.meaning or entry.unit or entry.description}
        if wanted == known:
            return self.dictionary()
        project = self._bench.opened()
        made = Dictionary(clock.new_name(), tuple(wanted.values()), filing.account(), clock.now())
        with project.transaction():
            project.add(made)
        return made

    def import_dictionary(self, path: Path) -> int:
        """The entries of a CSV; how many columns it names. Nothing is taken of a file with a bad line. Raises InputError."""
        read = _read(path)
        self.write_entries(read)
        return len(read)

    def export_dictionary(self, path: Path) -> int:
        """Every column of the current version and all that is known, as CSV; how many lines. Raises InputError."""
        known, dataset = self.entries(), self._bench.data.current()
        names = list(dict.fromkeys([*(column.name for column in dataset.columns if dataset), *known])) if dataset else list(known)
        profile = {one.name: one for one in self._bench.data.profile(dataset).columns} if dataset else {}
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for name in names:
            entry = known.get(name, Entry(name))
            meaning = entry.meaning or (profile[name].meaning if name in profile else None) or ""
            writer.writerow([harmless(cell) for cell in (name, meaning, entry.unit, entry.description)])
        try:
            path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))
        except OSError as reason:
            raise InputError("data.dictionary_not_written", path=str(path), why=reason.strerror or str(reason)) from reason
        return len(names)


def _checked(entry: Entry) -> Entry:
    if entry.meaning is not None and entry.meaning not in get_args(Meaning):
        raise InputError(
            "data.no_such_meaning", column=entry.column, found=entry.meaning[:60], known=", ".join(get_args(Meaning))
        )
    unit, description = entry.unit.strip(), entry.description.strip()
    if len(unit) > LONGEST_UNIT or len(description) > LONGEST:
        raise InputError("data.entry_too_long", column=entry.column, unit=LONGEST_UNIT, description=LONGEST)
    return Entry(entry.column, entry.meaning, unit, description)


def _read(path: Path) -> list[Entry]:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("data.dictionary_not_read", file=path.name, line=1)
        text = path.read_text("utf-8-sig")
    except OSError as reason:
        raise InputError("data.no_file", file=str(path)) from reason
    except UnicodeDecodeError as reason:
        raise InputError("data.dictionary_not_utf8", file=path.name, byte=reason.start) from reason
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if HEADER[0] not in header or set(header) - set(HEADER) or len(set(header)) < len(header):
            found = ", ".join(header)[:200]
            raise InputError("data.dictionary_header", file=path.name, wanted=", ".join(HEADER), found=found)
        return [_entry(path, reader.line_num, header, row) for row in reader if any(row)]
    except csv.Error as reason:
        raise InputError("data.dictionary_not_read", file=path.name, line=reader.line_num) from reason


def _entry(path: Path, line: int, header: list[str], row: list[str]) -> Entry:
    if len(row) != len(header):
        raise InputError("data.dictionary_line", file=path.name, line=line, found=len(row), wanted=len(header))
    cells = {name: restored(cell) for name, cell in zip(header, row, strict=True)}
    name, meaning = cells["column"], cells.get("meaning", "").strip()
    if not name:
        raise InputError("data.dictionary_no_column", file=path.name, line=line)
    known = {one: one for one in get_args(Meaning)}
    if meaning and meaning not in known:
        raise InputError("data.no_such_meaning", column=name, found=meaning[:60], known=", ".join(known))
    return _checked(Entry(name, known.get(meaning), cells.get("unit", ""), cells.get("description", "")))
