"""Checks of the parts: every importer, step, metric and algorithm of the registries works once, without a project."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.base import params
from mlworkbench.base.records import TaskName
from mlworkbench.base.report import Silent
from mlworkbench.selftest import example
from mlworkbench.selftest.part import Check, hold

if TYPE_CHECKING:
    from mlworkbench.stages.data import Importer
    from mlworkbench.stages.evaluate import Guess, Metric, Truth
    from mlworkbench.stages.prepare.part import StepKind
    from mlworkbench.stages.train.material import Material
    from mlworkbench.stages.train.part import Algorithm

CLOSE = 1e-9  # raw scores of models that are no trees, and of libraries that compute in float64
CLOSE_FLOAT32 = 1e-5  # of the range, where the library itself computes in float32
SINGLE_ROWS = 40


def checks(folder: Path) -> Iterator[Check]:
    from mlworkbench.stages.data import IMPORTERS
    from mlworkbench.stages.evaluate import METRICS
    from mlworkbench.stages.prepare import STEPS
    from mlworkbench.stages.train import ALGORITHMS

    for one in IMPORTERS:
        yield Check(f"importer {one.name}", partial(importer, one, folder))
    yield Check("compressed files", partial(packed, folder))
    for kind in STEPS:
        yield Check(f"step {kind.name}", partial(step, kind, folder))
    for metric in METRICS:
        for task in sorted(metric.tasks):
            yield Check(f"metric {metric.name} {task}", partial(measured, metric, task))
    for algorithm in ALGORITHMS:
        for task in sorted(algorithm.tasks):
            yield Check(f"algorithm {algorithm.name} {task}", partial(trained, algorithm, task))


def importer(one: "Importer", folder: Path) -> str:
    """It reads its own sample, and what was stored can be read back by row and by column."""
    from mlworkbench.stages import data

    place, out = folder / f"{one.name}-sample", folder / f"{one.name}-out"
    place.mkdir()
    out.mkdir()
    result = data.run({"path": str(one.sample(place)), "name": "sample"}, out, Silent())
    stored = out / result["files"]["data"]
    rows, names = result["rows"], tuple(column["name"] for column in result["columns"])
    hold(result["origin"]["importer"] == one.name, f"read by {result['origin']['importer']}")
    hold(len(data.page(stored, 0, rows)) == rows > 0, "rows are missing from a page")
    hold(set(data.column_values(stored, names)) == set(names), "columns are missing")
    hold(data.read_profile(out / result["files"]["profile"]).rows == rows, "the profile counts other rows")
    return f"{rows} rows, {len(names)} columns"


def packed(folder: Path) -> str:
    """A table comes out of each kind of compressed file as it went in."""
    from mlworkbench.stages import data

    table = b"name,length\nAdler,81.5\nMeise,12\n"
    for name, pack in (("t.csv.gz", gzip.compress), ("t.csv.bz2", bz2.compress), ("t.csv.xz", lzma.compress), ("t.zip", _zipped)):
        (folder / name).write_bytes(pack(table))
        source = data.open_source(folder / name, folder / f"{name}-work", Silent())
        hold(source.rows == 2 and source.names == ("name", "length"), f"{name}: {source.rows} rows")
    return "gzip, bzip2, xz, zip"


def _zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", content)
    return made.getvalue()


def step(kind: "StepKind", folder: Path) -> str:
    """Its graph, run by onnxruntime, gives what its plain meaning says, on rows it learnt from and on rows it did not."""
    from mlworkbench.scoring.wire import feed
    from mlworkbench.stages.prepare import Taught, parts
    from mlworkbench.stages.prepare.graph import Graph, run

    widths = []
    chosen = params.check(kind.params, kind.sample(folder) if kind.sample else {})
    for wire in sorted(kind.takes)[: 1 if kind.together else None]:
        interface = example.interface("regression", None if kind.together else wire)
        seen, unseen = (feed(interface, columns) for columns in (example.columns(), example.strange_columns()))
        graph = Graph(interface.inputs, seen)
        names = [one.name for one in interface.inputs if one.wire in kind.takes]
        rows = len(seen[wire])
        taught = Taught("binary", np.arange(rows) % 2, 2, *parts(rows, 1))
        learned = kind.learnt(graph.cells(names), names, chosen, taught)
        kind.emit(graph, names, learned)
        told: tuple[str, ...] = ()
        for fed in (seen, unseen):
            told, expected = kind.reference(Graph(interface.inputs, fed).cells(names), names, learned)
            found = run(graph.model([graph.take(told)]), fed)[0] if told else expected
            hold(_same(found, expected), f"{wire}: graph and meaning differ")
        widths.append(f"{wire}: {len(names)} → {len(told)}")
    return ", ".join(widths)


def _same(found: Any, expected: Any) -> bool:
    if found.dtype.kind == "f":
        return bool(np.allclose(found, expected, rtol=CLOSE, atol=CLOSE, equal_nan=True))
    return bool(np.array_equal(found, expected))


def measured(metric: "Metric", task: str) -> str:
    """It is finite, and better for a perfect answer than for a poor one."""
    truth, perfect, poor = answers(task)
    best, worse = (metric.compute(truth, guess) for guess in (perfect, poor))
    hold(bool(np.isfinite([best, worse]).all()), f"not finite: {best}, {worse}")
    hold(metric.better(best, worse), f"perfect {best} is not better than poor {worse}")
    return f"{best:.3g} / {worse:.3g}"


def answers(task: str) -> tuple["Truth", "Guess", "Guess"]:
    """A truth, a perfect answer and a poor one."""
    from mlworkbench.stages.evaluate import Guess

    if task == "regression":
        value = np.array([1.0, 2.0, 3.0, 5.0, 8.0, 13.0])
        poor = np.ascontiguousarray(value[::-1])
        return value, Guess(value[:, None], value=value), Guess(poor[:, None], value=poor)
    classes = 2 if task == "binary" else 3
    truth = np.arange(12) % classes
    return truth, _classes(truth, classes), _classes((truth + (np.arange(12) < 9)) % classes, classes)


def _classes(label: Any, classes: int) -> "Guess":
    from mlworkbench.stages.evaluate import Guess

    probability = np.where(np.arange(classes) == label[:, None], 0.9, 0.1 / (classes - 1))
    raw = np.log(probability[:, 1:] / probability[:, :1]) if classes == 2 else np.log(probability)
    return Guess(raw, label=label.astype(np.int64), probability=probability)


def trained(algorithm: "Algorithm", task: TaskName) -> str:
    """It fits, becomes a model file, agrees with the library's own score, and gives the same for a batch and for single rows."""
    from mlworkbench.scoring.scorer import Scorer

    material = example.material(task)
    model, reference = fitted(algorithm, material)
    scorer = Scorer(model)
    raw = scorer.score(material.columns).raw
    _agree(algorithm, raw, reference, material)
    _same_one_by_one(algorithm.family == "tree" and _adds_up(model), scorer, material.columns, raw)
    return f"{len(model):,} bytes"


