"""The comparison of scenarios for the terminal and for the JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sop_excel.contract.forms import key_of
from sop_excel.domain.plan import Plan
from sop_excel.domain.vocabulary import money_in_full
from sop_excel.hosts.show import aligned
from sop_excel.sheets.scenario_summary import difference, plan_figures


def scenarios_text(plans: Sequence[Plan]) -> str:
    """One line a scenario: its cost, and where there are prices its profit, and its difference to the base."""
    base = plans[0]
    priced = any(plan.quantities is not None and plan.profit is not None for plan in plans)
    head = ["Scenario", "Status", "Total cost", *(["Profit"] if priced else []), "Difference to base", "Fill rate"]
    return aligned([head, *(_line(plan, base, priced) for plan in plans)])


def _line(plan: Plan, base: Plan, priced: bool) -> list[str]:
    name, status = plan.problem.scenario, plan.status
    if plan.quantities is None:
        return [name, status, *["-"] * (4 if priced else 3)]
    figures = plan_figures(plan)
    more = difference(plan, base)
    profit = figures["Profit"]
    rate = figures["Fill rate"]
    prices = ["-" if profit is None else money_in_full(profit)] if priced else []
    return [
        name,
        status,
        money_in_full(plan.total_cost),
        *prices,
        "-" if more is None else f"{more:+,.2f}",
        "-" if rate is None else f"{rate:.1%}",
    ]


def scenarios_json(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    """One object a scenario; one without a plan has no numbers."""
    return [_object(plan, plans[0]) for plan in plans]


def _object(plan: Plan, base: Plan) -> dict[str, Any]:
    figures = {} if plan.quantities is None else plan_figures(plan)
    told = ("Total cost", "Revenue", "Profit", "Fill rate", "Average inventory")
    return {
        "scenario": plan.problem.scenario,
        "status": plan.status,
        **{key_of(name): figures.get(name) for name in told},
        "costs": dict(plan.costs),
        "lower_bound": plan.proof.lower_bound if plan.proof else None,
        "difference_to_base": difference(plan, base),
    }
