"""Pictures of the data; order is that in which they are offered."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.explore.part import PictureKind
from mlworkbench.stages.explore.pictures import (
    correlations,
    distribution,
    groups,
    missing,
    outliers,
    pair,
    pivot,
    relations,
    time,
)

PICTURES: Registry[PictureKind] = Registry(
    "picture",
    relations.PICTURE,
    distribution.PICTURE,
    pair.PICTURE,
    groups.PICTURE,
    correlations.PICTURE,
    missing.PICTURE,
    time.PICTURE,
    outliers.PICTURE,
    pivot.PICTURE,
)
