"""Input tables filled by commands that were told to: checked first, then cell by cell, so that all else stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.domain.table import Filling, OutputTable, Table, Value
from sop_excel.domain.vocabulary import quoted
from sop_excel.errors import Issue
from sop_excel.hosts.xlsx import rule_areas
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.broken_references import References
from sop_excel.hosts.xlsx.markup import Markup, escaped, head_end, utf8, with_attribute
from sop_excel.hosts.xlsx.patch import charts_follow, filtered, followed_table
from sop_excel.hosts.xlsx.put_values import style_for, styles_of
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_cells import cell_xml
from sop_excel.hosts.xlsx.sheet_formulas import formula_cells, restated, unshared, with_formulas
from sop_excel.hosts.xlsx.sheet_map import Around, Place, SheetMap
from sop_excel.hosts.xlsx.styles import StyleGraft
from sop_excel.hosts.xlsx.table_reader import TableReader
from sop_excel.sheets.filled_tables import Filled, as_new_table, filled, is_table_of
from sop_excel.spreadsheet.areas import letters, parse_area
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import Layout, edge_issues, form_issues, in_the_way_issues
from sop_excel.spreadsheet.own_formulas import OwnFormulas
from sop_excel.spreadsheet.placed_tables import PlacedTable

OURS = frozenset(form.name.lower() for form in (*schema.OUTPUT_FORMS, *DEMAND_FORMS))
_FORCE = "clear the cell, or run again with --force"


def missing_tables(book: Book, donor: Book, fillings: Sequence[Filling]) -> list[OutputTable]:
    """The tables to be filled that the workbook lacks, as new ones with the columns of those in ``donor``."""
    found = []
    for filling in fillings:
        if not _table_of(book, filling):
            same = donor.named(filling.table)
            found.append(as_new_table(filling, same[0].headers if same else ()))
    return found


def fill_tables(draft: Revision, fillings: Sequence[Filling]) -> Iterator[Issue]:
    """Fill the tables that the workbook has; why none of them is filled, if one cannot be."""
    book = draft.book()
    fills = [Fill(draft, table, filling) for filling in fillings if (table := _table_of(book, filling))]
    issues = [issue for fill in fills for issue in fill.issues()]
    layouts = [fill.layout for fill in fills if fill.layout]
    issues += References(book, layouts, OURS).issues()
    yield from issues
    if issues:
        return
    owns = [fill.own for fill in fills]
    for filling in fillings:
        if table := _table_of(draft.book(), filling):
            Fill(draft, table, filling).apply()
    _rename_ours(draft, [own for own in owns if own.layout.vanishing])


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


def _table_of(book: Book, filling: Filling) -> PlacedTable | None:
    """By its own name, else by a known synonym."""
    named = book.named(filling.table)
    return next(iter(named), None) or next((one for one in book.tables if is_table_of(filling, one.name)), None)


class Fill:
    """One table that is filled, checked against the sheet that holds it."""

    def __init__(self, draft: Revision, table: PlacedTable, filling: Filling) -> None:
        self.draft, self.whole, self.filling = draft, table, filling
        self.book = draft.book()
        self.placed = replace(table, area=table.area._replace(bottom=table.data.bottom), totals_rows=0)
        read = TableReader(self.book).read({table.name: self.placed})[table.name] if table.header_rows else None
        self.table = read and replace(read, headers=table.headers)
        self.to_be: Filled | str = filled(self.table, filling) if self.table else ""
        self.layout = None
        if self.table and isinstance(self.to_be, Filled):
            self.layout = Layout(self.placed, self.to_be.as_output(self.table, filling), of_planner=True)

    def issues(self) -> Iterator[Issue]:
        """Why the table cannot be filled."""
        place = f"{quoted_sheet(self.placed.sheet.name)}!{letters(self.placed.area.left)}{self.placed.area.top}"
        if self.layout is None:
            if isinstance(self.to_be, str) and self.to_be:
                found = ", ".join(map(quoted, self.placed.headers[:8]))
                yield Issue(place, self.placed.name, f"a column {self.to_be}", found, "give the column this header")
            else:
                yield from form_issues(Layout(self.whole, OutputTable(self.whole.name, (), (), 0)))
            return
        if self._reshaped and self.whole.totals_rows:
            yield from form_issues(Layout(self.whole, self.layout.output))
        yield from edge_issues(self.layout)
        yield from in_the_way_issues(self.layout, list(self._in_the_way(self.layout)))
        yield from self._formula_issues(self.layout)
        yield from self.own.issues(self._formulas, self.placed.sheet.name)

    @property
    def _reshaped(self) -> bool:
        return self.layout is not None and self.layout.new != self.layout.old

    @cached_property
    def _sheet(self) -> SheetMap:
        layout = self.layout
        bottom = max(layout.old.bottom, layout.new.bottom) if layout else self.placed.area.bottom
        data = self.draft.read(self.placed.sheet.part)
        return SheetMap(unshared(data, self.placed.area), self.placed.area.top, bottom)

    @cached_property
    def _formulas(self) -> Mapping[Place, str]:
        """The formulas of the table's cells, by row and column of the sheet."""
        area = self.placed.area
        found = formula_cells(self._sheet.data)
        return {(one.row, one.column): one.formula for one in found if area.holds(one.row, one.column)}

    @cached_property
    def own(self) -> OwnFormulas:
        """The planner's formulas in the table, and what becomes of them."""
        if self.layout is None or self.table is None:
            raise ValueError(f"{self.placed.name}: nothing to fill")
        return OwnFormulas(self.layout, self.table)

    def _in_the_way(self, layout: Layout) -> Iterator[str]:
        sheet, part = self._sheet, self.placed.sheet.part
        for area in layout.grown:
            yield from (f"{letters(column)}{row}" for row, column in sheet.filled(area))
            merged = Around(sheet.data).markup.root.find("mergeCells")
            others = [parse_area(node.get("ref")) for node in (merged.children if merged else ())]
            others += [one.area for one in self.book.tables if one.sheet.part == part and one.part != self.whole.part]
            yield from (str(other) for other in (*others, *sheet.arrays) if other.meets(area))

    def _formula_issues(self, layout: Layout) -> Iterator[Issue]:
        """Formulas where values are to stand; an array formula is refused even if the others are not."""
        for row, column in sorted(self._changed_values(layout)):
            old = self._old_place(row, column)
            cell = self._sheet.cell(*old) if old else None
            in_array = old is not None and any(area.holds(*old) for area in self._sheet.arrays)
            if old and (in_array or (cell and cell.has_formula and not self.filling.forced)):
                header = layout.output.headers[column - layout.new.left]
                told = "a result of an array formula" if in_array else f"={self._formulas.get(old, '')[:80]}"
                place = f"{quoted_sheet(self.placed.sheet.name)}!{letters(old[1])}{old[0]}"
                subject = f"{self.placed.name}[{header}]"
                yield Issue(place, subject, "no formula in a cell that is filled", told, _FORCE)

    def _changed_values(self, layout: Layout) -> dict[Place, Value]:
        """The values that cells of the table to be get, by row and column of the sheet: those that are new there."""
        if not isinstance(self.to_be, Filled):
            return {}
        top, left = layout.new.top + 1, layout.new.left
        given = {(top + row, left + column): value for (row, column), value in self.to_be.values.items()}
        return {place: value for place, value in given.items() if not self._holds(layout, place, value)}

    def _holds(self, layout: Layout, place: Place, value: Value) -> bool:
        """Whether a cell that stays where it is holds the value already."""
        old = self._old_place(*place)
        if old != place or self.table is None:
            return False
        cell = self._sheet.cell(*old)
        held = self.table.rows[old[0] - layout.old.top - 1][old[1] - layout.old.left]
        return not (cell and cell.has_formula) and type(held) is type(value) and held == value

    def _old_place(self, row: int, column: int) -> Place | None:
        """Where the cell stood that will stand there: that of the same row, and of the same period or own column."""
        layout = self.layout
        if layout is None or not isinstance(self.to_be, Filled):
            return None
        index, at = row - layout.new.top - 1, column - layout.new.left
        if index < 0:
            return row, layout.old.left + layout.columns[at]
        if (source := self.to_be.sources.get((index, at))) is not None:
            return layout.old.top + 1 + source[0], layout.old.left + source[1]
        old_row = self.to_be.rows[index] if index < len(self.to_be.rows) else None
        is_new = at in layout.added or self._is_beyond(layout, at)
        return (
            None if old_row is None or is_new else (layout.old.top + 1 + old_row, layout.old.left + layout.columns[at])
        )

    @staticmethod
    def _is_beyond(layout: Layout, column: int) -> bool:
        """Whether it is a period more than the table had."""
        return column - layout.output.lead >= len(layout.periods) and column <= layout.new_periods[1]

    def apply(self) -> None:
        """Write the cells, the table part, and what follows them: rules, charts and formulas of ours."""
        layout, table = self.layout, self.table
        if layout is None or table is None:
            raise ValueError(f"{self.placed.name}: nothing to fill")
        styles = styles_of(self.draft)
        elements = self._elements(layout, styles)
        part = self.placed.part
        known = self.draft.read(part)
        follows = layout.new != layout.old or layout.output.headers != self.placed.headers
        if not elements and not follows:
            return
        unhide = filtered(known) and layout.output.headers != self.placed.headers
        shown = (
            range(layout.new.top, layout.new.bottom + 1)
            if unhide
            else range(layout.old.bottom + 1, layout.new.bottom + 1)
        )
        sheet = self._sheet.result(elements, shown)
        self.draft.put(self.placed.sheet.part, rule_areas.followed(sheet, layout) if follows else sheet)
        if styles:
            self.draft.put(self.book.related("styles"), styles.result())
        if follows:
            formulas = self.own.calculated
            self.draft.put(part, followed_table(known, layout, formulas, self._overwritten(layout)))
        lead = layout.table.first_columns(layout.lead)
        rows = [row[: layout.lead] for row in table.rows]
        charts_follow(self.draft, layout, Table(lead.name, lead.headers, rows, table.places))

    def _overwritten(self, layout: Layout) -> set[str]:
        """The headers of columns that hold values from now on, whatever formula they were to have."""
        places = self.to_be.values if isinstance(self.to_be, Filled) else ()
        return {layout.output.headers[column].lower() for _, column in places}

    def _elements(self, layout: Layout, styles: StyleGraft | None) -> dict[Place, bytes]:
        """The cells that change, as they are written then."""
        values = self._changed_values(layout)
        epoch_1904 = self.book.setting("workbookPr", "date1904")
        elements: dict[Place, bytes] = {}
        for row in range(layout.new.top, layout.new.bottom + 1):
            for column in range(layout.new.left, layout.new.right + 1):
                here = row, column
                if row == layout.new.top:
                    element = self._header(layout, column)
                elif here in values:
                    style = self._style(layout, here, values[here], styles)
                    address = f"{letters(column)}{row}"
                    element = cell_xml(self._sheet.prefix, address, style, values[here], epoch_1904).encode()
                else:
                    element = self._kept(layout, here, styles)
                if element is not None and element != self._sheet.element(*here):
                    elements[here] = element
        elements |= self._unshared(elements)
        for area in layout.old.beyond(layout.new):
            gone = ((row, column) for row in range(area.top, area.bottom + 1)
                    for column in range(area.left, area.right + 1))  # fmt: skip
            elements |= {place: b"" for place in gone if self._sheet.cell(*place)}
        return elements

    def _unshared(self, elements: Mapping[Place, bytes]) -> dict[Place, bytes]:
        """Formulas that cells share, stated by each of them where one of the others changes."""
        if not any(place in self._formulas for place in elements):
            return {}
        shared = ((place, self._sheet.element(*place)) for place in self._formulas if place not in elements)
        return {place: restated(cell, self._formulas[place]) for place, cell in shared if b"shared" in cell}

    def _header(self, layout: Layout, column: int) -> bytes | None:
        """The header's cell, where it is another than it was."""
        at = column - layout.new.left
        old = layout.old.left + layout.columns[at]
        header, same = layout.output.headers[at], at not in layout.added and not self._is_beyond(layout, at)
        if same and old == column and self.placed.headers[column - layout.old.left] == header:
            return None
        style = self._sheet.style(layout.old.top, old)
        return cell_xml(self._sheet.prefix, f"{letters(column)}{layout.new.top}", style, header).encode()

    def _style(self, layout: Layout, place: Place, value: Value, styles: StyleGraft | None) -> str | None:
        """The style of a cell: its own, or that of the column and the row whose formats it takes over."""
        old = self._old_place(*place) or self._model(layout, place)
        style = self._sheet.style(*old)
        at = place[1] - layout.new.left
        code = layout.output.number_formats.get(layout.output.headers[at]) if at in layout.added else None
        if styles is None:
            return style
        held = None
        if self.table and layout.old.holds(*old) and old[0] > layout.old.top:
            held = self.table.rows[old[0] - layout.old.top - 1][old[1] - layout.old.left]
        return styles.shown_as(style, code) if code else style_for(styles, style, value, held)

    def _model(self, layout: Layout, place: Place) -> Place:
        """The cell whose formats a new one takes over: of its column, in its row or in the last one."""
        row, column = place
        index = row - layout.new.top - 1
        rows = self.to_be.rows if isinstance(self.to_be, Filled) else ()
        source = rows[index] if index < len(rows) else None
        old_row = layout.old.bottom if source is None else layout.old.top + 1 + source
        return old_row, layout.old.left + layout.columns[column - layout.new.left]

    def _kept(self, layout: Layout, place: Place, styles: StyleGraft | None) -> bytes | None:
        """A cell that keeps what stood in it, wherever that was; its formula says the same of where things are now."""
        old = self._old_place(*place)
        if old is None:
            source = self._model(layout, place)
            formula = self._formulas.get(source)
            style = self._style(layout, place, None, styles)
            if formula is None or self._is_value_column(layout, place):
                return cell_xml(self._sheet.prefix, f"{letters(place[1])}{place[0]}", style, None).encode()
            return self._formula_cell(place, style, self.own.text(formula, place[0] - source[0]))
        element = self._sheet.element(*old)
        formula = self._formulas.get(old)
        if formula is not None:
            text = self.own.text(formula, place[0] - old[0])
            if text != formula or old != place:
                element = restated(element, text)
        return _at(element, place) if element and old != place else element

    def _is_value_column(self, layout: Layout, place: Place) -> bool:
        """Whether it is a column that is filled in other rows: a new row has no formula there."""
        return layout.output.headers[place[1] - layout.new.left].lower() in self._overwritten(layout)

    def _formula_cell(self, place: Place, style: str | None, formula: str) -> bytes:
        prefix, named = self._sheet.prefix, f' s="{style}"' if style else ""
        return (
            f'<{prefix}c r="{letters(place[1])}{place[0]}"{named}><{prefix}f>{escaped(formula)}</{prefix}f></{prefix}c>'
        ).encode()


def _at(element: bytes, place: Place) -> bytes:
    """The cell's element for another place."""
    end = head_end(element, 0)
    return with_attribute(element[:end], "r", f"{letters(place[1])}{place[0]}") + element[end:]
