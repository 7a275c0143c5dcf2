"""What the category steps share: counting categories on training rows and giving each cell a code with two nodes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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


def counted(values: Array, rare_share: float, most: int) -> Categories:
    """Categories of one column of texts: those under `rare_share` of the rows, or beyond the `most` frequent, are rare."""
    counts = sorted(Counter(values.tolist()).items(), key=lambda found: (-found[1], found[0]))
    least = rare_share * len(values)
    kept = [value for value, count in counts[:most] if count >= least]
    return Categories(tuple(kept), tuple(value for value, _ in counts if value not in set(kept)))


def coded(graph: Graph, names: Sequence[str], tables: Sequence[dict[str, float]], unknown: float) -> str:
    """A tensor double [N, len(names)]: each cell's code by its column's table, `unknown` for a cell that is in none.

    One prefix a column makes one table serve all columns, so that one row costs two nodes however many columns there are.
    """
    from onnx import numpy_helper

    keys = [f"{place}{SEPARATOR}{text}" for place, table in enumerate(tables) for text in table]
    codes = np.array([code for table in tables for code in table.values()], dtype=np.float64)
    prefixes = graph.strings([f"{place}{SEPARATOR}" for place in range(len(names))])
    prefixed = graph.node("StringConcat", prefixes, graph.take(names))
    return graph.node(
        "LabelEncoder",
        prefixed,
        domain=ML,
        keys_tensor=text_tensor("keys", keys),
        values_tensor=numpy_helper.from_array(codes, "codes"),
        default_tensor=numpy_helper.from_array(np.array([unknown]), "unknown"),
    )


def looked_up(values: Array, tables: Sequence[dict[str, float]], unknown: float) -> Array:
    """The plain meaning of `coded`."""
    columns = [[table.get(cell, unknown) for cell in values[:, place]] for place, table in enumerate(tables)]
    return np.array(columns, dtype=np.float64).T.reshape(len(values), len(tables))
