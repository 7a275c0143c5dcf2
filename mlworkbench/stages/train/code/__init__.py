"""A model as a plain script that public libraries run: what steps and algorithms look like there, and the job that writes it."""

from mlworkbench.stages.train.code.algorithms import ALGORITHM_CODE
from mlworkbench.stages.train.code.job import check, run
from mlworkbench.stages.train.code.steps import STEP_CODE

__all__ = ["ALGORITHM_CODE", "STEP_CODE", "check", "run"]
