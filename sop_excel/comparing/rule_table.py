"""Table RuleComparison: what rules cost beside the cheapest plan, on the forecast and simulated; of which inputs it is.

It is written by its own command. A run that plans other inputs blanks its numbers, since stale ones would look like
those of the plan (rule O5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum

import numpy as np

from sop_excel.comparing.at_equal_service import Compared, article_words
from sop_excel.comparing.longer import mean_demand
from sop_excel.comparing.on_forecast import four_weeks, on_forecast
from sop_excel.comparing.own_rule import chosen_rule, what_differs
from sop_excel.comparing.priced import Priced
from sop_excel.comparing.rules import PlanningRule, chase, forward_coverage, level, trailing_coverage
from sop_excel.comparing.simulated import Simulation
from sop_excel.contract.life_tables import RULE_COMPARISON
from sop_excel.domain.bill_of_materials import BILL, exploded
from sop_excel.domain.measures import sales, served_late
from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import Figure, capital, phrase, say
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.domain.vocabulary import percent, whole
from sop_excel.model.solve import solve
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import input_hash

Row = dict[str, Value]
GIVEN = say("On the forecast as given")
CHANGED = say("the inputs are no longer those with which the rules were compared; run sop-excel compare-rules again.")
STALE = capital(CHANGED)
TOLD_STALE = say("Table {table} is blank: {why}", table=RULE_COMPARISON.name, why=CHANGED)
BEST = say("The cheapest plan")
IN_WEEKS = (  # the coverages that are shown, where the days of a period are known
    phrase("two weeks of forward coverage"),
    phrase("four weeks of forward coverage"),
    phrase("eight weeks of forward coverage"),
    phrase("two weeks of trailing coverage"),
    phrase("four weeks of trailing coverage"),
    phrase("eight weeks of trailing coverage"),
)
OF_FOUR_WEEKS = (0.5, 1.0, 2.0)  # the coverages that are shown
ARTICLE = 1.5  # periods of mean demand as safety stock, the rule of the article that this package grew from


def on_forecast_rows(plan: Plan) -> list[Row]:
    """The cheapest plan and every rule on its forecast, as they are told in the table."""
    rows = [_row(BEST, GIVEN, plan, Priced(plan.quantities, plan.costs, plan.revenue), say("no plan costs less"))]
    for rule in rules_shown(plan.problem):
        found = on_forecast(plan.problem, rule)
        note: str = what_differs(plan, found)
        if found.broken:
            note = say("cannot keep the limits: {limits}", limits=found.broken)
        rows.append(_row(capital(rule.words), GIVEN, plan, found, note))
    return [*rows, _article_row(plan)]


def rules_shown(problem: Problem) -> tuple[PlanningRule, ...]:
    """Coverages of two, four and eight weeks (half a period, one and two where their days are not known), level, chase,
    and the planner's own rule if it is none of them."""
    covered = [part * four_weeks(problem) for part in OF_FOUR_WEEKS]
    shown = [rule(periods) for rule in (forward_coverage, trailing_coverage) for periods in covered]
    if problem.days_per_period:
        shown = [replace(rule, words=say(words)) for rule, words in zip(shown, IN_WEEKS, strict=True)]
    own = chosen_rule(problem)
    rules = (*shown, level(), chase())
    return rules if own.words in [rule.words for rule in rules] else (*rules, own)


def _article_row(plan: Plan) -> Row:
    """A safety stock of 1.5 periods of mean demand in place of the workbook's, then the cheapest plan with it."""
    problem = plan.problem
    name = capital(article_words(ARTICLE))
    found = solve(with_article_stock(problem))
    if isinstance(found, NoPlan):
        return {"Rule": name, "View": GIVEN, "Note": say("no plan can keep so much safety stock")}
    note = say(
        "keeps safety stocks of its own, not those of the workbook; {difference}", difference=what_differs(plan, found)
    )
    return _row(name, GIVEN, plan, Priced(found.quantities, found.costs, found.revenue), note)


def with_article_stock(problem: Problem) -> Problem:
    """The problem with a safety stock of 1.5 periods of mean demand of every product."""
    needed = exploded(problem.items(BILL), problem.demand, problem.products["yield"])
    floors = np.repeat(ARTICLE * mean_demand(problem.replace(demand=needed))[:, None], problem.shape[1], axis=1)
    return problem.replace(products=problem.products.replace(safety_stock=floors))


