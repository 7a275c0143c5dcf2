"""The hall: everything a user can do, as verbs by stage, for the window and the command line alike.

The names after `TYPE_CHECKING` are what verbs give back, for those above to annotate with.
"""

from typing import TYPE_CHECKING

from mlworkbench.workbench.bench import Workbench
from mlworkbench.workbench.home import Recent, Sample
from mlworkbench.workbench.states import StageState

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.scoring.manifest import Manifest, PackagedInput
    from mlworkbench.scoring.package import Opened
    from mlworkbench.scoring.scorer import RowScore
    from mlworkbench.stages.package import Card
    from mlworkbench.stages.problem import Draft
    from mlworkbench.workbench.checks import Check
    from mlworkbench.workbench.readiness import Fact

__all__ = [
    "Card",
    "Check",
    "Draft",
    "Fact",
    "Job",
    "Manifest",
    "Opened",
    "PackagedInput",
    "Recent",
    "RowScore",
    "Sample",
    "StageState",
    "Workbench",
]
