"""Lets parts of others in: installed packages that name an entry point in the group `mlworkbench.plugins`.

The entry point is a function that takes `Registries` and adds its parts. A part may not take a name that is in use.
"""

from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError, WorkbenchError

if TYPE_CHECKING:
    from mlworkbench.base.registry import Registry
    from mlworkbench.stages.data import ChangeKind, Importer
    from mlworkbench.stages.data.quality import Finder
    from mlworkbench.stages.evaluate import Metric
    from mlworkbench.stages.explore import PictureKind
    from mlworkbench.stages.package import Target
    from mlworkbench.stages.prepare.part import StepKind
    from mlworkbench.stages.train.part import Algorithm

GROUP = "mlworkbench.plugins"


class Registries:
    """The registries by the kind of part, each imported when a plug-in first asks for it."""

    @property
    def importers(self) -> "Registry[Importer]":
        from mlworkbench.stages.data import IMPORTERS

        return IMPORTERS

    @property
    def changes(self) -> "Registry[ChangeKind]":
        from mlworkbench.stages.data import CHANGES

        return CHANGES

    @property
    def finders(self) -> "Registry[Finder]":
        from mlworkbench.stages.data.quality import FINDERS

        return FINDERS

    @property
    def pictures(self) -> "Registry[PictureKind]":
        from mlworkbench.stages.explore import PICTURES

        return PICTURES

    @property
    def steps(self) -> "Registry[StepKind]":
        from mlworkbench.stages.prepare import STEPS

        return STEPS

    @property
    def algorithms(self) -> "Registry[Algorithm]":
        from mlworkbench.stages.train import ALGORITHMS

        return ALGORITHMS

    @property
    def metrics(self) -> "Registry[Metric]":
        from mlworkbench.stages.evaluate import METRICS

        return METRICS

    @property
    def targets(self) -> "Registry[Target]":
        from mlworkbench.stages.package import TARGETS

        return TARGETS


@cache
def load() -> tuple[str, ...]:
    """Let every installed plug-in add its parts, once in a process; their names. Raises InputError naming the one that failed."""
    return tuple(_let_in(point) for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name))


def _let_in(point: metadata.EntryPoint) -> str:
    try:
        point.load()(Registries())
    except WorkbenchError:
        raise
    except Exception as reason:
        raise InputError("plugins.failed", name=point.name, kind=type(reason).__name__, why=str(reason)) from reason
    return point.name
