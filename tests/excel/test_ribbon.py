"""The ribbon's commands through xlwings on real workbooks: the same plan as the command line's, to the last bit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from sop_excel.contract import schema
from sop_excel.hosts.excel import __main__ as ribbon_command
from sop_excel.hosts.excel import plan_commands, telling, writing
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.plan_commands import check, optimize
from sop_excel.hosts.xlsx.plans import plan_workbook
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import TABLE_NAMES, Options
from sop_excel.shipped import DONOR, TEMPLATES, resource
from tests.examples import few
from tests.excel.books import MONTHS, alerts, cells_of, odd_book, plain, small_book, small_tables, state
from tests.excel.engine import excel, open_book, saved
from tests.hosts.calc import needs_calc, recalculated
from tests.instances.published import PUBLISHED, Instance
from tests.workbooks import Rows, make_workbook, plan_rows, read_table

NUMBERS = ("Plan", "CostSummary", "ProductSummary", "ProductChart", "CapacityUse", "ChartChoices")
EACH_RUN = ("Run id", "Date", "Seconds")


GERMAN: dict[str, list[list[Any]]] = {
    "Table1": [["Artikelnummer", "Kst/Stk", "Lagerkosten"], ["A", 5, 1], ["B", 7, 1]],
    "Nachfrage": [
        ["Artikel", "Monat", "Menge"],
        ["A", dt.datetime(2026, 2, 1), 30], ["B", dt.datetime(2026, 1, 1), 4],
        ["A", dt.datetime(2026, 1, 1), 10], ["A", dt.datetime(2026, 2, 1), 5],
    ],
    "Mapping": [
        ["Sheet", "Range", "Table", "Header", "Column", "Certainty", "Decided by", "Note"],
        ["Table1", "Table1", "Products", None, None, 1, "you", None],
        ["Table1", "A1:C3", "Products", "Kst/Stk", "Production cost", 1, "you", None],
    ],
}  # fmt: skip


def _by_the_command_line(source: Path, target: Path) -> Path:
    plan_workbook(source, target, Options(), resource(DONOR))
    return target


def _by_the_ribbon(source: Path, target: Path) -> Path:
    book = open_book(source)
    optimize(book.app)
    assert alerts(book) == []
    return saved(book, target)


def _same_outputs(one: Path, other: Path) -> None:
    for name in NUMBERS:
        assert read_table(one, name) == read_table(other, name), name
    infos = [{str(row[0]): row[1] for row in read_table(path, "RunInfo")} for path in (one, other)]
    for info in infos:
        assert all(info.pop(field) is not None for field in EACH_RUN)
    assert infos[0] == infos[1]
    by_file, live = (open_book(path) for path in (one, other))
    flags = _flags(live)
    assert _flags(by_file) == flags
    assert sum(map(len, flags.values())) >= 5
    for name in ("PlanChart", "Checks"):
        assert _typed(by_file, name) == _typed(live, name), name


def _flags(book: xw.Book) -> dict[str, list[str]]:
    """The formulas above the tables on our sheets, such as the flag of the checks: they point into this workbook."""
    found = {}
    for sheet in book.sheets:
        if any(table.name in TABLE_NAMES for table in sheet.tables):
            formulas = [str(cell.formula) for cell in sheet["A1:N4"] if str(cell.formula).startswith("=")]
            found[sheet.name] = formulas
    return found


def _typed(book: xw.Book, name: str) -> list[list[str]]:
    table = next(table for sheet in book.sheets for table in sheet.tables if table.name == name)
    return [list(map(str, row)) for row in table.range.formula]


@pytest.mark.parametrize(
    "instance", few(PUBLISHED, lambda one: one in PUBLISHED[::4]), ids=[instance.name for instance in PUBLISHED]
)
def test_a_published_problem_has_the_same_outputs_as_by_the_command_line(instance: Instance, tmp_path: Path) -> None:
    """Into a workbook that has no output sheet yet: every number bit by bit, every formula, the input hash."""
    source = make_workbook(tmp_path / f"{instance.name}.xlsx", instance.tables)
    _same_outputs(
        _by_the_command_line(source, tmp_path / "file.xlsx"), _by_the_ribbon(source, tmp_path / "ribbon.xlsx")
    )


@pytest.mark.parametrize(
    "name", few(TEMPLATES.values(), lambda name: name in (TEMPLATES["multi"], TEMPLATES["lot_sizing"]))
)
def test_a_template_has_the_same_outputs_as_by_the_command_line(name: str, tmp_path: Path) -> None:
    """Into sheets that are there already, whose other cells stay as they are; RunInfo alone is shorter, since it tells
    of scenarios only while the plan beside which they stand is the last one."""
    source = tmp_path / "book.xlsx"
    source.write_bytes(resource(name).read_bytes())
    book = open_book(source)
    before = state(book)
    optimize(book.app)
    after = state(book)
    for sheet, (address, _, formats, tables) in _sheets(before):
        if "RunInfo" in str(tables):
            continue
        assert (after[sheet][0], *after[sheet][2:]) == (address, formats, tables), sheet
    _same_outputs(_by_the_command_line(source, tmp_path / "file.xlsx"), saved(book, tmp_path / "ribbon.xlsx"))


def _sheets(seen: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    return [(name, what) for name, what in seen.items() if isinstance(what, tuple)]


def test_tables_of_other_names_and_a_long_demand_have_the_same_outputs_as_by_the_command_line(tmp_path: Path) -> None:
    """Synonyms of tables and headers, dates as periods, and a table that only Mapping knows."""
    source = make_workbook(tmp_path / "german.xlsx", GERMAN)
    by_file = _by_the_command_line(source, tmp_path / "file.xlsx")
    by_ribbon = _by_the_ribbon(source, tmp_path / "ribbon.xlsx")
    _same_outputs(by_file, by_ribbon)
    assert plan_rows(by_ribbon)["A", "Demand"] == [10, 35]
    amounts = {row[0]: row[1] for row in read_table(by_ribbon, "CostSummary")}
    assert amounts["Production"] == 5 * 45 + 7 * 4


def test_two_tables_that_mean_the_same_are_told_in_excel_too(tmp_path: Path) -> None:
    """In the words of the command line; nothing is changed."""
    book = open_book(make_workbook(tmp_path / "two.xlsx", {**GERMAN, "Bedarf": GERMAN["Nachfrage"]}))
    optimize(book.app)
    assert "expected one table that means Demand, found 'Nachfrage' and 'Bedarf'" in alerts(book)[0]


def test_odd_cells_are_read_as_a_file_s_are(tmp_path: Path) -> None:
    """Currencies with all their decimals, dates as shown, padded codes, error cells, blanks, places."""
    path = odd_book(tmp_path / "odd.xlsx")
    from_file, live = Workbook.open(path).tables(TABLE_NAMES), OpenBook(open_book(path)).tables(TABLE_NAMES)
    assert set(from_file) == set(live) >= {"Products", "Settings", "PeriodData"}
    for name, table in from_file.items():
        assert plain(live[name]) == plain(table)


def test_a_plan_from_odd_cells_is_the_command_line_s(tmp_path: Path) -> None:
    """Products 00123 and A; a currency cell of 5.123456789 is not cut to 5.1234 (Excel's Value does)."""
    source = odd_book(tmp_path / "odd.xlsx")
    by_file = _by_the_command_line(source, tmp_path / "file.xlsx")
    by_ribbon = _by_the_ribbon(source, tmp_path / "ribbon.xlsx")
    _same_outputs(by_file, by_ribbon)
    assert set(plan_rows(by_ribbon)) >= {("00123", "Production"), ("A", "Production")}
    amounts = {row[0]: row[1] for row in read_table(by_ribbon, "CostSummary")}
    assert amounts["Production"] == pytest.approx(30 * 5.123456789 + 60 * 5, rel=1e-12)


@pytest.mark.parametrize(
    ("months", "products"),
    [
        (["2026-02", "2026-03", "2026-04"], 2),
        ([*MONTHS, "2026-04", "2026-05"], 4),
        *(pytest.param(["2026-03"], products, marks=pytest.mark.exhaustive) for products in (1, 24)),
    ],
    ids=[
        "the months roll on",
        "it grows both ways",
        "it shrinks to one product and month",
        "to more than a chart shows",
    ],
)
def test_the_next_plan_of_other_products_and_periods_takes_the_place_of_the_last(
    months: list[str], products: int, tmp_path: Path
) -> None:
    """Tables grow and shrink, headers change, nothing of the last plan is left; numbers and formats as in a file's."""
    first = _by_the_command_line(small_book(tmp_path / "in.xlsx"), tmp_path / "first.xlsx")
    second = tmp_path / "second.xlsx"
    new = small_tables(months, products)
    _retype(first, second, new)
    by_file, by_ribbon = (
        _by_the_command_line(second, tmp_path / "f.xlsx"),
        _by_the_ribbon(second, tmp_path / "r.xlsx"),
    )
    _same_outputs(by_file, by_ribbon)
    for name in ("Plan", "CapacityUse", "PlanChart", "ProductSummary", "ProductChart"):
        assert _formats(by_file, name) == _formats(by_ribbon, name), name
        assert _charted(by_file, name) == _charted(by_ribbon, name), name
    rows = len(read_table(by_ribbon, "ProductChart")) - 1
    assert rows == min(products, schema.MOST_CHARTED + 1) + 1
    drawn = min(products, schema.MOST_CHARTED) + 1  # without all others, which stand below
    heights = {_height(cells) for cells in _charted(by_ribbon, "ProductChart")}
    assert heights == {1, drawn}  # of a name, of what is shown


def _height(cells: str) -> int:
    """How many rows a reference goes over."""
    _, top, _, bottom = openpyxl.utils.range_boundaries(cells.rpartition("!")[2].replace("$", ""))
    return int(bottom) - int(top) + 1


def _retype(source: Path, target: Path, tables: dict[str, list[list[Any]]]) -> None:
    """The same workbook with other input tables."""
    book = openpyxl.load_workbook(source)
    for name, rows in tables.items():
        sheet = book[name]
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)
        table = sheet.tables[name]
        table.ref = f"A1:{openpyxl.utils.get_column_letter(len(rows[0]))}{len(rows)}"
        table.tableColumns = []
        table._initialise_columns()
        for column, header in zip(table.tableColumns, rows[0], strict=True):
            column.name = str(header)
        table.autoFilter.ref = table.ref
    book.save(target)


