"""What the page for the meeting calls the results that table RunInfo and CostSummary name in English in every language.

Programs and formulas find a result by its name, so that a cell of a table keeps it; the page is for people alone.
"""

from __future__ import annotations

from sop_excel.contract.output_tables import ALL_PRODUCTS
from sop_excel.domain.costs import COST_LINES, PROFIT, REVENUE, TOTAL_COST
from sop_excel.domain.plan import FEASIBLE, INFEASIBLE, OPTIMAL, WITHIN_GAP
from sop_excel.domain.said import in_language, word
from templates.make import meeting_layout as at
from templates.make.language import Words

_OWN = (
    OPTIMAL,
    WITHIN_GAP,
    FEASIBLE,
    INFEASIBLE,
    TOTAL_COST,
    REVENUE,
    PROFIT,
    ALL_PRODUCTS,
)  # sentences have no need of these words
_NAMES, _WORDS = (f"${column}${at.FIRST_LISTED}:${column}${at.LAST_LISTED}" for column in at.RESULT_COLUMNS)


def result_words(words: Words) -> dict[str, str]:
    """The word for each result that has another one than its name; at most as many as the page has rows for."""
    told = {name: words(f"results.{name}") for name in _OWN}
    told |= {line.name: in_language(word(line.name), words.language) for line in COST_LINES}
    return {name: said for name, said in told.items() if said != name}


def in_words(words: Words, result: str) -> str:
    """A formula's term for a result by its word, where there is one."""
    if not result_words(words):
        return result
    return f"IFERROR(INDEX({_WORDS},MATCH({result},{_NAMES},0)),{result})"
