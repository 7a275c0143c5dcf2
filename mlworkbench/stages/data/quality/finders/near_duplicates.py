"""Rows that are almost the same: but for case, blanks or a little noise, but for an id, or but for one cell.

Rows that differ in one cell agree in all bands of columns but one, so they meet in one of the groups that leave out a band
(locality-sensitive hashing by exact bands: Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3).
"""

from collections.abc import Collection

from mlworkbench.base.records import Column, Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import hashing, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

FEWEST_COLUMNS = 4
MANY_ROWS, BANDS, BANDS_OF_MANY = 1_000_000, 8, 4
LARGEST_GROUP, MOST_PAIRS = 20, 20_000
COARSE = 0.05  # beyond this share of rows the columns are too coarse for likeness to say anything
MOST_DROPPED = 10_000


def find(subject: Subject) -> list[Finding]:
    aside = {one.column for one in subject.profile.set_aside if one.reason.key != "data.aside_text"}
    columns = [column for column, _ in subject.of_types("number", "flag", "category", "text", "date") if column.name not in aside]
    if len(columns) < FEWEST_COLUMNS or subject.rows < 2:
        return []
    bands = _bands(columns, BANDS if subject.rows <= MANY_ROWS else BANDS_OF_MANY)
    told = [hashing.whole([hashing.alike(one, subject.cell(one.name)) for one in band]) for band in bands]
    named = ", ".join(f"{one} AS b{place}" for place, one in enumerate(told))
    exact = hashing.whole([subject.cell(column.name) for column in columns])
    every = hashing.whole([subject.cell(column.name) for column in subject.columns])
    subject.query(f"CREATE OR REPLACE TEMP TABLE bands AS SELECT r, {exact} AS x, {every} AS e, {named} FROM t")
    alike = _alike(subject, len(bands), "x")
    similar = _alike(subject, len(bands), "e")
    for place, band in enumerate(bands):
        subject.report.progress(place / len(bands), "data.comparing_rows")
        similar += _but_for_one(subject, place, len(bands), band)
    subject.query("DROP TABLE bands")
    found = [_finding(subject, "near_duplicates", alike), _finding(subject, "similar_rows", set(similar) - set(alike))]
    return [one for one in found if one is not None]


def _bands(columns: list[Column], most: int) -> list[list[Column]]:
    count = min(most, len(columns))
    return [columns[place::count] for place in range(count)]


Pair = tuple[int, int, str]


def _alike(subject: Subject, bands: int, exact: str) -> list[Pair]:
    """Equal once case, blanks and noise are gone, but not exactly (`x`: in the compared columns, `e`: in all)."""
    key = hashing.whole([f"b{place}" for place in range(bands)])
    query = (
        f"SELECT min(r), max(r) FROM (SELECT {key} AS h, r, {exact} FROM bands) GROUP BY h"
        f" HAVING count(*) BETWEEN 2 AND {LARGEST_GROUP} AND min({exact}) <> max({exact}) LIMIT {MOST_PAIRS}"
    )
    return [(int(first), int(last), "") for first, last in subject.query(query)]


def _but_for_one(subject: Subject, left_out: int, bands: int, band: list[Column]) -> list[Pair]:
    """Pairs that agree outside this band and differ in exactly one of its columns."""
    key = hashing.whole([f"b{place}" for place in range(bands) if place != left_out])
    grouped = (
        f"SELECT h, min(r) AS first, max(r) AS last FROM (SELECT {key} AS h, r, b{left_out} AS b FROM bands) GROUP BY h"
        f" HAVING count(*) BETWEEN 2 AND {LARGEST_GROUP} AND min(b) <> max(b) LIMIT {MOST_PAIRS}"
    )
    cells = ", ".join(
        f"({hashing.alike(one, 'a.' + subject.cell(one.name))} IS DISTINCT FROM"
        f" {hashing.alike(one, 'z.' + subject.cell(one.name))})::INT"
        for one in band
    )
    query = f"SELECT first, last, {cells} FROM ({grouped}) JOIN t AS a ON a.r = first JOIN t AS z ON z.r = last"
    found = []
    for first, last, *differ in subject.query(query):
        if sum(differ) == 1:
            found.append((int(first), int(last), band[differ.index(1)].name))
    return found


def _finding(subject: Subject, kind: str, pairs: Collection[Pair]) -> Finding | None:
    later = sorted({last for _, last, _ in pairs})
    if not later or len(later) > COARSE * subject.rows:
        return None
    evidence = [
        Evidence(f"{first + 1} ≈ {last + 1}" + (f" ({saying.short(column)})" if column else ""), first + 1)
        for first, last, column in sorted(pairs)[: saying.SHOWN]
    ]
    remedies = []
    if len(later) <= MOST_DROPPED:
        rows = [row + 1 for row in later]
        remedies.append(saying.remedy("drop_rows", {"rows": rows}, "data.mend_drop_later", rows=len(rows)))
    reason = Reason(f"data.found_{kind}", {"rows": len(later), "compared": subject.rows})
    return saying.finding(kind, (), "warning" if kind == "near_duplicates" else "info", len(later), reason, evidence, remedies)


def sample() -> Planted:
    number = [*range(200), 11, 12, 13]
    words = [f"Shop {n}" for n in range(200)] + ["shop 11", " SHOP  12", "Shop 13"]
    sizes = [n * 1.7 + 3 for n in range(200)] + [21.7, 23.4, 99.5]
    return Planted(
        {"shop": words, "size": sizes, "kind": [f"k{n % 7}" for n in number], "area": [(n * 37) % 101 for n in number]},
        "near_duplicates",
        (),
    )


FINDER = Finder("near_duplicates", Words("Near-duplicate rows", "거의 같은 행"), False, find, sample)
