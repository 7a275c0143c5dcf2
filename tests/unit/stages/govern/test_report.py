"""The model report is one file that needs nothing else, and can be trusted with any name."""

import base64
import io
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from mlworkbench.base import words
from mlworkbench.base.records import ColumnProfile, Top
from mlworkbench.stages.govern import report
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
