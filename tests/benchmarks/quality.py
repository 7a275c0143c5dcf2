"""Plants troubles in real data and measures which finder tells of them; and prints what they tell of the data as they are.

    .venv/bin/python -m tests.benchmarks.quality [--folder FOLDER] [--repeats N] [--only FINDER …] [--write]

Measured on the samples that come along and, with a folder that holds them, on more public data sets (SETS). One trouble is
planted in a copy of a table; found means that the finder names the very column, or 95 % of the rows. Anything else it alarms
about that it did not tell of the original is a false alarm, and so is whatever it tells of a decoy. What it tells of the
originals was judged by hand (judged.toml). `--write` puts the tables into the guide.
"""

import argparse
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
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
from mlworkbench.stages.data.quality.finders import labels
from tests.benchmarks.planting import Plant, Spoilt, is_number
from tests.benchmarks.plants import PLANTS

SAMPLES = (
    ("telco_churn.csv", "Churn"),
    ("california_housing.csv", "median_house_value"),
    ("machine_failure.csv", "Machine failure"),
)
SETS = (
    ("dry_bean/Dry_Bean_Dataset.xlsx", "Class"),
    ("polish_bankruptcy/1year.arff", "bankruptcy"),
    ("seoul_bike/SeoulBikeData.csv", "Rented Bike Count"),
    ("wholesale_customers/wholesale.csv", "Channel"),
    ("air_quality/AirQualityUCI.csv", "CO(GT)"),
    ("aus_retail/aus_retail.csv", "Turnover"),
    ("korean_city_parks/전국도시공원표준데이터.csv", "공원구분"),
)
LABELS = (  # where a model errs little, so that wrong labels can be told
    ("dry_bean/Dry_Bean_Dataset.xlsx", "Class"),
    ("california_housing.csv", "ocean_proximity"),
    ("telco_churn.csv", "InternetService"),
    ("seoul_bike/SeoulBikeData.csv", "Seasons"),
)
WRONG = (0, 0.01, 0.03)
KNOWN_LEAKS = {"machine_failure.csv": ("TWF", "HDF", "PWF", "OSF", "RNF")}
MOST_ROWS = 3_000
OF_IMPORT = {"constants": ("constant", "empty"), "ids": ("id",), "ambiguous dates": ("ambiguous_date", "mixed_date")}
QUIET = (
    "constants",
    "outliers",
    "imbalance",
    "afterwards",
    "drift",
    "derived",
    "capped",
    "times",
)  # their word is information by nature
KINDS = {"leaks": "leak", "ids": "id", "constants": "constant", "sentinels": "sentinel"}  # where it is not the finder's name
LOUD = ("problem", "warning")
JUDGED = Path(__file__).parent / "judged.toml"
GUIDE = "docs/guide/{language}/quality.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


@dataclass(frozen=True)
class Table:
    name: str
    cells: pd.DataFrame
    target: str


@dataclass
class Score:
    planted: int = 0
    found: int = 0
    alarms: int = 0
    decoys: int = 0

    def add(self, other: "Score") -> None:
        self.planted, self.found = self.planted + other.planted, self.found + other.found
        self.alarms, self.decoys = self.alarms + other.alarms, self.decoys + other.decoys

    @property
    def recall(self) -> float:
        return self.found / max(1, self.planted)

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.alarms)


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


@contextmanager
def looked_at(cells: pd.DataFrame, target: str, holdout: int = 0) -> Iterator[Subject]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cells.to_csv(folder / "table.csv", index=False)
        made = data.run({"path": str(folder / "table.csv"), "name": "table"}, folder, Silent())
        profile = data.read_profile(folder / "profile.json")
        classes = tuple(sorted(top.value for top in profile.column(target).top))
        task = "regression" if is_number(cells, target) else "binary" if len(classes) == 2 else "multiclass"
        goal = Goal(target, task, () if task == "regression" else classes)
        columns = tuple(Column(**one) for one in made["columns"])
        subject = Subject(folder / "data.parquet", columns, profile, folder, goal=goal, holdout_rows=holdout)
        try:
            yield subject
        finally:
            subject.close()


def told(finder: str, subject: Subject) -> list[Finding]:
    """What a finder tells, and what import told of the same."""
    found = [one for one in subject.profile.findings if one.kind in OF_IMPORT.get(finder, ())]
    if finder in {one.name for one in FINDERS}:
        found += FINDERS[finder].find(subject)
    return [one for one in found if (finder in QUIET or one.severity in LOUD) and one.kind != "no_rows"]


