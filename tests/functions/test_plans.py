"""OPTIMIZE_PLANS: the tables of a workbook as ranges."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import PaddedNumber, Value
from sop_excel.functions import Cells
from sop_excel.functions.arguments import PLANNING, TABLES
from sop_excel.model.solve import solve
from sop_excel.sheets.outputs import plan_table
from sop_excel.sheets.read import read_problem
from tests.functions.formulas import BY_NAME, formula, rows, told
from tests.instances.published import PUBLISHED, Instance
from tests.tables import day, table

PRODUCTS: list[list[Value]] = [["Product", "Production cost", "Holding cost"], ["A", 5.0, 1.0], ["B", 7.0, 2.0]]
DEMAND: list[list[Value]] = [["Product", "Jan", "Feb"], ["A", 10.0, 20.0], ["B", None, 3.0]]


@pytest.mark.parametrize("instance", PUBLISHED, ids=[instance.name for instance in PUBLISHED])
def test_published_problems_have_the_plan_of_the_workbook_to_the_last_bit(instance: Instance) -> None:
    """The formula's rows are those of table Plan as the command line writes it."""
    given = {name: rows(cells) for name, cells in instance.tables.items()}
    answer = BY_NAME["OPTIMIZE_PLANS"](*(given.get(TABLES[one].name) if one in TABLES else None for one in PLANNING))
    problem, _ = read_problem(
        {name: table(name, list(map(str, cells[0])), *cells[1:]) for name, cells in given.items()}, "x"
    )
    written = plan_table(solve(problem))
    assert answer == [list(written.headers), *map(list, written.rows)]


def test_only_products_and_demand_are_needed() -> None:
    """Headers, one row a product and measure, totals of flows only."""
    assert formula("OPTIMIZE_PLANS", PRODUCTS, DEMAND) == [
        ["Product", "Measure", "Jan", "Feb", "Total"],
        ["A", "Demand", 10.0, 20.0, 30.0],
        ["A", "Production", 10.0, 20.0, 30.0],
        ["A", "Inventory", 0.0, 0.0, None],
        ["B", "Demand", 0.0, 3.0, 3.0],
        ["B", "Production", 0.0, 3.0, 3.0],
        ["B", "Inventory", 0.0, 0.0, None],
    ]


def test_blank_columns_and_rows_around_a_table_are_none_of_it() -> None:
    """A range that is to grow is longer and wider than what is filled; too many periods are refused at once."""
    longer = [[*row, None, ""] for row in DEMAND] + [[None] * 5] * 2
    assert formula("OPTIMIZE_PLANS", PRODUCTS, longer) == formula("OPTIMIZE_PLANS", PRODUCTS, DEMAND)
    wide = [["Product", *(f"W{n}" for n in range(1001))], ["A", *[1.0] * 1001]]
    assert told("OPTIMIZE_PLANS", PRODUCTS[:2], wide) == (
        "argument 2, demand, row 1, column 1: expected at most 1,000 periods, found 1,001 columns; "
        "give the columns of the table alone"
    )


def test_a_mistake_is_told_with_its_row_and_column_in_the_range() -> None:
    """Rows count from the header, as one sees them in the range."""
    demand = [DEMAND[0], ["A", 10.0, "x"], DEMAND[2]]
    assert told("OPTIMIZE_PLANS", PRODUCTS, demand) == (
        "argument 2, demand, row 2, column 3: Demand[Feb]: "
        "expected a number >= 0, found 'x'; clear the cell for no demand"
    )


def test_a_range_without_its_headers_is_told_so() -> None:
    """The reference that includes them is named."""
    assert told("OPTIMIZE_PLANS", PRODUCTS[1:], DEMAND[1:]) == (
        "argument 1, products, row 1, column 1: expected the headers of Products in the first row, "
        "found 'A', '5', '1'; give the range with its headers: Products[[#Headers],[#Data]] (and 1 more)"
    )


def test_tables_in_the_wrong_order_are_told_so() -> None:
    """Costs would be read as the demand of periods that are called like them."""
    assert told("OPTIMIZE_PLANS", DEMAND, PRODUCTS) == (
        "argument 2, demand, row 1, column 1: expected the periods of Demand, found columns of table Products; "
        "give Demand here: the order of the tables is that of the function's arguments"
    )


def test_a_misspelt_header_is_refused_since_a_formula_cannot_warn() -> None:
    """Its costs would not be read, and count as 0; a column that is clearly the planner's own is left alone."""
    misspelt = [["Product", "Production csot", "Holding cost"], *PRODUCTS[1:]]
    assert told("OPTIMIZE_PLANS", misspelt, DEMAND) == (
        "argument 1, products, row 1, column 2: Products[Production csot]: "
        "expected a column of the contract or one clearly your own, found 'Production csot'; "
        "rename it if Production cost is meant; as it stands it is not read"
    )
    own = [[*PRODUCTS[0], "Planner"], *([*row, "Ann"] for row in PRODUCTS[1:])]
    assert formula("OPTIMIZE_PLANS", own, DEMAND) == formula("OPTIMIZE_PLANS", PRODUCTS, DEMAND)


def test_the_status_says_what_the_table_cannot() -> None:
    """Proof, and how much demand is declined; the same solve as the table's."""
    priced = [["Product", "Production cost", "Price"], ["A", 5.0, 4.0], ["B", 1.0, 9.0]]
    assert told("PLANS_STATUS", priced, DEMAND) == (
        "Optimal and proved: cost less revenue -24.00, lower bound -24.00. "
        "30 of 33 units of demand are declined as optional sales."
    )


