"""What was done in a project."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mlworkbench.base.records.reasons import Reason

JobState = Literal["finished", "failed", "cancelled"]


@dataclass(frozen=True)
class JobEnd:
    """A job that ended: what it did, for how long, how it came out, and what it wrote to its log (None: nothing).

    `id` is the job's; `reason` says why it failed.
    """

    id: str
    kind: str
    started: datetime
    seconds: float
    state: JobState
    reason: Reason | None
    log_file: str | None
    who: str
    when: datetime
