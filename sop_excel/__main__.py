"""The command ``sop-excel``, also ``python -m sop_excel``: here hosts that do not know each other are put together."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from sop_excel.hosts.cli import command_line
from sop_excel.languages import LANGUAGES
from sop_excel.running_step import running
from sop_excel.shipped import TemplateKind

if TYPE_CHECKING:
    from sop_excel.domain.table import OutputTable
    from sop_excel.hosts.xlsx.going_back import WentBack
    from sop_excel.planning import Options, PlanningBook, Written
    from sop_excel.preparing.prepared import Prepared
    from sop_excel.spreadsheet.raw_sheet import RawSheet

RARELY = 100_000, 20, 20  # objects that are made until unused ones are looked for, and how often older ones are


class _Hosts:
    """The hosts that the command line calls, each loaded when it is needed: ``--help`` starts fast."""

    def workbook(self, path: Path) -> PlanningBook:
        from sop_excel.hosts.xlsx.workbook import Workbook

        return Workbook.open(path)

    def plan(self, source: Path, target: Path, options: Options, force: bool) -> Written:
        from sop_excel.hosts.xlsx.plans import plan_workbook
        from sop_excel.shipped import DONOR, resource
        from sop_excel.store.journal import former, note_of_run

        written = plan_workbook(source, target, replace(options, former=former), resource(DONOR), force)
        with running("keeping the run"):
            return written.noted(note_of_run(written.tables, written.options, written.answer))

    def write_new(self, sheets: Sequence[RawSheet], outputs: Sequence[OutputTable], path: Path, force: bool) -> None:
        from sop_excel.hosts.xlsx.plans import write_new

        write_new(sheets, outputs, path, force)

    def new(self, kind: TemplateKind | Literal["sales"], path: Path, language: str, full: bool) -> None:
        from sop_excel.hosts.xlsx.plans import new

        new(kind, path, language, full)

    def sheets(self, path: Path) -> tuple[RawSheet, ...]:
        from sop_excel.hosts.sources.read import is_open_xml, read_sheets
        from sop_excel.hosts.xlsx.workbook import Workbook

        return Workbook.open(path).raw_sheets() if is_open_xml(path) else read_sheets(path)

    def prepare(
        self,
        source: Path | None,
        target: Path,
        step: Callable[[PlanningBook], Prepared],
        force: bool,
        language: str = LANGUAGES[0],
    ) -> Prepared:
        from sop_excel.hosts.sources.read import is_open_xml, read_sheets
        from sop_excel.hosts.xlsx.prepares import prepare_workbook
        from sop_excel.hosts.xlsx.workbook import Workbook
        from sop_excel.shipped import DEMAND_DONOR, in_language, resource

        def opened() -> Workbook:
            path = source or resource(in_language(DEMAND_DONOR, language))
            return Workbook.open(path) if is_open_xml(path) else Workbook.new(read_sheets(path), target)

        return prepare_workbook(opened, target, step, force)

    def cluster(self, address: str, tell: Callable[[str], None]) -> AbstractContextManager[None]:
        from sop_excel.hosts.cluster.helpers import cluster

        return cluster(address, tell)

    def undo(self, path: Path, chosen: str | None, force: bool, keep: bool) -> WentBack:
        from sop_excel.hosts.xlsx.going_back import undo_workbook

        return undo_workbook(path, chosen, force, keep)

    def show(self, source: Path, step: Callable[[PlanningBook], Prepared]) -> Prepared:
        from sop_excel.hosts.xlsx.prepares import show_step
        from sop_excel.hosts.xlsx.workbook import Workbook

        return show_step(Workbook.open(source), step)

    def addin(self, action: str, output: Path | None, force: bool, say: Callable[[str], None]) -> int:
        from sop_excel.hosts.addin.commands import addin

        return addin(action, output, force, say)

    def doctor(self, as_json: bool, say: Callable[[str], None]) -> int:
        from sop_excel.hosts.addin.commands import doctor
        from sop_excel.hosts.xlsx.plans import read
        from sop_excel.shipped import TEMPLATES, resource

        return doctor(as_json, say, lambda: read(resource(TEMPLATES["single"])))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, with the words of the command line if none are given, and return its exit status."""
    if arguments is None:  # a process of its own, whose memory is mostly arrays and cells that stay to its end
        gc.set_threshold(*RARELY)
    try:
        return command_line.main(_Hosts(), arguments)
    finally:
        if arguments is None:  # Python would look through all of them once more before the process gives them back
            gc.freeze()


def program() -> NoReturn:
    """The command as a process of its own, which ends with it.

    Python would take every module and all that it holds to pieces first, which takes as long as a small plan; what is
    to be done at the end is done. Where somebody watches (a debugger, a profiler), or another thread works, Python ends
    in its usual way.
    """
    status = main()
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    if not others and sys.gettrace() is None and sys.getprofile() is None:
        atexit._run_exitfuncs()
        with suppress(OSError, ValueError):  # a stream that is closed or full: Python tells of it
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    program()
