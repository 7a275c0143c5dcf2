"""Real stages, run on the spot where their job would be played: what a page shows is real, and no process is started."""

from importlib import import_module
from pathlib import Path

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.jobs.tasks import TASKS
from mlworkbench.ui.widgets.database_form import Typed

PLANS = ("Basic", "Gold", "가족 요금제")


class Told:
    """A report that says at once what the stage tells."""

    def __init__(self, runner, job):
        self._runner, self._job = runner, job

    def progress(self, fraction, key, **facts):
        self._runner.say(self._job, Message("progress", key=key, fraction=fraction, facts=facts))

    def wish(self):
        return "go_on"

    def made(self, kind, files, facts):
        self._runner.say(self._job, Message("made", kind=kind, files=dict(files), facts=dict(facts)))


def do(runner, job):
    """Works the job off in this process and says all it says."""
    task = TASKS[job.kind]
    try:
        result = getattr(import_module(task.module), task.function)(dict(job.spec), job.folder, Told(runner, job))
    except WorkbenchError as error:
        runner.say(job, failed(error))
        return job
    files = {name: job.folder / path for name, path in result.get("files", {}).items()}
    if "file" in result and job.kind == "package":
        files["file"] = job.folder / result["file"]
    runner.say(job, Message("result", facts=result, files=files))
    return job


def newest(bench, kind):
    return next(job for job in bench.jobs() if job.kind == kind)


def churn(folder: Path, rows: int = 240, name: str = "churn.csv") -> Path:
    """A small table with an id, a number with gaps, a flag, a category with Hangul, and a target that follows from them."""
    lines = ["customer,age,income,married,plan,left"]
    for number in range(rows):
        age, plan = 20 + number * 7 % 50, PLANS[number * 11 % 3]
        income = "" if number % 12 == 0 else f"{1000 + number * 37 % 900}.5"
        left = "yes" if (age < 38) != (number % 9 == 0) else "no"
        lines.append(f"C-{number:05d},{age},{income},{number % 2},{plan},{left}")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


TABLES = [{"name": f"warehouse.customers of the year {year}", "kind": "table", "rows": 7043 * year} for year in range(2012, 2026)]
ROWS = {"names": ["n", "a long name of a column"], "kinds": ["whole", "text"], "rows": [[1, "a long text in a cell"]] * 3}


def connected(page, runner):
    """The database panel of a Data page, connected to a server that is played, a table chosen."""
    page._begin(page._server)
    page._server._form.show_typed(Typed(host="warehouse.site.example.lan", port="5433", user="anna", password="x"))
    page._server._look()
    for told in ({"tables": TABLES, "more_tables": 120}, ROWS):
        job = newest(page.bench, "look_database")
        runner.say(job, Message("result", facts={"told": {"server": "PostgreSQL 15.6", "encrypted": True, **told}}))
        page.job_moved(job.id)
        page._server._tables._list.selectRow(1)


def imported(bench, runner, path):
    do(runner, bench.data.add(path))
    return bench.data.current()


def chosen(bench, runner, folder):
    """A project with data and a problem."""
    imported(bench, runner, churn(folder))
    return bench.problem.choose("left")


def changed(bench, runner, kind, params, **told):
    """The version that a change makes."""
    job = do(runner, bench.data.change(kind, params, **told))
    assert job.error is None, job.error
    return bench.data.present()


def trained(bench, runner, folder, trials=3):
    chosen(bench, runner, folder)
    do(runner, bench.train.start(60.0, 1, max_trials=trials))
    return bench.train.models()
