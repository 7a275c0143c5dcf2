"""Every page fits into the smallest window, in every language and in one that is longer; with large text it scrolls, uncut."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlworkbench.base import words
from mlworkbench.jobs.messages import Message
from mlworkbench.ui import theme
from mlworkbench.ui.pages import PAGES
from mlworkbench.ui.shell import OUTSIDE, Shell
from mlworkbench.ui.widgets.settings import SettingsDialog
from mlworkbench.ui.widgets.shortcuts import ShortcutSheet
from mlworkbench.ui.widgets.terms import Glossary
from tests.ui import pseudo
from tests.ui.fitting import cut
from tests.ui.pages import playing

SMALLEST = (1100, 700)
SPOKEN = (*words.LANGUAGES, "pseudo")
SETTLE = 40  # milliseconds in which a page lays itself out
NAMES = tuple(page.stage for page in PAGES)


@pytest.fixture(params=SPOKEN)
def spoken(request, monkeypatch):
    if request.param == "pseudo":
        pseudo.speak(monkeypatch)
    else:
        words.set_language(request.param)
    return request.param


@pytest.fixture(params=["empty", "full"])
def begun(request, bench, project, tmp_path):
    """A project with nothing in it, or with all of it."""
    if request.param == "empty":
        bench.home.create(tmp_path / "empty", "Churn")
    else:
        project("packaged")
    return request.param


def window(qtbot, bench, language, text=100):
    bench.settings.change(language="en" if language == "pseudo" else language, text_size=text)
    theme.apply(QApplication.instance(), "light", text)
    shell = Shell(bench)
    qtbot.addWidget(shell, before_close_func=lambda one: one.live.close())
    shell.resize(*SMALLEST)
    shell.show()
    return shell


def shown(shell, name, runner, package):
    """The page with all it shows by itself: what it starts when it opens is worked off."""
    if name == "opened" and package is not None:
        shell.show_package(package)
    else:
        shell.show_page(name)
    for _ in range(3):
        QTest.qWait(SETTLE)
        for job in [one for one in runner.jobs.values() if one.state == "running"]:
            playing.do(runner, job)
    QApplication.processEvents()
    return shell.page(name), shell._rooms[name]


def test_every_page_fits_into_the_smallest_window(begun, spoken, qtbot, bench, runner, made):
    shell = window(qtbot, bench, spoken)
    wrong = {}

    for name in NAMES:
        page, room = shown(shell, name, runner, made / "churn.mlpkg" if begun == "full" else None)
        wide = room.horizontalScrollBar().maximum()
        wrong[name] = [*([f"{wide} pixels too wide"] if wide else []), *cut(page)]

    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_with_text_twice_as_large_pages_scroll_but_no_button_is_cut(language, begun, qtbot, bench, runner, made):
    words.set_language(language)
    shell = window(qtbot, bench, language, 200)
    wrong = {}

    for name in NAMES:
        page, _ = shown(shell, name, runner, made / "churn.mlpkg" if begun == "full" else None)
        wrong[name] = cut(page, labels=False)

    assert {name: found for name, found in wrong.items() if found} == {}


SIZES = [(language, 100) for language in SPOKEN] + [(language, 200) for language in words.LANGUAGES]


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def text(request, monkeypatch):
    """A language and a text size."""
    language, size = request.param
    if language == "pseudo":
        pseudo.speak(monkeypatch)
    else:
        words.set_language(language)
    return language, size


AMBIGUOUS = "id;a long name of a column;when\n" + "".join(f"{at};{at},5;0{at % 9 + 1}/02/2026\n" for at in range(1, 30))


def test_the_import_panel_fits_into_the_smallest_window(text, qtbot, bench, runner, project, tmp_path):
    """With a question, and with a file that cannot be read."""
    project("data")
    shell = window(qtbot, bench, *text)
    for name, content in (("asks.csv", AMBIGUOUS), ("wrong.csv", "a,b,c\n1,2,3\n4,5\n")):
        (tmp_path / name).write_text(content, "utf-8")

        shell.look_at((tmp_path / name,))
        page, room = shown(shell, "data", runner, None)

        assert page._panel.isVisible()
        assert cut(page, labels=text[1] == 100) == []
        assert text[1] > 100 or room.horizontalScrollBar().maximum() == 0


def test_the_database_panel_and_the_badge_fit_into_the_smallest_window(text, qtbot, bench, runner, project):
    project("data")
    shell = window(qtbot, bench, *text)
    page, room = shown(shell, "data", runner, None)
    playing.connected(page, runner)
    QTest.qWait(SETTLE)

    assert page._server.isVisible()
    assert cut(page, labels=text[1] == 100) == []
    assert cut(shell._header, labels=text[1] == 100) == []
    assert text[1] > 100 or room.horizontalScrollBar().maximum() == 0


def test_forms_of_kinds_of_validation_and_of_problems_fit_into_the_smallest_window(text, qtbot, bench, runner, project):
    project("data")
    shell = window(qtbot, bench, *text)
    bench.problem.choose("plan", ordered=True, weights="age")
    asked = [("problem", {}), ("prepare", {"cv": "group:4", "group": "income"}), ("prepare", {"cv": "nested:5x3"})]
    bench.prepare.plan_split(0.2, True, 1, cv="kfold:5")
    for name, plan in asked:
        if plan:
            bench.prepare.plan_split(0.2, True, 1, **plan)
        page, room = shown(shell, name, runner, None)
        assert cut(page, labels=text[1] == 100) == []
        assert text[1] > 100 or room.horizontalScrollBar().maximum() == 0

    bench.problem.choose("income", loss="tweedie:1.5")
    page, room = shown(shell, "problem", runner, None)

    assert cut(page, labels=text[1] == 100) == []
    assert text[1] > 100 or room.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("at_work", [False, True])
def test_the_frame_fits_into_the_smallest_window(text, at_work, qtbot, bench, runner, project):
    project("packaged")
    shell = window(qtbot, bench, *text)
    shell.show_page("train")
    if at_work:
        job = bench.start("package", {})
        facts = {"number": 3, "algorithm": "Logistic regression", "done": 2, "of": 5}
        runner.say(job, Message("progress", key="train.fit", fraction=0.4, facts=facts))
    QTest.qWait(SETTLE)

    assert [one for part in (shell._header, shell._stages, shell._strip) for one in cut(part)] == []


@pytest.mark.parametrize("kind", [SettingsDialog, ShortcutSheet, Glossary])
def test_a_dialog_fits_into_the_smallest_window(kind, text, qtbot, bench):
    shell = window(qtbot, bench, *text)
    dialog = kind(shell, shell) if kind is SettingsDialog else kind(shell)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.qWait(SETTLE)

    assert dialog.width() <= SMALLEST[0] and dialog.height() <= SMALLEST[1]
    assert cut(dialog) == []


def test_the_list_of_jobs_and_the_palette_fit_into_the_smallest_window(text, qtbot, bench, project):
    project("packaged")
    shell = window(qtbot, bench, *text)
    for name, overlay in (("jobs", shell._jobs), ("commands", shell._commands)):
        shell.go(name)
        QTest.qWait(SETTLE)

        assert cut(overlay) == [], name
        assert shell.rect().contains(overlay.geometry())


def test_pages_outside_a_project_are_among_those_tried():
    assert set(NAMES) >= OUTSIDE
