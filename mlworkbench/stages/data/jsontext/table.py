"""Where the records are in a JSON file: the list itself, a list inside an object, columns as lists, or a value a line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.records import Question, Reason
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data.delimited import encoding
from mlworkbench.stages.data.jsontext.rows import Rows
from mlworkbench.stages.data.jsontext.text import END, Text
from mlworkbench.stages.data.source import Choices, Source

ROOT = "."
DEEPEST = 5
OPTIONS = 12
FIRST_LINE = 16 << 20
BLOCK = 1 << 20
MARK = b"\xef\xbb\xbf"
KEY = "key"
Way = tuple[str, ...]


@dataclass(frozen=True)
class Inside:
    """Something found in an object: a list of so many elements, of which so many are objects or lists; or an object."""

    way: Way
    count: int
    records: int
    is_list: bool

    @property
    def path(self) -> str:
        return ".".join(self.way) or ROOT


def open_json(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    decoded = _decoded(path, work, Part(report, 0, 0.2), choices.get("encoding", ""))
    read = partial(Text, decoded.path, path.name, skip=decoded.mark if decoded.path == path else 0)
    rows = Rows(path.name, work)
    where, questions = _place(read, decoded.path, choices.get("path", ""), Part(report, 0.2, 0.5))
    with read(report=Part(report, 0.5, 1)) as text:
        for record in _records(text, where, path.name, decoded.path):
            rows.add(record)
    names, notes, again = rows.closed()
    if not rows.count or not names:
        raise InputError("data.no_rows", file=path.name, columns=len(names))
    return Source(names, rows.count, True, again, {"encoding": decoded.encoding, "path": where}, tuple(notes), questions)


def _decoded(path: Path, work: Path, report: Report, wanted: str) -> encoding.Decoded:
    """JSON is UTF-8 by its standard, on one line as long as it likes; anything else goes the way of other texts."""
    if wanted in ("", "utf-8") and _is_utf8(path, report):
        with path.open("rb") as file:
            return encoding.Decoded(path, "utf-8", len(MARK) if file.read(3) == MARK else 0)
    return encoding.decode(path, work, report, wanted)


def _is_utf8(path: Path, report: Report) -> bool:
    import codecs

    decoder, size = codecs.getincrementaldecoder("utf-8")(), max(1, path.stat().st_size)
    with path.open("rb") as file:
        while block := file.read(4 * BLOCK):
            report.progress(min(1, file.tell() / size), "data.decoding", file=path.name)
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                return False
            if b"\0" in block:
                return False
    return not decoder.getstate()[0]


def _place(read: Callable[..., Text], path: Path, wanted: str, report: Report) -> tuple[str, tuple[Question, ...]]:
    """The path to the records as texts joined with dots; `.` is the whole file."""
    if wanted:
        return wanted, ()
    with read(report=report) as text:
        if text.peek() != "{" or _is_sequence(path):
            return ROOT, ()
        found = list(_survey(text))
        if text.peek() != END:
            return ROOT, ()
    lists = sorted((one for one in found if one.is_list and one.records), key=lambda one: -one.count)
    if not lists:
        holders = {one.way[:-1]: one for one in found if one.is_list and one.count > 1}
        fitting = [way for way in holders if _even(found, way)]
        return (".".join(fitting[0]) or ROOT) if fitting and len(fitting[0]) else ROOT, ()
    if len(lists) == 1:
        return lists[0].path, ()
    options = tuple(one.path for one in lists[:OPTIONS])
    return options[0], (Question("path", options, Reason("data.which_path", {"found": ", ".join(options)})),)


def _even(found: list[Inside], way: Way) -> bool:
    return len({one.count for one in found if one.is_list and one.way[:-1] == way}) == 1


def _survey(text: Text, way: Way = ()) -> Iterator[Inside]:
    """What the object that begins here holds, as deep as `DEEPEST`."""
    for key in text.keys():  # noqa: SIM118 - no dict
        here, letter = (*way, key), text.peek()
        if letter == "[":
            count = records = 0
            for element in text.elements():
                count, records = count + 1, records + isinstance(element, dict | list)
            yield Inside(here, count, records, True)
        elif letter == "{" and len(here) < DEEPEST:
            yield Inside(here, 0, 0, False)
            yield from _survey(text, here)
        else:
            text.skip()


def _is_sequence(path: Path) -> bool:
    """The first line is a value by itself and more follows."""
    with path.open("rb") as file:
        line = file.readline(FIRST_LINE)
        rest = file.read(BLOCK).strip()
    try:
        loads(line.removeprefix(MARK))
    except (JSONDecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return False
    return bool(rest)


def _records(text: Text, where: str, file: str, path: Path) -> Iterator[Any]:
    """All of them; the file is read to its end, whatever stands behind them."""
    sequence = _is_sequence(path)
    if where != ROOT:
        found = False
        for records in _along(text, where, file):
            found = True
            yield from records
        if not found:
            raise InputError("data.no_path", file=file, path=where)
    elif text.peek() == "[" and not sequence:
        yield from text.elements()
    else:
        first = text.peek() == "{" and not sequence
        while text.peek() != END:
            yield from _here(text, file) if first else (text.value(),)
            first = False
    if text.peek() != END:
        raise text.here("data.json_bad", reason="expected the end")


def _along(text: Text, where: str, file: str, way: Way = ()) -> Iterator[Iterator[Any]]:
    """The records at this path, in turn with the rest of the objects on the way being skipped."""
    if text.peek() != "{":
        text.skip()
        return
    for key in text.keys():  # noqa: SIM118 - no dict
        here = ".".join((*way, key))
        if here == where:
            yield _here(text, file)
        elif where.startswith(here + "."):
            yield from _along(text, where, file, (*way, key))
        else:
            text.skip()


def _here(text: Text, file: str) -> Iterator[Any]:
    """The records of the value that begins here."""
    if text.peek() == "[":
        yield from text.elements()
        return
    whole = text.value()
    if not isinstance(whole, dict):
        yield whole
        return
    values = list(whole.values())
    if (
        len(values) > 0
        and all(isinstance(one, list) for one in values)
        and not any(isinstance(c, dict) for v in values for c in v)
    ):
        yield from _columns(whole, file)
    elif len(values) > 1 and all(isinstance(one, dict) and one for one in values) and len({tuple(one) for one in values}) == 1:
        yield from _keyed(whole)
    else:
        yield whole


def _columns(whole: dict[str, list[Any]], file: str) -> Iterator[dict[str, Any]]:
    """{"a": [1, 2], "b": [3, 4]}: a column a list."""
    shortest, longest = (pick(whole, key=lambda name: len(whole[name])) for pick in (min, max))
    if len(whole[shortest]) != len(whole[longest]):
        facts: dict[str, Fact] = {"short": shortest, "few": len(whole[shortest]), "long": longest, "many": len(whole[longest])}
        raise InputError("data.json_uneven", file=file, **facts)
    for cells in zip(*whole.values(), strict=True):
        yield dict(zip(whole, cells, strict=True))


def _keyed(whole: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """{"a": {"0": 1, "1": 2}, …}: columns of numbered rows. {"x": {"a": 1}, …}: named rows, the name becomes the column `key`."""
    numbered = next(iter(whole.values()))
    if list(numbered) == [str(number) for number in range(len(numbered))]:
        for number in numbered:
            yield {name: column[number] for name, column in whole.items()}
        return
    for name, record in whole.items():
        yield {KEY: name, **record} if KEY not in record else record
