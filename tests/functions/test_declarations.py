"""What every worksheet function must keep to, whatever it does: driven by the declarations."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from sop_excel.contract import schema
from sop_excel.domain.table import ErrorValue, Value
from sop_excel.functions import FUNCTIONS, WorksheetFunction
from sop_excel.functions.declare import Argument, Shape
from sop_excel.functions.sentences import SENTENCE
from sop_excel.functions.shared import SharedPlans
from tests.examples import tried
from tests.tables import day, small_book, table

ANSWERS = tried(300)  # of each function
EACH = pytest.mark.parametrize("function", FUNCTIONS, ids=[function.name for function in FUNCTIONS])
Rows = list[list[Value]]


def test_the_functions_are_those_that_planners_were_promised() -> None:
    """Names and arguments in their order; optional ones follow the required ones."""
    signatures = {
        function.name: [one.name if one.required else f"[{one.name}]" for one in function.arguments]
        for function in FUNCTIONS
    }
    one_product = ["demand", "production_cost", "holding_cost", "[initial_inventory]", "[safety_stock_periods]",
                   "[max_production]", "[max_inventory]", "[whole_units]"]  # fmt: skip
    assert signatures == {
        "OPTIMIZE_PLAN": [*one_product, "[messages]"],
        "PLAN_COST": [*one_product, "[messages]"],
        "PLAN_STATUS": one_product,
        "OPTIMIZE_PLANS": ["products", "demand", "[settings]", "[resources]", "[routings]", "[capacity]",
                           "[receipts]", "[firm_production]", "[period_data]", "[scenarios]", "[scenario]",
                           "[published_plan]", "[bill_of_materials]", "[limits]",
                           "[penalties]", "[families]", "[routes]", "[classes]", "[messages]"],
        "PLANS_STATUS": ["products", "demand", "[settings]", "[resources]", "[routings]", "[capacity]",
                         "[receipts]", "[firm_production]", "[period_data]", "[scenarios]", "[scenario]",
                         "[published_plan]", "[bill_of_materials]", "[limits]", "[penalties]",
                         "[families]", "[routes]", "[classes]"],
        "COVERAGE_PLAN": ["demand", "production_cost", "holding_cost", "cover_periods", "[initial_inventory]",
                          "[max_production]", "[max_inventory]", "[basis]", "[messages]"],
        "SAFETY_STOCK": ["forecast_errors", "cycle_service_level", "[lead_time]", "[review_period]", "[messages]"],
        "FORECAST_DEMAND": ["history", "horizon", "[level]", "[season_length]", "[messages]"],
    }  # fmt: skip


@EACH
def test_help_is_a_sentence_that_excel_can_show(function: WorksheetFunction) -> None:
    """Excel cuts descriptions at 255 characters; every argument says its unit and what it takes."""
    for text in (function.help, *(one.help for one in function.arguments)):
        assert text.endswith(".")
        assert len(text) <= 200
    assert all(one.unit for one in function.arguments)


@EACH
def test_whatever_the_cells_hold_the_answer_is_a_table_or_one_short_sentence(function: WorksheetFunction) -> None:
    """Random formulas, drawn from the declarations, good cells and bad ones mixed: nothing is ever raised.

    A function of figures answers with an error value unless a sentence is asked for, one that tells the status never.
    """
    chance, good, bad = Random(function.name), 0, 0  # noqa: S311 - figures, not secrets
    for _ in range(ANSWERS):
        given = [_argument(chance, one) for one in function.arguments]
        answer = function(*given)
        if isinstance(answer[0][0], ErrorValue):
            assert (answer, function.has_figures) == ([[answer[0][0]]], True)
            answer = function(*given[:-1], [[True]])
            if given[-1] is not None and answer[0][0] == "Period":
                continue  # it was the last argument that was wrong
        widths = {len(row) for row in answer}
        assert len(widths) == 1
        assert all(isinstance(cell, str | float | None) and cell == cell for row in answer for cell in row)
        first = answer[0][0]
        refused = isinstance(first, str) and first.startswith("argument ")
        good, bad = good + (not refused), bad + refused
        if len(answer) == 1 and isinstance(first, str):
            assert len(first) <= SENTENCE
            assert first.isprintable()
    assert good >= ANSWERS // 15, "the random arguments are never good"
    assert bad >= ANSWERS // 15, "the random arguments are never bad"


def _argument(chance: Random, argument: Argument) -> Rows | None:
    if not argument.required and chance.random() < 0.6:
        return None
    good = _GOOD[argument.shape](chance, argument)
    if chance.random() < 0.06:
        row = chance.randrange(len(good))
        good[row][chance.randrange(len(good[row]))] = chance.choice(_BAD)
    return good


_BAD: list[Value] = [None, "", "n/a", "12", -1.0, 1e300, True, ErrorValue("#N/A"), ErrorValue("#ERROR!"), "=1+1",
                     "x" * 400, "Total", "a\nb", float("inf"), float("nan"), day(2026, 1, 1)]  # fmt: skip


def _series(chance: Random, length: int, least: int = 0) -> Rows:
    numbers: list[Value] = [float(chance.randint(least, 50)) for _ in range(length)]
    return [numbers] if chance.random() < 0.5 else [[number] for number in numbers]


def _choice(chance: Random, argument: Argument) -> Rows:
    word: str = chance.choice(argument.choices)
    return [[word]]


def _table(chance: Random, argument: Argument) -> Rows:
    tables = small_book(
        table("Settings", ["Setting", "Value"], ["Currency", "USD"]),
        table("Resources", ["Resource", "Capacity"], ["Line", float(chance.randint(20, 90))]),
        table("Routings", ["Product", "Resource", "Usage"], ["A", "Line", 1.0], ["B", "Line", 2.0]),
        table("Capacity", ["Resource", "Feb"], ["Line", 80.0]),
        table("Receipts", ["Product", "Jan"], ["A", 2.0]),
        table("FirmProduction", ["Product", "Jan"], ["B", 1.0]),
        table("PeriodData", ["Field", "Item", "Period", "Value"], ["Holding cost", "A", "Mar", 3.0]),
        table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["High", "Demand", "multiply", 2.0]),
        table("PublishedPlan", ["Product", "Jan"], ["A", 9.0]),
        table("Routes", ["Product", "Route", "Production cost"], ["A", "Line 2", 6.0]),
        table("Classes", ["Class", "Lost sale cost"], ["Web", 5.0]),
        table("BillOfMaterials", ["Parent", "Component", "Quantity"], ["A", "B", 2.0]),
        table("Limits", ["Limit", "Max"], ["Carbon", 900.0]),
        table("Penalties", ["Limit", "Penalty"], ["Capacity", 2.0]),
        table("Families", ["Family", "Setup cost"], ["Red", 5.0]),
    )
    names = {form.name.lower(): form.name for form in schema.INPUT_TABLES}
    given = tables[names[argument.name.replace("_", "")]]
    return [list(given.headers), *(list(row) for row in given.rows)]


_YES_NO: list[Value] = [True, False, "yes", 1.0]

_GOOD: dict[Shape, Callable[[Random, Argument], Rows]] = {
    Shape.DEMAND: lambda chance, argument: _series(chance, 3),
    Shape.SERIES: lambda chance, argument: _series(chance, chance.choice([1, 3])),
    Shape.NUMBER: lambda chance, argument: [[float(chance.randint(0, 3))]],
    Shape.YES_NO: lambda chance, argument: [[chance.choice(_YES_NO)]],
    Shape.TABLE: _table,
    Shape.HISTORY: lambda chance, argument: _series(chance, chance.randint(1, 30)),
    Shape.ERRORS: lambda chance, argument: _series(chance, chance.randint(2, 30), -50),
    Shape.SHARE: lambda chance, argument: [[chance.random() * 0.98 + 0.01]],
    Shape.WHOLE: lambda chance, argument: [[float(chance.randint(0, 3))]],
    Shape.CHOICE: _choice,
    Shape.NAME: lambda chance, argument: [[chance.choice(["High", "base"])]],
}


def test_more_arguments_than_a_function_has_are_a_mistake_of_the_host() -> None:
    """Not of the planner, whom Excel would not let type them."""
    with pytest.raises(TypeError, match="takes 5 arguments"):
        FUNCTIONS[-1]([[1.0]], [[0.5]], None, None, None, [[1.0]])


def test_plans_are_forgotten_from_the_oldest_on() -> None:
    """With room for two, the third solve pushes out the one that was asked for least recently."""
    plans = SharedPlans(most=2)

    def ask(cost: float) -> None:
        plans.plan(small_book(table("Products", ["Product", "Holding cost"], ["A", cost], ["B", 1.0])))

    for cost in (1.0, 2.0, 1.0, 3.0, 1.0):
        ask(cost)
    assert plans.solves == 3
    ask(2.0)
    assert plans.solves == 4
