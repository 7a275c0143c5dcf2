"""Rows of the hold-out that also stand among the training rows: a model that learnt them by heart looks too good."""

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.stages.data import duck
from mlworkbench.stages.data.quality import hashing, saying
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Subject

MOST_DROPPED = 10_000


def find(subject: Subject) -> list[Finding]:
    """Equal or nearly so in all columns but those that identify rows and the target."""
    aside = {one.column for one in subject.profile.set_aside if one.reason.key != "data.aside_text"} | {subject.target}
    columns = [column for column in subject.columns if column.name not in aside]
    if len(columns) < 2 or (subject.split is None and not subject.holdout_rows):
        return []
    row = hashing.whole([hashing.alike(column, subject.cell(column.name)) for column in columns])
    if subject.split is None:
        sides = f"SELECT r, {row} AS h, r >= {subject.rows - subject.holdout_rows} AS sealed FROM t"
    else:
        folds = f"SELECT c0 AS fold, r AS f FROM {duck.rows(subject.split, ['fold'])}"
        sides = f"SELECT r, {row} AS h, fold = -1 AS sealed FROM t JOIN ({folds}) ON f = r WHERE fold <> -2"
    subject.query(f"CREATE OR REPLACE TEMP TABLE sides AS {sides}")
    subject.query("CREATE OR REPLACE TEMP TABLE early AS SELECT h, min(r) AS r FROM sides WHERE NOT sealed GROUP BY h")
    ((rows, sealed),) = subject.query("SELECT count(*) FILTER (h IN (SELECT h FROM early)), count(*) FROM sides WHERE sealed")
    return [_finding(subject, int(rows), int(sealed))] if rows else []


def _finding(subject: Subject, rows: int, sealed: int) -> Finding:
    found = subject.query(
        "SELECT a.r, b.r FROM sides a JOIN early b USING (h) WHERE a.sealed ORDER BY 1 LIMIT 10",
    )
    evidence = [Evidence(f"{one + 1} ≈ {other + 1}", int(one) + 1) for one, other in found]
    twins = "SELECT r FROM sides WHERE NOT sealed AND h IN (SELECT h FROM sides WHERE sealed) ORDER BY 1"
    twin_rows = [int(row) + 1 for (row,) in subject.query(f"{twins} LIMIT {MOST_DROPPED + 1}")]
    remedies = []
    if len(twin_rows) <= MOST_DROPPED:
        remedies.append(saying.remedy("drop_rows", {"rows": twin_rows}, "data.mend_drop_twins", rows=len(twin_rows)))
    reason = Reason("data.found_split_duplicates", {"rows": rows, "sealed": sealed, "percent": saying.percent(rows / sealed)})
    return saying.finding("split_duplicates", (), "warning", rows, reason, evidence, remedies)


def sample() -> Planted:
    number = [*range(200), 3, 4, 5]
    return Planted(
        {"size": [n * 1.37 for n in number], "kind": [f"k{n % 7}" for n in number]}, "split_duplicates", (), holdout_rows=20
    )


FINDER = Finder(
    "across_split", Words("Same rows in training and hold-out", "학습과 홀드아웃에 함께 있는 행"), False, find, sample
)
