"""Plans in words and small tables for the terminal, and as the command line's JSON object; scenarios compared."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sop_excel.contract.forms import key_of
from sop_excel.contract.units import is_money
from sop_excel.domain.changes import in_short
from sop_excel.domain.explanation import Explanation, OwnRule
from sop_excel.domain.measures import shown_measures
from sop_excel.domain.plan import FEASIBLE, OPTIMAL, Fixes, Found, NoPlan, Plan
from sop_excel.domain.problem import BASE
from sop_excel.domain.said import in_language
from sop_excel.domain.summary import cost_rows
from sop_excel.domain.vocabulary import counted, money_in_full, quantity
from sop_excel.hosts.cli.terminal import fitted, is_terminal, linked, painted
from sop_excel.planning import Written
from sop_excel.sheets.scenario_summary import difference, plan_figures

PRODUCTS_SHOWN = 3
PERIODS_SHOWN = 26
CHANGE = ("what", "item", "period", "amount")  # of a change, in JSON

NOISE = 1e-12  # a gap that is no more than what adding up leaves


def as_json(written: Written) -> dict[str, Any]:
    """The JSON object of a run that wrote a workbook (exit 0 or 3)."""
    report = written.answer.report
    found = report.found
    plan = found if isinstance(found, Plan) else None
    answer: dict[str, Any] = {
        "status": found.status,
        "scenario": found.problem.scenario,
        "currency": found.problem.currency,
        "total_cost": plan.total_cost if plan else None,
        "revenue": plan.revenue if plan else None,
        "profit": plan.profit if plan else None,
        "objective": plan.objective if plan else None,
        "costs": dict(plan.costs) if plan else {},
        "lower_bound": plan.proof.lower_bound if plan else None,
        "gap": plan.gap if plan else None,
        "solver": found.solver,
        "seconds": {step: round(seconds, 6) for step, seconds in report.seconds.items()},
        "output": str(written.path),
        "warnings": [*map(str, written.answer.warnings), *report.notes],
    }
    if own := report.explanation.own_rule:
        answer["own_rule"] = _own_rule(own)
    if written.answer.since.figures:
        answer["changes"] = dict(written.answer.since.figures)
    return answer | (_remedies(found) if isinstance(found, NoPlan) else _wishes(report.explanation))


def _wishes(explanation: Explanation) -> dict[str, Any]:
    """What keeping to the published plan costs, and what each product's fixed production does, as far as there is such.

    An override that was not solved for costs null.
    """
    told: dict[str, Any] = {}
    if explanation.calm is not None:
        told["calm"] = dict(explanation.calm.figures) | {"what": explanation.calm.text}
    if explanation.overrides.found:
        told["overrides"] = [
            {
                "item": one.item,
                "cells": [{"period": period, "units": units} for period, units in one.cells],
                "cost": one.cost,
            }
            for one in explanation.overrides.found
        ]
    return told


def _own_rule(own: OwnRule) -> dict[str, Any]:
    """The planner's own rule; without a cost where it cannot keep the limits."""
    told = {name: getattr(own, name) for name in ("rule", "periods", "total_cost", "difference")}
    return told | {"units_short": own.short, "sentence": own.sentence.text}


def _remedies(found: NoPlan) -> dict[str, Any]:
    """What makes a plan possible: settings and sets of changes, as far as there are any."""
    told: dict[str, Any] = {}
    if found.settings:
        told["settings"] = [asdict(other) | {"what": other.what} for other in found.settings]
    ways = [_fixes(fixes, found.problem.periods) for fixes in found.ways]
    return told | ({"fixes": ways[0], "alternatives": ways[1:]} if ways else {})


def _fixes(fixes: Fixes, periods: Sequence[str]) -> dict[str, Any]:
    """``is_least``: the cost is proved to be that of the cheapest plan, which else costs at most as much."""
    return {
        "changes": [{name: getattr(change, name) for name in CHANGE} for change in fixes.changes],
        "total_cost": fixes.total_cost,
        "is_least": fixes.is_least,
        "in_short": list(in_short(fixes.changes, periods)),
    }


