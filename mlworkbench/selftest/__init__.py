"""The program proves itself where it stands: every part of every registry runs once, from source and built alike."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from mlworkbench.base.words import tr
from mlworkbench.selftest.part import Check, Outcome, attempt

Tell = Callable[[Outcome], None]


def run(tell: Tell = lambda outcome: None) -> tuple[Outcome, ...]:
    """Every check in order; one that fails does not keep the others from running."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="mlworkbench-selftest-") as folder:
        for check in checks(Path(folder)):
            outcomes.append(attempt(check))
            tell(outcomes[-1])
    return tuple(outcomes)


def checks(folder: Path) -> Iterator[Check]:
    """What must hold, from the ground up; `folder` is free for what is written on the way."""
    from mlworkbench.selftest import changes, finders, ground, parts, program

    yield from ground.checks()
    yield from parts.checks(folder)
    yield from changes.checks(folder)
    yield from finders.checks(folder)
    yield from program.checks(folder)


def main(as_json: bool = False) -> int:
    """Print one line a check, or one JSON object; 0 only if all hold."""
    outcomes = run((lambda outcome: None) if as_json else _print)
    failed = [outcome for outcome in outcomes if not outcome.ok]
    if as_json:
        checks_told = [asdict(outcome) for outcome in outcomes]
        sys.stdout.write(json.dumps({"ok": not failed, "checks": checks_told}, ensure_ascii=False) + "\n")
    else:
        key = "selftest.some_failed" if failed else "selftest.all_hold"
        sys.stdout.write(tr(key, count=len(outcomes), failed=len(failed)) + "\n")
    return 1 if failed else 0


def _print(outcome: Outcome) -> None:
    verdict = "ok    " if outcome.ok else "FAILED"
    sys.stdout.write(f"{verdict}  {outcome.name}  {outcome.detail}\n")
    sys.stdout.flush()
