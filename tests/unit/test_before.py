"""The commands that come before the plan, as a planner types them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands import sop_excel
from tests.workbooks import Rows, make_workbook, read_table

SALES = (
    "date,sku,qty\n2025-01-31,A,10\n2025-02-28,A,12\n2025-03-31,A,11\n2025-01-31,B,7\n2025-02-28,B,\n2025-03-31,B,8\n"
)
PRODUCTS: dict[str, Rows] = {"Products": [["Product", "Production cost"], ["A", 1.0]]}
AMBIGUOUS = "date,sku,qty\n03/04/2025,A,10\n04/05/2025,A,12\n05/06/2025,A,11\n"


def column(path: Path, table: str, header: str) -> list[Any]:
    """What stands below a header of a table."""
    headers, *rows = read_table(path, table)
    return [row[headers.index(header)] for row in rows]


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text(SALES, encoding="utf-8")
    return path


def test_a_history_in_a_text_file_becomes_a_workbook_with_its_audit(sales: Path, tmp_path: Path) -> None:
    target = tmp_path / "history.xlsx"
    ran = sop_excel("clean", sales, "-o", target, "--json")
    assert ran.status == 0
    assert ran.answer["output"] == str(target)
    assert ran.answer["tables"] == {"SalesHistory": 5, "Audit": 1, "AuditSummary": 5}
    assert column(target, "SalesHistory", "Product") == ["A", "A", "A", "B", "B"]
    assert column(target, "Audit", "Line") == [6]
    assert column(target, "Audit", "Action") == ["set aside"]


def test_it_may_go_into_a_workbook_that_is_there_and_nothing_else_of_that_changes(sales: Path, tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", PRODUCTS)
    assert sop_excel("clean", sales, "--into", book).status == 0
    assert len(column(book, "SalesHistory", "Product")) == 5
    assert column(book, "Products", "Product") == ["A"]


def test_a_file_that_is_there_is_replaced_by_force_alone(sales: Path, tmp_path: Path) -> None:
    target = tmp_path / "history.xlsx"
    target.write_bytes(b"mine")
    ran = sop_excel("clean", sales, "-o", target)
    assert (ran.status, target.read_bytes()) == (2, b"mine")
    assert "--force" in ran.err
    assert sop_excel("clean", sales, "-o", target, "--force").status == 0


def test_without_a_target_a_text_file_is_refused_with_both_ways(sales: Path) -> None:
    ran = sop_excel("clean", sales)
    assert ran.status == 2
    assert "-o sales.xlsx" in ran.err
    assert "--into" in ran.err


def test_what_is_unsure_stops_the_run_with_the_option_that_answers_it(tmp_path: Path) -> None:
    path, target = tmp_path / "sales.csv", tmp_path / "history.xlsx"
    path.write_text(AMBIGUOUS, encoding="utf-8")
    ran = sop_excel("clean", path, "-o", target)
    assert ran.status == 2
    assert "--day-first or --month-first" in ran.err
    assert not target.exists()
    assert sop_excel("clean", path, "-o", target, "--day-first").status == 0
    assert [str(day)[:10] for day in column(target, "SalesHistory", "Date")] == [
        "2025-04-03", "2025-05-04", "2025-06-05",
    ]  # fmt: skip


def test_an_export_in_a_workbook_is_cleaned_where_it_stands(tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", PRODUCTS)
    _sheet(book, "Export", [["Fecha", "Artículo", "Cantidad"], ["2025-01-31", "A", 10.0], ["2025-02-28", "A", 12.0]])
    assert sop_excel("clean", book).status == 0
    assert column(book, "SalesHistory", "Quantity") == [10.0, 12.0]


def test_two_sheets_with_sales_are_asked_about(tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", PRODUCTS)
    for name in ("North", "South"):
        _sheet(book, name, [["date", "sku", "qty"], ["2025-01-31", "A", 10.0], ["2025-02-28", "A", 12.0]])
    ran = sop_excel("clean", book)
    assert ran.status == 2
    assert "--sheet NAME" in ran.err
    assert sop_excel("clean", book, "--sheet", "south").status == 0


def _sheet(path: Path, name: str, rows: list[list[str | float]]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    book.save(path)


def test_many_texts_that_become_numbers_are_told_with_a_few_and_listed_in_full_for_programs(tmp_path: Path) -> None:
    """A note a column whatever its length, with how many more; ``--json`` has each cell before and after."""
    costs: Rows = [["Product", "Production cost"], *([f"P{n}", f"{n + 1},50 €"] for n in range(2000))]
    demand: Rows = [["Product", "2026-01"], *([f"P{n}", 1.0] for n in range(2000))]
    book = make_workbook(tmp_path / "book.xlsx", {"Products": costs, "Demand": demand})
    ran = sop_excel("adopt", book, "-o", tmp_path / "told.xlsx", "--yes")
    (note,) = [line for line in ran.err.splitlines() if "->" in line]
    assert "B2 1,50 € -> 1.5" in note
    assert note.endswith("B5 4,50 € -> 4.5 and 1,996 more cells")
    answer = sop_excel("adopt", book, "-o", tmp_path / "listed.xlsx", "--json").answer
    assert sum(line.count(" -> ") for line in answer["details"]) == 2000


def test_a_proposal_is_shown_as_a_table_or_as_one_object_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text("Product,Production cost\nA,1\nB,2\n", encoding="utf-8")
    shown = sop_excel("adopt", path, "--show", "--json")
    assert shown.status == 0
    assert shown.answer["status"] == "proposal"
    columns = {row["header"]: (row["table"], row["column"]) for row in shown.answer["mapping"] if row["header"]}
    assert columns == {"Product": ("Products", "Product"), "Production cost": ("Products", "Production cost")}
    assert sop_excel("adopt", path, "--show").out.startswith("Sheet ")
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("command", ["forecast", "safety-stock"])
def test_a_step_on_a_workbook_says_of_another_file_how_it_becomes_one(sales: Path, command: str) -> None:
    """Nothing is said of an output that nobody named."""
    ran = sop_excel(command, sales)
    assert ran.status == 2
    assert "expected a planning workbook (.xlsx or .xlsm), found a file of the kind .csv; " in ran.err
    assert "run sop-excel clean sales.csv -o sales.xlsx first" in ran.err


def test_a_step_before_its_time_names_the_command_that_comes_first(tmp_path: Path) -> None:
    """The table that is missing, and what makes it."""
    book = make_workbook(tmp_path / "book.xlsx", PRODUCTS)
    assert "run sop-excel clean on your sales first" in sop_excel("forecast", book).err
    assert "run sop-excel forecast first" in sop_excel("safety-stock", book).err


def test_a_plan_is_no_history_though_its_tables_look_like_one(tmp_path: Path) -> None:
    """Neither tables of a plan nor the page over them are cleaned or asked about; sales on a sheet of their own are."""
    book = tmp_path / "plan.xlsx"
    assert sop_excel("new", "multi", book).status == 0
    for command in (("clean", book), ("chain", book, "-o", tmp_path / "out.xlsx")):
        ran = sop_excel(*command)
        assert ran.status == 2
        assert "expected sales with a date, a product and a quantity, found " in ran.err
        assert "sheets without them: 'Meeting', 'About'" in ran.err
    filled = openpyxl.load_workbook(book)
    sheet = filled.create_sheet("Ventas")
    for line in SALES.splitlines():
        sheet.append(line.split(","))
    filled.save(book)
    assert sop_excel("clean", book).status == 0
    assert column(book, "SalesHistory", "Product") == ["A", "A", "A", "B", "B"]


@pytest.mark.parametrize(("language", "sheet"), [("en", "Sales history"), ("es", "Historial de ventas")])
def test_a_new_workbook_of_a_history_is_in_the_language_asked_for(
    sales: Path, tmp_path: Path, language: str, sheet: str
) -> None:
    """The names of tables and columns stay the contract's; titles, notes and sheets are the language's."""
    target = tmp_path / "history.xlsx"
    ran = sop_excel("clean", sales, "-o", target, "--language", language)
    assert ran.status == 0, ran.err
    assert sheet in openpyxl.load_workbook(target).sheetnames
    assert len(column(target, "SalesHistory", "Product")) == 5


@pytest.mark.parametrize("command", ["clean", "chain"])
def test_a_new_workbook_has_a_workbook_s_name_whatever_the_sales_have(sales: Path, command: str) -> None:
    """The name of the sales as that of the output: nothing is said of an input's extension, and nothing is written."""
    before = sales.read_bytes()
    ran = sop_excel(command, sales, "-o", sales, "--force")
    assert (ran.status, sales.read_bytes()) == (2, before)
    expected = "sales.csv: expected the extension .xlsx of a new workbook, found .csv; name the output sales.xlsx"
    assert ran.err.strip() == expected
