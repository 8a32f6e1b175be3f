"""``sop-excel runs``, ``show`` and ``replay``: the runs that are kept, one of them, and whether it comes out again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.domain.vocabulary import as_typed, money_in_full, quantity
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.streams import say, tell

if TYPE_CHECKING:
    from sop_excel.domain.table import OutputTable, Value
    from sop_excel.planning import PlanningBook
    from sop_excel.spreadsheet.raw_sheet import RawSheet
    from sop_excel.store.kept_run import KeptRun
    from sop_excel.store.replay import Replay
    from sop_excel.store.shelf import RunLine

SAME, DIFFERS = 0, 1
_PRODUCTS_SHOWN = 3


class RunHosts(Protocol):
    """What these commands have others do, which know files."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""

    def write_new(self, sheets: Sequence[RawSheet], outputs: Sequence[OutputTable], path: Path, force: bool) -> None:
        """Write a workbook that no file holds yet, of these sheets and tables."""


def runs(options: argparse.Namespace, hosts: RunHosts) -> int:
    """List the runs that are kept."""
    from sop_excel.store.shelf import Shelf, plan_name_of

    if options.limit < 1:
        raise InputError([Issue("--limit", "", "a number from 1 on", str(options.limit), "such as --limit 20")])
    plan = options.plan or (plan_name_of(hosts.workbook(options.workbook)) if options.workbook else "")
    lines, notes = Shelf.of(options.database).lines(plan, options.limit)
    for note in notes:
        tell(f"note: {note}")
    if options.json:
        say(json.dumps({"status": "ok", "plan": plan or None, "runs": [_plain_line(line) for line in lines]}))
    else:
        say(_listed(lines, plan))
    return 0


def show(options: argparse.Namespace, hosts: RunHosts) -> int:
    """Show a run: what it was, what it cost, and its plan."""
    from sop_excel.store.shelf import Shelf

    run = Shelf.of(options.database).run(options.run)
    say(json.dumps({"status": "ok", **_object(run), "plan": _plan_rows(run)}) if options.json else _shown(run))
    return 0


def replay(options: argparse.Namespace, hosts: RunHosts) -> int:
    """Plan the inputs of a run again and say whether the plan is the same."""
    from sop_excel.store.replay import input_sheets
    from sop_excel.store.replay import replay as again
    from sop_excel.store.shelf import Shelf

    found = again(Shelf.of(options.database).run(options.run))
    if options.output:
        hosts.write_new(input_sheets(found.run), found.answer.outputs, options.output, options.force)
    say(json.dumps(_replay_object(found, options.output)) if options.json else _replay_text(found, options.output))
    return SAME if found.is_same else DIFFERS


def _listed(lines: Sequence[RunLine], plan: str) -> str:
    from sop_excel.hosts.cli.show import aligned
    from sop_excel.store.shelf import runs_table

    if not lines:
        return f"No run{f' of plan {plan!r}' if plan else ''} is kept."
    table = runs_table(lines)
    rows = [[*map(_cell, row)] for row in table.rows]
    if not plan:
        rows = [[row[0], line.plan_name, *row[1:]] for row, line in zip(rows, lines, strict=True)]
    heads = [table.headers[0], *([] if plan else ["Plan"]), *table.headers[1:]]
    return aligned([heads, *rows])


def _cell(value: Value) -> str:
    return "" if value is None else money_in_full(value) if isinstance(value, float) else str(value)


def _plain_line(line: RunLine) -> dict[str, Any]:
    return {
        "run": line.run_id,
        "plan": line.plan_name,
        "scenario": line.scenario,
        "made_at": _iso(line.made_at),
        "made_by": line.made_by,
        "run_status": line.status,
        "currency": line.currency,
        "total_cost": line.total_cost,
        "lower_bound": line.lower_bound,
        "published_at": _iso(line.published_at),
        "published_by": line.published_by or None,
        "forced_reason": line.forced_reason or None,
        "is_current": line.is_current,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _object(run: KeptRun) -> dict[str, Any]:
    """All that is known of a run but its plan."""
    return {
        "run": run.run_id,
        "plan_name": run.plan_name,
        "scenario": run.scenario,
        "made_at": _iso(run.made_at),
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
        "costs": _costs(run),
        "published_at": _iso(run.published_at),
        "published_by": run.published_by or None,
        "forced_reason": run.forced_reason or None,
    }


def _costs(run: KeptRun) -> dict[str, float]:
    from sop_excel.contract import schema
    from sop_excel.sheets.by_header import cells_under

    lines = cells_under(run.tables.get(schema.COST_SUMMARY.name), "Cost", "Amount")
    return {str(name): amount for name, amount in lines if isinstance(amount, float)}


def _plan_rows(run: KeptRun) -> list[dict[str, Any]]:
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


def _shown(run: KeptRun) -> str:
    from sop_excel.hosts.cli.show import aligned

    costs = [[name, money_in_full(amount)] for name, amount in _costs(run).items()]
    blocks = ["\n".join(_facts(run))]
    blocks += _products(run)
    blocks += [aligned([["Cost", run.currency], *costs])] if costs else []
    return "\n\n".join(blocks)


def _facts(run: KeptRun) -> Iterator[str]:
    from sop_excel.store.shelf import shown_moment

    by = f" by {run.made_by}" if run.made_by else ""
    yield f"Run {run.run_id} of plan '{run.plan_name}', scenario {run.scenario}: {run.status}"
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


def _replay_object(found: Replay, output: Path | None) -> dict[str, Any]:
    told: Mapping[str, Any] = {
        "status": "same" if found.is_same else "differs",
        "run": found.run.run_id,
        "differences": [*found.differences],
        "versions": [*found.versions],
        "total_cost": found.run.total_cost,
        "output": str(output) if output else None,
    }
    return dict(told)


def _replay_text(found: Replay, output: Path | None) -> str:
    run = found.run
    cost = "" if run.total_cost is None else f" that costs {as_typed(run.total_cost)} {run.currency}"
    same = f"Run {run.run_id} comes out again, bit for bit: the same {'plan' if cost else 'answer'}{cost}."
    head = same if found.is_same else f"Run {run.run_id} does not come out again:"
    lines = [head, *(f"- {one}" for one in found.differences), *(f"Note: {one}" for one in found.versions)]
    return "\n".join([*lines, *([f"Workbook: {output}"] if output else [])])
