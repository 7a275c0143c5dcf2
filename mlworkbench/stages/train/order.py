"""The order in which configurations are tried, learnt by tests/benchmarks/portfolio.py from 17 tables of
at most 2000 rows.

Greedily: next comes what lowers the loss of the ensemble so far most for its time; but boosted trees come first, so that the
shortest run has them. Of each entry: the algorithm, its place in the
algorithm's portfolio, and what is set otherwise. Behind it stand the gain, as a part of the way from the floor to what all
54 configurations reach together, and the time, as a part of that of the usual configuration.
"""

from typing import Final

from mlworkbench.base.params import Chosen

ORDER: Final[tuple[tuple[str, int, Chosen], ...]] = (
    ("lightgbm", 3, {}),  # 0.2591, 0.43
    ("elastic_net", 1, {}),  # 0.2772, 0.03
    ("logistic", 2, {}),  # 0.3778, 0.15
    ("lightgbm", 6, {}),  # 0.0327, 0.97
    ("mlp", 1, {}),  # 0.0217, 1.32
    ("extra_trees", 1, {}),  # 0.0113, 2.86
    ("explainable_boosting", 5, {}),  # 0.0038, 0.90
    (
        "lightgbm",
        0,
        {
            "leaves": 52,
            "rate": 0.1021,
            "least_rows": 9,
            "penalty": 1.105,
            "rows": 0.9465,
            "columns": 0.9274,
            "random_splits": True,
        },
    ),  # 0.0027, 0.65
    (
        "xgboost",
        0,
        {"depth": 6, "rate": 0.105, "least_weight": 1.001, "penalty": 0.1619, "rows": 0.5734, "columns": 0.3646},
    ),  # 0.0020, 0.59
    ("xgboost", 4, {}),  # 0.0013, 0.81
    ("mlp", 0, {"width": 53, "layers": 1, "step": 0.003798, "penalty": 0.0004092, "bend": "relu"}),  # 0.0011, 0.89
    ("lightgbm", 5, {}),  # 0.0019, 2.21
    ("logistic", 1, {}),  # 0.0003, 0.14
    ("explainable_boosting", 3, {}),  # 0.0005, 0.67
    ("lightgbm", 2, {}),  # 0.0007, 1.17
    ("explainable_boosting", 1, {}),  # 0.0009, 2.69
    ("mlp", 0, {}),  # 0.0006, 0.98
    ("extra_trees", 0, {}),  # 0.0009, 2.74
)
