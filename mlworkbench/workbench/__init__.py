"""The hall: everything a user can do, as verbs by stage, for the window and the command line alike."""

from mlworkbench.workbench.bench import Workbench
from mlworkbench.workbench.home import Recent, Sample
from mlworkbench.workbench.states import StageState

__all__ = ["Recent", "Sample", "StageState", "Workbench"]
