"""Like faults of many cells are one line that still says where each of them is (rule R12)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sop_excel.domain.table import Value
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem, read_problems
from tests.functions.formulas import told
from tests.tables import book, errors_of, small_book, table, warnings_of

MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
CODES = [f"P{n:03d}" for n in range(300)]
AS_NUMBERS = (
    "these cells hold text: select them and choose Convert to Number, or for each column "
    "Data, Text to Columns, Finish (Advanced there sets the decimal sign), or let sop-excel adopt convert it"
)


def each(codes: Sequence[str], *cells: Value) -> list[list[Value]]:
    """A row for each code with the same cells."""
    return [[code, *cells] for code in codes]


def with_demand(*rows: list[Value]) -> list[str]:
    """The lines about table Demand of the products in its rows, over the months."""
    products = table("Products", ["Product"], *([row[0]] for row in rows))
    return errors_of(book(products, table("Demand", ["Product", *MONTHS], *rows, at=(2, 2))))


def test_a_whole_table_typed_as_text_is_one_line() -> None:
    """With the range, the count, and the first and the last cell; of 3,600 lines nobody reads the second."""
    rows: list[list[Value]] = [[code, *(str(n + t) for t in range(12))] for n, code in enumerate(CODES)]
    assert with_demand(*rows) == [
        (
            "Demand!C3:N302: Demand[[2025-01]:[2025-12]]: expected a number >= 0, "
            f"found 3,600 cells, the first Demand!C3 with '0', the last Demand!N302 with '310'; {AS_NUMBERS}"
        )
    ]


def test_a_header_of_several_lines_leaves_one_line_for_many_faults() -> None:
    """As it does for a single one."""
    rows: list[list[Value]] = [[code, "n/a"] for code in CODES[:6]]
    demand = table("Demand", ["Product", "Jan\n2025"], *rows)
    (line,) = errors_of(book(table("Products", ["Product"], *([code] for code in CODES[:6])), demand))
    assert line.startswith("Demand!B2:B7: Demand[Jan 2025]: ")


def test_five_like_faults_have_a_line_each_and_six_have_one() -> None:
    """The words for one cell name the cell, those for many the range."""
    five: list[list[Value]] = [[code, "n/a"] for code in CODES[:5]]
    assert [line.split(":")[0] for line in with_demand(*five)] == [f"Demand!C{row}" for row in range(3, 8)]
    assert with_demand(*five, [CODES[5], "n/a"]) == [
        (
            "Demand!C3:C8: Demand[2025-01]: expected a number >= 0, found 'n/a' in 6 cells; "
            "in each of them: clear the cell for no demand"
        )
    ]


def test_scattered_cells_are_listed_block_by_block() -> None:
    """Good cells between the wrong ones are not in the list."""
    rows: list[list[Value]] = [[code, "n/a", 1.0, "n/a", "n/a"] for code in CODES[:2]]
    rows += [[CODES[2], 1.0, "n/a"], [CODES[3], "n/a"]]
    (line,) = with_demand(*rows)
    assert line.startswith("Demand!C3:C4, E3:F4, D5, C6: Demand[[2025-01]:[2025-04]]: ")
    assert "found 'n/a' in 8 cells;" in line


def test_of_very_many_blocks_the_range_around_them_is_named() -> None:
    """With how many of its cells it is about, so that the line can still be read."""
    pairs: tuple[list[Value], list[Value]] = ([1.0, "n/a"], ["n/a", 1.0])
    rows: list[list[Value]] = [[code, *pairs[n % 2]] for n, code in enumerate(CODES)]
    (line,) = with_demand(*rows)
    assert line.startswith("Demand!C3:D302: Demand[[2025-01]:[2025-02]]: ")
    assert "found 'n/a' in 300 cells of the 600 there;" in line


def test_other_kinds_and_other_columns_are_not_gathered() -> None:
    """Like is the same table and column, and the same thing to do."""
    rows: list[list[Value]] = [[code, "n/a", -1.0] for code in CODES[:6]]
    lines = with_demand(*rows)
    assert [line.split(";")[-1].strip() for line in lines] == [
        "in each of them: clear the cell for no demand",
        "in each of them: type a number >= 0",
    ]
    products = table("Products", ["Product", "Holding cost", "Price"], *each(CODES[:6], "x", "x"))
    demand = table("Demand", ["Product", "Jan"], *each(CODES[:6], 1.0))
    assert [line.split(": ")[0] for line in errors_of(book(products, demand))] == ["Products!B2:B7", "Products!C2:C7"]


def test_unknown_codes_are_one_line_with_the_nearest_of_the_first() -> None:
    """All codes of a pasted table with leading zeros: one line shows what is wrong with them."""
    numbers = [str(n) for n in range(1, 41)]
    products = table("Products", ["Product"], *each(numbers))
    demand = table("Demand", ["Product", "Jan"], *each(numbers, 1.0))
    receipts = table("Receipts", ["Product", "Jan"], *each([n.zfill(5) for n in numbers], 1.0))
    assert errors_of(book(products, demand, receipts)) == [
        (
            "Receipts!A2:A41: Receipts[Product]: expected a product of table Products, found 40 cells, the first "
            "Receipts!A2 with '00001', the last Receipts!A41 with '00040'; correct each of them, or add it to "
            "Products; for the first, correct it (the nearest product is '1', without leading zeros), or add it to "
            "Products"
        )
    ]


def test_headers_that_are_no_periods_of_demand_are_one_line() -> None:
    """Last year's table: twelve headers, one line."""
    last = [f"2024-{month:02d}" for month in range(1, 13)]
    products, demand = table("Products", ["Product"], ["A"]), table("Demand", ["Product", *MONTHS], ["A"])
    (line,) = errors_of(book(products, demand, table("Receipts", ["Product", *last], ["A", 1.0])))
    assert line == (
        "Receipts!B1:M1: Receipts[[2024-01]:[2024-12]]: expected a period of table Demand, found 12 headers, "
        "the first Receipts!B1 with '2024-01', the last Receipts!M1 with '2024-12'; "
        "correct each of them, or add it to Demand"
    )


