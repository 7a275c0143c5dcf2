"""One program on one table in a process of its own, watched from outside: answers, seconds, peak memory with its children."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.automl.data import Split, Table
from tests.benchmarks.automl.environments import environment
from tests.benchmarks.automl.programs import OURS, Program
from tests.benchmarks.automl.scores import scored

HERE = Path(__file__).parent
LOOK_EVERY = 0.2
PATIENCE = 5.0  # times the budget, and
GRACE = 240.0  # seconds besides, before a program is ended
LONGEST_REASON = 300


@dataclass(frozen=True)
class Terms:
    """What is the same for all: seconds, processors, the seed of split and search."""

    budget: float
    cores: int
    seed: int


@dataclass(frozen=True)
class Measured:
    """One line of the table. Where `failure` says why there is none, the figures are empty.

    `seconds` is training up to the saved model, as the program counts it; `seconds_whole` also start, imports, reading. `memory`
    is in bytes: the largest sum over all processes at one moment, shared pages counted once. `load` is the machine's before.
    `code` changes with the code of ours and is empty for the others.
    """

    table: str
    program: str
    terms: Terms
    rows: str
    metric: str
    test_rows: int
    load: float
    code: str = ""
    failure: str = ""
    score: float | None = None
    scores: dict[str, float] = field(default_factory=dict)
    seconds: float | None = None
    seconds_whole: float | None = None
    memory: int | None = None
    row_seconds: float | None = None
    bytes: int | None = None
    told: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    answers: list = field(default_factory=list, repr=False)

    @classmethod
    def from_file(cls, path: Path) -> "Measured":
        told = json.loads(path.read_text("utf-8"))
        return cls(**{**told, "terms": Terms(**told["terms"])})

    def keep(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")


def measure(program: Program, table: Table, drawn: Split, terms: Terms, work: Path) -> Measured:
    """Runs it in `work`, which is emptied before; `log.txt` there holds all it said."""
    line = Measured(table.name, program.name, terms, drawn.fingerprint, table.metric, len(drawn.test), _load(), code_of(program))
    found = environment(program.environment)
    if found.python is None:
        return _with(line, failure=f"not installed: {found.refusal}")
    line = _with(line, versions=found.versions)
    shutil.rmtree(work, ignore_errors=True)
    (work / "model").mkdir(parents=True)
    _write(program, table, drawn, terms, work)
    command = [str(found.python), "-m", "peers.running", program.module, str(work / "task.json"), str(work / "answer.json")]
    with (work / "log.txt").open("wb") as log:
        code, memory = _watched(command, work, log, terms)
    if code is None:
        return _with(line, failure=f"did not end within {PATIENCE * terms.budget + GRACE:.0f} s")
    if code or not (work / "answer.json").exists():
        return _with(line, failure=_reason(work / "log.txt", code))
    told = json.loads((work / "answer.json").read_text("utf-8"))
    try:
        scores = scored(table.metric, drawn.test[table.target], drawn.classes, told["answers"])
    except ValueError as reason:
        return _with(line, failure=str(reason))
    return _with(line, **told, score=scores[table.metric], scores=scores, memory=memory)


def code_of(program: Program) -> str:
    """A name for the code of ours as it is now."""
    if program.name != OURS:
        return ""
    files = sorted((HERE.parents[2] / "mlworkbench").rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _write(program: Program, table: Table, drawn: Split, terms: Terms, work: Path) -> None:
    drawn.train.to_csv(work / "train.csv", index=False)
    drawn.test.drop(columns=table.target).to_csv(work / "test.csv", index=False)
    task = {
        "name": table.task,
        "metric": table.metric,
        "target": table.target,
        "classes": list(drawn.classes),
        "dates": list(table.dates),
        "train": str(work / "train.csv"),
        "test": str(work / "test.csv"),
        "folder": str(work / "model"),
        "setting": program.setting,
        **asdict(terms),
    }
    (work / "task.json").write_text(json.dumps(task, ensure_ascii=False), "utf-8")


def _watched(command: list[str], work: Path, log, terms: Terms) -> tuple[int | None, int | None]:
    """Exit code (None if it had to be ended) and the peak of memory (None where the system doesn't tell)."""
    surroundings = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONNOUSERSITE": "1"}
    began, peak = time.monotonic(), 0
    process = subprocess.Popen(
        command, cwd=work, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=surroundings, start_new_session=True,
        preexec_fn=lambda: _bind(terms.cores) if hasattr(os, "sched_setaffinity") else None,
    )  # fmt: skip
    try:
        while process.poll() is None and time.monotonic() - began < PATIENCE * terms.budget + GRACE:
            peak = max(peak, sum(_held(number) for number in _family(process.pid)))
            time.sleep(LOOK_EVERY)
        return process.poll(), peak or None
    finally:
        if process.poll() is None:  # too late, or the benchmark itself is stopped
            _end(process)


def _end(process: subprocess.Popen) -> None:
    """With all its children, such as H2O's server."""
    for number in {process.pid, *_family(process.pid)}:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait()


def _bind(cores: int) -> None:
    """Only so many processors, for this process and its children."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def _family(root: int) -> Iterator[int]:
    """A process and all that descend from it. Nothing where there is no /proc."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*") if Path("/proc/self/stat").exists() else ():
        try:
            parent = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it has ended meanwhile
        parents.setdefault(parent, []).append(int(folder.name))
    waiting = [root] if parents else []
    while waiting:
        number = waiting.pop()
        yield number
        waiting += parents.get(number, [])


def _held(number: int) -> int:
    """Bytes of memory, what is shared counted by its share; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _reason(log: Path, code: int) -> str:
    """The last line that names an error, else the last line."""
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return [f"exit code {code}", *lines[-1:], *named[-1:]][-1][:LONGEST_REASON]


def _load() -> float:
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0


def _with(line: Measured, **known) -> Measured:
    return Measured(**{**line.__dict__, **known})
