"""OpenDocument spreadsheets: every kind of cell with what it shows, in its place, however often it stands there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, PaddedNumber, Value
from sop_excel.errors import InputError
from sop_excel.hosts.sources.read import read_sheets
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet
from tests.unit.sources.documents import cell, content, packed, row, table


def sheets(folder: Path, part: str, name: str = "b.ods", manifest: str = "") -> tuple[RawSheet, ...]:
    path = folder / name
    path.write_bytes(packed(part, manifest))
    return read_sheets(path)


def only(folder: Path, cells: str) -> Value:
    """The value of the one cell in a sheet."""
    (sheet,) = sheets(folder, content(table(row(cells))))
    return sheet.at(1, 1)


def refusal(folder: Path, part: str, manifest: str = "") -> str:
    with pytest.raises(InputError) as caught:
        sheets(folder, part, manifest=manifest)
    assert [issue.place for issue in caught.value.issues] == ["b.ods"]
    return str(caught.value)


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (cell("float", "1.5", "1,5"), 1.5),
        (cell("float", "1E3", "1000"), 1000.0),
        (cell("percentage", "0.25", "25 %"), 0.25),
        (cell("currency", "12.5", "12,50 €"), 12.5),
        (cell("boolean", "true", "WAHR"), True),
        (cell("float", "1", "TRUE", 'table:formula="of:=TRUE()"'), True),
        (cell("string", "", "00123"), "00123"),
        (cell("string", "", "a<text:s text:c=\"2\"/>b</text:p><text:p>c<text:span>d</text:span>"), "a  b\ncd"),
        (cell("date", "2026-01-01", "Jan. 26"), DateValue(datetime(2026, 1, 1), "Jan. 26")),
        (cell("date", "2026-02-03T14:05:00", "3.2.26"), DateValue(datetime(2026, 2, 3, 14, 5), "3.2.26")),
        (cell("time", "PT14H30M00S", "14:30"), DateValue(datetime(1899, 12, 31, 14, 30), "14:30")),
        (cell("string", "", "#NV", 'calcext:value-type="error"'), ErrorValue("#NV")),
        (cell("float", "0", "Err:502", 'table:formula="of:=1/0"'), ErrorValue("Err:502")),
        (cell("", "", "", 'table:formula="of:=1+1"'), NotCalculated()),
        (cell(), None),
    ],
)  # fmt: skip
def test_every_kind_of_cell_keeps_what_it_is(tmp_path: Path, cells: str, value: Value) -> None:
    """A text that looks like a number, an error or a date stays a text."""
    found = only(tmp_path, cells)
    assert found == value
    assert type(found) is type(value)


def test_a_code_that_shows_leading_zeros_keeps_them(tmp_path: Path) -> None:
    """Beside a number that shows none, and a decimal that begins with one."""
    found = [
        only(tmp_path, cell("float", value, shown))
        for value, shown in (("123", "00123"), ("123", "123"), ("0.5", "0,5"))
    ]
    assert [(type(value), value) for value in found] == [(PaddedNumber, 123.0), (float, 123.0), (float, 0.5)]
    assert isinstance(found[0], PaddedNumber)
    assert found[0].digits == 5


def test_money_is_told_by_its_kind_or_by_what_stands_around_the_number(tmp_path: Path) -> None:
    cells = (
        cell("currency", "1", "1,00 €")
        + cell("float", "2", "$2.00")
        + cell("currency", "3", "3", 'office:currency="EUR"')
    )
    (sheet,) = sheets(tmp_path, content(table(row(cells + cell("percentage", "1", "100%") + cell("float", "5", "5")))))
    assert dict(sheet.formats) == {
        (1, 1): '#,##0.00" €"', (1, 2): '"$"#,##0.00', (1, 3): '#,##0.00" EUR"', (1, 4): "0.00%",
    }  # fmt: skip


def test_what_is_repeated_stands_as_often_and_blank_ends_do_not(tmp_path: Path) -> None:
    """A sheet is filled up to its last row and column with what is blank."""
    one = cell("float", "1", "1", 'table:number-columns-repeated="2"')
    blank = cell(more='table:number-columns-repeated="16380"')
    part = content(table(row(cell() + one + blank, 2) + row(cell(), 3) + row(one) + row(cell(), 1_048_569)))
    (sheet,) = sheets(tmp_path, part)
    assert sheet.rows == [[None, 1.0, 1.0], [None, 1.0, 1.0], (), (), (), [1.0, 1.0]]


def test_merged_cells_formulas_and_names_stand_where_they_are(tmp_path: Path) -> None:
    merged = cell("string", "", "Title", 'table:number-columns-spanned="3" table:number-rows-spanned="2"')
    covered = (
        '<table:covered-table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:covered-table-cell>'
    )
    formula = cell("float", "2", "2", 'table:formula="of:=1+1"')
    names = (
        "<table:named-expressions>"
        "<table:named-range table:name=\"Sales\" table:cell-range-address=\"$'It''s'.$B$2:.$D$9\"/>"
        '<table:named-range table:name="Rate" table:cell-range-address="$Other.$A$1"/>'
        "</table:named-expressions><table:database-ranges>"
        "<table:database-range table:name=\"Import\" table:target-range-address=\"'It''s'.A1:'It''s'.C3\"/>"
        '<table:database-range table:name="__Anonymous_Sheet_DB__0" table:target-range-address="Other.A1:Other.C3"/>'
        "</table:database-ranges>"
    )
    part = content(table(row(merged + covered + formula), "It's") + table("", "Other"), names=names)
    first, second = sheets(tmp_path, part)
    assert first.rows == [["Title", None, None, 2.0]]
    assert (first.merged, set(first.formulas)) == ((Area(1, 1, 2, 3),), {(1, 4)})
    assert first.names == {"Sales": Area(2, 2, 9, 4), "Import": Area(1, 1, 3, 3)}
    assert second.names == {"Rate": Area(1, 1, 1, 1)}


def database(name: str, area: str, more: str = "") -> str:
    address = "Data." + area.replace(":", ":Data.")
    return f'<table:database-range table:name="{name}" table:target-range-address="{address}" {more}/>'


def test_a_range_of_a_database_is_a_table_where_it_can_be_one(tmp_path: Path) -> None:
    """As the office keeps Excel Tables; else it is a name: without headers, on another, merged, with totals."""

    def words(*texts: str) -> str:
        return "".join(cell("string", "", text) for text in texts)

    number, total = cell("float", "1", "1"), cell("float", "2", "2", 'table:formula="of:=SUM([.B2:.B3])"')
    month = cell("date", "2026-01-01", "Jan 26")
    rows = row(words("A", "B", "", "C", "C", "", "E") + month) + row(number + number + cell() + number * 2, 2)
    rows += (
        row(words("T") + total)
        + row("")
        + row(words("M", "N"))
        + row(cell("string", "", "x", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>")
    )
    wanted = {
        "Demand": "A1:B3", "Again": "A1:B3", "Summed": "A1:B4", "Twice": "D1:E3", "Blank": "B1:C3", "Merged": "A6:B7",
        "Off": "G1:H3", "demand": "G1:H2", "B12": "G1:H2", "Dated": "G1:H2", "Beyond": "A1:B99",
    }  # fmt: skip
    more = {"Off": 'table:contains-header="false"'}
    names = "".join(database(name, area, more.get(name, "")) for name, area in wanted.items())
    (sheet,) = sheets(tmp_path, content(table(rows), names=f"<table:database-ranges>{names}</table:database-ranges>"))
    assert {(one.name, str(one.area)) for one in sheet.tables} == {("Demand", "A1:B3"), ("Dated", "G1:H2")}
    assert {name: str(area) for name, area in sheet.names.items()} == {
        name: area for name, area in wanted.items() if name not in ("Demand", "Dated")
    }


def test_hidden_sheets_are_told_and_those_of_other_files_left_out(tmp_path: Path) -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("ta2", "false"), ("ta1", "true"))
    )
    linked = table(row(cell("float", "7", "7")), "'file:///b.ods'#Data", "ta_extref")
    part = content(table("", "A", "ta1") + table("", "B", "ta2") + linked, styles)
    assert [(sheet.name, sheet.hidden) for sheet in sheets(tmp_path, part)] == [("A", False), ("B", True)]


def test_a_comment_or_a_drawing_is_none_of_its_cell(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>who knows</text:p></office:annotation>"
    noted = cell("float", "1", "1").replace("<text:p>", f"{note}<text:p>")
    shapes = f"<table:shapes>{table(row(cell('float', '9', '9')), 'chart')}</table:shapes>"
    (sheet,) = sheets(tmp_path, content(table(shapes + row(noted))))
    assert sheet.rows == [[1.0]]


def test_a_flat_document_is_read_as_a_packed_one(tmp_path: Path) -> None:
    part = content(table(row(cell("string", "", "Größe"))))
    path = tmp_path / "b.fods"
    path.write_text(part.replace("<text:p>", "\n  <text:p>").replace("</text:p>", "</text:p>\n"), encoding="utf-8")
    assert read_sheets(path) == sheets(tmp_path, part)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (content(table(row(cell("float", "x", "x")))), "'x' in a number cell"),
        (content(table(row(cell("float", "1e999", "x")))), "'1e999' in a number cell"),
        (content("")[:-9], "a damaged part (content.xml"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "a document type"),
        (content("").replace("office:spreadsheet", "office:text"), "no spreadsheet"),
        (
            content(table(row(cell("float", "1", "1", 'table:number-columns-repeated="16384"'), 1_048_576))),
            "million cells",
        ),
        (content(table(row(cell("string", "", '<text:s text:c="32767"/>' * 99)))), "more than 1,000,000 characters"),
        (content(table(row(cell("float", "1"), 999_999) + row(cell("float", "1"), 999_999))), "1,048,576 rows"),
    ],
)
def test_what_is_damaged_or_endless_is_refused(tmp_path: Path, part: str, words: str) -> None:
    assert words in refusal(tmp_path, part)


def test_an_encrypted_document_is_refused_as_such(tmp_path: Path) -> None:
    found = refusal(tmp_path, content(""), manifest="<manifest><encryption-data/></manifest>")
    assert "encrypted with a password; save it without" in found
