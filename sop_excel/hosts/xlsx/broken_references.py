"""What of the planner's refers to columns of output tables that are about to vanish or to move (rule O4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.markup import Markup, decoded, escaped, utf8
from sop_excel.hosts.xlsx.sheet_formulas import PlacedFormula, formulas
from sop_excel.spreadsheet import addressed
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import Layout, gone_columns, own_areas
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet
from sop_excel.spreadsheet.references import CellReference, leaving_period, no_column, vanished
from sop_excel.spreadsheet.renamed_columns import Spans, followed

_ANY_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula[12]?|cfvo)[\s>]")
_SEVERAL_SHEETS = r":[^<>!\"]{1,31}'?!"
# Names that programs keep for themselves: print ranges, filters and the ranges of newer charts.
_BUILT_IN = ("_xlnm.", "_xlchart.")


class References:
    """Every formula, name and slicer of the planner's that a column would break which vanishes or makes way for others.

    A reference by addresses counts if it begins or ends in such a column. Tables of ours are not the planner's where
    ``ours`` are to be renewed too. ``leaving`` are columns of other tables that count too, by table and in lower case.
    What names all periods of a table that rolls on (``all_periods`` besides those of the layouts) names all that it has
    then.
    """

    def __init__(
        self,
        book: Book,
        layouts: Sequence[Layout],
        ours: Collection[str] = (),
        leaving: Mapping[str, Mapping[str, str]] | None = None,
        all_periods: Sequence[Spans] = (),
    ) -> None:
        self.book = book
        self.spans = [*(layout.spans for layout in layouts if layout.rolls_on), *all_periods]
        self.layouts = [layout for layout in layouts if layout.vanishing or layout.displaced]
        self.gone = gone_columns(self.layouts) | {table: dict(names) for table, names in (leaving or {}).items()}
        self.said = no_column if leaving is None else leaving_period
        self.own: dict[Sheet, list[Area]] = {}
        for layout in layouts:
            self.own.setdefault(layout.table.sheet, []).extend(own_areas(layout))
        rolled = {layout.table.part for layout in layouts if layout.rolled}
        for table in book.tables if ours else ():
            if table.part in rolled and table.totals_rows:
                self.own.setdefault(table.sheet, []).append(table.area._replace(top=table.data.bottom + 1))
            if table.name.lower() in ours:
                self.own.setdefault(table.sheet, []).append(table.area)
        self.ours = ours
        self.places = {sheet.name.lower(): sheet.index for sheet in book.sheets}
        self.tables: dict[str, list[PlacedTable]] = {}
        for table in book.tables if self.gone else ():
            self.tables.setdefault(table.sheet.part, []).append(table)
        tables = [rf"{re.escape(name)}\[" for name in self.gone]
        sheets = [_as_written(layout.table.sheet.name) + "'?!" for layout in self.layouts]
        self.mentions = re.compile("|".join([*tables, *sheets, _SEVERAL_SHEETS]), re.IGNORECASE)

    def issues(self) -> list[Issue]:
        """One issue for each cell, rule, name or slicer."""
        return [*self._names(), *self._sheets(), *self._slicers()] if self.gone else []

    def _names(self) -> Iterator[Issue]:
        fine = set[str]()  # texts of which there is nothing to say: hundreds of thousands of names may have the same
        for node in self.book.names:
            name = node.get("name")
            if name.lower().startswith(_BUILT_IN) or node.text in fine:
                continue
            found = list(self._check(f"name {name}", PlacedFormula(Area(1, 1, 1, 1), node.text), None))
            if not found:
                fine.add(node.text)
            yield from found

    def _sheets(self) -> Iterator[Issue]:
        for sheet in self.book.sheets:
            if not sheet.part:
                continue
            data = utf8(self.book.parts.read(sheet.part))
            if self._may_refer(sheet, data):
                for one in formulas(data):
                    if not any(area.holds(one.cells.top, one.cells.left) for area in self.own.get(sheet, ())):
                        yield from self._formula(sheet, one)
            yield from self._columns(sheet)

    def _may_refer(self, sheet: Sheet, data: bytes) -> bool:
        """Whether it is worth while to parse the sheet."""
        if any(layout.table.sheet == sheet for layout in self.layouts):
            return bool(_ANY_FORMULA.search(data))
        return bool(self.mentions.search(data.decode("utf-8", "replace")))

    def _formula(self, sheet: Sheet, one: PlacedFormula) -> Iterator[Issue]:
        place = f"{quoted_sheet(sheet.name)}!{one.place}"
        yield from self._check(place, one, sheet)

    def _columns(self, sheet: Sheet) -> Iterator[Issue]:
        """Formulas that a planner's table keeps for its new rows."""
        for table in self.tables.get(sheet.part, ()):
            if table.name in self.gone or table.name.lower() in self.ours:
                continue
            for node in Markup(self.book.parts.read(table.part)).root.walk():
                if node.tag == "calculatedColumnFormula":
                    yield from vanished(
                        f"table {table.name}", followed(node.text, self.spans), self.gone, said=self.said
                    )

    def _check(self, place: str, one: PlacedFormula, sheet: Sheet | None) -> Iterator[Issue]:
        """A formula of one sheet, or of the workbook, for the cells that it is filled over."""
        text = followed(one.text, self.spans)
        named = list(vanished(place, text, self.gone, lambda: one.formula, self.said))
        yield from named
        found = [(reference, self._sheets_of(reference, sheet)) for reference in one.references]
        for layout in self.layouts if found else ():
            own = [reference for reference, run in found if layout.table.sheet.index in run]
            at = addressed.ends(own, one.cells, layout)
            if not at:
                continue  # a formula that cells share is written out for a cell only where there is something to say
            yield from (i for i in addressed.vanishing(place, one.formula, at, layout) if i not in named)
            if not (one.of_rule and sheet == layout.table.sheet):  # these follow the columns that they are over
                yield from addressed.moving(place, one.formula, at, layout)

    def _sheets_of(self, reference: CellReference, own: Sheet | None) -> range:
        """The indices of the sheets that a reference is to: of one, or of a run of them from one to another."""
        if not reference.sheet:
            return range(own.index, own.index + 1) if own else range(0)
        first, _, last = reference.sheet.lower().partition(":")
        places = self.places
        if first not in places or (last or first) not in places:
            return range(0)
        low, high = sorted((places[first], places[last or first]))
        return range(low, high + 1)

    def _slicers(self) -> Iterator[Issue]:
        """Slicers of a table know its column by a number, and the workbook is damaged when that is gone."""
        gone = {
            key: (layout.table.name, header)
            for layout in self.layouts
            if not layout.rolled  # where columns keep their numbers
            for key, header in self._column_ids(layout).items()
        }
        for relation in self.book.relations:
            if relation.kind != "slicerCache" or relation.external:
                continue
            root = Markup(self.book.parts.read(relation.target)).root
            for node in root.walk():
                table, header = gone.get((node.get("tableId"), node.get("column")), ("", ""))
                if node.tag == "tableSlicerCache" and table:
                    yield Issue(
                        f"slicer {root.get('sourceName') or root.get('name')}",
                        "",
                        f"no slicer of {table}[{header}], a column that this plan does not have",
                        root.get("name"),
                        "delete the slicer, or keep the column's period in table Demand",
                    )

    def _column_ids(self, layout: Layout) -> dict[tuple[str, str], str]:
        root = Markup(self.book.parts.read(layout.table.part)).root
        columns = root.find("tableColumns")
        return {
            (root.get("id"), node.get("id")): name
            for node in (columns.children if columns else ())
            if (name := decoded(node.get("name"))) in layout.vanishing
        }


def _as_written(sheet: str) -> str:
    """A pattern for a sheet's name in the text of a part, where an apostrophe is doubled and may be coded."""
    return re.escape(escaped(sheet)).replace("'", "(?:'|&apos;|&#39;){2}")
