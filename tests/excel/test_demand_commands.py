"""The ribbon's commands before the plan, on open workbooks: what the command line makes of the same file."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from sop_excel.hosts.excel import plan_commands, steps, tables, telling, writing
from sop_excel.hosts.excel.beside import Heard
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.ribbon import COMMANDS
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import named_tables
from sop_excel.sheets.own_names import OwnNames, own_names_in
from tests.adoption.files import saved as planners_file
from tests.adoption.handmade import HANDMADE
from tests.adoption.messy import Messy
from tests.commands import sop_excel
from tests.excel.books import alerts, plain, state
from tests.excel.engine import excel, open_book, ranges, saved
from tests.excel.test_inputs import seen
from tests.workbooks import make_workbook, read_table

MADE = "Make these tables?"


def press(book: xw.Book, command: str, *answers: str) -> list[str]:
    """Choose a button of the ribbon and answer what is asked; the messages of this run."""
    app = excel(book)
    app.alerts.clear()
    app.answers = list(answers)
    COMMANDS[command](book.app, 0)
    assert app.answers == [], "everything that was to be answered was asked"
    assert (app.screen_updating, app.display_alerts, app.calculation) == (True, True, "automatic")
    return alerts(book)


def by_command_line(path: Path, *words: str) -> Path:
    """The same step on a copy of the file."""
    copy = path.with_name(f"file_{path.name}")
    copy.write_bytes(path.read_bytes())
    ran = sop_excel(words[0], copy, *words[1:])
    assert ran.status == 0, ran.err
    return copy


def same_tables(book: xw.Book, filed: Path, *names: str) -> None:
    """Headers, cells and places are those of the file."""
    live, other = OpenBook(book).tables(names), Workbook.open(filed).tables(names)
    assert set(live) == set(other) == set(names)
    for name in names:
        assert plain(live[name])[:3] == plain(other[name])[:3], name


def messy(path: Path, change: Callable[[Any], object] = lambda book: None) -> Path:
    """Demand below a merged title, with dates for headers, texts for numbers and a total; costs on another sheet."""
    book = openpyxl.Workbook()
    demand = book.active
    demand.title = "Bedarf"
    demand["A1"] = "Absatzplanung Werk 1"
    demand.merge_cells("A1:D1")
    demand.append([])
    demand.append(["Product", *(dt.datetime(2027, month, 1) for month in (1, 2, 3))])
    for cell in ("B3", "C3", "D3"):
        demand[cell].number_format = "mmm-yy"
    for row in (["Press", "1.250 Stk", 100, 120], ["Frame", 60, "70 Stk", 80]):
        demand.append(row)
    demand.append(["Gesamt", "=SUM(B4:B5)", "=SUM(C4:C5)", "=SUM(D4:D5)"])
    costs = book.create_sheet("Kosten")
    rows: list[list[Any]] = [["Product", "Production cost", "Holding cost"], ["Press", "5,50 €", 1]]
    for row in [*rows, ["Frame", 4, "0,75 €"]]:
        costs.append(row)
    change(book)
    book.save(path)
    return path


def test_a_workbook_is_adopted_and_planned_as_by_the_command_line(tmp_path: Path) -> None:
    """The same tables in the same places, the same mapping, and then the same plan; formulas below go on."""
    path = messy(tmp_path / "book.xlsx")
    filed = by_command_line(path, "adopt", "--yes")
    book = open_book(path)
    question, told = press(book, "adopt", "ok")
    assert question.endswith(MADE)
    sure = r"\(\d+ %\)"
    assert re.search(rf"Kosten!A1:C3 is Products: Product = Product {sure}; Production cost = Prod", question)
    assert re.search(
        rf"Bedarf!A3:D5 is Demand: Product = Product {sure}; 2027-01 … 2027-03 = <periods> {sure}", question
    )
    assert "Tables made: Demand (Bedarf!A3:D5) and Products (Kosten!A1:C3)." in told
    assert "1.250 Stk -> 1250" in told
    same_tables(book, filed, "Demand", "Products", "Mapping")
    assert book.sheets["Bedarf"]["B6"].formula == "=SUM(B4:B5)"
    assert press(book, "optimize") == []
    assert sop_excel("optimize", filed).status == 0
    assert read_table(saved(book, tmp_path / "live.xlsx"), "Plan") == read_table(filed, "Plan")


def _copied_cell(book: xw.Book) -> Callable[[str, str, str], Any]:
    """What a formula gives that shows another cell, as those of a table do that stands on a sheet of its own."""

    def evaluate(_: str, __: str, formula: str) -> Any:
        found = re.fullmatch(r'=IF\(\'?(.+?)\'?!([A-Z]+\d+)="","",.*\)', formula)
        return (
            excel(book).books(book.name).sheets(found[1].replace("''", "'")).range(found[2]).value2 if found else None
        )

    return evaluate


@pytest.mark.parametrize("make", HANDMADE, ids=lambda make: make.__name__)
def test_planners_workbooks_are_adopted_as_by_the_command_line(make: Callable[[], Messy], tmp_path: Path) -> None:
    """Every table in its place with its cells; where something has to be asked, nothing but a proposal is written."""
    path = planners_file(make(), tmp_path / "book.xlsx")
    filed = tmp_path / "filed.xlsx"
    filed.write_bytes(path.read_bytes())
    ran = sop_excel("adopt", filed, "--yes")
    book = open_book(path)
    excel(book).evaluate = _copied_cell(book)
    before = OpenBook(book).table_names()
    COMMANDS["adopt"](book.app, 0)
    if ran.status:
        assert ran.status == 2
        first = alerts(book)[0]
        if first.endswith("Cancel: nothing is changed."):  # few enough to be asked in messages, here answered by Yes
            assert first.rpartition("\n\nYes: ")[0].splitlines()[-2].partition(": ")[0] in ran.err
            return
        assert "cannot be told for sure" in alerts(book)[-1]
        assert OpenBook(book).table_names() == [*before, "Mapping"]
        return
    names = Workbook.open(filed).table_names()
    assert OpenBook(book).table_names() == names
    same_tables(book, filed, *(name for name in names if name != "Mapping"))
    live, other = (one.tables(["Mapping"])["Mapping"].rows for one in (OpenBook(book), Workbook.open(filed)))
    assert [list(row) for row in live] == [list(row) for row in other]


def test_nothing_is_made_before_the_planner_has_said_so(tmp_path: Path) -> None:
    """Cancel leaves the workbook as it was, and says that."""
    book = open_book(messy(tmp_path / "book.xlsx"))
    before = seen(book)
    [question] = press(book, "adopt", "cancel")
    assert "Tables made: Demand" in question
    assert seen(book) == before
    assert excel(book).status_bar == "S&OP: Adopt this workbook: cancelled, nothing was changed"


def test_a_workbook_that_was_adopted_is_adopted_again_without_a_change(tmp_path: Path) -> None:
    """Its tables are read as they stand."""
    book = open_book(messy(tmp_path / "book.xlsx"))
    press(book, "adopt", "ok")
    before = [tables for name, (*_, tables) in _sheets(seen(book)).items() if name != "Mapping"]
    press(book, "adopt", "ok")
    assert [tables for name, (*_, tables) in _sheets(seen(book)).items() if name != "Mapping"] == before


def _sheets(state: dict[str, Any]) -> dict[str, Any]:
    return {name: what for name, what in state.items() if isinstance(what, tuple) and not name.endswith(" more")}


def _unsure(book: Any) -> None:
    """A column whose header may be any cost."""
    costs = book["Kosten"]
    for row in costs["A1:C3"]:
        row[1].value, row[2].value = 5.5, 0.75
    costs["A1"], costs["B1"], costs["C1"] = "Product", "Production cost", "Kosten"
    costs["D1"], costs["D2"], costs["D3"] = "Name", "Big press", "Frame of steel"
    book["Bedarf"]["B4"] = 1250


def _mapping(book: xw.Book) -> tuple[xw.Range, list[str]]:
    """The rows of table Mapping, and its headers."""
    table = next(table for sheet in book.sheets for table in sheet.tables if table.name == "Mapping")
    assert table.header_row_range is not None
    assert table.data_body_range is not None
    return table.data_body_range, list(table.header_row_range.value)


def test_what_has_many_answers_becomes_a_proposal_that_the_planner_corrects(tmp_path: Path) -> None:
    """Table Mapping marks what is open; corrected and run again, it is taken as decided, and nothing else changes."""
    book = open_book(messy(tmp_path / "book.xlsx", _unsure))
    before = seen(book)
    [told] = press(book, "adopt")
    assert "where column Decided by says ?" in told
    after = seen(book)
    assert {name: after[name] for name in before if name != "names"} == {
        n: w for n, w in before.items() if n != "names"
    }
    rows, headers = _mapping(book)
    cells = [dict(zip(headers, row, strict=True)) for row in rows.value]
    assert [row["Header"] for row in cells if row["Decided by"] == "?"] == ["Kosten"]
    place = next(number for number, row in enumerate(cells) if row["Header"] == "Kosten")
    rows[place, headers.index("Column")].value = "Holding cost"
    question, _ = press(book, "adopt", "ok")
    assert "Products (Kosten!A1:D3)" in question
    assert press(book, "check")[0].startswith("No")
    rows, headers = _mapping(book)
    assert "?" not in [row[headers.index("Decided by")] for row in rows.value]


def test_a_proposal_decides_nothing_until_the_workbook_is_adopted(tmp_path: Path) -> None:
    """A column of a table that may be any cost is no cost yet, though the proposal names one; once adopted it is."""

    def as_table(book: Any) -> None:
        _unsure(book)
        book["Kosten"].add_table(Table(displayName="Products", ref="A1:D3"))

    book = open_book(messy(tmp_path / "book.xlsx", as_table))
    press(book, "adopt")
    assert named_tables(OpenBook(book), ("Products",))
    assert own_names_in(OpenBook(book).tables(["Mapping"])) == OwnNames()
    rows, headers = _mapping(book)
    for number, row in enumerate(rows.value):
        if row[headers.index("Header")] == "Kosten":
            rows[number, headers.index("Column")].value = "Holding cost"
    press(book, "adopt", "ok")
    assert own_names_in(OpenBook(book).tables(["Mapping"])).columns["Products"]["Kosten"] == "Holding cost"


def test_what_is_not_read_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """With the reason."""

    def strange(book: Any) -> None:
        for column in "ABC":
            book["Kosten"][f"{column}1"] = f"x{column}"

    book = open_book(messy(tmp_path / "book.xlsx", strange))
    *_, question, told = press(book, "adopt", "yes", "ok")
    left = "Kosten!A1:C3 (its columns are none of a planning table)"
    assert left in question.partition("Not read: ")[2]
    assert left in told.partition("Not read: ")[2]


SALES: list[list[Any]] = [
    ["Fecha", "Artículo", "Cantidad"],
    ["2025-01-31", "A", "10"],
    ["28/2/2025", "A", "12 uds"],
    ["2025-02-28", "B", 7],
    ["x", "B", 7],
]


def pasted(
    path: Path, rows: list[list[Any]] | None = None, change: Callable[[Any], object] = lambda book: None
) -> Path:
    """An export that was pasted onto a sheet of a workbook that holds other things too."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    book.active["A1"] = "Our plan"
    for name in ("North", "South"):
        sheet = book.create_sheet(name)
        given = SALES if rows is None else rows
        for row in given:
            sheet.append([name if cell == "B" else cell for cell in row])
    book.active = book["North"]
    change(book)
    book.save(path)
    return path


