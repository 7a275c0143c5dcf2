"""Numbers as people type and read them."""

import re

from mlworkbench.base.errors import InputError
from mlworkbench.workbench import charters

PLAIN = re.compile(r"[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][-+]?\d+)?")


def parsed(words: str, field: str) -> float:
    """1200.5, 1,200.5 and 3e-4; a comma only between thousands. Raises InputError naming the field."""
    tight = words.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if not PLAIN.fullmatch(tight) or not re.search(r"\d", tight):
        raise InputError("problem.not_a_number", field=field, found=words.strip()[:60])
    return float(tight.replace(",", ""))


def spelled(value: float | None) -> str:
    """As it can be typed again; nothing for None."""
    return "" if value is None else charters.spelled(value)
