"""The kinds of recipe steps, one file each."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.prepare.part import StepKind
from mlworkbench.stages.prepare.steps import (
    beats_noise,
    date_parts,
    eliminate,
    group,
    information,
    keep,
    missing,
    missing_nearest,
    missing_regression,
    one_hot,
    ordinal,
    outliers,
    pca,
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
    outliers.STEP,
    scale.STEP,
    target_encode.STEP,
    group.STEP,
    pca.STEP,
    variance.STEP,
    information.STEP,
    eliminate.STEP,
    beats_noise.STEP,
)
