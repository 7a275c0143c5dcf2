"""How many rows a run may hold: what training needs of memory, told before it is needed.

Measured: a table of a million rows with 46 numbers and four texts of 30 categories is trained on (800,000 rows of it) in 4.5 GB,
which is about 100 bytes a number: on the wire, copied while features are made, as features of five folds for both families, and
once more inside a library. Texts are reckoned twice as dear.
"""

import os
import sys
from collections.abc import Sequence
from typing import Final

from mlworkbench.scoring.manifest import WIRES

BYTES_A_CELL: Final = 100
BYTES_A_TEXT: Final = 200
SHARE: Final = 0.35  # of the machine's memory
MOST: Final = 7_000_000_000
LEAST: Final = 1_000_000_000
USUAL: Final = 8_000_000_000  # where the system does not say how much it has


def most_rows(types: Sequence[str], memory: int | None = None) -> int:
    """Training rows, of columns of these types, that fit into the part of the memory that a run may take."""
    a_row = sum(BYTES_A_TEXT if WIRES[kind] == "texts" else BYTES_A_CELL for kind in types)
    held = physical() if memory is None else memory
    return int(min(MOST, max(LEAST, SHARE * held)) // max(a_row, 1))


def physical() -> int:
    """Bytes of memory that this machine has."""
    if sys.platform != "win32" and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return USUAL
