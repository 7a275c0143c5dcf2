"""The orders in which configurations are tried, learnt by tests/benchmarks/portfolio.py.

Greedily: next comes what lowers the loss of the ensemble so far most for its time; but boosted trees come first, so that the
shortest run has them. Of each entry: the algorithm, its place in the algorithm's portfolio, and what is set otherwise. Behind it
stand the gain, as a part of the way from the floor to what all configurations reach together, and the time, as a part of that of
the usual configuration.
"""

from typing import Final

from mlworkbench.base.params import Chosen

Order = tuple[tuple[str, int, Chosen], ...]

# From 17 tables of at most 2,000 rows, 54 configurations.
OF_SMALL: Final[Order] = (
    ("lightgbm", 3, {}),  # 0.2601, 0.43
    ("elastic_net", 1, {}),  # 0.2770, 0.03
    ("logistic", 2, {}),  # 0.3770, 0.15
    ("lightgbm", 6, {}),  # 0.0335, 0.97
    ("mlp", 1, {}),  # 0.0202, 1.32
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
    ),  # 0.0024, 0.65
    (
        "xgboost",
        0,
        {"depth": 6, "rate": 0.105, "least_weight": 1.001, "penalty": 0.1619, "rows": 0.5734, "columns": 0.3646},
    ),  # 0.0020, 0.59
    ("mlp", 0, {}),  # 0.0015, 0.98
    ("xgboost", 4, {}),  # 0.0012, 0.81
    ("lightgbm", 5, {}),  # 0.0019, 2.21
    ("explainable_boosting", 2, {}),  # 0.0011, 1.49
    ("explainable_boosting", 3, {}),  # 0.0005, 0.67
    ("lightgbm", 2, {}),  # 0.0007, 1.17
    ("mlp", 0, {"width": 53, "layers": 1, "step": 0.003798, "penalty": 0.0004092, "bend": "relu"}),  # 0.0005, 0.89
    ("xgboost", 5, {}),  # 0.0010, 3.55
    ("extra_trees", 0, {}),  # 0.0008, 2.74
)

# From 12 tables of at most 10,000 rows, 42 configurations.
OF_MEDIUM: Final[Order] = (
    ("lightgbm", 3, {}),  # 0.5714, 0.54
    ("elastic_net", 1, {}),  # 0.3840, 0.02
    ("lightgbm", 6, {}),  # 0.0265, 0.77
    ("mlp", 1, {}),  # 0.0077, 1.51
    ("xgboost", 6, {}),  # 0.0024, 0.94
    ("logistic", 0, {}),  # 0.0007, 0.17
    ("lightgbm", 5, {}),  # 0.0020, 1.78
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
    ),  # 0.0010, 0.69
    ("xgboost", 4, {}),  # 0.0011, 1.24
    ("explainable_boosting", 1, {}),  # 0.0008, 2.23
    ("mlp", 2, {}),  # 0.0007, 2.97
    ("lightgbm", 0, {}),  # 0.0003, 0.86
    (
        "lightgbm",
        0,
        {
            "leaves": 33,
            "rate": 0.105,
            "least_rows": 3,
            "penalty": 0.1619,
            "rows": 0.5734,
            "columns": 0.3646,
            "random_splits": True,
        },
    ),  # 0.0003, 0.77
    ("gradient_boosting", 0, {}),  # 0.0004, 1.34
    ("lightgbm", 8, {}),  # 0.0002, 0.91
    ("lightgbm", 2, {}),  # 0.0002, 1.45
    ("mlp", 0, {}),  # 0.0001, 1.07
    (
        "xgboost",
        0,
        {"depth": 6, "rate": 0.105, "least_weight": 1.001, "penalty": 0.1619, "rows": 0.5734, "columns": 0.3646},
    ),  # 0.0001, 0.55
)
