"""What pictures of data share: names of values, moments, names at the left of rows and figures at their right."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import labels, scales
from mlworkbench.charts.panels import MISSING, OTHERS
from mlworkbench.charts.style import SMALL, Colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

LEFT = 0.3  # of the width that names at the left may take
ROW = 15.0  # pixels a row needs
FEWEST = 5  # rows for which there is room: one alone does not fill the whole picture
DAY = 86_400_000_000  # microseconds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")


def named(value: str) -> str:
    """A value of the data as it is shown: one of no letters and the marks for missing and other values have words."""
    marks = {MISSING: "explore.missing_value", OTHERS: "explore.other_values", "": "explore.all_rows"}
    if value in marks:
        return tr(marks[value])
    return value if value.strip() else tr("explore.blank_value")


def percent(share: float) -> str:
    """26.5 %; what is there but tiny is not called nothing."""
    shown = 100 * share
    if 0 < abs(shown) < 0.05:
        return f"{shown:.2g} %"
    return f"{shown:.1f}".removesuffix(".0") + " %"


def moment(microseconds: float, wide: float = 400 * DAY) -> str:
    """As much of a date and time as tells apart moments of a range so wide (microseconds)."""
    try:
        when = EPOCH + timedelta(microseconds=round(microseconds))
    except OverflowError:
        return number(microseconds)
    if wide >= 1200 * DAY:
        return f"{when:%Y-%m}"
    if wide >= 4 * DAY:
        return f"{when:%Y-%m-%d}"
    return f"{when:%m-%d %H:%M}" if wide >= 600_000_000 else f"{when:%H:%M:%S}"


def written(low: float, high: float, dated: bool) -> Callable[[float], str]:
    """How the values of such a range are said."""
    return partial(moment, wide=high - low) if dated else number


def along(axis: "Axis", width: float, dated: bool) -> None:
    """Ticks of values or dates; call it when the limits are set."""
    if not dated:
        scales.values(axis, max(2, min(6, int(width // 90))))
        return
    from matplotlib.ticker import FuncFormatter, LinearLocator

    low, high = axis.get_view_interval()
    axis.set_major_locator(LinearLocator(max(2, min(6, int(width // 150)))))
    axis.set_major_formatter(FuncFormatter(lambda value, _: moment(value, high - low)))


def shares(axis: "Axis", width: float, whole: bool) -> None:
    """Ticks of figures around 0: as per cent, or as they are."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=max(2, min(5, int(width // 110)))))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.4g} %" if whole else f"{value:.4g}"))


def rows_that_fit(height: float, each: float = ROW, around: float = 60.0) -> int:
    return max(1, int((height - around) // each))


def beside(axes: "Axes", names: Sequence[str], width: float, colours: Colours) -> None:
    """Names at the left of rows 0, 1, 2 … from the top."""
    told = labels.told_apart(
        [named(name) for name in names], lambda name, middle: labels.fitted(name, width * LEFT, SMALL, middle)
    )
    axes.set_yticks(range(len(names)), told)
    axes.set_ylim(max(len(names), FEWEST) - 0.5, -0.5)
    for label in axes.get_yticklabels():
        label.set(color=colours["text"], parse_math=False)


def figures_right(axes: "Axes", words: Sequence[str], colours: Colours) -> None:
    """A figure at the right of every row."""
    right = axes.twinx()
    right.set_ylim(axes.get_ylim())
    right.set_yticks(range(len(words)), words)
    right.tick_params(length=0, colors=colours["secondary"], labelsize=SMALL, pad=6)
    for spine in right.spines.values():
        spine.set_visible(False)


def captioned(axes: "Axes", words: str, width: float, colours: Colours) -> None:
    """A small line above the box."""
    if words:
        shown = labels.fitted(words, width * 0.92, SMALL)
        axes.set_title(shown, loc="left", color=colours["secondary"], fontsize=SMALL, pad=5).set_parse_math(False)


def series(colours: Colours, place: int) -> str:
    return colours[f"series_{place % len(HATCHES) + 1}"]
