"""``sop-excel roll``: the plan of a workbook moves on by periods that are over."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sop_excel.domain.questions import Answers
from sop_excel.hosts.cli.asking import answered, can_ask
from sop_excel.hosts.cli.before import BeforeHosts, given_answers, in_words, planning_workbook
from sop_excel.hosts.cli.streams import say, tell
from sop_excel.hosts.cli.told_plans import tell_plan

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


def roll(options: argparse.Namespace, hosts: RollHosts) -> int:
    """Move a plan on, and plan it again where that is wanted."""
    from sop_excel.preparing.roll import RollOptions, roll_book

    source = planning_workbook(options.workbook)
    target = options.output or source
    names = tuple(filter(None, map(str.strip, options.names.split(","))))
    asked = RollOptions(options.periods, names, options.force)
    came = hosts.sheets(options.actuals) if options.actuals else ()

    def run(answers: Answers) -> Prepared:
        step = lambda book: roll_book(book, asked, came, answers)  # noqa: E731
        return hosts.show(source, step) if options.show else hosts.prepare(source, target, step, options.force)

    prepared = answered(run, given_answers(options), can_ask() and not options.json)
    planned = options.optimize and not options.show
    _told(options, prepared, None if options.show else target, with_answer=not (planned and options.json))
    if not planned:
        return DONE
    from sop_excel.planning import Options

    return DONE if tell_plan(hosts.plan(target, target, Options(), True), options.json) else NO_PLAN


def _told(options: argparse.Namespace, prepared: Prepared, target: Path | None, *, with_answer: bool) -> None:
    """What was done, in words or as JSON; without a ``target`` it is what would be done, each product with it."""
    for note in prepared.notes:
        tell(f"note: {note}")
    if not options.json:
        lines = [*prepared.summary, *prepared.details] if target is None else [in_words(prepared)]
        say("\n".join([*lines, "Nothing was written" if target is None else f"Workbook: {target}"]))
    elif with_answer:
        told = {"status": "ok" if target else "proposal", "summary": [*prepared.summary], "notes": [*prepared.notes]}
        tables = {output.name: len(output.rows) for output in prepared.outputs}
        filled = [filling.table for filling in prepared.fillings]
        more = {"details": [*prepared.details], "tables": tables, "filled": filled}
        say(json.dumps(told | more | {"output": str(target) if target else None}))
