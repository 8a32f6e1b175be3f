"""A new workbook out of raw cells: what was read elsewhere stands in it as it was, and text is never anything else."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, OutputTable, PaddedNumber, Value
from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.shipped import DONOR, resource
from sop_excel.spreadsheet.areas import MAX_COLUMNS, Area
from sop_excel.spreadsheet.number_formats import shown
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from sop_excel.spreadsheet.sheet_names import valid_sheet_names
from tests.fidelity.test_schema import faults

DAY = datetime(2026, 1, 5)


def written(folder: Path, *sheets: RawSheet, outputs: tuple[OutputTable, ...] = ()) -> Path:
    path = folder / "new.xlsx"
    book = Workbook.new(sheets, path)
    book.write(outputs, book.target(path), resource(DONOR))
    return path


def again(folder: Path, *sheets: RawSheet) -> tuple[RawSheet, ...]:
    """The sheets as the new workbook has them."""
    return Workbook.open(written(folder, *sheets)).raw_sheets()


def values(sheet: RawSheet) -> list[list[tuple[type, object]]]:
    return [[(type(value), value) for value in row] for row in sheet.rows]


TYPICAL = RawSheet(
    "Umsatz",
    [
        ["Bericht 2026"],
        [],
        ["Code", "Monat", "Menge", "Preis", "Aktiv", "Fehler"],
        ["00123", DateValue(DAY, "Jan-26"), 1.5, 12.5, True, ErrorValue("#N/A")],
        [PaddedNumber(7, 5), DateValue(DAY, "05.01.2026"), -2.0, 3.0, False, ErrorValue("#DIV/0!")],
        [" x\n& <y> ", DateValue(datetime(2026, 1, 5, 14, 5), "2026-01-05 14:05"), 0.0, 1e-9, None, "_x0041_"],
    ],
    merged=(Area(1, 1, 1, 4),),
    formats={(4, 4): '#,##0.00" €"', (5, 1): "00000", (5, 3): "0.0"},
)


def test_every_kind_of_value_is_read_again_as_it_was(tmp_path: Path) -> None:
    (sheet,) = again(tmp_path, TYPICAL)
    assert values(sheet) == values(TYPICAL)
    assert (sheet.name, sheet.merged, dict(sheet.formats)) == (TYPICAL.name, TYPICAL.merged, TYPICAL.formats)


def test_the_file_keeps_to_the_schema_and_opens_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path, TYPICAL, RawSheet("Leer", []))
    assert faults(path) == Counter()
    sheet = openpyxl.load_workbook(path)["Umsatz"]
    assert (sheet["A4"].value, sheet["B4"].value, sheet["C5"].value) == ("00123", DAY, -2)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]


TEXTS = [
    "=1+1",
    "+49 30",
    "-5",
    "@sum",
    "00123",
    "1.234,5",
    "12 %",
    "1e5",
    "TRUE",
    "2026-01-05",
    "{=A1}",
    "'quoted",
    "#N/A",
]


def test_text_is_never_anything_else_and_stays_so_when_it_is_typed_again(tmp_path: Path) -> None:
    """A text that a program would take for a number, a date or a formula stands in a cell of the text format."""
    path = written(tmp_path, RawSheet("T", [[text] for text in TEXTS] + [["Press"]], is_text=True))
    sheet = openpyxl.load_workbook(path).active
    assert [(cell.value, cell.data_type in ("s", "inlineStr")) for (cell,) in sheet.iter_rows()] == [
        (text, True) for text in [*TEXTS, "Press"]
    ]
    formats = {cell.value: cell.number_format for (cell,) in sheet.iter_rows()}
    assert {text for text in TEXTS if formats[text] != "@"} <= {"{=A1}", "#N/A"}
    assert formats["Press"] == "General"


def test_what_has_no_value_is_an_error_in_the_new_workbook_and_never_blank(tmp_path: Path) -> None:
    """A formula that was not calculated, and the errors that other programs alone have."""
    row: list[Value] = [NotCalculated(), ErrorValue("Err:502"), ErrorValue("#NV"), ErrorValue("#REF!")]
    (sheet,) = again(tmp_path, RawSheet("E", [row]))
    assert list(sheet.rows[0]) == [ErrorValue("#N/A")] * 3 + [ErrorValue("#REF!")]


def test_a_date_shows_what_it_showed_or_else_its_iso_day(tmp_path: Path) -> None:
    """Beside one that spreadsheets have no day for, which stays the text that it shows."""
    row: list[Value] = [
        DateValue(DAY, "5. Januar"), DateValue(datetime(2026, 1, 5, 6, 7, 8), "heute"), DateValue(DAY, "1/5/2026"),
        DateValue(datetime(1815, 6, 18), "18/06/1815"),
    ]  # fmt: skip
    (sheet,) = again(tmp_path, RawSheet("D", [row]))
    assert list(sheet.rows[0]) == [
        DateValue(DAY, "2026-01-05"), DateValue(datetime(2026, 1, 5, 6, 7, 8), "2026-01-05 06:07:08"),
        DateValue(DAY, "1/5/2026"), "18/06/1815",
    ]  # fmt: skip


def test_names_of_sheets_are_made_valid_and_none_of_them_stands_twice(tmp_path: Path) -> None:
    names = ["a/b:c", "A-b-c", "", "x" * 31 + "y", "x" * 40, "History", "'q'", "\U0001f600" * 20, "Plan", "PLAN"]
    found = [sheet.name for sheet in again(tmp_path, *(RawSheet(name, [["v"]]) for name in names))]
    assert found == valid_sheet_names(names)
    assert len({name.lower() for name in found}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) <= 62 and not set(name) & set("[]:*?/\\") for name in found)
    assert found[:3] == ["a-b-c", "A-b-c (2)", "Sheet"]
    assert faults(tmp_path / "new.xlsx") == Counter()


def test_hidden_sheets_stay_hidden_but_one_is_always_shown(tmp_path: Path) -> None:
    states = [(True, False), (False, False), (True, True)]
    for hidden in states:
        (tmp_path / "new.xlsx").unlink(missing_ok=True)
        sheets = again(tmp_path, *(RawSheet(f"S{k}", [[1.0]], hidden=away) for k, away in enumerate(hidden)))
        assert [sheet.hidden for sheet in sheets] == ([False, True] if all(hidden) else list(hidden))
        assert faults(tmp_path / "new.xlsx") == Counter()


def test_merged_areas_that_a_workbook_cannot_have_are_left_out(tmp_path: Path) -> None:
    """On another one, of one cell, beyond the sheet."""
    areas = (Area(1, 1, 2, 2), Area(2, 2, 3, 3), Area(5, 1, 5, 1), Area(1, 5, 1, MAX_COLUMNS + 1), Area(4, 1, 4, 2))
    (sheet,) = again(tmp_path, RawSheet("M", [["v"]], merged=areas))
    assert sheet.merged == (Area(1, 1, 2, 2), Area(4, 1, 4, 2))


def test_columns_are_as_wide_as_what_stands_in_them_but_for_titles(tmp_path: Path) -> None:
    rows: list[list[Value]] = [["A very long title that stands alone in its row" * 3], ["Code", "x" * 30], ["1", "y"]]
    sheet = openpyxl.load_workbook(written(tmp_path, RawSheet("W", rows))).active
    assert sheet.column_dimensions["A"].width < 12
    assert 30 < sheet.column_dimensions["B"].width < 40


def test_a_sheet_that_no_workbook_holds_is_refused(tmp_path: Path) -> None:
    """Beside the largest."""
    wide: list[Value] = [1.0] * MAX_COLUMNS
    assert len(again(tmp_path, RawSheet("ok", [wide]))[0].rows[0]) == MAX_COLUMNS
    with pytest.raises(InputError, match=r"new\.xlsx: wide: expected at most 1,048,576 rows and 16,384 columns"):
        Workbook.new([RawSheet("wide", [[*wide, 1.0]])], tmp_path / "new.xlsx")


def test_the_same_sheets_give_the_same_file_and_no_file_is_there_before_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    book = Workbook.new([TYPICAL], path)
    assert (list(tmp_path.iterdir()), book.name) == ([], "new")
    first = written(tmp_path, TYPICAL).read_bytes()
    path.unlink()
    assert written(tmp_path, TYPICAL).read_bytes() == first


def test_an_existing_file_is_only_replaced_by_force(tmp_path: Path) -> None:
    """Also one of the very name that the new workbook has."""
    path = tmp_path / "new.xlsx"
    path.write_bytes(b"the planner's")
    book = Workbook.new([TYPICAL], path)
    with pytest.raises(InputError, match="a file of that name; choose another name, or replace the file with --force"):
        book.target(path)
    assert path.read_bytes() == b"the planner's"
    book.write([], book.target(path, force=True), resource(DONOR))
    assert Workbook.open(path).raw_sheets()[0].name == "Umsatz"


def test_tables_that_the_sheets_had_elsewhere_are_tables_again(tmp_path: Path) -> None:
    """Headers that are dates become the texts that they show, as Excel has them."""
    rows: list[list[Value]] = [["Product", DateValue(DAY, "Jan-26")], ["A", 1.0], ["B", 2.0]]
    sheet = RawSheet("My/demand", rows, tables=(RawTable("Demand", Area(1, 1, 3, 2)),))
    path = written(tmp_path, sheet)
    assert faults(path) == Counter()
    demand = Workbook.open(path).tables(["Demand"])["Demand"]
    assert (list(demand.headers), [list(row) for row in demand.rows]) == (
        ["Product", "Jan-26"],
        [["A", 1.0], ["B", 2.0]],
    )
    assert openpyxl.load_workbook(path).active["B1"].value == "Jan-26"


@pytest.mark.parametrize("name", ["new.xlsm", "new.ods", "new.csv", "new"])
def test_a_new_workbook_goes_into_a_file_that_is_called_one(tmp_path: Path, name: str) -> None:
    """A spreadsheet program would not open another, since its name says that it is something else."""
    path = tmp_path / name
    with pytest.raises(InputError, match=rf"{name}: expected the extension \.xlsx, .*; name the output new\.xlsx"):
        Workbook.new([TYPICAL], path).target(path)


def test_a_workbook_that_is_called_something_else_may_be_written_to_its_right_name(tmp_path: Path) -> None:
    """As an export called .xls; or to its own name, or to another of that kind."""
    source = written(tmp_path, TYPICAL).rename(tmp_path / "export.xls")
    book = Workbook.open(source)
    for name in ("export.xlsx", "export.xls", "other.xls"):
        assert book.target(tmp_path / name).path.name == name
    with pytest.raises(InputError, match=r"export\.xlsm: expected the extension \.xlsx, found \.xlsm"):
        book.target(tmp_path / "export.xlsm")


def test_output_tables_come_into_it_as_into_any_other(tmp_path: Path) -> None:
    table = OutputTable("CostSummary", ["Cost", "Amount", "Share"], [["Total cost", 1.0, 1.0]], lead=3)
    path = written(tmp_path, TYPICAL, outputs=(table,))
    assert faults(path) == Counter()
    assert [list(row) for row in Workbook.open(path).tables(["CostSummary"])["CostSummary"].rows] == [
        ["Total cost", 1, 1]
    ]
    assert values(Workbook.open(path).raw_sheets()[0]) == values(TYPICAL)


@pytest.mark.parametrize("seed", range(5))
def test_random_sheets_are_read_again_as_they_were(tmp_path: Path, seed: int) -> None:
    """Values of all kinds in random places, whole and decimal numbers of any size, texts of any letters."""
    chance = random.Random(seed)  # noqa: S311
    letters = "aß€= <&>\"'\n\t0123.,;_x\U0001f600\u200b\xa0"
    makers: list[Callable[[], Value]] = [
        lambda: None,
        lambda: "".join(chance.choices(letters, k=chance.randint(1, 12))),
        lambda: float(chance.randint(-(10**9), 10**9)),
        lambda: chance.uniform(-1, 1) * 10 ** chance.randint(-12, 12),
        lambda: chance.choice([True, False]),
        lambda: dated(DAY + timedelta(days=chance.randint(-9999, 9999))),
        lambda: PaddedNumber(chance.randint(0, 99), 6),
    ]
    rows = [[chance.choice(makers)() for _ in range(chance.randint(0, 9))] for _ in range(60)]
    (sheet,) = again(tmp_path, RawSheet("R", rows))
    wanted = [list(row) for row in rows]
    for row in wanted:
        while row and row[-1] is None:
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert values(sheet) == values(RawSheet("R", wanted))


def dated(moment: datetime) -> DateValue:
    return DateValue(moment, shown(moment, "dd.mm.yyyy", 0.0))
