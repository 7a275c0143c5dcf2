"""The one program that scores: a model.onnx in, typed rows in, raw scores, classes and probabilities out."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.wire import Array, Columns, feed, feed_row

METADATA_KEY = "mlworkbench.interface"
BLOCK = 4096
TEXT_BLOCK = 256  # where texts are taken apart: all rows of a block become as wide as the widest


@dataclass(frozen=True)
class Scores:
    """Outputs for N rows. `raw` is float64 [N, K]: the margin (binary, K = 1), one score a class, or the prediction itself.

    `label` int64 [N] indexes `classes`, `probability` is float64 [N, C]; both are None for regression, where `value` is float64
    [N] in the target's unit.
    """

    raw: Array
    label: Array | None
    probability: Array | None
    value: Array | None
    classes: tuple[str, ...]

    @property
    def prediction(self) -> Array:
        """Class names (objects of str) or values (float64), one a row."""
        if self.value is not None:
            return self.value
        return np.array(self.classes, dtype=object)[self.label]


@dataclass(frozen=True)
class RowScore:
    """Outputs for one row. `probability` is by class name and empty for regression."""

    prediction: str | float
    probability: Mapping[str, float]
    raw: tuple[float, ...]


class Scorer:
    """Scores rows with one model, the same to the last bit for trees whatever the batch size or number of threads.

    `threads` spreads fixed blocks of rows; within a block onnxruntime uses one thread.
    """

    def __init__(self, model: bytes, threads: int = 1) -> None:
        self._session = session(model)
        self.interface = interface_in(self._session)
        self._threads = max(1, threads)
        self._block = block_of(model)
        self._outputs = ["raw", "value"] if self.interface.task == "regression" else ["raw", "label", "probability"]
        self._scores_a_row = len(self.interface.classes) if self.interface.task == "multiclass" else 1

    def score(self, columns: Columns) -> Scores:
        """Score N rows given by column. Extra columns are ignored. Raises InputError (see `wire.feed`)."""
        fed = feed(self.interface, columns)
        rows = len(next(iter(fed.values())))
        if not rows:  # some operators take no empty tensor
            return self._scores([found[:0] for found in self._run(_nothing(fed))])
        if rows <= self._block:
            return self._scores(self._run(fed))
        blocks = list(blocks_of(fed, rows, self._block))
        if self._threads == 1:
            pieces = [self._run(block) for block in blocks]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                pieces = list(pool.map(self._run, blocks))
        return self._scores([np.concatenate(parts) for parts in zip(*pieces, strict=True)])

    def score_row(self, row: Mapping[str, Any]) -> RowScore:
        """Score one row given by column name. Raises InputError as `score` does."""
        fed = feed_row(self.interface, row)
        scores = self._run(fed)
        raw = tuple(scores[0][0].tolist())
        if self.interface.task == "regression":
            return RowScore(float(scores[1][0]), {}, raw)
        classes = self.interface.classes
        chances = dict(zip(classes, scores[2][0].tolist(), strict=True))
        return RowScore(classes[int(scores[1][0])], chances, raw)

    def _run(self, fed: Mapping[str, Array]) -> list[Array]:
        try:
            found: list[Array] = self._session.run(self._outputs, fed)
        except Exception as reason:  # onnxruntime raises many unrelated types for a graph that does not work out
            raise InputError("scoring.cannot_run", reason=str(reason)[:300]) from reason
        self._check(found, len(next(iter(fed.values()))))
        return found

    def _check(self, found: list[Array], rows: int) -> None:
        """A graph may pass every look at it and still give something else than its interface promises."""
        _require(found[0], np.float64, (rows, self._scores_a_row), "raw")
        if self.interface.task == "regression":
            _require(found[1], np.float64, (rows,), "value")
            return
        classes = len(self.interface.classes)
        _require(found[1], np.int64, (rows,), "label")
        _require(found[2], np.float64, (rows, classes), "probability")
        label = found[1].view(np.uint64)  # what is negative is large
        if rows and (label[0] if rows == 1 else label.max()) >= classes:
            raise InputError("scoring.cannot_run", reason="label")

    def _scores(self, found: list[Array]) -> Scores:
        if self.interface.task == "regression":
            return Scores(found[0], None, None, found[1], ())
        return Scores(found[0], found[1], found[2], None, self.interface.classes)


def _require(found: object, kind: type[np.generic], shape: tuple[int, ...], output: str) -> None:
    if not isinstance(found, np.ndarray) or found.dtype != kind or found.shape != shape:
        raise InputError("scoring.cannot_run", reason=output)


def block_of(model: bytes) -> int:
    """How many rows of it are run at once."""
    return TEXT_BLOCK if b"StringSplit" in model else BLOCK


def blocks_of(fed: Mapping[str, Array], rows: int, block: int) -> Iterator[dict[str, Array]]:
    for start in range(0, rows, block):
        yield {wire: array[start : start + block] for wire, array in fed.items()}


def _nothing(fed: Mapping[str, Array]) -> dict[str, Array]:
    """One row of zeros and empty texts."""
    return {wire: np.full((1, array.shape[1]), "" if array.dtype == object else 0, array.dtype) for wire, array in fed.items()}


def interface_in(opened: Any) -> Interface:
    """The interface that a model carries. Raises InputError where there is none or it is damaged."""
    try:
        text = opened.get_modelmeta().custom_metadata_map.get(METADATA_KEY)
    except UnicodeDecodeError as reason:
        raise InputError("scoring.bad_interface", field="utf-8") from reason
    if text is None:
        raise InputError("scoring.no_interface")
    return Interface.from_json(text)


def session(model: bytes) -> Any:
    """A session that runs the graph as it is written: one thread, no spinning, no rewriting, no telemetry."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong is raised; it is not printed besides
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"], enable_fallback=0)
    except Exception as reason:  # onnxruntime raises many unrelated types for a file it cannot run
        raise InputError("scoring.not_a_model", reason=str(reason)[:300]) from reason
