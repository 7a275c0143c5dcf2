"""A worker that the broker starts for us: a process that is not our child, with the streams of one."""

import io
import json
import os
import signal
import socket
from functools import cache
from pathlib import Path
from typing import Any

from mlworkbench.base import closed


@cache
def door() -> socket.socket | None:
    """The way to the broker; None where none stands in front of us."""
    number = os.environ.get(closed.BROKER, "")
    if not number.isdecimal():
        return None
    try:
        found = socket.socket(fileno=int(number))
    except OSError:
        return None
    found.set_inheritable(False)
    return found if found.family == socket.AF_UNIX else None


class Brokered:
    """What subprocess.Popen is to a child. Raises OSError where the broker has gone or refuses."""

    def __init__(self, folder: Path, threads: int, stderr: int) -> None:
        read_in, write_in = os.pipe()
        read_out, write_out = os.pipe()
        try:
            asked = {"do": "start", "folder": str(folder), "threads": threads}
            self.pid = int(_ask(asked, [read_in, write_out, stderr])["pid"])
        except OSError:
            os.close(write_in)
            os.close(read_out)
            raise
        finally:
            os.close(read_in)
            os.close(write_out)
        self.stdin = io.BufferedWriter(io.FileIO(write_in, "w"))
        self.stdout = io.BufferedReader(io.FileIO(read_out, "r"))

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)  # nobody else can have this number until `wait` has buried it

    def wait(self) -> int:
        """Its exit code; where the broker has gone, which takes it along, the code of a kill."""
        try:
            return int(_ask({"do": "bury", "pid": self.pid})["code"])
        except OSError:
            return -int(signal.SIGKILL)


def _ask(asked: dict[str, Any], streams: list[int] | None = None) -> dict[str, Any]:
    way = door()
    if way is None:
        raise OSError("no broker")
    socket.send_fds(way, [json.dumps(asked).encode()], streams or [])
    words = way.recv(65_536)
    answer: dict[str, Any] = json.loads(words) if words else {"refused": "gone"}
    if "refused" in answer:
        raise OSError(0, str(answer["refused"]))
    return answer
