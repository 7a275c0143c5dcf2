"""The report by command line: the same figures as everywhere, in one file, in both languages."""

import hashlib
import re

import pytest

from mlworkbench.base import words
from mlworkbench.base.words import number
from tests.unit.stages.govern.page import Page


@pytest.fixture(scope="module")
def written(made):
    """What the command said and the page it wrote, by language."""
    found = {}
    for language in words.LANGUAGES:
        out = made.command.home / f"report-{language}.html"
        said = made.command("report", made.project, "--out", out, "--lang", language, "--json")
        assert said.code == 0, said.err
        found[language] = said, out
    return found


def test_it_prints_one_json_object_that_tells_what_was_written(written):
    for said, out in written.values():
        assert said.err == ""
        assert said.json == {
            "path": str(out),
            "sha256": hashlib.sha256(out.read_bytes()).hexdigest(),
            "bytes": out.stat().st_size,
        }


def test_the_figures_are_those_of_the_main_job(made, written):
    text = Page(written["en"][1].read_text("utf-8")).text

    told = made.said.json
    assert number(told["test"]["roc_auc"]) in text
    assert f"{number(told['cv']['mean'])} ± " in text
    assert told["dataset_hash"] in text
    assert told["leaderboard"][0]["artifact_hash"] in text
    assert "Look 1 at the hold-out" in text
    assert all(number(edge) in text for edge in told["test_intervals"]["roc_auc"])
    assert "Out of fold · 5,634 rows" in text


def test_both_languages_tell_the_same_figures(written):
    english, korean = (Page(out.read_text("utf-8")) for _, out in written.values())

    figures = [set(re.findall(r"\d[\d,]*\.\d{3,}", page.text)) for page in (english, korean)]
    assert figures[0] == figures[1]
    assert not english.wrong
    assert not korean.wrong


def test_it_asks_for_a_place_and_replaces_nothing_but_reports(made, tmp_path):
    kept = tmp_path / "notes.txt"
    kept.write_text("mine")

    without, taken = (made.command("report", made.project, *words_) for words_ in ((), ("--out", kept)))

    assert (without.code, taken.code) == (2, 2)
    assert "--out" in without.err
    assert "notes.txt" in taken.err
    assert kept.read_text() == "mine"


def test_a_folder_that_is_no_project_is_told(made, tmp_path):
    said = made.command("report", tmp_path, "--out", tmp_path / "r.html")

    assert said.code == 3
    assert not (tmp_path / "r.html").exists()
