"""What the category steps share: counting categories on training rows and giving each cell a code with two nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np

from mlworkbench.scoring.operators import ML
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph, text_tensor

SEPARATOR = "\x1f"
MISSING = ""


@dataclass(frozen=True)
class Categories:
    """Of one column: `kept` have a code of their own, most frequent first; `rare` share one; any other value is unknown."""

    kept: tuple[str, ...]
    rare: tuple[str, ...]


@dataclass(frozen=True)
class Coded:
    """One column as codes int64 [N]: `kept` categories by their place, most frequent first, all others len(kept)."""

    codes: Array
    kept: tuple[str, ...]
    beyond: int

    def counts(self, weights: Array | None = None) -> Array:
        """Rows, or their weight, of each kept category, float64 [len(kept)]."""
        return np.bincount(self.codes, weights, len(self.kept) + 1)[:-1].astype(np.float64)


def counted(values: Array, rare_share: float, most: int) -> Categories:
    """Categories of one column of texts: those under `rare_share` of the rows, or beyond the `most` frequent, are rare."""
    _, texts, counts = _found(values)
    places = [place for place in _frequent(texts, counts, most) if counts[place] >= rare_share * len(values)]
    rest = np.ones(len(texts), dtype=bool)
    rest[places] = False
    return Categories(tuple(texts[places].tolist()), tuple(texts[rest].tolist()))


def numbered(values: Array, most: int) -> Coded:
    """The same as codes, for what is computed of each category; none is rare."""
    codes, texts, counts = _found(values)
    places = _frequent(texts, counts, most)
    rank = np.full(len(texts), len(places), dtype=np.int64)
    rank[places] = np.arange(len(places))
    return Coded(rank[codes], tuple(texts[places].tolist()), len(texts) - len(places))


def _found(values: Array) -> tuple[Array, Array, Array]:
    """Codes int64 [N] of one column of texts, the texts behind them, and how many rows each has."""
    import pandas

    codes, texts = pandas.factorize(values)
    return codes, np.asarray(texts, dtype=object), np.bincount(codes, minlength=len(texts))


def _frequent(texts: Array, counts: Array, most: int) -> list[int]:
    """The places of the `most` frequent texts, the most frequent first and then in order of the alphabet.

    Only those that are shown are sorted: a column may have as many texts as rows.
    """
    places = list(range(len(texts)))
    if len(texts) > most:
        least = np.partition(counts, len(texts) - most)[len(texts) - most]
        places = np.flatnonzero(counts > least).tolist()
        tied = np.flatnonzero(counts == least).tolist()
        places += nsmallest(most - len(places), tied, key=texts.__getitem__)
    return sorted(places, key=lambda place: (-counts[place], texts[place]))


def coded(graph: Graph, names: Sequence[str], tables: Sequence[Mapping[str, float]], unknown: float, whole: bool = False) -> str:
    """A tensor double [N, len(names)]: each cell's code by its column's table, `unknown` for a cell that is in none.

    One prefix a column makes one table serve all columns, so that one row costs two nodes however many columns there are.
    With `whole` it is int64, to look up in another table.
    """
    from onnx import numpy_helper

    kind = np.int64 if whole else np.float64
    keys = [f"{place}{SEPARATOR}{text}" for place, table in enumerate(tables) for text in table]
    codes = np.array([code for table in tables for code in table.values()], dtype=kind)
    return graph.node(
        "LabelEncoder",
        _prefixed(graph, names),
        domain=ML,
        keys_tensor=text_tensor("keys", keys),
        values_tensor=numpy_helper.from_array(codes, "codes"),
        default_tensor=numpy_helper.from_array(np.array([unknown], dtype=kind), "unknown"),
    )


def recoded(graph: Graph, names: Sequence[str], tables: Sequence[Mapping[str, str]], unknown: str) -> str:
    """A tensor of texts [N, len(names)]: each cell's text by its column's table, `unknown` for a cell that is in none."""
    keys = [f"{place}{SEPARATOR}{text}" for place, table in enumerate(tables) for text in table]
    return graph.node(
        "LabelEncoder",
        _prefixed(graph, names),
        domain=ML,
        keys_tensor=text_tensor("keys", keys),
        values_tensor=text_tensor("texts", [text for table in tables for text in table.values()]),
        default_tensor=text_tensor("unknown", [unknown]),
    )


def _prefixed(graph: Graph, names: Sequence[str]) -> str:
    return graph.node("StringConcat", graph.strings([f"{place}{SEPARATOR}" for place in range(len(names))]), graph.take(names))


def looked_up(values: Array, tables: Sequence[Mapping[str, float]], unknown: float) -> Array:
    """The plain meaning of `coded`."""
    columns = [[table.get(cell, unknown) for cell in values[:, place]] for place, table in enumerate(tables)]
    return np.array(columns, dtype=np.float64).T.reshape(len(values), len(tables))


@dataclass(frozen=True)
class Figures:
    """Several numbers for each category: `tables` give a category's row of `rows`, float64 [1 + categories, w].

    Row 0 is for what no table holds. `endings` name the numbers of a column.
    """

    tables: tuple[dict[str, int], ...]
    rows: Array
    endings: tuple[str, ...]

    def titles(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"{name} · {ending}" for name in names for ending in self.endings)


def figures(columns: Sequence[tuple[Sequence[str], Array]], unseen: Array, endings: Sequence[str]) -> Figures:
    """Of each column its categories and their numbers [categories, w]."""
    tables, begin = [], 1
    for kept, _ in columns:
        tables.append({text: begin + place for place, text in enumerate(kept)})
        begin += len(kept)
    return Figures(tuple(tables), np.vstack([unseen.reshape(1, -1), *(rows for _, rows in columns)]), tuple(endings))


def put_figures(graph: Graph, names: Sequence[str], found: Figures) -> None:
    """The numbers of each cell's category instead of the columns: two nodes for one number a category, four for several."""
    width = len(found.endings)
    if width == 1:
        tables = [{text: float(found.rows[row, 0]) for text, row in table.items()} for table in found.tables]
        made = coded(graph, names, tables, float(found.rows[0, 0]))
    else:
        rows = graph.node("Gather", graph.numbers(found.rows), coded(graph, names, found.tables, 0, whole=True), axis=0)
        made = graph.node("Reshape", rows, graph.numbers([0, len(names) * width], np.int64))
    graph.put(made, found.titles(names), "numbers", instead_of=names)


def plain_figures(values: Array, names: Sequence[str], found: Figures) -> tuple[tuple[str, ...], Array]:
    """The plain meaning of `put_figures`."""
    rows = looked_up(values, found.tables, 0).astype(np.int64)
    return found.titles(names), found.rows[rows].reshape(len(values), -1)
