"""The worksheet functions through the genuine xlwings: registration, wrapper, and every shape that Excel can send."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from sop_excel import session_log
from sop_excel.domain.table import ErrorValue
from sop_excel.functions import FUNCTIONS
from sop_excel.functions.shared import PLANS
from sop_excel.hosts.excel import cells
from tests.excel.engine import open_book
from tests.excel.windows import MISSING, call, handed, windows
from tests.functions.formulas import ARTICLE, formula

MODULE, SERVED = "sop_excel.hosts.excel.udfs", "sop_excel.hosts.excel.served"
GOLDEN = Path(__file__).with_name("udfs.bas")
DIV0, NAME, NA, SPILL = -2146826281, -2146826259, -2146826246, -2146826243


@pytest.fixture(scope="module")
def genuine() -> Iterator[ModuleType]:
    """xlwings' own module, with ours registered as on Windows."""
    with windows(MODULE, SERVED) as found:
        yield found


@pytest.fixture(scope="module", params=[MODULE, SERVED], ids=["imported", "add-in"])
def udfs(genuine: ModuleType, request: pytest.FixtureRequest) -> ModuleType:
    """The same, where a formula comes by the wrappers that xlwings imports, or by those of our add-in."""
    global _way
    _way = request.param
    return genuine


_way = MODULE


def ask(name: str, *arguments: Any) -> Any:
    """What the formula gets; arguments that are not given are missing."""
    function = next(one for one in FUNCTIONS if one.name == name)
    given = [*arguments, *[MISSING] * (len(function.arguments) - len(arguments))]
    return call(_way, name, handed(function.arguments, given) if _way == SERVED else given)


def told(name: str, *arguments: Any) -> Any:
    """The sentence that the formula gets where it asks for one; without asking, an error value."""
    assert ask(name, *arguments) in ("#VALUE!", "#N/A"), "the text of which the wrapper makes the error value"
    count = len(next(one for one in FUNCTIONS if one.name == name).arguments) - 1
    return ask(name, *arguments, *[MISSING] * (count - len(arguments)), True)


def column(*cells: Any) -> tuple[tuple[Any, ...], ...]:
    """A column as VBA hands it over."""
    return tuple((cell,) for cell in cells)


DEMAND = column(10.0, 20.0, 30.0)


def test_xlwings_registers_each_function_as_it_was_declared(udfs: ModuleType) -> None:
    """Name, category, help, arguments and which of them may be left out; never volatile, not run in the wizard."""
    module = udfs.get_udf_module(_way, None)
    registered = {name: value.__xlfunc__ for name, value in vars(module).items() if hasattr(value, "__xlfunc__")}
    assert list(registered) == [function.name for function in FUNCTIONS]
    for function in FUNCTIONS:
        about = registered[function.name]
        assert about["category"] == "S&OP"
        assert about["ret"]["doc"] == function.help
        assert (about["volatile"], about["call_in_wizard"], about["async_mode"]) == (False, False, None)
        assert "expand" not in about["ret"]["options"], "a table that expands by itself overwrites cells"
        assert [one["name"] for one in about["args"]] == [one.name for one in function.arguments]
        assert ["optional" in one for one in about["args"]] == [not one.required for one in function.arguments]
        assert all(20 < len(one["doc"]) <= 255 for one in about["args"])


def test_the_wrappers_that_xlwings_writes_for_them_are_the_golden_text(udfs: ModuleType) -> None:
    """As ``Import Functions`` would write them; ``python -m tests.excel.test_udfs`` writes the file anew."""
    assert _wrappers(udfs) == GOLDEN.read_text(encoding="utf-8")


def test_import_functions_brings_every_function_from_the_module_that_the_page_names(genuine: ModuleType) -> None:
    """And a formula that is called by its wrapper gets the plan that the declared function gives."""
    page = (Path(__file__).parents[2] / "docs" / "excel.md").read_text(encoding="utf-8")
    assert f"`{MODULE}` as *UDF Modules*" in page
    imported = re.findall(r"^ *Function (\w+)\(", _wrappers(genuine), re.MULTILINE)
    assert imported == sorted(function.name for function in FUNCTIONS)
    given = [column(*ARTICLE), 10.0, 1.5, 100.0, 1.5, 500.0, 5000.0]
    missing = [MISSING] * (len(FUNCTIONS[0].arguments) - len(given))
    got = call(MODULE, "OPTIMIZE_PLAN", [*given, *missing])
    plan = formula("OPTIMIZE_PLAN", ARTICLE, 10, 1.5, 100, 1.5, 500, 5000)
    assert FUNCTIONS[0].name == "OPTIMIZE_PLAN"
    assert got == [["" if cell is None else cell for cell in row] for row in plan]
    assert len(got) == 1 + len(ARTICLE)