def _row(rule: str, view: str, plan: Plan, found: Priced, note: str) -> Row:
    problem, made = plan.problem, found.quantities
    asked = fsum(problem.demand.flat)
    in_time = fsum((sales(problem, made) - served_late(problem, made)).flat)
    row: Row = {
        "Rule": rule,
        "View": view,
        "Fill rate": in_time / asked if asked else None,
        "Average inventory": fsum(made.inventory.flat) / problem.shape[1],
        "Final inventory": fsum(made.inventory[:, -1].tolist()),
        "Units short": found.short,
        "Note": note,
    }
    if found.broken:
        return row
    costs = {"Total cost": found.total_cost, "Difference to optimum": found.objective - plan.objective}
    return row | costs | {"Cost per period": found.total_cost / problem.shape[1]}


def simulated_rows(simulation: Simulation, aim: float, found: Sequence[Compared]) -> list[Row]:
    """Every policy as it went in the simulation; costs are means of the paths."""
    count, periods = len(found[0].lived.cost), simulation.periods
    told = {"periods": whole(periods), "paths": whole(count)}
    view = say("Simulated: {periods} periods, {paths} paths, at the same fill rate", **told)
    return [_simulated_row(one, view, simulation, aim, one is found[0]) for one in found]


def _simulated_row(one: Compared, view: str, simulation: Simulation, aim: float, is_best: bool) -> Row:
    lived, periods = one.lived, simulation.periods
    cost = _mean(lived.cost.tolist())
    row: Row = {
        "Rule": say("{rule} (simulated)", rule=capital(one.words)),
        "View": view,
        "Total cost": cost,
        "Cost per period": cost / periods,
        "Fill rate": lived.fill_rate,
        "Average inventory": _mean(lived.average.tolist()),
        "Final inventory": _mean(lived.last.tolist()),
        "Units short": _mean(lived.unserved.tolist()),
        "Note": _note(one, aim, is_best),
    }
    if one.apart:
        return row
    return row | {
        "Difference to optimum": one.difference,
        "Difference low": None if is_best else one.low,
        "Difference high": None if is_best else one.high,
    }


def _note(one: Compared, aim: float, is_best: bool) -> str:
    if one.apart:
        return say("not at the fill rate of {rate}: {why}", rate=in_tenths(aim), why=one.apart)
    if is_best:
        rate = in_tenths(one.lived.fill_rate)
        return say("with the safety stocks of the workbook it serves {rate} in time", rate=rate)
    sure = say("not to be told from the cheapest plan")
    if one.low > 0 or one.high < 0:
        sure = say("dearer") if one.low > 0 else say("cheaper")
    return say("set to serve {rate} on other paths; {sure}, as far as these paths tell", rate=in_tenths(aim), sure=sure)


def in_tenths(share: float) -> Figure:
    """A fill rate to the tenth of a per cent, as small differences of it count."""
    return percent(share) if round(share, 2) == share else Figure(f"{100 * share:.1f} %")


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def rule_table(rows: Sequence[Row], inputs: str) -> OutputTable:
    """The table; ``inputs`` is the hash of the inputs that it is of."""
    return output_table(RULE_COMPARISON, [RULE_COMPARISON.row({**row, "Inputs": inputs}) for row in rows])


def kept_or_blank(tables: Mapping[str, Table]) -> tuple[tuple[OutputTable, ...], tuple[str, ...]]:
    """What a run of these inputs makes of the table: nothing where it is of the same; else one without numbers, and
    what is to be said."""
    rows = [*_compared(tables.get(RULE_COMPARISON.name))]
    if not rows or {inputs for *_, inputs in rows} <= {input_hash(tables), None}:
        return (), ()
    blank = [RULE_COMPARISON.row({"Rule": rule, "View": view, "Note": STALE}) for rule, view, _ in rows]
    return (output_table(RULE_COMPARISON, blank),), (TOLD_STALE,)


def _compared(table: Table | None) -> Iterator[tuple[Value, Value, Value]]:
    """Rule, view and inputs of the rows that are not blank."""
    for rule, view, inputs in cells_under(table, "Rule", "View", "Inputs"):
        if rule is not None:
            yield rule, view, inputs
