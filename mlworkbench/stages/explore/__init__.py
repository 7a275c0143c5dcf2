"""Pictures of the data: what columns hold, how they belong together, where they are empty or odd; each as plain numbers."""

from mlworkbench.stages.explore.job import run
from mlworkbench.stages.explore.part import Answer, PictureKind, Slot, View, checked, read
from mlworkbench.stages.explore.pictures import PICTURES

__all__ = ["PICTURES", "Answer", "PictureKind", "Slot", "View", "checked", "read", "run"]
