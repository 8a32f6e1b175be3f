"""``sop-excel roll``: the plan of a workbook moves on by periods that are over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sop_excel.domain.questions import Answers
from sop_excel.hosts.cli.asking import answered, can_ask
from sop_excel.hosts.cli.before import BeforeHosts, given_answers, in_words, planning_workbook, told_tables
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes
from sop_excel.hosts.cli.terminal import linked
from sop_excel.hosts.cli.told_plans import tell_plan
from sop_excel.running_step import running

if TYPE_CHECKING:
    from sop_excel.planning import Options, PlanningBook, Written
    from sop_excel.preparing.prepared import Prepared

DONE, NO_PLAN = 0, 3


class RollHosts(BeforeHosts, Protocol):
    """What this command has others do, which know files."""

    def show(self, source: Path, step: Callable[[PlanningBook], Prepared]) -> Prepared:
        """What a step would do to a workbook; nothing is written."""

    def plan(self, source: Path, target: Path, options: Options, force: bool) -> Written:
        """Plan the workbook ``source`` and write it with its outputs to ``target``."""


def roll(options: Typed, hosts: RollHosts) -> int:
    """Move a plan on, and plan it again where that is wanted."""
    from sop_excel.preparing.roll import RollOptions, roll_book

    source = planning_workbook(options.workbook)
    target = options.output or source
    names = tuple(filter(None, map(str.strip, options.names.split(","))))
    asked = RollOptions(options.periods, names, options.force)
    came = hosts.sheets(options.actuals) if options.actuals else ()

    def run(answers: Answers) -> Prepared:
        step = running("rolling")(lambda book: roll_book(book, asked, came, answers))
        return hosts.show(source, step) if options.show else hosts.prepare(source, target, step, options.force)

    prepared = answered(run, given_answers(options), can_ask() and not options.json)
    planned = options.optimize and not options.show
    _told(options, prepared, None if options.show else target, with_answer=not planned)
    if not planned:
        return DONE
    from sop_excel.planning import Options

    written = hosts.plan(target, target, Options(explain=options.explain), True)
    return DONE if tell_plan(written, options.json) else NO_PLAN


def _told(options: Typed, prepared: Prepared, target: Path | None, *, with_answer: bool) -> None:
    """What was done, in words or as JSON; without a ``target`` it is what would be done, each product with it.

    It is the answer itself only ``with_answer``; else a plan follows, which is.
    """
    tell_notes(prepared.notes)
    if not options.json:
        if target is None:
            say("\n".join([*prepared.summary, *prepared.details, "Nothing was written"]))
        else:
            where = f"Workbook: {linked(target)}"
            say(f"{in_words(prepared)}\n{where}", where if with_answer else "")
    elif with_answer:
        told = {"status": "ok" if target else "proposal", "summary": [*prepared.summary], "notes": [*prepared.notes]}
        tables = told_tables(prepared, options.json)
        filled = [filling.table for filling in prepared.fillings]
        more = {"details": [*prepared.details], "tables": tables, "filled": filled}
        say(json.dumps(told | more | {"output": str(target) if target else None}))
