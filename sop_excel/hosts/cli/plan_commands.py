"""The commands around the plan itself: optimize, check, verify, export, explain, new, addin, doctor."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from sop_excel.domain.vocabulary import counted
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.issues import issue_object
from sop_excel.hosts.cli.streams import say, tell_notes
from sop_excel.hosts.cli.terminal import linked, painted
from sop_excel.hosts.cli.told_plans import FULL, tell_plan
from sop_excel.running_step import running

if TYPE_CHECKING:
    from sop_excel.errors import Issue
    from sop_excel.hosts.cli.hosts import OtherHosts

DONE, NO_PLAN = 0, 3


def optimize(options: Typed, hosts: OtherHosts) -> int:
    """Plan a workbook."""
    from sop_excel.planning import Options
    from sop_excel.sheets.chosen_scenario import scenario_named

    target = options.output or options.workbook
    asked = Options(solver=options.solver, scenario=scenario_named(options.scenario), explain=options.explain)
    has_plan = tell_plan(hosts.plan(options.workbook, target, asked, options.force), options.json)
    return DONE if has_plan else NO_PLAN


def check(options: Typed, hosts: OtherHosts) -> int:
    """List every problem of a workbook, and why it has no plan where that is seen at once."""
    from sop_excel.domain.plan import INFEASIBLE
    from sop_excel.domain.told_issues import line_in
    from sop_excel.model.repair.reach import unreachable
    from sop_excel.planning import problem_of
    from sop_excel.sheets.chosen_scenario import scenario_named

    problem, issues = problem_of(hosts.workbook(options.workbook), scenario_named(options.scenario))
    reasons = unreachable(problem)
    warnings: tuple[str | Issue, ...] = (*issues, *reasons)
    tell_notes(line_in(warning, problem.language) for warning in warnings)
    products, periods = problem.shape
    found = "no plan exists; sop-excel optimize finds what would make one possible" if reasons else "no problem found"
    if options.json:
        status = INFEASIBLE if reasons else "ok"
        answer = {"status": status, "products": products, "periods": periods, "warnings": [*map(str, warnings)]}
        more = {"problems": [*map(issue_object, warnings)]} if options.json == FULL else {}
        say(json.dumps(answer | more))
    else:
        counts = [(products, "product"), (periods, "period"), *([(len(warnings), "note")] if warnings else [])]
        told = ", ".join(counted(count, what) for count, what in counts)
        say(f"{options.workbook}: {painted(found, 'yellow' if reasons else 'green')} ({told})")
    return NO_PLAN if reasons else DONE


def verify(options: Typed, hosts: OtherHosts) -> int:
    """Hold the plan of a workbook against another formulation and solver."""
    from sop_excel.hosts.cli.verification import verify_workbook

    return verify_workbook(hosts.workbook(options.workbook), options.json, say)


def export(options: Typed, hosts: OtherHosts) -> int:
    """Write the model of a workbook as a file for any solver."""
    from sop_excel.hosts.cli.model_file import export
    from sop_excel.sheets.chosen_scenario import scenario_named

    opened = partial(hosts.workbook, options.workbook)
    tell_notes(export(opened, options.model, scenario_named(options.scenario), options.force))
    say(f"{linked(options.model)}: the model of {options.workbook}")
    return DONE


def explain(options: Typed, hosts: OtherHosts) -> int:
    """Say why the plan of a workbook is as it is."""
    from sop_excel.hosts.cli.reasons import explain

    told = explain(hosts.workbook(options.workbook))
    say("\n".join(f"{number}. {sentence}" for number, sentence in enumerate(told.sentences, 1)))
    return DONE if told.has_plan else NO_PLAN


def new(options: Typed, hosts: OtherHosts) -> int:
    """Start a workbook from a template, or a sales history."""
    hosts.new(options.kind, options.workbook, options.language, options.full)
    if options.kind == "sales":
        made = f"{linked(options.workbook)}: a sales history as other programs export it, faults included"
        say(f"{made}; then run", made)
        say(f"  sop-excel chain {options.workbook} -o plan.xlsx", "")
        return DONE
    made = f"{linked(options.workbook)}: the template {options.kind} with a solved example"
    say(f"{made}; put your own figures in, then run", made)
    say(f"  sop-excel optimize {options.workbook}", "")
    return DONE


def addin(options: Typed, hosts: OtherHosts) -> int:
    """Install the add-in for Excel, take it away, or build its file."""
    return hosts.addin(options.action, getattr(options, "output", None), getattr(options, "force", False), say)


def doctor(options: Typed, hosts: OtherHosts) -> int:
    """Examine the installation."""
    with running("examining the installation"):
        return hosts.doctor(options.json, say)
