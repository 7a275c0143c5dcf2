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

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Train and test rows, columns of the same kinds: numbers, dates, else objects of str with None for what is missing."""
        train = self._rows(self.train, [self.target] if self.classes else [])
        return train, self._rows(self.test, [name for name in train if train[name].dtype == object])

    def _rows(self, path: Path, known: list[str]) -> pd.DataFrame:
        rows = pd.read_csv(path, dtype=dict.fromkeys(known, str), parse_dates=list(self.dates), float_precision="round_trip")
        for name in rows.select_dtypes(exclude=["number", "datetime"]):
            rows[name] = pd.Series([None if pd.isna(cell) else str(cell) for cell in rows[name]], dtype=object)
        return rows


class Watch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def seconds(self) -> float:
        return time.perf_counter() - self._began
