"""Files that are dropped on the window, wherever that is."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(window, over)
    if over.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return over.isAccepted()


def test_files_dropped_anywhere_in_the_window_are_looked_at_in_the_open_project(shell, opened, tmp_path):
    (tmp_path / "more.csv").write_text("a,b\n1,2\n", "utf-8")
    shell.show_page("problem")

    assert drop(shell, tmp_path / "more.csv")

    assert shell._stack.currentWidget().widget().stage == "data"
    assert shell.bench.project is opened.project
    assert shell.page("data")._panel.is_open


def test_files_dropped_where_no_project_is_open_begin_one(shell, tmp_path):
    (tmp_path / "sales.csv").write_text("a,b\n1,2\n", "utf-8")

    assert drop(shell, tmp_path / "sales.csv")

    assert shell.bench.project.name == "sales"


def test_what_is_no_file_cannot_be_dropped(shell):
    assert not drop(shell)
