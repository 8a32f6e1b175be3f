"""Formula cells are found in what is left of a sheet without its other cells, with their places in the whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_excel.hosts.xlsx.sheet_formulas import formula_cells, formulas, with_values
from tests.unit.xlsx.sheets import MAIN

CELLS = st.sampled_from(
    [
        '<c r="{}"><v>1.5</v></c>',
        '<c r="{}" t="s"><v>0</v></c>',
        '<c r="{}"/>',
        '<c r="{}"><f>A1+1</f><v>2</v></c>',
        '<c r="{}" t="str"><f>"a &lt; b"</f><v>a</v></c>',
        '<c r="{}"><f t="shared" ref="A1:D9" si="{}">B1*2</f></c>',
        '<c r="{}"><f t="shared" si="0"/><v>4</v></c>',
        '<c r="{}"><f t="array" ref="A1">SUM(A1)</f><v>4</v></c>',
    ]
)


def sheet(rows: list[list[str]], space: str = "") -> bytes:
    """A sheet part with these cells, from A1 on."""
    body = ""
    for n, row in enumerate(rows, 1):
        cells = "".join(cell.format(f"{letter}{n}", 0) for letter, cell in zip("ABCD", row, strict=True))
        body += f'<row r="{n}">{cells}</row>'
    return f'<worksheet xmlns="{MAIN}">{space}<sheetData>{body}</sheetData></worksheet>'.encode()


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=8))
def test_a_formula_cell_stands_where_its_element_stands(rows: list[list[str]]) -> None:
    """Each has the bytes of its own element, and all of them are found; those of arrays are none."""
    data = sheet(rows)
    found = formula_cells(data)
    for cell in found:
        element = data[cell.start : cell.end]
        assert element.startswith(b'<c r="' + f"{'ABCD'[cell.column - 1]}{cell.row}".encode() + b'"')
        assert element.endswith(b"</c>")
        assert element.count(b"<c ") == 1
    stated = data.count(b"<f>") + len(re.findall(rb'<f t="shared" ref', data))
    assert len([cell for cell in found if cell.formula]) >= stated
    assert {(c.row, c.column) for c in found} <= {(one.cells.top, one.cells.left) for one in formulas(data)}


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=8))
def test_other_cells_stay_as_they_are_to_the_byte(rows: list[list[str]]) -> None:
    """With new values beside some formulas, nothing else of the part changes."""
    data = sheet(rows)
    found = formula_cells(data)
    changed = with_values(data, dict.fromkeys(found, 7.0))
    assert changed.count(b"<v>7</v>") == len(found) + data.count(b"<v>7</v>")
    for cell in reversed(found):
        data = data[: cell.start] + data[cell.end :]
    for cell in reversed(formula_cells(changed)):
        changed = changed[: cell.start] + changed[cell.end :]
    assert changed == data


@pytest.mark.parametrize("odd", ["<!-- a comment -->", "<?note?>"])
def test_a_sheet_that_cannot_be_cut_has_the_same_formulas(odd: str) -> None:
    """Where a ``<`` may begin no tag the whole part is read; values are put only where there is no comment."""
    rows = [['<c r="{}"><f>A1+1</f><v>2</v></c>', '<c r="{}"/>', '<c r="{}"><v>1</v></c>', '<c r="{}"><f>B1</f></c>']]
    assert formulas(sheet(rows, odd)) == formulas(sheet(rows))
    assert len(formula_cells(sheet(rows, odd))) == (0 if odd.startswith("<!") else 2)
