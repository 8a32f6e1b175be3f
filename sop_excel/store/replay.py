"""A kept run planned again from its own inputs: is it the same plan at the same cost, bit for bit?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.depths import FULL
from sop_excel.domain.table import OutputTable, Table
from sop_excel.domain.vocabulary import counted, figure, quoted
from sop_excel.planning import Answer, Options, plan_tables
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.plan_numbers import PlanNumbers, plan_numbers
from sop_excel.sheets.run_info import Stamp, recorded
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from sop_excel.store.kept_run import INPUTS, KeptRun, this_program, this_python

_TOLD = 5  # differences


@dataclass(frozen=True)
class Replay:
    """What came of it. ``differences`` are sentences, none where every number is the same; ``versions`` say what is
    another than it was then."""

    run: KeptRun
    answer: Answer
    differences: tuple[str, ...]
    versions: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether plan and cost are the same to the last bit."""
        return not self.differences


def replay(run: KeptRun) -> Replay:
    """Plan the inputs of a run again, with the solver and the scenario that it had.

    Raises InputError where this version refuses its inputs, and SolverError where it finds no answer.
    """
    inputs = {name: table for name, table in run.tables.items() if name in INPUTS}
    name = run.options.get("name") or run.plan_name
    stamp = Stamp(run.run_id, recorded(run.tables, "Date"))
    solver, explain = run.options.get("solver"), run.options.get("explain") or FULL
    options = Options(name=name, solver=solver, scenario=_scenario(run), stamp=stamp, explain=explain)
    answer = plan_tables(inputs, options)
    now = {output.name: output for output in answer.outputs}
    return Replay(run, answer, tuple(_differences(run.tables, now)), tuple(_versions(run, answer)))


def _scenario(run: KeptRun) -> str:
    """What was asked for: one scenario, or all of them."""
    return run.options.get("scenario") or run.scenario


def _differences(then: Mapping[str, Table], now: Mapping[str, OutputTable]) -> Iterator[str]:
    plan, cost = schema.PLAN.name, schema.COST_SUMMARY.name
    yield from _of_plans(plan_numbers(then.get(plan)), plan_numbers(now.get(plan)))
    amounts = [dict(_amounts(tables.get(cost))) for tables in (then, now)]
    for line in dict.fromkeys([*amounts[0], *amounts[1]]):
        was, is_now = (one.get(line) for one in amounts)
        if was != is_now:
            yield f"{line} was {_number(was)} and is {_number(is_now)} now"


def _of_plans(then: PlanNumbers | None, now: PlanNumbers | None) -> Iterator[str]:
    if then is None or now is None:
        if then is not now:
            yield "there was no plan and is one now" if then is None else "there was a plan and is none now"
        return
    if (then.products, then.periods) != (now.products, now.periods):
        yield "the products or periods of the plan are others"
        return
    apart = []
    for product, measure in dict.fromkeys([*then.rows, *now.rows]):
        was, is_now = (plan.of(product, measure) for plan in (then, now))
        for t in np.flatnonzero((was != is_now) & ~(np.isnan(was) & np.isnan(is_now))).tolist():
            numbers = f"was {float(was[t])!r} and is {float(is_now[t])!r} now"
            apart.append(f"{measure} of {product} in {then.periods[t]} {numbers}")
    yield from apart[:_TOLD]
    if len(apart) > _TOLD:
        yield f"{counted(len(apart) - _TOLD, 'more number')} of the plan"


def _amounts(table: Table | OutputTable | None) -> Iterator[tuple[str, float]]:
    for name, amount in cells_under(table, "Cost", "Amount"):
        if isinstance(name, str) and isinstance(amount, float):
            yield name, float(amount)


def _number(amount: float | None) -> str:
    return "not there" if amount is None else figure(amount) if amount == round(amount, 2) else repr(amount)


def _versions(run: KeptRun, answer: Answer) -> Iterator[str]:
    solver = answer.report.found.solver
    pairs = (("sop-excel", run.program, this_program()), ("Python", run.python, this_python()))
    for what, then, now in (*pairs, ("the solver", run.solver, solver)):
        if then and then != now:
            yield f"{what} was {quoted(then)} then and is {quoted(now)} now"


def input_sheets(run: KeptRun) -> tuple[RawSheet, ...]:
    """A sheet for each input table of a run, made to be a workbook: formulas are their values, and tables and columns
    have the names of the contract, whatever the planner called them."""
    return tuple(_sheet(run.tables[name], name) for name in INPUTS if name in run.tables)


def _sheet(table: Table, name: str) -> RawSheet:
    headers = [table.decided.get(header) or header for header in table.headers]
    area = Area(1, 1, max(len(table.rows), 1) + 1, len(headers))
    return RawSheet(name, [headers, *map(list, table.rows)], tables=(RawTable(name, area),))
