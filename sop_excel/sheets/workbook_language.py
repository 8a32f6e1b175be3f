"""In which language sentences are written into a workbook."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.domain.table import Table
from sop_excel.languages import ENGLISH, SHEETS
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.planning_settings import read_settings


def language_of(tables: Mapping[str, Table]) -> str:
    """The language that the settings of a workbook state, or else that of its sheets, whatever is wrong in them."""
    stated = read_settings(tables.get("Settings"), Findings()).text("language", "")
    return stated or language_of_sheets(tables)


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
