"""Input tables filled by commands that were told to: checked first, then cell by cell, so that all else stays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from sop_excel.domain.table import Filling, OutputTable, Table
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx import rule_areas
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.broken_references import References
from sop_excel.hosts.xlsx.dressed_columns import dress_columns
from sop_excel.hosts.xlsx.filling_cells import CellElements
from sop_excel.hosts.xlsx.frozen_formulas import Frozen
from sop_excel.hosts.xlsx.markup import Markup, utf8
from sop_excel.hosts.xlsx.patch import charts_follow, filtered, followed_table
from sop_excel.hosts.xlsx.planner_formulas import follow_periods, our_cells
from sop_excel.hosts.xlsx.put_values import styles_of
from sop_excel.hosts.xlsx.refusals import refuse_unlisted_tables
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.rolled_table import rolled_table
from sop_excel.hosts.xlsx.sheet_formulas import formula_cells, unshared, with_formulas
from sop_excel.hosts.xlsx.sheet_map import Around, Place, SheetMap
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.sheets.filled import Filled
from sop_excel.sheets.filled_cells import OURS, FilledCells
from sop_excel.sheets.filled_tables import as_new_table, filled
from sop_excel.sheets.leaving_periods import LeavingPeriods
from sop_excel.sheets.own_names import OwnNames, called_tables, decided
from sop_excel.spreadsheet.areas import Area, letters, parse_area
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import (
    Layout,
    edge_issues,
    form_issues,
    in_the_way_issues,
    own_areas,
)
from sop_excel.spreadsheet.own_formulas import OwnFormulas
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet, unusable


def missing_tables(book: Book, fillings: Sequence[Filling]) -> list[OutputTable]:
    """The tables to be filled that the workbook lacks, as new ones."""
    called = _Called(book)
    return [as_new_table(filling) for filling in fillings if not called.placed(filling)]


def fill_tables(draft: Revision, fillings: Sequence[Filling]) -> Iterator[Issue]:
    """Fill the tables that the workbook has; why none of them is filled, if one cannot be."""
    fills = _fills(draft, fillings)
    refuse_unlisted_tables(draft, [fill.whole for fill in fills])
    if any(filling.over and filling.forced for filling in fillings):
        issues = list(_frozen(draft, fills))
        if issues:
            yield from issues
            return
        fills = _fills(draft, fillings)
    issues = [issue for fill in fills for issue in fill.issues()]
    cells = [fill.cells for fill in fills if fill.cells]
    leaving = _leaving(draft.book(), fills)
    issues += References(draft.book(), [one.layout for one in cells], OURS, leaving.gone, leaving.of_plan).issues()
    yield from issues
    if issues:
        return
    for fill in fills:
        (_again(draft, fill) if fill.is_overtaken else fill).apply()
    for fill in fills:
        if fill.filling.blank and fill.cells:
            new = [header for header in fill.cells.layout.output.headers if header not in fill.placed.headers]
            dress_columns(draft, fill.whole.name, fill.filling.table, new)
    draft.told += [told for one in cells for told in one.told]
    follow_periods(draft, [one.layout.spans for one in cells if one.layout.rolled], _seen_to(draft, fills))
    _rename_ours(draft, [one.own for one in cells if one.layout.vanishing or one.layout.rolled])


def _fills(draft: Revision, fillings: Sequence[Filling]) -> list[Fill]:
    """Each table that is filled and that the workbook has; those whose periods move on know of each other."""
    called = _Called(draft.book())
    fills = [Fill(draft, table, filling, called.own) for filling in fillings if (table := called.placed(filling))]
    rolled = [fill.cells.rolled for fill in fills if fill.cells and fill.cells.layout.rolled]
    for fill in fills:
        if fill.cells:
            fill.cells.all_rolled = rolled
    return fills


def _again(draft: Revision, before: Fill) -> Fill:
    """A fill whose sheet has changed since it was read, since a table before has been filled there."""
    [table] = draft.book().named(before.whole.name)
    fill = Fill(draft, table, before.filling, _Called(draft.book()).own)
    if fill.cells and before.cells:
        fill.cells.all_rolled = before.cells.all_rolled
    return fill


def _leaving(book: Book, fills: Sequence[Fill]) -> LeavingPeriods:
    """The periods that leave with these fills."""
    return LeavingPeriods([fill.filling for fill in fills], [fill.cells for fill in fills if fill.cells], book.tables)


def _seen_to(draft: Revision, fills: Sequence[Fill]) -> dict[Sheet, list[Area]]:
    """The cells whose formulas follow otherwise: of our tables, below periods that move on, and their totals."""
    left = our_cells(draft)
    for fill in fills:
        areas = left.setdefault(fill.placed.sheet, [])
        if fill.cells and fill.cells.layout.rolled:
            areas += own_areas(fill.cells.layout)
        if fill.whole.totals_rows:
            areas.append(fill.whole.area._replace(top=fill.placed.area.bottom + 1))
    return left


def _frozen(draft: Revision, fills: Sequence[Fill]) -> Iterator[Issue]:
    """Have no formula of the planner's name a period that leaves any more; see ``Frozen``."""
    leaving = _leaving(draft.book(), fills)
    frozen = Frozen(draft, leaving.gone or {}, _seen_to(draft, fills), leaving.spans)
    yield from frozen.freeze()
    draft.told += frozen.told


