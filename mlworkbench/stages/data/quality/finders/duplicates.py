"""Rows that repeat an earlier row in every cell."""

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data.quality import hashing, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

SENTENCE = 20  # letters
BY_CHANCE = 3  # so many times more than chance alone would give is worth a look


def find(subject: Subject) -> list[Finding]:
    if subject.rows < 2:
        return []
    row = hashing.whole([subject.cell(column.name) for column in subject.columns])
    grouped = (
        f"SELECT h, count(*) AS n, min(r) AS first, max(r) AS last FROM (SELECT {row} AS h, r FROM t) GROUP BY h HAVING n > 1"
    )
    subject.query(f"CREATE OR REPLACE TEMP TABLE repeated AS {grouped}")
    rows = int(subject.query("SELECT coalesce(sum(n - 1), 0) FROM repeated")[0][0])
    if not rows:
        return [saying.finding("duplicates", (), "info", 0, Reason("data.no_rows_repeated", {"compared": subject.rows}))]
    often = subject.query("SELECT n, first, last FROM repeated ORDER BY n DESC, first LIMIT 10")
    evidence = [Evidence(f"{first + 1} = {last + 1}", int(first) + 1, int(count)) for count, first, last in often]
    mend = saying.remedy("drop_duplicates", {"columns": []}, "data.mend_drop_duplicates")
    by_chance = rows <= BY_CHANCE * expected(subject)
    reason = Reason("data.rows_repeated", {"rows": rows, "compared": subject.rows})
    return [saying.finding("duplicates", (), "info" if by_chance else "warning", rows, reason, evidence, [mend])]


def expected(subject: Subject) -> float:
    """Pairs of equal rows if the columns had nothing to do with each other: a table of few values repeats itself."""
    same = 1.0
    for one in subject.profile.columns:
        if one.type == "text" and one.top and max(len(top.value) for top in one.top) >= SENTENCE:
            return 0.0  # nobody writes the same sentence twice by chance
        listed = sum((top.count / subject.rows) ** 2 for top in one.top)
        same *= min(1.0, max(listed + (one.missing / subject.rows) ** 2, 1 / max(one.distinct, 1)))
    return same * subject.rows * (subject.rows - 1) / 2


def sample() -> Planted:
    number = [*range(300), 7, 8]
    return Planted({"size": [n * 1.37 for n in number], "kind": [f"k{n % 7}" for n in number]}, "duplicates", ())


FINDER = Finder("duplicates", Words("Duplicate rows", "중복된 행"), False, find, sample)