def _wrappers(udfs: ModuleType) -> str:
    text = io.StringIO()
    module = udfs.get_udf_module(MODULE, None)
    udfs.generate_vba_wrapper(MODULE, module, text, SimpleNamespace(Name="sop_excel.xlam"))
    return text.getvalue()


@pytest.mark.parametrize("demand", [DEMAND, ((10.0, 20.0, 30.0),), (10.0, 20.0, 30.0)], ids=["column", "row", "array"])
def test_a_column_a_row_and_an_array_of_numbers_are_the_same_demand(udfs: ModuleType, demand: Any) -> None:
    """As a range's values, and as ``{10,20,30}`` typed into the formula (which VBA gets with one dimension)."""
    answer = ask("OPTIMIZE_PLAN", demand, 5.0, 1.0)
    assert answer == [["Period", "Demand", "Production", "Inventory", "Safety stock", "Cost"],
                      [1.0, 10.0, 10.0, 0.0, 0.0, 50.0], [2.0, 20.0, 20.0, 0.0, 0.0, 100.0],
                      [3.0, 30.0, 30.0, 0.0, 0.0, 150.0]]  # fmt: skip


def test_every_function_answers_what_the_declared_function_does(udfs: ModuleType) -> None:
    """The host adds nothing and takes nothing away, but for blanks, which would show as 0 where they spill."""
    products, demand = (("Product", "Holding cost"), ("A", 1.0)), (("Product", "Jan"), ("A", 4.0))
    assert ask("PLAN_COST", column(*ARTICLE), 10.0, 1.5, 100.0, 1.5, 500.0, 5000.0) == formula(
        "PLAN_COST", ARTICLE, 10, 1.5, 100, 1.5, 500, 5000
    )
    assert ask("PLAN_STATUS", DEMAND, 5.0, 1.0) == "Optimal and proved: cost 300.00, lower bound 300.00."
    assert ask("COVERAGE_PLAN", DEMAND, 5.0, 1.0, 1.0) == formula("COVERAGE_PLAN", [10, 20, 30], 5, 1, 1)
    assert ask("SAFETY_STOCK", column(1.0, 2.0, 3.0, 4.0), 0.5) == pytest.approx(2.5)
    assert ask("OPTIMIZE_PLANS", products, demand)[3] == ["A", "Inventory", 0.0, ""]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            (DEMAND, column(5.0, DIV0, 5.0), 1.0),
            ("argument 2, production_cost, position 2: expected a number >= 0, found #DIV/0!; mend the formula"),
        ),
        ((DEMAND, 5.0, 1.0, NA), "argument 4, initial_inventory: expected a number >= 0, found #N/A; mend the formula"),
        (
            (DEMAND, 5.0, 1.0, SPILL),
            ("argument 4, initial_inventory: expected a number >= 0, found #ERROR!; mend the formula"),
        ),
        ((NAME, 5.0, 1.0), "argument 1, demand: expected a number >= 0, found #NAME?; mend the formula"),
        (
            (column(10.0, "20", 30.0), 5.0, 1.0),
            (
                "argument 1, demand, position 2: expected a number >= 0, found '20'; "
                "the cell holds text: give it a number format, and type the number again"
            ),
        ),
        (
            (DEMAND, MISSING, 1.0),
            ("argument 2, production_cost: expected one number >= 0, or one per period, found nothing; give it"),
        ),
        (
            (DEMAND, None, 1.0),
            (
                "argument 2, production_cost: expected one number >= 0, or one per period, "
                "found only blank cells; fill them, with 0 where 0 is meant"
            ),
        ),
        (
            (DEMAND, dt.datetime(2026, 3, 1, tzinfo=dt.UTC), 1.0),
            (
                "argument 2, production_cost: expected a number >= 0, "
                "found the date 2026-03; give the cell a number format and type the number"
            ),
        ),
        (
            (DEMAND, True, 1.0),
            ("argument 2, production_cost: expected a number >= 0, found TRUE; type a number >= 0"),
        ),
    ],
    ids=["error in a range", "error", "unknown error", "error for all", "text", "missing", "blank", "date", "boolean"],
)
def test_whatever_is_no_number_is_told_and_never_taken_for_a_default(
    udfs: ModuleType, arguments: tuple[Any, ...], sentence: str
) -> None:
    """Classic xlwings makes None of error cells; here they are refused, each by its name."""
    assert told("OPTIMIZE_PLAN", *arguments) == sentence


