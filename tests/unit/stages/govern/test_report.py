"""The model report: needs nothing else, can be trusted with any name, says the numbers of the records and what is missing."""

import base64
import io
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from markupsafe import Markup

from mlworkbench.base import words
from mlworkbench.base.records import ColumnProfile, Dataset, Look, Top
from mlworkbench.base.words import number
from mlworkbench.stages.govern import pictures, rendering, report
from tests.unit.stages.govern import made
from tests.unit.stages.govern.page import Page

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "/*letters*/</style><b>",
    "&lt;b&gt; &amp;",
    "مرحبا\u202e reversed",
    "가나다 " * 400,
    "x" * 3000,
    "\x00\x1b[31m",
    "https://example.org/?a=1&b=2",
)


KINDS = (
    *(("empty", "en"), ("empty", "ko"), ("binary", "en"), ("binary", "ko")),
    *(("multiclass", "en"), ("many_classes", "ko"), ("regression", "en")),
)


@pytest.fixture(scope="module")
def materials():
    """Of every task, from data alone to a verdict."""
    return {
        "empty": made.empty(),
        "binary": made.full(),
        "multiclass": of_classes(3, "abc"),
        "many_classes": of_classes(33, [f"c{place}" for place in range(33)]),
        "regression": made.full(task="regression", classes=(), out_of_fold=made.numbers(), metric="rmse"),
    }  # fmt: skip


def of_classes(count, names):
    judged = made.several(count, 10 * count, names)
    return made.full(task="multiclass", classes=tuple(names), out_of_fold=judged, metric="accuracy")


@pytest.fixture(scope="module")
def pages(materials):
    return {
        (name, language): Page(report(in_language(one, language))) for name, one in materials.items() for language in ("en", "ko")
    }


@pytest.fixture
def unlettered(monkeypatch):
    """Without the letters inside, which take half a second."""
    monkeypatch.setattr(rendering, "_faces", lambda letters: ())


@pytest.fixture
def plain(unlettered, monkeypatch):
    """Without letters and pictures: for what is only read."""
    monkeypatch.setattr(pictures, "drawn", lambda *_: Markup('<svg role="img" aria-label="-"></svg>'))


def in_language(material, language):
    return made.changed(material, language=language)


def kinds():
    return pytest.mark.parametrize("kind", KINDS, ids="-".join)


# One file that needs nothing else


@kinds()
def test_it_names_no_address_and_runs_nothing(pages, kind):
    page = pages[kind]

    assert not re.search(
        r"https?:|//[a-z]|@import|xmlns", page.html.replace("data:font/woff;base64,", "").split("format('woff')")[-1]
    )
    assert not {"script", "iframe", "object", "embed", "link", "base", "form", "img"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert all(value.startswith(("data:", "#")) for value in page.values("src", "href", "xlink:href", "data"))
    assert all(one.startswith(("data:", "#")) for one in re.findall(r"url\(['\"]?([^)'\"]+)", page.html))
    (policy,) = [attributes for tag, attributes in page.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy["content"] == POLICY


@kinds()
def test_it_is_well_formed(pages, kind):
    page = pages[kind]

    assert not page.wrong
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", page.html)) <= set(ids)
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(next_ <= before + 1 for before, next_ in zip(page.headings, page.headings[1:], strict=False))
    assert page.tags[0] == ("html", {"lang": kind[1]})
    assert all(attributes.get("aria-label") for tag, attributes in page.tags if tag == "svg")
    assert all(attributes.get("scope") == "col" for tag, attributes in page.tags if tag == "th")


@kinds()
def test_every_table_has_as_many_cells_in_a_row_as_heads(pages, kind):
    for table in re.findall(r"<table.*?</table>", pages[kind].html, re.S):
        heads = len(re.findall("<th ", table))
        rows = re.findall(r"<tr.*?</tr>", table, re.S)[1:]
        assert all(len(re.findall("<td", row)) == heads for row in rows)


def test_the_letters_it_shows_are_inside(pages):
    page = pages["binary", "ko"]

    fonts = [TTFont(io.BytesIO(base64.b64decode(one))) for one in re.findall(r"data:font/woff;base64,([^)]+)\)", page.html)]
    assert len(fonts) == 2
    for font in fonts:
        assert {ord(letter) for letter in page.text if "가" <= letter <= "힣"} <= set(font.getBestCmap())
        assert len(font.getBestCmap()) < 1500


def test_the_same_material_gives_the_same_bytes(materials):
    assert report(materials["binary"]) == report(materials["binary"])


def test_the_language_in_use_stays_as_it_was(materials):
    words.set_language("ko")

    assert "Model report" in report(materials["empty"])
    assert words.language() == "ko"


# Whatever it is called


def called(name):
    """Everything that a person, a file or another program names, named so."""
    material = made.full()
    records, (shown, parked) = material.records, material.records.steps
    costs = replace(made.CHARTER.costs, currency=name)
    data = made.dataset((name, "id", name + "2"), name=name)
    changed = made.changed(
        material,
        project=name,
        project_id=name,
        problem=replace(records.problem, target=name, classes=(name, "yes"), positive=name, excluded=(name,)),
        charters=(replace(made.CHARTER, predicts=name, so_that=name, decided_by=name, for_each=name, costs=costs),),
        dataset=replace(data, origin=replace(data.origin, file_name=name)),
        conditions=(replace(made.CONDITIONS[0], sentence=name, why=name),),
        verdicts=(replace(records.verdicts[0], why=name, who=name),),
        steps=(replace(shown, columns=(name,), step=replace(shown.step, columns=(name,))), parked),
        removed=(name,),
        failures=(replace(records.failures[0], name=name),),
    )
    judged = replace(changed.out_of_fold, classes=(name, "yes"))
    return replace(changed, profile=made.profile((name, "id", name + "2"), name + "2"), out_of_fold=judged)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_can_disturb_it(name, unlettered):
    changed = called(name)

    page = Page(report(changed))

    assert not page.wrong
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "b2"})
    assert not [key for _, attributes in page.tags for key in attributes if key.startswith("on")]
    assert len(page.values("id")) == len(set(page.values("id")))
    shown_name = " ".join(words.formatted(name).split())
    assert shown_name[:60] in page.text
    assert "49" not in re.findall(r"<h1[^>]*>([^<]*)", page.html)[0]
    assert all(value.startswith(("#", "data:")) for value in page.values("href", "src"))


