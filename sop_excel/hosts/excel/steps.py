"""A step before the plan on the open workbook: taken beside Excel, asked about, written, and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import xlwings as xw

from sop_excel import running_step
from sop_excel.domain.questions import Answers
from sop_excel.hosts.excel.beside import Heard, beside
from sop_excel.hosts.excel.open_book import OpenBook
from sop_excel.hosts.excel.questions import answered
from sop_excel.hosts.excel.telling import WRITING, list_told, step
from sop_excel.planning import in_its_language, language_in
from sop_excel.preparing.prepared import Prepared, Progress
from sop_excel.shipped import DEMAND_DONOR, resource

LIMIT = 600.0  # seconds that a step may take


def take(
    app: xw.App, command: str, doing: str, taken: Callable[[Answers, Progress], Prepared], limit: float = LIMIT
) -> Prepared:
    """What the step gives, once all that it asks is answered. ``command`` is its name on the command line.

    The step is ``taken`` in a thread that may outlast the command: it holds no object of Excel's.

    Raises what the step raises, CancelledError where the planner does not want to go on, and SolverError where it takes
    longer than ``limit``.
    """
    late = f"of {doing}; nothing was changed (the command sop-excel {command} may take longer)"

    def run(answers: Answers) -> Prepared:
        heard = Heard(doing)
        return beside(app, heard, lambda: taken(answers, heard.counted), limit, late)

    return answered(app, run)


def write(app: xw.App, book: OpenBook, prepared: Prepared) -> tuple[str, ...]:
    """Write what a step has given into the workbook; what could not stay as it was."""
    inputs = replace(prepared.inputs, fillings=(*prepared.inputs.fillings, *prepared.fillings))
    with step(app, running_step.WRITING, f"{WRITING} tables"):
        return book.write(in_its_language(prepared.outputs, book), resource(DEMAND_DONOR), inputs)


def write_and_tell(app: xw.App, book: OpenBook, prepared: Prepared) -> None:
    """Write what a step has given into the workbook, and tell it."""
    told = write(app, book, prepared)
    list_told(app, prepared.summary, (*prepared.notes, *told), language_in(book))
