"""The table over 100 million rows: frames a second while it scrolls and jumps, then time and memory of sort, filter and search.

xvfb-run -a .venv/bin/python -m tests.benchmarks.scrolling [ROWS] [FILE]
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from pyarrow import parquet
from PySide6.QtWidgets import QApplication

from mlworkbench.base.clock import seconds
from mlworkbench.base.records import ColumnProfile
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import page, viewing
from mlworkbench.ui import start, theme
from mlworkbench.ui.widgets.column_header import heading
from mlworkbench.ui.widgets.rows_table import RowsTable

ROWS = 100_000_000
TYPES = {
    "id": "number",
    "amount": "number",
    "age": "number",
    "flag": "flag",
    "plan": "category",
    "city": "category",
    "day": "date",
    "score": "number",
    "grade": "number",
    "customer": "text",
    "wave": "number",
    "note": "text",
}
MADE = """SELECT i::DOUBLE AS id, (hash(i) % 1000000) / 100.0 AS amount, (hash(i + 7) % 100)::DOUBLE AS age,
    (hash(i + 3) % 2)::DOUBLE AS flag, 'plan ' || (hash(i + 5) % 12) AS plan, 'city ' || (hash(i + 11) % 400) AS city,
    TIMESTAMP '2020-01-01' + to_seconds((hash(i + 13) % 100000000)::BIGINT) AS day,
    CASE WHEN hash(i + 17) % 20 = 0 THEN NULL ELSE (hash(i + 19) % 100000) / 1000.0 END AS score,
    (hash(i + 23) % 5)::DOUBLE AS grade, 'C-' || lpad(i::VARCHAR, 9, '0') AS customer, sin(i / 1000.0) AS wave,
    'note ' || (hash(i + 29) % 50000) AS note FROM range({rows}) AS t(i)"""
VIEWS = (
    ("sort by one column of numbers", {"sort": [["amount", True]]}),
    ("sort by a category, then a number", {"sort": [["city", False], ["age", True]]}),
    ("filter: 1 of 100 rows stay", {"filters": [["age", "eq", "31"]]}),
    ("filter: half the rows stay", {"filters": [["amount", "ge", "5000"]]}),
    ("filter and sort", {"filters": [["plan", "eq", "plan 3"], ["score", "gt", "50"]], "sort": [["day", True]]}),
    ("search all cells", {"search": "C-00000123"}),
)
FRAMES, TARGET = 400, 30
LEAST, MOST = 50, 2_000  # milliseconds of a page, MB of a worker


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def made(path: Path, rows: int) -> Path:
    with duckdb.connect(config={"memory_limit": "1GB", "threads": "2"}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(
            f"COPY ({MADE.format(rows=rows)}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 65536, COMPRESSION zstd)"
        )
    return path


def pages(path: Path, rows: int) -> None:
    dice, taken = random.Random(1), []
    start_at = seconds()
    page(path, 0, 256)
    say(f"the first page: {(seconds() - start_at) * 1000:.0f} ms")
    for _ in range(60):
        start_at = seconds()
        page(path, dice.randrange(rows - 256), 256)
        taken.append((seconds() - start_at) * 1000)
    taken.sort()
    verdict = "kept" if taken[30] <= LEAST else "NOT KEPT"
    say(f"a page anywhere: median {taken[30]:.1f} ms, slowest of 60 {taken[-1]:.1f} ms (promise: {LEAST} ms, {verdict})")


def scrolled(path: Path, rows: int) -> None:
    application = start.application()
    theme.apply(application, "light")
    table = RowsTable()
    table.resize(1000, 760)
    headings = [heading(ColumnProfile(name, kind, 0, rows), rows, "used", name) for name, kind in TYPES.items()]  # type: ignore[arg-type]
    table.show_rows(headings, rows, lambda first, count: page(path, first, count))
    table.show()
    QApplication.processEvents()
    dice = random.Random(2)
    middle = rows // 2
    ways = {
        "by the wheel, 3 rows a frame": [middle + 3 * number for number in range(FRAMES)],
        "by whole screens": [middle + table.view.whole * number for number in range(FRAMES)],
        "dragging the bar, 20,000 rows a frame": [middle + 20_000 * number for number in range(FRAMES)],
        "jumping anywhere": [dice.randrange(rows) for _ in range(FRAMES // 2)],
    }
    for name, places in ways.items():
        frames = []
        worked = time.thread_time()
        for place in places:
            began = seconds()
            table.bar.setValue(min(place, table.bar.maximum()))
            QApplication.processEvents()
            frames.append(seconds() - began)
        rate, alone = len(frames) / sum(frames), len(frames) / (time.thread_time() - worked)
        verdict = "kept" if rate > TARGET else "NOT KEPT"
        slowest = max(frames) * 1000
        say(f"{name}: {rate:.0f} frames a second ({alone:.0f} by own work), slowest {slowest:.0f} ms (> {TARGET}: {verdict})")


def viewed(path: Path) -> None:
    """Every view in a process of its own, as a worker would find it."""
    for name, asked in VIEWS:
        told = json.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.scrolling", "--view", str(path), json.dumps(asked)],
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        verdict = "kept" if told["memory"] < MOST else "NOT KEPT"
        say(f"{name}: {told['rows']:,} rows in {told['seconds']:.1f} s, {told['memory']:.0f} MB at most ({MOST} MB, {verdict})")


def view_one(path: Path, asked: dict[str, object]) -> None:
    columns = [{"name": name, "type": kind} for name, kind in TYPES.items()]
    with tempfile.TemporaryDirectory(dir=path.parent) as out:
        began = seconds()
        spec = {"data": str(path), "columns": columns, "sort": [], "filters": [], "search": "", **asked}
        told = viewing.run(spec, Path(out), Silent())
        took = seconds() - began
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    say(json.dumps({"rows": told["rows"], "seconds": took, "memory": peak / 1000}))


def main() -> None:
    if sys.argv[1:2] == ["--view"]:
        view_one(Path(sys.argv[2]), json.loads(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else made(Path(folder) / "rows.parquet", rows)
        say(
            f"{rows:,} rows × {len(TYPES)} columns in {parquet.read_metadata(path).num_row_groups:,} row groups, "
            f"{path.stat().st_size / 1e9:.1f} GB"
        )
        pages(path, rows)
        scrolled(path, rows)
        viewed(path)


if __name__ == "__main__":
    main()
