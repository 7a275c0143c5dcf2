"""Findings through the verbs: mended, kept, reopened, gone back on; and expectations held against later versions."""

import csv
import shutil

import pytest

from mlworkbench.base import paths
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Rule
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.unit.workbench.conftest import PlayedRunner

FIRST, LAST = 3000, 5000


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    """A project with rows of the sample about machines and one of them twice, its target chosen, inspected."""
    folder, runner = tmp_path_factory.mktemp("machines"), PlayedRunner()
    bench = Workbench(folder / "home", runner)
    bench.home.create(folder / "project", "Machines")
    with paths.resource("samples", "machine_failure.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    with (folder / "machines.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows[FIRST:LAST], rows[FIRST + 5]])
    playing.imported(bench, runner, folder / "machines.csv")
    bench.problem.choose("Machine failure")
    playing.do(runner, bench.data.inspect())
    bench.close()
    return folder / "project"


@pytest.fixture
def failing(bench, machines, tmp_path):
    shutil.copytree(machines, tmp_path / "machines")
    bench.home.open(tmp_path / "machines")
    return bench


def keys(bench):
    return {one.key for one in bench.data.findings()}


def waiting(bench):
    return {one.finding.key for one in bench.data.judged() if one.waits}


def of(bench, key):
    return next(one for one in bench.data.judged() if one.finding.key == key)


def test_before_the_first_inspection_it_tells_what_import_found(opened, runner, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))

    assert opened.data.inspection() is None
    assert opened.data.outdated()
    assert {"id:customer", "missing:income"} <= keys(opened)
    assert [one.kind for one in opened.data.finding("id:customer").remedies] == ["exclude", "hash_columns", "drop_columns"]


def test_an_inspection_finds_leaks_and_is_asked_once_a_target(failing, runner):
    assert {"leak:TWF", "leak:HDF", "leak:PWF", "leak:OSF", "leak:RNF", "duplicates"} <= keys(failing)
    assert not failing.data.outdated()

    failing.problem.choose("Type")

    assert failing.data.outdated()
    assert failing.stages()[0].state != "attention"


def test_undecided_problems_need_a_look_until_they_are_decided(failing):
    assert failing.stages()[0].state == "attention"

    for key in list(waiting(failing)):
        failing.data.accept_finding(key, "known since the audit")

    assert failing.stages()[0].state == "done"
    assert waiting(failing) == set()


def test_leaving_out_changes_the_recipe_and_is_recorded_with_who_and_why(failing):
    finding = failing.data.finding("leak:TWF")

    job = failing.data.mend(finding, why="written down afterwards")

    decision = failing.data.decisions()[-1]
    assert job is None
    assert "TWF" not in failing.prepare.current().inputs
    assert (decision.finding, decision.deed, decision.why, decision.made) == (
        "leak:TWF",
        "mended",
        "written down afterwards",
        None,
    )
    assert decision.who
    assert of(failing, "leak:TWF").decision == decision


def test_a_column_that_is_kept_again_is_open_again(failing):
    failing.data.mend(failing.data.finding("leak:TWF"))

    failing.prepare.add_columns(["TWF"])

    assert of(failing, "leak:TWF").decision is None


def test_a_change_makes_a_version_in_which_it_is_gone_and_going_back_opens_it_again(failing, runner):
    before = failing.data.current()

    playing.do(runner, failing.data.mend(failing.data.finding("duplicates"), why="copied by hand"))
    playing.do(runner, failing.data.inspect())

    made = failing.data.current()
    assert (made.number, made.rows, made.change.finding) == (2, LAST - FIRST, "duplicates")
    assert (failing.data.mended()[0].keys, failing.data.mended()[0].decision.made) == (("duplicates",), made.id)
    assert failing.data.finding("duplicates").rows == 0

    failing.data.go_back(before.id)
    playing.do(runner, failing.data.inspect())

    assert failing.data.finding("duplicates").rows == 1
    assert "duplicates" in waiting(failing)


def test_what_was_accepted_stays_accepted_in_the_next_version(failing, runner):
    failing.data.accept_finding("leak:HDF", "kept for the comparison")

    playing.do(runner, failing.data.mend(failing.data.finding("duplicates")))
    playing.do(runner, failing.data.inspect())

    assert of(failing, "leak:HDF").decision.why == "kept for the comparison"


