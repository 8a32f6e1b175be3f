"""The cells of a table that is filled, as they are written in the sheet part then."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.domain.table import Value
from sop_excel.hosts.xlsx.markup import escaped, head_end, with_attribute
from sop_excel.hosts.xlsx.put_values import style_for
from sop_excel.hosts.xlsx.sheet_cells import cell_xml
from sop_excel.hosts.xlsx.sheet_formulas import restated
from sop_excel.hosts.xlsx.sheet_map import Place, SheetMap
from sop_excel.hosts.xlsx.styles import StyleGraft
from sop_excel.sheets.filled_cells import FilledCells
from sop_excel.spreadsheet.areas import letters


class CellElements:
    """The elements of the cells of one table; ``styles``, if there are any, may be added to."""

    def __init__(self, cells: FilledCells, sheet: SheetMap, styles: StyleGraft | None, epoch_1904: bool) -> None:
        self.cells, self.sheet, self.styles, self.epoch_1904 = cells, sheet, styles, epoch_1904
        self.layout = cells.layout

    def changed(self) -> dict[Place, bytes]:
        """Those that are other than before, by row and column; an empty one for a cell that falls out of the table."""
        new = self.layout.new
        found: dict[Place, bytes] = {}
        for row in range(new.top, new.bottom + 1):
            for column in range(new.left, new.right + 1):
                place = row, column
                element = self._header(column) if row == new.top else self._element(place)
                if element is not None and element != self.sheet.element(*place):
                    found[place] = element
        found |= self._unshared(found)
        for area in self.layout.old.beyond(new):
            for row in range(area.top, area.bottom + 1):
                left = (column for column in range(area.left, area.right + 1) if self.sheet.cell(row, column))
                found |= {(row, column): b"" for column in left}
        return found

    def _unshared(self, elements: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """Formulas that cells share, stated by each of them where one of the others changes."""
        formulas = self.cells.formulas
        if not any(place in formulas for place in elements):
            return {}
        shared = ((place, self.sheet.element(*place)) for place in formulas if place not in elements)
        return {place: restated(cell, formulas[place]) for place, cell in shared if b"shared" in cell}

    def _header(self, column: int) -> bytes | None:
        """The header's cell, where it is another than it was."""
        layout, at = self.layout, column - self.layout.new.left
        old, header = layout.old.left + layout.columns[at], layout.output.headers[at]
        stays = old == column and not self.cells.is_new(column)
        if stays and layout.table.headers[old - layout.old.left] == header:
            return None
        style = self.sheet.style(layout.old.top, old)
        return self._cell((layout.new.top, column), style, header)

    def _element(self, place: Place) -> bytes:
        if place in self.cells.values:
            return self._cell(place, self._style(place, self.cells.values[place]), self.cells.values[place])
        old = self.cells.old_place(*place)
        return self._new(place) if old is None else self._kept(place, old)

    def _cell(self, place: Place, style: str | None, value: Value) -> bytes:
        return cell_xml(self.sheet.prefix, _address(place), style, value, self.epoch_1904).encode()

    def _new(self, place: Place) -> bytes:
        """A cell that there was not, and that is not filled: blank, or with the formula of its column."""
        style, formula = self._style(place, None), self.cells.new_formula(*place)
        if formula is None:
            return self._cell(place, style, None)
        prefix, named = self.sheet.prefix, f' s="{style}"' if style else ""
        inside = f"<{prefix}f>{escaped(formula)}</{prefix}f>"
        return f'<{prefix}c r="{_address(place)}"{named}>{inside}</{prefix}c>'.encode()

    def _kept(self, place: Place, old: Place) -> bytes:
        """A cell that keeps what stood in it, wherever that was; its formula says the same of where things are now."""
        element, formula = self.sheet.element(*old), self.cells.formulas.get(old)
        if formula is not None:
            text = self.cells.text(place, old, formula)
            element = restated(element, text) if text != formula or old != place else element
        return self._at(element, place) if element and old != place else element

    def _at(self, element: bytes, place: Place) -> bytes:
        """The cell's element for another place, in the format that its column has there."""
        end, style = head_end(element, 0), self.sheet.style(*self.cells.model(*place))
        head = with_attribute(with_attribute(element[:end], "r", _address(place)), "s", style)
        return head + element[end:]

    def _style(self, place: Place, value: Value) -> str | None:
        """The style of a cell: its own, or that of the column and the row whose formats it takes over."""
        source = self.cells.old_place(*place) or self.cells.model(*place)
        style, at = self.sheet.style(*source), place[1] - self.layout.new.left
        if self.styles is None:
            return style
        if at in self.layout.added:
            code = self.layout.output.number_formats.get(self.layout.output.headers[at])
            return self.styles.shown_as(style, code) if code else style
        return style_for(self.styles, style, value, self.cells.held(source))


def _address(place: Place) -> str:
    return f"{letters(place[1])}{place[0]}"
