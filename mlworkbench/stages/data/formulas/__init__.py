"""The language of derived columns: a small, safe one; computed by an ONNX graph where that can be, else by DuckDB."""

from mlworkbench.stages.data.formulas.graph import emit, fits
from mlworkbench.stages.data.formulas.parsing import parse
from mlworkbench.stages.data.formulas.query import sql
from mlworkbench.stages.data.formulas.renaming import quoted, renamed
from mlworkbench.stages.data.formulas.running import computed
from mlworkbench.stages.data.formulas.tree import FUNCTIONS, KINDS, Kind, Node, columns_in, kinds_in, kinds_of

__all__ = [
    "FUNCTIONS",
    "KINDS",
    "Kind",
    "Node",
    "columns_in",
    "computed",
    "emit",
    "fits",
    "kinds_in",
    "kinds_of",
    "parse",
    "quoted",
    "renamed",
    "sql",
]