def as_text(plan: Plan, path: Path, explanation: Explanation | None = None) -> str:
    """The plan as small tables, its cost, what is proved, what is told beside it, and where the workbook went."""
    own, calm = (explanation.own_rule, explanation.calm) if explanation else (None, None)
    beside = [in_language(line, plan.problem.language) for line in (own and own.line, calm and calm.text) if line]
    told = [proof_line(plan), *beside, f"Workbook: {linked(path)}"]
    if plan.problem.scenario != BASE:
        told.insert(0, f"Scenario: {plan.problem.scenario}")
    blocks = [*_plan_blocks(plan), _cost_block(plan), "\n".join(told)]
    return "\n\n".join(blocks)


def _plan_blocks(plan: Plan) -> Iterator[str]:
    problem = plan.problem
    valued = shown_measures(problem, plan.quantities)
    for i, product in enumerate(problem.product_codes[:PRODUCTS_SHOWN]):
        own = [(measure, values) for measure, values in valued if measure.is_of(i)]
        rows = [
            [period, *(_amount(measure.unit, float(values[i, t])) for measure, values in own)]
            for t, period in enumerate(problem.periods[:PERIODS_SHOWN])
        ]
        yield aligned([[product, *(measure.name for measure, _ in own)], *rows])
    hidden = (
        (len(problem.product_codes) - PRODUCTS_SHOWN, "more product"),
        (len(problem.periods) - PERIODS_SHOWN, "more period"),
    )
    more = [counted(count, what) for count, what in hidden if count > 0]
    if more:
        yield f"(and {', '.join(more)} in the workbook)"


def _amount(unit: str, number: float) -> str:
    """A number of that unit, money to the cent and everything else as a quantity; nothing where there is none."""
    if number != number:
        return ""
    return money_in_full(number) if is_money(unit) else quantity(number)


def _cost_block(plan: Plan) -> str:
    return aligned(
        [["Cost", plan.problem.currency], *([name, money_in_full(amount)] for name, amount in cost_rows(plan))]
    )


def proof_line(plan: Plan) -> str:
    """What the plan costs, and what is proved of it, in one line."""
    said = {OPTIMAL: "optimal, proved", FEASIBLE: "a plan, not proved to be the cheapest"}.get(plan.status, plan.status)
    prices = plan.profit is not None
    value = f"cost less revenue {money_in_full(plan.objective)}" if prices else f"cost {money_in_full(plan.total_cost)}"
    said = painted(said, "green" if plan.status == OPTIMAL else "yellow")
    return (
        f"Status: {said}: {value} {plan.problem.currency}, lower bound {money_in_full(plan.proof.lower_bound)} "
        f"(gap {plan.gap if plan.gap > NOISE else 0.0:.2g}; {plan.proof.bound_source}; {plan.solver})"
    )


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right, a rule below the header; on a terminal as it fits."""
    if is_terminal(sys.stdout):
        return fitted(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    first, *others = (cell.ljust(width) if k == 0 else cell.rjust(width) for k, (cell, width) in _numbered(row, widths))
    return "  ".join([first, *others])


def _numbered(row: Iterable[str], widths: Sequence[int]) -> Iterator[tuple[int, tuple[str, int]]]:
    return enumerate(zip(row, widths, strict=True))


def scenarios_text(plans: Sequence[Found]) -> str:
    """One line a scenario: its cost, and where there are prices its profit, and its difference to the base."""
    base = plans[0]
    priced = any(isinstance(plan, Plan) and plan.profit is not None for plan in plans)
    head = ["Scenario", "Status", "Total cost", *(["Profit"] if priced else []), "Difference to base", "Fill rate"]
    return aligned([head, *(_scenario_line(plan, base, priced) for plan in plans)])


def _scenario_line(plan: Found, base: Found, priced: bool) -> list[str]:
    name, status = plan.problem.scenario, plan.status
    if isinstance(plan, NoPlan):
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


def scenarios_json(plans: Sequence[Found]) -> list[dict[str, Any]]:
    """One object a scenario; one without a plan has no numbers."""
    return [_scenario_object(plan, plans[0]) for plan in plans]


def _scenario_object(plan: Found, base: Found) -> dict[str, Any]:
    own = plan if isinstance(plan, Plan) else None
    figures = plan_figures(own) if own else {}
    told = ("Total cost", "Revenue", "Profit", "Fill rate", "Average inventory")
    return {
        "scenario": plan.problem.scenario,
        "status": plan.status,
        **{key_of(name): figures.get(name) for name in told},
        "costs": dict(own.costs) if own else {},
        "lower_bound": own.proof.lower_bound if own else None,
        "difference_to_base": difference(plan, base),
    }
