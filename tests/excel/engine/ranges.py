"""A range of cells, as the classes of xlwings ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from openpyxl.utils import quote_sheetname

from tests.excel.engine import arrays, clipboard, filters, headers, tablerefs, tables
from tests.excel.engine.com import Com
from tests.excel.engine.faults import ComError
from tests.excel.engine.formulas import shown
from tests.excel.engine.lines import Lines
from tests.excel.engine.looks import Font, color_of, fill_with
from tests.excel.engine.names import Name, Names
from tests.excel.engine.places import Area
from tests.excel.engine.values import DAYS_TO_1904, as_text, is_date, value, value2

if TYPE_CHECKING:
    from tests.excel.engine.sheet import Sheet

NOT_AVAILABLE = -2146826246
MOST_READ = 600_000  # cells at once; a whole column takes Excel minutes over the way to another program


def _holds(merged: Any, row: int, column: int) -> bool:
    return bool(merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col)


class Range(Lines):
    """A rectangle on a sheet; one without rows or columns holds nothing."""

    def __init__(self, sheet: Sheet, area: Area, more: Sequence[Area] = ()) -> None:
        self.sheet, self.area, self.areas = sheet, area, [area, *more]
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Com:
        members = {
            "Value": "raw_value",
            "Value2": "value2",
            "Formula": "formula",
            "Formula2": "formula",
            "HasFormula": "has_formula",
            "Address": "address",
            "Row": "row",
            "Column": "column",
            "Count": "count",
            "NumberFormat": "number_format",
            "PrefixCharacter": "prefix",
            "Locked": "locked",
            "Areas": "areas_api",
            "Rows": "rows_api",
            "Columns": "columns_api",
            "Worksheet": "worksheet_api",
            "AutoFilter": "set_filter",
            "AdvancedFilter": "advanced_filter",
            "Held": "held",
        }
        return Com("Range", self, members)

    @property
    def areas_api(self) -> SimpleNamespace:
        """Of a union of ranges; everything else that is asked about one is answered by the first."""
        return SimpleNamespace(Count=len(self.areas))

    @property
    def rows_api(self) -> SimpleNamespace:
        return SimpleNamespace(Count=self.shape[0])

    @property
    def columns_api(self) -> SimpleNamespace:
        return SimpleNamespace(Count=self.shape[1])

    @property
    def worksheet_api(self) -> Com:
        return self.sheet.api

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def count(self) -> int:
        return len(self)

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.shape

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        top, left = self.row + row - 1, self.column + column - 1
        if top < 1 or left < 1:
            raise ComError("Application-defined or object-defined error")
        return Range(self.sheet, Area(top, left, top, left))

    @property
    def address(self) -> str:
        return self.area.address()

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = self.area.address("$" * col_absolute, "$" * row_absolute)
        sheet = quote_sheetname(f"[{self.sheet.book.name}]{self.sheet.name}")
        return f"{sheet}!{address}" if external else address

    # What the cells hold

    def _read(self, read: Callable[[int, int], Any]) -> Any:
        self.sheet.book.answer()
        self.sheet.book.app.calls += 1
        if not len(self):
            return None
        if len(self) > MOST_READ:
            raise ComError("Not enough memory")
        rows = tuple(
            tuple(read(row, column) for column in range(self.area.left, self.area.right + 1))
            for row in range(self.area.top, self.area.bottom + 1)
        )
        return rows[0][0] if self.shape == (1, 1) else rows

    @property
    def raw_value(self) -> Any:
        content, form = self.sheet.content, self.sheet.number_format
        return self._read(lambda row, column: value(content(row, column), form(row, column)))

    @raw_value.setter
    def raw_value(self, given: Any) -> None:
        self.sheet.book.answer()
        if not len(self):
            return
        self.sheet.guard(self.area)
        arrays.guard_arrays(self.sheet, self.area)
        with headers.Headers(self.sheet, self.area) as typed:
            for block in filters.visible_blocks(self.sheet, self.area):  # each takes the array from its top left
                for row, column in block.places():
                    typed.before(row)
                    self.sheet.write(row, column, self._part(given, row - block.top, column), self._origin(given))
                    typed.header(row, column)
        tables.fill_column(self, given)

    @property
    def value2(self) -> Any:
        """Plain numbers: no currency and no dates (learn.microsoft.com, Range.Value2 property)."""
        return self._read(self._plain)

    def _plain(self, row: int, column: int) -> Any:
        content = self.sheet.content(row, column)
        if self.sheet.book.counts_from_1904 and is_date(content, self.sheet.number_format(row, column)):
            return content - DAYS_TO_1904
        return value2(content)

    def _origin(self, given: Any) -> str | None:
        return None if isinstance(given, list | tuple) else self.area.address("", "").partition(":")[0]

    def _part(self, given: Any, down: int, column: int) -> Any:
        """The value for one cell: a row serves all rows, and a cell beyond the array gets #N/A."""
        if not isinstance(given, list | tuple):
            return given
        rows: Sequence[Any] = given if given and isinstance(given[0], list | tuple) else [given]
        right = column - self.column
        line: Sequence[Any] = rows[0] if len(rows) == 1 else rows[down] if down < len(rows) else ()
        if len(line) == 1 and self.shape[1] > 1:
            return line[0]
        return line[right] if right < len(line) else NOT_AVAILABLE

    @property
    def formula(self) -> Any:
        return self._read(self._formula)

    @formula.setter
    def formula(self, given: Any) -> None:
        self.raw_value = given

    @property
    def merge_cells(self) -> bool | None:
        merged = self.sheet.worksheet.merged_cells.ranges
        found: bool | None = self.common(lambda row, column: any(_holds(one, row, column) for one in merged))
        return found

    @property
    def held(self) -> int:
        """How many cells hold something: no member of Excel's, but what its COUNTA asks here."""
        cells = self.sheet.worksheet._cells.items()
        return sum(cell.value is not None and self.area.holds(*place) for place, cell in cells)

    @property
    def merge_area(self) -> Range:
        """The merged area that the first cell belongs to, or that cell."""
        self.sheet.book.answer()
        self.sheet.book.app.calls += 1
        row, column = self.area[:2]
        for one in self.sheet.worksheet.merged_cells.ranges:
            if _holds(one, row, column):
                return Range(self.sheet, Area(one.min_row, one.min_col, one.max_row, one.max_col))
        return Range(self.sheet, Area(row, column, row, column))

    def merge(self, across: bool) -> None:
        """Only the first cell keeps what it holds (Range.Merge)."""
        self.sheet.guard(self.area)
        top, left, bottom, right = self.area
        self.sheet.worksheet.merge_cells(None, top, left, bottom, right)

    def unmerge(self) -> None:
        """Every merged area that the range meets comes apart, as a whole (Range.UnMerge)."""
        self.sheet.guard(self.area)
        for one in list(self.sheet.worksheet.merged_cells.ranges):
            if self.area.meets(Area(one.min_row, one.min_col, one.max_row, one.max_col)):
                self.sheet.worksheet.unmerge_cells(one.coord)

    formula2 = formula

    @property
    def has_array(self) -> bool | None:
        found: bool | None = self.common(lambda row, column: arrays.anchor(self.sheet, row, column) is not None)
        return found

    @property
    def formula_array(self) -> Any:
        return self.common(self._formula)

    @formula_array.setter
    def formula_array(self, given: str) -> None:
        self.sheet.guard(self.area)
        arrays.write_array(self.sheet, self.area, given)

    def _formula(self, row: int, column: int) -> str:
        if (formula := self.sheet.formula(row, column)) is not None:
            return shown(formula, tablerefs.table_at(self.sheet, row, column))
        return as_text(self.sheet.content(row, column))

    @property
    def has_formula(self) -> bool | None:
        found: bool | None = self.common(lambda row, column: self.sheet.formula(row, column) is not None)
        return found

    def common(self, read: Callable[[int, int], Any]) -> Any:
        """What all cells have in common, None if they differ."""
        self.sheet.book.answer()
        self.sheet.book.app.calls += 1
        seen = iter(self.area.places())
        first = read(*next(seen))
        return first if all(read(*place) == first for place in seen) else None

    def clear_contents(self) -> None:
        self._clear(contents=True, formats=False)

    def clear_formats(self) -> None:
        self._clear(contents=False, formats=True)

    def clear(self) -> None:
        self._clear(contents=True, formats=True)

    def _clear(self, *, contents: bool, formats: bool) -> None:
        if len(self):
            if self.sheet.is_protected:
                self.sheet.guard(self.area)
            if contents:
                arrays.guard_arrays(self.sheet, self.area)
            for block in filters.visible_blocks(self.sheet, self.area):
                self.sheet.empty(block, contents=contents, formats=formats)
            self.sheet.touched(self.area)

    def set_filter(self, **given: Any) -> None:
        filters.set_filter(self, **given)

    def advanced_filter(self, **given: Any) -> None:
        filters.advanced_filter(self, **given)

    # Looks

    @property
    def number_format(self) -> str | None:
        found: str | None = self.common(self.sheet.number_format)
        return found

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.style(lambda cell: setattr(cell, "number_format", code))

    def style(self, change: Callable[[Any], None]) -> None:
        """Changes the looks of every cell."""
        if len(self) > 1_000_000:
            raise NotImplementedError("The headless engine formats cells, not whole sheets.")
        self.sheet.guard(self.area)
        for place in self.area.places():
            change(self.sheet.cell(*place))

    @property
    def prefix(self) -> str:
        return "'" if self.sheet.cell(self.row, self.column).quotePrefix else ""

    @property
    def locked(self) -> bool | None:
        found: bool | None = self.common(lambda row, column: bool(self.sheet.cell(row, column).protection.locked))
        return found

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return color_of(self.sheet.cell(self.row, self.column))

    @color.setter
    def color(self, color: Any) -> None:
        self.style(lambda cell: setattr(cell, "fill", fill_with(color)))

    def copy(self, destination: Any = None) -> None:
        app = self.sheet.book.app
        clip = clipboard.Clip(self.sheet, self.area)
        if destination is None:
            app.clip = clip
            app.copies += 1
        else:
            clipboard.paste(clip, destination.impl, "all")

    def paste(self, paste: Any = None, operation: Any = None, skip_blanks: Any = False, transpose: Any = False) -> None:
        if self.sheet.book.app.clip is None:
            raise ComError("PasteSpecial method of Range class failed")
        if operation or skip_blanks or transpose:
            raise NotImplementedError("The headless engine pastes plainly.")
        clipboard.paste(self.sheet.book.app.clip, self, paste or "all")

    def autofit(self, axis: str | None = None) -> None:
        """Nothing: widths are not measured here."""

    # Where it lies

    def select(self) -> None:
        if self.sheet.book.workbook.active is not self.sheet.worksheet:
            raise ComError("Select method of Range class failed")
        self.sheet.book.app.selected = self

    @property
    def table(self) -> tables.Table | None:
        met = (table for table in self.sheet.tables if table.area.meets(self.area))
        return next(met, None)

    @property
    def name(self) -> Name | None:
        wanted = f"={quote_sheetname(self.sheet.name)}!{self.address}"
        return next((name for name in Names(self.sheet.book)._all() if name.refers_to == wanted), None)

    @name.setter
    def name(self, value: str) -> None:
        Names(self.sheet.book).add(value, f"={quote_sheetname(self.sheet.name)}!{self.address}")

    def end(self, direction: str) -> Range:
        steps = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
        down, right = steps[direction]
        used = self.sheet.used_range.area

        def filled(row: int, column: int) -> bool:
            return self.sheet.content(row, column) is not None or self.sheet.formula(row, column) is not None

        row, column = self.row, self.column
        run = filled(row, column) and filled(row + down, column + right)
        row, column = row + down, column + right
        while used.holds(row, column) and filled(row + down * run, column + right * run) == run:
            row, column = row + down, column + right
        if not used.holds(row, column):
            raise NotImplementedError("The headless engine does not go to the edge of a sheet.")
        return Range(self.sheet, Area(row, column, row, column))
