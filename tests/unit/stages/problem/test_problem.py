"""From a target alone: the task, the metric, the classes in order, the positive one; and words for what cannot be."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnProfile, ColumnType, Profile, Reason, SetAside, TaskName, Top
from mlworkbench.base.words import tr
from mlworkbench.stages.evaluate import METRICS as COMPUTED
from mlworkbench.stages.problem import USUAL, Wish, refuses, suggest, targets

ROWS = 1000
KNOWN: dict[TaskName, tuple[str, ...]] = {task: COMPUTED.names_for(task) for task in USUAL}


def column(name: str, kind: ColumnType, counts: dict[str, int], distinct: int | None = None, missing: int = 0) -> ColumnProfile:
    top = tuple(Top(value, count) for value, count in counts.items())
    return ColumnProfile(name, kind, missing, len(counts) if distinct is None else distinct, top=top)


YES_NO = column("Churn", "category", {"No": 700, "Yes": 300})
FLAG = column("failed", "flag", {"0": 960, "1": 40})
COLOURS = column("colour", "category", {"red": 400, "blue": 400, "가": 200})
GRADES = column("grade", "number", {"10": 300, "9": 300, "2": 400})
PRICE = column("price", "number", {"1.5": 20, "2.25": 20}, distinct=900)
WIDE = column("wide", "number", {str(number): 20 for number in range(20)}, distinct=50)
HALVES = column("halves", "number", {"0.5": 500, "1.5": 300, "2.5": 200})
DAY = column("day", "date", {"2026-01-01": 2}, distinct=900)
NOTE = column("note", "text", {"x": 3}, distinct=800)
KEY = column("key", "text", {"k1": 1}, distinct=ROWS)
MANY = column("many", "category", {f"c{number}": 2 for number in range(20)}, distinct=300)
CONSTANT = column("constant", "category", {"x": ROWS})
EMPTY = column("empty", "text", {}, missing=ROWS)
SPARSE = column("sparse", "category", {"a": 5, "b": 5}, missing=ROWS - 10)
RUNNING = column("running", "number", {"1": 1}, distinct=ROWS)
ALL = (KEY, RUNNING, DAY, NOTE, MANY, CONSTANT, EMPTY, SPARSE, PRICE, WIDE, HALVES, GRADES, COLOURS, FLAG, YES_NO)
PROFILE = Profile(ROWS, ALL, set_aside=(SetAside("running", Reason("data.aside_id")), SetAside("key", Reason("data.aside_id"))))


@pytest.mark.parametrize(
    ("target", "task", "metric", "classes", "positive"),
    [
        ("Churn", "binary", "roc_auc", ("No", "Yes"), "Yes"),
        ("failed", "binary", "roc_auc", ("0", "1"), "1"),
        ("colour", "multiclass", "log_loss", ("blue", "red", "가"), None),
        ("grade", "multiclass", "log_loss", ("2", "9", "10"), None),
        ("price", "regression", "rmse", (), None),
        ("wide", "regression", "rmse", (), None),
        ("halves", "regression", "rmse", (), None),
    ],
)
def test_the_target_tells_the_rest(target: str, task: str, metric: str, classes: tuple[str, ...], positive: str | None) -> None:
    draft = suggest(PROFILE, target)

    assert (draft.target, draft.task, draft.metric, draft.classes, draft.positive) == (target, task, metric, classes, positive)


@pytest.mark.parametrize(
    ("counts", "positive"),
    [
        ({"1": 900, "0": 100}, "1"),
        ({"Y": 900, "N": 100}, "Y"),
        ({"TRUE": 900, "FALSE": 100}, "TRUE"),
        ({"good": 900, "bad": 100}, "bad"),
        ({"ham": 500, "spam": 500}, "spam"),
        ({"2": 100, "1": 900}, "1"),
        ({"yes": 500, "no": 500}, "yes"),
    ],
)
def test_the_positive_class_says_yes_or_is_rarer(counts: dict[str, int], positive: str) -> None:
    draft = suggest(Profile(ROWS, (column("t", "category", counts),)), "t")

    assert draft.positive == draft.classes[1] == positive
    assert set(draft.classes) == set(counts)


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("day", "problem.target_date"),
        ("note", "problem.target_text"),
        ("key", "problem.target_id"),
        ("many", "problem.too_many_classes"),
        ("constant", "problem.target_constant"),
        ("empty", "problem.target_empty"),
        ("sparse", "problem.too_few_rows"),
    ],
)
def test_what_cannot_be_predicted_says_why(target: str, key: str) -> None:
    reason = refuses(PROFILE, target)

    assert reason is not None
    assert reason.key == key
    assert tr(reason.key, **reason.facts)
    with pytest.raises(InputError) as error:
        suggest(PROFILE, target)
    assert error.value.key == key


@pytest.mark.parametrize(
    ("target", "task", "metric", "excluded", "key"),
    [
        ("nothing", "auto", None, (), "problem.no_such_column"),
        ("Churn", "auto", None, ("nothing",), "problem.no_such_column"),
        ("Churn", "auto", None, ("Churn",), "problem.target_excluded"),
        ("Churn", "clustering", None, (), "problem.no_such_task"),
        ("Churn", "regression", None, (), "problem.not_numbers"),
        ("Churn", "multiclass", None, (), "problem.two_classes_only"),
        ("colour", "binary", None, (), "problem.not_two_classes"),
        ("price", "multiclass", None, (), "problem.too_many_classes"),
        ("Churn", "auto", "rmse", (), "problem.metric_not_for_task"),
        ("Churn", "auto", "f1_macro", (), "problem.metric_not_for_task"),
    ],
)
def test_wishes_that_do_not_go_with_the_data_are_refused(
    target: str, task: str, metric: str | None, excluded: tuple[str, ...], key: str
) -> None:
    with pytest.raises(InputError) as error:
        suggest(PROFILE, target, Wish(task, metric, excluded=excluded), KNOWN)

    assert error.value.key == key
    assert tr(key, **error.value.facts)


def test_wishes_that_do_are_kept() -> None:
    assert suggest(PROFILE, "grade", Wish("regression", "mae", excluded=("key",)), KNOWN).metric == "mae"
    assert suggest(PROFILE, "failed", Wish("regression")).classes == ()
    assert suggest(PROFILE, "wide", Wish("multiclass")).task == "multiclass"
    assert suggest(PROFILE, "Churn", Wish(excluded=("key",))).excluded == ("key",)


def test_any_metric_that_a_part_declares_for_the_task_can_be_wished_for() -> None:
    assert suggest(PROFILE, "Churn", Wish(metric="of_a_plug_in"), {"binary": ("of_a_plug_in",)}).metric == "of_a_plug_in"
    with pytest.raises(InputError) as error:
        suggest(PROFILE, "price", Wish(metric="of_a_plug_in"), {"binary": ("of_a_plug_in",)})
    assert error.value.key == "problem.metric_not_for_task"


def test_the_other_class_can_be_the_positive_one() -> None:
    draft = suggest(PROFILE, "Churn", Wish(positive="No"))

    assert (draft.classes, draft.positive) == (("Yes", "No"), "No")


@pytest.mark.parametrize(
    ("target", "positive", "key"),
    [
        ("Churn", "Maybe", "problem.no_such_class"),
        ("colour", "red", "problem.no_positive"),
        ("price", "1", "problem.no_positive"),
    ],
)
def test_a_positive_class_that_is_none_is_refused_with_the_classes_there_are(target: str, positive: str, key: str) -> None:
    with pytest.raises(InputError) as error:
        suggest(PROFILE, target, Wish(positive=positive))

    assert error.value.key == key
    assert tr(key, **error.value.facts)


def test_the_best_guess_comes_first_and_what_cannot_be_is_left_out() -> None:
    found = targets(PROFILE)

    assert found[0] == "Churn"
    assert found.index("grade") > found.index("price")
    assert set(found) == {"Churn", "failed", "colour", "grade", "price", "wide", "halves"}


def test_the_usual_metric_of_a_task_can_be_computed() -> None:
    for task, name in USUAL.items():
        assert name in COMPUTED.names_for(task)
