"""What is kept: frozen records, each naming its parent. Dataset → problem → recipe → split → run → model → evaluation → package.

A record is never altered. Its `id` is a random short name unless said otherwise; `who` is the operating system's account and
`when` is UTC. A field named `…_file` holds the sha256 of a file in the project's `files/`.
"""

from mlworkbench.base.records.data import (
    Change,
    Column,
    ColumnProfile,
    ColumnType,
    Dataset,
    Decision,
    Deed,
    Dictionary,
    Entry,
    Evidence,
    Expectations,
    Finding,
    Inspection,
    Making,
    Meaning,
    Origin,
    Profile,
    Question,
    Remedy,
    Rule,
    RuleKind,
    SetAside,
    Severity,
    Top,
)
from mlworkbench.base.records.evaluate import Assessment, Evaluation, Look, Verdict
from mlworkbench.base.records.explore import Exploration, Pin
from mlworkbench.base.records.govern import JobEnd, JobState
from mlworkbench.base.records.package import Package, Proof
from mlworkbench.base.records.prepare import Preview, Recipe, Split, SplitPlan, Step
from mlworkbench.base.records.problem import Charter, Comparison, Costs, Criterion, Limits, LossName, Problem, TaskName
from mlworkbench.base.records.reasons import Reason
from mlworkbench.base.records.signed import Signed
from mlworkbench.base.records.train import (
    GIVEN_UP,
    Failure,
    Learning,
    Member,
    Model,
    ModelKind,
    Preset,
    Remark,
    Run,
    RunEnd,
    RunState,
    Score,
)

__all__ = [
    "Signed",
    "Assessment",
    "Change",
    "Charter",
    "Column",
    "ColumnProfile",
    "ColumnType",
    "Comparison",
    "Costs",
    "Criterion",
    "Dataset",
    "Decision",
    "Deed",
    "Dictionary",
    "Entry",
    "Evaluation",
    "Evidence",
    "Expectations",
    "Exploration",
    "GIVEN_UP",
    "Failure",
    "Finding",
    "Inspection",
    "JobEnd",
    "JobState",
    "Learning",
    "Limits",
    "Look",
    "LossName",
    "Making",
    "Meaning",
    "Member",
    "Model",
    "ModelKind",
    "Origin",
    "Package",
    "Pin",
    "Preset",
    "Preview",
    "Problem",
    "Profile",
    "Proof",
    "Question",
    "Reason",
    "Recipe",
    "Record",
    "Remark",
    "Remedy",
    "Rule",
    "RuleKind",
    "Run",
    "RunEnd",
    "RunState",
    "STAGES",
    "STAGE_OF",
    "Score",
    "SetAside",
    "Severity",
    "Split",
    "SplitPlan",
    "Step",
    "TaskName",
    "Top",
    "Verdict",
]

STAGES = ("problem", "data", "explore", "prepare", "train", "evaluate", "explain", "package", "monitor", "govern")

Record = (
    Dataset
    | Dictionary
    | Expectations
    | Inspection
    | Decision
    | Exploration
    | Pin
    | Problem
    | Charter
    | Recipe
    | SplitPlan
    | Preview
    | Split
    | Run
    | RunEnd
    | Model
    | Failure
    | Learning
    | Remark
    | Look
    | Evaluation
    | Assessment
    | Verdict
    | Package
    | JobEnd
)

STAGE_OF: dict[type, str] = {
    Dataset: "data",
    Dictionary: "data",
    Expectations: "data",
    Inspection: "data",
    Decision: "data",
    Exploration: "explore",
    Pin: "explore",
    Problem: "problem",
    Charter: "problem",
    Recipe: "prepare",
    SplitPlan: "prepare",
    Preview: "prepare",
    Split: "prepare",
    Run: "train",
    RunEnd: "train",
    Model: "train",
    Failure: "train",
    Learning: "train",
    Remark: "train",
    Look: "evaluate",
    Evaluation: "evaluate",
    Assessment: "evaluate",
    Verdict: "evaluate",
    Package: "package",
    JobEnd: "govern",
}
