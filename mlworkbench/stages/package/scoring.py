"""The job "score": a file goes through the package batch by batch; every row comes out again, with its prediction."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.package import open_package
from mlworkbench.scoring.scorer import Scorer, Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data import Refused, Source
from mlworkbench.stages.package.drawing import columns_for
from mlworkbench.stages.package.opening import open_for
from mlworkbench.stages.package.writing import Writer, writer_for

if TYPE_CHECKING:
    import pyarrow as pa

MOST_TOLD = 1000
PREVIEW = 20
PIECE = 65_536
PREDICTION = "prediction"


@dataclass
class _Tally:
    """What has been found so far."""

    rows: int = 0
    refused_rows: int = 0
    refused: list[Refused] = field(default_factory=list)
    preview: list[list[Any]] = field(default_factory=list)


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "score". `spec`: paths `package`, `file` and `output` (.csv, .parquet or None: only the preview is wanted), and
    `choices` of how to read the file, where the package's own are not to hold. `read` of the result says how it was read,
    `brought` which columns are taken as they stand and should have been made before.

    All rows keep their order and their own columns; `prediction` and `probability_<class>` are added. A row with a cell that
    cannot be read is told by row and column and has an empty prediction. The output appears whole or not at all.
    Raises InputError.
    """
    started = clock.seconds()
    opened = open_package(Path(spec["package"]))
    file, output = Path(spec["file"]), Path(spec["output"]) if spec.get("output") else None
    if output and output.exists() and output.samefile(file):
        raise InputError("package.output_is_input", file=file.name)
    with writer_for(output, out) as writer:
        read = open_for(opened.manifest, file, out, report, spec.get("choices"))
        source = read.source
        names = added_names(source.names, opened.manifest.interface)
        tally = _score(source, opened.scorer(int(spec.get("threads", 1))), names, writer, report)
    return {
        "rows": tally.rows,
        "scored": tally.rows - tally.refused_rows,
        "refused": [asdict(one) for one in tally.refused],
        "refused_rows": tally.refused_rows,
        "preview": tally.preview,
        "columns": [*source.names, *names],
        "output": str(output) if output else None,
        "reading": source.reading,
        "read": [asdict(one) for one in read.told],
        "brought": [one.name for one in opened.manifest.brought],
        "seconds": clock.seconds() - started,
    }


def added_names(there: tuple[str, ...], interface: Interface) -> tuple[str, ...]:
    """The names of the columns that are added; one that is in use gets a number."""
    names: list[str] = []
    for wanted in (PREDICTION, *(f"probability_{name}" for name in interface.classes)):
        name, number = wanted, 2
        while name in there or name in names:
            name, number = f"{wanted}_{number}", number + 1
        names.append(name)
    return tuple(names)


def _score(source: Source, scorer: Scorer, names: tuple[str, ...], writer: Writer, report: Report) -> _Tally:
    tally = _Tally()
    for batch in _pieces(source):
        report.progress(tally.rows / source.rows, "package.scoring", rows=tally.rows)
        scored = _scored(batch, scorer, names, tally)
        writer.write(scored)
        if len(tally.preview) < PREVIEW:
            tally.preview.extend(_shown(scored.slice(0, PREVIEW - len(tally.preview))))
        tally.rows += batch.num_rows
    report.progress(1.0, "package.scoring", rows=tally.rows)
    return tally


def _pieces(source: Source) -> "Iterator[pa.RecordBatch]":
    """Batches of a bounded number of rows."""
    for batch in source.batches():
        for start in range(0, batch.num_rows, PIECE):
            yield batch.slice(start, PIECE)


def _scored(batch: "pa.RecordBatch", scorer: Scorer, names: tuple[str, ...], tally: _Tally) -> "pa.RecordBatch":
    import pyarrow as pa

    from mlworkbench.stages import data

    inputs = scorer.interface.inputs
    columns, refused = data.convert(batch, columns_for(inputs), tally.rows)
    bad = np.zeros(batch.num_rows, dtype=bool)
    bad[[one.row - 1 - tally.rows for one in refused]] = True
    tally.refused_rows += int(bad.sum())
    tally.refused += sorted(refused, key=lambda one: one.row)[: MOST_TOLD - len(tally.refused)]
    scores = scorer.score(columns)
    made = [pa.array(values, pa.string() if values.dtype == object else pa.float64(), mask=bad) for values in _values(scores)]
    return pa.record_batch([*batch.columns, *made], names=[*batch.schema.names, *names])


def _values(scores: Scores) -> list[Array]:
    if scores.value is not None:
        return [scores.value]
    assert scores.probability is not None  # noqa: S101 - for the type checker
    return [scores.prediction, *(np.ascontiguousarray(column) for column in scores.probability.T)]


def _shown(batch: "pa.RecordBatch") -> list[list[Any]]:
    """Rows as plain JSON: dates as text, numbers that are none as missing."""
    columns = [column.to_pylist() for column in batch.columns]
    return [[_plain(cell) for cell in row] for row in zip(*columns, strict=True)]


def _plain(cell: Any) -> str | int | float | None:
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    return cell if isinstance(cell, str | int | None) else str(cell)
