"""The worksheet functions. To add one, declare it here and list it in ``FUNCTIONS``; every host then has it."""

from __future__ import annotations

from functools import partial

from sop_excel.demand.forecast_errors import safety_stock_for
from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.domain.coverage import follow_targets, late_units, trailing_cover
from sop_excel.domain.plan import Found, NoPlan
from sop_excel.functions import answers
from sop_excel.functions.argument_tables import product_tables, whole_tables
from sop_excel.functions.arguments import (
    BASIS,
    COVER_PERIODS,
    COVERAGE,
    ERRORS,
    FORECASTING,
    HISTORY,
    ONE_PRODUCT,
    PLANNING,
    TRAILING,
)
from sop_excel.functions.declare import Arguments, Cells, NoFigures, WorksheetFunction, worksheet_function
from sop_excel.functions.history_range import sold_in
from sop_excel.functions.numbers import choice, errors_of_cycles, horizon_level_season, scenario
from sop_excel.functions.plan_state import no_plan, status
from sop_excel.functions.shared import PLANS, problem_of
from sop_excel.sheets.outputs import plan_table


@worksheet_function(*ONE_PRODUCT)
def optimize_plan(given: Arguments) -> Cells | NoFigures:
    """The cheapest production plan of one product: what to make in each period and what is then in stock."""
    tables, periods = product_tables(given)
    plan = PLANS.plan(tables)
    if isinstance(plan, NoPlan):
        return no_plan(partial(PLANS.told, tables))
    return answers.schedule(plan.problem, periods, plan.production, plan.inventory, plan.problem.products.safety_stock)


@worksheet_function(*ONE_PRODUCT)
def plan_cost(given: Arguments) -> Cells | NoFigures:
    """What the cheapest plan of one product costs, and the lower bound that no plan can beat."""
    tables, _ = product_tables(given)
    plan = PLANS.plan(tables)
    return no_plan(partial(PLANS.told, tables)) if isinstance(plan, NoPlan) else answers.costs(plan)


@worksheet_function(*ONE_PRODUCT, figures=False)
def plan_status(given: Arguments) -> Cells:
    """Whether the plan of one product is proved to be the cheapest, or why there is none and what would help."""
    return [[status(PLANS.told(product_tables(given)[0]))]]


@worksheet_function(*PLANNING)
def optimize_plans(given: Arguments) -> Cells | NoFigures:
    """The cheapest production plan of several products that share resources, from the tables of a planning workbook."""
    tables, wanted = whole_tables(given), scenario(given)
    plan: Found = PLANS.plan(tables, wanted)
    if isinstance(plan, NoPlan):
        return no_plan(partial(PLANS.told, tables, wanted))
    table = plan_table(plan)
    return answers.rows(table.headers, *table.rows)


@worksheet_function(*PLANNING, figures=False)
def plans_status(given: Arguments) -> Cells:
    """Whether the plan of several products is proved the cheapest and what to know about it, or why there is none."""
    return [[status(PLANS.told(whole_tables(given), scenario(given)))]]


@worksheet_function(*COVERAGE)
def coverage_plan(given: Arguments) -> Cells:
    """What the rule "always n periods of coverage" makes and costs, and how much demand it serves late.

    In each period as much is made, within Max production and Max inventory, as brings the stock at its end up to the
    demand of the next n periods (forward), or of the last n with this one (trailing); a fraction takes part of one.
    Beyond the horizon the mean demand goes on; before it the mean of the demand so far counts. The rule does not look
    further ahead, so it can run short before a peak. Then the inventory is negative by what is owed, which costs
    nothing here: compare its cost with that of a plan only beside its service. Late has the units of a period's demand
    that are not delivered in it, Fill rate the share that is (blank without demand). SUM(Late) are all late units, and
    1 - SUM(Late) / SUM(Demand) is the fill rate of the whole.
    """
    tables, periods = product_tables(given)
    basis, problem = choice(given, BASIS), problem_of(tables)
    targets = problem.products.safety_stock
    if basis == TRAILING:
        targets = trailing_cover(problem.demand, float(problem.products[COVER_PERIODS.name][0]))
    production, inventory = follow_targets(problem, targets)
    rows = answers.schedule(problem, periods, production, inventory, targets)
    return answers.beside(rows, answers.service(problem, late_units(problem, inventory)))


@worksheet_function(*ERRORS)
def safety_stock(given: Arguments) -> Cells:
    """Safety stock from past forecast errors, added up over lead time and review period.

    The errors of as many periods in a row as lead time and review period have together are added up, for every start;
    the answer is the quantile of these sums at the service level (median-unbiased), at least 0. A level beyond what so
    few sums can show takes the normal quantile of their mean and deviation, and never less than the largest sum.
    """
    return [[safety_stock_for(*errors_of_cycles(given))]]


@worksheet_function(*FORECASTING)
def forecast_demand(given: Arguments) -> Cells:
    """Mean, low and high demand of the next periods from what was sold, and the method that fits it.

    Demand with many periods without any is recognised and forecast as such; all else is the mean of three models of
    the history without its seasons. How wide the interval is follows from forecasts of the past made from the periods
    before. The first forecast of a session loads the forecasting library, which takes seconds. At most 100 products:
    more, and how good each forecast was, with sop-excel forecast.
    """
    sold = sold_in(given[HISTORY.name])
    horizon, level, season = horizon_level_season(given)
    return answers.forecast_rows(sold, forecast(sold.history, horizon, level, season, processes=1))


FUNCTIONS: tuple[WorksheetFunction, ...] = (
    optimize_plan,
    plan_cost,
    plan_status,
    optimize_plans,
    plans_status,
    coverage_plan,
    safety_stock,
    forecast_demand,
)