def test_blank_optional_cells_are_the_default(udfs: ModuleType) -> None:
    """A reference to an empty cell, an empty text, or nothing at all."""
    assert ask("PLAN_COST", DEMAND, 5.0, 1.0, None, "", MISSING) == ask("PLAN_COST", DEMAND, 5.0, 1.0)


def test_dates_name_periods_whatever_time_zone_com_gives_them(udfs: ModuleType) -> None:
    """A date beside the demand comes with a zone from COM and leaves as the text of its month."""
    months = [dt.datetime(2026, month, 1, tzinfo=dt.UTC) for month in (1, 2)]
    answer = ask("OPTIMIZE_PLAN", tuple(zip(months, (4.0, 5.0), strict=True)), 5.0, 1.0)
    assert [row[0] for row in answer] == ["Period", "2026-01", "2026-02"]


@pytest.fixture
def sheet(tmp_path: Path) -> xw.Sheet:
    """Demand with month names in A1:B3, money in D1 and D2, a blank in D3, an error in D4."""
    book = openpyxl.Workbook()
    for month in (1, 2, 3):
        book.active.append((dt.datetime(2026, month, 1), 10 * month))
    for at, value in (("D1", 5.123456789), ("D2", 0.00001), ("D4", "#N/A")):
        book.active[at] = value
    book.active["D1"].number_format = book.active["D2"].number_format = "#,##0.00 [$€-407]"
    for row in (1, 2, 3):
        book.active.cell(row, 1).number_format = "mmm yy"
    book.save(tmp_path / "book.xlsx")
    return open_book(tmp_path / "book.xlsx").sheets[0]


