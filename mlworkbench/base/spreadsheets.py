"""What goes into a spreadsheet must be read there as what it is: no text of ours becomes a formula."""

import re
from typing import TypeVar

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # wide signs count in East Asia
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
MARK = "'"

Cell = TypeVar("Cell")


def harmless(cell: Cell) -> Cell | str:
    """A text that would become a formula gets an apostrophe before it; numbers, also those written as text, stay."""
    if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) and not NUMBER.fullmatch(cell):
        return MARK + cell
    return cell


def restored(text: str) -> str:
    """The text as it was before `harmless`."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith(STARTS_A_FORMULA) else text
