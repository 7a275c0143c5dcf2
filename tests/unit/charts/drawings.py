"""Every picture of a model's quality, full, small, large and odd, for the tests of this folder."""

import math
import random
import tomllib

from mlworkbench import charts
from mlworkbench.base import paths

SIZES = ((300, 200), (900, 600))


def load(name):
    return tomllib.loads(paths.resource("theme", f"{name}.toml").read_text("utf-8"))


def bent(name, bend, count=60):
    """A ROC curve: the smaller the bend, the better the model."""
    points = [((step / count) ** 2, (step / count) ** (2 * bend)) for step in range(count + 1)]
    return charts.Curve(name, points, [1 - step / count for step in range(count + 1)])


def falling(name, base, power, count=60):
    """A precision-recall curve that ends at the base rate."""
    points = [(step / count, base + (1 - base) * (1 - (step / count) ** power)) for step in range(1, count + 1)]
    return charts.Curve(name, points)


def names(count):
    return [f"아주 긴 한글 범주 이름입니다 {place}" if place % 3 == 0 else f"Class number {place}" for place in range(count)]


def table(count):
    draw = random.Random(count)
    return [[int(draw.random() ** 3 * 40) + 900 * (row == column) for column in range(count)] for row in range(count)]


def pairs(count, size=12.0):
    draw = random.Random(count)
    actual = [draw.lognormvariate(size, 0.5) for _ in range(count)]
    return [(one, one * draw.lognormvariate(0, 0.2)) for one in actual]


BINS = [
    charts.Reliability(mean, min(1.0, max(0.0, mean + off)), max(0.0, mean + off - wide), min(1.0, mean + off + wide), rows)
    for mean, off, wide, rows in ((0.05, -0.01, 0.02, 900), (0.3, 0.04, 0.05, 300), (0.6, -0.05, 0.08, 40), (0.97, 0.02, 0.1, 3))
]
EDGES = [step / 20 for step in range(21)]
FALLING = [int(1200 * math.exp(-step / 3)) for step in range(20)]
HUMP = [int(60 * math.exp(-(((step - 12) / 5) ** 2))) for step in range(20)]
VALUES = [(x / 100, 12_000 - 18_000 * ((x / 100) ** 1.6 * 1.4 + (1 - x / 100) ** 4 * 1.3)) for x in range(101)]
BEST = max(VALUES, key=lambda point: point[1])
LONG = "an extraordinarily long name of a class, over\ntwo lines, with $x^2$ in it"

COSTED = [charts.Costed(f"LightGBM · trial {at}", 6.0 * 1.13**at, 0.86 - 0.2 / (at + 2), at == 17) for at in range(20)]
COSTED += [charts.Costed(f"{LONG} {place}", 40.0 * 1.3**place, 0.7 + 0.02 * math.sin(place)) for place in range(12)]
SIZED = [charts.Costed(one.name, one.cost * 1e4, one.score) for one in COSTED]
SAME = [charts.Costed(name, 7.0, 0.5) for name in ("a", "b")]
CROWD = [charts.Costed(str(at), 5 + at % 977, (at * 7919 % 1000) / 1e3) for at in range(5000)]
LOSSES = [0.45 + 0.25 * math.exp(-step / 40) + 0.00005 * step for step in range(400)]