def tables(folder: Path | None, wanted: tuple[tuple[str, str], ...]) -> Iterator[Table]:
    for name, target in wanted:
        if "/" not in name:
            cells = pd.read_csv(paths.resource("samples", name))
        elif folder is not None:
            cells = imported(folder / name)
        else:
            continue
        kept = cells.drop(columns=[one for one in KNOWN_LEAKS.get(name, ()) if one in cells and one != target])
        yield Table(name, kept, target)


def imported(path: Path) -> pd.DataFrame:
    """As import reads the file with its own guesses."""
    with tempfile.TemporaryDirectory() as name:
        data.run({"path": str(path), "name": path.stem}, Path(name), Silent())
        return pd.read_parquet(Path(name) / "data.parquet")


# Originals --------------------------------------------------------------------------------------------------------------


def original(table: Table, finders: list[str]) -> list[tuple[str, str, Finding]]:
    """Finder, data and what it tells of them."""
    with looked_at(table.cells, table.target) as subject:
        every = [(finder, one) for finder in finders for one in told(finder, subject)]
    return [(finder, table.name, one) for finder, one in every if one.rows or one.kind != "duplicates"]


def judgements() -> dict[tuple[str, str], dict[str, object]]:
    """By data and key of the finding: whether it is right, and why in both languages."""
    every = tomllib.loads(JUDGED.read_text("utf-8"))["judged"]
    return {(one["set"], key): one for one in every for key in one["keys"]}


# Planted ----------------------------------------------------------------------------------------------------------------


