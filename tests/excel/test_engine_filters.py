"""The headless engine filters as classic Excel does, and writes to filtered rows as it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.excel.engine import ComError, excel, open_book
from tests.excel.engine.samples import empty, sample


@pytest.fixture
def data(tmp_path: Path) -> xw.Sheet:
    """Numbers 1, blank, blank, 4, 5 in A2:A6 under a header, and letters beside them."""
    sheet = open_book(empty(tmp_path)).sheets[0]
    sheet["A1:B6"].value = [["Number", "Letter"], [1, "a"], [None, "b"], [None, "c"], [4, "d"], [5, "e"]]
    return sheet


def column(sheet: xw.Sheet, address: str) -> Any:
    return sheet[address].value


def test_an_array_goes_to_the_shown_rows_and_begins_anew_in_each_block(data: xw.Sheet) -> None:
    """What users of xlwings saw (their issue 747): the first rows of the array stand in both blocks."""
    data["A1:B6"].api.AutoFilter(Field=1, Criteria1="<>")
    data["A2:A6"].value = [[5], [4], [3], [2], [1]]
    assert column(data, "A2:A6") == [5, None, None, 5, 4]


def test_rows_that_are_hidden_by_hand_take_what_is_written(data: xw.Sheet) -> None:
    """As every row does without a filter (their issue 679)."""
    data["A3:A4"].rows.hidden = True
    data["A2:A6"].value = [[5], [4], [3], [2], [1]]
    assert column(data, "A2:A6") == [5, 4, 3, 2, 1]


def test_a_single_cell_takes_what_is_written_wherever_it_is(data: xw.Sheet) -> None:
    """And what is cleared, is cleared in the shown rows alone."""
    data["A1:B6"].api.AutoFilter(Field=1, Criteria1="<>")
    data["A3"].value = 9
    data["B2:B6"].clear_contents()
    assert (column(data, "A3"), column(data, "B2:B6")) == (9, [None, "b", "c", None, None])


def test_a_filter_is_read_and_set_by_its_parts(data: xw.Sheet) -> None:
    """A part that a criterion does not have cannot be read."""
    data["A1:B6"].api.AutoFilter(Field=1, Criteria1=">=1", Operator=1, Criteria2="<5")
    data["A1:B6"].api.AutoFilter(Field=2, Criteria1=["=a", "=d"], Operator=7)
    one, other = data.api.AutoFilter.Filters(1), data.api.AutoFilter.Filters(2)
    assert (one.On, one.Operator, one.Criteria1, one.Criteria2) == (True, 1, ">=1", "<5")
    assert (other.Operator, other.Criteria1) == (7, ("=a", "=d"))
    with pytest.raises(ComError):
        other.Criteria2  # noqa: B018 - reading it is what fails
    assert [data[f"A{row}"].rows.hidden for row in range(2, 7)] == [False, True, True, False, True]
    data["A1:B6"].api.AutoFilter(Field=2)
    data["A1:B6"].api.AutoFilter(Field=1)
    assert data["A2:A6"].rows.hidden is False


def test_a_table_s_filter_does_not_show_in_the_sheet_s_filter_mode(tmp_path: Path) -> None:
    """Only an advanced filter and the sheet's own do; and ShowAllData ends these alone."""
    sheet = sample(tmp_path).sheets["Data"]
    sheet.tables["Plan"].autofilter.apply_values(1, ["A"])
    assert not sheet.api.FilterMode
    with pytest.raises(ComError):
        sheet.api.ShowAllData()
    assert sheet.tables["Plan"].api.AutoFilter.FilterMode


def test_an_advanced_filter_hides_rows_in_place_and_leaves_names(data: xw.Sheet) -> None:
    """By these it can be set again."""
    data["D1:D2"].value = [["Letter"], ["d"]]
    data["A1:B6"].api.AdvancedFilter(Action=1, CriteriaRange=data["D1:D2"].api)
    assert data.api.FilterMode
    data["A2:A6"].value = [[5], [4], [3], [2], [1]]
    assert column(data, "A2:A6") == [1, None, None, 5, 5]
    assert {name.name.rpartition("!")[2] for name in data.names} >= {"Criteria", "_FilterDatabase"}
    data.api.ShowAllData()
    assert data["A2:A6"].rows.hidden is False


def test_autocorrect_fills_a_table_s_blank_column_with_a_formula(tmp_path: Path) -> None:
    """Unless it is off, or the column has something else."""
    sheet = sample(tmp_path).sheets["Data"]
    sheet["C3:D4"].clear_contents()
    sheet["C3"].formula = "=1+1"
    app = sheet.book.app
    app.api.AutoCorrect.AutoFillFormulasInLists = False
    sheet["D3"].formula = "=1+1"
    assert [sheet[cell].formula for cell in ("C3", "C4", "D3", "D4")] == ["=1+1", "=1+1", "=1+1", ""]


def test_copied_cells_bring_their_notes_and_take_away_others(tmp_path: Path) -> None:
    """And with a destination nothing goes by the clipboard."""
    sheet = sample(tmp_path).sheets["Data"]
    from openpyxl.comments import Comment

    for place in ("B10", "J2"):
        sheet.impl.worksheet[place].comment = Comment(place, "planner")
    sheet["B10:C10"].copy(sheet["I2"])
    assert [note.location.address for note in sheet.notes] == ["$I$2", "$B$10"]
    assert excel(sheet.book).copies == 0