def test_where_no_plan_exists_the_changes_are_named() -> None:
    """Demand of 33 on a line for 30."""
    resources = [["Resource", "Capacity"], ["Line", 15.0]]
    routings = [["Product", "Resource", "Usage"], ["A", "Line", 1.0], ["B", "Line", 1.0]]
    sentence = told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, None, resources, routings)
    assert "Raise capacity of Line in" in sentence
    assert "by 3" in sentence


def test_codes_shown_with_leading_zeros_are_other_codes_than_the_bare_numbers() -> None:
    """00123 and 123 are told apart, also by the hash under which plans are kept."""
    headers: list[Value] = ["Product", "Production cost"]
    bare = formula("OPTIMIZE_PLANS", [headers, [123.0, 1.0]], [["Product", "Jan"], [123.0, 4.0]])
    padded = PaddedNumber(123, 5)
    shown = formula("OPTIMIZE_PLANS", [headers, [padded, 1.0]], [["Product", "Jan"], [padded, 4.0]])
    assert (bare[1][0], shown[1][0]) == ("123", "00123")


def test_a_demand_with_a_row_for_each_period_is_the_same_plan() -> None:
    """Headers in another language, a date as a period, two rows for one cell."""
    wide: list[list[Value]] = [["Product", "2026-01", "2026-02"], ["A", 10.0, 20.0]]
    dates = [day(2026, month, 1) for month in (1, 2)]
    long: list[list[Value]] = [["Artikel", "Monat", "Menge"], ["A", dates[1], 15.0], ["A", dates[0], 10.0]]
    products: list[list[Value]] = [["Artikel", "Herstellkosten", "Lagerkosten"], ["A", 2.0, 1.0]]
    english: list[list[Value]] = [["Product", "Production cost", "Holding cost"], ["A", 2.0, 1.0]]
    assert formula("OPTIMIZE_PLANS", products, [*long, ["A", dates[1], 5.0]]) == formula(
        "OPTIMIZE_PLANS", english, wide
    )
    assert "found 'Kosten'" in told("OPTIMIZE_PLANS", [["Artikel", "Kosten"], ["A", 2.0]], wide)


SCENARIOS: list[list[Value]] = [["Scenario", "Field", "Change", "Value"], ["High", "Demand", "multiply", 2.0]]


def of(scenario: Value, scenarios: list[list[Value]] | None = SCENARIOS) -> Cells:
    """The plan of a scenario; the seven tables between are left out."""
    return formula("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 7, scenarios, [[scenario]])


def test_a_scenario_is_planned_by_its_name_and_the_base_without_one() -> None:
    """Twice the demand of 10 and 20; both are remembered apart."""
    base, high = formula("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 7, SCENARIOS), of("High")
    assert [row[2:] for row in (base[2], high[2])] == [[10.0, 20.0, 30.0], [20.0, 40.0, 60.0]]
    assert of("Base") == of(None) == base
    assert of("High") == high


def test_an_unknown_scenario_is_told_with_the_nearest() -> None:
    """By its argument; also where there is no table, and for all of them, which a formula cannot show."""
    sentence = told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 7, SCENARIOS, [["Hihg"]])
    assert sentence.startswith("argument 11, scenario: expected the name of a scenario of table Scenarios, or base")
    assert "the nearest scenario is 'High'" in sentence
    assert "found 'High'" in told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 8, [["High"]])
    assert "found 'all'" in told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 7, SCENARIOS, [["all"]])


@pytest.mark.parametrize(("cells", "found"), [([[True]], "TRUE"), ([["High", "Low"]], "1 x 2 cells")])
def test_a_scenario_is_one_text(cells: list[list[Value]], found: str) -> None:
    """Anything else is told."""
    sentence = told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 7, SCENARIOS, cells)
    assert sentence == f"argument 11, scenario: expected one text, found {found}; leave it out for the base"


def test_a_mistake_in_the_scenarios_is_told_with_its_row_and_column() -> None:
    """As in any table that is given as a range."""
    sentence = told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, *[None] * 7, [*SCENARIOS, ["Low", "Demnd", "set", 1.0]])
    assert sentence.startswith("argument 10, scenarios, row 3, column 2: Scenarios[Field]: expected a field that a")


def test_a_published_plan_stands_behind_the_scenario() -> None:
    """As a table that came later: formulas of before give their arguments where they did. In each cell of what is
    given it is told where a number is wrong."""
    published: list[list[Value]] = [["Product", "Dec", "Jan", "Feb"], ["A", 1.0, 30.0, 0.0]]
    settings: list[list[Value]] = [["Setting", "Value"], ["Change penalty", 2.0]]
    none = [None] * 8
    answer = formula("OPTIMIZE_PLANS", PRODUCTS, DEMAND, settings, *none, published)
    assert [row for row in answer if row[:2] == ["A", "Production"]] == [["A", "Production", 30.0, 0.0, 30.0]]
    assert [row for row in answer if row[:2] == ["A", "Published"]] == [["A", "Published", 30.0, 0.0, 30.0]]
    published[1][3] = "n/a"
    assert told("OPTIMIZE_PLANS", PRODUCTS, DEMAND, settings, *none, published) == (
        "argument 12, published_plan, row 2, column 4: PublishedPlan[Feb]: expected a number >= 0, found 'n/a'; "
        "type a number >= 0, or clear the cell for a change without a price"
    )
