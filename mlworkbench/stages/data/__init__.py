"""From a file to an immutable, typed dataset version with a profile; and from a file to cells that a model can score."""

from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.changes import CHANGES
from mlworkbench.stages.data.changing import attempt
from mlworkbench.stages.data.changing import run as change
from mlworkbench.stages.data.conversion import Refused, convert
from mlworkbench.stages.data.importers import IMPORTERS
from mlworkbench.stages.data.importing import run
from mlworkbench.stages.data.opening import open_source
from mlworkbench.stages.data.profiles import read_profile
from mlworkbench.stages.data.reading import column_values, page, rows_at
from mlworkbench.stages.data.source import Choices, Importer, Source

__all__ = [
    "CHANGES",
    "ChangeKind",
    "Choices",
    "Ground",
    "IMPORTERS",
    "Importer",
    "Made",
    "Refused",
    "Source",
    "attempt",
    "change",
    "column_values",
    "convert",
    "open_source",
    "page",
    "read_profile",
    "rows_at",
    "run",
]
