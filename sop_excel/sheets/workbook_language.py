"""In which language sentences are written into a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.domain.table import Table
from sop_excel.languages import ENGLISH, SHEETS


def language_of_sheets(tables: Mapping[str, Table]) -> str:
    """The language of the template from which a workbook came, by the sheets on which its products and demand stand;
    English where these are not those of another language.

    A host's name for a place begins with the sheet: ``Demanda!A4``.
    """
    for name, homes in SHEETS.items():
        if name in tables:
            sheet, _, _ = tables[name].places.header(0).rpartition("!")
            if found := homes.get(sheet.strip("'").lower()):
                return found
    return ENGLISH
