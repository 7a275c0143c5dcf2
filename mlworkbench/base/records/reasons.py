"""A text key with its facts."""

from dataclasses import dataclass, field

from mlworkbench.base.errors import Fact


@dataclass(frozen=True)
class Reason:
    """A text key with its facts: why something is set aside, found or refused."""

    key: str
    facts: dict[str, Fact] = field(default_factory=dict)
