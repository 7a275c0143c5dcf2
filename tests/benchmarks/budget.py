"""How well `auto` keeps its time budget, from the start of training to the written package: 20 runs from 10 s to 120 s.

.venv/bin/python -m tests.benchmarks.budget [--only telco_churn] [--preset NAME]

On an idle machine: what else runs on it takes its time from the run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CASES = {
    "telco_churn": ("Churn", (10, 15, 20, 30, 45, 60, 120)),
    "california_housing": ("median_house_value", (10, 15, 20, 30, 45, 60, 120)),
    "machine_failure": ("Machine failure", (10, 20, 30, 45, 60, 120)),
}
ALLOWED_SECONDS, ALLOWED_SHARE = 2.0, 0.1
BUSY = 0.5  # other work on the machine, in processors, from which figures mean little


def told(name: str, target: str, budget: int, preset: str, folder: Path) -> dict[str, Any]:
    place = folder / f"{name}{budget}"
    words = ["auto", str(SAMPLES / f"{name}.csv"), "--target", target, "--budget", str(budget), "--preset", preset]
    line = [sys.executable, "-m", "mlworkbench", *words, "--project", str(place), "--json"]
    found: dict[str, Any] = json.loads(subprocess.run(line, capture_output=True, check=True, text=True).stdout)
    return found


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--only", choices=CASES)
    reader.add_argument("--preset", default="balanced")
    asked = reader.parse_args()
    chosen = {name: case for name, case in CASES.items() if asked.only in (None, name)}
    if os.getloadavg()[0] > BUSY:
        sys.stdout.write(f"other work is in progress (load {os.getloadavg()[0]:.1f}): deviations will be too large\n")
    off: list[float] = []
    kept = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (target, budgets) in chosen.items():
            for budget in budgets:
                found = told(name, target, budget, asked.preset, Path(folder))
                off.append(found["seconds"] - budget)
                good = abs(off[-1]) <= max(ALLOWED_SECONDS, ALLOWED_SHARE * budget)
                kept += good
                parts = " ".join(f"{part} {taken:.1f}" for part, taken in found["timings"].items())
                said = f"{len(found['leaderboard'])} models, {'kept' if good else 'NOT KEPT'} · {parts}"
                line = f"{name} {budget} s: {found['seconds']:.1f} s ({off[-1]:+.1f} s, {100 * off[-1] / budget:+.0f} %), {said}"
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
    sys.stdout.write(f"{kept} of {len(off)} kept; deviation from {min(off):+.1f} s to {max(off):+.1f} s\n")


if __name__ == "__main__":
    main()