def test_a_pasted_export_is_cleaned_as_by_the_command_line(tmp_path: Path) -> None:
    """Of two sheets with sales the one that is shown is meant; filters and hidden rows hide nothing of it."""
    path = pasted(tmp_path / "book.xlsx")
    filed = by_command_line(path, "clean", "--sheet", "North")
    book = open_book(path)
    book.sheets["North"]["A1:C5"].api.AutoFilter(Field=2, Criteria1="=A")
    [told] = press(book, "clean")
    same_tables(book, filed, "SalesHistory", "Audit", "AuditSummary")
    assert "rows" in told
    assert book.sheets.active.name == "North"


def test_where_the_sheet_that_is_shown_has_no_sales_it_is_asked_which(tmp_path: Path) -> None:
    """Yes takes the first, No the second."""
    book = open_book(pasted(tmp_path / "book.xlsx"))
    book.sheets["Cover"].activate()
    question, _ = press(book, "clean", "no")
    assert "on which sheet do the sales stand?" in question
    [table] = OpenBook(book).tables(["SalesHistory"]).values()
    assert "South" in {row[1] for row in table.rows}


AMBIGUOUS: list[list[Any]] = [
    ["date", "sku", "qty"],
    ["03/04/2025", "A", 10],
    ["04/05/2025", "A", 12],
    ["05/06/2025", "A", 11],
]


