"""Feather and Arrow: the IPC file, the IPC stream and Feather's first version."""

import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data import arrow
from mlworkbench.stages.data.source import Choices, Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

FILE, FIRST, STREAM = b"ARROW1\0\0", b"FEA1", b"\xff\xff\xff\xff"
DICTIONARY, BATCH = 2, 3  # kinds of messages
MOST = 1 << 30  # bytes that a batch may unpack to


def claims(path: Path, head: bytes) -> bool:
    """A stream has no mark but where a message begins, which only counts with the right name."""
    return head.startswith((FILE, FIRST)) or (head.startswith(STREAM) and path.suffix.lower() in SUFFIXES)


def open_feather(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    """Reads every batch once, so that a damaged file fails here and not later."""
    _check_weights(path)

    def each(rows: int) -> None:
        report.progress(0.5, "data.checking", file=path.name)

    shape, rows, lost = arrow.checked(_schema(path), path, partial(_batches, path), each)
    if not rows:
        raise InputError("data.no_rows", file=path.name, columns=len(shape.names))
    reading = {"format": _form(path)}
    return Source(shape.names, rows, False, partial(_batches, path, shape), reading, (*shape.notes, *arrow.lost_notes(lost)))


def _check_weights(path: Path) -> None:
    """Raises InputError for a batch whose compressed parts claim more room than there is."""
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped:
            mapped.seek(8 if _form(path) == "file" else 0)
            for message in pa.ipc.MessageReader.open_stream(mapped):
                need = _unpacked(memoryview(message.metadata), message.body)
                if need > MOST:
                    raise InputError("data.batch_too_large", file=path.name, need=need, most=MOST)
    except (pa.ArrowException, OSError, ValueError, struct.error, IndexError, TypeError, MemoryError):
        return  # no message begins there: reading the file tells why


def _unpacked(head: memoryview, body: Any) -> int:
    """What the parts of a batch say that they unpack to. `head` is a flatbuffer: tables whose fields lie behind offsets."""
    message = _Table(head, struct.unpack_from("<I", head)[0])
    batch = message.table(2)
    if message.byte(1) == DICTIONARY and batch is not None:
        batch = batch.table(1)
    if message.byte(1) not in (DICTIONARY, BATCH) or batch is None or batch.table(3) is None:
        return 0
    start, count = batch.vector(2)
    content = memoryview(body)
    total = 0
    for number in range(count):
        offset, length = struct.unpack_from("<qq", head, start + 16 * number)
        total += max(0, struct.unpack_from("<q", content, offset)[0]) if length > 8 else 0
    return total


class _Table:
    def __init__(self, head: memoryview, place: int) -> None:
        self._head, self._place = head, place
        self._fields = place - struct.unpack_from("<i", head, place)[0]

    def _at(self, field: int) -> int:
        """Where the field stands; 0 where it is left out."""
        if 4 + 2 * field >= struct.unpack_from("<H", self._head, self._fields)[0]:
            return 0
        offset = int(struct.unpack_from("<H", self._head, self._fields + 4 + 2 * field)[0])
        return self._place + offset if offset else 0

    def byte(self, field: int) -> int:
        return int(self._head[self._at(field)]) if self._at(field) else 0

    def table(self, field: int) -> "_Table | None":
        place = self._at(field)
        return _Table(self._head, place + struct.unpack_from("<I", self._head, place)[0]) if place else None

    def vector(self, field: int) -> tuple[int, int]:
        """Where its elements begin, and how many there are."""
        place = self._at(field)
        start = place + struct.unpack_from("<I", self._head, place)[0]
        return start + 4, struct.unpack_from("<I", self._head, start)[0]


def _form(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(FIRST):
        return "feather 1"
    return "file" if head.startswith(FILE) else "stream"


def _schema(path: Path) -> "pa.Schema":
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped:
            found = _reader(path, mapped)
            if not len(found.schema):
                raise InputError("data.no_rows", file=path.name, columns=0)
            return found.schema
    except (pa.ArrowException, OSError, ValueError, MemoryError) as reason:
        raise _unreadable(path, reason) from reason


def _reader(path: Path, mapped: Any) -> Any:
    """Something with a schema: a reader of batches, or a whole table that lies in the mapped file."""
    from pyarrow import feather, ipc

    form = _form(path)
    if form == "feather 1":
        return feather.read_table(str(path), memory_map=True)
    return ipc.open_file(mapped) if form == "file" else ipc.open_stream(mapped)


def _unreadable(path: Path, reason: Exception) -> InputError:
    why = str(reason).split("\n")[0][:200]
    return InputError("data.not_whole", file=path.name, kind="Arrow / Feather", reason=why)


def _batches(path: Path, shape: arrow.Layout, lost: arrow.Lost | None = None) -> "Iterator[pa.RecordBatch]":
    return arrow.batches(_pieces(path, shape.rows()), shape, path, _unreadable, lost)


def _pieces(path: Path, rows: int) -> "Iterator[pa.RecordBatch]":
    """Batches of a file may be as large as the file; these are not."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as mapped:
        for batch in _whole(_reader(path, mapped)):
            batch.validate()
            for start in range(0, batch.num_rows, rows):
                yield batch.slice(start, rows)


def _whole(reader: Any) -> "Iterator[pa.RecordBatch]":
    if hasattr(reader, "to_batches"):
        yield from reader.to_batches()
    elif hasattr(reader, "num_record_batches"):
        yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
    else:
        yield from reader


def sample(folder: Path) -> Path:
    from datetime import date

    import pyarrow as pa
    from pyarrow import feather

    path = folder / "sample.feather"
    table = pa.table(
        {
            "name": ["Adler, groß", "참새", None],
            "length": [81.5, None, 12.0],
            "seen": [date(2026, 1, 31), date(2026, 2, 1), None],
            "eggs": [{"count": 2, "weights": [1.5, 2.5]}, {"count": 5, "weights": []}, None],
        }
    )
    feather.write_feather(table, str(path), compression="lz4")
    return path


SUFFIXES = (".feather", ".arrow", ".arrows", ".ipc")
IMPORTER = Importer("feather", Words("Arrow / Feather", "Arrow / Feather"), SUFFIXES, claims, open_feather, sample)
