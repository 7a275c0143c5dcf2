"""Every term says what it is and when it matters, in both languages; the glossary finds them all."""

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget

import mlworkbench.ui
from mlworkbench.base import words
from mlworkbench.base.words import catalogue, tr
from mlworkbench.ui.widgets.parts import text
from mlworkbench.ui.widgets.terms import TERMS, Glossary, define, folded, glossary, term

ASKERS = {"term": 1, "explained": 1, "tip": 0, "define": 0}  # which argument names the term
SOURCES = sorted(Path(mlworkbench.ui.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("key", TERMS)
def test_a_term_has_a_name_a_definition_and_says_when_it_matters(key, language):
    words.set_language(language)

    found = define(key)

    assert found.name and found.definition.endswith(".") and found.when.endswith(".")


def test_no_text_of_a_term_is_left_over():
    known = {f"term.{key}{part}" for key in TERMS for part in ("", "_name", "_when")}
    frame = {f"term.{key}" for key in ("glossary", "glossary_note", "search", "none")}

    assert {key for key in catalogue("en") if key.startswith("term.")} == known | frame


def test_every_term_a_page_asks_for_is_one():
    asked = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            place = ASKERS.get(getattr(node.func, "id", "")) if isinstance(node, ast.Call) else None
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                asked.add(node.args[place].value)

    assert asked
    assert asked <= set(TERMS)


def test_a_widget_gets_the_definition_as_tooltip_and_for_a_screen_reader(qtbot):
    label = text("Seed")
    qtbot.addWidget(label)

    term(label, "seed")

    assert tr("term.seed") == label.toolTip().partition(tr("term.seed_when")[:9])[0].replace("\n", " ").strip()
    assert tr("term.seed_when") in label.toolTip().replace("\n", " ")
    assert label.accessibleDescription() == f"{tr('term.seed')} {tr('term.seed_when')}"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_tooltip_is_never_wider_than_a_line(language):
    words.set_language(language)

    for key in TERMS:
        for line in folded(define(key).definition).splitlines():
            assert sum(2 if ord(letter) > 0x1100 else 1 for letter in line) <= 110


def test_the_glossary_holds_every_term_and_every_metric_once(look):
    names = [one.name for one in glossary()]

    assert len(names) == len(set(names))
    assert {define(key).name for key in TERMS} <= set(names)
    assert "ROC AUC" in names and "R²" in names


@pytest.fixture
def dialog(qtbot, shell):
    dialog = Glossary(shell)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_typing_narrows_the_glossary_names_first(dialog, qtbot):
    line, shown = dialog.findChild(QLineEdit, "glossary_line"), dialog.findChild(QListWidget, "glossary_list")

    qtbot.keyClicks(line, "fold")

    names = [shown.item(at).text() for at in range(shown.count())]
    assert names[:3] == ["Fold", "± over the folds", "Out-of-fold"] or names[0] == "Fold"
    assert tr("term.cross_validation_name") in names
    assert dialog.findChild(QLabel, "term_name").text() == "Fold"
    assert dialog.findChild(QLabel, "term_definition").text() == tr("term.fold")


def test_a_word_nobody_has_says_so(dialog, qtbot):
    qtbot.keyClicks(dialog.findChild(QLineEdit, "glossary_line"), "xyzzy")

    assert dialog.findChild(QLabel, "no_term").isVisible()
    assert not dialog.findChild(QLabel, "term_name").isVisible()


def test_the_glossary_is_a_command(shell, monkeypatch):
    opened = []
    monkeypatch.setattr(Glossary, "exec", lambda self: opened.append(self))

    shell.go("glossary")

    assert len(opened) == 1