def fitted(algorithm: "Algorithm", material: "Material") -> tuple[bytes, Any]:
    """The model file of the algorithm's best guess, and the library's own raw scores of the same rows."""
    from threadpoolctl import threadpool_limits

    from mlworkbench.stages.train.assembling import assemble
    from mlworkbench.stages.train.material import WHOLE

    lesson = material.lesson(algorithm.family, WHOLE)
    with threadpool_limits(limits=1):  # as a worker has it; two threads on a busy machine wait for each other
        estimator = algorithm.fit(lesson, next(algorithm.portfolio(material.shape(algorithm.family))))
    graph = material.prepared(algorithm.family, WHOLE).graph
    model = assemble(graph, algorithm.convert(estimator, lesson), material.interface)
    return model, algorithm.raw(estimator, lesson, lesson.features)


def _agree(algorithm: "Algorithm", raw: Any, reference: Any, material: "Material") -> None:
    widest = float(np.ptp(material.target)) if material.task == "regression" else 1.0
    bound = CLOSE if algorithm.exact else CLOSE_FLOAT32
    apart = np.abs(raw - reference) / np.maximum(widest, np.abs(reference))
    hold(raw.shape == reference.shape and bool((apart <= bound).all()), f"model file and library differ by {apart.max():.3g}")


def _adds_up(model: bytes) -> bool:
    """Whether the raw score is a sum of leaves, the same to the last bit, and not the logarithm of one."""
    import onnx

    nodes = onnx.load_model_from_string(model).graph.node
    return all(node.op_type != "Log" for node in nodes if "raw" in node.output)


def _same_one_by_one(exactly: bool, scorer: Any, columns: dict[str, Any], raw: Any) -> None:
    for row in range(SINGLE_ROWS):
        alone = scorer.score_row({name: cells[row] for name, cells in columns.items()}).raw
        same = np.array_equal(alone, raw[row]) if exactly else np.allclose(alone, raw[row], rtol=CLOSE, atol=CLOSE)
        hold(same, f"row {row + 1} alone scores {alone}, in the batch {raw[row]}")
