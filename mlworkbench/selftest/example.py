"""Made-up rows with every type of column, missing cells and Hangul: what the checks of steps and algorithms work on."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlworkbench.base.records import Step, TaskName
from mlworkbench.scoring.manifest import Input, Interface, Wire
from mlworkbench.scoring.wire import NO_DATE

if TYPE_CHECKING:
    from mlworkbench.stages.train.material import Material

ROWS = 240
FOLDS = 3
DAY = 86_400_000_000
CITIES = ("서울", "부산", "Seoul, Korea", "é", "")
CLASSES: dict[TaskName, tuple[str, ...]] = {"binary": ("no", "yes"), "multiclass": ("a", "b", "다"), "regression": ()}

INPUTS = (
    Input("size", "number", minimum=0.0, maximum=100.0),
    Input("age", "number", minimum=0.0, maximum=60.0),
    Input("new", "flag", minimum=0.0, maximum=1.0),
    Input("city", "category", categories=tuple(sorted(city for city in CITIES if city))),
    Input("colour", "category", categories=("blue", "red")),
    Input("seen", "date", minimum=0.0, maximum=float(ROWS * DAY)),
)
STEPS = (
    Step("keep", tuple(one.name for one in INPUTS)),
    Step("date_parts", ("seen",)),
    Step("one_hot", ("colour",)),
    Step("ordinal", ("city",), families=("tree",)),
    Step("one_hot", ("city",), families=("linear",)),
    Step("missing", (), families=("linear",)),
    Step("scale", (), families=("linear",)),
)


def columns() -> dict[str, Any]:
    """The rows by column, the same at every call."""
    numbers = np.random.default_rng(7)
    size, age = numbers.uniform(0, 100, ROWS), numbers.integers(0, 60, ROWS).astype(float)
    size[::11] = np.nan
    seen = numbers.integers(0, ROWS, ROWS) * DAY
    seen[::13] = NO_DATE
    return {
        "size": size,
        "age": age,
        "new": numbers.integers(0, 2, ROWS).astype(float),
        "city": np.array(CITIES, dtype=object)[numbers.integers(0, len(CITIES), ROWS)],
        "colour": np.array(["blue", "red"], dtype=object)[numbers.integers(0, 2, ROWS)],
        "seen": seen,
    }


def strange_columns() -> dict[str, Any]:
    """Rows unlike those: missing, unseen, huge, negative."""
    return {
        "size": [None, -1.0, 1e30, -0.0],
        "age": [float("nan"), 1000.0, 0.5, -1e-300],
        "new": [1.0, None, 0.0, 1.0],
        "city": ["never seen", None, "", "🙂"],
        "colour": [None, "green", "blue", "red "],
        "seen": [NO_DATE, -DAY, 4_000 * 366 * DAY, 1],
    }


def interface(task: TaskName, wire: Wire | None = None) -> Interface:
    """All inputs, or those of one wire kind."""
    inputs = tuple(one for one in INPUTS if wire in (None, one.wire))
    classes = CLASSES[task]
    return Interface(task, "target", inputs, classes, classes[1] if task == "binary" else None, None)


def target(task: TaskName) -> Any:
    """Something that the columns tell of: a number, or the class it falls into."""
    cells = columns()
    value = cells["age"] + 20 * (cells["colour"] == "red") + 0.3 * np.nan_to_num(cells["size"])
    if task == "regression":
        return value
    parts = len(CLASSES[task])
    return np.searchsorted(np.quantile(value, np.arange(1, parts) / parts), value).astype(np.int64)


def write_csv(path: Path) -> None:
    """The rows as a user's file: quotes, blanks for what is missing, and a target of two classes."""
    cells = columns()
    days = (cells["seen"] // DAY).astype("datetime64[D]").astype(str)
    cells["seen"] = ["" if seen == NO_DATE else day for seen, day in zip(cells["seen"], days, strict=True)]
    cells["size"] = ["" if size != size else repr(float(size)) for size in cells["size"]]
    for name in ("age", "new"):
        cells[name] = cells[name].astype(int)
    cells["target"] = np.array(CLASSES["binary"], dtype=object)[target("binary")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(cells)
        writer.writerows(zip(*cells.values(), strict=True))


def material(task: TaskName) -> "Material":
    """What a training job would have read from these rows."""
    from mlworkbench.stages.prepare import Drawn
    from mlworkbench.stages.train.material import Material

    asked = interface(task)
    return Material(
        task=task,
        metric={"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}[task],
        target_name=asked.target,
        inputs=INPUTS,
        steps=STEPS,
        columns=columns(),
        target=target(task),
        drawn=Drawn(np.arange(ROWS) % FOLDS, FOLDS),
        classes=asked.classes,
        positive=asked.positive,
        seed=1,
    )
