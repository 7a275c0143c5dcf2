"""Tables that nobody would wish for, from the file to the proved package: a result, or words that say what to do."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.base.words import tr
from mlworkbench.workbench import Workbench
from mlworkbench.workbench.train import Wanted
from tests.ui.pages import playing
from tests.unit.workbench.conftest import PlayedRunner

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # numbers beyond all measure are the matter here
ROWS = 60
Target = Callable[[int, float], object]


@dataclass(frozen=True)
class Case:
    """`target` and `cells` make a row from its number and a draw; `refused` is the key of the error that is expected, if one is.

    `failed` are keys of failures of single algorithms while the rest goes on.
    """

    target: Target = lambda number, drawn: "yes" if drawn > 0 else "no"
    cells: Callable[[int, float], tuple[object, ...]] = lambda number, drawn: (f"{drawn:.3f}", "rgb"[number % 3])
    header: tuple[str, ...] = ("a", "b", "y")
    rows: int = ROWS
    task: str = "auto"
    options: Any = None
    plan: Any = None
    refused: str = ""
    algorithms: tuple[str, ...] = ("logistic", "ridge")
    failed: frozenset[str] = frozenset()
    shipped: bool = False

    def text(self) -> str:
        chance = random.Random(4)
        lines = [self.header]
        for number in range(self.rows):
            drawn = chance.gauss(0, 1)
            lines.append((*map(str, self.cells(number, drawn)), str(self.target(number, drawn))))
        return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines)


def sized(size: float, **more: Any) -> Case:
    return Case(target=lambda number, drawn: repr(size * max(-1.0, min(1.0, drawn))), **more)


def weighed(weight: Callable[[int], object], refused: str = "") -> Case:
    def cells(number: int, drawn: float) -> tuple[object, ...]:
        return f"{drawn:.3f}", "rgb"[number % 3], weight(number)

    return Case(cells=cells, header=("a", "b", "w", "y"), options={"weights": "w"}, refused=refused)


CASES = {
    "one class": Case(target=lambda number, drawn: "x", refused="problem.target_constant"),
    "one number": Case(target=lambda number, drawn: 7.5, refused="problem.target_constant"),
    "no target in most rows": Case(rows=400, target=lambda number, drawn: "" if number % 16 else "no" if number % 32 else "yes"),
    "three rows": Case(rows=3, refused="problem.too_few_rows"),
    "twenty rows of three classes": Case(rows=20, target=lambda number, drawn: "abc"[number % 3]),
    "one row of a class": Case(target=lambda number, drawn: "b" if number == 5 else "a", refused="prepare.too_few_of_a_class"),
    "one row of a third class": Case(target=lambda number, drawn: "c" if number == 5 else "ab"[number % 2]),
    "ten classes of one row": Case(target=lambda number, drawn: f"k{number}" if number < 10 else "ab"[number % 2]),
    "2,000 classes": Case(rows=4000, target=lambda number, drawn: f"k{number % 2000}", refused="problem.target_text"),
    "2,000 numbers as classes": Case(
        rows=4000, target=lambda number, drawn: number % 2000, task="multiclass", refused="problem.too_many_classes"
    ),
    "two huge numbers as classes": Case(shipped=True, target=lambda number, drawn: "1e300" if drawn > 0 else "2"),
    "two long numbers as classes": Case(target=lambda number, drawn: 9007199254740993 - (drawn > 0)),
    "true and false": Case(target=lambda number, drawn: "" if number % 7 == 0 else drawn > 0),
    "infinite cells": Case(
        shipped=True, cells=lambda number, drawn: (("inf", "-inf", "1e400", "2", "nan")[number % 5], "r" + str(number % 2))
    ),
    "infinite targets": Case(target=lambda number, drawn: "inf" if number % 3 == 0 else f"{drawn:.3f}"),
    "huge cells": Case(shipped=True, cells=lambda number, drawn: (("1e308", "-1.7e308", "1e-320", "0")[number % 4], number % 5)),
    "huge target": sized(1e100, shipped=True),
    "target that has no square": sized(1e200, refused="train.metric_too_large"),
    "target that has no sum": sized(1.7e308, refused="train.not_finite"),
    "tiny target": sized(1e-300),
    "an empty column": Case(cells=lambda number, drawn: (f"{drawn:.3f}", "")),
    "a column filled in one row": Case(
        shipped=True, cells=lambda number, drawn: (1.5 if number == 7 else "", "k" if number == 9 else "")
    ),
    "columns that never change": Case(cells=lambda number, drawn: (1, "k"), refused="prepare.nothing_left"),
    "dates alone": Case(cells=lambda number, drawn: (f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",), header=("when", "y")),
    "names of one spelling": Case(header=("a", "a", "a")),
    "names with signs": Case(shipped=True, header=('q"uo"te', "emo😀ji\r\n열 {0}", "{}'%s")),
    "zero counts in all rows but one": Case(
        target=lambda number, drawn: 0 if number else 4,
        task="regression",
        options={"loss": "poisson"},
        algorithms=("poisson", "lightgbm"),
        failed=frozenset({"train.target_all_zero"}),
    ),
    "weights below zero": weighed(lambda number: -1 if number == 3 else 1, "problem.weights_negative"),
    "weights that are all zero": weighed(lambda number: 0, "problem.weights_zero"),
    "a weight in one row alone": weighed(lambda number: int(number == 3), "train.fold_without_weight"),
    "weights in half of the rows": weighed(lambda number: number % 2),
    "weights that have no sum": weighed(lambda number: "1e308"),
    "groups of one kind": Case(plan={"cv": "group:5", "group": "b"}, refused="prepare.too_few_groups"),
    "a time of texts": Case(plan={"cv": "time:5", "time": "b"}, refused="prepare.time_of_texts"),
    "more folds than rows of a class": Case(
        plan={"cv": "stratified:10"}, target=lambda number, drawn: "b" if number % 16 == 0 else "a"
    ),
    "classes one after the other in time": Case(
        cells=lambda number, drawn: (number, f"{drawn:.3f}"),
        target=lambda number, drawn: "abc"[number // 20],
        plan={"cv": "time:3", "time": "a"},
        algorithms=("logistic", "explainable_boosting"),
        failed=frozenset({"train.one_class"}),
    ),
}

SLOW = {
    *("no target in most rows", "twenty rows of three classes", "ten classes of one row", "two long numbers as classes"),
    *("infinite targets", "huge target", "tiny target", "an empty column", "dates alone", "names of one spelling"),
    *("weights in half of the rows", "more folds than rows of a class", "true and false"),
}
EVERY = [pytest.param(case, id=name, marks=[pytest.mark.slow] if name in SLOW else []) for name, case in CASES.items()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    bench = Workbench(tmp_path / "user", PlayedRunner())  # type: ignore[no-untyped-call]
    bench.home.create(tmp_path / "project", "Bad")
    yield bench
    bench.close()


def done(bench: Workbench, job: Any) -> Any:
    """Raises what went wrong in the job or in filing it."""
    playing.do(bench.runner, job)  # type: ignore[no-untyped-call]
    if job.error is not None or job.id in bench.trouble:
        raise job.error or bench.trouble[job.id]
    return job


def to_the_end(bench: Workbench, case: Case, file: Path) -> set[str]:
    """From the file to the package, or where that is enough to the winner; keys of what failed meanwhile."""
    file.write_text(case.text(), "utf-8", newline="")
    done(bench, bench.data.add(file))
    target = bench.data.profile().columns[-1].name
    bench.problem.choose(target, case.task, **(case.options or {}))
    if case.plan:
        bench.prepare.plan_split(0.2, True, 1, **case.plan)
    fitting = [one.name for one in bench.train.algorithms() if one.name in case.algorithms]
    done(bench, bench.train.start(60.0, 1, max_trials=1 + len(fitting), wanted=Wanted(algorithms=tuple(fitting))))
    winner = bench.train.winner()
    assert winner is not None
    if case.shipped:
        done(bench, bench.package.build(winner.id))
    return {one.reason.key for one in bench.train.failures(winner.run)}


@pytest.mark.parametrize("case", EVERY)
def test_it_ends_with_a_model_or_in_words(bench: Workbench, case: Case, tmp_path: Path) -> None:
    try:
        failed = to_the_end(bench, case, tmp_path / "bad.csv")
    except WorkbenchError as error:
        assert isinstance(error, InputError), error
        assert error.key == case.refused
        assert "{" not in tr(error.key, **error.facts)
    else:
        assert not case.refused
        assert failed == case.failed
