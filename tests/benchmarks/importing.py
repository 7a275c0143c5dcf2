"""Import with full profile beside DuckDB's bare COPY of the same file, each in a process of its own, turn by turn.

    .venv/bin/python tests/benchmarks/importing.py [--rows 10000000] [--times 3] [--folder FOLDER] [--file FILE.csv]

Without a file, one of mixed columns is made (10 million rows: 1.1 GB). Prints seconds and peak memory of both, and their ratio.
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

COLUMNS = """
    i AS id, 'C' || lpad((hash(i) % 9999991)::VARCHAR, 7, '0') AS customer,
    ['Seoul', 'Busan', 'Daegu', 'Incheon', 'Gwangju', 'Daejeon', 'Ulsan'][1 + (hash(i * 3) % 7)::INT] AS region,
    round(((hash(i * 5) % 1000000) / 1000000.0) * 5000, 2) AS amount,
    CASE WHEN hash(i * 7) % 20 = 0 THEN NULL ELSE round((hash(i * 11) % 100000) / 777.0, 4) END AS score,
    (hash(i * 13) % 120)::INT AS tenure, (hash(i * 17) % 2)::INT AS active,
    (DATE '2015-01-01' + (hash(i * 19) % 4000)::INT) AS joined,
    TIMESTAMP '2020-01-01' + to_seconds((hash(i * 23) % 100000000)::INT) AS seen,
    ['a', 'b', 'c', 'd'][1 + (hash(i * 29) % 4)::INT] || '-' || (hash(i * 31) % 500) AS product,
    (hash(i * 37) / 1.8446744073709552e19) AS risk,
    CASE WHEN hash(i * 41) % 5 = 0 THEN '' ELSE 'note ' || (hash(i * 43) % 100000) END AS note
"""


def make(path: Path, rows: int) -> None:
    import duckdb

    duckdb.sql(f"COPY (SELECT {COLUMNS} FROM range({rows}) t(i)) TO '{path}' (HEADER, DELIMITER ',')")


def copy(path: Path, folder: Path) -> None:
    import duckdb

    duckdb.sql(f"COPY (SELECT * FROM read_csv('{path}')) TO '{folder / 'copied.parquet'}' (FORMAT parquet)")


def ours(path: Path, folder: Path) -> None:
    from mlworkbench.base.report import Silent
    from mlworkbench.stages import data

    data.run({"path": str(path), "name": path.stem}, folder, Silent())


def alone(name: str, path: Path) -> tuple[float, float]:
    """Seconds and gigabytes of one of the two in a fresh process."""
    told = subprocess.run([sys.executable, __file__, "--alone", name, "--file", str(path)], capture_output=True, check=True)
    seconds, memory = json.loads(told.stdout.splitlines()[-1])
    return seconds, memory


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--alone")
    asked = parser.parse_args()
    if asked.alone:
        with tempfile.TemporaryDirectory(dir=asked.file.parent) as folder:
            begun = time.perf_counter()
            {"copy": copy, "ours": ours}[asked.alone](asked.file, Path(folder))
            seconds = time.perf_counter() - begun
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6]))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        path = asked.file or Path(folder) / "mixed.csv"
        if asked.file is None:
            make(path, asked.rows)
        print(f"{path.name}: {path.stat().st_size / 1e9:.2f} GB")
        ratios = []
        for _ in range(asked.times):
            (base, base_memory), (mine, memory) = alone("copy", path), alone("ours", path)
            ratios.append(mine / base)
            print(f"COPY {base:6.2f} s {base_memory:.2f} GB    ours {mine:6.2f} s {memory:.2f} GB    {ratios[-1]:.2f}x")
        print(f"median {statistics.median(ratios):.2f}x")


if __name__ == "__main__":
    main()
