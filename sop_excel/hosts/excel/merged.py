"""The merged cells of a sheet of an open workbook."""

from __future__ import annotations

import xlwings as xw

from sop_excel.hosts.excel.tables import area_of, range_of
from sop_excel.spreadsheet.areas import Area

MOST_ASKED = 2_000  # calls back into Excel for one sheet


class Merged:
    """The merged areas of a sheet: Excel says of any range whether all, none or some of its cells are merged."""

    def __init__(self, sheet: xw.Sheet) -> None:
        self._sheet = sheet
        self.found: list[Area] = []
        self.asked = 0

    @property
    def whole(self) -> bool:
        """Whether all that was looked at is known; a sheet may have more merged cells than are asked for."""
        return self.asked <= MOST_ASKED

    def look(self, area: Area) -> None:
        """Find those that meet an area; half of what is left falls away wherever nothing is merged."""
        rest = [area]
        while rest and self.whole:
            one = rest.pop()
            if self._meets(one):
                first = self._first_of(one)
                if not one.inside(first):
                    rest += self._halves(one)

    def _meets(self, area: Area) -> bool:
        """Whether cells of an area are merged, but for one whose merged area is known already."""
        if any(area.inside(merged) for merged in self.found):
            return False
        self.asked += 1
        return range_of(self._sheet, area).merge_cells is not False

    def _first_of(self, area: Area) -> Area:
        """The merged area that the first cell belongs to; the cell alone if it is not merged."""
        for merged in self.found:
            if merged.holds(area.top, area.left):
                return merged
        self.asked += 1
        merged = area_of(self._sheet.range((area.top, area.left)).merge_area)
        if merged.width > 1 or merged.height > 1:
            self.found.append(merged)
        return merged

    def _halves(self, area: Area) -> list[Area]:
        """Two halves: of columns where the right one has nothing merged, else of rows."""
        down, right = (area.top + area.bottom) // 2, (area.left + area.right) // 2
        beside = area._replace(left=right + 1)
        if area.height == 1 or (area.width > 1 and not self._meets(beside)):
            return [beside, area._replace(right=right)]
        return [area._replace(top=down + 1), area._replace(bottom=down)]
