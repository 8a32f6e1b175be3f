"""Output tables in the language of the workbook: what was said by ``say`` stands in it; all else stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sop_excel.domain.said import in_language
from sop_excel.domain.table import OutputTable, Value
from sop_excel.languages import ENGLISH


def said_tables(tables: Sequence[OutputTable], language: str) -> tuple[OutputTable, ...]:
    """The tables with each sentence of ours in one of ``LANGUAGES``; English ones as they are, at no cost."""
    if language == ENGLISH:
        return tuple(tables)
    return tuple(
        replace(one, rows=[tuple(_cell(cell, language) for cell in row) for row in one.rows]) for one in tables
    )


def _cell(cell: Value, language: str) -> Value:
    return in_language(cell, language) if isinstance(cell, str) else cell
