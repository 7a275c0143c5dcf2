"""Verbs check before they start anything, and remember where projects are."""

import sqlite3

import pytest

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Evaluation, Look, Package
from mlworkbench.base.report import Silent
from mlworkbench.base.words import Words
from mlworkbench.jobs.messages import Message
from mlworkbench.stages.package import verifying
from mlworkbench.workbench import Workbench, auto
from mlworkbench.workbench.train import Wanted
from tests.unit.workbench import pieces
from tests.unit.workbench.test_states import train


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"budget": 0.1}, "train.bad_budget"),
        ({"budget": float("nan")}, "train.bad_budget"),
        ({"seed": -1}, "train.bad_seed"),
        ({"holdout": 0.9}, "train.bad_share"),
        ({"holdout": float("nan")}, "train.bad_share"),
        ({"wanted": Wanted(row_microseconds=float("nan"))}, "train.bad_limit"),
        ({"wanted": Wanted(algorithms=("logistic", "ridge"))}, "train.other_task"),
        ({"wanted": Wanted("explainable", ("xgboost",))}, "train.must_explain"),
    ],
)
def test_an_impossible_run_is_refused_and_leaves_nothing(ready, asked, key):
    with pytest.raises(InputError) as refused:
        ready.train.start(**asked)

    assert refused.value.key == key
    assert ready.train.runs() == ()


def test_two_runs_at_once_are_refused(ready):
    ready.train.start()

    with pytest.raises(InputError, match="train.running"):
        ready.train.start()


def test_training_without_a_problem_is_refused_with_the_reason(opened):
    assert opened.train.refuses().key == "data.no_data"


@pytest.mark.parametrize("budget", [float("nan"), -5.0, 1e9])
def test_a_run_goes_on_only_for_a_time_that_there_is(ready, runner, budget):
    job = ready.train.start()
    runner.say(job, Message("cancelled"))

    with pytest.raises(InputError, match="train.bad_budget"):
        ready.train.resume(ready.train.current().id, budget)


def test_a_run_of_other_versions_cannot_go_on(ready, runner, monkeypatch):
    job = ready.train.start()
    runner.say(job, Message("failed", kind="job", key="job.died"))
    run = ready.train.current()
    monkeypatch.setattr("mlworkbench.workbench.train.versions", lambda: {"numpy": "0"})

    with pytest.raises(InputError, match="train.other_versions"):
        ready.train.resume(run.id)


def test_a_file_that_is_not_there_is_named(opened, tmp_path):
    with pytest.raises(InputError) as refused:
        opened.data.add(tmp_path / "gone.csv")

    assert "gone.csv" in refused.value.facts["file"]


def test_a_verb_without_a_project_says_so(bench):
    with pytest.raises(ProjectError, match="home.no_project"):
        bench.opened()


def test_the_look_is_recorded_before_the_hold_out_is_read_and_looks_are_counted(ready, runner):
    train(ready, runner)
    winner = ready.train.winner()

    first = ready.evaluate.open_holdout(winner.id, "final test")
    assert ready.project.count(Look) == 1
    assert ready.project.count(Evaluation) == 0
    runner.say(first, Message("result", facts={"rows": 20, "metrics": {"roc_auc": 0.8}, "seconds": 0.1}))
    second = ready.evaluate.open_holdout(winner.id, "again")
    runner.say(second, Message("failed", kind="job", key="job.died"))

    looks = ready.evaluate.looks(ready.train.current().split)
    assert [(look.number, look.why) for look in looks] == [(1, "final test"), (2, "again")]
    assert [one.metrics for one in ready.evaluate.evaluations(winner.id)] == [{"roc_auc": 0.8}]


def test_a_package_is_kept_and_copied_to_the_user(ready, runner, tmp_path):
    train(ready, runner)
    job = ready.package.build(ready.train.winner().id, tmp_path / "mine.mlpkg")
    runner.say(job, built(job))

    assert (tmp_path / "mine.mlpkg").read_bytes() == b"package"
    assert ready.project.file(ready.project.last(Package).package_file).read_bytes() == b"package"


def test_packages_in_the_project_folder_never_replace_each_other(ready, runner):
    train(ready, runner)
    for _ in range(2):
        job = ready.package.build(ready.train.winner().id)
        runner.say(job, built(job))

    assert sorted(path.name for path in ready.project.folder.glob("*.mlpkg")) == ["Churn-2.mlpkg", "Churn.mlpkg"]