class _Called:
    """Which table of a workbook is which of the contract, as the reader of plans sees it."""

    def __init__(self, book: Book) -> None:
        self._book, self._reader = book, TableReader(book)
        self.names, self.own = called_tables([table.name for table in book.tables], self._read)

    def _read(self, names: Collection[str], headers_of: Collection[str]) -> Mapping[str, Table]:
        found = {name: same[0] for name in names if (same := self._book.named(name))}
        return self._reader.read({name: one for name, one in found.items() if one.header_rows}, headers_of)

    def placed(self, filling: Filling) -> PlacedTable | None:
        """The table that is filled; None where the workbook lacks it."""
        name = self.names.get(filling.table)
        return next(iter(self._book.named(name)), None) if name else None


def _rename_ours(draft: Revision, owns: Sequence[OwnFormulas]) -> None:
    """Formulas of our tables that name periods which are gone: no program opens a file that names what it lacks.

    The plan is the one of before; that the inputs have changed since then is what its checks say.
    """

    def renamed(formula: str) -> str:
        for own in owns:
            formula = own.renamed(formula)
        return formula

    for table in [one for one in draft.book().tables if one.name.lower() in OURS] if owns else ():
        sheet = draft.read(table.sheet.part)
        if any(f"{own.layout.table.name}[".lower().encode() in utf8(sheet).lower() for own in owns):
            draft.put(table.sheet.part, with_formulas(sheet, table.area, renamed))
            markup = Markup(draft.read(table.part))
            for node in markup.root.walk():
                if node.tag == "calculatedColumnFormula" and (text := renamed(node.text)) != node.text:
                    markup.set_text(node, text)
            draft.put(table.part, markup.result())