def test_five_hundred_columns_are_all_listed(plain):
    names = tuple(f"column_{place}" for place in range(500))
    material = replace(made.changed(made.full(), dataset=made.dataset(names)), profile=made.profile((*names, "left"), "left"))

    text = Page(report(material)).text

    assert all(f"column_{place} " in text for place in range(500))


def test_values_that_occur_once_are_not_told(plain):
    material = made.full()
    named = ColumnProfile("patient", "text", 0, 2, top=(Top("Kim, born 1961", 1), Top("often", 2)))
    profile = replace(material.profile, columns=(named, *material.profile.columns[1:]))

    text = Page(report(replace(material, profile=profile))).text

    assert "often" in text
    assert "Kim" not in text


def test_a_list_of_many_names_says_how_many_more(plain):
    shown = made.full().records.steps[0]
    material = made.changed(made.full(), steps=(replace(shown, columns=tuple(f"c{place}" for place in range(100))),))

    assert "c10, c11 and 88 more" in Page(report(material)).text


def test_a_name_cannot_take_the_place_of_the_letters():
    html = report(made.changed(made.empty(), project="/*letters*/"))

    assert html.count("@font-face") == 2
    assert "/*letters*/" in Page(html).text


# What it says


def test_the_figures_are_those_of_the_records(materials, pages):
    records, text = materials["binary"].records, pages["binary", "en"].text

    for found in (records.assessment, records.evaluation):
        for name, value in found.metrics.items():
            low, high = found.intervals[name]
            assert f"{number(value)} ({number(low)} – {number(high)})" in text
    for one in records.models:
        assert f"{number(one.cv.mean)} ± " in text
    assert f"{sum(materials['binary'].holdout.confusion[1]):,}" in text


def test_the_threshold_is_told_on_both_sets_of_rows(materials, pages):
    text = pages["binary", "en"].text

    for judgement in materials["binary"].judgements:
        assert number(next(cut.probability for cut in judgement.sweeps[0].cuts if cut.raw == judgement.threshold)) in text
    assert "Positive rows missed" in text
    assert "Value at every threshold · Hold-out" in text
    assert "Threshold and value" not in pages["regression", "en"].text


def test_the_whole_way_is_told(pages):
    text = pages["binary", "en"].text

    for expected in (
        "a customer leaves",
        "310 USD",
        "Time per row at most 2 ms",
        "churn.csv · 1.2 kB",
        made.HASH,
        "Missing cells in age: 4 (1 %).",
        "an id: 400 distinct values",
        "Columns that can be used: 1.",
        "passed over Parked: the data no longer has its columns (gone)",
        "Not enough memory",
        "XGBoost · trial 2",
        "Rounds: 300 · Learning rate: 0.0600",
        "final check",
        "Accepted, version 1",
        "good enough",
        "1 of 3 criteria met",
        "last year reached 0.71",
        "asked only since 2026-11-20 23:30",
        "mlworkbench verify PROJECT",
        "numpy 2.4.6",
        "Made 2026-11-23 00:00 by kim with ML Workbench 0.1.0. Times are UTC+09:00.",
        "churn.mlpkg",
    ):
        assert expected in text, expected


