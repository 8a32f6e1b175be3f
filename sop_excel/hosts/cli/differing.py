"""The command ``diff``: two plans side by side, from workbooks or from runs that were kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.domain.said import phrase
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.domain.vocabulary import counted
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes
from sop_excel.hosts.cli.terminal import linked
from sop_excel.running_step import running

if TYPE_CHECKING:
    from sop_excel.comparing.input_cells import InputCell
    from sop_excel.comparing.two_plans import ComparedPlan, PlansCompared
    from sop_excel.planning import PlanningBook
    from sop_excel.preparing.prepared import Prepared
    from sop_excel.store.kept_run import KeptRun

PLAN_IN = phrase("the plan in {name}")
_LIST = "see sop-excel runs"
SHOWN = 20  # changes of the plan, and changed cells of a table, that are printed
LISTED = 1000  # changed cells that the object for programs has


class DiffHosts(Protocol):
    """What comparing has others do, which know files."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""

    def prepare(
        self, source: Path | None, target: Path, step: Callable[[PlanningBook], Prepared], force: bool
    ) -> Prepared:
        """Take a step on the file ``source`` and write it as a workbook to ``target``."""


class _Side:
    """One of the two: its tables, and the plan in them. Raises InputError for one without a plan of its inputs."""

    def __init__(self, named: str, hosts: DiffHosts, database: str | None) -> None:
        self.path = Path(named)
        if self.path.exists() or self.path.suffix:
            self.tables, self.plan = _standing(hosts.workbook(self.path), named)
            self.is_workbook = True
        else:
            from sop_excel.store.shelf import Shelf

            run = Shelf.of(database).run(named)
            self.tables, self.plan = run.tables, plan_of_run(run)
            self.is_workbook = False


def _standing(book: PlanningBook, named: str) -> tuple[Mapping[str, Table], ComparedPlan]:
    """The tables of a workbook and the plan that stands in them, which must be that of its inputs."""
    from sop_excel.comparing.two_plans import plan_in
    from sop_excel.domain.said import Said
    from sop_excel.planning import TABLE_NAMES, named_tables
    from sop_excel.sheets.run_info import input_hash, recorded

    tables = named_tables(book, TABLE_NAMES)
    plan = plan_in(tables, Said(PLAN_IN, {"name": Path(named).name}), book.name)
    if plan is None:
        raise _refused(named, "a workbook with a plan", "one without", f"plan it first: sop-excel optimize {named}")
    if recorded(tables, "Input hash") != input_hash(tables):
        found = "inputs that changed since they were planned"
        raise _refused(named, "the plan of its inputs", found, f"plan it again first: sop-excel optimize {named}")
    return tables, plan


def plan_of_run(run: KeptRun) -> ComparedPlan:
    """The plan of a run that was kept. Raises InputError for one that had none."""
    from sop_excel.comparing.since_former import plan_before

    plan = plan_before(run.former(), run.plan_name)
    if plan is None:
        raise _refused(f"run {run.run_id}", "a run with a plan", f"one that ended as {run.status}", _LIST)
    return plan


def _refused(named: str, expected: str, found: str, advice: str) -> InputError:
    return InputError([Issue(named, "", expected, found, advice)])


@running("comparing")
def diff(options: Typed, hosts: DiffHosts) -> int:
    """Tell what changed from one plan to another, and why; with an output also write it into a copy of the later."""
    from sop_excel.comparing.cost_changes import UNLIMITED
    from sop_excel.comparing.input_cells import changed_inputs
    from sop_excel.comparing.two_plans import compared_plans

    old, new = (_Side(named, hosts, options.database) for named in (options.old, options.new))
    told = compared_plans(old.plan, new.plan, UNLIMITED)
    cells = changed_inputs(old.tables, new.tables)
    notes = [*told.notes, *(_written(told, new, options, hosts) if options.output else ())]
    tell_notes(notes)
    if options.json:
        say(json.dumps(as_object(told, cells, notes)))
    else:
        say("\n\n".join(as_blocks(told, cells, options.output)))
    return 0


def _written(told: PlansCompared, new: _Side, options: Typed, hosts: DiffHosts) -> Sequence[str]:
    """Write both tables into a copy of the later workbook; what is to be noted of it."""
    from sop_excel.preparing.prepared import Prepared

    if not new.is_workbook:
        advice = "leave -o out, or name the later plan's workbook"
        raise _refused(options.new, "a workbook to write into a copy of", "a run", advice)
    prepared = hosts.prepare(new.path, options.output, lambda book: Prepared(told.outputs), options.force)
    return prepared.notes


def as_object(told: PlansCompared, cells: Sequence[InputCell], notes: Sequence[str]) -> dict[str, Any]:
    """What is told of two plans and their inputs, as one object for programs."""
    changes = told.outputs[0]
    return {
        "status": "compared",
        **told.figures,
        "changes": [dict(zip(map(_key, changes.headers), row, strict=True)) for row in changes.rows],
        "inputs_changed": len(cells),
        "inputs": [vars(cell) for cell in cells[:LISTED]],
        "warnings": [*notes],
    }


def _key(header: str) -> str:
    return header.lower().replace(" ", "_")


def as_blocks(told: PlansCompared, cells: Sequence[InputCell], output: Path | None) -> Iterator[str]:
    """The same in small tables and sentences."""
    from sop_excel.hosts.cli.show import aligned

    if told.sentence:
        yield told.sentence.text
    changes, costs = told.outputs
    if costs.rows:
        yield aligned([[*costs.headers[:-1]], *(_printed(costs, row)[:-1] for row in costs.rows)])
        if remarks := " ".join(str(costs.rows[n][-1]) for n in (0, -1) if costs.rows[n][-1]):
            yield remarks
    if changes.rows:
        rows = [_printed(changes, row) for row in changes.rows[:SHOWN]]
        left = told.figures["plan_changes"] - len(rows)
        more = f"\n(and {counted(left, 'more change')} of the plan)" if left > 0 else ""
        yield aligned([[*changes.headers], *rows]) + more
    else:
        yield "The plan makes, buys and keeps the same."
    yield "\n".join(_inputs(cells))
    if output:
        yield f"Workbook: {linked(output)}"


def _inputs(cells: Sequence[InputCell]) -> Iterator[str]:
    """The changed inputs, table by table."""
    counts = Counter(cell.table for cell in cells)
    if not counts:
        yield "No input has changed."
        return
    told = ", ".join(f"{count:,} in {table}" for table, count in counts.items())
    yield f"Inputs that changed: {told}"
    for table, count in counts.items():
        yield from (f"  {cell.text}" for cell in [one for one in cells if one.table == table][:SHOWN])
        if count > SHOWN:
            yield f"  (and {count - SHOWN:,} more in {table})"


def _printed(table: OutputTable, row: Sequence[Value]) -> list[str]:
    """The cells of a row as they are shown."""
    from sop_excel.contract.life_tables import LIFE_FORMS
    from sop_excel.contract.units import is_money
    from sop_excel.domain.vocabulary import money_in_full, quantity

    form = next(one for one in LIFE_FORMS if one.name == table.name)

    def printed(header: str, value: Value) -> str:
        if isinstance(value, float):
            return money_in_full(value) if is_money(form.unit_of(header)) else quantity(value)
        return "" if value is None else str(value)

    return [printed(header, value) for header, value in zip(table.headers, row, strict=True)]
