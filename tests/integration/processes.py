"""Programs of their own for tests: started, watched, killed."""

import os
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def program(code, *arguments, apart=(), **options):
    """A Python running this code, killed at the end whatever happened."""
    started = subprocess.Popen(
        [*apart, sys.executable, "-u", "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        bufsize=0,  # else a line that waits in our buffer would not be seen by select
        **options,
    )
    try:
        yield started
    finally:
        ended(started)


def said(started, seconds=60):
    """The next line it says."""
    ready, _, _ = select.select([started.stdout], [], [], seconds)
    assert ready, "it said nothing"
    return started.stdout.readline().decode().strip()


def ended(started):
    """Killed, buried, its pipes closed."""
    started.kill()
    started.wait()
    for pipe in (started.stdin, started.stdout):
        with suppress(OSError):
            pipe.close()


def kill(started):
    started.send_signal(signal.SIGKILL)
    started.wait()


def until(holds, seconds=30):
    """Wait for a condition; its value."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)
    return found


def is_there(number):
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def as_nobody():
    """Root may write anywhere, so give that up."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


def children(pid):
    """The numbers of its child processes."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def seccomp(pid):
    """Which of our processes it is, and whether it is closed."""
    status, line = Path(f"/proc/{pid}/status").read_text(), Path(f"/proc/{pid}/cmdline").read_text()
    environment = Path(f"/proc/{pid}/environ").read_text()
    name = "open worker" if "--open" in line else "program" if "MLWORKBENCH_BROKER=" in environment else "broker"
    return name, "Seccomp:\t2" in status
