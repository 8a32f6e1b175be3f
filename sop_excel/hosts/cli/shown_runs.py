"""A run that is kept, in words and small tables for the terminal, and as an object for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sop_excel.domain.vocabulary import money_in_full, quantity, quoted

if TYPE_CHECKING:
    from sop_excel.store.kept_run import KeptRun

_PRODUCTS_SHOWN = 3


def iso(moment: datetime | None) -> str | None:
    """A moment for programs."""
    return None if moment is None else moment.isoformat()


def run_object(run: KeptRun) -> dict[str, Any]:
    """All that is known of a run but its plan."""
    return {
        "run": run.run_id,
        "plan_name": run.plan_name,
        "scenario": run.scenario,
        "made_at": iso(run.made_at),
        "made_by": run.made_by or None,
        "versions": {"sop_excel": run.program or None, "solver": run.solver, "python": run.python or None},
        "options": dict(run.options),
        "input_hash": run.input_hash,
        "inputs_sha256": run.inputs_sha256,
        "run_status": run.status,
        "currency": run.currency,
        "total_cost": run.total_cost,
        "revenue": run.revenue,
        "profit": run.profit,
        "lower_bound": run.lower_bound,
        "gap": run.gap,
        "costs": cost_lines(run),
        "published_at": iso(run.published_at),
        "published_by": run.published_by or None,
        "forced_reason": run.forced_reason or None,
    }


def cost_lines(run: KeptRun) -> dict[str, float]:
    """The lines of table CostSummary (money)."""
    from sop_excel.contract import schema
    from sop_excel.sheets.by_header import cells_under

    lines = cells_under(run.tables.get(schema.COST_SUMMARY.name), "Cost", "Amount")
    return {str(name): amount for name, amount in lines if isinstance(amount, float)}


def plan_rows(run: KeptRun) -> list[dict[str, Any]]:
    """The rows of table Plan, a number a period."""
    from sop_excel.sheets.plan_numbers import plan_numbers

    numbers = plan_numbers(run.tables.get("Plan"))
    if numbers is None:
        return []
    return [
        {"product": product, "measure": measure, **dict(zip(numbers.periods, map(_known, row), strict=True))}
        for (product, measure), row in ((key, values.tolist()) for key, values in numbers.rows.items())
    ]


def _known(number: float) -> float | None:
    return None if number != number else number


def run_text(run: KeptRun) -> str:
    """The run as facts and small tables."""
    from sop_excel.hosts.cli.show import aligned

    costs = [[name, money_in_full(amount)] for name, amount in cost_lines(run).items()]
    blocks = ["\n".join(_facts(run))]
    blocks += _products(run)
    blocks += [aligned([["Cost", run.currency], *costs])] if costs else []
    return "\n\n".join(blocks)


def _facts(run: KeptRun) -> Iterator[str]:
    from sop_excel.store.shelf import shown_moment

    by = f" by {run.made_by}" if run.made_by else ""
    yield f"Run {run.run_id} of plan {quoted(run.plan_name)}, scenario {run.scenario}: {run.status}"
    yield f"Made {shown_moment(run.made_at)}{by}; {', '.join(_versions(run))}"
    if run.published_at:
        yield f"Published {shown_moment(run.published_at)}{f' by {run.published_by}' if run.published_by else ''}"
    if run.forced_reason:
        yield f"Forced: {'; '.join(run.forced_reason.splitlines())}"
    if run.lower_bound is not None and run.gap is not None:
        yield f"Lower bound {money_in_full(run.lower_bound)} {run.currency}, gap {run.gap:.2g}"
    yield f"Inputs {run.input_hash} (SHA-256 {run.inputs_sha256})"


def _versions(run: KeptRun) -> Iterator[str]:
    yield from filter(None, [run.solver, run.program and f"sop-excel {run.program}"])
    if run.python:
        yield f"Python {run.python}"


def _products(run: KeptRun) -> Iterator[str]:
    """The plan of the first products, period by period."""
    from sop_excel.hosts.cli.show import aligned
    from sop_excel.sheets.plan_numbers import plan_numbers

    numbers = plan_numbers(run.tables.get("Plan"))
    if numbers is None:
        return
    for product in numbers.products[:_PRODUCTS_SHOWN]:
        shown = {measure: row.tolist() for (code, measure), row in numbers.rows.items() if code == product}
        rows = [[period, *(_unit(row[t]) for row in shown.values())] for t, period in enumerate(numbers.periods)]
        yield aligned([[product, *shown], *rows])
    if (more := len(numbers.products) - _PRODUCTS_SHOWN) > 0:
        yield f"(and {more:,} more product{'s' * (more > 1)}: sop-excel replay {run.run_id} -o plan.xlsx)"


def _unit(number: float) -> str:
    return "" if number != number else quantity(number)
