"""Prepare: a recipe of steps, fitted on training rows, becomes one feature graph; hold-out and folds are drawn before."""

from mlworkbench.stages.prepare.derived import Sources, sources
from mlworkbench.stages.prepare.editing import (
    BY_CHOICE,
    Draft,
    Ground,
    added,
    carried,
    checked,
    draft,
    new_columns,
    same,
    with_names,
    without,
)
from mlworkbench.stages.prepare.effects import Effect, Excerpt, FamilyEffects, Previewed, Row, Wrong
from mlworkbench.stages.prepare.effects import read as read_preview
from mlworkbench.stages.prepare.fitting import fit
from mlworkbench.stages.prepare.grouping import group_codes
from mlworkbench.stages.prepare.in_time import moments
from mlworkbench.stages.prepare.parking import FAMILIES, KEEP, Bound, Left, bound, left, merged, mixing
from mlworkbench.stages.prepare.part import Taught
from mlworkbench.stages.prepare.previewing import preview
from mlworkbench.stages.prepare.recipe import Suggestion, interface_inputs, recipe_hash, suggest, unranged
from mlworkbench.stages.prepare.splitting import (
    INITIAL,
    SEALED,
    UNUSED,
    ClassCount,
    Counts,
    Drawn,
    check_cost,
    draw,
    draw_by,
    parts,
    planned,
    thinned,
)
from mlworkbench.stages.prepare.splitting import read as read_split
from mlworkbench.stages.prepare.splitting import write as write_split
from mlworkbench.stages.prepare.steps import STEPS
from mlworkbench.stages.prepare.truth import class_names, truth, weights_of
from mlworkbench.stages.prepare.validation import Validation

__all__ = [
    "BY_CHOICE",
    "FAMILIES",
    "INITIAL",
    "KEEP",
    "SEALED",
    "STEPS",
    "UNUSED",
    "Bound",
    "ClassCount",
    "Counts",
    "Draft",
    "Drawn",
    "Effect",
    "FamilyEffects",
    "Ground",
    "Left",
    "Previewed",
    "Row",
    "Sources",
    "Excerpt",
    "Suggestion",
    "Taught",
    "Validation",
    "Wrong",
    "added",
    "bound",
    "carried",
    "check_cost",
    "checked",
    "class_names",
    "draft",
    "draw",
    "draw_by",
    "fit",
    "group_codes",
    "interface_inputs",
    "left",
    "merged",
    "mixing",
    "moments",
    "new_columns",
    "parts",
    "planned",
    "preview",
    "read_preview",
    "read_split",
    "recipe_hash",
    "same",
    "sources",
    "suggest",
    "thinned",
    "truth",
    "unranged",
    "weights_of",
    "with_names",
    "without",
    "write_split",
]