def test_korean_is_told_in_korean(pages):
    text = pages["binary", "ko"].text

    for expected in ("모델 보고서", "승인, 버전 1", "기준 3개 중 1개 충족", "행 200개", "ROC 곡선", "홀드아웃", "충족", "미충족"):
        assert expected in text, expected


def test_what_is_not_done_yet_is_said(pages):
    text = pages["empty", "en"].text

    assert text.count("Not done yet:") == 8
    assert "No rows" not in text


def test_without_any_data_it_still_says_what_was_written_down(plain):
    text = Page(report(made.changed(made.empty(), dataset=None, datasets=(), charters=(made.CHARTER,)))).text

    assert "the project has no data" in text
    assert "a customer leaves" in text


def test_a_sealed_hold_out_is_said_to_be_sealed(plain):
    material = made.changed(made.full(), evaluation=None, looks=(), verdicts=())

    text = Page(report(replace(material, holdout=None))).text

    assert "the hold-out of 90 rows is still sealed" in text
    assert "The hold-out is still sealed, so there is no figure yet" in text
    assert "On the hold-out" not in text


def test_no_hold_out_is_said_to_be_missing(plain):
    split = replace(made.full().records.split, test_rows=0, share=0.0)
    material = made.changed(made.full(), split=split, evaluation=None, looks=(), verdicts=())

    text = Page(report(replace(material, holdout=None))).text

    assert "kept no hold-out rows" in text
    assert "No rows were kept back." in text


def test_a_model_that_was_not_assessed_has_figures_without_intervals(plain):
    material = made.changed(made.full(), assessment=None, evaluation=None, looks=(), verdicts=())

    text = Page(report(replace(material, out_of_fold=None, holdout=None))).text

    assert "have not been judged" in text
    assert "0.7000" in text


def test_every_look_is_counted_and_weakens(plain):
    looks = tuple(Look(f"look{n}", "split1", "model2", n, f"reason {n}", "lee", made.later(n)) for n in (1, 2, 3))

    text = Page(report(made.changed(made.full(), looks=looks))).text

    assert "Looks at the hold-out: 3" in text
    assert "The hold-out was opened 3 times." in text
    assert "reason 3" in text


def test_a_look_for_another_model_is_not_taken_for_this_one(plain):
    material = replace(made.changed(made.full(), evaluation=None, verdicts=()), holdout=None)

    assert "The hold-out was opened, but not for this model." in Page(report(material)).text


def test_criteria_changed_after_the_look_are_marked(plain):
    text = Page(report(made.changed(made.full(), removed=("Precision at least 0.9",)))).text

    assert "late" in text
    assert "Criteria or limits asked when the hold-out had been opened: 1." in text
    assert "do not stand any more" in text
    assert "Precision at least 0.9" in text


def test_a_rejected_model_says_why(plain):
    verdict = replace(made.full().records.verdicts[0], accepted=False, version=None, why="too many false alarms")
    first = replace(made.full().records.verdicts[0], why="first thought")

    text = Page(report(made.changed(made.full(), verdicts=(first, verdict)))).text

    assert "Rejected" in text
    assert "too many false alarms" in text
    assert "All decisions about this model" in text
    assert "first thought" in text


def test_what_has_become_another_since_is_said(plain):
    newest: Dataset = made.dataset(made.COLUMNS, number=2)
    material = made.changed(made.full(), datasets=(made.full().records.dataset, newest), changed=("data", "problem", "recipe"))

    text = Page(report(material)).text

    assert "The model was made from data version 1; the newest is 2." in text
    assert "The question was changed after this run" in text
    assert "The model was made with recipe version 1; there is a newer one." in text


def test_a_threshold_of_its_own_keeps_its_place_in_the_leaderboard(plain):
    chosen = made.model(7, 0.7, parent="model2", id="variant")
    html = report(made.changed(made.full(), model=chosen))

    assert "other threshold" in Page(html).text
    (row,) = re.findall(r'<tr class="chosen">.*?</tr>', html, re.S)
    assert "XGBoost · trial 2" in row


def test_parts_of_a_plug_in_that_is_gone_go_by_their_bare_names(plain):
    models = tuple(replace(one, algorithm="quantum", metric="magic", params={"spin": 1}) for one in made.full().records.models)
    problem = replace(made.full().records.problem, metric="magic")
    shown = made.full().records.steps[0]
    steps = (replace(shown, step=replace(shown.step, kind="alchemy", params={"lead": True})),)

    text = Page(report(made.changed(made.full(), models=models, model=models[0], problem=problem, steps=steps))).text

    assert "quantum · trial" in text
    assert "magic" in text
    assert "alchemy · lead: yes" in text


def test_numbers_behind_pictures_are_listed_and_what_is_left_out_is_counted(materials, pages, plain):
    html = pages["binary", "en"].html

    assert html.count("<details>") == 13
    material = replace(materials["regression"], out_of_fold=made.numbers(1200))
    assert "700 more are in the project" in Page(report(material)).text
