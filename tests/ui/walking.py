"""A user who presses, types and resizes at random, the same way for the same seed; what goes wrong is told with every step."""

import random
import sys
import time
import traceback

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QSlider,
    QWidget,
)

from mlworkbench.base.errors import Cancelled, InputError, JobError, ProjectError
from mlworkbench.base.words import LANGUAGES, told
from mlworkbench.jobs.messages import Message
from mlworkbench.ui import ask, commands, theme
from mlworkbench.ui.page import Page
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.stages import GROUPS
from tests.ui.pages import playing

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QSlider, QAbstractItemView, QPlainTextEdit, Chart, DropZone)
KEYS = {
    Qt.Key.Key_Tab: 6,
    Qt.Key.Key_Backtab: 3,
    Qt.Key.Key_Return: 3,
    Qt.Key.Key_Escape: 3,
    Qt.Key.Key_Space: 3,
    Qt.Key.Key_Up: 2,
    Qt.Key.Key_Down: 2,
    Qt.Key.Key_Left: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: 1,
    Qt.Key.Key_End: 1,
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_PageUp: 1,
    Qt.Key.Key_Delete: 1,
    Qt.Key.Key_Backspace: 1,
}
TEXTS = ("a", "0.5", "-1", "1e9", "가", "요금", "left", "age > 3", "", "😀", "x" * 80, "yes", "100")
PAGES_OF_A_PROJECT = frozenset(page for pages in GROUPS.values() for page in pages)
SHORTCUTS = tuple(command.shortcut for command in commands.COMMANDS if command.shortcut and command.name != "quit")
SLOWEST = 1.0  # seconds of work the window's thread may need for one event
LOOKS = 2.0  # the same for a change of looks, which builds and styles the whole window anew: 0.2 to 0.5 s on an idle machine
WAITING = 30.0  # the same with what it waited for a busy disk or processor
SOON = 0.3  # how often a running job moves before the next thing is done
DEEP = 0.8  # how often it presses something of the page, not of the frame
FEW = 2  # configurations a run of a walk tries
EXPECTED = (InputError, ProjectError, JobError, Cancelled)


class Stumble(AssertionError):
    """What went wrong, the seed, and the steps that led there."""


