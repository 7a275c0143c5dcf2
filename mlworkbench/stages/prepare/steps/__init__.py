"""The kinds of recipe steps, one file each."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.prepare.part import StepKind
from mlworkbench.stages.prepare.steps import (
    beats_noise,
    date_parts,
    eliminate,
    information,
    keep,
    missing,
    missing_nearest,
    missing_regression,
    one_hot,
    ordinal,
    scale,
    target_encode,
    variance,
)

STEPS: Registry[StepKind] = Registry(
    "step",
    keep.STEP,
    date_parts.STEP,
    missing.STEP,
    missing_nearest.STEP,
    missing_regression.STEP,
    one_hot.STEP,
    ordinal.STEP,
    scale.STEP,
    target_encode.STEP,
    variance.STEP,
    information.STEP,
    eliminate.STEP,
    beats_noise.STEP,
)
