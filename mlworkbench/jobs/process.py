"""A worker seen from outside: a child process, its three streams, and the thread that reads what it says into a queue."""

import contextlib
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from mlworkbench.base import clock, closed
from mlworkbench.base.digest import canonical
from mlworkbench.base.report import Wish
from mlworkbench.jobs.brokered import Brokered
from mlworkbench.jobs.messages import DEAFNESS
from mlworkbench.jobs.worker import command, environment

Said = queue.SimpleQueue[tuple["Worker", bytes]]


class Worker:
    """Started idle; `give` makes it work. Everything it says lands in the queue, and b"" when it has gone.

    One for an open job is started for that alone, its folder named: by the broker where we are closed by the system.
    """

    def __init__(self, threads: int, warm: bool, said: Said, open_for: Path | None = None) -> None:
        self.deadline: float | None = None
        self._early = tempfile.TemporaryFile()  # noqa: SIM115  what it says on stderr before it has a log
        self._process: subprocess.Popen[bytes] | Brokered
        if open_for is not None and closed.state() == "enforced":
            self._process = Brokered(open_for, threads, self._early.fileno())
        else:
            self._process = subprocess.Popen(
                [*command(), *(["--warm"] if warm else []), *(["--open"] if open_for else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._early,
                env=environment(threads),
                start_new_session=True,  # Ctrl-C in a terminal is for us; we tell the worker
                creationflags=_flags(),
            )
        threading.Thread(target=self._read, args=(said,), name="reader", daemon=True).start()

    def give(self, folder: Path, secret: str = "") -> bool:
        """False if it has died in its idleness. The secret goes through the pipe and nowhere else."""
        assert self._process.stdin is not None  # noqa: S101  for mypy: it was started with a pipe
        try:
            self._process.stdin.write(canonical({"folder": str(folder)} | ({"secret": secret} if secret else {})) + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True

    def tell(self, wish: Wish) -> None:
        """Tell what the user wishes. One that has gone hears nothing, and that is told by its end."""
        assert self._process.stdin is not None  # noqa: S101  for mypy: it was started with a pipe
        if self.deadline is None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(wish.encode() + b"\n")
                self._process.stdin.flush()

    def stop(self) -> None:
        """Ask it to end; `deadline` is when asking is over."""
        if self.deadline is None:
            self.deadline = clock.seconds() + DEAFNESS
            self._hang_up()

    def kill(self) -> None:
        self._process.kill()

    def bury(self, log: Path | None) -> int:
        """After it has gone: its exit code (negative: the signal). Early words go to the log."""
        code = self._process.wait()
        self._hang_up()
        self._early.seek(0)
        if log is not None and log.parent.is_dir() and (words := self._early.read()):
            with log.open("ab") as file:
                file.write(words)
        self._early.close()
        return code

    def _hang_up(self) -> None:
        assert self._process.stdin is not None  # noqa: S101
        try:
            self._process.stdin.close()
        except OSError:  # it died with a line unread
            return

    def _read(self, said: Said) -> None:
        assert self._process.stdout is not None  # noqa: S101
        with self._process.stdout as stdout:
            for line in stdout:
                if line.endswith(b"\n"):  # else it died in the middle of a word
                    said.put((self, line))
        said.put((self, b""))


def _flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
