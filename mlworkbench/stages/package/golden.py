"""The golden rows: inputs with the outputs they must give, wherever and whenever the package is opened."""

from collections.abc import Sequence

import numpy as np

from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.package import Cell, Golden
from mlworkbench.scoring.scorer import Scores
from mlworkbench.scoring.wire import NO_DATE, Array

ROWS = 200
PLAIN = 140  # as they stand in the data; then equal parts with a missing, an unseen and an extreme cell
UNSEEN = ("unseen", "처음 보는 값", "🙂")

Table = dict[str, Array]


def choose(rows: Table, interface: Interface) -> Table:
    """ROWS rows made of up to PLAIN plain ones and altered copies of those, a function of its arguments alone."""
    there = len(next(iter(rows.values())))
    plain = min(PLAIN, there)
    picked = [number * there // plain for number in range(plain)]
    picked += [picked[number % plain] for number in range(ROWS - plain)]
    table = {name: values[picked].copy() for name, values in rows.items()}
    for number in range(ROWS - plain):
        _alter(table, plain + number, number, interface.inputs)
    return table


def _alter(table: Table, row: int, number: int, inputs: Sequence[Input]) -> None:
    """One cell of one row, each input in turn, made missing, unseen or extreme in turn."""
    turn, place = number % 3, number // 3
    one = inputs[place % len(inputs)]
    table[one.name][row] = (_missing(one), _unseen(one, place), _extreme(one, place))[turn]


def _missing(one: Input) -> Cell:
    if one.wire == "texts":
        return ""
    return float("nan") if one.wire == "numbers" else int(NO_DATE)


def _unseen(one: Input, place: int) -> Cell:
    if one.wire == "texts":
        return UNSEEN[place % len(UNSEEN)]
    middle = ((one.minimum or 0.0) + (one.maximum or 0.0)) / 2
    return middle + 0.25 if one.wire == "numbers" else int(middle)


def _extreme(one: Input, place: int) -> Cell:
    """A value at an edge of what is known, and those that stand for nothing."""
    if one.wire == "texts":
        known = (*one.sentinels, *one.categories) or UNSEEN
        return known[place % len(known)]
    low, high = one.minimum or 0.0, one.maximum or 0.0
    if one.wire == "dates":
        marks = [int(np.datetime64(mark, "us").astype(np.int64)) for mark in one.sentinels]
        return int((*marks, low - 1, high + 1, 0.0, -0.0, 1e12, -1e12)[place % (6 + len(marks))])
    marked = [float(mark) for mark in one.sentinels]
    return float((*marked, low - 1, high + 1, 0.0, -0.0, 1e12, -1e12)[place % (6 + len(marked))])


def is_finite(scores: Scores) -> bool:
    """Whether every output is a number."""
    return all(np.isfinite(one).all() for one in (scores.raw, scores.probability, scores.value) if one is not None)


def golden(table: Table, scores: Scores, interface: Interface) -> tuple[Golden, ...]:
    """Rows and their scores as what the package keeps."""
    cells = {one.name: [_cell(value, one) for value in table[one.name].tolist()] for one in interface.inputs}
    return tuple(_golden({name: values[row] for name, values in cells.items()}, scores, row) for row in range(len(scores.raw)))


def _cell(value: Cell, one: Input) -> Cell:
    if one.wire == "texts":
        return value or None
    if one.wire == "dates":
        return None if value == NO_DATE else value
    return None if value is None or value != value or abs(float(value)) == float("inf") else float(value)


def _golden(inputs: dict[str, Cell], scores: Scores, row: int) -> Golden:
    raw = tuple(scores.raw[row].tolist())
    if scores.label is None or scores.probability is None:
        return Golden(inputs, raw, value=None if scores.value is None else float(scores.value[row]))
    return Golden(inputs, raw, int(scores.label[row]), tuple(scores.probability[row].tolist()))


def table_of(rows: Sequence[Golden], interface: Interface) -> Table:
    """The inputs of golden rows as columns for the Scorer."""
    return {one.name: _column([row.inputs[one.name] for row in rows], one) for one in interface.inputs}


def _column(cells: Sequence[Cell], one: Input) -> Array:
    if one.wire == "texts":
        column = np.empty(len(cells), dtype=object)
        column[:] = cells
        return column
    if one.wire == "dates":
        return np.array([NO_DATE if cell is None else cell for cell in cells], dtype=np.int64)
    return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)


def scores_of(rows: Sequence[Golden], interface: Interface) -> Scores:
    """The outputs that golden rows must give."""
    raw = np.array([row.raw for row in rows], dtype=np.float64)
    if interface.task == "regression":
        return Scores(raw, None, None, np.array([row.value for row in rows], dtype=np.float64), ())
    label = np.array([row.label for row in rows], dtype=np.int64)
    return Scores(raw, label, np.array([row.probability for row in rows], dtype=np.float64), None, interface.classes)
