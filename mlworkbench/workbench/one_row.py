"""One row given as text, read as a file would be read, and scored."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError

if TYPE_CHECKING:
    from mlworkbench.scoring.scorer import RowScore, Scorer


def score(scorer: "Scorer", row: Mapping[str, str]) -> "RowScore":
    """A column left out counts as missing. Raises InputError naming the column that cannot be read."""
    import pyarrow as pa

    from mlworkbench.stages import data, package

    inputs = scorer.interface.inputs
    cells = {one.name: pa.array([row.get(one.name, "")], pa.string()) for one in inputs}
    columns, refused = data.convert(pa.record_batch(cells), package.columns_for(inputs))
    if refused:
        first = refused[0]
        raise InputError("package.cell_refused", column=first.column, value=first.value)
    return scorer.score_row({name: values[0] for name, values in columns.items()})
