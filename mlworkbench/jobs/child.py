"""The worker itself: takes one job from standard input, runs the stage's function and tells what comes of it."""

import contextlib
import ctypes
import errno
import faulthandler
import importlib
import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from mlworkbench import plugins
from mlworkbench.base import clock, secret
from mlworkbench.base.errors import Cancelled, Fact, JobError, WorkbenchError
from mlworkbench.base.report import Wish
from mlworkbench.jobs.messages import DEAFNESS, FINAL, LASTING, WISHES, Message, Word, encode, failed
from mlworkbench.jobs.worker import OPEN
from mlworkbench.store.disk import seal
from mlworkbench.store.lock import Lock

PACE = 0.1  # seconds between two progress messages
DEAF = 75  # exit code of a worker that was stopped and did not hear
NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
HEAVY = (
    "numpy",
    "pandas",
    "pyarrow.parquet",
    "duckdb",
    "onnxruntime",
    "onnx",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "xgboost",
    "lightgbm",
)


def work(warm: bool, is_open: bool = False) -> NoReturn:
    """One job and the end: the process leaves without tidying up, so that no library's farewell can hang or crash it.

    One that is open runs no plug-in, and of the kinds of jobs only those that may be.
    """
    ears = Ears(_taken(0, os.open(os.devnull, os.O_RDONLY)))
    stdout = _taken(1, os.dup(2))
    _die_with_parent()
    if warm:
        _import_heavy(ears)
    folder = ears.folder()
    _log_to(folder / "log.txt")
    lock = Lock(folder / "alive")  # tells the next opening that this folder is still being written to
    _do(folder, Teller(ears, Mouth(stdout, folder)), is_open)
    lock.release()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)


def _do(folder: Path, teller: "Teller", is_open: bool = False) -> None:
    job = json.loads((folder / "job.json").read_text("utf-8"))
    try:
        function = _open_function(job["kind"]) if is_open else _function(job["module"], job["function"])
        teller.result(function(job["spec"], folder, teller), folder)
    except BaseException as error:  # noqa: BLE001  whatever it was, it is told
        with contextlib.suppress(OSError):  # the log's disk may be full, and the last word must still be said
            sys.stderr.write(secret.hidden(traceback.format_exc()))
        teller.say(Message("cancelled") if teller.is_stopped else failed(_cleaned(_translated(error, job["kind"]))))


def _function(module: str, function: str) -> Callable[..., dict[str, Any]]:
    plugins.load()
    found: Callable[..., dict[str, Any]] = getattr(importlib.import_module(module), function)
    return found


def _open_function(kind: str) -> Callable[..., dict[str, Any]]:
    """What job.json says about the function counts for nothing here."""
    from mlworkbench.jobs.tasks import TASKS

    if kind not in OPEN:
        raise PermissionError(kind)
    found: Callable[..., dict[str, Any]] = getattr(importlib.import_module(TASKS[kind].module), TASKS[kind].function)
    return found


def _cleaned(error: WorkbenchError) -> WorkbenchError:
    """Without the password of the job, should a library have quoted it."""
    facts = {name: secret.hidden(one) if isinstance(one, str) else one for name, one in error.facts.items()}
    return type(error)(error.key, **facts) if facts != error.facts else error


def _translated(error: BaseException, kind: str) -> WorkbenchError:
    """Anything unforeseen is our bug; its traceback is in the log."""
    if isinstance(error, WorkbenchError):
        return error
    if isinstance(error, MemoryError):
        return JobError("job.no_memory", kind=kind)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return JobError("job.disk_full", kind=kind)
    return WorkbenchError("job.bug", kind=kind, error=f"{type(error).__name__}: {error}"[:500])