class Walk:
    """`files` are what the user chooses when asked for one. Jobs are worked off between steps; that time does not count."""

    def __init__(self, shell, runner, seed, files, qtlog, monkeypatch):
        self.shell, self.runner, self.seed, self.files, self.qtlog = shell, runner, seed, files, qtlog
        self.dice = random.Random(seed)
        self.steps, self.wrong, self.dialogs, self.slow = [], [], [], []
        self.refused, self.acted = 0, 0
        monkeypatch.setattr(sys, "excepthook", self._caught)
        monkeypatch.setattr(QDialog, "exec", lambda dialog: self._open_dialog(dialog))
        monkeypatch.setattr(QMenu, "exec", lambda menu, *place: menu.popup(place[0] if place else QPoint(200, 200)))
        for name in ("open_file", "save_file", "folder"):
            monkeypatch.setattr(ask, name, self._answer_path(name))
        monkeypatch.setattr(ask, "open_files", lambda *_arguments, **_named: self._some_files())
        monkeypatch.setattr(ask, "confirm", lambda *_arguments, **_named: self._told("confirm", self.dice.random() < 0.7))
        monkeypatch.setattr(ask, "text", lambda *_arguments, **_named: self._told("text", self._some_text()))
        monkeypatch.setattr(ask, "show_text", lambda *_arguments: self._told("show_text", None))
        monkeypatch.setattr(ask, "tell", lambda *_arguments, **_named: self._told("tell", None))
        monkeypatch.setattr(ask, "error", self._refused)

    def go(self, steps):
        for _ in range(steps):
            self._step()
            self._look_back()
        self._finish_jobs(all_of_them=True)
        self._look_back()

    # One step ----------------------------------------------------------------------------------------------------------

    def _step(self):
        if any(job.state == "running" for job in self.runner.jobs.values()) and self.dice.random() < SOON:
            self._job()
            return
        ways = {self._click: 52, self._key: 20, self._type: 8, self._shortcut: 4, self._command: 8}
        ways |= {self._resize: 2, self._dress: 2, self._wheel: 2, self._job: 8}
        self.dice.choices(list(ways), list(ways.values()))[0]()

    def _click(self):
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            self._click_menu(menu)
            return
        found = self._controls(menu or self._top())
        if not found or (menu is not None and self.dice.random() < 1 - DEEP):
            self._press(Qt.Key.Key_Escape)
            return
        inside = [one for one in found if _page_of(one)]
        control = self.dice.choice(inside if inside and self.dice.random() < DEEP else found)
        if isinstance(control, QAbstractItemView):
            self._click_cell(control)
            return
        button = Qt.MouseButton.RightButton if isinstance(control, Chart) else Qt.MouseButton.LeftButton
        at = control.visibleRegion().boundingRect().center()
        self._do(f"click {_name(control)}", lambda: QTest.mouseClick(control, button, pos=at))

    def _click_menu(self, menu):
        able = [action for action in menu.actions() if action.isEnabled() and not action.isSeparator()]
        if not able or self.dice.random() < 0.2:
            self._do("close the menu", menu.close)
            return
        action: QAction = self.dice.choice(able)
        place = menu.actionGeometry(action).center()
        self._do(
            f"choose {action.objectName() or action.text()!r}",
            lambda: QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place),
        )

    def _click_cell(self, view):
        if isinstance(view, QHeaderView):
            return
        model, room = view.model(), view.viewport()
        header = getattr(view, "horizontalHeader", lambda: None)() or getattr(view, "header", lambda: None)()
        if header is not None and header.isVisible() and self.dice.random() < 0.2:
            place = QPoint(self.dice.randrange(max(1, header.width())), header.height() // 2)
            self._do(f"click the header of {_name(view)}", lambda: QTest.mouseClick(header.viewport(), _LEFT, pos=place))
        elif model is not None and room.width() > 4 and room.height() > 4:
            place = QPoint(self.dice.randrange(room.width()), self.dice.randrange(room.height()))
            if view.contextMenuPolicy() == Qt.ContextMenuPolicy.DefaultContextMenu and self.dice.random() < 0.1:
                asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, room.mapToGlobal(place))
                self._do(f"ask for the menu of {_name(view)}", lambda: QApplication.sendEvent(room, asked))
                return
            click = QTest.mouseDClick if self.dice.random() < 0.15 else QTest.mouseClick
            self._do(f"click in {_name(view)} at {place.x()},{place.y()}", lambda: click(room, _LEFT, pos=place))

    def _key(self):
        self._press(self.dice.choices(list(KEYS), list(KEYS.values()))[0])

    def _press(self, key):
        self._do(f"press {key.name[4:]}", lambda: QTest.keyClick(self._focus(), key))

    def _type(self):
        words = self.dice.choice(TEXTS)
        target = self._focus()
        if words.isascii():
            self._do(f"type {words!r}", lambda: QTest.keyClicks(target, words))
        elif isinstance(target, QLineEdit) and target.isEnabled():
            self._do(f"insert {words!r}", lambda: target.insert(words))

    def _shortcut(self):
        keys = self.dice.choice(SHORTCUTS)
        self._do(f"shortcut {keys}", lambda: QTest.keySequence(self.shell, keys))

    def _command(self):
        if self._top() is not self.shell:
            return
        able = [one for one in commands.COMMANDS if one.title and one.name != "quit" and one.refuses(self.shell.bench) is None]
        pages = [one for one in able if one.name in PAGES_OF_A_PROJECT]
        command = self.dice.choice(pages if pages and self.dice.random() < DEEP else able)
        self._do(f"command {command.name}", lambda: self.shell.go(command.name))

    def _resize(self):
        width, height = self.dice.choice(
            [(1100, 700), (1440, 900), (1100 + self.dice.randrange(500), 700 + self.dice.randrange(300))]
        )
        self._do(f"resize {width}×{height}", lambda: self.shell.resize(width, height))

    def _dress(self):
        chosen = self.dice.choice(
            [{"language": one} for one in LANGUAGES]
            + [{"theme": one} for one in theme.THEMES]
            + [{"text_size": one} for one in theme.TEXT_SIZES]
        )
        self._do(f"dress {chosen}", lambda: self.shell.dress(**chosen), LOOKS)

    def _wheel(self):
        bars = [bar for bar in self._top().findChildren(QScrollBar) if bar.isVisible()]
        if bars:
            bar = self.dice.choice(bars)
            self._do(f"scroll {_name(bar.parent())}", lambda: bar.setValue(self.dice.randint(bar.minimum(), bar.maximum())))

    def _job(self):
        self._finish_jobs(all_of_them=False)

    # What happens meanwhile --------------------------------------------------------------------------------------------

    def _finish_jobs(self, all_of_them):
        """Works a job off, cancels it, or lets it wait."""
        live = [one for one in self.runner.jobs.values() if one.state == "running"]
        for job in live:
            chance = 0.0 if all_of_them else self.dice.random()
            if job.id in self.runner.cancelled or 0.7 < chance < 0.8:
                self._note(f"job {job.kind} is cancelled")
                self.runner.say(job, Message("cancelled"))
            elif chance <= 0.7:
                if job.kind == "train":
                    job.spec = {**job.spec, "max_trials": FEW}
                self._note(f"job {job.kind} is done")
                playing.do(self.runner, job)
                self._note(f"… {job.state} {job.error or ''}")
        if live:
            self._do("the window hears of it", lambda: None)

    def _answer_path(self, name):
        def answer(*_arguments, **_named):
            return self._told(name, self.dice.choice([*self.files[name], None]))

        return answer

    def _some_files(self):
        several = self.dice.sample(self.files["open_file"], 2)
        return self._told("open_files", self.dice.choice([tuple(several[:1]), tuple(several[:1]), tuple(several), ()]))

    def _told(self, question, answer):
        self._note(f"  … {question}: {str(answer)[:80]}")
        return answer

    def _some_text(self):
        return self.dice.choice([None, None, "because", "이유", "x" * 300, "A project / with : odd * name"])

    def _refused(self, error):
        self.refused += 1
        self._told("error", told(error))

    def _open_dialog(self, dialog):
        """Not modal for the walk: it acts in the newest dialog until it is closed."""
        self._note(f"  … dialog {dialog.objectName()} opens")
        self.dialogs.append(dialog)
        dialog.show()
        return 0

    def _caught(self, kind, error, trace):
        if isinstance(error, EXPECTED):
            self._refused(error)
        else:
            self.wrong.append("".join(traceback.format_exception(kind, error, trace)))

    # Where it acts -----------------------------------------------------------------------------------------------------

    def _top(self):
        self.dialogs = [dialog for dialog in self.dialogs if _alive(dialog) and dialog.isVisible()]
        if self.dialogs and self.dice.random() < 0.1:
            self._do("close the dialog", self.dialogs[-1].reject)
            return self._top()
        return self.dialogs[-1] if self.dialogs else self.shell

    def _controls(self, root: QWidget):
        return [
            widget
            for widget in root.findChildren(QWidget)
            if isinstance(widget, CONTROLS) and widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()
            if not (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QAbstractSpinBox | QComboBox))
        ]

    def _focus(self):
        top = self._top()
        return QApplication.activePopupWidget() or top.focusWidget() or top

    # What is measured --------------------------------------------------------------------------------------------------

    def _do(self, what, act, slowest=SLOWEST):
        self._note(what)
        self.acted += 1
        began, worked = time.monotonic(), time.thread_time()
        try:
            act()
        except EXPECTED as error:
            self._refused(error)
        except Exception as error:
            self._caught(type(error), error, error.__traceback__)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as the program's own loop does
        took, worked = time.monotonic() - began, time.thread_time() - worked
        if worked > slowest or took > WAITING:
            self.wrong.append(f"{what} took {took:.2f} s, {worked:.2f} s of them work")
        if self.dice.random() < 0.1:
            QTest.qWait(self.dice.choice([1, 20, 80]))

    def _note(self, what):
        self.steps.append(what)

    def _look_back(self):
        warnings = [record.message for record in self.qtlog.records if not record.ignored]
        if self.wrong or warnings:
            steps = "\n".join(f"{number:4} {step}" for number, step in enumerate(self.steps))
            raise Stumble(f"seed {self.seed}\n{steps}\n\n" + "\n".join(self.wrong + warnings))


_LEFT = Qt.MouseButton.LeftButton


def _alive(widget):
    try:
        widget.objectName()
    except RuntimeError:  # its C++ part is gone
        return False
    return True


def _page_of(widget):
    while widget is not None and not isinstance(widget, Page):
        widget = widget.parentWidget()
    return widget


def _name(widget):
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()!r}"
