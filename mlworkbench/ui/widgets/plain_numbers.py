"""Numbers of the data as they are: no rounding, no thousands, decimal points below each other."""

from collections.abc import Iterable

MOST_DECIMALS = 6
LARGEST_PLAIN = 1e15


def decimals(values: Iterable[object]) -> int:
    """As many as the longest of these needs; one that needs too many to line up with others does not count."""
    return max((_needed(value) for value in values if isinstance(value, float)), default=0)


def spelled(value: float, places: int) -> str:
    text = f"{value:.{places}f}" if abs(value) < LARGEST_PLAIN else ""
    return text if text and float(text) == value else repr(value)


def _needed(value: float) -> int:
    text = repr(value)
    needed = 0 if "e" in text or "n" in text else len(text.partition(".")[2].removesuffix("0"))
    return needed if needed <= MOST_DECIMALS else 0
