"""A full profile of a million rows and 30 columns beside ydata-profiling's minimal mode: the same file, turn by turn.

    python3.11 -m venv /tmp/ydata && /tmp/ydata/bin/pip install ydata-profiling "setuptools<81"
    .venv/bin/python tests/benchmarks/profiling.py --peer /tmp/ydata/bin/python [--rows 1000000] [--times 3] [--folder FOLDER]

Profile alone: ours from the stored Parquet, theirs from the data frame in memory. With reading: ours is what `import`
does (file checked, types decided, Parquet written, every figure exact), theirs `read_csv` and the figures of
`ProfileReport(minimal=True)`, without its page of HTML. Prints seconds and peak memory of both, and the ratios.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NUMBERS, WHOLES, CATEGORIES, DATES, TEXTS = 14, 6, 6, 2, 2


def make(path: Path, rows: int) -> None:
    """Thirty columns: measures (some with gaps), counts and flags, categories of 3 to 5,000 values, dates, free text."""
    import duckdb

    chance = "(hash(i * {0}) / 1.8446744073709552e19)".format
    columns = []
    for k in range(NUMBERS):
        measure = f"round(sqrt({chance(k + 1)}) * {10**k % 9973 + 1}, {k % 6})"
        columns.append(f"CASE WHEN {chance(100 + k)} < {0.02 * (k % 4)} THEN NULL ELSE {measure} END AS m{k}")
    columns += [f"({chance(200 + k)} * {(2, 5, 100, 3_000, 100_000, 10**9)[k]})::BIGINT AS w{k}" for k in range(WHOLES)]
    columns += [f"'level ' || ({chance(300 + k)} * {(3, 8, 20, 120, 900, 5_000)[k]})::INT AS c{k}" for k in range(CATEGORIES)]
    columns += [f"DATE '2012-01-01' + ({chance(400 + k)} * 4000)::INT AS d{k}" for k in range(DATES)]
    columns += [f"md5((i * {k + 3})::VARCHAR)[1:{12 + 8 * k}] || ' note' AS t{k}" for k in range(TEXTS)]
    duckdb.sql(f"COPY (SELECT {', '.join(columns)} FROM range({rows}) t(i)) TO '{path}' (HEADER, DELIMITER ',')")


def ours(path: Path, folder: Path) -> tuple[float, float]:
    """Seconds with reading, and of the profile alone."""
    from mlworkbench.base.records import Column
    from mlworkbench.base.report import Silent
    from mlworkbench.stages import data
    from mlworkbench.stages.data.profiles import profile_columns

    began = time.monotonic()
    made = data.run({"path": str(path), "name": path.stem}, folder, Silent())
    whole = time.monotonic() - began
    columns = tuple(Column(**column) for column in made["columns"])
    began = time.monotonic()
    profile_columns(folder / "data.parquet", columns, folder, Silent())
    return whole, time.monotonic() - began


def theirs(path: Path, folder: Path) -> tuple[float, float]:
    import pandas as pd
    from ydata_profiling import ProfileReport

    began = time.monotonic()
    frame = pd.read_csv(path)
    read = time.monotonic()
    described = ProfileReport(frame, minimal=True, progress_bar=False).get_description()
    assert described.variables, folder
    return time.monotonic() - began, time.monotonic() - read


def alone(name: str, python: str, path: Path) -> tuple[float, float, float]:
    """Seconds with reading, those of the profile alone, and gigabytes, of one of the two in a fresh process."""
    told = subprocess.run([python, __file__, "--alone", name, "--file", str(path)], capture_output=True, text=True, check=False)
    if told.returncode:
        sys.exit(told.stderr)
    whole, profile, memory = json.loads(told.stdout.splitlines()[-1])
    return whole, profile, memory


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", help="the Python that has ydata-profiling")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--alone", choices=("ours", "theirs"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        if chosen.alone:
            seconds = {"ours": ours, "theirs": theirs}[chosen.alone](chosen.file, Path(folder))
            print(json.dumps([*seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6]))
            return
        if not chosen.peer:
            parser.error("--peer PYTHON is needed")
        file = chosen.file or Path(folder) / "wide.csv"
        if not chosen.file:
            make(file, chosen.rows)
        print(f"{file.name}: {file.stat().st_size / 1e9:.2f} GB")
        ratios = []
        for _ in range(chosen.times):
            peer, own = alone("theirs", chosen.peer, file), alone("ours", sys.executable, file)
            ratios.append((peer[0] / own[0], peer[1] / own[1]))
            for name, (whole, profile, memory) in (("ydata-profiling", peer), ("ours", own)):
                print(f"{name:16s} with reading {whole:6.1f} s   profile alone {profile:6.2f} s   {memory:.2f} GB", flush=True)
        whole, profile = (statistics.median(ratio) for ratio in zip(*ratios, strict=True))
        print(f"median: with reading {whole:.1f}x, profile alone {profile:.1f}x")


if __name__ == "__main__":
    main()
