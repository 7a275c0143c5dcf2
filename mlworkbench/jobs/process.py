"""A worker seen from outside: a child process, its three streams, and the thread that reads what it says into a queue."""

import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import mlworkbench
from mlworkbench.base import clock
from mlworkbench.base.digest import canonical
from mlworkbench.jobs.messages import DEAFNESS
from mlworkbench.jobs.worker import command

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMEXPR_MAX_THREADS",
    "LOKY_MAX_CPU_COUNT",
)
Said = queue.SimpleQueue[tuple["Worker", bytes]]


class Worker:
    """Started idle; `give` makes it work. Everything it says lands in the queue, and b"" when it has gone."""

    def __init__(self, threads: int, warm: bool, said: Said) -> None:
        self.deadline: float | None = None
        self._early = tempfile.TemporaryFile()  # noqa: SIM115  what it says on stderr before it has a log
        self._process = subprocess.Popen(
            [*command(), *(["--warm"] if warm else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._early,
            env=environment(threads),
            start_new_session=True,  # Ctrl-C in a terminal is for us; we tell the worker
            creationflags=_flags(),
        )
        threading.Thread(target=self._read, args=(said,), name="reader", daemon=True).start()

    def give(self, folder: Path) -> bool:
        """False if it has died in its idleness."""
        assert self._process.stdin is not None  # noqa: S101  for mypy: it was started with a pipe
        try:
            self._process.stdin.write(canonical({"folder": str(folder)}) + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return True

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


def environment(threads: int) -> dict[str, str]:
    """What libraries read before Python starts: thread counts, no telemetry, one order of hashes, UTF-8."""
    root = str(Path(mlworkbench.__file__).parents[1])
    return {
        **os.environ,
        **dict.fromkeys(THREADS, str(threads)),
        "ORT_DISABLE_TELEMETRY": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH")))),
    }


def _flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
