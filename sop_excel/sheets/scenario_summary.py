"""Table ScenarioSummary: the plan of the base and of every scenario, one row each, for who has to choose.

It is written when all scenarios are planned. A later run of one scenario leaves it as it is as long as its inputs are
the same; with other inputs its numbers are blanked, since stale ones would look like a plan (rule O5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from sop_excel.contract import schema
from sop_excel.domain.changes import in_short
from sop_excel.domain.measures import sales, served_late
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.problem import BASE
from sop_excel.domain.said import say, together
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.domain.vocabulary import quoted
from sop_excel.sheets.chosen_scenario import scenario_names
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import COMPARED_FIELD, input_hash, recorded

STALE = say(
    "Table ScenarioSummary is blank: the inputs are no longer those with which the scenarios were compared; "
    "plan all scenarios again."
)


@dataclass(frozen=True)
class Comparison:
    """What a run makes of table ScenarioSummary: the table, if it is written; the hash of the inputs that it then
    shows, "" where it shows none; and what the planner should know."""

    tables: tuple[OutputTable, ...] = ()
    inputs: str = ""
    notes: tuple[str, ...] = ()


def compared(plans: Sequence[Found], tables: Mapping[str, Table], every: bool) -> Comparison:
    """The comparison after a run: ``plans`` are the one that is written, and with ``every`` those of all scenarios."""
    present = schema.SCENARIO_SUMMARY.name in tables
    if not (every or present):
        return Comparison()
    inputs, names = input_hash(tables), scenario_names(tables.get(schema.SCENARIOS_TABLE.name))
    if every or not names:
        return Comparison((scenario_summary(plans),), inputs, tuple(_without_plan(plans)))
    if inputs == recorded(tables, COMPARED_FIELD):
        return Comparison((), inputs)
    return Comparison((_blank(names),), "", (STALE,))


def scenario_summary(plans: Sequence[Found]) -> OutputTable:
    """One row a plan; the first is that of the base. A scenario without a plan has its status and no numbers."""
    base, form = plans[0], schema.SCENARIO_SUMMARY
    return output_table(form, [form.row({**_name(plan), **_figures(plan, base)}) for plan in plans])


def _name(plan: Found) -> dict[str, Value]:
    return {"Scenario": plan.problem.scenario, "Status": plan.status}


def _figures(plan: Found, base: Found) -> dict[str, float | None]:
    return {} if isinstance(plan, NoPlan) else {**plan_figures(plan), "Difference to base": difference(plan, base)}


def difference(plan: Found, base: Found) -> float | None:
    """What the plan earns more than the base, where both have prices; else what it costs more, where neither has.

    None where one of them is no plan, or has prices and the other has none: then there is nothing to compare.
    """
    if isinstance(plan, NoPlan) or isinstance(base, NoPlan):
        return None
    if plan.profit is not None and base.profit is not None:
        return plan.profit - base.profit
    return plan.total_cost - base.total_cost if plan.profit is base.profit else None


def plan_figures(plan: Plan) -> dict[str, float | None]:
    """The figures of a plan by the headers of table ScenarioSummary: money, share of demand, units."""
    parts = [column for column in schema.SCENARIO_SUMMARY.columns if column.costs]
    told = {key for column in parts for key in column.costs}
    demand = fsum(plan.problem.demand.flat)
    on_time = sales(plan.problem, plan.quantities) - served_late(plan.problem, plan.quantities)
    return {
        "Total cost": plan.total_cost,
        "Revenue": None if plan.profit is None else plan.revenue,
        "Profit": plan.profit,
        **{column.name: fsum(plan.costs.get(key, 0.0) for key in column.costs) for column in parts},
        "Other costs": fsum(amount for key, amount in plan.costs.items() if key not in told),
        "Fill rate": fsum(on_time.flat) / demand if demand else None,
        "Average inventory": fsum(plan.inventory.flat) / plan.problem.shape[1],
    }


def _without_plan(plans: Iterable[Found]) -> Iterable[str]:
    for plan in plans:
        if isinstance(plan, NoPlan) and plan.problem.scenario != BASE:
            yield _remedy(plan, quoted(plan.problem.scenario))


def _remedy(plan: NoPlan, name: str) -> str:
    """That a scenario has no plan, and what would make one possible, or why there is none."""
    if plan.fixes is not None:
        changes = together(in_short(plan.fixes.changes, plan.problem.periods))
        told = {"scenario": name, "cost": plan.fixes.cost, "changes": changes}
        return say("Scenario {scenario} has no plan; one that costs {cost} is possible with: {changes}.", **told)
    if not plan.notes:
        return say("Scenario {scenario} has no plan.", scenario=name)
    return say("Scenario {scenario} has no plan: {notes}", scenario=name, notes=together(plan.notes, " "))


def _blank(names: Sequence[str]) -> OutputTable:
    form = schema.SCENARIO_SUMMARY
    return output_table(form, [form.row({"Scenario": name}) for name in (BASE, *names)])
