"""Plants leakage, duplicates and impossible values in real data and measures which finder tells of them.

    .venv/bin/python -m tests.benchmarks.quality [--repeats N] [FILE.csv=TARGET …]

Measured on the samples that come along, and on the CSV files named. Planted are one problem of a kind in a table; found means
that the finder names the very column (or rows). Anything else it alarms about (problem or warning) that it did not tell of the
original is a false alarm. What it tells of the originals themselves is printed, to be read.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mlworkbench.base import paths
from mlworkbench.base.records import Column, Finding
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages import data
from mlworkbench.stages.data.quality import FINDERS, Goal, Subject

SAMPLES = (
    ("telco_churn.csv", "Churn"),
    ("california_housing.csv", "median_house_value"),
    ("machine_failure.csv", "Machine failure"),
)
KNOWN_LEAKS = {"machine_failure.csv": ("TWF", "HDF", "PWF", "OSF", "RNF")}
LOUD = ("problem", "warning")
Chance = np.random.Generator


@dataclass(frozen=True)
class Plant:
    """`spoil` gives the table with something wrong in it and which column has it ("": rows, counted as `rows`)."""

    finder: str
    name: str
    kinds: tuple[str, ...]
    spoil: Callable[[pd.DataFrame, str, Chance], tuple[pd.DataFrame, str, int] | None]


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def is_number(table: pd.DataFrame, target: str) -> bool:
    return bool(pd.api.types.is_numeric_dtype(table[target]) and table[target].nunique() > 20)


def positive(table: pd.DataFrame, target: str) -> np.ndarray:
    return (table[target] == table[target].value_counts().index[-1]).to_numpy()


def insert(table: pd.DataFrame, name: str, cells: object, chance: Chance) -> pd.DataFrame:
    made = table.copy()
    made.insert(int(chance.integers(0, len(made.columns))), name, cells)
    return made


def copied_target(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int]:
    """The target itself under another name, wrong in one row of five hundred, or with a little noise."""
    if is_number(table, target):
        noise = chance.normal(0, 0.02 * table[target].std(), len(table))
        return insert(table, "estimate", (table[target] * 0.001 + noise * 0.001).round(4), chance), "estimate", len(table)
    hits = positive(table, target) ^ (chance.random(len(table)) < 0.002 * positive(table, target).mean())
    return insert(table, "status", np.where(hits, "closed", "active"), chance), "status", len(table)


def one_sided(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int] | None:
    """A flag that is only ever set where the target is positive, and in a third of those."""
    if is_number(table, target):
        return None
    flag = positive(table, target) & (chance.random(len(table)) < 0.3)
    return insert(table, "alarm", flag.astype(int), chance), "alarm", int(flag.sum())


def filled_after(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int] | None:
    """A text that is only there once the target has come true."""
    if is_number(table, target):
        return None
    cells = np.where(positive(table, target), chance.choice(["price", "moved", "service", "other"], len(table)), "")
    return insert(table, "note", cells, chance), "note", len(table)


def part_of_sum(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int] | None:
    """Two columns that add up to the target."""
    if not is_number(table, target):
        return None
    part = (table[target] * chance.uniform(0.1, 0.9, len(table))).round(1)
    return insert(insert(table, "part a", part, chance), "part b", (table[target] - part).round(1), chance), "part a", len(table)


def repeated_rows(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int]:
    taken = chance.choice(len(table), max(3, len(table) // 200), replace=False)
    return shuffled(pd.concat([table, table.iloc[taken]]), chance), "", len(taken)


def retyped_rows(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int] | None:
    """Rows entered twice: with another case or more blanks, numbers with a rounding error."""
    taken = chance.choice(len(table), max(3, len(table) // 200), replace=False)
    again = table.iloc[taken].copy()
    if again.select_dtypes("float").empty:
        return None
    words = [name for name in again if again[name].dtype == object and name != target and again[name].nunique() < len(again)]
    for name in words[:2]:
        again[name] = again[name].map(lambda cell: cell.upper() if isinstance(cell, str) else cell)
    for name in again.select_dtypes("float"):
        again[name] = again[name] * (1 + 1e-7)
    return shuffled(pd.concat([table, again]), chance), "", len(taken)


def shuffled(table: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    return table.iloc[chance.permutation(len(table))].reset_index(drop=True)


def some_number(table: pd.DataFrame, target: str, chance: Chance, low: float = 0) -> str | None:
    """A column of positive numbers that is no id, and whose name does not say that it may be negative."""
    able = [
        name
        for name in table.select_dtypes("number")
        if name != target and table[name].min() >= low and table[name].nunique() > 20 and not name.upper().endswith("ID")
    ]
    return str(chance.choice(able)) if able else None


def negative(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int] | None:
    """A wrong sign in a few rows."""
    name = some_number(table, target, chance)
    return None if name is None else spoilt(table, name, lambda cells: -cells.where(cells > 0, 1), chance)


def spoilt(
    table: pd.DataFrame, name: str, how: Callable[[pd.Series], object], chance: Chance, share: float = 0.003
) -> tuple[pd.DataFrame, str, int]:
    made, rows = table.copy(), chance.choice(len(table), max(3, int(share * len(table))), replace=False)
    made[name] = made[name].astype(float)
    made.loc[rows, name] = how(made.loc[rows, name])
    return made, name, len(rows)


def age(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int]:
    made = insert(table, "customer_age", chance.integers(18, 90, len(table)), chance)
    return spoilt(made, "customer_age", lambda cells: cells + 200, chance)


def percent(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int]:
    made = insert(table, "load_pct", chance.uniform(5, 95, len(table)).round(1), chance)
    return spoilt(made, "load_pct", lambda cells: cells + 100, chance)


def future(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int]:
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(chance.integers(0, 3000, len(table)), unit="D")
    cells = pd.Series(days.strftime("%Y-%m-%d"))
    rows = chance.choice(len(table), max(3, len(table) // 300), replace=False)
    cells.iloc[rows] = "2203-05-17"
    return insert(table, "ordered", cells.to_numpy(), chance), "ordered", len(rows)


def marked(mark: float) -> Callable[[pd.DataFrame, str, Chance], tuple[pd.DataFrame, str, int] | None]:
    def spoil(table: pd.DataFrame, target: str, chance: Chance) -> tuple[pd.DataFrame, str, int] | None:
        name = some_number(table, target, chance)
        if name is None or (mark > 0 and mark < 2 * table[name].max()):
            return None
        return spoilt(table, name, lambda cells: mark, chance, 0.01)

    return spoil


PLANTS = (
    Plant("leaks", "the target under another name", ("leak",), copied_target),
    Plant("leaks", "a flag set for positives only", ("leak",), one_sided),
    Plant("leaks", "a text filled afterwards", ("leak",), filled_after),
    Plant("derived", "parts that add up to the target", ("leak", "derived"), part_of_sum),
    Plant("duplicates", "rows repeated", ("duplicates",), repeated_rows),
    Plant("near_duplicates", "rows entered again", ("near_duplicates",), retyped_rows),
    Plant("impossible", "a wrong sign", ("impossible",), negative),
    Plant("impossible", "an age of 240", ("impossible",), age),
    Plant("impossible", "more than 100 %", ("impossible",), percent),
    Plant("impossible", "dates in the year 2203", ("impossible",), future),
    Plant("sentinels", "-999 for no value", ("sentinel",), marked(-999)),
    Plant("sentinels", "-200 for no value", ("sentinel",), marked(-200)),
    Plant("sentinels", "99999999 for no value", ("sentinel",), marked(99999999)),
)


def looked_at(table: pd.DataFrame, target: str, folder: Path) -> Subject:
    table.to_csv(folder / "table.csv", index=False)
    made = data.run({"path": str(folder / "table.csv"), "name": "table"}, folder, Silent())
    profile = data.read_profile(folder / "profile.json")
    classes = tuple(sorted(top.value for top in profile.column(target).top))
    task = "regression" if is_number(table, target) else "binary" if len(classes) == 2 else "multiclass"
    goal = Goal(target, task, () if task == "regression" else classes)
    return Subject(folder / "data.parquet", tuple(Column(**one) for one in made["columns"]), profile, folder, goal=goal)


def told(finder: str, table: pd.DataFrame, target: str) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        subject = looked_at(table, target, Path(folder))
        try:
            return [one for one in FINDERS[finder].find(subject) if one.severity in LOUD]
        finally:
            subject.close()


def tables(named: list[str]) -> Iterator[tuple[str, pd.DataFrame, str]]:
    for name, target in SAMPLES:
        table = pd.read_csv(paths.resource("samples", name))
        yield name, table.drop(columns=[one for one in KNOWN_LEAKS.get(name, ()) if one in table]), target
    for one in named:
        path, _, target = one.rpartition("=")
        yield Path(path).name, pd.read_csv(path), target


def rows_hit(found: Finding, planted: int, before: int) -> float:
    """Which share of the planted rows is among those told of."""
    return min(1.0, (found.rows - before) / planted)


def measure(named: list[str], repeats: int) -> None:
    hits, planted, alarms = Counter[str](), Counter[str](), Counter[str]()
    for name, table, target in tables(named):
        clean = {finder: told(finder, table, target) for finder in dict.fromkeys(plant.finder for plant in PLANTS)}
        for finder, found in clean.items():
            for one in found:
                say(f"# {name}, as it is, {finder}: {tr(one.reason.key, **one.reason.facts)}")
        for plant in PLANTS:
            for seed in range(repeats):
                spoilt_table = plant.spoil(table, target, np.random.default_rng(seed))
                if spoilt_table is None:
                    continue
                changed, column, rows = spoilt_table
                found = told(plant.finder, changed, target)
                known = {one.key: one.rows for one in clean[plant.finder]}
                mine = [one for one in found if one.kind in plant.kinds and (not column or column in one.columns)]
                others = [one for one in found if one not in mine and one.key not in known]
                planted[plant.finder] += 1
                share = max((1.0 if column else rows_hit(one, rows, known.get(one.key, 0)) for one in mine), default=0.0)
                hits[plant.finder] += share >= 0.95
                alarms[plant.finder] += len(others)
                if share < 0.95 or others:
                    say(f"# {name}, {plant.name}, {seed}: {share:.2f} of {column or rows}; others: {[one.key for one in others]}")
    say("\n| finder | planted | found | false alarms | recall | precision |\n|---|---|---|---|---|---|")
    for finder in planted:
        right = hits[finder]
        precision = right / max(1, right + alarms[finder])
        say(f"| {finder} | {planted[finder]} | {right} | {alarms[finder]} | {right / planted[finder]:.3f} | {precision:.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE.csv=TARGET")
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    measure(chosen.files, chosen.repeats)


if __name__ == "__main__":
    main()
