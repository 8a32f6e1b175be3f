"""Areas of cells: what they have in common and what one has beyond another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area, NotationError, letters, parse_area, parse_cell

SIZES = st.integers(0, 6)


def cells(area: Area) -> set[tuple[int, int]]:
    """Every cell of an area."""
    return {(row, col) for row in range(area.top, area.bottom + 1) for col in range(area.left, area.right + 1)}


@given(SIZES, SIZES, SIZES, SIZES)
def test_an_area_beyond_another_has_each_cell_once_that_the_other_lacks(h: int, w: int, h2: int, w2: int) -> None:
    """What a table grows into, and what falls out of one that shrinks, is the difference of the two areas."""
    one, other = Area(3, 2, 3 + h, 2 + w), Area(3, 2, 3 + h2, 2 + w2)
    beyond = one.beyond(other)
    assert set().union(*map(cells, beyond)) == cells(one) - cells(other)
    assert sum(len(cells(area)) for area in beyond) == len(cells(one) - cells(other))


def test_the_last_cell_of_a_sheet_has_an_address_and_what_lies_beyond_has_none() -> None:
    """XFD1048576 is the last one; a row or a column further is no address."""
    last = f"{letters(MAX_COLUMNS)}{MAX_ROWS}"
    assert last == "XFD1048576"
    assert parse_cell(last) == (MAX_ROWS, MAX_COLUMNS)
    for text in ("XFE1", f"A{MAX_ROWS + 1}", "A0"):
        with pytest.raises(NotationError, match="beyond the sheet's last cell"):
            parse_cell(text)


@pytest.mark.parametrize("text", ["", "A", "7", ":A1", "A1:B", "Plan!A1", "\u0661A"])
def test_what_is_no_address_is_no_area(text: str) -> None:
    """Beside ``A1:B2`` in either direction, with or without dollar signs."""
    assert parse_area("$B$2:A1") == parse_area("A1:B2") == Area(1, 1, 2, 2)
    with pytest.raises(NotationError, match="where a cell address belongs"):
        parse_area(text)
