"""Exact dependence between columns of numbers, allowing for the decimals they were rounded to."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlworkbench.scoring.wire import Array

MOST_ROWS = 5_000
MOST_COLUMNS = 400
FEWEST_ROWS, FEWEST_DISTINCT = 20, 5
FAMILY = 3
PLACES = 10  # decimals that are tried
How = Literal["minimum", "maximum", "sum", "mean", "range", "scaling", "copy", "parts"]


@dataclass(frozen=True)
class Found:
    """`columns` were computed from `sources`."""

    columns: tuple[str, ...]
    sources: tuple[str, ...]
    how: How


def families(names: Collection[str]) -> list[tuple[str, ...]]:
    """Columns that are named alike but for a number: W0, W1, …"""
    stems: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if (found := re.search(r"\d+", name)) is not None:
            stems[name[: found.start()] + "#" + name[found.end() :]].append(name)
    return [tuple(members) for members in stems.values() if len(members) >= FAMILY]


def of_rows(numbers: dict[str, Array]) -> list[Found]:
    """What is computed row by row from a family of columns."""
    made: list[Found] = []
    families_ = families(numbers)
    for family in families_:
        table = np.column_stack([numbers[name] for name in family])
        low, high, total = table.min(axis=1), table.max(axis=1), table.sum(axis=1)
        wanted: tuple[tuple[How, Array], ...] = (
            ("minimum", low), ("maximum", high), ("sum", total), ("mean", total / len(family)), ("range", high - low),
        )  # fmt: skip
        for name, values in numbers.items():
            how = next((how for how, one in wanted if name not in family and same(values, one)), None)
            if how is not None:
                made.append(Found((name,), family, how))
        span = np.where(high > low, high - low, np.nan)
        spread = np.where(table.std(axis=1) > 0, table.std(axis=1), np.nan)
        scalings = (
            (table - low[:, None]) / span[:, None],
            table / np.where(total == 0, np.nan, total)[:, None],
            table / np.where(high == 0, np.nan, high)[:, None],
            (table - table.mean(axis=1)[:, None]) / spread[:, None],
        )
        for other in families_:
            if other != family and len(other) == len(family):
                theirs = np.column_stack([numbers[name] for name in other])
                if any(same(theirs.ravel(), one.ravel()) for one in scalings):
                    made.append(Found(other, family, "scaling"))
    return made


def same(values: Array, wanted: Array) -> bool:
    """Equal wherever both are known, up to the decimals `values` were rounded to."""
    known = np.isfinite(values) & np.isfinite(wanted)
    values, wanted = values[known], wanted[known]
    if len(values) < FEWEST_ROWS or len(np.unique(values[:2000])) < FEWEST_DISTINCT:
        return False
    return bool((np.abs(values - wanted) <= tolerance(values)).all())


def tolerance(values: Array) -> Array:
    """Half of the last decimal that occurs, and what doubles lose."""
    places = next((places for places in range(PLACES) if np.allclose(values, np.round(values, places), rtol=0, atol=1e-9)), None)
    step = 0.0 if places is None or places == 0 else 0.5 * 10.0**-places
    found: Array = 1.001 * step + 1e-9 * np.maximum(1.0, np.abs(values))
    return found


def scaled(numbers: dict[str, Array], known: Collection[str]) -> list[Found]:
    """Columns that are another one, or another one times a number plus a number."""
    made: list[Found] = []
    first: dict[bytes, str] = {}
    for name, values in numbers.items():
        filled = np.isfinite(values)
        if filled.sum() < FEWEST_ROWS or len(np.unique(values[filled][:2000])) < FEWEST_DISTINCT or name in known:
            continue
        spread = float(values[filled].std())
        unit = (values - values[filled].mean()) / spread if spread > 0 else values
        if len(nonzero := unit[np.isfinite(unit) & (np.abs(unit) > 1e-6)]) and nonzero[0] < 0:
            unit = -unit
        key = np.round(unit[:MOST_ROWS:7], 5).tobytes() + filled.tobytes()
        other = first.setdefault(key, name)
        if other != name and np.allclose(unit, _unit(numbers[other]), rtol=0, atol=1e-6, equal_nan=True):
            made.append(Found((name,), (other,), "copy"))
    return made


def _unit(values: Array) -> Array:
    filled = np.isfinite(values)
    unit: Array = (values - values[filled].mean()) / float(values[filled].std())
    nonzero = unit[np.isfinite(unit) & (np.abs(unit) > 1e-6)]
    return -unit if len(nonzero) and nonzero[0] < 0 else unit


def parts(numbers: dict[str, Array], target: str, known: Collection[str]) -> list[Found]:
    """The target as an exact weighted sum of other columns: casual + registered = count; or as product or ratio of two."""
    others = [name for name in numbers if name != target and name not in known][:MOST_COLUMNS]
    wanted = numbers[target]
    used = _weighted(numbers, others, wanted)
    if used is None:
        used = next(_products(numbers, others, wanted), None)
    return [Found((target,), used, "parts")] if used else []


def _weighted(numbers: dict[str, Array], others: list[str], wanted: Array) -> tuple[str, ...] | None:
    if not others:
        return None
    table = np.column_stack([numbers[name] for name in others])
    table = table[:, keep] if not (keep := np.isfinite(table).mean(axis=0) > 0.5).all() else table
    others = [name for name, kept in zip(others, keep, strict=True) if kept]
    rows = np.isfinite(table).all(axis=1) & np.isfinite(wanted)
    if rows.sum() < max(FEWEST_ROWS, 3 * (len(others) + 1)) or not others:
        return None
    table, wanted = table[rows], wanted[rows]
    scale = np.where(table.std(axis=0) > 0, table.std(axis=0), 1.0)
    design = np.column_stack([(table - table.mean(axis=0)) / scale, np.ones(len(table))])
    weights = np.linalg.lstsq(design, wanted, rcond=1e-10)[0]
    if not same(wanted, design @ weights):
        return None
    strong = [place for place in range(len(others)) if abs(weights[place]) > 1e-6 * wanted.std()]
    return tuple(others[place] for place in sorted(strong, key=lambda place: -abs(weights[place]))) or None


def _products(numbers: dict[str, Array], others: list[str], wanted: Array) -> Iterator[tuple[str, ...]]:
    with np.errstate(all="ignore"):
        for place, one in enumerate(others[:60]):
            for two in others[place + 1 : 60]:
                a, b = numbers[one], numbers[two]
                if any(same(wanted, tried) for tried in (a * b, a / b, b / a)):
                    yield one, two
