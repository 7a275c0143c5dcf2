"""The only place that asks for the time of day or for a random name, so that tests can hold both still."""

import time
from datetime import UTC, datetime
from uuid import uuid4


def now() -> datetime:
    return datetime.now(UTC)


def seconds() -> float:
    """A clock for measuring; it never jumps."""
    return time.monotonic()


def new_name() -> str:
    """A short random name for a record or a job: 16 hex digits."""
    return uuid4().hex[:16]
