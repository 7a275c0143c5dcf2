"""The kinds of recipe steps, one file each."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.prepare.part import StepKind
from mlworkbench.stages.prepare.steps import date_parts, keep, missing, one_hot, ordinal, scale, target_encode

STEPS: Registry[StepKind] = Registry(
    "step",
    keep.STEP,
    date_parts.STEP,
    missing.STEP,
    one_hot.STEP,
    ordinal.STEP,
    scale.STEP,
    target_encode.STEP,
)
