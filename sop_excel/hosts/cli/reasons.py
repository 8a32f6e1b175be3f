"""Why a workbook's plan is as it is: the sentences that stand in it, or those of a plan made for the purpose."""

from __future__ import annotations

from dataclasses import dataclass

from sop_excel.contract import schema
from sop_excel.domain.plan import INFEASIBLE, Plan
from sop_excel.domain.said import in_language
from sop_excel.planning import HEADERS_ENOUGH, PlanningBook, checked_problem, explained_plan, tables_of
from sop_excel.sheets.explanation_table import written_sentences
from sop_excel.sheets.run_info import recorded, recorded_scenario


@dataclass(frozen=True)
class Explained:
    """The sentences, the most valuable first, and whether there is a plan that they explain."""

    sentences: tuple[str, ...]
    has_plan: bool


def explain(book: PlanningBook) -> Explained:
    """The sentences on the plan that the workbook holds, of whatever scenario; it is not changed.

    It is solved only where its inputs have changed since the plan was made.
    Raises InputError with every problem of the input, and SolverError.
    """
    enough = [name for name in HEADERS_ENOUGH if name != schema.EXPLANATION.name]
    tables = tables_of(book, enough)
    problem, _ = checked_problem(tables, book.name, recorded_scenario(tables), schema.RUN_INFO.name)
    if written := written_sentences(tables):
        return Explained(tuple(written), recorded(tables, "Status") != INFEASIBLE)
    found, explanation = explained_plan(problem)
    told = tuple(in_language(sentence.text, problem.language) for sentence in explanation.sentences)
    return Explained(told, isinstance(found, Plan))
