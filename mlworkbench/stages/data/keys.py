"""Which columns of two tables may be the key of a join, and what joining by them would do; measured by DuckDB."""

from dataclasses import dataclass
from typing import Any

from mlworkbench.stages.data import duck
from mlworkbench.stages.data.change import Ground
from mlworkbench.stages.data.second import Brought, family

MOST = 40  # columns of each table that are looked at
TRIED = 12
SHOWN = 5
SAMPLED = 2_000
UNIQUE = 0.95
ESTIMATED = 0.8  # the quick count of distinct values may be off by so much
OVERLAP = 0.5
FEWEST = 20
COMPOSITE = range(2, 5)
Pair = tuple[str, str]


@dataclass(frozen=True)
class Proposal:
    """`overlap` is the share of our values that are found there, `unique` the larger share of distinct rows of either side."""

    keys: tuple[Pair, ...]
    overlap: float
    unique: float

    @property
    def named(self) -> bool:
        """The columns are called the same on both sides."""
        return all(ours.casefold() == theirs.casefold() for ours, theirs in self.keys)

    @property
    def score(self) -> float:
        return self.overlap * self.unique + (0.5 if self.named else 0.0)

    def plain(self) -> dict[str, Any]:
        return {"keys": dict(self.keys), "overlap": round(self.overlap, 4), "unique": round(self.unique, 4)}


@dataclass(frozen=True)
class Counts:
    """Rows with a partner on either side, the pairs they make, keys that occur several times here, there, and on both sides."""

    matched: int
    matched_there: int
    pairs: int
    repeated_here: int
    repeated_there: int
    many: int


def propose(ground: Ground, other: Brought) -> tuple[Proposal, ...]:
    """The best first: columns of the same name and kind, or whose values are mostly found there and tell rows apart."""
    with duck.connect(ground.work) as connection:
        here = _distinct(connection, ground, ground.names[:MOST])
        there = _distinct(connection, other, other.names[:MOST])
        candidates = _candidates(ground, other, here, there)
        found = []
        for keys in candidates:
            overlap = _overlap(connection, ground, other, keys)
            unique = _unique(connection, ground, tuple(ours for ours, _ in keys))
            unique_there = _unique(connection, other, tuple(theirs for _, theirs in keys))
            proposal = Proposal(keys, overlap, max(unique, unique_there))
            if overlap >= 0.01 if proposal.named else (overlap >= OVERLAP and unique_there >= UNIQUE):
                found.append(proposal)
    return tuple(sorted(found, key=lambda one: (-one.score, len(one.keys), one.keys))[:SHOWN])


def count(ground: Ground, other: Brought, keys: tuple[Pair, ...]) -> Counts:
    """What joining by these keys would do; a missing key has no partner."""
    sides = []
    for table, names in ((ground, [ours for ours, _ in keys]), (other, [theirs for _, theirs in keys])):
        listed = ", ".join(f"{table.cell(name)} AS k{place}" for place, name in enumerate(names))
        filled = " AND ".join(f"{table.cell(name)} IS NOT NULL" for name in names)
        sides.append(f"SELECT {listed}, count(*) AS n FROM {table.table()} WHERE {filled} GROUP BY ALL")
    using = ", ".join(f"k{place}" for place in range(len(keys)))
    query = f"""
        WITH here AS ({sides[0]}), there AS ({sides[1]})
        SELECT coalesce(sum(here.n), 0), coalesce(sum(there.n), 0), coalesce(sum(here.n::HUGEINT * there.n), 0),
            count(*) FILTER (here.n > 1), count(*) FILTER (there.n > 1), count(*) FILTER (here.n > 1 AND there.n > 1)
        FROM here JOIN there USING ({using})
    """
    with duck.connect(ground.work) as connection:
        found = connection.execute(query).fetchone()
    return Counts(*(int(one) for one in found))


def _distinct(connection: Any, table: Ground | Brought, names: tuple[str, ...]) -> dict[str, tuple[float, int]]:
    """By column the share of rows that are distinct, and how many values there are; both estimates."""
    asked = ", ".join(f"approx_count_distinct({table.cell(name)})" for name in names)
    found = connection.execute(f"SELECT {asked} FROM {table.table()}").fetchone()
    return {name: (min(1.0, count / max(table.rows, 1)), int(count)) for name, count in zip(names, found, strict=True)}


def _candidates(
    ground: Ground, other: Brought, here: dict[str, tuple[float, int]], there: dict[str, tuple[float, int]]
) -> list[tuple[Pair, ...]]:
    ours = {column.name: column for column in ground.columns if column.name in here}
    theirs = {column.name: column for column in other.columns if column.name in there}
    alike = [(one, two) for one in ours for two in theirs if family(ours[one]) == family(theirs[two])]
    named = [pair for pair in alike if pair[0].casefold() == pair[1].casefold() and not _measured(ours[pair[0]])]
    telling = [
        (one, two)
        for one, two in alike
        if (one, two) not in named
        and there[two][0] >= ESTIMATED
        and min(here[one][1], there[two][1]) >= FEWEST
        and not _measured(ours[one])
        and not _measured(theirs[two])
    ]
    telling.sort(key=lambda pair: -(here[pair[0]][0] + there[pair[1]][0]))
    whole = [tuple(named)] if len(named) in COMPOSITE else []
    return [*((pair,) for pair in (*named, *telling)[:TRIED]), *whole]


def _measured(column: Any) -> bool:
    """A number with decimals is a measure and no key."""
    return column.type == "number" and not column.integer


def _overlap(connection: Any, ground: Ground, other: Brought, keys: tuple[Pair, ...]) -> float:
    """Measured on 2,000 of our keys."""
    ours = ", ".join(f"{ground.cell(one)} AS k{place}" for place, (one, _) in enumerate(keys))
    filled = " AND ".join(f"{ground.cell(one)} IS NOT NULL" for one, _ in keys)
    theirs = ", ".join(f"{other.cell(two)} AS k{place}" for place, (_, two) in enumerate(keys))
    using = ", ".join(f"k{place}" for place in range(len(keys)))
    query = f"""
        WITH every AS (SELECT DISTINCT {ours} FROM {ground.table()} WHERE {filled}),
        picked AS (SELECT * FROM every ORDER BY hash({using}), {using} LIMIT {SAMPLED}),
        found AS (SELECT picked.* FROM picked SEMI JOIN (SELECT {theirs} FROM {other.table()}) AS there USING ({using}))
        SELECT (SELECT count(*) FROM found) / greatest((SELECT count(*) FROM picked), 1)
    """
    return float(connection.execute(query).fetchone()[0])


def _unique(connection: Any, table: Ground | Brought, names: tuple[str, ...]) -> float:
    cells = ", ".join(table.cell(name) for name in names)
    query = f"SELECT count(*) / greatest(sum(n), 1) FROM (SELECT count(*) AS n FROM {table.table()} GROUP BY {cells})"
    return float(connection.execute(query).fetchone()[0] or 0)
