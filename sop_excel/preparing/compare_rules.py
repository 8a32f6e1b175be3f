"""Rules beside the cheapest plan, into table RuleComparison: on the forecast as given, and on random demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from sop_excel.comparing.at_equal_service import Compared, compared
from sop_excel.comparing.own_rule import NOTHING
from sop_excel.comparing.rule_table import Row, in_tenths, on_forecast_rows, rule_table, simulated_rows
from sop_excel.comparing.simulated import SMOOTHING, Simulation
from sop_excel.contract.forms import key_of
from sop_excel.domain.axes import CLASSES, LIMITS, ROUTES
from sop_excel.domain.bill_of_materials import BILL
from sop_excel.domain.plan import NoPlan, Plan
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table
from sop_excel.domain.told_issues import told_issue
from sop_excel.domain.vocabulary import counted, figure, money, percent
from sop_excel.errors import InputError, Issue
from sop_excel.model.engine.rolling import asks_for_whole
from sop_excel.model.mishap import attempted
from sop_excel.model.solve import solve
from sop_excel.planning import HEADERS_ENOUGH, TABLE_NAMES, PlanningBook, checked_problem, named_tables
from sop_excel.preparing.chance import CHANCE_TABLES, Chance, chance_of
from sop_excel.preparing.prepared import Prepared, Progress, silent
from sop_excel.sheets.run_info import input_hash

TABLES_READ = (*TABLE_NAMES, *CHANCE_TABLES)
FEWEST_PATHS, MOST_PATHS = 20, 10_000
MOST_PERIODS = 520
MOST_VARIATION = 5.0
# Work of the simulation: a plan of c cells takes about 0.3 + 0.012 c thousandths of a second, and each path and period
# takes so many of them. What would be more is simulated on fewer paths: a count, so that the same is always told.
NO_SIMULATION = "Not simulated: components follow from the plans of their parents; compared on the forecast alone"
IN_WHOLE = "Not simulated: setups, lots and min loads ask for whole numbers, in which no plan is made anew so often"
LIMITED = "Not simulated: limits of tables Limits and Penalties and targets of stocks are those of this horizon"
OF_CLASSES = "In the simulation what is late or lost of a product is borne by the classes of which it costs least"
BY_DEFAULT = "In the simulation all is made by the default routes, in the cheapest plan too"
PLANS_A_PATH, MOST_WORK = 15, 45_000.0


@dataclass(frozen=True)
class RuleOptions:
    """How rules are compared: paths of demand, the seed of their chance, the periods that are lived through (None: the
    horizon), the fill rate that all serve (None: that of the cheapest plan), and a coefficient of variation of demand
    for where no table tells how it varies.
    """

    paths: int = 200
    seed: int = 1
    periods: int | None = None
    fill_rate: float | None = None
    variation: float | None = None


def compare_rules_of(book: PlanningBook, options: RuleOptions, progress: Progress = silent) -> Prepared:
    """Table RuleComparison of a workbook, wherever it is; see ``prepare_rules``."""
    return prepare_rules(named_tables(book, TABLES_READ, HEADERS_ENOUGH), book.name, options, progress)


def prepare_rules(
    tables: Mapping[str, Table], name: str, options: RuleOptions, progress: Progress = silent
) -> Prepared:
    """Table RuleComparison from the planning tables and, if there are some, those of the forecast or the history.

    ``tables`` are those of ``TABLES_READ`` that the workbook has, ``name`` is the plan's where no setting says it.
    Raises InputError with every problem of the options and the tables, and where there is no plan to compare with.
    """
    started = perf_counter()
    if issues := _misfits(options):
        raise InputError(issues)
    problem, warnings = checked_problem(tables, name)
    plan = solve(problem.canonical()[0])
    if isinstance(plan, NoPlan):
        raise InputError([Issue(name, "", "a workbook that has a plan", "none", "run sop-excel optimize: it says why")])
    simulation = Simulation(plan.problem, options.periods or plan.problem.shape[1])
    source = chance_of(plan.problem, tables, simulation.forecast, options.variation)
    rows = on_forecast_rows(plan)
    given = perf_counter()
    nothing: tuple[list[Row], tuple[str, ...], tuple[str, ...]] = ([], (), ())
    (simulated, told, notes), missing = attempted(
        "The simulation", lambda: _simulated(plan, simulation, source, options, progress), nothing
    )
    seconds = {"on the forecast": given - started, "simulation": perf_counter() - given}
    table = rule_table([*rows, *simulated], input_hash(tables))
    return Prepared(
        outputs=(table,),
        summary=(*_in_short(plan, rows), *told),
        notes=(*map(told_issue, warnings), *notes, *missing),
        seconds=seconds,
        answer={"rules": [dict(zip(map(key_of, table.headers), row, strict=True)) for row in table.rows]},
    )


def _misfits(options: RuleOptions) -> list[Issue]:
    """What is wrong with the options; each is named as the command line has it."""
    periods = 1 if options.periods is None else options.periods
    checks: tuple[tuple[str, float, bool, str, str], ...] = (
        (
            "--paths", options.paths, FEWEST_PATHS <= options.paths <= MOST_PATHS,
            f"a whole number from {FEWEST_PATHS} to {MOST_PATHS:,}", "type a number of paths such as 200",
        ),
        ("--seed", options.seed, options.seed >= 0, "a whole number >= 0", "type one such as 1"),
        (
            "--periods", periods, 1 <= periods <= MOST_PERIODS,
            f"a whole number from 1 to {MOST_PERIODS}", "type a number of periods, or leave it out for the horizon",
        ),
        (
            "--fill-rate", options.fill_rate or 0.5, options.fill_rate is None or 0 < options.fill_rate < 1,
            "a number between 0 and 1", "type a share such as 0.98",
        ),
        (
            "--cv", options.variation or 0.0, options.variation is None or 0 < options.variation <= MOST_VARIATION,
            f"a number > 0 and <= {figure(MOST_VARIATION)}", "type a share such as 0.3",
        ),
    )  # fmt: skip
    return [
        Issue(place, "", expected, figure(found), advice) for place, found, fits, expected, advice in checks if not fits
    ]


def _in_short(plan: Plan, rows: list[Row]) -> tuple[str, ...]:
    """What each rule costs on the forecast, in a line each."""
    currency = plan.problem.currency
    told = []
    for row in rows:
        cost, more = row.get("Total cost"), row.get("Difference to optimum")
        if not isinstance(cost, float) or not isinstance(more, float):
            told.append(f"{row['Rule']}: {row['Note']}")
            continue
        extra = f", {money(abs(more))} {'more' if more > 0 else 'less'}" if abs(more) >= NOTHING else ""
        told.append(f"{row['Rule']}: {money(cost)} {currency}{extra}")
    return ("On the forecast as given:", *(f"  {line}" for line in told))


def _simulated(
    plan: Plan, simulation: Simulation, source: Chance | str, options: RuleOptions, progress: Progress
) -> tuple[list[Row], tuple[str, ...], tuple[str, ...]]:
    """(rows, what is told first, notes) of the simulation; no rows where nothing tells how demand varies."""
    if why := _not_simulated(plan.problem):
        return [], (), (why,)
    if isinstance(source, str):
        return [], (), (source,)
    notes, count = source.told, _affordable(simulation, options.paths)
    if count < FEWEST_PATHS:
        size = f"{counted(plan.problem.shape[0], 'product')} and {counted(simulation.periods, 'period')}"
        return [], (), (*notes, f"Not simulated: {size} are too many to plan again and again; try fewer --periods")
    if count < options.paths:
        notes = (*notes, f"Simulated on {count} paths instead of {options.paths}, as so many plans would take too long")
    paths, others = (
        source.paths(simulation.forecast, count, np.random.default_rng([options.seed, part])) for part in (0, 1)
    )
    aim, found = compared(simulation, paths, others, options.fill_rate, progress)
    told = _told(plan, simulation, aim, found)
    return simulated_rows(simulation, aim, found), told, (*notes, *_assumptions(plan.problem))


def _not_simulated(problem: Problem) -> str:
    """Why the cheapest plan cannot be made anew each period, so that no rule is held against it; "" where it can."""
    if len(problem.items(BILL)):
        return NO_SIMULATION
    if len(problem.items(LIMITS)):
        return f"{LIMITED}; compared on the forecast alone"
    return f"{IN_WHOLE}; compared on the forecast alone" if asks_for_whole(problem) else ""


def _affordable(simulation: Simulation, paths: int) -> int:
    cells = simulation.problem.shape[0] * simulation.ahead
    return min(paths, int(MOST_WORK / (PLANS_A_PATH * simulation.periods * (0.3 + 0.012 * cells))))


def _told(plan: Plan, simulation: Simulation, aim: float, found: tuple[Compared, ...]) -> tuple[str, ...]:
    periods, currency = simulation.periods, plan.problem.currency
    lines = []
    for one in found[1:]:
        if one.apart:
            lines.append(f"  {one.words}: serves {in_tenths(one.lived.fill_rate)}; {one.apart}")
            continue
        if max(map(abs, (one.difference, one.low, one.high))) / periods < NOTHING:
            lines.append(f"  {one.words}: costs the same")
            continue
        mean, low, high = (_signed(amount / periods) for amount in (one.difference, one.low, one.high))
        lines.append(f"  {one.words}: {mean} a period, in {currency} ({low} to {high})")
    count = len(found[0].lived.cost)
    head = (
        f"Simulated on {count} paths, all serving about {in_tenths(aim)} of the units in time, beside {found[0].words}:"
    )
    return (head, *lines)


def _signed(amount: float) -> str:
    """What something costs more or less.

    >>> _signed(12.5), _signed(-3.0), _signed(0.001)
    ('12.50 more', '3 less', '0 more')
    """
    return f"{money(abs(amount))} {'less' if amount <= -NOTHING else 'more'}"


def _assumptions(problem: Problem) -> tuple[str, ...]:
    notes: tuple[str, ...] = (
        f"In the simulation the forecast of all later periods moves by {percent(SMOOTHING)} of each error",
        "Beyond the horizon the mean demand goes on; stock left beyond that of the start counts as it cost to make",
        "Safety stock gives way to demand in the simulation, and its penalty is no cost there",
        "Intervals hold for the knobs as set, and as far as the errors of the past stand for those to come",
    )
    if len(problem.items(ROUTES)):
        notes = (*notes, BY_DEFAULT)
    if len(problem.items(CLASSES)):
        notes = (*notes, OF_CLASSES)
    if (problem.products.shelf_life <= problem.shape[1]).any():
        notes = (*notes, "In the simulation the stock counts as fresh whenever the cheapest plan is made")
    whole = "In the simulation the cheapest plan is found without whole units, and rounded up"
    return (*notes, whole) if problem.policies.whole_units else notes
