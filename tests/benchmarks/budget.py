"""How well `auto` keeps its time budget, from the start of training to the written package.

.venv/bin/python -m tests.benchmarks.budget
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
CASES = (("telco_churn.csv", "Churn"), ("california_housing.csv", "median_house_value"))
BUDGETS = (10, 20, 40)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, target in CASES:
            for budget in BUDGETS:
                place = Path(folder) / f"{name}{budget}"
                words = [
                    "auto",
                    str(SAMPLES / name),
                    "--target",
                    target,
                    "--budget",
                    str(budget),
                    "--project",
                    str(place),
                    "--json",
                ]
                told = json.loads(
                    subprocess.run(
                        [sys.executable, "-m", "mlworkbench", *words], capture_output=True, check=True, text=True
                    ).stdout
                )
                off = told["seconds"] - budget
                kept = "kept" if abs(off) <= max(2.0, 0.1 * budget) else "NOT KEPT"
                parts = {part: round(taken, 2) for part, taken in told["timings"].items()}
                models = len(told["leaderboard"])
                sys.stdout.write(f"{name} {budget} s: {told['seconds']:.1f} s ({off:+.1f}), {models} models, {kept} {parts}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
