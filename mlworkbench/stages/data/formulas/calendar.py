"""Civil dates by integer arithmetic alone, as nodes of a graph: the same for recipes and for formulas.

Civil dates from day numbers: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (civil_from_days).
"""

import numpy as np

from mlworkbench.stages.data.formulas.graph import DAY, HOUR, Builder

ERA = 146_097  # days in 400 years
ERAS_BEFORE = 800  # shifts every representable date to positive numbers, where division cuts downwards
SHIFT = ERAS_BEFORE * ERA + 719_468  # days from 0000-03-01, shifted, to 1970-01-01


def emit(graph: Builder, cells: str) -> dict[str, str]:
    """year, month, day, weekday (Monday is 0) and hour as int64, days since 1970, and since the last 1 March as `from_march`.

    `cells` are microseconds since 1970, none missing.
    """

    def whole(number: int) -> str:
        return graph.numbers(number, np.int64)

    def div(a: str, by: int) -> str:
        return graph.node("Div", a, whole(by))

    def mul(a: str, by: int) -> str:
        return graph.node("Mul", a, whole(by))

    def add(a: str, number: int) -> str:
        return graph.node("Add", a, whole(number))

    def sub(a: str, b: str) -> str:
        return graph.node("Sub", a, b)

    parts: dict[str, str] = {}
    towards_zero = div(cells, DAY)
    signed = sub(cells, mul(towards_zero, DAY))
    below = graph.cast(graph.node("Less", signed, whole(0)), np.int64)
    days = sub(towards_zero, below)
    parts["hour"] = div(graph.node("Add", signed, mul(below, DAY)), HOUR)
    parts["days"] = days
    shifted = add(days, SHIFT)
    parts["weekday"] = graph.node("Mod", add(shifted, 2), whole(7))  # SHIFT is 1 more than a multiple of 7
    era = div(shifted, ERA)
    of_era = sub(shifted, mul(era, ERA))
    leaps = sub(sub(of_era, div(of_era, 1460)), sub(div(of_era, 146_096), div(of_era, 36_524)))
    year_of_era = div(leaps, 365)
    before = sub(graph.node("Add", mul(year_of_era, 365), div(year_of_era, 4)), div(year_of_era, 100))
    of_year = sub(of_era, before)
    parts["from_march"] = of_year
    month_from_march = div(add(mul(of_year, 5), 2), 153)
    parts["day"] = add(sub(of_year, div(add(mul(month_from_march, 153), 2), 5)), 1)
    parts["month"] = add(graph.node("Mod", add(month_from_march, 2), whole(12)), 1)
    late = graph.cast(graph.node("LessOrEqual", parts["month"], whole(2)), np.int64)
    parts["year"] = graph.node("Add", add(graph.node("Add", mul(era, 400), year_of_era), -400 * ERAS_BEFORE), late)
    return parts
