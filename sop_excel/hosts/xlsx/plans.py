"""Planning workbooks as files: read one, optimize one, start a new one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Literal

from sop_excel.domain.depths import DEPTHS, FULL
from sop_excel.domain.plan import Found
from sop_excel.domain.problem import BASE, Problem
from sop_excel.domain.table import OutputTable
from sop_excel.domain.vocabulary import listed
from sop_excel.errors import InputError, InputWarning, Issue, MachineError
from sop_excel.files import OvertakenError, held, write_bytes
from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.languages import LANGUAGES
from sop_excel.planning import Options, Written, options_for, plan_tables, problem_of, tables_of
from sop_excel.shipped import DONOR, SALES, TemplateKind, in_language, resource, template
from sop_excel.spreadsheet.raw_sheet import RawSheet

_FULL_KIND = "multi"  # of which there is a template with everything


def read(path: str | Path, scenario: str = BASE) -> Problem:
    """The planning problem in a workbook, as it stands or in one of its scenarios.

    Raises InputError with every problem of the input; warnings come as ``InputWarning``.
    """
    problem, issues = problem_of(Workbook.open(Path(path)), scenario)
    for issue in issues:
        warnings.warn(str(issue), InputWarning, stacklevel=3)
    return problem


def optimize(
    source: str | Path,
    target: str | Path | None = None,
    solver: str | None = None,
    scenario: str = BASE,
    force: bool = False,
    explain: str = FULL,
) -> Found:
    """Plan a workbook and write plan and costs into ``target``, or into the workbook itself.

    ``scenario`` is one of table Scenarios; ``all`` plans the base and compares every scenario with it. A ``target``
    that is there already is only replaced by ``force``. ``explain`` is ``none``, ``brief`` or ``full``: how far the
    plan is explained, which changes neither the plan nor its cost nor its proof.
    Raises InputError with every problem of the input, SolverError, or MachineError; after any of them every file is
    as it was. Where no plan exists the result says so, and what would make one possible.
    """
    source = Path(source)
    target = source if target is None else Path(target)
    if explain not in DEPTHS:
        raise InputError([_command_issue("explain", f"one of {listed(DEPTHS)}", f"{explain!r}", "choose one of these")])
    options = Options(solver=solver, scenario=scenario, explain=explain)
    report = plan_workbook(source, target, options, resource(DONOR), force).answer.report
    return replace(report.found, notes=report.notes, seconds=report.seconds)


def plan_workbook(source: Path, target: Path, options: Options, donor: Path, force: bool = False) -> Written:
    """Plan the workbook ``source`` and write it with its outputs to ``target``, one run at a time.

    Sheets that it lacks come from the template ``donor``.
    Raises as ``optimize`` does.
    """
    with held(target):
        return _planned(source, target, options, donor, force)


def _planned(source: Path, target: Path, options: Options, donor: Path, force: bool) -> Written:
    started = perf_counter()
    book = Workbook.open(source)
    place = book.target(target, force)
    tables = tables_of(book)
    options = options_for(book, options)
    seconds = {"read": perf_counter() - started}
    answer = plan_tables(tables, options)
    started = perf_counter()
    notes = book.write(answer.outputs, place, donor)
    report = answer.report
    seconds |= {**report.seconds, "write": perf_counter() - started}
    told = replace(answer, report=replace(report, seconds=seconds, notes=(*report.notes, *notes)))
    return Written(told, target, tables, options)


def write_new(sheets: Sequence[RawSheet], outputs: Sequence[OutputTable], target: Path, force: bool = False) -> None:
    """Write a workbook that no file holds yet: these sheets and, on those of the template, these tables.

    Raises InputError and MachineError as ``optimize`` does.
    """
    with held(target):
        book = Workbook.new(sheets, target)
        book.write(outputs, book.target(target, force), resource(DONOR))


def new(kind: TemplateKind | Literal["sales"], path: Path, language: str = LANGUAGES[0], full: bool = False) -> None:
    """Start from the template ``kind`` in one of ``LANGUAGES``; never over an existing file.

    It is a workbook, or a sales history in a text file. ``full``: with every table and column there is.
    """
    if full and kind != _FULL_KIND:
        advice = f"start with {_FULL_KIND} --full, or bring what you need with sop-excel add"
        raise InputError([_command_issue("--full", f"the template {_FULL_KIND}", str(kind), advice)])
    name = SALES if kind == "sales" else in_language(DONOR, language) if full else template(kind, language)
    ending = Path(name).suffix
    if path.suffix.lower() != ending:
        raise InputError([_command_issue(path, f"a file name that ends in {ending}", f"'{path.name}'", "rename it")])
    content = resource(name).read_bytes()
    try:
        write_bytes(path, content, None)
    except OvertakenError:
        advice = "choose another name; an existing file is never replaced"
        raise InputError([_command_issue(path, "the name of a new file", "a file of that name", advice)]) from None
    except FileNotFoundError:
        missing = f"no folder '{path.parent}'"
        raise InputError([_command_issue(path, "an existing folder", missing, "create the folder first")]) from None
    except OSError as error:
        raise MachineError(f"{path}: the workbook could not be created ({error.strerror})") from error


def _command_issue(path: Path | str, expected: str, found: str, advice: str) -> Issue:
    return Issue(str(path), "", expected, found, advice)