def _sheet_of(path: Path, name: str) -> Any:
    return next(sheet for sheet in _read(path.read_bytes()) if name in sheet.tables)


@lru_cache(maxsize=2)  # the file's and the ribbon's, table by table
def _read(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def _formats(path: Path, name: str) -> dict[str, str]:
    """How the cells from the table's first row on look, also beside and below it; those without a look left out."""
    sheet = _sheet_of(path, name)
    first = openpyxl.utils.range_boundaries(sheet.tables[name].ref)[1]
    looks = {
        cell.coordinate: f"{cell.number_format} {cell.fill.fgColor.rgb} {cell.font.b} {cell.border.bottom.style}"
        for row in sheet.iter_rows(min_row=first)
        for cell in row
    }
    return {place: look for place, look in looks.items() if look != "General 00000000 False None"}


def _charted(path: Path, name: str) -> list[str]:
    """The cells that the charts on the table's sheet show."""
    return [
        str(cells.f)
        for chart in _sheet_of(path, name)._charts
        for part in chart._charts
        for series in part.ser
        for source in (series.tx, series.cat, series.val)
        for cells in (getattr(source, "strRef", None), getattr(source, "numRef", None))
        if cells is not None
    ]


def test_formulas_that_name_a_column_go_on_naming_it_when_the_months_roll_on(tmp_path: Path) -> None:
    """Excel ties a formula to the place of a column; the planner means the month."""
    first = _by_the_command_line(small_book(tmp_path / "in.xlsx"), tmp_path / "first.xlsx")
    _retype(first, tmp_path / "rolled.xlsx", small_tables(["2026-02", "2026-03", "2026-04"]))
    book = open_book(tmp_path / "rolled.xlsx")
    notes = book.sheets.add("Notes")
    notes["A1"].formula = "=SUM(Plan[2026-03])"
    notes["A2"].formula = '=SUMIFS(Plan[[2026-02]],Plan[Measure],"Inventory")'
    optimize(book.app)
    assert alerts(book) == []
    assert [notes["A1"].formula, notes["A2"].formula] == [
        "=SUM(Plan[2026-03])",
        '=SUMIFS(Plan[[2026-02]],Plan[Measure],"Inventory")',
    ]


def _refused(book_path: Path, change: Callable[[xw.Book], object]) -> str:
    """The message of a run that must change nothing."""
    book = open_book(book_path)
    change(book)
    before = state(book)
    optimize(book.app)
    assert state(book) == before
    app = excel(book)
    assert (app.screen_updating, app.display_alerts, app.calculation) == (True, True, "automatic")
    assert str(app.status_bar).endswith("nothing was changed")
    [message] = alerts(book)
    return message


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    """A workbook with a plan of two products over three months."""
    return _by_the_command_line(small_book(tmp_path / "in.xlsx"), tmp_path / "planned.xlsx")


def test_a_formula_that_names_a_vanishing_month_stops_the_run_before_anything_is_written(planned: Path) -> None:
    """Rule O4: the cell is named."""
    _retype(planned, planned, small_tables(["2026-02", "2026-03", "2026-04"]))
    message = _refused(planned, lambda book: _note(book, "=SUM(Plan[2026-01])"))
    assert "Notes!A1: expected no reference to Plan[2026-01]" in message


def _note(book: xw.Book, formula: str) -> None:
    book.sheets.add("Notes")["A1"].formula = formula


def test_a_table_that_would_grow_over_used_cells_is_refused_by_cell(planned: Path) -> None:
    """Rule F4: a note two rows below the plan."""
    _retype(planned, planned, small_tables(MONTHS, 3))

    def write_below(book: xw.Book) -> None:
        sheet = next(s for s in book.sheets if any(t.name == "Plan" for t in s.tables))
        area = sheet.tables["Plan"].range
        sheet.range((area.last_cell.row + 2, area.column)).value = "my note"

    assert "expected empty cells, since the table grows to" in _refused(planned, write_below)


def test_a_protected_sheet_is_refused_by_name(planned: Path) -> None:
    """With what to do."""

    def protect(book: xw.Book) -> None:
        sheet = next(s for s in book.sheets if any(t.name == "Plan" for t in s.tables))
        sheet.impl.worksheet.protection.sheet = True

    message = _refused(planned, protect)
    assert "a sheet that may be written to, found a protected one; unprotect it" in message


def test_a_name_of_an_output_table_that_is_used_for_something_else_is_refused(tmp_path: Path) -> None:
    """No sheet is left behind."""
    source = small_book(tmp_path / "in.xlsx")
    message = _refused(source, lambda book: book.names.add("CostSummary", "=Products!$A$1"))
    assert "CostSummary: expected the name CostSummary free" in message


def test_a_failure_in_the_middle_of_writing_leaves_the_workbook_as_it_was(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fourth table breaks down after three are written; cells and places of all are those of before."""
    whole, count = writing.TableWriter.fill, iter(range(100))

    def breaks_down(self: writing.TableWriter) -> None:
        if next(count) == 3:
            raise OSError("Excel is busy")
        whole(self)

    monkeypatch.setattr(writing.TableWriter, "fill", breaks_down)
    new = small_tables([*MONTHS, "2026-04"], 3)
    _retype(planned, planned, new)
    book = open_book(planned)
    before = state(book)
    optimize(book.app)
    assert "Unexpected OSError: Excel is busy" in alerts(book)[0]
    after = state(book)
    for sheet, seen in _sheets(before):
        assert after[sheet][3] == seen[3], sheet  # the tables' places; formats of new cells may stay
        assert _without_blanks(after[sheet][1]) == _without_blanks(seen[1]), sheet
    monkeypatch.setattr(writing.TableWriter, "fill", whole)
    optimize(book.app)
    assert len(alerts(book)) == 1, "once Excel is free again the plan is written"


def _without_blanks(formulas: Any) -> list[list[str]]:
    rows = [[str(cell) for cell in row] for row in formulas]
    rows = [row[: max((k + 1 for k, cell in enumerate(row) if cell), default=0)] for row in rows]
    return [row for row in rows if row]


def test_a_plan_that_is_written_is_never_called_not_done(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel may refuse to tell it; what cannot be worked out to be told stops the run before anything is written."""
    book = open_book(planned)
    book.sheets["Demand"]["B2"].value = 17
    whole = telling.tell

    def refuses(app: xw.App, text: str) -> None:
        if "Optimal" in text:
            raise OSError("Excel is busy")
        whole(app, text)

    monkeypatch.setattr(plan_commands, "tell", refuses)
    optimize(book.app)
    assert alerts(book) == []
    assert cells_of(book, "Plan")[1][2] == "17"
    before = state(book)
    book.sheets["Demand"]["B2"].value = 18
    monkeypatch.setattr(plan_commands, "_result", lambda answer: (_ for _ in ()).throw(KeyError("inventory")))
    optimize(book.app)
    book.sheets["Demand"]["B2"].value = 17
    assert state(book) == before
    assert "nothing was changed" in str(excel(book).status_bar)


def test_wrong_input_is_listed_and_the_first_cell_is_shown(tmp_path: Path) -> None:
    """Each problem with its cell, as on the command line; nothing is written."""
    tables = small_tables()
    tables["Demand"][1][2] = "n/a"
    tables["Products"][2][1] = -5
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    before = state(book)
    for command in (optimize, check):
        command(book.app)
    assert state(book) == before
    message = alerts(book)[0]
    assert alerts(book) == [message, message]
    assert "- Products!B3: Products[Production cost]: expected a number >= 0, found -5" in message
    assert "- Demand!C2: Demand[2026-02]: expected a number >= 0, found 'n/a'; clear the cell for no demand" in message
    assert book.sheets.active.name == "Products"


def _with_twenty_problems(folder: Path, **others: Rows) -> xw.Book:
    tables = small_tables(products=20)
    for name, column in (("Products", 1), ("Products", 2), ("Demand", 1), ("Routings", 2)):
        for row in tables[name][1:6]:
            row[column] = "x"
    return open_book(make_workbook(folder / "in.xlsx", tables | others))


def test_many_problems_are_listed_in_a_workbook_of_their_own(tmp_path: Path) -> None:
    """Twelve in the message, all twenty in the list; the planner's workbook stays active."""
    book = _with_twenty_problems(tmp_path)
    check(book.app)
    message = alerts(book)[0]
    assert message.count("\n- ") == 12
    assert "and 8 more" in message
    [listed] = [other for other in book.app.books if other != book]
    cells = listed.sheets[0].used_range.value
    assert cells[0] == ["Where", "What", "Expected", "Found", "What to do"]
    assert len(cells) == 21
    assert cells[20][0] == "Routings!C6"
    assert book.app.books.active == book


def test_like_problems_are_one_and_their_first_cell_is_shown(tmp_path: Path) -> None:
    """A whole table typed as text: one line in the message, no list, and the planner stands where it begins."""
    tables = small_tables(products=20)
    for row in tables["Demand"][1:]:
        row[1:] = map(str, row[1:])
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    check(book.app)
    [message] = alerts(book)
    assert message.count("\n- ") == 1
    assert (
        "- Demand!B2:D21: Demand[[2026-01]:[2026-03]]: expected a number >= 0, found 60 cells, the first Demand!B2"
        in message
    )
    assert book.sheets.active.name == "Demand"
    assert [other for other in book.app.books if other != book] == []


def test_where_no_plan_exists_the_numbers_are_blanked_and_the_changes_told(planned: Path) -> None:
    """Rule O5: stale numbers never look like a plan."""
    tables = small_tables()
    tables["Resources"][1][1] = 10
    _retype(planned, planned, tables)
    book = open_book(planned)
    optimize(book.app)
    [message] = alerts(book)
    assert message.startswith("No plan meets every limit.")
    assert "Raise capacity of Line in 2026-01 by" in message
    rows = cells_of(book, "Plan")[1:]
    assert len(rows) >= 6
    assert {cell for row in rows for cell in row[2:]} == {""}


def test_the_status_bar_tells_each_step_and_the_result(planned: Path) -> None:
    """Excel is never frozen without a word."""
    book = open_book(planned)
    optimize(book.app)
    texts = [str(text).removeprefix("S&OP: ") for text in excel(book).status_texts]
    assert texts[:3] == ["reading the tables ...", "solving ...", "writing the plan ..."]
    assert texts[-1] == "Optimal and proved: cost 600.00 EUR, lower bound 600.00."


def test_a_plan_that_takes_too_long_is_given_up_without_a_change(planned: Path) -> None:
    """With a limit of no time at all."""
    book = open_book(planned)
    before = state(book)
    optimize(book.app, limit=0.0)
    assert state(book) == before
    assert alerts(book)[0].startswith("stopped after 0 s without a plan; nothing was changed")


def test_no_open_workbook_is_told(planned: Path) -> None:
    """Rather than a traceback."""
    book = open_book(planned)
    app = book.app
    book.close()
    check(app)
    assert "expected an open workbook, found none; open a planning workbook" in app.impl.alerts[0].prompt


def test_values_that_may_be_old_are_warned_of_where_the_planner_calculates_by_hand(tmp_path: Path) -> None:
    """Rule R10, for an Excel that is set to manual calculation; not for one that calculates by itself."""

    book = open_book(small_book(tmp_path / "in.xlsx"))
    book.sheets["Demand"]["C2"].formula = "=10+10"
    book.app.calculation = "manual"
    tables = OpenBook(book).tables(TABLE_NAMES)
    assert tables["Demand"].unsure == {(0, 2)}
    book.app.calculation = "automatic"
    assert OpenBook(book).tables(TABLE_NAMES)["Demand"].unsure == frozenset()


def test_the_chosen_product_of_the_chart_is_kept(planned: Path) -> None:
    """The drop-down's cell is the planner's: a run reads it and leaves it."""
    book = open_book(planned)
    cell = next(n for n in book.names if n.name.endswith(schema.CHART_PRODUCT)).refers_to_range
    cell.value = "B"
    optimize(book.app)
    assert cell.value == "B"


def test_where_putting_back_fails_too_it_is_said_what_is_mixed_and_the_rest_is_put_back(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fourth table neither takes its new content nor its old: the three before it are put back all the same."""
    whole, restored, count = writing.TableWriter.fill, writing.TableWriter.restore_cells, iter(range(100))

    def breaks_down(self: writing.TableWriter) -> None:
        whole(self)
        if next(count) == 3:
            raise OSError("Excel is busy")

    def stays(self: writing.TableWriter, before: writing.Snapshot) -> None:
        if self.output.name == "ProductSummary":
            raise OSError("Excel is still busy")
        restored(self, before)

    _retype(planned, planned, small_tables(MONTHS, 3))
    book = open_book(planned)
    before = {name: cells_of(book, name) for name in ("Plan", "PlanChart", "CostSummary", "Checks")}
    monkeypatch.setattr(writing.TableWriter, "fill", breaks_down)
    monkeypatch.setattr(writing.TableWriter, "restore_cells", stays)
    optimize(book.app)
    [message] = alerts(book)
    assert message == (
        "Excel failed (Excel is busy) and did not let us put back ProductSummary: "
        "close the workbook without saving and open it again"
    )
    assert str(excel(book).status_bar).endswith("not done, old and new cells stand side by side")
    assert {name: cells_of(book, name) for name in before} == before


def test_a_mistake_on_a_hidden_sheet_is_listed_like_any_other(tmp_path: Path) -> None:
    """Rule R5: hidden tables count; Excel cannot go to their cells."""
    tables = small_tables()
    tables["Products"][1][1] = "x"
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    book.sheets["Products"].visible = False
    check(book.app)
    assert "- Products!B2: Products[Production cost]: expected a number >= 0, found 'x'" in alerts(book)[0]


def test_a_plan_is_calculated_where_the_planner_calculates_by_hand(planned: Path) -> None:
    """Or the checks would show the results of the plan before; an Excel that calculates by itself is left to it."""
    book = open_book(planned)
    optimize(book.app)
    assert excel(book).calculations == 0
    book.app.calculation = "manual"
    optimize(book.app)
    assert excel(book).calculations == 1
    assert book.app.calculation == "manual"


def test_macros_of_the_planner_do_not_run_between_two_tables(planned: Path) -> None:
    """Events are off while it is written, and on again after."""
    book = open_book(planned)
    optimize(book.app)
    events = [value for name, value in excel(book).settings_log if name == "enable_events"]
    assert events == [False, True]


def test_missing_sheets_come_in_the_language_of_the_workbook(tmp_path: Path) -> None:
    """As its names of sheets tell: here Spanish."""
    path = make_workbook(tmp_path / "in.xlsx", small_tables())
    written = openpyxl.load_workbook(path)
    for sheet in written:
        sheet.title = {"Products": "Productos", "Demand": "Demanda"}.get(sheet.title, f"Hoja {sheet.title}")
    written.save(path)
    book = open_book(path)
    optimize(book.app)
    assert "Resumen de costes" in [sheet.name for sheet in book.sheets]


def test_a_protected_structure_is_refused_where_sheets_are_missing(tmp_path: Path) -> None:
    """With what to do; where all sheets are there it does not matter."""

    def lock(path: Path) -> Path:
        book = openpyxl.load_workbook(path)
        book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
        book.save(path)
        return path

    bare = open_book(lock(small_book(tmp_path / "bare.xlsx")))
    optimize(bare.app)
    assert "expected a workbook that may get new sheets, found a protected structure; unprotect it" in alerts(bare)[0]
    full = open_book(lock(_by_the_command_line(small_book(tmp_path / "in.xlsx"), tmp_path / "full.xlsx")))
    optimize(full.app)
    assert alerts(full) == []


def test_a_filter_of_the_planner_stays_until_the_plan_is_written(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule F4 clears it with a new plan; a run that fails leaves it."""
    book = open_book(planned)
    table = next(t for s in book.sheets for t in s.tables if t.name == "Plan")
    table.autofilter.apply_values(2, ["Production"])
    whole = writing.TableWriter.fill
    monkeypatch.setattr(writing.TableWriter, "fill", lambda self: (_ for _ in ()).throw(OSError("busy")))
    optimize(book.app)
    assert any(one.type != "none" for one in table.autofilter.criteria)
    monkeypatch.setattr(writing.TableWriter, "fill", whole)
    optimize(book.app)
    assert all(one.type == "none" for one in table.autofilter.criteria)


def test_a_long_list_of_changes_fits_on_the_screen(tmp_path: Path) -> None:
    """The message has the first of them and the cost; table Checks has all."""
    months = [f"W{week:02d}" for week in range(1, 25)]
    tables = small_tables(months, 4)
    tables["Resources"][1][1] = 1
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    optimize(book.app)
    [message] = alerts(book)
    assert len(message.splitlines()) <= 18
    assert "The cheapest plan then costs" in message
    assert 1 < sum(row[0].startswith("Change ") for row in cells_of(book, "Checks")) <= 22, "ten a lever and the rest"


def test_a_note_is_told_as_one_and_not_as_no_problem(tmp_path: Path) -> None:
    """A misspelt column stops no plan, but the planner must know that it is not read."""
    tables = small_tables()
    tables["Products"][0][2] = "Holdin cost"
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    check(book.app)
    assert alerts(book)[0].startswith(
        "Nothing stands in the way of a plan (2 products, 3 periods); to know:\n- Products!C1"
    )


def test_check_says_that_no_plan_can_exist_where_that_is_seen_without_solving(tmp_path: Path) -> None:
    """A product that cannot be made as fast as it is wanted, and a misspelt column besides."""
    tables = small_tables()
    tables["Products"][0] = ["Product", "Production cost", "Holdin cost", "Max production"]
    tables["Products"][1:] = [[*row[:3], 1] for row in tables["Products"][1:]]
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    check(book.app)
    [message] = alerts(book)
    assert message.startswith("No plan exists (2 products, 3 periods).\n- A needs ")
    assert "Optimize plan finds what would make one possible. To know besides:\n- Products!C1" in message
    assert "no plan exists" in str(book.app.status_bar)


def test_the_ribbon_starts_python_as_a_module_on_the_active_excel(
    planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a window's number, as on a Mac: the active Excel; the status bar is given back in the end."""
    book = open_book(planned)
    monkeypatch.setattr(ribbon_command, "sleep", lambda seconds: None)
    monkeypatch.setattr(ribbon_command, "start", lambda session: None)
    assert ribbon_command.main(["check"]) == 0
    assert "No problem found" in alerts(book)[0]
    assert excel(book).status_bar is False
    with pytest.raises(SystemExit):
        ribbon_command.main(["delete"])


@pytest.mark.host
@needs_calc
def test_what_the_ribbon_wrote_is_recalculated_by_libreoffice_to_the_same(tmp_path: Path) -> None:
    """No cell gives an error, every check and every flag says OK: in new sheets, and in a workbook that had them."""
    books = []
    for instance in PUBLISHED[:3]:
        source = make_workbook(tmp_path / f"{instance.name}.xlsx", instance.tables)
        books.append(_by_the_ribbon(source, tmp_path / f"{instance.name}_planned.xlsx"))
    books.append(_by_the_ribbon(resource(TEMPLATES["multi"]), tmp_path / "template.xlsx"))
    for book, cells in zip(books, recalculated([(book, []) for book in books], tmp_path), strict=True):
        assert [cell for cell in cells if cell["error"]] == [], book.name
        said = [cell["value"] for cell in cells if cell["value"] in ("OK", "CHECK")]
        assert len(said) >= 14, book.name
        assert set(said) == {"OK"}, book.name


def test_a_spanish_workbook_is_checked_and_planned_in_spanish(tmp_path: Path) -> None:
    """What looks wrong stands in the message and in table Checks as the setting Language says."""
    tables = small_tables() | {"Settings": [["Setting", "Value"], ["Language", "es"]]}
    tables["Products"][0][2] = "Holdin cost"
    book = open_book(make_workbook(tmp_path / "in.xlsx", tables))
    check(book.app)
    assert alerts(book)[0].startswith(
        "Nada impide hacer un plan (2 productos, 3 periodos); conviene saber:\n- Products!C1: Products[Holdin cost]: "
        "se esperaba una columna de sop-excel o una claramente suya, encontrado: 'Holdin cost'; cambie su nombre"
    )
    optimize(book.app)
    told = {row[0]: row[1] for row in cells_of(book, "Checks")}
    assert str(told["Aviso 1"]).startswith("Products!C1: Products[Holdin cost]: se esperaba")
    assert str(book.app.status_bar).startswith("S&OP: Óptimo y demostrado: coste ")


def test_what_a_spanish_workbook_is_refused_for_is_listed_in_spanish(tmp_path: Path) -> None:
    """In the message, and with its headers in the workbook of many problems."""
    book = _with_twenty_problems(tmp_path, Settings=[["Setting", "Value"], ["Language", "es"]])
    check(book.app)
    message = alerts(book)[0]
    assert message.startswith("No se ha cambiado nada. Corrija, por favor:\n- ")
    assert "y 8 más; la lista completa está en un libro nuevo." in message
    [listed] = [other for other in book.app.books if other != book]
    cells = listed.sheets[0].used_range.value
    assert cells[0] == ["Dónde", "Qué", "Se esperaba", "Encontrado", "Qué hacer"]
    assert {row[2] for row in cells[1:]} == {"un número >= 0"}
