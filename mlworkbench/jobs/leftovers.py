"""What the jobs of a program that died had made and nobody filed."""

import contextlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlworkbench.base import clock
from mlworkbench.jobs.messages import DEAFNESS, Message, decode
from mlworkbench.store.lock import Held, Lock

UNBORN = ".new-"  # how the name of a job's folder begins until its job.json is whole


def leftovers(work: Path, patience: float = DEAFNESS + 1) -> Iterator[tuple[dict[str, Any], tuple[Message, ...]]]:
    """The job folders under `work`, oldest first: job.json with "folder" added, and the lasting messages in order.

    A worker that survived its program by a few seconds is waited for; one that goes on (of another program) is passed over.
    """
    until = clock.seconds() + patience
    for job in sorted(_jobs(work), key=lambda job: str(job["started"])):
        folder = Path(job["folder"])
        if _is_over(folder, until):
            yield job, tuple(_messages(folder))


def unborn(work: Path, age: float = 0) -> Iterator[Path]:
    """Folders at least `age` seconds old of jobs whose program died while writing them down: nothing was begun in them."""
    for folder in work.glob(f"{UNBORN}*"):
        with contextlib.suppress(FileNotFoundError):
            if not age or clock.now().timestamp() - folder.stat().st_mtime > age:
                yield folder


def _jobs(work: Path) -> Iterator[dict[str, Any]]:
    """Another program may be clearing the same place: what is gone by now was not ours to file, nor is what no job wrote."""
    for path in work.glob("[!.]*/job.json"):
        with contextlib.suppress(FileNotFoundError, ValueError):
            job = json.loads(path.read_text("utf-8"))
            if isinstance(job, dict) and {"kind", "context", "started"} <= job.keys():
                yield {**job, "folder": str(path.parent)}


def _is_over(folder: Path, until: float) -> bool:
    while True:
        try:
            Lock(folder / "alive").release()
            return True
        except FileNotFoundError:
            return False
        except Held:
            if clock.seconds() > until:
                return False
            threading.Event().wait(0.05)


def _messages(folder: Path) -> Iterator[Message]:
    """Up to the first line that is not whole: a worker was killed while writing it."""
    made = folder / "made.jsonl"
    for line in made.read_bytes().splitlines() if made.exists() else ():
        try:
            yield decode(line, folder)
        except ValueError:
            return
