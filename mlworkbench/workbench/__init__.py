"""The hall: everything a user can do, as verbs by stage, for the window and the command line alike.

The names after `TYPE_CHECKING` are what verbs give back, for those above to annotate with.
"""

from typing import TYPE_CHECKING

from mlworkbench.workbench.bench import Workbench
from mlworkbench.workbench.home import Recent, Sample
from mlworkbench.workbench.states import StageState
from mlworkbench.workbench.viewing import Wanted

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.scoring.manifest import Manifest, PackagedInput
    from mlworkbench.scoring.package import Opened
    from mlworkbench.scoring.scorer import RowScore
    from mlworkbench.stages.data import ChangeKind, Contract, Looked
    from mlworkbench.stages.data.databases import Address, LookedDatabase
    from mlworkbench.stages.data.looked import LookedFile, Offered, SeenColumn
    from mlworkbench.stages.data.looked import Step as LookStep
    from mlworkbench.stages.data.looked import Wrong as LookWrong
    from mlworkbench.stages.evaluate import Cut, Judgement, Standing, Sweep
    from mlworkbench.stages.explore import Answer, PictureKind
    from mlworkbench.stages.package import Card
    from mlworkbench.stages.package import Told as ModelColumns
    from mlworkbench.stages.prepare import Counts as SplitCounts
    from mlworkbench.stages.prepare import Effect, Excerpt, Previewed
    from mlworkbench.stages.problem import Draft
    from mlworkbench.workbench.checks import Asked, Check, Proposal
    from mlworkbench.workbench.decisions import Judged, Mended
    from mlworkbench.workbench.lineage import Stop
    from mlworkbench.workbench.readiness import Fact
    from mlworkbench.workbench.recipes import Design, KindView, Offer, StepView

__all__ = [
    "ChangeKind",
    "Address",
    "Answer",
    "Asked",
    "Card",
    "Check",
    "Contract",
    "Cut",
    "Design",
    "Draft",
    "Effect",
    "Excerpt",
    "Fact",
    "Job",
    "Judged",
    "Mended",
    "Judgement",
    "KindView",
    "LookStep",
    "LookWrong",
    "Looked",
    "LookedDatabase",
    "LookedFile",
    "Manifest",
    "ModelColumns",
    "Offer",
    "Offered",
    "Opened",
    "PackagedInput",
    "PictureKind",
    "Previewed",
    "Proposal",
    "Recent",
    "RowScore",
    "Sample",
    "SeenColumn",
    "SplitCounts",
    "StageState",
    "Standing",
    "StepView",
    "Stop",
    "Sweep",
    "Wanted",
    "Workbench",
]
