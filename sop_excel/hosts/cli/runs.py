"""``sop-excel runs``, ``show`` and ``replay``: the runs that are kept, one of them, and whether it comes out again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.contract.life_tables import RUNS
from sop_excel.domain.vocabulary import money_in_full, percent, quoted, shortened
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.shown_runs import iso, plan_rows, run_object, run_text
from sop_excel.hosts.cli.streams import say, tell_notes
from sop_excel.hosts.cli.terminal import linked

if TYPE_CHECKING:
    from sop_excel.domain.table import OutputTable, Value
    from sop_excel.planning import PlanningBook
    from sop_excel.spreadsheet.raw_sheet import RawSheet
    from sop_excel.store.replay import Replay
    from sop_excel.store.shelf import RunLine

SAME, DIFFERS = 0, 1


class RunHosts(Protocol):
    """What these commands have others do, which know files."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""

    def write_new(self, sheets: Sequence[RawSheet], outputs: Sequence[OutputTable], path: Path, force: bool) -> None:
        """Write a workbook that no file holds yet, of these sheets and tables."""


def runs(options: Typed, hosts: RunHosts) -> int:
    """List the runs that are kept."""
    from sop_excel.store.shelf import Shelf, plan_name_of

    if options.limit < 1:
        raise InputError([Issue("--limit", "", "a number from 1 on", str(options.limit), "such as --limit 20")])
    plan = options.plan or (plan_name_of(hosts.workbook(options.workbook)) if options.workbook else "")
    lines, notes = Shelf.of(options.database).lines(plan, options.limit)
    tell_notes(notes)
    if options.json:
        say(json.dumps({"status": "ok", "plan": plan or None, "runs": [_plain_line(line) for line in lines]}))
    else:
        say(_as_table(lines, plan))
    return 0


def show(options: Typed, hosts: RunHosts) -> int:
    """Show a run: what it was, what it cost, and its plan."""
    from sop_excel.store.shelf import Shelf

    run = Shelf.of(options.database).run(options.run)
    say(json.dumps({"status": "ok", **run_object(run), "plan": plan_rows(run)}) if options.json else run_text(run))
    return 0


def replay(options: Typed, hosts: RunHosts) -> int:
    """Plan the inputs of a run again and say whether the plan is the same."""
    from sop_excel.store.replay import input_sheets
    from sop_excel.store.replay import replay as again
    from sop_excel.store.shelf import Shelf

    found = again(Shelf.of(options.database).run(options.run))
    if options.output:
        hosts.write_new(input_sheets(found.run), found.answer.outputs, options.output, options.force)
    say(json.dumps(_replay_object(found, options.output)) if options.json else _replay_text(found, options.output))
    return SAME if found.is_same else DIFFERS


def _as_table(lines: Sequence[RunLine], plan: str) -> str:
    from sop_excel.hosts.cli.show import aligned
    from sop_excel.store.shelf import runs_table

    if not lines:
        return f"No run{f' of plan {quoted(plan)}' if plan else ''} is kept."
    table = runs_table(lines)
    rows = [[_cell(header, value) for header, value in zip(table.headers, row, strict=True)] for row in table.rows]
    if not plan:
        rows = [[row[0], shortened(line.plan_name), *row[1:]] for row, line in zip(rows, lines, strict=True)]
    heads = [table.headers[0], *([] if plan else ["Plan"]), *table.headers[1:]]
    return aligned([heads, *rows])


def _cell(header: str, value: Value) -> str:
    if isinstance(value, float):
        return percent(value) if RUNS.unit_of(header) == "share" else money_in_full(value)
    return "" if value is None else shortened(str(value))


def _plain_line(line: RunLine) -> dict[str, Any]:
    return {
        "run": line.run_id,
        "plan": line.plan_name,
        "scenario": line.scenario,
        "made_at": iso(line.made_at),
        "made_by": line.made_by,
        "run_status": line.status,
        "currency": line.currency,
        "total_cost": line.total_cost,
        "lower_bound": line.lower_bound,
        "gap": line.gap,
        "published_at": iso(line.published_at),
        "published_by": line.published_by or None,
        "forced_reason": line.forced_reason or None,
        "is_current": line.is_current,
    }


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
    cost = "" if run.total_cost is None else f" that costs {money_in_full(run.total_cost)} {run.currency}"
    same = f"Run {run.run_id} comes out again, bit for bit: the same {'plan' if cost else 'answer'}{cost}."
    head = same if found.is_same else f"Run {run.run_id} does not come out again:"
    lines = [head, *(f"- {one}" for one in found.differences), *(f"Note: {one}" for one in found.versions)]
    return "\n".join([*lines, *([f"Workbook: {linked(output)}"] if output else [])])
