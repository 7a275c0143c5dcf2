"""ARFF: attributes with their kinds, then rows, dense or sparse."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.report import Part, Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.arff import head, rows
from mlworkbench.stages.data.delimited import encoding
from mlworkbench.stages.data.delimited.header import unique
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source
from mlworkbench.stages.data.spool import Spool

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".arff",)
ROWS = 8_192
CELLS = 400_000


def claims(path: Path, head: bytes) -> bool:
    """By suffix or by @relation, unless the first bytes are those of another kind."""
    return kind_of(path, head) == "ARFF"


def open_arff(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    decoded = encoding.decode(path, work, Part(report, 0, 0.3), choices.get("encoding", ""))
    told = head.read(decoded.path, path.name)
    names, notes = unique(tuple(attribute.name for attribute in told.attributes))
    spool, size = Spool(work), max(1, decoded.path.stat().st_size)
    last, seen = Part(report, 0.3, 1), 0
    for batch in _batches(decoded.path, path.name, told, names):
        spool.write(batch)
        seen += batch.nbytes
        last.progress(min(1, seen / size), "data.checking", file=path.name)
    spool.close()
    if not spool.rows:
        raise InputError("data.no_rows", file=path.name, columns=len(names))
    return Source(names, spool.rows, True, partial(spool.read, spool.schema()), {"encoding": decoded.encoding}, notes)


def _batches(path: Path, file: str, told: head.Head, names: tuple[str, ...]) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    lines = rows.rows(path, file, told)
    size = max(64, min(ROWS, CELLS // len(names)))
    while block := list(islice(lines, size)):
        columns = [pa.array(column, pa.string()) for column in zip(*block, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=list(names))


def sample(folder: Path) -> Path:
    path = folder / "sample.arff"
    path.write_text(
        "% birds\n@RELATION birds\n\n@ATTRIBUTE name string\n@attribute 'length in cm' REAL\n@attribute kind {a, 'b c'}\n"
        "@attribute seen DATE \"dd.MM.yyyy\"\n@data\n'Adler, groß',81.5,a,31.01.2026\n% none was measured\n"
        "'참새',?,'b c',01.02.2026\n{0 Meise, 1 12, 3 ?}\n",
        "utf-8",
    )
    return path


PARAMS = (Param("encoding", Words("Encoding", "인코딩"), "", choices=("", *encoding.ENCODINGS)),)
IMPORTER = Importer("arff", Words("ARFF", "ARFF"), SUFFIXES, claims, open_arff, sample, PARAMS)