PICTURES = {
    "roc": (charts.roc, [bent("yes", 0.25)], charts.Mark(0.16, 0.16**0.25, 0.31)),
    "roc_at_start": (charts.roc, [bent("yes", 0.25)], charts.Mark(0.0, 0.0, 0.99999)),
    "roc_at_end": (charts.roc, [bent("yes", 0.25)], charts.Mark(1.0, 1.0, 0.00001)),
    "roc_of_chance": (charts.roc, [bent("yes", 1.0)], charts.Mark(0.5, 0.5, 0.5)),
    "roc_of_three": (charts.roc, [bent("Basic", 0.2), bent("Gold", 0.4), bent("가족 요금제", 0.6)], None),
    "roc_of_many": (charts.roc, [bent(name, 0.05 + 0.03 * place) for place, name in enumerate(names(30))], None),
    "roc_of_a_point": (charts.roc, [charts.Curve("yes", [(0.5, 0.5)], [0.5])], None),
    "precision_recall": (charts.precision_recall, [falling("yes", 0.26, 2)], 0.26, charts.Mark(0.79, 0.54, 0.31)),
    "precision_recall_rare": (charts.precision_recall, [falling("yes", 0.002, 0.3)], 0.002, charts.Mark(0.1, 0.5, 0.9)),
    "precision_recall_of_three": (charts.precision_recall, [falling("a", 0.1, 1), falling(LONG, 0.3, 3)], None, None),
    "calibration": (charts.calibration, BINS),
    "calibration_of_one": (charts.calibration, BINS[:1]),
    **{f"confusion_{count}": (charts.confusion, names(count), table(count)) for count in (2, 3, 7, 12, 30, 200)},
    "confusion_huge": (charts.confusion, ["a", LONG], [[10**9, 3], [0, 10**12]]),
    "confusion_of_nothing_right": (charts.confusion, ["a", "b"], [[0, 5], [7, 0]]),
    "scores": (charts.score_distribution, EDGES, ("stays", "churns"), (FALLING, HUMP), 0.31),
    "scores_at_the_end": (charts.score_distribution, EDGES, ("stays", LONG), (FALLING, HUMP), 0.999),
    "scores_of_five": (charts.score_distribution, EDGES, names(5), (FALLING, HUMP, HUMP, FALLING, HUMP), None),
    "scores_of_many": (charts.score_distribution, EDGES, names(200), [FALLING] * 200, None),
    "scores_of_one_class": (charts.score_distribution, EDGES, ("stays", "churns"), (FALLING, [0] * 20), 0.5),
    "values": (charts.predicted_actual, pairs(300)),
    "values_of_many": (charts.predicted_actual, pairs(8000)),
    "values_tiny": (charts.predicted_actual, pairs(40, -20.0)),
    "values_huge": (charts.predicted_actual, pairs(40, 30.0)),
    "values_all_equal": (charts.predicted_actual, [(7.0, 7.0)] * 5),
    "values_of_one": (charts.predicted_actual, [(-3.5, 2.0)]),
    "residuals": (charts.residuals, [-60_000 + 6_000 * step for step in range(21)], FALLING),
    "residuals_all_positive": (charts.residuals, [5 + 0.001 * step for step in range(21)], HUMP),
    "value": (charts.threshold_value, VALUES, VALUES[60], BEST, "USD"),
    "value_chosen_best": (charts.threshold_value, VALUES, BEST, BEST, "만원"),
    "value_at_the_ends": (charts.threshold_value, VALUES, VALUES[0], VALUES[-1], ""),
    "value_of_one": (charts.threshold_value, [(0.5, 0.0)], (0.5, 0.0), (0.5, 0.0), "EUR"),
    "pareto_time": (charts.pareto, COSTED, 90.0, "time", True, "ROC AUC"),
    "pareto_size": (charts.pareto, SIZED, 2e6, "size", True, "ROC AUC"),
    "pareto_of_loss": (charts.pareto, COSTED, None, "time", False, "로그 손실"),
    "pareto_far_limit": (charts.pareto, COSTED, 1e9, "time", True, "ROC AUC"),
    "pareto_of_one": (charts.pareto, COSTED[:1], 3.0, "time", True, "RMSE"),
    "pareto_close": (charts.pareto, [charts.Costed("a", 33.1, 0.5), charts.Costed("b", 36.7, 0.6)], None, "time", True, "AUC"),
    "pareto_all_equal": (charts.pareto, SAME, 7.0, "size", True, "RMSE"),
    "pareto_of_many": (charts.pareto, CROWD, 50.0, "time", True, "R²"),
    "rounds": (charts.rounds, LOSSES, 143),
    "rounds_kept_last": (charts.rounds, LOSSES[:60], 60),
    "rounds_of_one": (charts.rounds, [0.4], 1),
    "rounds_huge": (charts.rounds, [1e12 / (step + 1) for step in range(5000)], None),
    "value_of_nothing": (charts.threshold_value, [(0.0, 0.0), (1.0, 0.0)], None, None, "USD"),
}  # fmt: skip

EMPTY = {
    "roc": (charts.roc, [], None),
    "roc_without_points": (charts.roc, [charts.Curve("yes", [])], None),
    "precision_recall": (charts.precision_recall, [], 0.3, None),
    "calibration": (charts.calibration, []),
    "confusion": (charts.confusion, [], []),
    "confusion_of_no_rows": (charts.confusion, ["a", "b"], [[0, 0], [0, 0]]),
    "scores": (charts.score_distribution, EDGES, (), (), 0.5),
    "scores_of_no_rows": (charts.score_distribution, EDGES, ("a", "b"), ([0] * 20, [0] * 20), 0.5),
    "values": (charts.predicted_actual, []),
    "residuals": (charts.residuals, [], []),
    "pareto": (charts.pareto, [], 5.0, "time", True, "ROC AUC"),
    "rounds": (charts.rounds, [], None),
    "value": (charts.threshold_value, [], None, None, "USD"),
}


def draw(name, colours, size, pictures=PICTURES):
    function, *arguments = pictures[name]
    return function(*arguments, colours, *size)
