"""A workbench whose jobs are played by the test, over a real project."""

import pytest

from mlworkbench.base import clock
from mlworkbench.jobs.job import Job
from mlworkbench.jobs.messages import Message
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.unit.workbench import pieces


class PlayedRunner:
    """Starts nothing: the test says what each job says."""

    def __init__(self):
        self.jobs = {}
        self.cancelled = []
        self.threads = 0
        self._listeners = []

    def on(self, listener):
        self._listeners.append(listener)

    def start(self, kind, spec, folder, context=None, secret=""):
        name = clock.new_name()
        job = Job(name, kind, folder / name, spec, context or {}, clock.now())
        job.folder.mkdir(parents=True)
        self.jobs[name] = job
        return job

    def say(self, job, message):
        job.apply(message)
        for listener in self._listeners:
            listener(job, message)

    def tell(self, name, wish):
        self.jobs[name].wished(wish)

    def cancel(self, name):
        self.cancelled.append(name)

    def wait(self, name, timeout=None):
        if self.jobs[name].state == "running":
            self.say(self.jobs[name], Message("cancelled"))
        return self.jobs[name]

    def pump(self): ...

    def warm(self, count=1): ...

    def use(self, threads):
        self.threads = threads

    def close(self): ...


@pytest.fixture
def runner():
    return PlayedRunner()


@pytest.fixture
def bench(tmp_path, runner):
    bench = Workbench(tmp_path / "user", runner)
    yield bench
    bench.close()


@pytest.fixture
def opened(bench, tmp_path):
    """The same workbench with an open project."""
    bench.home.create(tmp_path / "project", "Churn")
    return bench


@pytest.fixture
def churn(opened, runner, tmp_path):
    """An open project with data (customer, age, income, married, plan, left) and the target `left`."""
    playing.chosen(opened, runner, tmp_path)
    return opened


@pytest.fixture
def ready(opened, runner):
    """An open project with data, a problem and a recipe."""
    job = opened.runner.start("import", {}, opened.project.work, opened_context(opened, "import"))
    runner.say(job, pieces.imported(job.folder))
    chosen = pieces.problem(opened.data.current().id)
    with opened.project.transaction():
        opened.project.add(chosen)
        opened.project.add(pieces.recipe(chosen.id))
    return opened


def opened_context(bench, kind):
    told = {"import": {"record": clock.new_name(), "parent": None}}[kind]
    return {"project": bench.project.id, "who": "tester", **told}
