"""The hall: everything a user can do, as verbs by stage, for the window and the command line alike."""

from mlworkbench.workbench.bench import StageState, Workbench
from mlworkbench.workbench.home import Recent, Sample

__all__ = ["Recent", "Sample", "StageState", "Workbench"]
