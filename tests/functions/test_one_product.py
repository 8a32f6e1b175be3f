"""OPTIMIZE_PLAN, PLAN_COST and PLAN_STATUS: the plan of one product from cells."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest

from sop_excel.domain.table import ErrorValue
from sop_excel.functions.shared import PLANS
from tests.functions.formulas import ARTICLE, column, formula, told
from tests.tables import day

MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]


def test_the_article_s_plan_costs_what_its_linear_program_costs() -> None:
    """2,213.00 = 1,677.50 + 535.50, proved by a bound of the same height."""
    answer = formula("PLAN_COST", ARTICLE, 10, 1.5, 100, 1.5, 500, 5000)
    assert [row[0] for row in answer] == ["Production cost", "Storage cost", "Total cost", "Lower bound"]
    assert [row[1] for row in answer] == pytest.approx([1677.5, 535.5, 2213.0, 2213.0], abs=1e-9)


@pytest.mark.parametrize("yes", [True, "yes", 1])
def test_whole_units_may_be_asked_for_in_each_way_that_people_type(yes: bool | str | int) -> None:
    """2,220 = 1,680 + 540, the article's published plan; TRUE, yes and 1 mean the same."""
    answer = formula("PLAN_COST", ARTICLE, 10, 1.5, 100, 1.5, 500, 5000, yes)
    assert [row[1] for row in answer][:3] == pytest.approx([1680.0, 540.0, 2220.0], abs=1e-9)


def test_the_plan_has_headers_and_a_row_a_period_whose_costs_add_up() -> None:
    """The columns of the contract; units in are units out; the cost column adds up to the total."""
    answer = formula("OPTIMIZE_PLAN", ARTICLE, 10, 1.5, 100, 1.5, 500, 5000)
    assert answer[0] == ["Period", "Demand", "Production", "Inventory", "Safety stock", "Cost"]
    assert column(answer, "Period") == list(range(1, 13))
    assert column(answer, "Demand") == ARTICLE
    assert fsum(column(answer, "Production")) + 100 - fsum(ARTICLE) == pytest.approx(column(answer, "Inventory")[-1])
    assert column(answer, "Safety stock") == [29.75] * 12
    assert fsum(column(answer, "Cost")) == pytest.approx(2213.0, abs=1e-9)


def test_demand_may_stand_in_a_row_or_a_column_with_or_without_names() -> None:
    """Four ways to give the same demand, one plan; the names come back as the first column."""
    plain = formula("OPTIMIZE_PLAN", ARTICLE, 10, 1.5, 100, 1.5)
    for demand in ([ARTICLE], [[m, d] for m, d in zip(MONTHS, ARTICLE, strict=True)], [MONTHS, ARTICLE]):
        answer = formula("OPTIMIZE_PLAN", demand, 10, 1.5, 100, 1.5)
        assert [row[1:] for row in answer] == [row[1:] for row in plain]
        assert [row[0] for row in answer[1:]] == ([*map(float, range(1, 13))] if demand == [ARTICLE] else MONTHS)


def test_dates_beside_the_demand_come_back_as_iso_dates() -> None:
    """A date is the name of its month where it is the first of one, else of its day."""
    demand = [[day(2026, 3, 1, "Mar 26"), 5.0], [day(2026, 3, 15), 7.0]]
    assert [row[0] for row in formula("OPTIMIZE_PLAN", demand, 1, 1)[1:]] == ["2026-03", "2026-03-15"]


def test_costs_and_limits_may_differ_by_period_in_either_direction() -> None:
    """Dear in the second period and limited in the first: 20 units of it are made in the third, 10 early."""
    for costs, most in (([1.0, 9.0, 1.0], [30.0, None, 100.0]), ([[1.0, 9.0, 1.0]], [[30.0, None, 100.0]])):
        answer = formula("OPTIMIZE_PLAN", [10, 20, 30], costs, 0.5, None, None, most)
        assert column(answer, "Production") == [30.0, 0.0, 30.0]
        assert column(answer, "Inventory") == [20.0, 0.0, 0.0]
        assert column(answer, "Cost") == [40.0, 0.0, 30.0]


def test_a_blank_cell_of_demand_is_no_demand() -> None:
    """As in table Demand."""
    assert column(formula("OPTIMIZE_PLAN", [10, None, 30], 1, 1), "Demand") == [10.0, 0.0, 30.0]


