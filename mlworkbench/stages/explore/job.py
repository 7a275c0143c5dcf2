"""The job "explore": the numbers behind one picture of a dataset version."""

from pathlib import Path
from typing import Any

from mlworkbench.base import clock
from mlworkbench.base.records import Column
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import read_profile
from mlworkbench.stages.explore.part import Answer, checked, write
from mlworkbench.stages.explore.pictures import PICTURES
from mlworkbench.stages.explore.subject import MOST_ROWS, SEED, Subject

FILE = "numbers.json"


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "explore". `spec`: `data` and `profile` (paths), `columns`, `target` (or None), `asked` (`picture`, choices).

    Gives `numbers` as a file, `rows` used and whether they were a sample. Raises InputError for what cannot be asked.
    """
    began = clock.seconds()
    report.progress(0.0, "explore.reading", rows=0)
    asked = dict(spec["asked"])
    kind = PICTURES[asked.pop("picture")]
    profile = read_profile(Path(spec["profile"]))
    columns = tuple(Column(**column) for column in spec["columns"])
    subject = Subject(
        parquet=Path(spec["data"]),
        columns=columns,
        profile=profile,
        work=out,
        report=Part(report, 0.05, 0.98),
        target=spec.get("target"),
        seed=int(spec.get("seed") or SEED),
        most=int(spec.get("most") or MOST_ROWS),
    )
    chosen = checked(kind, asked)
    found = kind.numbers(subject, chosen)
    rows = subject.rows if found.rows is None else found.rows
    answer = Answer(kind.name, chosen, found.views, rows, subject.rows, subject.seed, found.facts)
    write(answer, out / FILE)
    return {
        "files": {"numbers": FILE},
        "rows": rows,
        "sampled": rows < subject.rows,
        "seconds": clock.seconds() - began,
    }
