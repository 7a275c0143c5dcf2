"""Civil dates by integer arithmetic alone, as nodes of a graph: the same for recipes and for formulas.

Civil dates from day numbers: C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar algorithms",
Software: Practice and Experience 53(4), 2023. Years begin in March there, so that a leap day is the last of its year; January and
February are months 13 and 14 of the year before.
"""

import numpy as np

from mlworkbench.stages.data.formulas.graph import DAY, HOUR, Builder

ERA = 146_097  # days in 400 years
ERAS_BEFORE = 800  # shifts every representable date to positive numbers, where division cuts downwards
SHIFT = ERAS_BEFORE * ERA + 719_468  # days from 0000-03-01, shifted, to 1970-01-01
MARCH_TO_DECEMBER = 306  # days


def emit(graph: Builder, cells: str) -> dict[str, str]:
    """year, month, day, weekday (Monday is 0) and hour as int64, days since 1970, and since the last 1 March as `from_march`.

    `cells` are microseconds since 1970, none missing.
    """

    def whole(number: int) -> str:
        return graph.numbers(number, np.int64)

    def div(a: str, by: int) -> str:
        return graph.node("Div", a, whole(by))

    def rest(a: str, by: int) -> str:
        return graph.node("Mod", a, whole(by))

    def line(a: str, times: int, plus: int) -> str:
        return graph.node("Add", graph.node("Mul", a, whole(times)), whole(plus))

    parts = {"hour": div(rest(cells, DAY), HOUR)}
    below = graph.cast(graph.node("Less", cells, whole(0)), np.int64)  # division cuts towards zero, a day begins before
    parts["days"] = days = graph.node("Sub", div(graph.node("Add", cells, below), DAY), below)
    shifted = graph.node("Add", days, whole(SHIFT))
    parts["weekday"] = rest(graph.node("Add", shifted, whole(2)), 7)  # SHIFT is 1 more than a multiple of 7
    centuries = line(shifted, 4, 3)
    years = line(div(rest(centuries, ERA), 4), 4, 3)
    parts["from_march"] = of_year = div(rest(years, 1461), 4)
    months = line(of_year, 2141, 197_913)
    parts["day"] = graph.node("Add", div(rest(months, 65_536), 2141), whole(1))
    late = graph.cast(graph.node("GreaterOrEqual", of_year, whole(MARCH_TO_DECEMBER)), np.int64)
    parts["month"] = graph.node("Sub", div(months, 65_536), graph.node("Mul", late, whole(12)))
    hundreds = line(div(centuries, ERA), 100, -400 * ERAS_BEFORE)
    parts["year"] = graph.node("Add", graph.node("Add", hundreds, div(years, 1461)), late)
    return parts
