"""Formulas that name periods which leave, where the planner wants it so: their values stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.markup import utf8
from sop_excel.hosts.xlsx.planner_formulas import Left, mentioning, with_rules_and_names
from sop_excel.hosts.xlsx.put_values import Cells
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_formulas import FormulaCell, formula_cells, unshared
from sop_excel.spreadsheet.areas import Area, letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.placed_tables import Sheet
from sop_excel.spreadsheet.references import columns_used
from sop_excel.spreadsheet.renamed_columns import GONE, Spans, followed, with_columns

Gone = Mapping[str, Mapping[str, str]]  # headers by table and in lower case


class Frozen:
    """The formulas of a workbook, but for the cells in ``left``, that name columns which are ``gone``.

    What names all periods, by ``spans``, goes on doing so.
    """

    def __init__(self, draft: Revision, gone: Gone, left: Left, spans: Sequence[Spans]) -> None:
        self.draft, self.gone, self.left, self.spans = draft, gone, left, spans
        self.told: list[str] = []

    def freeze(self) -> Iterator[Issue]:
        """Put values in the place of formulas in cells, and an error into rules and names, which have no value.

        Yields the cells that have no saved value.
        """
        for sheet in mentioning(self.draft, self.gone):
            yield from self._cells(sheet)
        with_rules_and_names(self.draft, self.gone, self._broken)

    def _cells(self, sheet: Sheet) -> Iterator[Issue]:
        areas = self.left.get(sheet, ())
        data = utf8(self.draft.read(sheet.part))
        found = [one for one in formula_cells(data) if self._is_broken(one, areas)]
        data = unshared(data, Cells([(one.row, one.column) for one in found]))
        pieces, at = list[bytes](), 0
        for one in [one for one in formula_cells(data) if self._is_broken(one, areas)]:
            place = f"{quoted_sheet(sheet.name)}!{letters(one.column)}{one.row}"
            element = data[one.start : one.end]
            if not re.search(rb"<(?:[A-Za-z_][\w.-]*:)?v[\s>]", element):
                advice = "recalculate and save the file"
                yield Issue(place, "", "a value in the place of the formula", "none that was saved", advice)
            pieces += [data[at : one.start], _as_value(element)]
            at = one.end
            self.told.append(f"{place}: ={one.formula[:80]} names a period that leaves: its value takes its place")
        self.draft.put(sheet.part, b"".join([*pieces, data[at:]]))

    def _is_broken(self, one: FormulaCell, areas: Collection[Area]) -> bool:
        return self._names_gone(one.formula) and not any(area.holds(one.row, one.column) for area in areas)

    def _names_gone(self, formula: str) -> bool:
        used = columns_used(followed(formula, self.spans))
        return any(
            name.lower() in headers for table, headers in self.gone.items() for name in used.get(table.lower(), ())
        )

    def _broken(self, place: str, formula: str) -> str:
        """A formula that has no value which could stay."""
        if not self._names_gone(formula):
            return formula
        self.told.append(f"{place}: {formula[:80]} names a period that leaves: {GONE} now")
        for table, headers in self.gone.items():
            formula = with_columns(formula, table, dict.fromkeys(headers))
        return formula


def _as_value(cell: bytes) -> bytes:
    """The cell's element without its formula."""
    return re.sub(rb"<((?:[A-Za-z_][\w.-]*:)?)f(?:\s[^<>]*)?(?:/>|>[^<]*</\1f>)", b"", cell, count=1)
