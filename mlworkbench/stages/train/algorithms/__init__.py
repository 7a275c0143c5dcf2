"""The algorithms, one file each, in the order in which they are first tried."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.train.algorithms import (
    baseline,
    decision_tree,
    elastic_net,
    explainable_boosting,
    extra_trees,
    gradient_boosting,
    lightgbm,
    linear_svm,
    logistic,
    mlp,
    naive_bayes,
    neighbours,
    poisson,
    quantile,
    random_forest,
    ridge,
    rule_list,
    scorecard,
    svm,
    xgboost,
)
from mlworkbench.stages.train.part import Algorithm

ALGORITHMS: Registry[Algorithm] = Registry(
    "algorithm",
    baseline.ALGORITHM,
    xgboost.ALGORITHM,  # quick for its strength whatever the number of rows and classes, so a short budget has it
    lightgbm.ALGORITHM,
    logistic.ALGORITHM,
    ridge.ALGORITHM,
    gradient_boosting.ALGORITHM,
    random_forest.ALGORITHM,
    extra_trees.ALGORITHM,
    decision_tree.ALGORITHM,
    naive_bayes.ALGORITHM,
    elastic_net.ALGORITHM,
    poisson.ALGORITHM,
    quantile.ALGORITHM,
    linear_svm.ALGORITHM,
    mlp.ALGORITHM,
    neighbours.ALGORITHM,
    svm.ALGORITHM,
    explainable_boosting.ALGORITHM,
    scorecard.ALGORITHM,
    rule_list.ALGORITHM,
)