def test_ranges_are_read_with_dates_and_with_all_decimals_of_money(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """Excel's Value cuts a cell with a currency format to four decimals; the plan is computed with all of them."""
    assert isinstance(sheet["D1"].value, Decimal)
    answer = ask("OPTIMIZE_PLAN", sheet["A1:B3"], sheet["D1"], sheet["D2"], sheet["D3"])
    assert [row[0] for row in answer[1:]] == ["2026-01", "2026-02", "2026-03"]
    assert [row[5] for row in answer[1:]] == [10 * 5.123456789, 20 * 5.123456789, 30 * 5.123456789]
    assert told("OPTIMIZE_PLAN", sheet["B1:B3"], sheet["D1"], sheet["D2"], sheet["D4"]) == (
        "argument 4, initial_inventory: expected a number >= 0, found #N/A; mend the formula"
    )


def test_blank_cells_below_the_demand_are_no_periods(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """A range that reaches below the last month, as one that is to grow does; with names and without."""
    for demand, longer in (("B1:B3", "B1:B9"), ("A1:B3", "A1:B9")):
        plain = ask("PLAN_COST", sheet[demand], 5.0, 1.0, 0.0, 0.5)
        assert ask("PLAN_COST", sheet[longer], 5.0, 1.0, 0.0, 0.5) == plain


def test_a_whole_column_is_read_as_far_as_cells_are_used(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """Excel would stand still over a million cells; whole rows and whole tables of columns too."""
    plain = ask("PLAN_COST", sheet["A1:B3"], 5.0, 1.0)
    assert ask("PLAN_COST", sheet["A:B"], 5.0, 1.0) == plain
    assert told("PLAN_COST", DEMAND, sheet["F:F"], 1.0).startswith("argument 2, production_cost: expected one number")
    other = sheet.book.sheets.add("Rows")
    other["A5:C5"].value = [10, 20, 30]
    assert ask("PLAN_COST", other["5:5"], 5.0, 1.0) == ask("PLAN_COST", DEMAND, 5.0, 1.0)
    other["A5:C5"].value = None
    other["B7:B9"].value = [[10], [20], [30]]
    assert ask("PLAN_COST", other["B:B"], 5.0, 1.0) == ask("PLAN_COST", DEMAND, 5.0, 1.0)


def test_columns_that_are_filled_for_more_than_a_plan_are_refused_unread(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """At once, with the argument's name; a few more periods than a plan can have by the function itself."""
    sheet["H20000"].value = 1.0
    assert told("PLAN_COST", sheet["H:H"], 5.0, 1.0) == (
        "argument 1, demand: expected one row or one column of numbers >= 0, or two with the names of the periods, "
        "found 20,000 x 1 cells; give the cells that are filled alone"
    )
    assert told("PLAN_COST", column(*[1.0] * 1001), 5.0, 1.0) == (
        "argument 1, demand: expected at most 1,000 periods, found 1,001; give the cells of the periods alone"
    )


def test_a_union_of_ranges_is_refused_by_the_argument_s_name(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """Excel gives the values of its first range alone."""
    both = sheet["B1:B2,B3"]
    assert both.value == [10, 20]
    assert told("PLAN_COST", both, 5.0, 1.0) == (
        "argument 1, demand: expected one row or one column of numbers >= 0, or two with the names of the periods, "
        "found 2 ranges; give one range, in one piece"
    )


def test_whole_columns_of_a_table_are_read_as_the_table(udfs: ModuleType, tmp_path: Path) -> None:
    """With everything blank around it."""
    book = openpyxl.Workbook()
    for row in (["Product", "Holding cost", None, "Product", "Jan"], ["A", 1, None, "A", 4]):
        book.active.append(row)
    book.save(tmp_path / "codes.xlsx")
    sheet = open_book(tmp_path / "codes.xlsx").sheets[0]
    assert ask("OPTIMIZE_PLANS", sheet["A:B"], sheet["D:F"]) == ask("OPTIMIZE_PLANS", sheet["A1:B2"], sheet["D1:E2"])


def test_codes_with_leading_zeros_are_the_ribbon_s(udfs: ModuleType, tmp_path: Path) -> None:
    """123 in a cell with the format 00000 is the product 00123, in a formula as in a table."""
    book = openpyxl.Workbook()
    for row in (["Product", "Holding cost", None, "Product", "Jan"], [123, 1, None, 123, 4]):
        book.active.append(row)
    book.active["A2"].number_format = book.active["D2"].number_format = "00000"
    book.save(tmp_path / "codes.xlsx")
    sheet = open_book(tmp_path / "codes.xlsx").sheets[0]
    assert ask("OPTIMIZE_PLANS", sheet["A1:B2"], sheet["D1:E2"])[1] == ["00123", "Demand", 4.0, 4.0]


@pytest.mark.parametrize("rows", [[[5.0, "#N/A"]], [[5.0], ["#N/A"]], [[1.0, 2.0], [3.0, "#N/A"]]])
def test_on_a_mac_errors_are_told_by_their_text(rows: list[list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """There an error's value says nothing, but the text that the cell shows does."""
    texts = [[str(cell) for cell in row] for row in rows]
    values = [[0.0 if cell == "#N/A" else cell for cell in row] for row in rows]
    shown = SimpleNamespace(string_value=SimpleNamespace(get=lambda: texts))
    range_ = SimpleNamespace(raw_value=values, api=shown, number_format="General")
    monkeypatch.setattr(sys, "platform", "darwin")
    context = SimpleNamespace(range=range_, value=None)
    cells.RawCells.reader({})(context)
    assert context.value == [[ErrorValue(cell) if cell == "#N/A" else cell for cell in row] for row in rows]


def test_formulas_in_several_cells_share_one_solve(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """Plan, cost and status of the same cells, as ranges and as numbers."""
    before, cost = PLANS.solves, 7.75 + len(_way)  # no plan of another test's
    for name in ("OPTIMIZE_PLAN", "PLAN_COST", "PLAN_STATUS"):
        ask(name, sheet["B1:B3"], cost, 0.125)
        ask(name, DEMAND, cost, 0.125)
    # the module was imported anew for this test, and with it nothing but the host: the plans are those of the process
    assert PLANS.solves - before == 1


def test_where_no_plan_exists_excel_gets_what_becomes_an_error_value(udfs: ModuleType) -> None:
    """The status of the same cells is the sentence, so that a cell beside the refused plan can show it."""
    tight = (DEMAND, 5.0, 1.0, MISSING, MISSING, 5.0)
    assert ask("PLAN_COST", *tight) == ask("OPTIMIZE_PLAN", *tight) == "#NUM!"
    assert ask("PLAN_STATUS", *tight).startswith("No plan meets every limit.")


def test_a_breakdown_is_an_error_value_or_a_sentence_too(udfs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line of defence: no cell shows a traceback, which stands in the log of the server's session."""

    def breaks(*_: object) -> Any:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("sop_excel.functions.worksheet.PLANS.plan", breaks)
    assert ask("PLAN_STATUS", DEMAND, 5.0, 1.125).startswith("unexpected ZeroDivisionError")
    assert told("PLAN_COST", DEMAND, 5.0, 1.125) == "unexpected ZeroDivisionError: division by zero (please report it)"
    path = session_log.where()
    assert path is not None
    assert "in breaks" in path.read_text(encoding="utf-8")


if __name__ == "__main__":
    with windows(MODULE) as found:
        GOLDEN.write_text(_wrappers(found), encoding="utf-8")
