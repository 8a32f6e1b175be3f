"""The plan that stands in a workbook, as it would be published: its run, its rows, and what speaks against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import fsum
from typing import NamedTuple

from sop_excel.contract import schema
from sop_excel.domain.costs import PROFIT, REVENUE, TOTAL_COST
from sop_excel.domain.makings import made
from sop_excel.domain.period_names import meaning
from sop_excel.domain.plan import Quantities, gap, proof_tolerance
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Filling, Table
from sop_excel.domain.vocabulary import money_in_full, quoted
from sop_excel.domain.written_dates import first_day
from sop_excel.domain.written_plan import WrittenPlan
from sop_excel.errors import InputError, Issue
from sop_excel.model.verify import standing
from sop_excel.planning import HEADERS_ENOUGH, PlanningBook, checked_problem, tables_of
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.checks import CENT
from sop_excel.sheets.read_plan import written_plan
from sop_excel.sheets.run_info import RUN_ID_FIELD, input_hash, recorded, recorded_scenario
from sop_excel.store.filled_after import fillings
from sop_excel.store.kept_run import INPUTS, OUTPUTS, KeptRun, kept_outputs
from sop_excel.store.tables_json import canonical, sha256

AGAIN = "plan it again (sop-excel optimize) and publish that"


class PlanRow(NamedTuple):
    """A product in a period, which begins on ``plan_date``: units of demand, production, inventory and safety stock."""

    sku: str
    period: str
    plan_date: date
    amounts: tuple[float, ...]


@dataclass(frozen=True)
class StandingPlan:
    """``objections`` are sentences on why it should not be published; ``fillings`` are for the workbook once it is."""

    run: KeptRun
    rows: tuple[PlanRow, ...]
    objections: tuple[str, ...]
    fillings: tuple[Filling, ...] = ()

    @property
    def rows_sha256(self) -> str:
        """The hash of all numbers that are published."""
        plain = [(row.sku, row.period, row.plan_date.isoformat(), *row.amounts) for row in self.rows]
        return sha256(json.dumps(plain).encode())


def standing_plan(book: PlanningBook) -> StandingPlan:
    """The plan in the output tables of a workbook, checked against the inputs that stand there.

    Raises InputError for what cannot be published at all: wrong inputs, no plan, no run, periods without a date.
    """
    tables = tables_of(book, [name for name in HEADERS_ENOUGH if name not in OUTPUTS])
    problem, _ = checked_problem(tables, book.name, recorded_scenario(tables), schema.RUN_INFO.name)
    written = written_plan(tables, problem)
    if written is None or written.quantities is None:
        found = "; ".join(written.faults) if written else f"none ({recorded(tables, 'Status') or 'never planned'})"
        raise _refused("a plan with all its numbers", found, "plan it first: sop-excel optimize", schema.PLAN.name)
    rows = tuple(_rows(problem, written.quantities))
    objections = tuple(_objections(tables, problem, written))
    filled = fillings(tables, problem, written.quantities)
    return StandingPlan(_run(tables, problem, written), rows, objections, filled)


def _refused(expected: str, found: str, advice: str, table: str = schema.RUN_INFO.name) -> InputError:
    return InputError([Issue(f"table {table}", "", expected, found, advice)])


def _objections(tables: Mapping[str, Table], problem: Problem, written: WrittenPlan) -> Iterator[str]:
    if recorded(tables, "Input hash") != input_hash(tables):
        yield "it was made from other inputs than those that stand in the workbook now"
    name = recorded(tables, "Plan name")
    if name != problem.name:
        yield f"it was made as {quoted(name)}, and is now called {quoted(problem.name)}"
    for finding in standing(problem, written):
        if not finding.agrees:
            yield f"{finding.what}: {finding.said.rstrip('.')}"
    yield from _of_cost(tables, problem, written.total_cost)


def _of_cost(tables: Mapping[str, Table], problem: Problem, total: float) -> Iterator[str]:
    """What table Checks has against the cost (money): its lines, and its proof."""
    costs = _costs(tables)
    lines = fsum(amount for name, amount in costs.items() if name not in (TOTAL_COST, REVENUE, PROFIT))
    if abs(lines - total) > CENT:
        yield f"its cost lines add up to {money_in_full(lines)}, and not to the total of {money_in_full(total)}"
    bound = _number(_recorded_value(tables, "Lower bound"))
    if bound is None:
        yield f"table {schema.RUN_INFO.name} has no lower bound of its cost"
        return
    objective = total - costs.get(REVENUE, 0.0)
    tolerance = proof_tolerance(recorded(tables, "Status"), problem.policies.relative_gap)
    if gap(objective, bound, total) > tolerance:
        more = f"{money_in_full(objective - bound)} {problem.currency}"
        yield f"its cost is not proved: it may be up to {more} dearer than the cheapest plan"


def _costs(tables: Mapping[str, Table]) -> dict[str, float]:
    """The amounts of table CostSummary by their names."""
    lines = cells_under(tables.get(schema.COST_SUMMARY.name), "Cost", "Amount")
    return {str(name): float(amount) for name, amount in lines if isinstance(amount, float)}


def _rows(problem: Problem, quantities: Quantities) -> Iterator[PlanRow]:
    dates = [(period, _date(period)) for period in problem.periods]
    figures = (problem.demand, made(problem, quantities.families), quantities.inventory, problem.products.safety_stock)
    of_products = zip(problem.product_codes, *(figure.tolist() for figure in figures), strict=True)
    for sku, *numbers in of_products:
        for (period, day), *amounts in zip(dates, *numbers, strict=True):
            yield PlanRow(sku, period, day, tuple(amounts))


def _date(period: str) -> date:
    """The first day of a period. Raises InputError where its name does not say one."""
    said = meaning(period)
    day = first_day(said) if said is not None and said.year else 0
    if not day:
        wanted = "periods that say a month, week, quarter or day with its year, such as 2026-03 or 2026-W07"
        advice = "name the periods so: in the database each row of a plan has the date on which its period begins"
        raise _refused(wanted, quoted(period), advice, schema.DEMAND.name)
    return date.fromordinal(day)


def _run(tables: Mapping[str, Table], problem: Problem, written: WrittenPlan) -> KeptRun:
    """The run whose plan stands there, as far as table RunInfo knows it; versions are not among that."""
    costs = _costs(tables)
    run_id, made_at = recorded(tables, RUN_ID_FIELD), _moment(recorded(tables, "Date"))
    if not run_id or made_at is None:
        raise _refused("the id and the date of the run that made the plan", "none", AGAIN)
    return KeptRun(
        run_id=run_id,
        plan_name=problem.name,
        scenario=problem.scenario,
        made_at=made_at,
        made_by="",
        program="",
        solver=recorded(tables, "Solver"),
        python="",
        options={"scenario": problem.scenario},
        input_hash=input_hash(tables),
        inputs=canonical({name: tables[name] for name in INPUTS if name in tables}),
        outputs=canonical(kept_outputs(tables)),
        status=recorded(tables, "Status"),
        currency=problem.currency,
        total_cost=written.total_cost,
        revenue=costs.get(REVENUE),
        profit=costs.get(PROFIT),
        lower_bound=_number(_recorded_value(tables, "Lower bound")),
        gap=_number(_recorded_value(tables, "Gap")),
    )


def _recorded_value(tables: Mapping[str, Table], field: str) -> object:
    rows = cells_under(tables.get(schema.RUN_INFO.name), "Field", "Value")
    return next((value for name, value in rows if name == field), None)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        return None
