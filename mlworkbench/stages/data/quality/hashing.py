"""Rows and cells as 64-bit hashes in queries: 10 million rows collide with probability 3e-6."""

from collections.abc import Sequence

from mlworkbench.base.records import Column

AT_ONCE = 200  # arguments of one call
DIGITS = 4  # of a number that count when two are held to be nearly the same
ASIDE = 0.02714  # so that no decimal number lies where rounding turns


def whole(cells: Sequence[str]) -> str:
    """All of these expressions as one hash."""
    parts = [f"hash({', '.join(cells[first : first + AT_ONCE])})" for first in range(0, len(cells), AT_ONCE)]
    return parts[0] if len(parts) == 1 else f"hash({', '.join(parts)})"


def alike(column: Column, cell: str) -> str:
    """The same for cells that differ by case, blanks or a little noise alone."""
    if column.type in ("category", "text"):
        return f"regexp_replace(lower(trim(nfc_normalize({cell}))), '\\s+', ' ', 'g')"
    if column.type == "number":
        size = f"pow(10, floor(log10(abs({cell}::DOUBLE))) - {DIGITS - 1})"
        return f"CASE WHEN {cell} = 0 THEN 0 ELSE round({cell} / {size} + {ASIDE}) * {size} END"
    return cell
