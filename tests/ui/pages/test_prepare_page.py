"""The Prepare page: what is missing, real rows before and after a step, and the way on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QTableWidget, QWidget

from mlworkbench.base.errors import JobError
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui import theme
from mlworkbench.ui.pages.prepare import PreparePage
from mlworkbench.ui.widgets.before_after import BeforeAfter
from tests.ui.pages import playing
from tests.ui.pages.preparing import cells, choose, entries, heads, steps, text, type_into


def test_without_data_it_says_what_will_be_here_and_leads_to_data(look, opened, shown, press):
    page = shown(PreparePage)

    assert page.findChild(QWidget, "empty").isVisible()
    assert not page.findChild(QPushButton, "continue").isVisible()
    press(page, "to_data")
    assert page.went == [("data",)]


def test_without_a_target_it_leads_to_problem(opened, runner, tmp_path, shown, press):
    playing.imported(opened, runner, playing.churn(tmp_path))

    page = shown(PreparePage)

    press(page, "to_problem")
    assert page.went == [("problem",)]


def test_full_it_lists_the_steps_with_what_each_did(look, project, shown, tried):
    project("data")
    page = shown(PreparePage)

    tried(page)

    assert [entry.effect for entry in entries(page)][0] == "6 → 4"
    assert entries(page)[2].told.startswith("income: ")
    assert not any(entry.parked for entry in entries(page))
    assert page.findChild(BeforeAfter).isVisible()
    assert page.findChild(QPushButton, "continue").isEnabled()


def test_the_head_tells_the_version_and_what_becomes_of_the_recipe(project, shown):
    project("data")

    page = shown(PreparePage)

    assert text(page, "subtitle") == "Recipe v1 · steps: 4 · fitted on training rows only · becomes part of the shipped model"


def test_it_fits_into_the_smallest_window(look, project, shown, tried):
    project("data")
    page = shown(PreparePage)
    tried(page)

    page.resize(888, 608)
    QApplication.processEvents()

    assert (page.width(), page.height()) == (888, 608)
    assert page.minimumSizeHint().width() <= 888


def test_every_control_has_a_name_for_a_screen_reader(project, shown, tried):
    project("data")
    page = shown(PreparePage)
    tried(page)

    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]
    assert all(
        steps(page).item(at).data(Qt.ItemDataRole.AccessibleTextRole).startswith(f"{at + 1}. ")
        for at in range(steps(page).count())
    )


def test_the_preview_starts_by_itself_and_shows_the_rows_that_change_first(project, shown, tried):
    project("data")
    page = shown(PreparePage)
    choose(page, 2)

    tried(page)

    assert heads(page) == ["customer", "income", "→ income", "→ income = ∅"]
    first = cells(page)[0]
    assert first[0].startswith("C-")
    assert (first[1], first[3]) == ("missing", "1")
    assert text(page, "learnt").startswith("income: median ")
    assert "192 training rows" in text(page, "preview_state")
    table = page.findChild(QTableWidget, "sample_rows")
    tinted = table.item(0, 2).data(Qt.ItemDataRole.BackgroundRole)
    still = table.item(table.rowCount() - 1, 2).data(Qt.ItemDataRole.BackgroundRole)
    assert tinted != still


def test_several_edits_in_a_row_start_one_preview(project, shown, runner, qtbot):
    bench = project("data")
    page = shown(PreparePage)
    bench.prepare.change(1, params={"most": 5})
    bench.prepare.change(1, params={"most": 6})
    QApplication.processEvents()

    qtbot.waitUntil(lambda: bench.running("preview") is not None)

    assert len([job for job in bench.jobs() if job.kind == "preview"]) == 1
    assert bench.running("preview").context["recipe"] == bench.prepare.current().id
    assert page.findChild(QWidget, "preview_bar").isVisible()


def test_an_edit_tries_the_recipe_again_and_stops_the_preview_of_the_old_one(project, shown, runner, qtbot):
    bench = project("data")
    page = shown(PreparePage)
    qtbot.waitUntil(lambda: bench.running("preview") is not None)
    old = bench.running("preview")

    choose(page, 1)
    type_into(page, "param_most", "7")
    qtbot.waitUntil(lambda: len([job for job in bench.jobs() if job.kind == "preview"]) == 2)

    assert runner.cancelled == [old.id]


def test_a_preview_that_was_stopped_or_failed_is_not_begun_again_by_itself(project, shown, runner, qtbot, press):
    bench = project("data")
    page = shown(PreparePage)
    qtbot.waitUntil(lambda: bench.running("preview") is not None)
    job = bench.running("preview")

    press(page, "preview_stop")
    assert runner.cancelled == [job.id]
    runner.say(job, Message("cancelled"))
    QApplication.processEvents()
    page.refresh()
    assert bench.running("preview") is None
    assert "Stopped" in text(page, "preview_state")

    press(page, "preview_again")
    again = bench.running("preview")
    runner.say(again, failed(JobError("job.no_memory", kind="preview")))
    QApplication.processEvents()
    assert "memory" in text(page, "preview_state")
    assert page.findChild(QPushButton, "preview_again").isVisible()


def test_a_step_of_many_columns_shows_one_at_a_time_and_another_by_choice(opened, runner, tmp_path, shown, tried):
    lines = [",".join([*(f"c{number}" for number in range(6)), "left"])]
    lines += [",".join([*("ab"[(row + number) % 2] for number in range(6)), "yn"[row % 2 == 0]]) for row in range(60)]
    (tmp_path / "wide.csv").write_text("\n".join(lines) + "\n", "utf-8")
    playing.imported(opened, runner, tmp_path / "wide.csv")
    opened.problem.choose("left")
    page = shown(PreparePage)
    choose(page, 1)
    tried(page)
    which = page.findChild(QComboBox, "sample_column")

    which.setCurrentIndex(which.findData("c3"))

    assert heads(page) == ["row", "c3", "→ c3 = a", "→ c3 = b"]
    page.refresh()
    assert which.currentData() == "c3"


def test_reasons_and_columns_models_will_not_see_are_told(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 1)
    assert text(page, "why_step").startswith("Few categories")
    assert text(page, "seen_pill") == "none"

    bench.prepare.remove(1)
    QApplication.processEvents()

    assert text(page, "seen_pill") == "needs a look"
    assert "plan" in text(page, "warning_0")


def test_a_recipe_that_leaves_a_family_nothing_keeps_training_from_starting_and_says_why(project, shown):
    bench = project("data")
    page = shown(PreparePage)

    bench.prepare.change(0, columns=("plan",))
    bench.prepare.change(1, families=("tree",))
    QApplication.processEvents()

    button = page.findChild(QPushButton, "continue")
    assert not button.isEnabled()
    assert "Linear models are left without any column" in button.toolTip()


def test_continue_goes_to_train(project, shown, press):
    project("data")
    page = shown(PreparePage)

    press(page, "continue")

    assert page.went == [("train",)]


def test_the_criteria_lead_to_problem(project, shown, press):
    project("data")
    page = shown(PreparePage)

    press(page, "criteria_pill")

    assert page.went == [("problem",)]


def test_a_page_built_anew_shows_the_step_and_version_it_showed(project, shown):
    bench = project("data")
    first = bench.prepare.current()
    bench.prepare.remove(3)
    page = shown(PreparePage)
    choose(page, 2)
    page._look_at(first.id)

    again = shown(PreparePage)
    again.take_back(page.keep())

    assert text(again, "step_title").startswith("3 ·")
    assert again.findChild(QWidget, "old_version").isVisible()


def test_large_text_needs_no_wider_window(project, shown, tried, qapp):
    theme.apply(qapp, "light", 200)
    project("data")
    page = shown(PreparePage)
    tried(page)

    page.resize(888, 608)
    QApplication.processEvents()

    assert page.minimumSizeHint().width() <= 888
    theme.apply(qapp, "light")
