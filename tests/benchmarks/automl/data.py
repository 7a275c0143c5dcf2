"""The tables of the benchmark: where each is found, what is predicted, by which score it is judged, and how its rows are split.

Samples of the project and sets that scikit-learn brings are always there; the others are looked for in the folder of `--data`.
What names a row, or is a part of the answer, is left out, cells are tidied and names of columns made plain (brackets stop some
programs), so that every program is given the same table and none is tested for reading.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
TEST_SHARE = 0.2
METRICS = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
FEWEST_OF_A_CLASS = 30


@dataclass(frozen=True)
class Table:
    """`read` gives the tidy rows of the file at a path; `path` is within the folder given, within the samples, or empty."""

    name: str
    task: str
    target: str
    read: Callable[[Path], pd.DataFrame]
    path: str = ""
    origin: str = "scikit-learn"
    dates: tuple[str, ...] = ()

    @property
    def metric(self) -> str:
        return METRICS[self.task]

    def file(self, folder: Path | None) -> Path | None:
        """Where it is, None if it isn't there."""
        place = {"sample": SAMPLES, "data": folder}.get(self.origin, SAMPLES)
        found = place / self.path if place is not None else None
        return found if found is not None and found.exists() else None


@dataclass(frozen=True)
class Split:
    """Train and test rows with the target, the classes in order (none for regression), and a name that changes with the rows."""

    train: pd.DataFrame
    test: pd.DataFrame
    classes: tuple[str, ...]
    fingerprint: str


