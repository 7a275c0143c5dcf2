"""Stage functions for the tests of jobs: well-behaved, talkative, deaf and deadly ones."""

import ctypes
import errno
import os
import signal
import sys
import time

from mlworkbench.base.errors import InputError, JobError, ProjectError


def steady(spec, out, report):
    """Makes `pieces` pieces with a progress before each, then ends."""
    report.progress(0.0, "test.start", pid=os.getpid())
    for number in range(spec["pieces"]):
        report.progress(number / spec["pieces"], "test.piece", number=number, pid=os.getpid())
        path = out / f"piece{number}.txt"
        path.write_text(f"content {number}")
        report.made("piece", {"text": path}, {"number": number})
        if "gate" in spec:
            wait_for(spec["gate"], number)
    return {"pid": os.getpid(), "files": {"last": f"piece{spec['pieces'] - 1}.txt"}}


def wait_for(gate, number):
    """Goes on when the test has made the file gate<number>."""
    while not os.path.exists(f"{gate}{number}"):
        time.sleep(0.005)


def endless(spec, out, report):
    while True:
        report.progress(0.5, "test.endless", pid=os.getpid())
        time.sleep(0.01)


def deaf(spec, out, report):
    """In C, without the interpreter's lock."""
    report.progress(1.0, "test.deaf", pid=os.getpid())
    ctypes.CDLL(None).sleep(1000)


def holding(spec, out, report):
    """In C, holding the interpreter's lock, so that no thread of Python can run."""
    report.progress(1.0, "test.deaf", pid=os.getpid())
    time.sleep(0.2)  # the message is out
    ctypes.PyDLL(None).sleep(1000)


def stubborn(spec, out, report):
    """A library that swallows what is raised in it."""
    for _ in range(1000):
        try:
            report.progress(0.5, "test.endless", pid=os.getpid())
        except Exception as error:
            raise RuntimeError("the library's own") from error
        time.sleep(0.01)


def chatty(spec, out, report):
    libc = ctypes.CDLL(None)
    for number in range(50):
        libc.puts(b'{"word": "result", "facts": {"from": "C"}}')
        libc.fflush(None)
        print('{"word": "cancelled"}')  # noqa: T201
        os.write(1, b"straight to one\n")
        os.write(2, b"straight to two\n")
        report.progress(number / 50, "test.chatty")
    return {"heard": sys.stdin.read(), "raw": os.read(0, 10).decode()}


def fast(spec, out, report):
    for number in range(spec["count"]):
        report.progress(number / spec["count"], "test.fast", number=number)
        time.sleep(0.0005)
    report.progress(1.0, "test.done")
    return {}


def silent_after(spec, out, report):
    """Two reports at once, then nothing for long."""
    report.progress(0.1, "test.first")
    report.progress(0.2, "test.second")
    wait_for(spec["gate"], 0)
    return {}


def surroundings(spec, out, report):
    from mlworkbench.base import closed

    heavy = ("numpy", "duckdb", "onnxruntime", "sklearn.ensemble", "xgboost", "PySide6", "sqlalchemy")
    return {
        "environment": dict(os.environ),
        "network": closed.state(),
        "loaded": [name for name in heavy if name in sys.modules],
        "path": sys.path,
        "session": os.getsid(0) == os.getpid(),
    }


def plain(spec, out, report):
    """Says what it was given."""
    return {"spec": spec, "out": str(out)}


def refusing(spec, out, report):
    kinds = {"input": InputError, "project": ProjectError, "job": JobError}
    raise kinds[spec["error"]]("test.refused", column="나이", row=3, share=0.5, nothing=None)


def broken(spec, out, report):
    raise ZeroDivisionError("the test's own fault")


def hungry(spec, out, report):
    raise MemoryError


def without_room(spec, out, report):
    raise OSError(errno.ENOSPC, "No space left on device")


def without_log(spec, out, report):
    """The disk of the log is full as well."""
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, 2)
    without_room(spec, out, report)


def not_json(spec, out, report):
    return {"what": object()}


def missing_file(spec, out, report):
    return {"files": {"data": "nothing.parquet"}}


def made_twice(spec, out, report):
    path = out / "model.onnx"
    for number in range(2):
        path.write_text(f"model {number}")
        report.made("model", {"model": path}, {})
    return {}


def elsewhere(spec, out, report):
    path = out.parent / "elsewhere.txt"
    path.write_text("x")
    report.made("model", {"model": path}, {})
    return {}


def aborting(spec, out, report):
    steady({"pieces": 2}, out, report)
    os.abort()


def leaving(spec, out, report):
    os._exit(3)


def killed(spec, out, report):
    os.kill(os.getpid(), signal.SIGKILL)


def exiting(spec, out, report):
    sys.exit("a library that leaves")


def fast_then_made(spec, out, report):
    """Goes on talking for a while to a listener that has hung up, but has not asked it to stop."""
    for number in range(60):
        report.progress(number / 60, "test.talk")
        time.sleep(0.01)
    path = out / "piece.txt"
    path.write_text("x")
    report.made("piece", {"text": path}, {})
    return {}
