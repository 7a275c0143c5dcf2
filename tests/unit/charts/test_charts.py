"""Pictures: what they show, that they are the same for the same numbers, and that Hangul is no box."""

import io
import tomllib
import warnings

import pytest

from mlworkbench import charts
from mlworkbench.base import paths, words
from mlworkbench.charts import Trial, bars, best_score, best_so_far, histogram
from mlworkbench.charts.panels import Bar, Ranking
from mlworkbench.charts.ranking import ranking

FLOOR = Trial("Baseline", 0.5, 0.0, floor=True)
TRIALS = (FLOOR, Trial("A", 0.82, 0.01), Trial("B", 0.84, 0.01), Trial("C", 0.83, 0.02))


def load(name):
    return tomllib.loads(paths.resource("theme", f"{name}.toml").read_text("utf-8"))


def drawn(figure, kind="png"):
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(made, format=kind, **({"metadata": {"Date": None}} if kind == "svg" else {}))
    return made.getvalue()


def texts(figure):
    figure.canvas.draw()
    return [text.get_text() for text in figure.axes[0].findobj(lambda artist: hasattr(artist, "get_text"))]


def test_the_best_so_far_only_improves():
    assert best_so_far(TRIALS, greater_is_better=True) == (0.5, 0.82, 0.84, 0.84)
    assert best_so_far(TRIALS, greater_is_better=False) == (0.5, 0.5, 0.5, 0.5)
    assert best_so_far((), greater_is_better=True) == ()


def test_a_trial_that_came_to_nothing_does_not_press_the_others_together():
    trials = (
        Trial("floor", 875.0, 600.0, floor=True),
        Trial("wild", 1.5e48, 3e48),
        Trial("a", 460.0, 40.0),
        Trial("b", 350.0, 30.0),
    )

    low, high = best_score(trials, False, "deviance", load("light"), 600, 240).axes[0].get_ylim()

    assert 250 < low < 350
    assert 460 < high < 1000


def test_heights_of_a_floor_at_zero_are_all_different():
    figure = best_score((Trial("floor", 0.0, 0.0, floor=True),), True, "kappa", load("light"), 600, 240)
    figure.canvas.draw()

    heights = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(set(heights)) == len(heights)


def test_costs_that_lie_close_together_are_read_off_several_round_ones():
    models = [charts.Costed("a", 33.1, 0.5), charts.Costed("b", 36.7, 0.6)]
    axes = charts.pareto(models, None, "time", True, "AUC", load("light"), 900, 250).axes[0]

    low, high = axes.get_xlim()
    assert sum(low <= place <= high for place in axes.get_xticks()) >= 3


def test_the_best_score_is_written_at_the_end_of_its_line():
    assert "0.8400" in texts(best_score(TRIALS, True, "ROC AUC", load("light"), 600, 240))


def test_where_less_is_better_the_lowest_is_the_best():
    trials = (Trial("Baseline", 3.0, 0.0, floor=True), Trial("A", 1.5, 0.1), Trial("B", 1.2, 0.1))

    assert "1.2" in texts(best_score(trials, False, "RMSE", load("light"), 600, 240))


def test_a_floor_far_below_does_not_flatten_the_picture_but_is_told():
    figure = best_score(TRIALS, True, "ROC AUC", load("light"), 600, 240)

    low, _high = figure.axes[0].get_ylim()
    assert low > 0.7
    assert "↓ floor: 0.5000" in texts(figure)


def test_a_floor_above_is_told_where_less_is_better():
    trials = (Trial("Baseline", 9.0, 0.0, floor=True), Trial("A", 1.5, 0.1))

    assert "↑ floor: 9" in texts(best_score(trials, False, "RMSE", load("light"), 600, 240))


def test_the_floor_alone_is_shown():
    figure = best_score((FLOOR,), True, "ROC AUC", load("light"), 600, 240)

    low, high = figure.axes[0].get_ylim()
    assert low < 0.5 < high


@pytest.mark.parametrize("count", [1, 2, 12, 13, 24, 25, 200])
def test_it_is_drawn_for_few_and_for_many(count):
    trials = [Trial(f"T{number}", 0.8 + 0.0001 * number, 0.01) for number in range(count)]

    assert drawn(best_score(trials, True, "ROC AUC", load("dark"), 400, 200))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_hangul_is_drawn_without_a_missing_sign(colours):
    words.set_language("ko")

    assert drawn(best_score(TRIALS, True, "정확도", load(colours), 600, 240))
    assert drawn(bars([("월 단위 약정", 3875), ("2년 약정", 1695)], load(colours), 300, 80))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: best_score(TRIALS, True, "ROC AUC", load("light"), 600, 240),
        lambda: histogram([1, 5, 9, 2], 0.0, 8.0, load("light"), 300, 120),
        lambda: bars([("a", 3), ("b", 1)], load("light"), 300, 60),
    ],
)
def test_the_same_numbers_give_the_same_picture(draw):
    assert drawn(draw(), "svg") == drawn(draw(), "svg")


def test_a_histogram_names_its_ends_in_the_words_it_is_given():
    figure = histogram([3, 1], 0.0, 10.0, load("light"), 300, 120, shown=lambda value: f"<{value:g}>")

    assert {"<0>", "<10>"} <= set(texts(figure))


@pytest.mark.parametrize(("counts", "low", "high"), [([], 0.0, 0.0), ([7], 3.0, 3.0), ([0, 0], -1.0, 1.0)])
def test_a_histogram_of_little_is_drawn(counts, low, high):
    assert drawn(histogram(counts, low, high, load("light"), 300, 120))


def test_bars_shorten_long_values_and_take_dollars_as_letters():
    figure = bars([("$x^2$ and very much more text\nover lines", 12345)], load("light"), 300, 40)

    assert drawn(figure)
    assert "12,345" in texts(figure)
    assert any(text.endswith("…") for text in texts(figure))


def test_no_bars_are_drawn_for_no_values():
    assert drawn(bars([], load("light"), 300, 40))


def test_large_scores_have_separated_thousands():
    trials = (Trial("A", 71_000.0, 900.0), Trial("B", 48_000.0, 900.0))

    assert any("," in text and text.endswith("000") for text in texts(best_score(trials, False, "RMSE", load("light"), 600, 240)))


def test_ticks_of_small_shares_are_all_different():
    figure = ranking(Ranking("missing", (Bar("TotalCharges", 0.0016),)), load("light"), 600, 400)
    figure.canvas.draw()

    told = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert len(set(told)) == len(told) >= 3
