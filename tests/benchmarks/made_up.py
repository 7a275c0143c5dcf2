"""Columns made without regard to a table, by number of rows: such as are in order, and such as only look wrong."""

import numpy as np
import pandas as pd

Chance = np.random.Generator


def clock(rows: int, chance: Chance) -> object:
    return [
        f"{hour:02d}:{minute:02d}"
        for hour, minute in zip(chance.integers(0, 24, rows), chance.integers(0, 60, rows), strict=True)
    ]


def scores(rows: int, chance: Chance) -> object:
    return [f"{home}:{away}" for home, away in chance.poisson(2, (rows, 2))]


def half_zero(rows: int, chance: Chance) -> object:
    return np.where(chance.random(rows) < 0.5, 0, chance.gamma(2, 3, rows)).round(1)


def nearly(rows: int, chance: Chance) -> object:
    cells = np.full(rows, "Seoul", dtype=object)
    cells[chance.choice(rows, 2, replace=False)] = ["Busan", "Jeju"]
    return cells


def some_twice(rows: int, chance: Chance) -> object:
    number = chance.permutation(rows * 3)[:rows]
    number[: rows // 50] = number[rows // 50 : 2 * (rows // 50)]
    return [f"A{one:07d}" for one in chance.permutation(number)]


def ratio(rows: int, chance: Chance) -> object:
    """Of two sums of money, of which the lower is sometimes next to nothing and rarely below."""
    lower = chance.normal(2.6, 1, rows)
    return (chance.lognormal(0, 0.5, rows) / lower).round(5)


def days(rows: int, chance: Chance) -> pd.Series:
    return pd.Series(pd.Timestamp("2015-01-01") + pd.to_timedelta(chance.integers(0, 3000, rows), unit="D"))