def plain(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_")


def split(table: Table, path: Path, seed: int) -> Split:
    """A fifth for the test, drawn by the seed; classes, or tenths of a number, keep their shares."""
    from sklearn.model_selection import train_test_split

    rows = table.read(path).dropna(subset=[table.target]).reset_index(drop=True)
    rows = rows.rename(columns={name: plain(name) for name in rows if name != table.target})
    target = rows[table.target]
    if table.task == "regression":
        strata, classes = pd.qcut(target, 10, labels=False, duplicates="drop"), ()
    else:
        target = target.astype(str)
        rows = rows.assign(**{table.target: target})[target.map(target.value_counts()) >= FEWEST_OF_A_CLASS]
        strata, classes = rows[table.target], tuple(sorted(rows[table.target].unique()))
    train, test = train_test_split(rows, test_size=TEST_SHARE, random_state=seed, stratify=strata)
    train, test = train.reset_index(drop=True), test.reset_index(drop=True)
    drawn = train.to_csv(index=False) + test.to_csv(index=False)
    return Split(train, test, classes, hashlib.sha256(drawn.encode()).hexdigest()[:12])


def _csv(path: Path, without: tuple[str, ...] = (), numbers: tuple[str, ...] = (), **how: object) -> pd.DataFrame:
    rows = pd.read_csv(path, **how).drop(columns=list(without))
    return rows.assign(**{name: pd.to_numeric(rows[name], errors="coerce") for name in numbers})


def _sample(name: str, task: str, target: str, **how: object) -> Table:
    return Table(name, task, target, partial(_csv, **how), f"{name}.csv", "sample")


def _bundled(load: str, path: Path) -> pd.DataFrame:
    from sklearn import datasets

    bunch = getattr(datasets, load)()
    rows = pd.DataFrame(bunch.data, columns=[str(name) for name in bunch.feature_names])
    named = hasattr(bunch, "target_names") and load != "load_digits"
    return rows.assign(target=[str(bunch.target_names[value]) for value in bunch.target] if named else bunch.target)


def _bankruptcy(path: Path) -> pd.DataFrame:
    lines = path.read_text("utf-8").splitlines()
    names = [line.split(" ", 1)[1].rsplit(maxsplit=1)[0].strip("'\" ") for line in lines if line.startswith("@attribute")]
    names[-1] = "bankruptcy"
    begin = next(number for number, line in enumerate(lines) if line.lower().startswith("@data"))
    rows = pd.read_csv(path, skiprows=begin + 1, header=None, na_values="?")
    return rows.set_axis([f"{number} {name}" for number, name in enumerate(names[:-1], 1)] + names[-1:], axis=1)


def _beans(path: Path) -> pd.DataFrame:
    return pd.read_excel(path)


def _cars(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path, header=None, na_values="?")
    return rows.set_axis([*(f"part_{number}" for number in range(1, rows.shape[1])), "price"], axis=1)


def _bikes(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path, encoding="latin-1")
    return rows.assign(Date=pd.to_datetime(rows["Date"], format="%d/%m/%Y").dt.strftime("%Y-%m-%d"))


def _air(path: Path) -> pd.DataFrame:
    """Carbon monoxide out of the sensors, the weather and the hour, without the other reference analysers."""
    rows = pd.read_csv(path, sep=";", decimal=",", na_values=[-200, "-200"]).dropna(how="all").dropna(axis=1, how="all")
    rows = rows.assign(
        Date=pd.to_datetime(rows["Date"], format="%d/%m/%Y").dt.strftime("%Y-%m-%d"), Hour=rows.pop("Time").str[:2].astype(int)
    )
    return rows.drop(columns=["NMHC(GT)", "C6H6(GT)", "NOx(GT)", "NO2(GT)"])


def _parks(path: Path) -> pd.DataFrame:
    """The kind of a park out of where it is, its size, age, keeper and what stands in it (how many words)."""
    rows = pd.read_csv(path, encoding="cp949", low_memory=False)
    kept = rows[["공원구분", "위도", "경도", "공원면적", "지정고시일", "관리기관명", "제공기관명"]]
    built = {name: rows[name].str.split(",").str.len().fillna(0) for name in rows if name.startswith("공원보유시설")}
    days = pd.to_datetime(rows["지정고시일"], errors="coerce").dt.strftime("%Y-%m-%d")
    area = pd.to_numeric(rows["공원면적"], errors="coerce")
    return kept.assign(**built, 지정고시일=days, 공원면적=area)


def _weeks(path: Path) -> pd.DataFrame:
    """The last week's sales of a product out of those of the weeks before."""
    return pd.read_csv(path)[[f"W{week}" for week in range(52)]]


TABLES: tuple[Table, ...] = (
    _sample("telco_churn", "binary", "Churn", without=("customerID",), numbers=("TotalCharges",)),
    _sample(
        "machine_failure",
        "binary",
        "Machine failure",
        without=("UID", "Product ID", "TWF", "HDF", "PWF", "OSF", "RNF"),
    ),
    _sample("california_housing", "regression", "median_house_value"),
    Table("polish_bankruptcy", "binary", "bankruptcy", _bankruptcy, "polish_bankruptcy/1year.arff", "data"),
    Table("wholesale", "binary", "Channel", _csv, "wholesale_customers/wholesale.csv", "data"),
    Table("dry_bean", "multiclass", "Class", _beans, "dry_bean/Dry_Bean_Dataset.xlsx", "data"),
    Table(
        "city_parks",
        "multiclass",
        "공원구분",
        _parks,
        "korean_city_parks/전국도시공원표준데이터.csv",
        "data",
        dates=("지정고시일",),
    ),
    Table("seoul_bike", "regression", "Rented Bike Count", _bikes, "seoul_bike/SeoulBikeData.csv", "data", dates=("Date",)),
    Table("air_quality", "regression", "CO(GT)", _air, "air_quality/AirQualityUCI.csv", "data", dates=("Date",)),
    Table("auto_imports", "regression", "price", _cars, "auto_imports/auto_imports.csv", "data"),
    Table("weekly_sales", "regression", "W51", _weeks, "weekly_sales/Sales_Transactions_Dataset_Weekly.csv", "data"),
    Table("breast_cancer", "binary", "target", partial(_bundled, "load_breast_cancer")),
    Table("iris", "multiclass", "target", partial(_bundled, "load_iris")),
    Table("wine", "multiclass", "target", partial(_bundled, "load_wine")),
    Table("digits", "multiclass", "target", partial(_bundled, "load_digits")),
    Table("diabetes", "regression", "target", partial(_bundled, "load_diabetes")),
)
