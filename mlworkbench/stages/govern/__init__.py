"""What an auditor asks for: documents that say what was done in a project, from its records alone."""

from mlworkbench.stages.govern.documents.profile import write as write_profile
from mlworkbench.stages.govern.documents.report import report
from mlworkbench.stages.govern.job import run
from mlworkbench.stages.govern.material import Changed, Condition, Design, Made, Material, Pinned, Records, StepShown

__all__ = [
    "Changed",
    "Condition",
    "Design",
    "Made",
    "Material",
    "Pinned",
    "Records",
    "StepShown",
    "report",
    "run",
    "write_profile",
]
