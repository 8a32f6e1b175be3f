"""Sheets of the plain kind are read by patterns; what they find is what a parser finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.cells import CellReader, Grid
from sop_excel.hosts.xlsx.scan import scan_sheet
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.number_formats import date_value
from tests.unit.xlsx.sheets import MAIN, package, zipped
from tests.unit.xlsx.test_refused_files import refusal

AREAS = [Area(2, 2, 4, 3), Area(6, 1, 7, 1)]

cell = st.sampled_from(
    [
        '<c r="{}"><v>1.5</v></c>',
        '<c r="{}" s="1"><v>46023</v></c>',
        '<c r="{}" s="2"><v>7</v></c>',
        '<c r="{}" s="2"/>',
        '<c r="{}"></c>',
        '<c r="{}"><v></v></c>',
        '<c r="{}" t="n"><v>-1E-3</v></c>',
        '<c r="{}" t="s"><v>1</v></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
        '<c r="{}" t="str"><v>a &amp; b</v></c>',
        '<c r="{}" t="str"><v></v></c>',
        '<c r="{}" t="str"><v>a_x000a_b</v></c>',
        '<c r="{}" t="str"><f>1&lt;2</f><v>x</v></c>',
        '<c r="{}"><f>1</f></c>',
        '<c r="{}" t="inlineStr"><is><t> x </t></is></c>',
        "<c t='n' r='{}'><v>3</v></c>",
        '<c s="2" r="{}"><v>3</v></c>',
        "",
    ]
)
head = st.sampled_from(['<row r="{}">', '<row r="{}" spans="1:3" x:d="0.2">', "<row r='{}'>", '<row s="1" r="{}">'])


def read(rows: str, before: str = "") -> Grid:
    reader = CellReader(lambda: ["zero", "one"], lambda: {"1": lambda number: date_value(number, "d/m/yy", False)})
    sheet = f'<worksheet xmlns:x="urn:x" xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
    return reader.read(sheet.encode(), AREAS)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(head, st.lists(cell, min_size=4, max_size=4)), max_size=9))
def test_patterns_and_parser_agree(drawn: list[tuple[str, list[str]]]) -> None:
    """A comment in front of the rows makes the parser read all of them."""
    rows = "".join(
        start.format(number) + "".join(text.format(f"{'ABCD'[k]}{number}") for k, text in enumerate(cells)) + "</row>"
        for number, (start, cells) in enumerate(drawn, 1)
    )
    assert read(rows) == read(rows, "<!-- parsed -->")


def test_a_row_that_ends_at_once_is_blank() -> None:
    assert read('<row r="2"/><row r="3"/>') == read('<row r="2"/><row r="3"/>', "<!-- parsed -->")


def test_a_sheet_that_is_not_well_formed_is_refused_whoever_reads_it(tmp_path: Path) -> None:
    parts = package('<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></row>')
    assert "a damaged part" in refusal(zipped(tmp_path / "b.xlsx", parts))


def test_a_number_that_is_none_is_refused_whoever_reads_it() -> None:
    for before in ("", "<!-- parsed -->"):
        with pytest.raises(Exception, match="'x' in a number cell") as caught:
            read('<row r="2"><c r="B2"><v>x</v></c></row>', before)
        assert not isinstance(caught.value, InputError)  # the workbook adds the file's name


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(head, st.lists(cell, min_size=4, max_size=4)), max_size=9), st.integers(2, 5))
def test_patterns_and_parser_find_the_same_places(drawn: list[tuple[str, list[str]]], right: int) -> None:
    """What is scanned before a table is written: where its rows and cells stand, and their styles."""
    rows = "".join(
        start.format(number) + "".join(text.format(f"{'ABCD'[k]}{number}") for k, text in enumerate(cells)) + "</row>"
        for number, (start, cells) in enumerate(drawn, 1)
    )
    old = Area(2, 2, 5, right)
    sheet = '<worksheet xmlns:x="urn:x" xmlns="{}"><cols><col min="1" max="2" style="7"/></cols>{}'
    sheet += "<sheetData>{}</sheetData></worksheet>"
    comment = "<!-- parsed -->"
    plain, parsed = (
        scan_sheet(sheet.format(MAIN, before, rows).encode(), old, old, 1, frozenset()) for before in ("", comment)
    )
    assert list(plain.rows) == list(parsed.rows)
    assert plain.insert_at + len(comment) == parsed.insert_at
    assert plain.column_styles == parsed.column_styles
    for number, row in plain.rows.items():
        other = parsed.rows[number]
        assert (row.styles, row.own_style) == (other.styles, other.own_style)
        for place in ("start", "head_end", "ours", "lead", "rest", "tail", "end"):
            assert getattr(row, place) + len(comment) == getattr(other, place)
    assert plain.lead_part() == parsed.lead_part().replace(comment.encode(), b"")
