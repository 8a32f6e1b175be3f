"""XML spreadsheets of Excel 2003, which exports call .xls: typed cells in their places."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sop_excel.domain.table import DateValue, ErrorValue, PaddedNumber
from sop_excel.errors import InputError
from sop_excel.hosts.sources.read import read_sheets
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet

SALES = Path(__file__).parent / "books" / "sales.xml"
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def page(rows: str) -> str:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Worksheet ss:Name="Data"><Table>{rows}'
        "</Table></Worksheet></Workbook>"
    )


def read(folder: Path, text: str) -> RawSheet:
    path = folder / "b.xls"
    path.write_text(text, encoding="utf-8")
    (sheet,) = read_sheets(path)
    return sheet


def test_every_kind_of_cell_keeps_what_it_is_and_its_place() -> None:
    """Rows and cells that name their numbers, merged cells, codes with leading zeros; a comment is none of a cell."""
    first, second = read_sheets(SALES)
    january = DateValue(datetime(2026, 1, 1), "Jan-26")
    assert first.rows == [
        ["Bericht"], (), ["Code", "Monat", None, "Menge", "Größe & Preis"],
        ["00123", january, None, 1.5, 12.5, True], [123.0, None, None, -2.0, 0.25, "rich text"],
    ]  # fmt: skip
    assert isinstance(first.at(5, 1), PaddedNumber)
    assert (first.merged, set(first.formulas)) == ((Area(1, 1, 1, 4),), {(4, 4)})
    assert dict(first.formats) == {(4, 5): '#,##0.00\\ "€"', (5, 1): "00000", (5, 5): "0.00%"}
    assert (second.name, second.hidden, second.at(2, 2)) == ("Versteckt", True, 5.0)
    assert "formulas are read as the values" in first.notes[0]


def test_errors_and_dates_that_no_calendar_has_are_no_numbers(tmp_path: Path) -> None:
    cells = (
        '<Cell><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell><Data ss:Type="DateTime">31.02.26</Data></Cell><Cell/>'
    )
    sheet = read(tmp_path, page(f"<Row>{cells}</Row><Row ss:Span='3'/><Row>{cells}</Row>"))
    assert sheet.rows == [[ErrorValue("#DIV/0!"), "31.02.26"], (), (), (), (), [ErrorValue("#DIV/0!"), "31.02.26"]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<Row><Cell><Data ss:Type="Number">x</Data></Cell></Row>', "'x' in a number cell"),
        ('<Row ss:Index="3"/><Row ss:Index="2"/>', "row 2 behind row 3"),
        ('<Row><Cell ss:Index="2"/><Cell ss:Index="1"/></Row>', "with a cell behind or on another"),
        ('<Row ss:Index="1048577"/>', "row 1,048,577 behind"),
        ('<Row><Cell ss:Index="16385"/></Row>', "with a cell behind or on another"),
        ("".join(f'<Row><Cell ss:Index="16384"><Data>{k}</Data></Cell></Row>' for k in range(1_300)), "million cells"),
        ("<Row>", "a damaged XML spreadsheet"),
    ],
)
def test_what_is_damaged_or_endless_is_refused(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, page(rows))
    assert words in str(caught.value)


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a document type"):
        read(tmp_path, page("").replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', 1))
