"""``sop-excel compare``: two runs that are kept side by side, their costs line by line, then what ``diff`` tells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sop_excel.domain.vocabulary import money_in_full
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.differing import as_blocks, as_object, plan_of_run
from sop_excel.hosts.cli.shown_runs import cost_lines, run_object
from sop_excel.hosts.cli.streams import say, tell_notes
from sop_excel.running_step import running

if TYPE_CHECKING:
    from sop_excel.store.kept_run import KeptRun


@running("comparing")
def compare(options: Typed, hosts: object) -> int:
    """Compare two runs, wherever they are kept."""
    from sop_excel.comparing.cost_changes import UNLIMITED
    from sop_excel.comparing.input_cells import changed_inputs
    from sop_excel.comparing.two_plans import compared_plans
    from sop_excel.store.shelf import Shelf

    shelf = Shelf.of(options.database)
    runs = [shelf.run(named) for named in (options.old, options.new)]
    old, new = map(plan_of_run, runs)
    told = compared_plans(old, new, UNLIMITED)
    cells = changed_inputs(runs[0].tables, runs[1].tables)
    tell_notes(told.notes)
    if options.json:
        costs = [{"cost": name, "old": one, "new": two} for name, one, two in _lines(runs)]
        sides: dict[str, Any] = {"old": run_object(runs[0]), "new": run_object(runs[1]), "costs": costs}
        say(json.dumps(as_object(told, cells, told.notes) | sides))
    else:
        say("\n\n".join([_costs(runs), *as_blocks(told, cells, None)]))
    return 0


def _lines(runs: Sequence[KeptRun]) -> list[tuple[str, float | None, float | None]]:
    """The cost lines of both, in their order; None where only the other has one."""
    old, new = map(cost_lines, runs)
    return [(name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new])]


def _costs(runs: Sequence[KeptRun]) -> str:
    from sop_excel.hosts.cli.show import aligned

    old, new = (run.currency for run in runs)
    if old != new:  # whose difference nobody knows
        rows = [[name, *map(_amount, amounts)] for name, *amounts in _lines(runs)]
        return aligned([["Cost", *(f"{run.run_id} ({run.currency})" for run in runs)], *rows])
    rows = [
        [name, *map(_amount, (one, two)), f"{(two or 0.0) - (one or 0.0):+,.2f}"] for name, one, two in _lines(runs)
    ]
    return aligned([[f"Cost ({new})", *(run.run_id for run in runs), "Difference"], *rows])


def _amount(amount: float | None) -> str:
    return "" if amount is None else money_in_full(amount)
