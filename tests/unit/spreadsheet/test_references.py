"""What a formula refers to by addresses, and how it reads in another cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area
from sop_excel.spreadsheet.references import references, shifted


def found(formula: str) -> list[tuple[str, str]]:
    """The sheet and the cells of each reference."""
    return [(one.sheet, str(one.reach(1, 1)[0])) for one in references(formula)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("C5", [("", "C5")]),
        ("SUM($C$5:e$7)*B1", [("", "C5:E7"), ("", "B1")]),
        ("Plan!C5+'My plan'!C6+'It''s'!C7+Größe!C8",
         [("Plan", "C5"), ("My plan", "C6"), ("It's", "C7"), ("Größe", "C8")]),
        ("SUM(Plan!A1:Plan!C5)", [("Plan", "A1"), ("Plan", "C5")]),
        ("SUM(Jan:Dec!C5)+SUM('Jan 1:Dec 1'!C5)", [("Jan:Dec", "C5"), ("Jan 1:Dec 1", "C5")]),
        ("SUM(Plan!C:E)", [("Plan", str(Area(1, 3, MAX_ROWS, 5)))]),
        ("SUM(Plan!$5:7)", [("Plan", str(Area(5, 1, 7, MAX_COLUMNS)))]),
        ('"Plan!C5"&"say ""A1"""', []),
        ('INDIRECT("Plan!C5")&"A1"', [("Plan", "C5")]),
        ("Plan[A1]+Plan[[#All],[B2]:[C 3]]+Plan[It'[A1']s]", []),
        ("[1]Plan!C5+'[1]My plan'!C6+'C:\\a\\[b.xlsx]Plan'!C7", [("[1]My plan", "C6"), ("C:\\a\\[b.xlsx]Plan", "C7")]),
        ("LOG10(2)+A1B+MY_A1+A1_x+1E5+TRUE+#REF!A1", []),
        ("XFD1+XFE1+A1048576+A1048577+ABCD1", [("", "XFD1"), ("", "A1048576")]),
    ],
)  # fmt: skip
def test_references_by_addresses_are_told_from_all_else(formula: str, expected: list[tuple[str, str]]) -> None:
    """Texts, names, functions and structured references are none; INDIRECT's text is one, another workbook's is not."""
    assert found(formula) == expected


@pytest.mark.parametrize(
    ("formula", "cells", "ends"),
    [
        ("C5", "C5:E6", {3, 4, 5}),
        ("$C5", "C5:C6", {3}),
        ("C$5", "C5:E5", {3, 4, 5}),
        ("$B$2:D5", "B2:F6", {2, 4, 5, 6}),
        ("$A:$B", str(Area(1, 1, MAX_ROWS, 2)), {1, 2}),
    ],
)
def test_a_formula_filled_over_cells_reaches_further(formula: str, cells: str, ends: set[int]) -> None:
    """Over two rows and three columns, as the rule of a conditional format is."""
    one = references(formula)[0]
    area, columns = one.reach(2, 3)
    assert (str(area), columns) == (cells, ends)


cells = st.builds(
    lambda dollar, column, second, row: f"{dollar}{column}{second}{row}",
    st.sampled_from(["", "$"]), st.sampled_from(["A", "Z", "AA"]), st.sampled_from(["", "$"]), st.integers(1, 999),
)  # fmt: skip
operands = st.one_of(
    cells,
    st.builds(lambda a, b: f"SUM({a}:{b})", cells, cells),
    st.builds(lambda sheet, a: f"{sheet}!{a}", st.sampled_from(["Mine", "'My A1 sheet'", "'It''s'"]), cells),
    st.sampled_from(['"A1"', '"say ""B2"""', "Plan[Total]", "Plan[[#All],[A1]]", "LOG10(2)", "1.5", "my_A1"]),
)


@given(st.lists(operands, min_size=1, max_size=4), st.integers(0, 20), st.integers(0, 20))
def test_a_formula_reads_in_another_cell_as_openpyxl_says(words: list[str], rows: int, columns: int) -> None:
    formula = "+".join(words)
    origin, target = "A1", f"{'ABCDEFGHIJKLMNOPQRSTU'[columns]}{1 + rows}"
    expected = Translator(f"={formula}", origin=origin).translate_formula(target)
    assert "=" + shifted(formula, rows, columns) == expected


def test_a_reference_that_leaves_the_sheet_comes_in_on_the_other_side() -> None:
    assert shifted("A1+$A$1", -1, -1) == "XFD1048576+$A$1"
