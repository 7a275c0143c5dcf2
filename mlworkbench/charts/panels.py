"""What pictures of data show, as plain data: no words of any language, so that the same panel is drawn in each.

A stage makes panels, a file keeps them, `charts.explored` draws them. Names are names of columns or values of the data; MISSING
and OTHERS stand for rows without a value and for values beyond those shown. Dates are microseconds since 1970.
"""

from dataclasses import dataclass
from typing import Literal

MISSING, OTHERS = "\0missing", "\0others"
Level = float | None


@dataclass(frozen=True)
class Bar:
    """`value` with its 95 % interval where there is one; `measure` names what was computed, `sign` its direction (-1, 0, 1)."""

    name: str
    value: Level
    low: Level = None
    high: Level = None
    measure: str = ""
    rows: int = 0
    sign: int = 0
    p: Level = None


@dataclass(frozen=True)
class Ranking:
    """Bars below each other: relation, missing or effect; effects have both directions. `about` is what they are about."""

    of: Literal["relation", "missing", "effect"]
    bars: tuple[Bar, ...]
    about: str = ""
    kind: Literal["ranking"] = "ranking"


@dataclass(frozen=True)
class Counted:
    """The rows of one group: a count for each bin or value."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Spread:
    """A histogram for each group of `by` (one group without a name where nothing groups)."""

    column: str
    edges: tuple[float, ...]
    groups: tuple[Counted, ...]
    by: str = ""
    dated: bool = False
    apart: bool = False
    kind: Literal["spread"] = "spread"


@dataclass(frozen=True)
class Shares:
    """How often each value occurs, in each group of `by`."""

    column: str
    values: tuple[str, ...]
    groups: tuple[Counted, ...]
    by: str = ""
    kind: Literal["shares"] = "shares"


@dataclass(frozen=True)
class Heat:
    """A table of figures as colours, or `apart`, as a strip of bars for each row. Correlations lie from -1 to 1, associations and
    shares from 0 to 1; `together` is the correlation of being missing.
    """

    of: Literal["correlation", "association", "together", "count", "share", "mean", "sum"]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Level, ...], ...]
    down: str = ""
    across: str = ""
    value: str = ""
    apart: bool = False
    kind: Literal["heat"] = "heat"


@dataclass(frozen=True)
class Cloud:
    """Two columns against each other: single `points`, or `counts` [up][across] of a grid where there are many."""

    x: str
    y: str
    points: tuple[tuple[float, float], ...] = ()
    edges_x: tuple[float, ...] = ()
    edges_y: tuple[float, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()
    dated_x: bool = False
    dated_y: bool = False
    kind: Literal["cloud"] = "cloud"


@dataclass(frozen=True)
class Box:
    """5, 25, 50, 75 and 95 % of the values of a group, and their mean with its interval."""

    name: str
    rows: int
    quantiles: tuple[float, ...]
    mean: float
    mean_low: Level = None
    mean_high: Level = None


@dataclass(frozen=True)
class Boxes:
    column: str
    by: str
    boxes: tuple[Box, ...]
    dated: bool = False
    kind: Literal["boxes"] = "boxes"


@dataclass(frozen=True)
class Line:
    name: str
    values: tuple[Level, ...]


@dataclass(frozen=True)
class Timeline:
    """One value a step from `moments[0]` on; None where no row lies. `of`: count, mean or sum of `value`."""

    date: str
    step: str
    of: Literal["count", "mean", "sum"]
    moments: tuple[int, ...]
    lines: tuple[Line, ...]
    value: str = ""
    by: str = ""
    kind: Literal["timeline"] = "timeline"


@dataclass(frozen=True)
class Stray:
    """A value far out: data row from 1, and how many robust standard deviations from the median."""

    row: int
    column: str
    value: float
    score: float


@dataclass(frozen=True)
class Fence:
    """Values of a column outside `low` to `high` are far out; `rows` of them are."""

    column: str
    rows: int
    low: float
    high: float
    least: float
    most: float


@dataclass(frozen=True)
class Strays:
    fences: tuple[Fence, ...]
    strays: tuple[Stray, ...]
    limit: float
    kind: Literal["strays"] = "strays"


@dataclass(frozen=True)
class Pattern:
    rows: int
    missing: tuple[bool, ...]


@dataclass(frozen=True)
class Patterns:
    """Which columns lack a value together, the most frequent pattern first."""

    columns: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    rows: int
    kind: Literal["patterns"] = "patterns"


Panel = Ranking | Spread | Shares | Heat | Cloud | Boxes | Timeline | Strays | Patterns
