"""`auto` on a million rows of 46 numbers and four texts of 30 categories: time, and the memory of the largest process.

.venv/bin/python -m tests.benchmarks.million [--budget 60] [--rows 1000000]

On an idle machine. The promise: under 8 GB, and the budget kept within 10 %.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NUMBERS, WHOLE, TEXTS, CATEGORIES = 40, 6, 4, 30
MISSING = 0.02
PROMISED = 8.0  # GB


def table(rows: int) -> pa.Table:
    """A class that hangs on a few numbers, a product of two, and two of the texts; a fiftieth of two columns is missing."""
    random = np.random.Generator(np.random.PCG64(1))
    numbers = {f"n{place}": random.normal(size=rows) for place in range(NUMBERS)}
    whole = {f"w{place}": random.integers(0, 100, rows) for place in range(WHOLE)}
    columns: dict[str, object] = {**numbers, **whole}
    odds = numbers["n0"] - 0.7 * numbers["n1"] + 0.8 * numbers["n2"] * numbers["n3"] + np.sin(2 * numbers["n4"])
    odds += whole["w0"] > 70
    for place in range(TEXTS):
        codes = random.integers(0, CATEGORIES, rows)
        odds = odds + (random.normal(size=CATEGORIES)[codes] if place < 2 else 0.0)
        columns[f"t{place}"] = pa.DictionaryArray.from_arrays(codes, [f"kind {code}" for code in range(CATEGORIES)]).cast(
            pa.string()
        )
    for name in ("n0", "n7"):
        columns[name] = pa.array(columns[name], mask=random.random(rows) < MISSING)
    chance = 1.0 / (1.0 + np.exp(-odds))
    columns["y"] = np.where(random.random(rows) < chance, "yes", "no")
    return pa.table(columns)


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--budget", type=int, default=60)
    reader.add_argument("--rows", type=int, default=1_000_000)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.parquet"
        pq.write_table(table(asked.rows), path)
        words = [
            "auto",
            str(path),
            "--target",
            "y",
            "--budget",
            str(asked.budget),
            "--project",
            str(Path(folder) / "p"),
            "--json",
        ]
        said = subprocess.run([sys.executable, "-m", "mlworkbench", *words], capture_output=True, check=True, text=True).stdout
    found = json.loads(said)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    parts = " ".join(f"{part} {taken:.1f}" for part, taken in found["timings"].items())
    sys.stdout.write(
        f"{asked.rows:,} rows, {found['seconds']:.1f} s of {asked.budget} s ({parts}); {len(found['leaderboard'])} models\n"
    )
    sys.stdout.write(f"largest process {peak:.1f} GB (promise for a million: {PROMISED:.0f} GB)\n")
    for one in found["leaderboard"]:
        sys.stdout.write(f"  {one['name']:24} {one['score']:.4f}\n")


if __name__ == "__main__":
    main()
