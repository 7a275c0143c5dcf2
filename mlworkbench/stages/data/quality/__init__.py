"""Quality: what is wrong with a dataset version, what shows it, and what mends it."""

from mlworkbench.stages.data.quality.finders import FINDERS
from mlworkbench.stages.data.quality.grouping import grouped, together
from mlworkbench.stages.data.quality.inspecting import read_findings, run
from mlworkbench.stages.data.quality.known import remedied
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.profiling import goal_of
from mlworkbench.stages.data.quality.profiling import run as profile
from mlworkbench.stages.data.quality.proposing import proposed, refuses
from mlworkbench.stages.data.quality.subject import Goal, Subject

__all__ = [
    "FINDERS",
    "Finder",
    "Goal",
    "Planted",
    "Subject",
    "goal_of",
    "grouped",
    "profile",
    "proposed",
    "read_findings",
    "refuses",
    "remedied",
    "run",
    "together",
]
