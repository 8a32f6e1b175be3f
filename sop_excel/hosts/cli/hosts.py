"""What the command line has others do, who know files and programs; it knows none of them itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from sop_excel.hosts.cli.before import BeforeHosts
from sop_excel.hosts.cli.runs import RunHosts
from sop_excel.hosts.cli.undo import UndoHosts

if TYPE_CHECKING:
    from sop_excel.planning import Options, PlanningBook, Written
    from sop_excel.preparing.prepared import Prepared
    from sop_excel.shipped import TemplateKind


class OtherHosts(BeforeHosts, UndoHosts, RunHosts, Protocol):
    """What the command line has others do, which know files and programs; it knows none of them itself."""

    def workbook(self, path: Path) -> PlanningBook:
        """The planner's workbook in a file."""

    def plan(self, source: Path, target: Path, options: Options, force: bool) -> Written:
        """Plan the workbook ``source`` and write it with its outputs to ``target``."""

    def show(self, source: Path, step: Callable[[PlanningBook], Prepared]) -> Prepared:
        """What a step would do to a workbook; nothing is written."""

    def new(self, kind: TemplateKind | Literal["sales"], path: Path, language: str, full: bool) -> None:
        """Start a workbook from a template; ``full``: with every table and column that there is."""

    def cluster(self, address: str, tell: Callable[[str], None]) -> AbstractContextManager[None]:
        """While the body runs, other machines help; notes on them are told."""

    def addin(self, action: str, output: Path | None, force: bool, say: Callable[[str], None]) -> int:
        """Build or install the add-in for Excel; the exit status."""

    def doctor(self, as_json: bool, say: Callable[[str], None]) -> int:
        """Examine the installation; the exit status."""
