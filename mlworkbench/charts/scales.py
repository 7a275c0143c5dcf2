"""Axes for values of any size: few ticks, written as a person would say them."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mlworkbench.base.words import language, number

if TYPE_CHECKING:
    from matplotlib.axis import Axis

LONG = 100_000  # from here on values are written with a unit
UNITS = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")),
    "ko": ((1e12, "조"), (1e8, "억"), (1e4, "만")),
}
ROOM = 0.04


def span(values: Iterable[float], room: float = ROOM) -> tuple[float, float]:
    """From the least to the greatest with some room; of equal values, some room around them."""
    known = list(values)
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    wide = high - low or max(abs(high), 1.0) * 0.1
    return low - room * wide, high + room * wide


def values(axis: "Axis", most: int = 5, whole: bool = False) -> None:
    """Ticks at round values; call it when the limits are set."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=most, integer=whole))
    low, high = axis.get_view_interval()
    shown = written(max(abs(low), abs(high)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))


def written(greatest: float) -> Callable[[float], str]:
    """How the values of an axis are written: large ones with their unit, the others as everywhere."""
    if not LONG <= greatest < 1e15:
        return lambda value: number(0.0 if abs(value) < greatest * 1e-9 else value)
    size, unit = next((size, unit) for size, unit in UNITS[language()] if greatest >= size)
    return lambda value: f"{value / size:,.10g}{unit}" if value else "0"
