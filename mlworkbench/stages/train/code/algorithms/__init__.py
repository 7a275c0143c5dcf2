"""The algorithms that have code, one file each."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.train.code.algorithms import (
    baseline,
    decision_tree,
    extra_trees,
    gradient_boosting,
    lightgbm,
    logistic,
    random_forest,
    ridge,
    xgboost,
)
from mlworkbench.stages.train.code.part import AlgorithmCode

ALGORITHM_CODE: Registry[AlgorithmCode] = Registry(
    "algorithm code",
    baseline.CODE,
    xgboost.CODE,
    lightgbm.CODE,
    logistic.CODE,
    ridge.CODE,
    gradient_boosting.CODE,
    random_forest.CODE,
    extra_trees.CODE,
    decision_tree.CODE,
)
