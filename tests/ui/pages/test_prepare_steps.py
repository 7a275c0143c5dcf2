"""The steps on the Prepare page: their order, adding one, the form of one."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from mlworkbench.ui.pages.prepare import PreparePage
from mlworkbench.ui.widgets.columns_field import ColumnsField
from tests.ui.pages.preparing import choose, entries, pick, steps, text, type_into


def test_choosing_a_step_shows_its_form(project, shown):
    project("data")
    page = shown(PreparePage)

    choose(page, 3)

    assert text(page, "step_title") == "4 · Scale"
    assert page.findChild(QLineEdit, "param_bound").text() == "20"
    assert page.findChild(QComboBox, "families").currentData() == "linear"
    assert page.findChild(ColumnsField).words() == "all it can take: 4"


def test_alt_and_arrows_order_the_steps_and_the_chosen_one_stays_chosen(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 3)

    QTest.keyClick(steps(page), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()

    assert [step.kind for step in bench.prepare.current().steps] == ["keep", "one_hot", "scale", "missing"]
    assert text(page, "step_title") == "3 · Scale"
    QTest.keyClick(steps(page), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QApplication.processEvents()
    assert text(page, "step_title") == "4 · Scale"
    assert len(bench.prepare.versions()) == 3


def test_the_first_step_can_neither_be_moved_nor_passed_nor_removed(project, shown):
    bench = project("data")
    page = shown(PreparePage)

    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(steps(page), key, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(steps(page), Qt.Key.Key_Delete)
    choose(page, 1)
    QTest.keyClick(steps(page), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)

    assert len(bench.prepare.versions()) == 1
    choose(page, 0)
    remove = page.findChild(QPushButton, "remove_step")
    assert not remove.isEnabled()
    assert "stays first" in remove.toolTip()


def test_dragging_a_step_moves_it(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    view = steps(page).viewport()
    high = steps(page).sizeHintForRow(0)

    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 3 * high + 20))
    QTest.mouseMove(view, QPoint(60, 2 * high))
    QTest.mouseMove(view, QPoint(60, high + 2))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(60, high + 2))
    QApplication.processEvents()

    assert [step.kind for step in bench.prepare.current().steps] == ["keep", "scale", "one_hot", "missing"]
    assert text(page, "step_title") == "2 · Scale"


def test_dragging_above_the_first_step_puts_it_below(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    view = steps(page).viewport()
    high = steps(page).sizeHintForRow(0)

    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 2 * high + 20))
    QTest.mouseMove(view, QPoint(60, high))
    QTest.mouseMove(view, QPoint(60, 2))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 2))
    QApplication.processEvents()

    assert [step.kind for step in bench.prepare.current().steps] == ["keep", "missing", "one_hot", "scale"]


def test_escape_lets_go_of_a_dragged_step(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    view = steps(page).viewport()
    high = steps(page).sizeHintForRow(0)

    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 3 * high + 20))
    QTest.mouseMove(view, QPoint(60, 2 * high))
    QTest.mouseMove(view, QPoint(60, high + 2))
    QTest.keyClick(steps(page), Qt.Key.Key_Escape)
    QTest.mouseMove(view, QPoint(60, high + 4))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(60, high + 4))
    QApplication.processEvents()

    assert len(bench.prepare.versions()) == 1


def test_a_step_that_chooses_columns_is_said_to_decide_anew(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    assert page.findChild(QLabel, "doubtful") is None

    bench.prepare.add("variance", ("age",))
    page.refresh()

    assert "age" in page.findChild(QLabel, "doubtful").text()
    assert bench.prepare.warnings() == ()


def test_a_text_setting_is_kept_as_typed_and_what_it_lacks_is_told_in_words(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    bench.prepare.remove(1)
    bench.prepare.add("word_vectors", ("plan",))
    page.refresh()
    choose(page, [step.kind for step in bench.prepare.current().steps].index("word_vectors"))

    type_into(page, "param_path", "/nowhere/words.vec")

    step = next(one for one in bench.prepare.current().steps if one.kind == "word_vectors")
    assert step.params["path"] == "/nowhere/words.vec"


def test_delete_and_the_button_remove_a_step(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 3)

    QTest.keyClick(steps(page), Qt.Key.Key_Delete)
    QApplication.processEvents()
    assert len(bench.prepare.current().steps) == 3
    press(page, "remove_step")

    assert [step.kind for step in bench.prepare.current().steps] == ["keep", "one_hot"]
    assert text(page, "subtitle").startswith("Recipe v3 · steps: 2")


def test_a_parked_step_is_grey_with_its_reason_in_words(project, shown, tried):
    bench = project("data")
    bench.prepare.change(0, columns=("age", "income"))
    page = shown(PreparePage)
    tried(page)

    parked = entries(page)[1]
    assert (parked.parked, parked.effect) == (True, "parked")
    assert "step 1 does not keep its columns (plan)" in parked.told
    choose(page, 1)
    assert "plan: Step 1 does not keep it." in text(page, "step_missed")
    assert "Parked" in text(page, "no_rows")


def test_the_menu_explains_each_kind_and_adds_it_below_the_chosen_step(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 1)

    press(page, "add_step")
    menu = page.findChild(QWidget, "step_kinds")
    told = " ".join(label.text() for label in menu.findChildren(QLabel))
    assert "A date becomes" in told
    keep = menu.findChild(QPushButton, "add_keep")
    assert not keep.isEnabled()
    assert "chosen once" in keep.toolTip()
    menu.findChild(QPushButton, "add_ordinal").click()
    QApplication.processEvents()

    assert [step.kind for step in bench.prepare.current().steps] == ["keep", "one_hot", "ordinal", "missing", "scale"]
    assert text(page, "step_title") == "3 · Number categories"
    assert not menu.isVisible()


def test_arrow_keys_walk_through_the_kinds(project, shown, press):
    project("data")
    page = shown(PreparePage)
    press(page, "add_step")
    menu = page.findChild(QWidget, "step_kinds")
    search = QApplication.focusWidget()

    QTest.keyClick(search, Qt.Key.Key_Down)
    first = QApplication.focusWidget()
    QTest.keyClick(first, Qt.Key.Key_Down)

    assert (search.objectName(), first.objectName()) == ("kind_search", "add_missing")
    assert QApplication.focusWidget().objectName() == "add_missing_nearest"
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_a_kind_is_found_by_a_word_of_its_explanation_and_taken_by_return(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    press(page, "add_step")
    menu = page.findChild(QWidget, "step_kinds")
    search = menu.findChild(QLineEdit, "kind_search")

    search.setText("winsorise")
    assert [button.objectName() for button in menu.findChildren(QPushButton) if not button.isHidden()] == ["add_outliers"]
    search.setText("no such word")
    assert not menu.findChild(QLabel, "no_such_kind").isHidden()
    search.setText("clip at the bound")
    QTest.keyClick(search, Qt.Key.Key_Return)

    assert "outliers" in [step.kind for step in bench.prepare.current().steps]


def test_every_kind_of_step_stands_in_the_menu(project, shown):
    bench = project("data")
    page = shown(PreparePage)

    menu = page.findChild(QWidget, "step_kinds")
    assert {f"add_{kind.name}" for kind in bench.prepare.kinds()} == {one.objectName() for one in menu.findChildren(QPushButton)}


def test_a_change_that_would_make_two_equal_steps_is_told_and_not_made(project, shown, press):
    bench = project("data")
    bench.prepare.add("one_hot", families=("tree",))
    page = shown(PreparePage)
    choose(page, 4)

    pick(page.findChild(QComboBox, "families"), "linear")
    assert bench.prepare.current().steps[4].families == ("linear",)
    choose(page, 4)
    page.bench.prepare.add("one_hot", families=("tree",))
    QApplication.processEvents()
    choose(page, 5)
    pick(page.findChild(QComboBox, "families"), "linear")

    assert "just what step 5 does" in text(page, "step_error")
    assert len(bench.prepare.versions()) == 4


def test_settings_are_recorded_when_they_are_changed(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 2)

    pick(page.findChild(QComboBox, "param_fill"), "mean")
    pick(page.findChild(QComboBox, "param_marker"), False)
    pick(page.findChild(QComboBox, "families"), "")

    step = bench.prepare.current().steps[2]
    assert (step.params, step.families) == ({"fill": "mean", "value": 0.0, "marker": False}, ())
    assert len(bench.prepare.versions()) == 4


def test_a_setting_out_of_bounds_is_told_beside_its_field_and_kept_as_typed(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 3)

    line = type_into(page, "param_bound", "0.5")

    assert len(bench.prepare.versions()) == 1
    assert line.text() == "0.5"
    assert "0.5" in text(page, "param_bound_error")
    type_into(page, "param_bound", "x")
    assert "not a number" in text(page, "param_bound_error").lower() or text(page, "param_bound_error")
    type_into(page, "param_bound", "5")
    assert bench.prepare.current().steps[3].params == {"how": "standard", "bound": 5.0}
    assert not page.findChild(QLabel, "param_bound_error").isVisible()


def test_every_setting_says_what_it_is_and_when_it_matters(project, shown):
    project("data")
    page = shown(PreparePage)

    for at, names in ((1, ("rare", "most")), (2, ("fill", "marker")), (3, ("bound",))):
        choose(page, at)
        assert all(len(page.findChild(QWidget, f"param_{name}").toolTip()) > 30 for name in names)
    assert "linear models" in page.findChild(QComboBox, "families").toolTip()


def test_columns_are_searched_ticked_and_applied(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 0)
    press(page, "step_columns")
    popup = page.findChild(QWidget, "columns_popup")
    tree = popup.tree
    rows = {tree.topLevelItem(at).text(0): tree.topLevelItem(at) for at in range(tree.topLevelItemCount())}
    assert list(rows) == ["age", "income", "married", "plan", "customer"]
    assert "id" in rows["customer"].text(1)
    assert not popup.everything.isVisible()

    popup.search.setText("in")
    assert [name for name, row in rows.items() if not row.isHidden()] == ["income"]
    rows["income"].setCheckState(0, Qt.CheckState.Unchecked)
    popup.findChild(QPushButton, "columns_apply").click()
    QApplication.processEvents()

    assert bench.prepare.current().inputs == ("age", "married", "plan")
    assert not popup.isVisible()
    assert page.findChild(ColumnsField).words() == "age, married, plan"


def test_cancel_leaves_the_columns_as_they_were(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    press(page, "step_columns")
    popup = page.findChild(QWidget, "columns_popup")

    popup.findChild(QPushButton, "tick_none").click()
    assert not popup.findChild(QPushButton, "columns_apply").isEnabled()
    popup.findChild(QPushButton, "columns_cancel").click()

    assert len(bench.prepare.versions()) == 1
    press(page, "step_columns")
    assert popup._ticked() == ("age", "income", "married", "plan")
    popup.hide()


def test_a_step_may_take_all_it_can_or_some_by_name(project, shown, press):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 2)
    press(page, "step_columns")
    popup = page.findChild(QWidget, "columns_popup")
    assert popup.everything.isChecked()
    assert not popup.tree.isEnabled()

    popup.everything.setChecked(False)
    popup.findChild(QPushButton, "tick_all").click()
    assert popup._ticked() == ("age", "income", "married")
    popup.findChild(QPushButton, "columns_apply").click()
    QApplication.processEvents()

    assert bench.prepare.current().steps[2].columns == ("age", "income", "married")


def test_a_number_typed_in_another_way_is_shown_as_it_is_recorded(project, shown):
    bench = project("data")
    page = shown(PreparePage)
    choose(page, 3)

    line = type_into(page, "param_bound", "5.00")
    assert line.text() == "5"
    type_into(page, "param_bound", "5.0")

    assert line.text() == "5"
    assert len(bench.prepare.versions()) == 2


def test_a_setting_stands_in_the_form_only_where_it_counts(project, shown):
    bench = project("data")
    bench.prepare.add("outliers")
    page = shown(PreparePage)
    choose(page, len(bench.prepare.current().steps) - 1)

    def fields():
        names = ("param_how", "param_bounds", "param_reach", "param_share")
        return [name for name in names if any(one.isVisible() for one in page.findChildren(QWidget, name))]

    assert fields() == ["param_how", "param_bounds", "param_reach"]
    pick(page.findChild(QComboBox, "param_bounds"), "quantiles")
    assert fields() == ["param_how", "param_bounds", "param_share"]
    type_into(page, "param_share", "0.05")
    assert bench.prepare.current().steps[-1].params["share"] == 0.05
    choose(page, 0)
    assert fields() == []
