"""A plan in words and small tables for the terminal, and as the command line's JSON object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from sop_excel.domain.changes import in_short, shown
from sop_excel.domain.measures import shown_measures
from sop_excel.domain.plan import FEASIBLE, OPTIMAL, Fixes, Plan
from sop_excel.domain.problem import BASE
from sop_excel.domain.summary import cost_rows
from sop_excel.domain.vocabulary import money_in_full, quantity
from sop_excel.hosts.files import Written

PRODUCTS_SHOWN = 3
PERIODS_SHOWN = 26
CHANGE = ("what", "item", "period", "amount")  # of a change, in JSON


def as_json(written: Written) -> dict[str, Any]:
    """The JSON object of a run that wrote a workbook (exit 0 or 3)."""
    plan = written.answer.plan
    found = plan.quantities is not None
    answer: dict[str, Any] = {
        "status": plan.status,
        "scenario": plan.problem.scenario,
        "currency": plan.problem.currency,
        "total_cost": plan.total_cost if found else None,
        "revenue": plan.revenue if found else None,
        "profit": plan.profit if found else None,
        "objective": plan.objective if found else None,
        "costs": dict(plan.costs),
        "lower_bound": plan.proof.lower_bound if plan.proof else None,
        "gap": plan.gap if found else None,
        "solver": plan.solver,
        "seconds": {step: round(seconds, 6) for step, seconds in plan.seconds.items()},
        "output": str(written.path),
        "warnings": [*map(str, written.answer.warnings), *plan.notes],
    }
    if plan.settings:
        answer["settings"] = [asdict(other) | {"what": other.what} for other in plan.settings]
    if plan.fixes is not None:
        ways = [_fixes(fixes, plan.problem.periods) for fixes in (plan.fixes, *plan.alternatives)]
        answer |= {"fixes": ways[0], "alternatives": ways[1:]}
    return answer


def _fixes(fixes: Fixes, periods: Sequence[str]) -> dict[str, Any]:
    """``is_least``: the cost is proved to be that of the cheapest plan, which else costs at most as much."""
    return {
        "changes": [{name: getattr(change, name) for name in CHANGE} for change in fixes.changes],
        "total_cost": fixes.total_cost,
        "is_least": fixes.is_least,
        "in_short": list(in_short(fixes.changes, periods)),
    }


def as_text(written: Written) -> str:
    """The plan as small tables, the cost summary, what is proved, and where the workbook went."""
    plan = written.answer.plan
    told = [_proof_line(plan), f"Workbook: {written.path}"]
    if plan.problem.scenario != BASE:
        told.insert(0, f"Scenario: {plan.problem.scenario}")
    blocks = [*_plan_blocks(plan), _cost_block(plan), "\n".join(told)]
    return "\n\n".join(blocks)


def no_plan_text(plan: Plan) -> str:
    """Why there is no plan: first the settings that stand in the way, then the changes that make one possible."""
    lines, currency, periods = ["No plan meets every limit."], plan.problem.currency, plan.problem.periods
    for other in plan.settings:
        lines.append(f"{other.what}, and a plan is possible: the cheapest then costs {other.cost} {currency}.")
    together = f"{'Or these' if plan.settings else 'These'} changes together make one possible:"
    ways = [] if plan.fixes is None else [plan.fixes, *plan.alternatives]
    for lead, fixes in zip_longest([together][: len(ways)], ways):
        lines.append(lead or "Or these:")
        short, rows = in_short(fixes.changes, periods), shown(fixes.changes, periods)
        lines += [f"  {sentence}" for sentence in short if len(rows) > len(short)]
        lines += [f"  - {change.what}" for change in rows]
        lines.append(f"The cheapest plan then costs {fixes.cost} {currency}.")
    return "\n".join(lines)


def _plan_blocks(plan: Plan) -> Iterator[str]:
    problem = plan.problem
    valued = shown_measures(problem, plan.decided)
    for i, product in enumerate(problem.product_codes[:PRODUCTS_SHOWN]):
        rows = [
            [period, *(quantity(float(values[i, t])) for _, values in valued)]
            for t, period in enumerate(problem.periods[:PERIODS_SHOWN])
        ]
        yield aligned([[product, *(measure.name for measure, _ in valued)], *rows])
    hidden = (
        (len(problem.product_codes) - PRODUCTS_SHOWN, "products"),
        (len(problem.periods) - PERIODS_SHOWN, "periods"),
    )
    more = [f"{count} more {what}" for count, what in hidden if count > 0]
    if more:
        yield f"(and {', '.join(more)} in the workbook)"


def _cost_block(plan: Plan) -> str:
    return aligned(
        [["Cost", plan.problem.currency], *([name, money_in_full(amount)] for name, amount in cost_rows(plan))]
    )


def _proof_line(plan: Plan) -> str:
    said = {OPTIMAL: "optimal, proved", FEASIBLE: "a plan, not proved to be the cheapest"}.get(plan.status, plan.status)
    prices = plan.profit is not None
    value = f"cost less revenue {money_in_full(plan.objective)}" if prices else f"cost {money_in_full(plan.total_cost)}"
    return (
        f"Status: {said}: {value} {plan.problem.currency}, lower bound {money_in_full(plan.proven.lower_bound)} "
        f"(gap {plan.gap:.2g}; {plan.proven.bound_source}; {plan.solver})"
    )


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right, a rule below the header."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    first, *others = (cell.ljust(width) if k == 0 else cell.rjust(width) for k, (cell, width) in _numbered(row, widths))
    return "  ".join([first, *others])


def _numbered(row: Iterable[str], widths: Sequence[int]) -> Iterator[tuple[int, tuple[str, int]]]:
    return enumerate(zip(row, widths, strict=True))
