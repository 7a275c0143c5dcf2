"""What happened, told to whoever listens on the same thread."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from mlworkbench.base.errors import Fact


@dataclass(frozen=True)
class Changed:
    """Records of these stages were written; sent once per transaction, after commit."""

    stages: frozenset[str]


@dataclass(frozen=True)
class JobMoved:
    """A job started, reported, made something or ended."""

    job: str


@dataclass(frozen=True)
class Notice:
    """One sentence for the job strip."""

    key: str
    facts: dict[str, Fact] = field(default_factory=dict)
    level: str = "info"


Event = Changed | JobMoved | Notice
Listener = Callable[[Event], None]


class Bus:
    """An event raised while another is told waits its turn, so that order stays sane."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._waiting: deque[Event] = deque()
        self._telling = False

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Returns the function that ends the listening."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def send(self, event: Event) -> None:
        self._waiting.append(event)
        if self._telling:
            return
        self._telling = True
        try:
            while self._waiting:
                told = self._waiting.popleft()
                for listener in tuple(self._listeners):
                    if listener in self._listeners:  # another listener may have ended this one's listening
                        listener(told)
        finally:
            self._telling = False
