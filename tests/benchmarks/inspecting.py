"""How long every finder looks at a large table, in seconds of the processor, and how much memory they take together.

    .venv/bin/python -m tests.benchmarks.inspecting [--rows 10000000] [--folder FOLDER] [--write]

The table is that of importing.py; a folder keeps it imported for the next run. `--write` puts the figures into the guide.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from mlworkbench.base.records import Column
from mlworkbench.base.report import Silent
from mlworkbench.stages import data
from mlworkbench.stages.data.quality import FINDERS, Goal, Subject
from tests.benchmarks.importing import make

TARGET = "active"
TOLD = 0.5  # seconds of the processor, below which a finder is not worth a line
GUIDE = "docs/guide/{language}/quality.md"
BEGIN, END = "<!-- timed -->", "<!-- /timed -->"
HEADS = {
    "en": (
        "| finder | seconds of the processor |",
        "all others together",
        "**all**",
        "{rows:,} rows of 12 columns, {memory:.2f} GB at most:",
    ),
    "ko": ("| 검사 | 프로세서 시간(초) |", "나머지 모두", "**합계**", "{rows:,}행 × 12열, 메모리 최대 {memory:.2f} GB:"),
}


def subject(folder: Path, rows: int) -> Subject:
    """The table, made and imported unless the folder holds it."""
    told = folder / "made.json"
    if not told.exists():
        make(folder / "mixed.csv", rows)
        made = data.run({"path": str(folder / "mixed.csv"), "name": "mixed"}, folder, Silent())
        told.write_text(json.dumps(made, default=str), "utf-8")
        (folder / "mixed.csv").unlink()
    columns = tuple(Column(**one) for one in json.loads(told.read_text("utf-8"))["columns"])
    profile = data.read_profile(folder / "profile.json")
    classes = tuple(sorted(top.value for top in profile.column(TARGET).top))
    return Subject(folder / "data.parquet", columns, profile, folder, goal=Goal(TARGET, "binary", classes))


def timed(looked_at: Subject) -> dict[str, float]:
    found = {}
    for finder in FINDERS:
        begun = time.process_time()
        finder.find(looked_at)
        found[finder.name] = time.process_time() - begun
        sys.stdout.write(f"{finder.name:20} {found[finder.name]:6.2f} s {peak():.2f} GB\n")
        sys.stdout.flush()
    return found


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def written(language: str, seconds: dict[str, float], rows: int, memory: float) -> str:
    head, others, whole, intro = HEADS[language]
    slow = {name: took for name, took in seconds.items() if took >= TOLD}
    lines = [f"| {name} | {took:.1f} |" for name, took in sorted(slow.items(), key=lambda pair: -pair[1])]
    lines += [f"| {others} | {sum(seconds.values()) - sum(slow.values()):.1f} |", f"| {whole} | {sum(seconds.values()):.1f} |"]
    return "\n".join([intro.format(rows=rows, memory=memory), "", head, "|---|---|", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        looked_at = subject(asked.folder or Path(scratch), asked.rows)
        seconds, rows = timed(looked_at), looked_at.rows
        looked_at.close()
    for language in HEADS:
        text = written(language, seconds, rows, peak())
        sys.stdout.write(f"\n{text}\n")
        path = Path(GUIDE.format(language=language))
        start, _, rest = path.read_text("utf-8").partition(BEGIN)
        if asked.write and rest:
            path.write_text(f"{start}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
