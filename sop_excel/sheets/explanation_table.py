"""Table Explanation: why the plan is as it is, in sentences that a planner can read aloud; and these read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sop_excel.contract import schema
from sop_excel.domain.explanation import Sentence
from sop_excel.domain.said import in_language
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.languages import ENGLISH
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import EXPLAINED_FIELD, input_hash, recorded


def explanation(sentences: Iterable[Sentence], language: str = ENGLISH) -> OutputTable:
    """Table Explanation, the most valuable sentence first; where no plan exists, what would make one possible."""
    form = schema.EXPLANATION
    return output_table(form, [form.row(_cells(told, language)) for told in sentences])


def _cells(told: Sentence, language: str) -> dict[str, Value]:
    return {
        "Item": in_language(told.item, language) or None,
        "Period": in_language(told.period, language) or None,
        "What": in_language(told.what, language),
        "Why": in_language(told.why, language),
        "Worth": told.worth,
    }


def written_sentences(tables: Mapping[str, Table]) -> list[str]:
    """The sentences that stand in the workbook, as they are read aloud; none where its inputs have changed since, or
    the plan is not explained in full."""
    if recorded(tables, "Input hash") != input_hash(tables) or recorded(tables, EXPLAINED_FIELD):
        return []
    told = cells_under(tables.get(schema.EXPLANATION.name), "What", "Why")
    return [f"{what}: {why}." for what, why in told if isinstance(what, str) and isinstance(why, str)]