@pytest.mark.parametrize(("answer", "first"), [("yes", "2025-04-03"), ("no", "2025-03-04")])
def test_an_order_of_day_and_month_that_cannot_be_told_is_asked(answer: str, first: str, tmp_path: Path) -> None:
    """The message says what each answer means."""
    book = open_book(pasted(tmp_path / "book.xlsx", AMBIGUOUS))
    question, _ = press(book, "clean", answer)
    assert "\n\nYes: " in question
    assert "\nNo: " in question
    [table] = OpenBook(book).tables(["SalesHistory"]).values()
    assert getattr(table.rows[0][0], "shown", None) == first


def test_cancel_and_a_sheet_without_sales_change_nothing(tmp_path: Path) -> None:
    """The second says what was expected."""
    book = open_book(pasted(tmp_path / "book.xlsx", AMBIGUOUS))
    before = seen(book)
    assert len(press(book, "clean", "cancel")) == 1
    assert seen(book) == before
    book = open_book(pasted(tmp_path / "none.xlsx", [["a", "b"], ["c", "d"]]))
    before = seen(book)
    [told] = press(book, "clean")
    assert "expected sales with a date, a product and a quantity" in told
    assert seen(book) == before


def _busy(*_: Any, **__: Any) -> Any:
    raise OSError("Excel is busy")


