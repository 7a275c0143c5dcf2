"""No text of ours becomes a formula in a spreadsheet, and what was marked for that comes back as it was."""

import pytest

from mlworkbench.base.spreadsheets import harmless, restored


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1+1", "－1+1", "＠x"])
def test_what_a_spreadsheet_would_compute_is_marked_and_comes_back(text: str) -> None:
    marked = harmless(text)

    assert marked == "'" + text
    assert restored(str(marked)) == text


@pytest.mark.parametrize("cell", ["", "plain", "-1.5", "+2e3", "'quoted", "1+1", -3, 2.5, None])
def test_numbers_and_other_texts_stay(cell: object) -> None:
    assert harmless(cell) == cell