@pytest.mark.parametrize("as_row", [False, True])
def test_blank_cells_after_the_last_demand_are_no_periods(as_row: bool) -> None:
    """With them the mean demand, and with it the safety stock, would shrink without a word; names may stand beside."""

    def turned(cells: list[Any]) -> Any:
        return [cells] if as_row else cells

    demand, blanks = [1000.0, 1200.0, 1100.0], [None, "", None]
    plain = formula("PLAN_COST", turned(demand), 5, 0.5, 0, 0.5)
    assert formula("PLAN_COST", turned([*demand, *blanks]), 5, 0.5, 0, 0.5) == plain
    assert formula("PLAN_COST", turned([*demand, 0.0, None]), 5, 0.5, 0, 0.5) != plain
    names = ["Jan", "Feb", "Mar", *blanks]
    beside = [names, [*demand, *blanks]]
    labelled = beside if as_row else [list(pair) for pair in zip(*beside, strict=True)]
    assert formula("PLAN_COST", labelled, 5, 0.5, 0, 0.5) == plain


def test_a_named_period_without_demand_is_one() -> None:
    """Its name says that the planner means it."""
    answer = formula("OPTIMIZE_PLAN", [["Jan", 5.0], ["Feb", None], [None, None]], 1, 1)
    assert [row[:2] for row in answer[1:]] == [["Jan", 5.0], ["Feb", 0.0]]


def test_costs_may_have_the_same_blank_end_as_the_demand() -> None:
    """Ranges of one length, filled for as many periods; a cost beyond the demand is refused, and why."""
    plain = formula("PLAN_COST", [10, 20], [1, 2], 1)
    assert formula("PLAN_COST", [10, 20, None, None], [1, 2, None, None], [1, 1, None]) == plain
    assert told("PLAN_COST", [10, 20, None], [1, 2, 3], 1) == (
        "argument 2, production_cost: expected one number >= 0, or one per period, found 3 x 1 cells; give one cell, "
        "or 2 in a row or a column (blank cells after the last demand are no periods: type 0 there)"
    )


def test_more_periods_than_a_plan_can_have_are_refused() -> None:
    """A thousand are planned; of a longer range it is said at once."""
    assert len(formula("OPTIMIZE_PLAN", [0.0] * 999 + [1.0], 1, 1)) == 1001
    assert told("OPTIMIZE_PLAN", [1.0] * 1001, 1, 1) == (
        "argument 1, demand: expected at most 1,000 periods, found 1,001; give the cells of the periods alone"
    )


def test_the_status_is_a_sentence_with_cost_and_bound() -> None:
    """What is proved, in one cell."""
    assert told("PLAN_STATUS", ARTICLE, 10, 1.5, 100, 1.5, 500, 5000) == (
        "Optimal and proved: cost 2,213.00, lower bound 2,213.00."
    )


def test_where_no_plan_exists_every_function_says_what_would_help() -> None:
    """191 units are due at once, 100 are there and 50 can be made: the sentence names the limit, period and amount."""
    arguments = (ARTICLE, 10, 1.5, 100, None, 50)
    sentence = told("PLAN_STATUS", *arguments)
    assert sentence.startswith("No plan meets every limit. One that costs ")
    assert "Raise max production of the product in period 1 by 41" in sentence
    assert told("OPTIMIZE_PLAN", *arguments) == told("PLAN_COST", *arguments) == sentence
    assert not told("PLAN_STATUS", ARTICLE, 10, 1.5, 100, None, 91).startswith("No plan")


