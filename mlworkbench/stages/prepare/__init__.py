"""Prepare: a recipe of steps, fitted on training rows, becomes one feature graph; hold-out and folds are drawn before."""

from mlworkbench.stages.prepare.effects import Effect, FamilyEffects, Previewed, Row, Sample, Wrong
from mlworkbench.stages.prepare.effects import read as read_preview
from mlworkbench.stages.prepare.fitting import fit
from mlworkbench.stages.prepare.parking import FAMILIES, KEEP, Bound, Left, bound, left, merged
from mlworkbench.stages.prepare.previewing import preview
from mlworkbench.stages.prepare.recipe import Suggestion, interface_inputs, recipe_hash, suggest
from mlworkbench.stages.prepare.splitting import SEALED, UNUSED, ClassCount, Counts, Drawn, draw, planned
from mlworkbench.stages.prepare.steps import STEPS
from mlworkbench.stages.prepare.truth import class_names, truth

__all__ = [
    "FAMILIES",
    "KEEP",
    "SEALED",
    "STEPS",
    "UNUSED",
    "Bound",
    "ClassCount",
    "Counts",
    "Drawn",
    "Effect",
    "FamilyEffects",
    "Left",
    "Previewed",
    "Row",
    "Sample",
    "Suggestion",
    "Wrong",
    "bound",
    "class_names",
    "draw",
    "fit",
    "interface_inputs",
    "left",
    "merged",
    "planned",
    "preview",
    "read_preview",
    "recipe_hash",
    "suggest",
    "truth",
]
