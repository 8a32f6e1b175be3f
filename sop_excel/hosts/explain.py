"""Why a workbook's plan is as it is: the sentences that stand in it, or those of a plan made for the purpose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sop_excel.domain.plan import INFEASIBLE
from sop_excel.hosts.workbook import Workbook
from sop_excel.planning import HEADERS_ENOUGH, TABLE_NAMES, checked_problem, explained_plan
from sop_excel.sheets import schema
from sop_excel.sheets.explanation import written_sentences


@dataclass(frozen=True)
class Explained:
    """The sentences, the most valuable first, and whether there is a plan that they explain."""

    sentences: tuple[str, ...]
    has_plan: bool


def explain(path: Path) -> Explained:
    """The sentences of the workbook, which is not changed; it is solved only where its inputs have changed since.

    Raises InputError with every problem of the input, and SolverError.
    """
    book = Workbook.open(path)
    enough = [name for name in HEADERS_ENOUGH if name != schema.EXPLANATION.name]
    tables = book.tables(TABLE_NAMES, enough)
    problem, _ = checked_problem(tables, book.name)
    if written := written_sentences(tables):
        status = [row[1] for row in tables[schema.RUN_INFO.name].rows if len(row) > 1 and row[0] == "Status"]
        return Explained(tuple(written), status != [INFEASIBLE])
    plan = explained_plan(problem)
    return Explained(tuple(sentence.text for sentence in plan.sentences), plan.quantities is not None)