@pytest.mark.parametrize("command", ["adopt", "clean"])
def test_a_step_that_fails_while_it_writes_leaves_the_workbook_as_it_was(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New sheets, tables in place, cells and filters are taken back."""
    make = messy if command == "adopt" else pasted
    book = open_book(make(tmp_path / "book.xlsx"))
    before = seen(book)
    monkeypatch.setattr(writing.TableWriter, "confirm", _busy)
    told = press(book, command, *(["ok"] if command == "adopt" else []))
    assert "Unexpected OSError: Excel is busy" in told[-1]
    assert "nothing was changed" in str(excel(book).status_bar)
    assert seen(book) == before


def test_the_status_bar_tells_how_far_a_step_is_and_a_step_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """What the step says of itself comes from a thread of its own, which must not talk to Excel."""
    heard = Heard("forecasting")
    assert heard.shown(2) == "forecasting, 2 s ..."
    heard.counted("forecasting product", 120, 300)
    assert heard.shown(63.4) == "forecasting product 120 of 300, 63 s ..."
    book = open_book(pasted(tmp_path / "book.xlsx"))
    before = seen(book)

    def clean() -> None:
        steps.take(book.app, "clean", "cleaning the history", lambda *_: _busy(), limit=0.0)

    telling.guarded(book.app, "Clean history", clean)
    assert alerts(book)[-1] == (
        "stopped after 0 s of cleaning the history; nothing was changed (the command sop-excel clean may take longer)"
    )
    assert seen(book) == before


def forecast_book(path: Path) -> Path:
    """Two products planned with a cover of one period, and what was forecast for them."""
    periods = [f"2026-{month:02d}" for month in range(1, 7)]
    forecast: list[list[Any]] = [["Product", "Method", "Measure", *periods, "Total"]]
    measures = (("Mean", 100.0), ("Low", 80.0), ("High", 120.0))
    forecast += [[product, "SES", name, *[mean] * 6, None] for product in "AB" for name, mean in measures]
    errors: list[list[Any]] = [["Product", "Origin", "1", "2"]]
    errors += [["A", f"{2024 + n // 12}-{n % 12 + 1:02d}", 7.0 * (n % 5 - 2), 9.0 * (n % 3 - 1)] for n in range(24)]
    products: list[list[Any]] = [["Product", "Production cost", "Initial inventory", "Cover periods"]]
    products += [["A", 5.0, 300.0, 1.0], ["B", 7.0, 300.0, 1.0]]
    demand: list[list[Any]] = [["Product", *periods], ["A", *[100.0] * 6], ["B", *[100.0] * 6]]
    tables = {"Forecast": forecast, "ForecastErrors": errors, "Products": products, "Demand": demand}
    return make_workbook(path, tables)


def test_safety_stocks_go_into_a_table_and_into_products_only_when_that_is_said(tmp_path: Path) -> None:
    """No leaves Products as it is; the stocks are those of the command line."""
    path = forecast_book(tmp_path / "book.xlsx")
    filed = by_command_line(path, "safety-stock")
    book = open_book(path)
    before = state(book)["Products"]
    question, told = press(book, "safety-stock", "no")
    assert "Yes: the safety stock of each product is replaced there." in question
    same_tables(book, filed, "SafetyStock")
    assert told.startswith("Safety stock of ")
    assert state(book)["Products"] == before


def test_without_a_forecast_nothing_is_asked_and_it_is_said_what_is_missing(tmp_path: Path) -> None:
    """The tables of the forecast are named."""
    book = open_book(pasted(tmp_path / "book.xlsx"))
    before = seen(book)
    [told] = press(book, "safety-stock")
    assert "Forecast" in told
    assert seen(book) == before


def test_safety_stocks_fill_products_in_place_of_the_cover_and_the_plan_keeps_them(tmp_path: Path) -> None:
    """Where that is said: the same cells as by the command line, and then the same plan."""
    path = forecast_book(tmp_path / "book.xlsx")
    filed = by_command_line(path, "safety-stock", "--into", "Products")
    book = open_book(path)
    press(book, "safety-stock", "yes")
    same_tables(book, filed, "SafetyStock", "Products")
    assert press(book, "optimize") == []
    assert sop_excel("optimize", filed).status == 0
    assert read_table(saved(book, tmp_path / "live.xlsx"), "Plan") == read_table(filed, "Plan")


def test_long_tables_are_read_written_and_taken_back_in_pieces_without_a_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel has no memory for hundreds of thousands of cells at once; every row is there, and again after a failure."""
    weeks = [dt.datetime(2024, 1, 1) + dt.timedelta(weeks=week) for week in range(60)]
    rows: list[list[Any]] = [["date", "sku", "qty"], *([week, code, 7] for week in weeks for code in "ABCDEF")]
    path = pasted(tmp_path / "book.xlsx", rows)
    filed = by_command_line(path, "clean", "--sheet", "North")
    monkeypatch.setattr(tables, "AT_ONCE", 100)
    monkeypatch.setattr(ranges, "MOST_READ", 200)
    book = open_book(path)
    press(book, "clean")
    monkeypatch.setattr(ranges, "MOST_READ", 600_000)
    same_tables(book, filed, "SalesHistory", "Audit", "AuditSummary")
    monkeypatch.setattr(writing.TableWriter, "tidy", _busy)
    book.sheets["South"]["C2"].value = 70000
    book.sheets["South"].activate()
    before = seen(book)
    assert "Excel is busy" in press(book, "clean")[-1]
    assert seen(book) == before


def history_book(path: Path) -> Path:
    """Three years of a seasonal product and of a steady one, and a demand for the year that has begun."""
    months = [f"{2023 + month // 12}-{month % 12 + 1:02d}" for month in range(36)]
    history: list[list[Any]] = [["Date", "Product", "Quantity", "Flag", "Line"]]
    for number, month in enumerate(months):
        history += [[dt.datetime.fromisoformat(f"{month}-15"), "A", 100.0 + 40 * (number % 12 > 5), None, number]]
        history += [[dt.datetime.fromisoformat(f"{month}-20"), "B", 50.0 + number % 3, None, number]]
    demand: list[list[Any]] = [["Product", "2026-01", "2026-02", "2026-03"], ["A", 1, 2, 3], ["B", 4, 5, 6]]
    products: list[list[Any]] = [["Product", "Production cost", "Holding cost"], ["A", 5, 1], ["B", 4, 1]]
    return make_workbook(path, {"SalesHistory": history, "Demand": demand, "Products": products})


@pytest.fixture(scope="module")
def forecast_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The history, and what the command line makes of it: alone, and filled into Demand."""
    path = history_book(tmp_path_factory.mktemp("forecast") / "book.xlsx")
    alone = by_command_line(path, "forecast")
    filled = path.with_name("filled.xlsx")
    filled.write_bytes(path.read_bytes())
    assert sop_excel("forecast", filled, "--into", "Demand").status == 0
    return {"book": path, "no": alone, "yes": filled}


FORECASTS = ("DemandHistory", "Forecast", "ForecastAccuracy", "ForecastErrors")


@pytest.mark.parametrize("answer", ["no", "yes"])
def test_a_forecast_is_that_of_the_command_line_and_fills_demand_only_when_that_is_said(
    answer: str, forecast_files: dict[str, Path]
) -> None:
    """Every number of every table; the question says what either answer does."""
    book = open_book(forecast_files["book"])
    question, told = press(book, "forecast", answer)
    assert "No: table Demand stays as it is." in question
    assert told.startswith("Forecast of 2 products for 3 periods, 2026-01 to 2026-03")
    same_tables(book, forecast_files[answer], *FORECASTS, "Demand")
    assert any("forecast" in str(text) for text in excel(book).status_texts)


def test_a_forecast_that_fails_while_it_writes_leaves_demand_as_it_was(
    forecast_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table that is filled, and the sheets that came with the forecast."""
    book = open_book(forecast_files["book"])
    before = seen(book)
    monkeypatch.setattr(writing.TableWriter, "confirm", _busy)
    assert "Excel is busy" in press(book, "forecast", "yes")[-1]
    assert seen(book) == before


def test_without_the_forecasting_library_one_sentence_says_what_to_install(
    forecast_files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is changed."""
    monkeypatch.setitem(sys.modules, "statsforecast", None)
    monkeypatch.setitem(sys.modules, "statsforecast.models", None)
    book = open_book(forecast_files["book"])
    before = seen(book)
    told = press(book, "forecast", "no")[-1]
    assert "statsforecast" in told
    assert "[forecast]" in told
    assert "Unexpected" not in told
    assert seen(book) == before


def test_without_a_history_nothing_is_asked(tmp_path: Path) -> None:
    """It is said what to do first."""
    [told] = press(open_book(forecast_book(tmp_path / "book.xlsx")), "forecast")
    assert "SalesHistory: expected what was sold" in told
    assert "run Clean history on your sales first" in told, "there is no command line in Excel"


def sales_book(path: Path, **tables: list[list[Any]]) -> Path:
    """Two years of sales as they were pasted, and what else the workbook has."""
    make_workbook(path, tables or {"Other": [["Note"], ["mine"]]})
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Export")
    sheet.append(["date", "sku", "qty"])
    for month in range(24):
        day = dt.datetime(2024 + month // 12, month % 12 + 1, 28)
        sheet.append([day, "A", 100 + 20 * (month % 12 > 5)])
        sheet.append([day, "B", "50 uds" if month == 3 else 50 + month % 4])
    book.active = book.index(sheet)
    book.save(path)
    return path


def test_a_pasted_history_becomes_a_plan_with_every_step_in_the_workbook(tmp_path: Path) -> None:
    """After one question: the tables of each step, the inputs that are filled, and a plan of all products."""
    book = open_book(sales_book(tmp_path / "book.xlsx"))
    question, told = press(book, "chain", "ok")
    assert question.endswith("Go on?")
    assert told.startswith("Optimal and proved")
    assert "48 rows read" in told
    assert "Forecast of 2 products" in told
    assert "Safety stock of 2 products" in told
    tables = OpenBook(book).tables(["SalesHistory", "Audit", "Forecast", "SafetyStock", "Demand", "Products", "Plan"])
    assert {name: len(table.rows) for name, table in tables.items() if name in ("SalesHistory", "Products")} == {
        "SalesHistory": 48, "Products": 2,
    }  # fmt: skip
    assert {str(row[0]) for row in tables["Plan"].rows} == {"A", "B"}
    assert "Optimal and proved" in str(excel(book).status_bar)
    live, filed = saved(book, tmp_path / "live.xlsx"), tmp_path / "filed.xlsx"
    assert sop_excel("chain", tmp_path / "book.xlsx", "--sheet", "Export", "-o", filed).status == 0
    for name in ("SafetyStock", "Demand", "Plan"):
        assert read_table(live, name) == read_table(filed, name), name


def test_what_the_planner_knows_stays_in_the_chain(tmp_path: Path) -> None:
    """Costs in Products, and settings that are set; where a product has no costs, nothing is changed."""
    known: dict[str, list[list[Any]]] = {
        "Products": [["Product", "Production cost", "Colour"], ["A", 7.5, "red"], ["B", 3.25, "blue"]],
        "Settings": [["Setting", "Value"], ["Safety stock rule", "soft"], ["Safety stock penalty", 9]],
    }
    book = open_book(sales_book(tmp_path / "book.xlsx", **known))
    press(book, "chain", "ok")
    tables = OpenBook(book).tables(["Products", "Settings", "Plan"])
    assert [list(row[:3]) for row in tables["Products"].rows] == [["A", 7.5, "red"], ["B", 3.25, "blue"]]
    settings = {str(row[0]): row[1] for row in tables["Settings"].rows}
    assert settings["Safety stock rule"] == "soft"
    assert tables["Plan"].rows
    known["Products"].pop()
    book = open_book(sales_book(tmp_path / "less.xlsx", **known))
    before = seen(book)
    told = press(book, "chain", "ok")[-1]
    assert "B" in told
    assert told.startswith("Nothing was changed. Please mend:")
    assert seen(book) == before


def test_a_chain_that_fails_leaves_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the steps are written everything as it was; once they are, they stay, and only the plan is missing."""
    book = open_book(sales_book(tmp_path / "book.xlsx"))
    before = seen(book)
    monkeypatch.setattr(writing.TableWriter, "confirm", _busy)
    assert "Excel is busy" in press(book, "chain", "ok")[-1]
    assert seen(book) == before
    monkeypatch.undo()
    monkeypatch.setattr(plan_commands, "beside", _busy)
    _, failed, told = press(book, "chain", "ok")
    assert "Excel is busy" in failed
    assert told.splitlines()[0].endswith("the steps before the plan are written, the plan is not")
    assert str(excel(book).status_bar).endswith("the steps before the plan are written, the plan is not")
    assert set(OpenBook(book).tables(["Forecast", "Demand", "Plan"])) == {"Forecast", "Demand"}


def test_a_formula_where_a_stock_is_to_stand_is_refused_as_excel_can_mend_it(tmp_path: Path) -> None:
    """The cell is named; nobody is sent to an option of the command line."""
    book = open_book(forecast_book(tmp_path / "book.xlsx"))
    book.sheets["Products"]["D2"].formula = "=1+1"
    before = seen(book)
    told = press(book, "safety-stock", "yes")[-1]
    assert "Products!D2: Products[Cover periods]: expected no formula in a cell that is filled" in told
    assert "; clear the cell" in told
    assert "--" not in told
    assert seen(book) == before


def test_dates_of_a_workbook_that_counts_from_1904_stay_those_days(tmp_path: Path) -> None:
    """Read as what is shown, and written by the workbook's own count."""

    def since_1904(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    rows: list[list[Any]] = [["date", "sku", "qty"], *([dt.datetime(2025, month, 3), "A", 5] for month in range(1, 7))]
    book = open_book(pasted(tmp_path / "book.xlsx", rows, since_1904))
    press(book, "clean")
    [table] = OpenBook(book).tables(["SalesHistory"]).values()
    assert [getattr(row[0], "shown", row[0]) for row in table.rows] == [f"2025-{month:02d}-03" for month in range(1, 7)]


def test_planning_does_not_load_what_comes_before_it() -> None:
    """Each click starts a Python of its own, which must be quick."""
    program = (
        "import sys, sop_excel.hosts.excel.ribbon; "
        "print(*(name for name in sys.modules if name.startswith(('sop_excel.preparing', 'sop_excel.adoption'))))"
    )
    ran = subprocess.run([sys.executable, "-c", program], check=True, timeout=300, capture_output=True, text=True)
    assert ran.stdout.split() == []