def test_like_warnings_are_one_line() -> None:
    """A whole column of zeros that mean free."""
    products = table("Products", ["Product", "Price"], *each(CODES, 0.0))
    demand = table("Demand", ["Product", "Jan"], *each(CODES, 1.0))
    assert warnings_of(book(products, demand)) == [
        (
            "Products!B2:B301: Products[Price]: expected a number > 0 or a blank cell, found 0 in 300 cells; "
            "in each of them: 0 means free; blank means not allowed"
        )
    ]


def test_limits_that_differ_by_row_are_told_in_words_that_fit_all() -> None:
    """The limit of one row is not put as that of all."""
    lines: list[list[Value]] = [[f"L{n}", 100.0, 9.0 + n, 5.0] for n in range(8)]
    resources = table("Resources", ["Resource", "Capacity", "Cost", "Overtime cost"], *lines)
    (line,) = errors_of(small_book(resources))
    assert line == (
        "Resources!D2:D9: Resources[Overtime cost]: expected at least the Cost of the same resource and period, "
        "found 5 in 8 cells; type the full cost of a unit of overtime (Cost is not added to it)"
    )


def test_what_all_scenarios_share_is_told_once() -> None:
    """Planning all scenarios gathers what is wrong in the base and in each of them."""
    rows = table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["High", "Demand", "add", 1.0])
    demand = table("Demand", ["Product", *MONTHS], ["A", *["n/a"] * 12], ["B"])
    with pytest.raises(InputError) as wrong:
        read_problems(small_book(demand, rows), "book")
    assert [issue.place for issue in wrong.value.issues] == ["Demand!B2:M2"]
    with pytest.raises(InputError) as wrong:
        read_problem(small_book(demand, rows), "book", "High")
    assert [issue.place for issue in wrong.value.issues] == ["Demand!B2:M2"]


def test_a_formula_tells_the_positions_in_its_arguments() -> None:
    """Demand as a series, costs as two, and a whole table as a range."""
    sentence = told("PLAN_STATUS", ["x", "y", "z", "u", "v", "w", 1.0, "q"], 1.0, 1.0)
    assert sentence.startswith(
        "argument 1, demand, positions 1 to 6, 8: expected a number >= 0, found 7 cells, the first "
    )
    sentence = told("PLAN_STATUS", [1.0] * 6, ["x"] * 4 + [1.0, 1.0], [1.0, 1.0] + ["x"] * 4)
    assert sentence.startswith(
        "argument 2, production_cost, positions 1 to 4, argument 3, holding_cost, positions 3 to 6: "
        "expected a number >= 0, found 'x' in 8 cells"
    )
    rows: list[list[Value]] = [[code, "n/a"] for code in CODES[:9]]
    sentence = told("PLANS_STATUS", [["Product"], *each(CODES[:9])], [["Product", "Jan"], *rows])
    assert sentence.startswith("argument 2, demand, rows 2 to 10, column 2: Demand[Jan]: expected a number >= 0")
