"""Troubles to plant in real tables: each spoils a copy in one way and says where; decoys look like trouble and are none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlworkbench.stages.data.quality import ranges
from tests.benchmarks.made_up import days

Chance = np.random.Generator
FEWEST = 30


@dataclass(frozen=True)
class Spoilt:
    """`column` (or, of two that are alike, `other`) has it, or `rows` rows. The last `holdout` rows are the hold-out."""

    table: pd.DataFrame
    column: str
    rows: int
    holdout: int = 0
    other: str = ""


Spoil = Callable[[pd.DataFrame, str, Chance], Spoilt | None]


@dataclass(frozen=True)
class Plant:
    """`kinds` of finding would be right; None where it cannot be planted in this table. Of a decoy every finding is wrong."""

    finder: str
    name: str
    kinds: tuple[str, ...]
    spoil: Spoil
    decoy: bool = False


def is_number(table: pd.DataFrame, target: str) -> bool:
    return bool(pd.api.types.is_numeric_dtype(table[target]) and table[target].nunique() > 20)


def positive(table: pd.DataFrame, target: str) -> np.ndarray:
    """Rows of the rarest class that has at least thirty, or the upper third of a number."""
    if is_number(table, target):
        return (table[target] >= table[target].quantile(2 / 3)).to_numpy()
    counts = table[target].value_counts()
    return (table[target] == counts.index[counts >= FEWEST][-1]).to_numpy()


def insert(table: pd.DataFrame, name: str, cells: object, chance: Chance) -> pd.DataFrame:
    made = table.copy()
    made.insert(int(chance.integers(0, len(made.columns))), name, cells)
    return made


def beside(name: str, cells: Callable[[int, Chance], object], fewest: int = 0) -> Spoil:
    """A column of its own, made without regard to the others; only in a table of so many rows."""

    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
        if name in table or len(table) < fewest:
            return None
        return Spoilt(insert(table, name, cells(len(table), chance), chance), name, len(table))

    return spoil


def shuffled(table: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    return table.iloc[chance.permutation(len(table))].reset_index(drop=True)


def some_rows(table: pd.DataFrame, share: float, chance: Chance) -> np.ndarray:
    return chance.choice(len(table), max(3, int(share * len(table))), replace=False)


# What gives the target away --------------------------------------------------------------------------------------------


def copied_target(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    """The target itself under another name, wrong in one row of five hundred, or with a little noise."""
    if is_number(table, target):
        spread = table[target].quantile(0.84) - table[target].quantile(0.5)  # marks for no value lie below
        noise = chance.normal(0, 0.02 * spread, len(table))
        return Spoilt(insert(table, "estimate", (table[target] * 0.001 + noise * 0.001).round(4), chance), "estimate", len(table))
    hits = positive(table, target) ^ (chance.random(len(table)) < 0.002 * positive(table, target).mean())
    return Spoilt(insert(table, "status", np.where(hits, "closed", "active"), chance), "status", len(table))


def classes_only(spoil: Spoil) -> Spoil:
    return lambda table, target, chance: None if is_number(table, target) else spoil(table, target, chance)


def numbers_only(spoil: Spoil) -> Spoil:
    return lambda table, target, chance: spoil(table, target, chance) if is_number(table, target) else None


def one_sided(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    """A flag that is only ever set where the target is positive, and in a third of those."""
    flag = positive(table, target) & (chance.random(len(table)) < 0.3)
    return Spoilt(insert(table, "alarm", flag.astype(int), chance), "alarm", int(flag.sum()))


def filled_after(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    """A text that is only there once the target has come true."""
    cells = np.where(positive(table, target), chance.choice(["price", "moved", "service", "other"], len(table)), "")
    return Spoilt(insert(table, "note", cells, chance), "note", len(table))


def part_of_sum(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    """Two columns that add up to the target."""
    part = (table[target] * chance.uniform(0.1, 0.9, len(table))).round(1)
    made = insert(insert(table, "part a", part, chance), "part b", (table[target] - part).round(1), chance)
    return Spoilt(made, "part a", len(table))


def other_unit(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    name = some_number(table, target, chance)
    if name is None:
        return None
    return Spoilt(insert(table, "again", table[name] * 25.4, chance), "again", len(table), other=name)


def family(how: str) -> Spoil:
    """Four columns that belong together, and what was computed from them."""

    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
        parts = {f"q{place}": chance.integers(0, 60, len(table)) for place in range(1, 5)}
        made = table.assign(**parts)
        return Spoilt(insert(made, "year", getattr(made[list(parts)], how)(axis=1), chance), "year", len(table))

    return spoil


AFTERWARDS = (
    "Churn Reason", "cancellation_code", "date_closed", "resolution", "settlement_status", "recoveries", "refund_amount",
    "collection_recovery_fee", "discharge_disposition", "outcome_type", "Returned", "final_verdict", "diagnosis",
    "해지사유", "처리결과", "반품일", "퇴사일", "판정등급",
)  # fmt: skip
BEFOREHAND = (
    "account_opened",
    "order_region",
    "reading",
    "product_line",
    "plan",
    "visits",
    "등록일",
    "지역명",
    "나이대",
    "상품군",
)


def named(names: tuple[str, ...]) -> Spoil:
    """A column that says nothing but by its name. Names as they occur in public data sets."""

    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
        name = str(chance.choice(names))
        return Spoilt(insert(table, name, chance.choice(["A", "B", "C"], len(table)), chance), name, len(table))

    return spoil


# Rows that come twice --------------------------------------------------------------------------------------------------


def repeated_rows(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    taken = some_rows(table, 0.005, chance)
    return Spoilt(shuffled(pd.concat([table, table.iloc[taken]]), chance), "", len(taken))


def retyped_rows(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """Rows entered twice: with another case or more blanks, numbers with a rounding error."""
    taken = some_rows(table, 0.005, chance)
    again = table.iloc[taken].copy()
    if again.select_dtypes("float").empty:
        return None
    words = [name for name in again if again[name].dtype == object and name != target and again[name].nunique() < len(again)]
    for name in words[:2]:
        again[name] = again[name].map(lambda cell: cell.upper() if isinstance(cell, str) else cell)
    for name in again.select_dtypes("float"):
        again[name] = again[name] * (1 + 1e-7)
    return Spoilt(shuffled(pd.concat([table, again]), chance), "", len(taken))


def in_both_parts(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    """A hold-out of a tenth, in which rows of the rest stand once more."""
    mixed, count = shuffled(table, chance), len(table) // 10
    taken = some_rows(mixed[:-count], 0.005, chance)
    return Spoilt(pd.concat([mixed, mixed.iloc[taken]]).reset_index(drop=True), "", len(taken), count + len(taken))


# Values ----------------------------------------------------------------------------------------------------------------


def is_named_id(name: str) -> bool:
    return name.upper().endswith("ID")


def some_number(table: pd.DataFrame, target: str, chance: Chance, low: float = 0) -> str | None:
    """A column of positive numbers that is no id, and whose name does not say that it may be negative."""
    able = [
        name
        for name in table.select_dtypes("number")
        if name != target and table[name].min() >= low and table[name].nunique() > 20 and not is_named_id(name)
    ]
    return str(chance.choice(able)) if able else None


def spoilt(table: pd.DataFrame, name: str, how: Callable[[pd.Series], object], chance: Chance, share: float = 0.003) -> Spoilt:
    made, rows = table.copy(), some_rows(table, share, chance)
    rows = rows[table[name].notna().to_numpy()[rows]]
    made[name] = made[name].astype(float)
    made.loc[rows, name] = how(made.loc[rows, name])
    return Spoilt(made, name, len(rows))


def negative(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """A wrong sign in a few rows."""
    name = some_number(table, target, chance)
    return None if name is None else spoilt(table, name, lambda cells: -cells.where(cells > 0, 1), chance)


def ranged(name: str, low: float, high: float, wrong: float) -> Spoil:
    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
        if name in table:
            return None
        made = insert(table, name, chance.uniform(low, high, len(table)).round(1), chance)
        return spoilt(made, name, lambda cells: cells + wrong, chance)

    return spoil


def future(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    cells = days(len(table), chance).dt.strftime("%Y-%m-%d")
    rows = some_rows(table, 1 / 300, chance)
    cells.iloc[rows] = "2203-05-17"
    return Spoilt(insert(table, "ordered", cells.to_numpy(), chance), "ordered", len(rows))


def marked(mark: float) -> Spoil:
    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
        name = some_number(table, target, chance)
        if name is None or (mark > 0 and mark < 2 * table[name].max()):
            return None
        return spoilt(table, name, lambda cells: mark, chance, 0.01)

    return spoil


def far_out(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """Three cells in a unit a thousand times smaller, where no cell of the column itself lies ten times as high as most."""
    able = [name for name in table.select_dtypes("number") if name != target and table[name].nunique() > 50]
    able = [
        name for name in able if not ranges.is_place(name) and not is_named_id(name)
    ]  # a longitude of 127,000 is impossible, not far out
    able = [name for name in able if table[name].min() > 0 and table[name].max() < 10 * table[name].median()]
    if not able:
        return None
    return spoilt(table, str(chance.choice(able)), lambda cells: cells * 1000, chance, 0)


# Columns ---------------------------------------------------------------------------------------------------------------


def words_among(words: tuple[str, ...], dates: bool) -> Spoil:
    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
        name = "measured" if dates else some_number(table, target, chance)
        if name is None:
            return None
        made = insert(table, name, days(len(table), chance).dt.strftime("%Y-%m-%d").to_numpy(), chance) if dates else table.copy()
        cells, rows = made[name].astype(object), some_rows(table, 0.01, chance)
        cells.iloc[rows] = chance.choice(words, len(rows))
        made[name] = cells
        return Spoilt(made, name, len(rows))

    return spoil


def words_of(table: pd.DataFrame, target: str, letters: int) -> list[tuple[str, str]]:
    """Columns with a frequent value of so many letters, and that value."""
    found = []
    for name in table.select_dtypes("object"):
        counts = table[name].value_counts()
        if name == target or len(counts) > 200:
            continue
        able = [value for value in counts.index[counts >= 0.05 * len(table)] if len(value) >= letters and value.isalpha()]
        if able:
            found.append((name, str(able[0])))
    return found


def misspelt(letters: int, how: Callable[[str], str]) -> Spoil:
    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
        able = words_of(table, target, letters)
        if not able:
            return None
        name, value = able[int(chance.integers(0, len(able)))]
        made, rows = table.copy(), chance.choice(np.flatnonzero(table[name] == value), 4, replace=False)
        made.loc[rows, name] = how(value)
        return Spoilt(made, name, 4)

    return spoil


def rare(keep: float) -> Spoil:
    """The rarest class is cut to this share of the rows, or to so many."""

    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
        hits = np.flatnonzero(positive(table, target))
        kept = chance.choice(
            hits, int(min(len(hits), keep if keep > 1 else max(4, keep * (len(table) - len(hits))))), replace=False
        )
        gone = np.setdiff1d(hits, kept)
        return Spoilt(table.drop(index=gone).reset_index(drop=True), target, len(kept))

    return spoil


def gaps(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """A third of the cells are missing where the target is positive, three in a hundred elsewhere."""
    name = some_number(table, target, chance, low=-np.inf)
    if name is None or table[name].isna().mean() > 0.01:
        return None
    made, share = table.copy(), np.where(positive(table, target), 0.33, 0.03)
    gone = chance.random(len(table)) < share
    made[name] = made[name].astype(float).mask(gone)
    return Spoilt(made, name, int(gone.sum()))


def random_gaps(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    name = some_number(table, target, chance, low=-np.inf)
    if name is None or table[name].isna().mean() > 0.01:
        return None
    made = table.copy()
    made[name] = made[name].astype(float).mask(chance.random(len(table)) < 0.2)
    return Spoilt(made, name, len(table))


def level_moves(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """Rows in a random order; in the last third one column lies higher by its own spread."""
    name = some_number(table, target, chance, low=-np.inf)
    if name is None:
        return None
    made, third = shuffled(table, chance), len(table) // 3
    spread = made[name].quantile(0.84) - made[name].quantile(0.16)
    made[name] = made[name].astype(float)
    made.loc[len(made) - third :, name] += spread / 2
    return Spoilt(made, name, third) if spread > 0 else None


def mix_changes(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """Rows in a random order; in the last third most cells of the most frequent value hold another."""
    able = [name for name in table.select_dtypes("object") if name != target and 2 <= table[name].nunique() <= 50]
    able = [name for name in able if table[name].value_counts(normalize=True).iloc[0] >= 0.45]
    if not able:
        return None
    name = str(chance.choice(able))
    made, third = shuffled(table, chance), len(table) // 3
    first, second = table[name].value_counts().index[:2]
    late = (made.index >= len(made) - third) & (made[name] == first) & (chance.random(len(made)) < 0.8)
    made.loc[late, name] = second
    return Spoilt(made, name, third)


def only_shuffled(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
    return Spoilt(shuffled(table, chance), "", len(table))


def cut_off(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt | None:
    """All values above nineteen of twenty are written as that one."""
    able = [name for name in table.select_dtypes("number") if name != target and table[name].nunique() > 100]
    able = [name for name in able if not is_named_id(name)]
    if not able:
        return None
    made, name = table.copy(), str(chance.choice(able))
    made[name] = made[name].clip(upper=made[name].quantile(0.95))
    return Spoilt(made, name, len(table))


def heads(size: int | None) -> Spoil:
    """A first column of names: one at the head of every group of this size, or in half of the rows by chance."""

    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> Spoilt:
        rows, made = np.arange(len(table)), table.copy()
        written = chance.random(len(table)) < 0.5 if size is None else rows % size == 0
        made.insert(0, "district", np.where(written, np.char.add("district ", (rows // (size or 1)).astype(str)), None))
        return Spoilt(made, "district", len(table))

    return spoil
