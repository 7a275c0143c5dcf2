"""What all records have."""

from datetime import datetime
from typing import Protocol


class Signed(Protocol):
    """Any record: who made it, and when."""

    @property
    def id(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def when(self) -> datetime: ...
