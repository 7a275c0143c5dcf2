"""The algorithms, one file each, in the order in which they are first tried."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.train.algorithms import baseline, gradient_boosting, lightgbm, logistic, ridge, xgboost
from mlworkbench.stages.train.part import Algorithm

ALGORITHMS: Registry[Algorithm] = Registry(
    "algorithm",
    baseline.ALGORITHM,
    xgboost.ALGORITHM,  # quick for its strength whatever the number of rows and classes, so a short budget has it
    lightgbm.ALGORITHM,
    logistic.ALGORITHM,
    ridge.ALGORITHM,
    gradient_boosting.ALGORITHM,
)
