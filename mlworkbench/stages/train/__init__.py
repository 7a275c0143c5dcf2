"""Train: configurations in a fixed order, each cross-validated and fitted as one model.onnx, the same file that ships."""

from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.balancing import CHOICES as BALANCES
from mlworkbench.stages.train.makers import ENSEMBLE, maker, refit_of
from mlworkbench.stages.train.replaying import replay
from mlworkbench.stages.train.running import TrainSpec, run

__all__ = ["ALGORITHMS", "BALANCES", "ENSEMBLE", "TrainSpec", "maker", "refit_of", "replay", "run"]
