"""Which columns lack a value together: a row a pattern, a cell a column."""

from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, naming
from mlworkbench.charts.panels import Pattern, Patterns
from mlworkbench.charts.style import SMALL, Cell, Colours, Numbers, Spot, nothing, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOP = 0.35  # of the height that names of columns may take
EACH = 17.0


def patterns(shown: Patterns, colours: Colours, width: float, height: float) -> "Figure":
    from matplotlib.collections import PolyCollection

    figure, axes = sheet(colours, width, height)
    if not shown.patterns or not shown.columns:
        return nothing(figure, colours)
    top = labels.told_apart(list(shown.columns), lambda one, middle: labels.fitted(one, height * TOP, SMALL, middle))
    tallest = max(labels.measured(one, SMALL)[0] for one in top)
    kept = shown.patterns[: naming.rows_that_fit(height, EACH, 40 + tallest)]
    corners, grounds = [], []
    for down, pattern in enumerate(kept):
        for across, lacks in enumerate(pattern.missing):
            corners.append([(across + x * 0.44, down + y * 0.4) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
            grounds.append(colours["attention"] if lacks else colours["track"])
    axes.add_collection(PolyCollection(corners, facecolors=grounds, linewidths=0), autolim=False)
    axes.set(xlim=(-0.5, max(len(shown.columns), naming.FEWEST) - 0.5), ylim=(max(len(kept), naming.FEWEST) - 0.5, -0.5))
    axes.xaxis.tick_top()
    every = max(1, round(14 * len(shown.columns) / max(width - 150, 1) + 0.49))
    axes.set_xticks(range(0, len(top), every), top[::every], rotation=90)
    for label in axes.get_xticklabels():
        label.set(color=colours["text"], parse_math=False)
    axes.set_yticks(range(len(kept)), [naming.percent(one.rows / max(shown.rows, 1)) for one in kept])
    naming.figures_right(axes, [f"{one.rows:,}" for one in kept], colours)
    return figure


def patterns_numbers(shown: Patterns) -> Numbers:
    header = (*shown.columns, tr("explore.rows"), tr("explore.share_of_rows"))
    marks = (tr("base.no"), tr("base.yes"))
    rows: list[tuple[Cell, ...]] = []
    spots = []
    for place, one in enumerate(shown.patterns):
        rows.append((*(marks[lacks] for lacks in one.missing), one.rows, one.rows / max(shown.rows, 1)))
        spots.append(Spot((len(shown.columns) - 1) / 2, place, _told(shown, one), (len(shown.columns) / 2, 0.5)))
    return Numbers(header, tuple(rows), tuple(spots))


def _told(shown: Patterns, one: Pattern) -> str:
    lacking = [name for name, lacks in zip(shown.columns, one.missing, strict=True) if lacks]
    rows = tr("explore.told_rows", rows=one.rows)
    return rows + "\n" + (tr("explore.told_lacking", columns=", ".join(lacking)) if lacking else tr("explore.told_whole"))