class Fill:
    """One table that is filled, checked against the sheet that holds it."""

    def __init__(self, draft: Revision, table: PlacedTable, filling: Filling, own: OwnNames) -> None:
        self.draft, self.whole, self.filling, self._own_names = draft, table, filling, own
        self.book = draft.book()
        self.placed = replace(table, area=table.area._replace(bottom=table.data.bottom), totals_rows=0)
        self._raw = draft.read(table.sheet.part)

    @property
    def is_overtaken(self) -> bool:
        """Whether the sheet has changed since it was read."""
        return self.draft.read(self.placed.sheet.part) != self._raw

    @cached_property
    def cells(self) -> FilledCells | None:
        """The table as it is and as it is to be; None where it cannot be filled."""
        to_be = self._to_be
        return None if isinstance(to_be, list) else FilledCells(
            self.placed, self._table, self.filling, to_be, self._formulas
        )  # fmt: skip

    @cached_property
    def _table(self) -> Table:
        read = TableReader(self.book).read({self.placed.name: self.placed})[self.placed.name]
        return decided(replace(read, headers=self.placed.headers), self.filling.table, self._own_names)

    @cached_property
    def _to_be(self) -> Filled | list[Issue]:
        """What the table will be, or why it cannot be filled."""
        unfit = unusable(self.whole, self.book.named(self.whole.name))
        return [unfit] if unfit else filled(self._table, self.filling)

    @cached_property
    def _data(self) -> bytes:
        return unshared(self._raw, self.placed.area)

    @cached_property
    def _formulas(self) -> Mapping[Place, str]:
        """The formulas of the table's cells, by row and column of the sheet."""
        area, found = self.placed.area, formula_cells(self._data)
        return {(one.row, one.column): one.formula for one in found if area.holds(one.row, one.column)}

    @cached_property
    def _sheet(self) -> SheetMap:
        layout = self.cells.layout if self.cells else Layout(self.placed, OutputTable(self.placed.name, (), (), 0))
        return SheetMap(self._data, layout.old.top, max(layout.old.bottom, layout.new.bottom))

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot be filled."""
        if self.cells is None or isinstance(self._to_be, list):
            yield from self._to_be if isinstance(self._to_be, list) else ()
            return
        layout = self.cells.layout
        if layout.new != layout.old:
            yield from form_issues(Layout(self.whole, layout.output))
        yield from edge_issues(layout)
        sheet = self._sheet
        if layout.grown:
            yield from in_the_way_issues(layout, list(self._in_the_way(layout, sheet)))
        arrays = {place for area in sheet.arrays if area.meets(layout.old) for place in _places(area)}
        yield from self.cells.issues(arrays)
        yield from self._unread(layout, arrays) if layout.rolled else ()

    def _unread(self, layout: Layout, arrays: Collection[Place]) -> Iterator[Issue]:
        """The first formula below periods that is written so unusually that nobody can move it."""
        for row, column in _places(layout.old):
            cell = self._sheet.cell(row, column)
            if cell and cell.has_formula and (row, column) not in self._formulas and (row, column) not in arrays:
                place = f"{quoted_sheet(self.placed.sheet.name)}!{letters(column)}{row}"
                expected, found = "a formula that can move with its period", "one that is written in an unusual way"
                yield Issue(place, "", expected, found, "save the file with Excel or LibreOffice, and run again")
                return

    def _in_the_way(self, layout: Layout, sheet: SheetMap) -> Iterator[str]:
        part = self.placed.sheet.part
        merged = Around(sheet.data).markup.root.find("mergeCells")
        for area in layout.grown:
            yield from (f"{letters(column)}{row}" for row, column in sheet.filled(area))
            others = [parse_area(node.get("ref")) for node in (merged.children if merged else ())]
            others += [one.area for one in self.book.tables if one.sheet.part == part and one.part != self.whole.part]
            yield from (str(other) for other in (*others, *sheet.arrays) if other.meets(area))

    def apply(self) -> None:
        """Write the cells, the table part, and what follows them: rules and charts."""
        cells = self.cells
        if cells is None:
            raise ValueError(f"{self.placed.name}: nothing to fill")
        layout, sheet, styles = cells.layout, self._sheet, styles_of(self.draft)
        elements = CellElements(cells, sheet, styles, self.book.setting("workbookPr", "date1904")).changed()
        part, data = self.draft.read(self.placed.part), self.placed.sheet.part
        renamed = layout.output.headers != layout.table.headers
        if not elements and layout.new == layout.old and not renamed:
            return
        unhide = renamed and filtered(part)
        shown = range(layout.new.top if unhide else layout.old.bottom + 1, layout.new.bottom + 1)
        self.draft.put(data, rule_areas.followed(sheet.result(elements, shown), layout, cells.own.addressed))
        if styles:
            self.draft.put(self.book.related("styles"), styles.result())
        if layout.rolled and layout.new.width == layout.old.width:
            self.draft.put(self.placed.part, rolled_table(part, layout, cells.own.calculated, cells.own.renamed))
            self._rename_totals(cells.own)
        elif renamed or layout.new != layout.old:
            self.draft.put(self.placed.part, followed_table(part, layout, cells.own.calculated, cells.overwritten))
        charts_follow(self.draft, layout, cells.own.lead)

    def _rename_totals(self, own: OwnFormulas) -> None:
        """The formulas of a row of totals are of the columns above them, whatever these are called."""
        if self.whole.totals_rows:
            totals, part = self.whole.area._replace(top=self.placed.area.bottom + 1), self.placed.sheet.part
            self.draft.put(part, with_formulas(self.draft.read(part), totals, own.renamed))


def _places(area: Area) -> Iterator[Place]:
    for row in range(area.top, area.bottom + 1):
        yield from ((row, column) for column in range(area.left, area.right + 1))
