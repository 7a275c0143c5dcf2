"""Pictures of a model's quality: nothing is cut, nothing overlaps, all can be read, the same numbers give the same bytes."""

import itertools
import re
import warnings

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from mlworkbench import charts
from mlworkbench.base import words
from mlworkbench.charts import labels, scales
from tests.unit.charts import drawings
from tests.unit.charts.drawings import EMPTY, PICTURES, SIZES, draw, load

LOOKS = (("light", "en"), ("dark", "ko"))
TOUCH = 1.0  # pixels that may be shared


def said(figure):
    """All words that are seen, with their boxes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.draw_without_rendering()
    found = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_text().strip() and artist.get_visible())
    boxes = [(text, text.get_window_extent()) for text in found]
    return [(text, box) for text, box in boxes if box.width > 0 and _drawn(figure, text)]


def _drawn(figure, text):
    """Ticks beyond the limits of their axis are not drawn."""
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if text in (tick.label1, tick.label2):
                    return tick.get_visible() and min(limits) <= tick.get_loc() <= max(limits)
    return True


def luminance(colour):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=LOOKS, ids="-".join)
def colours(request):
    theme, language = request.param
    words.set_language(language)
    return load(theme)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", PICTURES)
def test_no_words_leave_the_picture_or_lie_on_each_other(name, size, colours):
    figure = draw(name, colours, size)

    seen = said(figure)

    outside = [
        text.get_text()
        for text, box in seen
        if box.x0 < -TOUCH or box.y0 < -TOUCH or box.x1 > size[0] + TOUCH or box.y1 > size[1] + TOUCH
    ]
    overlapping = [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in itertools.combinations(seen, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > TOUCH and min(a.y1, b.y1) - max(a.y0, b.y0) > TOUCH
    ]
    assert not outside
    assert not overlapping


@pytest.mark.parametrize("name", PICTURES)
def test_all_words_can_be_read(name, colours):
    figure = draw(name, colours, (480, 320))

    poor = []
    for text, box in said(figure):
        axes = figure.axes[0]
        ground = (
            axes.get_facecolor()
            if axes.get_window_extent().contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
            else colours["card"]
        )
        if name.startswith("confusion") and hasattr(text, "xy"):
            cells = axes.collections[0]
            ground = cells.get_facecolor()[round(text.xy[1]) * round(len(cells.get_facecolor()) ** 0.5) + round(text.xy[0])]
        if contrast(text.get_color(), ground) < 4.5:
            poor.append((text.get_text(), to_hex(text.get_color()), to_hex(ground)))
    assert not poor


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_numbers_give_the_same_bytes(name):
    colours = charts.REPORT

    assert charts.svg(draw(name, colours, (400, 260))) == charts.svg(draw(name, colours, (400, 260)))


@pytest.mark.parametrize("name", EMPTY)
def test_without_rows_the_picture_says_so(name, colours):
    figure = draw(name, colours, (300, 200), EMPTY)

    assert [text.get_text() for text, _ in said(figure)] == [words.tr("evaluate.chart_nothing")]


@pytest.mark.parametrize("size", SIZES[:2], ids=str)
@pytest.mark.parametrize("place", range(0, 61, 6))
@pytest.mark.parametrize("bend", [0.05, 0.25, 0.7, 1.0])
def test_the_words_of_the_threshold_cover_no_line_and_stay_in_the_box(bend, place, size):
    curve = drawings.bent("yes", bend)
    x, y = curve.points[place]

    figure = charts.roc([curve], charts.Mark(x, y, 0.314), load("light"), *size)

    text, box = next((text, box) for text, box in said(figure) if "0.31" in text.get_text())
    axes = figure.axes[0]
    pixels = axes.transData.transform(np.array(curve.points))
    steps = np.linspace(0, len(pixels) - 1, 4000)
    line = np.column_stack([np.interp(steps, np.arange(len(pixels)), pixels[:, column]) for column in (0, 1)])
    covered = (line[:, 0] > box.x0) & (line[:, 0] < box.x1) & (line[:, 1] > box.y0) & (line[:, 1] < box.y1)
    assert not covered.any()
    around = axes.get_window_extent()
    assert around.x0 <= box.x0 and box.x1 <= around.x1 and around.y0 <= box.y0 and box.y1 <= around.y1, text


def test_of_many_curves_the_hardest_are_named_and_it_is_said():
    figure = draw("roc_of_many", load("light"), (480, 320))

    seen = [text.get_text() for text, _ in said(figure)]
    assert "Hardest 6 of 30 classes" in seen
    assert "Class number 29" in seen
    assert "Class number 1" not in seen


def test_series_differ_in_more_than_colour():
    figure = draw("roc_of_three", load("light"), (480, 320))

    lines = [line for line in figure.axes[0].lines if not line.get_label().startswith("_")]
    assert len({line.get_linestyle() + str(line._dash_pattern) for line in lines}) == len(lines) == 3


def test_a_confusion_matrix_of_many_classes_shows_the_most_confused_and_sums_up_the_rest():
    counts = [[100 if row == column else 0 for column in range(40)] for row in range(40)]
    counts[39][0] = 50
    counts[38][39] = 7

    figure = charts.confusion([f"c{place}" for place in range(40)], counts, load("light"), 900, 600)
    numbers = charts.confusion_numbers([f"c{place}" for place in range(40)], counts)

    seen = [text.get_text() for text, _ in said(figure)]
    assert "29 of 40 classes shown: those most confused" in seen
    assert {"c39", "c0", "c38", "11 other classes"} <= set(seen)
    assert len(numbers.rows) == 40
    assert numbers.rows[39][1] == 50
    assert len(numbers.spots) == 30 * 30
    assert numbers.spots[-1].words.endswith("rows: 1,100")


def test_a_cell_tells_its_count_and_its_share_of_the_actual_class():
    seen = [text.get_text() for text, _ in said(charts.confusion(["no", "yes"], [[75, 25], [0, 50]], load("light"), 400, 260))]

    assert {"75", "75 %", "25", "25 %", "50", "100 %"} <= set(seen)


def test_bars_below_the_threshold_are_pale():
    figure = charts.score_distribution(
        drawings.EDGES, ("no", "yes"), (drawings.FALLING, drawings.HUMP), 0.5, load("light"), 400, 260
    )

    strips = figure.axes[0].containers
    assert [bar.get_alpha() == 1.0 for bar in strips[0]] == [step >= 10 for step in range(20)]
    assert len(strips) == 2


def test_a_rare_class_has_bars_as_tall_as_a_frequent_one():
    figure = charts.score_distribution(
        drawings.EDGES, ("no", "yes"), (drawings.FALLING, drawings.HUMP), None, load("light"), 400, 260
    )

    frequent, rare = ([bar.get_height() for bar in strip] for strip in figure.axes[0].containers)
    assert max(frequent) == pytest.approx(max(rare))


def test_large_values_are_written_with_the_unit_of_the_language():
    assert [scales.written(3e6)(value) for value in (0, 500_000, 2e6)] == ["0", "0.5M", "2M"]
    words.set_language("ko")
    assert [scales.written(3e6)(value) for value in (0, 500_000, 2e6)] == ["0", "50만", "200만"]


def test_a_dot_is_the_larger_the_more_rows_it_stands_for():
    figure = draw("calibration", load("light"), (400, 260))

    sizes = list(figure.axes[0].collections[-1].get_sizes())
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[-1]


def test_names_are_cut_to_the_room_they_have():
    assert labels.measured(labels.fitted(drawings.LONG, 80, 11), 11)[0] <= 80
    assert labels.fitted("짧음", 80, 11) == "짧음"
    assert labels.fitted("x" * 50, 0, 11) == "x"


# the numbers behind the pictures


def test_numbers_of_one_curve_have_thresholds_but_no_class():
    numbers = charts.roc_numbers([charts.Curve("yes", [(0.0, 0.0), (0.25, 1.0)], [0.9, 0.1])])

    assert numbers.header == ("threshold as probability", "false positive rate", "recall")
    assert numbers.rows == ((0.9, 0.0, 0.0), (0.1, 0.25, 1.0))
    assert numbers.spots[1].words == "threshold 0.1000\nfalse positive rate 0.2500\nrecall 1"


def test_numbers_of_several_curves_name_their_class():
    numbers = charts.precision_recall_numbers([charts.Curve("a", [(0.5, 1.0)]), charts.Curve("b", [(1.0, 0.5)])])

    assert numbers.header == ("class", "recall", "precision")
    assert numbers.rows == (("a", 0.5, 1.0), ("b", 1.0, 0.5))


def test_every_picture_has_its_numbers():
    bins = charts.calibration_numbers(drawings.BINS)
    scores = charts.score_distribution_numbers((0.0, 0.5, 1.0), ("no", "yes"), ((9, 1), (0, 4)))
    pairs = charts.predicted_actual_numbers([(1.0, 2.0)])
    bars = charts.residuals_numbers((-1.0, 0.0, 1.0), (3, 4))
    value = charts.threshold_value_numbers([(0.5, -900.0)], "USD")

    assert bins.rows[0] == (0.05, 0.04, 0.02, 0.06, 900)
    assert scores.rows == (("no", 0.0, 0.5, 9), ("no", 0.5, 1.0, 1), ("yes", 0.0, 0.5, 0), ("yes", 0.5, 1.0, 4))
    assert scores.spots[1].words == "probability 0.5000 – 1\nno · rows: 1\nyes · rows: 4"
    assert pairs.rows == ((1.0, 2.0),)
    assert bars.rows == ((-1.0, 0.0, 3), (0.0, 1.0, 4))
    assert bars.spots[0].reach == (0.5, 2.0)
    assert value.header == ("threshold (probability)", "value per 1,000 rows (USD)")
    assert value.rows == ((0.5, -900.0),)
    assert value.spots[0].words == "threshold 0.5000\nvalue per 1,000 rows (USD): -900"


def test_text_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless():
    rows = [("=1+1", -5.0), ("@x", 2), ("plain, with comma", "-3"), ("\tx", "+")]

    assert charts.delimited(("=head", "n"), rows, ",") == ("'=head,n\n'=1+1,-5.0\n'@x,2\n\"plain, with comma\",-3\n'\tx,'+\n")


# as a part of a page


def test_inline_it_has_ids_of_its_own_and_names_no_address():
    first, second = (charts.inline(draw("roc", charts.REPORT, (300, 200)), name, 'ROC "<b>"') for name in ("a", "b"))

    ids = [re.findall(r'\bid="([^"]+)"', text) for text in (first, second)]
    assert not set(ids[0]) & set(ids[1])
    assert len(ids[0]) == len(set(ids[0]))
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', first)) <= {(one, "") for one in ids[0]} | {
        ("", one) for one in ids[0]
    }
    assert "http" not in first
    assert "xmlns" not in first
    assert first.startswith('<svg role="img" aria-label="ROC &quot;&lt;b&gt;&quot;"')


def test_as_a_file_it_names_its_kind_and_neither_date_nor_program():
    text = charts.svg(draw("roc", charts.REPORT, (300, 200)))

    assert text.startswith("<?xml")
    assert 'xmlns="http://www.w3.org/2000/svg"' in text
    assert "matplotlib.org" not in text
    assert "<dc:date" not in text


def test_names_that_would_look_the_same_are_told_apart():
    alike = ["a long name of the class 1", "a long name of the class 2"]
    inside = ["a long name of class 1 of many", "a long name of class 2 of many"]

    def cut(name, middle):
        return labels.shortened(name, 12, middle)

    assert labels.told_apart(["short", "other"], cut) == ["short", "other"]
    assert labels.told_apart(alike, cut) == ["a long…ass 1", "a long…ass 2"]
    assert [name[:2] for name in labels.told_apart(inside, cut)] == ["1 ", "2 "]


def test_a_confusion_matrix_numbers_classes_whose_names_cannot_be_told_apart():
    names = [f"범주 이름이 아주 길고 번호 {place} 하나만 다른 것입니다" for place in range(8)]

    figure = charts.confusion(names, drawings.table(8), load("light"), 300, 200)

    columns = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert [name[:2] for name in columns] == [f"{place} " for place in range(1, 9)]
    assert columns[0][:2] == figure.axes[0].get_yticklabels()[0].get_text()[:2]


def test_of_many_curves_the_named_ones_are_told_at_some_places_but_all_their_numbers_are_kept():
    curves = [drawings.bent(f"c{place}", 0.05 + 0.02 * place, count=400) for place in range(30)]

    numbers = charts.roc_numbers(curves)

    assert len(numbers.rows) == 30 * 401
    assert {spot.words.partition("\n")[0] for spot in numbers.spots} == {f"c{place}" for place in range(24, 30)}
    assert len(numbers.spots) < 6 * 80
