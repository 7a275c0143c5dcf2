"""Random forest: many trees, each of rows drawn anew, that vote with their shares."""

from collections.abc import Iterator
from typing import Any

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.stages.train import boosting, growing
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span


def fit(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind: Any = RandomForestRegressor if lesson.task == "regression" else RandomForestClassifier
    share = float(params["rows"])
    drawn = None if share == 1 else max(1, round(share * len(lesson.target)))
    forest = kind(**growing.settings_of(lesson, params), max_samples=drawn)
    return growing.grown(lesson, forest, int(params["trees"]))


def portfolio(shape: Shape) -> Iterator[Chosen]:
    def one(trees: int, leaves: int, least_rows: int, columns: float) -> Chosen:
        return {
            "trees": trees,
            "leaves": growing.leaves_for(shape, trees, leaves),
            "least_rows": least_rows,
            "rows": growing.rows_for(shape),
            "columns": growing.columns_for(shape, columns),
        }

    yield one(150, 1000, 2, 0.3)
    yield one(150, 300, 5, 0.6)


ALGORITHM = Algorithm(
    name="random_forest",
    title=Words("Random forest", "랜덤 포레스트"),
    help=Words(
        "Many trees, each grown on rows drawn anew, vote together.",
        "행을 새로 뽑아 키운 여러 트리가 함께 투표하는 모델입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("trees", Words("Trees", "트리 수"), 150, low=1, high=2000),
        Param("leaves", Words("Leaves a tree", "트리당 잎 수"), 1000, low=2, high=100_000),
        Param("least_rows", Words("Least rows in a leaf", "잎의 최소 행 수"), 2, low=1, high=100_000),
        Param("rows", Words("Share of rows a tree sees", "트리마다 보는 행의 비율"), 1.0, low=0.01, high=1.0),
        Param("columns", Words("Share of columns a split sees", "분기마다 보는 열의 비율"), 0.3, low=0.01, high=1.0),
    ),
    exact=True,
    fit=fit,
    convert=growing.convert,
    raw=growing.raw,
    portfolio=portfolio,
    cost=lambda params: float(params["trees"]) * float(params["rows"]) * float(params["columns"]),
    space=(
        Span("leaves", 50, 1000, even=True),
        Span("least_rows", 1, 50, even=True),
        Span("columns", 0.1, 1.0),
    ),
    losses=frozenset({"squared", "poisson"}),
    monotone=True,
    weight=lambda shape, params: growing.weight(shape, params, float(params["rows"])),
    refuses=boosting.refuses,
)