def measure(table: Table, finders: list[str], repeats: int) -> dict[str, Score]:
    scores = {finder: Score() for finder in finders}
    step = -(-len(table.cells) // MOST_ROWS)
    small = Table(table.name, table.cells.iloc[::step].reset_index(drop=True), table.target)
    with looked_at(small.cells, small.target) as subject:
        clean = {finder: {one.key: one.rows for one in told(finder, subject)} for finder in finders}
    for place, plant in enumerate(PLANTS):
        for seed in range(repeats if plant.finder in finders else 0):
            spoilt = plant.spoil(small.cells, small.target, np.random.default_rng([place, seed]))
            if spoilt is not None:
                tried(small, plant, spoilt, clean[plant.finder], scores[plant.finder])
    return scores


def tried(table: Table, plant: Plant, spoilt: Spoilt, known: dict[str, int], score: Score) -> None:
    with looked_at(spoilt.table, table.target, spoilt.holdout) as subject:
        found = told(plant.finder, subject)
    mine = [
        one for one in found if one.kind in plant.kinds and (not spoilt.column or {spoilt.column, spoilt.other} & {*one.columns})
    ]
    others = [one for one in found if one not in mine and one.key not in known and (one.rows or one.kind != "duplicates")]
    share = max((1.0 if spoilt.column else (one.rows - known.get(one.key, 0)) / spoilt.rows for one in mine), default=0.0)
    score.alarms += len(others)
    score.decoys += plant.decoy
    if not plant.decoy:
        score.planted += 1
        score.found += share >= 0.95
    if others or (share < 0.95 and not plant.decoy):
        say(f"# {table.name}, {plant.name}: {share:.2f} of {spoilt.column or spoilt.rows}; others: {[one.key for one in others]}")


# Labels -----------------------------------------------------------------------------------------------------------------


def wrong_labels(table: Table, share: float, seed: int) -> tuple[Table, set[int]]:
    """Rows whose class is another one, drawn evenly; their numbers from 1."""
    chance, made = np.random.default_rng(seed), table.cells.copy()
    classes = sorted(made[table.target].dropna().unique())
    rows = chance.choice(len(made), int(share * len(made)), replace=False)
    place = {name: number for number, name in enumerate(classes)}
    for row in rows:
        old = place[made[table.target].iat[row]]
        made.iloc[row, made.columns.get_loc(table.target)] = classes[(old + chance.integers(1, len(classes))) % len(classes)]
    return Table(table.name, made, table.target), {int(row) + 1 for row in rows}


def told_rows(table: Table) -> tuple[set[int], set[int]]:
    """The rows told of, and those that were looked at."""
    with looked_at(table.cells, table.target) as subject:
        found = labels.find(subject)
        if subject.goal is None or subject.truth is None or not (judged := labels.judge(subject, subject.goal, subject.truth)):
            return set(), set()
        looked = {int(row) + 1 for row in subject.sampled_rows[judged.rows]}
    return {row for one in found for row in one.remedies[0].params["rows"]}, looked


def measure_labels(table: Table) -> list[str]:
    lines, before = [], set[int]()
    for share in WRONG:
        changed, wrong = wrong_labels(table, share, 7)
        rows, looked = told_rows(changed)
        before = before if share else rows
        hits, planted, news = len(rows & wrong), len(wrong & looked), len(rows - wrong - before)
        figures = [hits / max(1, planted), hits / max(1, len(rows)), hits / max(1, hits + news)]
        told_of = [f"{one:.2f}" for one in figures] if share else ["–", "–", "–"]
        cells = [f"{Path(table.name).parts[0].removesuffix('.csv')}, {table.target}", len(looked), planted, len(rows), hits]
        lines.append("| " + " | ".join(map(str, [*cells, *told_of])) + " |")
        say(lines[-1])
    return lines


# Telling ----------------------------------------------------------------------------------------------------------------

HEADS = {
    "en": (
        "| finder | planted | found | decoys | false alarms | recall | precision | told of originals | of these false |",
        "| data, target | looked at | labels spoilt | told | of these spoilt | recall | precision | precision, new ones only |",
        "Judged false:",
    ),
    "ko": (
        "| 검사 | 심은 문제 | 찾음 | 미끼 | 거짓 경보 | 재현율 | 정밀도 | 원본에서 알림 | 그중 거짓 |",
        "| 데이터, 예측 대상 | 살펴본 행 | 바꾼 값 | 알린 행 | 그중 바꾼 것 | 재현율 | 정밀도 | 새로 알린 행의 정밀도 |",
        "거짓으로 판단한 것:",
    ),
}


Told = dict[str, list[tuple[str, Finding]]]


def written(language: str, scores: dict[str, Score], before: Told, lines: list[str], older: list[str]) -> str:
    """Both tables. `older` are the lines of the guide: those of finders that were not measured stay."""
    known = judgements()
    head, label_head, intro = HEADS[language]
    measured = tuple(f", `{KINDS.get(finder, finder)}:" for finder in scores)
    notes = [one for one in older if one.startswith("- ") and not any(kind in one for kind in measured)]
    lines = lines or [one for one in older if one.count("|") == label_head.count("|")][2:]
    rows = []
    for finder in dict.fromkeys(plant.finder for plant in PLANTS):
        if (score := scores.get(finder)) is None:
            rows += [one for one in older if one.startswith(f"| {finder} |")]
            continue
        wrong = [(name, one) for name, one in before[finder] if not known.get((name, one.key), {"right": False})["right"]]
        cells = [finder, score.planted, score.found, score.decoys, score.alarms, f"{score.recall:.3f}", f"{score.precision:.3f}"]
        rows.append("| " + " | ".join(map(str, [*cells, len(before[finder]), len(wrong)])) + " |")
        notes += [
            f"- {name}, `{one.key}`: {known.get((name, one.key), {language: 'not judged'})[language]}" for name, one in wrong
        ]
    parts = [head, "|---" * 9 + "|", *rows]
    if notes:
        parts += ["", intro, "", *notes]
    return "\n".join([*parts, "", label_head, "|---" * 8 + "|", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="public data sets, named as in SETS")
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    finders = [one for one in dict.fromkeys(plant.finder for plant in PLANTS) if not chosen.only or one in chosen.only]
    every, known = list(tables(chosen.folder, (*SAMPLES, *SETS))), judgements()
    before, scores = defaultdict(list), {finder: Score() for finder in finders}
    with ProcessPoolExecutor(chosen.workers) as pool:
        planted = [pool.submit(measure, table, finders, chosen.repeats) for table in every]
        asked = [pool.submit(original, table, finders) for table in every]
        wrong = (
            []
            if chosen.only and "labels" not in chosen.only
            else [pool.submit(measure_labels, table) for table in tables(chosen.folder, LABELS)]
        )
        for finder, name, one in (found for job in asked for found in job.result()):
            verdict = known.get((name, one.key), {"right": "not judged"})["right"]
            say(f"# {name}, as it is, {finder}, {one.key}: {tr(one.reason.key, **one.reason.facts)} -> {verdict}")
            before[finder].append((name, one))
        for finder, score in (pair for job in planted for pair in job.result().items()):
            scores[finder].add(score)
        lines = [line for job in wrong for line in job.result()]
    for language in HEADS:
        path = Path(GUIDE.format(language=language))
        start, _, rest = path.read_text("utf-8").partition(BEGIN)
        text = written(language, scores, before, lines, rest.partition(END)[0].splitlines())
        say("\n" + text)
        if chosen.write:
            path.write_text(f"{start}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
