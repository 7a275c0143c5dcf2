"""The broker: stands in front of the window, which it starts closed, and starts the import of a database open when asked to.

The filter of base/closed.py is inherited and cannot be lifted, so this process stays without it; it imports the standard library
alone, reads no data and can do nothing but start this program's own worker with `--open`, which does only the kinds in OPEN.
"""

import os
import signal
import socket
import sys
from typing import Any

from mlworkbench.base.closed import BROKER, close_by_hook
from mlworkbench.jobs.worker import OPEN, command, environment, search_path

MOST = 65_536  # bytes of a request


def run(arguments: list[str]) -> int:
    """Start the program again, closed, and serve it until it ends; its exit code."""
    close_by_hook()  # for this process alone: a hook is not inherited
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    far.set_inheritable(True)
    line = _again(arguments)
    program = os.posix_spawn(line[0], line, {**os.environ, **search_path(), BROKER: str(far.fileno())})
    far.close()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: os.kill(program, received))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the program as well, which decides
    with near:
        while _served(near):
            pass
    code = os.waitstatus_to_exitcode(os.waitpid(program, 0)[1])
    return code if code >= 0 else 128 - code


def _again(arguments: list[str]) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", "-m", "mlworkbench", *arguments]


def _served(near: socket.socket) -> bool:
    """One request and its answer. False when the program has gone."""
    import json

    try:
        words, streams, _, _ = socket.recv_fds(near, MOST, 3)
    except OSError:
        return False
    if not words:
        return False
    try:
        answer = _answer(json.loads(words), streams)
    except (ValueError, TypeError, KeyError, OSError) as reason:
        answer = {"refused": f"{type(reason).__name__}: {reason}"[:300]}
    finally:
        for stream in streams:
            os.close(stream)
    try:
        near.send(json.dumps(answer).encode())
    except OSError:
        return False
    return True


def _answer(asked: dict[str, Any], streams: list[int]) -> dict[str, Any]:
    if asked["do"] == "start":
        return {"pid": _start(str(asked["folder"]), int(asked["threads"]), streams)}
    if asked["do"] == "bury":
        return {"code": os.waitstatus_to_exitcode(os.waitpid(int(asked["pid"]), 0)[1])}
    raise ValueError(asked["do"])


def _start(folder: str, threads: int, streams: list[int]) -> int:
    """Our own worker, open, with the three streams that came along; only for a job of a kind that may be."""
    import json

    with open(os.path.join(folder, "job.json"), encoding="utf-8") as file:
        kind = json.load(file)["kind"]
    if kind not in OPEN or len(streams) != 3:
        raise ValueError(kind)
    moves = [(os.POSIX_SPAWN_DUP2, stream, number) for number, stream in enumerate(streams)]
    line = [*command(), "--open"]
    return os.posix_spawn(line[0], line, environment(threads), file_actions=moves, setsid=True)
