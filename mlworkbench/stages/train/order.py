"""The order in which configurations are tried."""

from typing import Final

from mlworkbench.base.params import Chosen

ORDER: Final[tuple[tuple[str, int, Chosen], ...]] = (
    ("lightgbm", 0, {}),
    ("logistic", 0, {}),
    ("ridge", 0, {}),
    ("xgboost", 0, {}),
    ("lightgbm", 1, {}),
    ("xgboost", 1, {}),
    ("lightgbm", 2, {}),
    ("xgboost", 2, {}),
    ("mlp", 0, {}),
    ("extra_trees", 0, {}),
    ("explainable_boosting", 0, {}),
    ("random_forest", 0, {}),
    ("gradient_boosting", 0, {}),
)
