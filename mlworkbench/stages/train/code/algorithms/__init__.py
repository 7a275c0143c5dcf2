"""The algorithms that have code, one file each."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.train.code.algorithms import (
    baseline,
    decision_tree,
    elastic_net,
    explainable_boosting,
    extra_trees,
    gradient_boosting,
    lightgbm,
    logistic,
    naive_bayes,
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
    elastic_net.CODE,
    gradient_boosting.CODE,
    random_forest.CODE,
    extra_trees.CODE,
    decision_tree.CODE,
    naive_bayes.CODE,
    explainable_boosting.CODE,
)
