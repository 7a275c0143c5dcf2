"""The numbers behind a picture as text for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from mlworkbench.base.spreadsheets import harmless
from mlworkbench.charts.style import Cell


def delimited(header: Sequence[str], rows: Iterable[Sequence[Cell]], between: str) -> str:
    """Header and rows as CSV with this delimiter. Text that would become a formula in a spreadsheet gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=between, lineterminator="\n")
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