def test_a_place_that_cannot_be_written_is_refused_before_anything_starts(ready, runner, tmp_path):
    train(ready, runner)

    with pytest.raises(InputError, match="package.bad_place"):
        ready.package.build(ready.train.winner().id, tmp_path / "none" / "mine.mlpkg")


def test_a_project_is_remembered_with_what_it_waits_for(opened, tmp_path):
    recent = opened.home.recent()

    assert [(one.name, one.stage, one.needs.key, one.missing) for one in recent] == [("Churn", "data", "data.no_data", False)]


def test_a_project_that_is_gone_is_shown_as_missing_and_can_be_forgotten(bench, tmp_path):
    bench.settings.remember(tmp_path / "gone", "Gone")

    assert [one.missing for one in bench.home.recent()] == [True]
    bench.home.forget(tmp_path / "gone")
    assert bench.home.recent() == ()


def test_the_samples_are_there_and_telling(bench):
    samples = bench.home.samples()

    assert samples[0].name == "telco_churn"
    for sample in samples:
        lines = sample.file.read_text("utf-8-sig").splitlines()
        assert len(lines) == sample.rows + 1
        assert {sample.target, *sample.excluded} <= set(lines[0].split(","))
        assert isinstance(sample.title, Words)
        assert sum(sample.bins) == sample.rows


def test_an_unknown_sample_is_refused_with_the_known_ones(bench):
    with pytest.raises(InputError) as refused:
        bench.home.start_sample("nothing")

    assert "telco_churn" in refused.value.facts["known"]


def built(job):
    file = pieces.written(job.folder, "bundle.mlpkg", b"package")
    facts = {
        "identifier": "id",
        "size": 7,
        "row_microseconds": 9.0,
        "proofs": [{"kind": "golden", "compared": 1, "different": 0}],
    }
    return Message("result", files={"file": file}, facts=facts)


def test_verifying_a_project_reads_every_file_that_a_record_names(ready, runner):
    train(ready, runner)
    job = ready.package.build(ready.train.winner().id)
    runner.say(job, built(job))

    asked = ready.verify_project().spec

    kept = {path.name for path in (ready.project.folder / "files").iterdir() if not path.name.startswith(".")}
    assert {name for _, name in asked["files"]} == kept
    assert len(asked["packages"]) == 1


def test_window_and_command_line_verify_the_same_and_list_what_is_gone(ready, runner, monkeypatch, tmp_path):
    train(ready, runner)
    job = ready.package.build(ready.train.winner().id)
    runner.say(job, built(job))
    kept = ready.project.file(ready.project.last(Package).package_file)
    kept.unlink()
    asked = ready.verify_project().spec
    monkeypatch.setattr(ready, "wait", lambda job: verifying.run(job.spec, tmp_path, Silent()))

    told = ready.verify_now()

    assert told == verifying.run(asked, tmp_path, Silent())
    assert not told["ok"]
    assert {check["key"] for check in told["checks"] if kept.name in check["detail"]} >= {"package.check_file_missing"}


def test_verifying_tells_of_records_that_cannot_be_read(ready, runner, tmp_path):
    runner.say(ready.train.start(), pieces.failure(1))
    with sqlite3.connect(ready.project.folder / "project.db") as raw:
        raw.execute('UPDATE failure SET "when" = 1.5')
    raw.close()

    told = verifying.run(ready.verify_project().spec, tmp_path, Silent())

    assert next(check["name"] for check in told["checks"] if not check["ok"]) == "record"
    assert all(check["detail"] for check in told["checks"])


def test_the_reserve_leaves_most_of_a_small_budget_to_training():
    assert auto.reserve(3, 7000, 21) <= 0.4 * 3
    assert auto.reserve(60, 7000, 21) < 3
    assert auto.reserve(3600, 1_000_000, 50) > auto.reserve(3600, 7000, 21)


def test_opening_what_is_no_project_keeps_the_open_one(opened, tmp_path):
    with pytest.raises(ProjectError):
        opened.home.open(tmp_path / "nothing")

    assert opened.project.name == "Churn"
    assert opened.home.open(opened.project.folder) is opened.project


def test_the_first_import_makes_its_project_and_never_takes_a_folder_of_other_things(tmp_path):
    bench = Workbench(tmp_path / "home")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear", "utf-8")
    (tmp_path / "empty").mkdir()

    names = [bench.home.open_or_create(tmp_path / folder).folder.name for folder in ("new", "empty", "new")]
    with pytest.raises(ProjectError) as refused:
        bench.home.open_or_create(tmp_path / "full")
    bench.close()

    assert names == ["new", "empty", "new"]
    assert refused.value.key == "store.missing"
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["letter.txt"]