def test_reopened_it_is_to_be_decided_again(failing):
    failing.data.accept_finding("leak:HDF", "kept")

    failing.data.reopen("leak:HDF")

    assert "leak:HDF" in waiting(failing)
    with pytest.raises(InputError) as wrong:
        failing.data.reopen("leak:HDF")
    assert wrong.value.key == "data.not_decided"


def test_keeping_the_data_needs_a_reason_and_a_finding_that_is_there(failing):
    with pytest.raises(InputError) as without:
        failing.data.accept_finding("leak:HDF", "  ")
    with pytest.raises(InputError) as unknown:
        failing.data.accept_finding("leak:age", "because")

    assert (without.value.key, unknown.value.key) == ("data.why_accept", "data.no_such_finding")
    assert failing.data.decisions() == ()


def test_stratify_plans_the_split(failing):
    failing.prepare.plan_split(0.3, False, 7)

    failing.data.mend(failing.data.finding("imbalance:Machine failure"))

    plan = failing.prepare.plan()
    assert (plan.share, plan.stratified, plan.seed) == (0.3, True, 7)
    assert of(failing, "imbalance:Machine failure").decision is not None


def test_leaving_out_needs_a_target(opened, runner, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    remedy = opened.data.finding("id:customer").remedies[0]

    assert opened.data.refuses_mend(remedy).key == "data.needs_target"
    with pytest.raises(InputError):
        opened.data.mend(opened.data.finding("id:customer"), remedy)


def test_a_broken_expectation_is_a_problem_with_rows(opened, runner, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    opened.data.expect([Rule("range", "age", 0, 60), Rule("unique", "customer"), Rule("filled", "income"), Rule("rows", low=500)])

    playing.do(runner, opened.data.inspect())

    found = {one.key: one for one in opened.data.findings() if one.kind.startswith("expectation")}
    assert set(found) == {"expectation_range:age", "expectation_filled:income", "expectation_rows"}
    assert {one.severity for one in found.values()} == {"problem"}
    assert found["expectation_range:age"].evidence[0].row is not None
    assert found["expectation_filled:income"].rows == 20


def test_new_expectations_call_for_an_inspection(failing):
    failing.data.expect([Rule("rows", low=1)])

    assert failing.data.outdated()


def test_what_is_proposed_holds_now(opened, runner, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))

    opened.data.expect(opened.data.proposed_rules())
    playing.do(runner, opened.data.inspect())

    kinds = {rule.kind for rule in opened.data.expectations()}
    assert kinds == {"rows", "unique", "range", "allowed", "filled"}
    assert not [one for one in opened.data.findings() if one.kind.startswith("expectation")]


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (Rule("filled", "gone"), "data.rule_column"),
        (Rule("range", "plan", 0, 1), "data.rule_number"),
        (Rule("range", "age"), "data.rule_bounds"),
        (Rule("range", "age", 9, 1), "data.rule_order"),
        (Rule("allowed", "plan"), "data.rule_values"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(opened, runner, tmp_path, rule, key):
    playing.imported(opened, runner, playing.churn(tmp_path))

    with pytest.raises(InputError) as wrong:
        opened.data.expect([rule])

    assert wrong.value.key == key
    assert opened.data.expectations() == ()


@pytest.mark.parametrize("bound", [float("nan"), float("inf"), float("-inf")])
def test_bounds_that_are_no_number_are_refused_and_nothing_is_expected(failing, bound):
    with pytest.raises(InputError, match=r"data\.rule_bounds"):
        failing.data.expect([Rule("range", "Torque [Nm]", bound, 60)])

    assert failing.data.expectations() == ()


def test_what_was_expected_of_a_column_that_is_gone_does_not_stop_new_expectations(opened, runner, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    gone = Rule("filled", "income")
    opened.data.expect([gone])
    playing.do(runner, opened.data.change("drop_columns", {"columns": ["income"]}))

    kept = opened.data.expect([gone, Rule("rows", low=5)])

    assert kept.rules == (gone, Rule("rows", low=5))
