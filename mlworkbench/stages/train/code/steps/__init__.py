"""The steps that have code, one file each."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.train.code.part import StepCode
from mlworkbench.stages.train.code.steps import date_parts, keep, missing, one_hot, ordinal, scale, target_encode

STEP_CODE: Registry[StepCode] = Registry(
    "step code",
    keep.CODE,
    date_parts.CODE,
    missing.CODE,
    one_hot.CODE,
    ordinal.CODE,
    scale.CODE,
    target_encode.CODE,
)