class Ears:
    """Standard input, read by a thread of its own: a line with the job's folder, then a wish a line, until it closes: stop."""

    def __init__(self, stdin: int) -> None:
        self._stdin = stdin
        self._line: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.closed = threading.Event()
        self.wish: Wish = "go_on"
        threading.Thread(target=self._listen, name="ears", daemon=True).start()

    def is_called(self) -> bool:
        return not self._line.empty()

    def folder(self) -> Path:
        """Waits until there is a job. Its secret is held from now on."""
        told = json.loads(self._line.get())
        secret.hold(told.get("secret", ""))
        return Path(told["folder"])

    def _listen(self) -> None:
        heard = b""
        while not heard.endswith(b"\n"):
            block = os.read(self._stdin, 65536)
            if not block:
                os._exit(0)  # nobody wants this worker any more
            heard += block
        self._line.put(heard)
        heard = b""
        while block := os.read(self._stdin, 65536):
            *lines, heard = (heard + block).split(b"\n")
            self._hear(lines)
        self.closed.set()
        threading.Event().wait(DEAFNESS)
        os._exit(DEAF)

    def _hear(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if line in WISHES:
                self.wish = WISHES[line]


class Mouth:
    """The private copy of standard output, and made.jsonl, which gets every lasting message first."""

    def __init__(self, stdout: int, folder: Path) -> None:
        self._stdout = stdout
        self._folder = folder
        self._made = os.open(folder / "made.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._lock = threading.Lock()
        self._is_finished = False

    def line(self, message: Message) -> bytes:
        """Raises TypeError or ValueError for what cannot be said."""
        return encode(message, self._folder)

    def say(self, word: Word, line: bytes) -> None:
        with self._lock:
            if self._is_finished:
                return
            if word in LASTING:
                self._write_down(word, line)
            self._is_finished = word in FINAL
            with contextlib.suppress(BrokenPipeError):  # a dead listener has closed stdin too, and that is heard
                _write_all(self._stdout, line)

    def _write_down(self, word: Word, line: bytes) -> None:
        size = os.fstat(self._made).st_size
        try:
            _write_all(self._made, line)
            os.fsync(self._made)
        except OSError:
            os.ftruncate(self._made, size)
            if word != "failed":  # that a job failed can be told without room to write it down
                raise


class Teller:
    """The Report that a stage's function is given."""

    def __init__(self, ears: Ears, mouth: Mouth) -> None:
        self._ears = ears
        self._mouth = mouth
        self._lock = threading.Lock()
        self._spoke = float("-inf")
        self._held: bytes | None = None
        self._sealed: set[Path] = set()

    @property
    def is_stopped(self) -> bool:
        return self._ears.closed.is_set()

    def progress(self, fraction: float, key: str, **facts: Fact) -> None:
        self._hear()
        message = Message("progress", fraction=min(max(float(fraction), 0.0), 1.0), key=key, facts=facts)
        self._pace(self._mouth.line(message))

    def made(self, kind: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None:
        self._hear()
        for path in files.values():
            self._seal(path)
        self.say(Message("made", kind=kind, files=files, facts=facts))

    def wish(self) -> Wish:
        return self._ears.wish

    def result(self, facts: dict[str, Any], folder: Path) -> None:
        for path in {folder / name for name in facts.get("files", {}).values()} - self._sealed:
            self._seal(path)
        self.say(Message("result", facts=facts))

    def say(self, message: Message) -> None:
        self._speak_held()
        self._mouth.say(message.word, self._mouth.line(message))

    def _seal(self, path: Path) -> None:
        """A file told of may be kept by a link, so it must never be written again: a second piece needs a second name."""
        if path in self._sealed:
            raise ValueError(f"{path.name} was made before")
        seal(path)
        self._sealed.add(path)

    def _hear(self) -> None:
        if self.is_stopped:
            raise Cancelled

    def _pace(self, line: bytes) -> None:
        """At most one in PACE seconds; the newest held back is told when its time comes, so that no old state stays on show."""
        with self._lock:
            wait = self._spoke + PACE - clock.seconds()
            if wait <= 0:
                self._speak(line)
            else:
                if self._held is None:
                    later = threading.Timer(wait, self._speak_held)
                    later.daemon = True
                    later.start()
                self._held = line

    def _speak_held(self) -> None:
        with self._lock:
            if self._held is not None:
                self._speak(self._held)

    def _speak(self, line: bytes) -> None:
        self._held, self._spoke = None, clock.seconds()
        self._mouth.say("progress", line)


def _taken(number: int, instead: int) -> int:
    """A private copy of a standard stream, which itself leads elsewhere from now on: no library can read or break the wire."""
    private = os.dup(number)
    os.dup2(instead, number)
    os.close(instead)
    return private


def _log_to(path: Path) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number in (1, 2):
        os.dup2(log, number)
    os.close(log)
    faulthandler.enable()


def _die_with_parent() -> None:
    """Linux ends this process with its parent even while C code holds the interpreter; elsewhere the ears must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def _import_heavy(ears: Ears) -> None:
    """Until there is a job. What is missing or broken shows when the job asks for it, in that job's log."""
    for name in HEAVY:
        if ears.is_called():
            return
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _write_all(number: int, line: bytes) -> None:
    while line:
        line = line[os.write(number, line) :]
