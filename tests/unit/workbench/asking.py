"""A project whose data has groups and whose model is judged, made of records alone."""

from mlworkbench.base import clock
from mlworkbench.base.records import Assessment, ColumnProfile, Criterion, Evaluation, Look, Profile, Top
from mlworkbench.jobs.messages import Message
from mlworkbench.stages.data.profiles import write_profile
from mlworkbench.stages.evaluate import judgement
from mlworkbench.stages.evaluate.judgement import Group, Judgement
from tests.unit.workbench import pieces

PLANS = {"Basic": 60, "Gold": 30, "가족 요금제": 10}
AUC = Criterion("roc_auc", "at_least", 0.8)
MISSES = Criterion("recall", "at_least", 0.7, "plan", "Gold", "policy 12.3")


def profile(missing=0, rare=30):
    """A hundred rows: a number, a category with three groups, a text, a date, a target of which `rare` rows say yes."""

    def listed(counts):
        return tuple(Top(value, count) for value, count in counts.items())

    known = 100 - missing
    return Profile(
        100,
        (
            ColumnProfile("age", "number", 0, 70, top=listed({"21": 3, "22": 2})),
            ColumnProfile("plan", "category", 0, 3, top=listed(PLANS)),
            ColumnProfile("city", "category", 0, 300, top=listed({"Seoul": 9})),
            ColumnProfile("note", "text", 0, 100, top=listed({"x": 1})),
            ColumnProfile("begun", "date", 0, 90, top=listed({"2026-01-01": 2})),
            ColumnProfile("left", "category", missing, 2, top=listed({"no": known - rare, "yes": rare})),
        ),
    )


def with_data(bench, runner, found=None, content=b"data"):
    """A data version with a real profile."""
    context = {"project": bench.project.id, "who": "tester", "record": clock.new_name(), "parent": None}
    job = runner.start("import", {}, bench.project.work, context)
    said = pieces.imported(job.folder)
    write_profile(found or profile(), said.files["profile"])
    said.files["data"].write_bytes(content)
    runner.say(job, said)
    return bench.data.current()


def trained(bench, runner, algorithm="ridge"):
    """A problem of the current data and a run with one model."""
    chosen = pieces.problem(bench.data.current().id)
    with bench.project.transaction():
        bench.project.add(chosen)
        bench.project.add(pieces.recipe(chosen.id))
    job = bench.train.start()
    runner.say(job, pieces.split(job.folder))
    made = pieces.model(job.folder, 0, 0.6)
    runner.say(job, Message("made", kind="model", files=made.files, facts={**made.facts, "algorithm": algorithm}))
    runner.say(job, Message("result", facts={"winner": "trial-0"}))
    return bench.train.winner()


def look(bench, model):
    """Somebody opened the hold-out."""
    split = bench.evaluate.split(model.id)
    made = Look(clock.new_name(), split.id, model.id, 1, "final", "tester", clock.now())
    bench.project.add(made)
    return made


def kept(bench, tmp_path, groups=(), **figures):
    """The name of a judgement file with these groups."""
    path = tmp_path / "judgement.json"
    judgement.write(Judgement("out_of_fold", "binary", 80, {}, {}, 0, groups=tuple(groups), **figures), path)
    return bench.project.keep(path)


def assessed(bench, model, tmp_path, metrics, intervals=None, groups=()):
    file = kept(bench, tmp_path, groups)
    bench.project.add(Assessment(clock.new_name(), model.id, 80, metrics, intervals or {}, file, 0.1, "tester", clock.now()))


def evaluated(bench, model, tmp_path, metrics, intervals=None, groups=()):
    seen, file = look(bench, model), kept(bench, tmp_path, groups)
    made = Evaluation(
        clock.new_name(), model.id, seen.id, 20, metrics, 0.1, "tester", clock.now(), intervals=intervals, judgement_file=file
    )
    bench.project.add(made)


def gold(rows, **metrics):
    return Group("plan", "Gold", rows, metrics, {name: (value - 0.1, value + 0.1) for name, value in metrics.items()})
