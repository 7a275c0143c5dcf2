"""Prepare: a recipe of steps, fitted on training rows, becomes one feature graph; hold-out and folds are drawn before."""

from mlworkbench.stages.prepare.fitting import fit
from mlworkbench.stages.prepare.recipe import Suggestion, interface_inputs, suggest
from mlworkbench.stages.prepare.splitting import SEALED, UNUSED, Drawn, draw
from mlworkbench.stages.prepare.steps import STEPS

__all__ = ["SEALED", "STEPS", "UNUSED", "Drawn", "Suggestion", "draw", "fit", "interface_inputs", "suggest"]
