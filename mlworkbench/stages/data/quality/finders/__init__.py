"""The finders, one file each, in the order in which they look."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.quality.finders import (
    across_split,
    afterwards,
    constants,
    derived,
    drift,
    duplicates,
    expectations,
    ids,
    imbalance,
    impossible,
    labels,
    leaks,
    missing_by_target,
    mixed_types,
    near_duplicates,
    outliers,
    personal,
    sentinels,
    spelling,
)
from mlworkbench.stages.data.quality.part import Finder

FINDERS: Registry[Finder] = Registry(
    "finder",
    expectations.FINDER,
    leaks.FINDER,
    derived.FINDER,
    personal.FINDER,
    impossible.FINDER,
    sentinels.FINDER,
    duplicates.FINDER,
    near_duplicates.FINDER,
    across_split.FINDER,
    mixed_types.FINDER,
    spelling.FINDER,
    ids.FINDER,
    constants.FINDER,
    imbalance.FINDER,
    missing_by_target.FINDER,
    labels.FINDER,
    drift.FINDER,
    afterwards.FINDER,
    outliers.FINDER,
)
