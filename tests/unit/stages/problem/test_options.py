"""What a problem asks besides its task: losses, ordered classes, weights; and words for what cannot be."""

from dataclasses import replace

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnProfile, Profile, Top
from mlworkbench.stages.evaluate import METRICS
from mlworkbench.stages.problem import USUAL, Loss, Wish, suggest


def classes(name: str, *values: str) -> ColumnProfile:
    return ColumnProfile(name, "category", 0, len(values), top=tuple(Top(value, 10) for value in values))


def numbers(name: str, low: float, high: float, missing: int = 0) -> ColumnProfile:
    return ColumnProfile(name, "number", missing, 90, minimum=low, maximum=high, top=(Top("1.5", 2),))


COLUMNS = (
    numbers("claims", 0, 40),
    numbers("change", -3.5, 40),
    numbers("weight", 0, 4),
    numbers("gaps", 0, 4, missing=7),
    numbers("none", 0, 0),
    classes("grade", "high", "low", "medium"),
    classes("colour", "red", "blue", "green"),
    ColumnProfile("yes", "flag", 0, 2, minimum=0, maximum=1, top=(Top("0", 60), Top("1", 40))),
)
PROFILE = Profile(100, COLUMNS)


def refused(target: str, wish: Wish) -> InputError:
    with pytest.raises(InputError) as caught:
        suggest(PROFILE, target, wish)
    return caught.value


@pytest.mark.parametrize(
    ("text", "loss", "said", "metric"),
    [
        ("", Loss(), "", "rmse"),
        ("squared", Loss(), "", "rmse"),
        ("Absolute", Loss("absolute"), "absolute", "mae"),
        ("quantile", Loss("quantile", 0.5), "quantile:0.5", "mean_pinball_loss:0.5"),
        ("quantile:0.90", Loss("quantile", 0.9), "quantile:0.9", "mean_pinball_loss:0.9"),
        ("poisson", Loss("poisson"), "poisson", "mean_poisson_deviance"),
        ("tweedie:1.2", Loss("tweedie", 1.2), "tweedie:1.2", "mean_tweedie_deviance:1.2"),
    ],
)
def test_a_loss_is_said_in_one_way_and_has_its_metric(text: str, loss: Loss, said: str, metric: str) -> None:
    draft = suggest(PROFILE, "claims", Wish(loss=text))

    assert (Loss.parse(text), Loss.parse(said)) == (loss, loss)
    assert (draft.loss, draft.metric) == (said, metric)
    assert metric in METRICS.names_for("regression", said)


@pytest.mark.parametrize("text", ["huber", "quantile:", "quantile:x", "quantile:nan", "poisson:1", "absolute:0.5", ":0.5"])
def test_what_is_no_loss_is_told_with_those_there_are(text: str) -> None:
    wrong = refused("claims", Wish(loss=text))

    assert (wrong.key, wrong.facts["found"]) == ("problem.bad_loss", text)


@pytest.mark.parametrize("text", ["quantile:1", "quantile:0", "quantile:-2", "tweedie:2", "tweedie:1", "tweedie:inf"])
def test_a_level_out_of_bounds_is_told(text: str) -> None:
    assert refused("claims", Wish(loss=text)).key == "problem.bad_level"


@pytest.mark.parametrize("loss", ["poisson", "tweedie:1.5"])
def test_counts_are_never_negative(loss: str) -> None:
    wrong = refused("change", Wish(loss=loss))

    assert (wrong.key, wrong.facts["least"]) == ("problem.negative_counts", -3.5)
    assert suggest(PROFILE, "change", Wish(loss="quantile:0.1")).loss == "quantile:0.1"


def test_classes_have_no_loss_of_numbers() -> None:
    assert refused("colour", Wish(loss="absolute")).key == "problem.loss_of_classes"


def test_ordered_classes_stand_by_a_common_scale_until_a_person_orders_them() -> None:
    draft = suggest(PROFILE, "grade", Wish(ordered=True))

    assert (draft.classes, draft.metric, draft.ordered) == (("low", "medium", "high"), "quadratic_weighted_kappa", True)
    assert suggest(PROFILE, "colour", Wish(ordered=True)).classes == ("blue", "green", "red")
    wished = Wish(ordered=True, order=("green", "red", "blue"))
    assert suggest(PROFILE, "colour", wished).classes == ("green", "red", "blue")
    assert suggest(PROFILE, "grade").classes == ("high", "low", "medium")


@pytest.mark.parametrize("order", [("low", "high"), ("low", "medium", "high", "top"), ("low", "medium", "high", "low")])
def test_an_order_names_each_class_once(order: tuple[str, ...]) -> None:
    assert refused("grade", Wish(ordered=True, order=order)).key == "problem.bad_order"


@pytest.mark.parametrize("target", ["yes", "claims"])
def test_only_three_classes_and_more_have_an_order(target: str) -> None:
    assert refused(target, Wish(ordered=True)).key == "problem.not_ordered"


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("claims", "problem.weights_target"),
        ("colour", "problem.weights_not_numbers"),
        ("gaps", "problem.weights_missing"),
        ("change", "problem.weights_negative"),
        ("none", "problem.weights_zero"),
        ("nowhere", "problem.no_such_column"),
    ],
)
def test_weights_are_numbers_of_every_row_that_are_not_negative(column: str, key: str) -> None:
    assert refused("claims", Wish(weights=column)).key == key
    assert suggest(PROFILE, "claims", Wish(weights="weight")).weights == "weight"


def test_metrics_of_another_kind_of_problem_are_refused() -> None:
    metrics = {task: METRICS.names_for(task) for task in USUAL}
    wish = Wish(metric="mean_poisson_deviance")

    with pytest.raises(InputError, match=r"problem\.metric_not_for_task"):
        suggest(PROFILE, "claims", wish, metrics)
    assert suggest(PROFILE, "claims", replace(wish, loss="poisson"), metrics).metric == "mean_poisson_deviance"