WRONG = {
    "text among the costs": (
        ([10, 20, 30], [1, "n/a", 2], 1),
        "argument 2, production_cost, position 2: expected a number >= 0, found 'n/a'; type a number >= 0",
    ),
    "a negative cost": (
        ([10, 20], -3, 1),
        "argument 2, production_cost: expected a number >= 0, found -3; type a number >= 0",
    ),
    "an error cell where a default would do": (
        ([10, 20], 1, 1, ErrorValue("#N/A")),
        "argument 4, initial_inventory: expected a number >= 0, found #N/A; mend the formula",
    ),
    "an error cell in the demand": (
        ([10, ErrorValue("#REF!")], 1, 1),
        "argument 1, demand, position 2: expected a number >= 0, found #REF!; mend the formula",
    ),
    "a gap among the costs": (
        ([10, 20, 30], 1, [1, None, 2]),
        (
            "argument 3, holding_cost, position 2: expected a number >= 0, found a blank cell; "
            "type the cost of this period, 0 if there is none"
        ),
    ),
    "another number of costs than periods": (
        ([10, 20, 30], [1, 2], 1),
        (
            "argument 2, production_cost: expected one number >= 0, or one per period, found 2 x 1 cells; "
            "give one cell, or 3 in a row or a column"
        ),
    ),
    "a required argument left out": (
        ([10, 20], 1, None),
        "argument 3, holding_cost: expected one number >= 0, or one per period, found nothing; give it",
    ),
    "a required argument that is a blank cell": (
        ([10, 20], [None], 1),
        (
            "argument 2, production_cost: expected one number >= 0, or one per period, found only blank cells; "
            "fill them, with 0 where 0 is meant"
        ),
    ),
    "a block of demand": (
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 1, 1),
        (
            "argument 1, demand: expected one row or one column of numbers >= 0, or two with the names of the periods, "
            "found 3 x 3 cells; give one row or one column; for several products use OPTIMIZE_PLANS"
        ),
    ),
    "two by two numbers": (
        ([[1, 2], [3, 4]], 1, 1),
        (
            "argument 1, demand: expected one row or one column of numbers >= 0, or two with the names of the periods, "
            "found 2 x 2 cells of which none is clearly a name; "
            "put the names of the periods as text into the first row or the first column"
        ),
    ),
    "a negative stock": (
        ([10, 20], 1, 1, -5),
        "argument 4, initial_inventory: expected a number >= 0, found -5; type a number >= 0",
    ),
    "a header above the demand": (
        (["Demand", 10, 20], 1, 1),
        "argument 1, demand, position 1: expected a number >= 0, found 'Demand'; leave the header out of the range",
    ),
    "headers above names and demand": (
        ([["Period", "Demand"], ["Jan", 10], ["Feb", 20]], 1, 1),
        "argument 1, demand, position 1: expected a number >= 0, found 'Demand'; leave the header out of the range",
    ),
    "two rows of numbers": (
        ([[10, 20, 30], [40, 50, 60]], 1, 1),
        (
            "argument 1, demand: expected one row or one column of numbers >= 0, or two with the names of the periods, "
            "found 2 x 3 cells of numbers, neither row or column clearly names; "
            "name the periods by text; for several products use OPTIMIZE_PLANS"
        ),
    ),
    "a sum among the periods": (
        ([["Jan", 1], ["Feb", 2], ["Total", 3]], 1, 1),
        (
            "argument 1, demand, position 3: expected the name of a period, found 'Total'; "
            "type its name, or leave the cell out"
        ),
    ),
    "the same period twice": (
        ([["Jan", 1], ["Feb", 2], ["jan", 3]], 1, 1),
        (
            "argument 1, demand, position 3: expected each period once, "
            "found 'jan' in argument 1, demand, position 1 too; rename one of the two columns, or add them up in one"
        ),
    ),
    "neither yes nor no": (
        ([10, 20], 1, 1, None, None, None, None, "maybe"),
        "argument 8, whole_units: expected yes or no, found 'maybe'; choose one of them",
    ),
    "a number typed as text": (
        ([10, "20"], 1, 1),
        (
            "argument 1, demand, position 2: expected a number >= 0, found '20'; "
            "the cell holds text: give it a number format, and type the number again"
        ),
    ),
}


@pytest.mark.parametrize("name", ["OPTIMIZE_PLAN", "PLAN_COST", "PLAN_STATUS"])
@pytest.mark.parametrize(("arguments", "sentence"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_argument_position_and_what_was_expected(
    name: str, arguments: tuple[object, ...], sentence: str
) -> None:
    """The same sentence whichever function is asked, and short enough for a cell."""
    assert told(name, *arguments) == sentence
    assert len(sentence) <= 250


def test_several_mistakes_are_counted() -> None:
    """One cell has room for one; the planner knows that there are more."""
    assert told("OPTIMIZE_PLAN", [10, "x", -1], [1, "y", 2], 1).endswith("(and 2 more)")


def test_years_and_numbers_in_order_are_names_and_names_may_stand_on_either_side() -> None:
    """2026, 2027, 2028 beside the demand; or the names to its right."""
    years = formula("OPTIMIZE_PLAN", [[2026, 5], [2027, 6], [2028, 7]], 1, 1)
    assert [row[:2] for row in years[1:]] == [[2026.0, 5.0], [2027.0, 6.0], [2028.0, 7.0]]
    right = formula("OPTIMIZE_PLAN", [[5, "Jan"], [6, "Feb"], [7, "Mar"]], 1, 1)
    assert [row[:2] for row in right[1:]] == [["Jan", 5.0], ["Feb", 6.0], ["Mar", 7.0]]


def test_two_by_two_cells_are_read_where_one_side_is_clearly_names() -> None:
    """Names to the left, or names on top."""
    assert [row[0] for row in formula("OPTIMIZE_PLAN", [["Jan", 1], ["Feb", 4]], 1, 1)[1:]] == ["Jan", "Feb"]
    assert column(formula("OPTIMIZE_PLAN", [["Jan", "Feb"], [1, 4]], 1, 1), "Demand") == [1.0, 4.0]


def test_formulas_on_the_same_cells_share_one_solve() -> None:
    """Three functions, one solve; another number, another solve; the same again, none."""
    demand = [10.25, 20.5, 30.125]
    before = PLANS.solves
    for name in ("OPTIMIZE_PLAN", "PLAN_COST", "PLAN_STATUS"):
        formula(name, demand, 3, 0.25)
    assert PLANS.solves == before + 1
    formula("PLAN_COST", demand, 3, 0.26)
    formula("PLAN_COST", [demand], 3, 0.25)
    assert PLANS.solves == before + 2
