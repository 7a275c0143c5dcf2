"""What every program of the benchmark is given, and how rows are read: pandas alone, for it runs in all environments."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Task:
    """`name` is binary, multiclass or regression; `metric` roc_auc, log_loss or rmse; `classes` in the order of the answers.

    `train` and `test` are CSV files in UTF-8, `test` without the target. The model, as one would keep it to predict later, goes
    into `folder`; whatever else is written goes into the working folder. `budget` is in seconds.
    """

    name: str
    metric: str
    target: str
    classes: tuple[str, ...]
    dates: tuple[str, ...]
    train: Path
    test: Path
    folder: Path
    budget: float
    cores: int
    seed: int
    setting: str

    @classmethod
    def read(cls, path: Path) -> "Task":
        told = json.loads(path.read_text("utf-8"))
        places = {name: Path(told[name]) for name in ("train", "test", "folder")}
        return cls(**{**told, **places, "classes": tuple(told["classes"]), "dates": tuple(told["dates"])})

    def rows(self, path: Path) -> pd.DataFrame:
        """Numbers as numbers, dates as dates, the rest as objects of str with None for what is missing."""
        kinds = {self.target: str} if self.classes else {}
        rows = pd.read_csv(path, dtype=kinds, parse_dates=list(self.dates), float_precision="round_trip")
        worded = rows.select_dtypes(exclude=["number", "datetime"]).columns
        return rows.astype(dict.fromkeys(worded, object)).where(lambda cells: cells.notna() | ~cells.columns.isin(worded), None)


class Watch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self._began
