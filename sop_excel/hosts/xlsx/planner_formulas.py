"""The planner's own formulas, wherever they stand: in cells, rules, names, and what tables keep for new rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

from sop_excel.hosts.xlsx.markup import Markup, utf8
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_formulas import with_formulas
from sop_excel.hosts.xlsx.sheet_map import Around
from sop_excel.sheets.filled_cells import OURS
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.placed_tables import Sheet
from sop_excel.spreadsheet.renamed_columns import Spans, followed

Left = Mapping[Sheet, Collection[Area]]  # cells that are seen to elsewhere
Changed = Callable[[str, str], str]  # of a place, where it has a name, and a formula: the formula as it is to be
_RULES = ("formula", "formula1", "formula2")


class Elsewhere:
    """All cells of a sheet but those of some areas."""

    def __init__(self, areas: Collection[Area]) -> None:
        self._areas = areas

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell is in none of the areas."""
        return not any(area.holds(row, column) for area in self._areas)


def mentioning(draft: Revision, tables: Collection[str]) -> Iterator[Sheet]:
    """The sheets on which the name of one of these tables stands in front of columns."""
    wanted = [f"{table}[".lower().encode() for table in tables]
    for sheet in draft.book().sheets:
        if sheet.part and any(name in utf8(draft.read(sheet.part)).lower() for name in wanted):
            yield sheet


def our_cells(draft: Revision) -> dict[Sheet, list[Area]]:
    """The cells of our own tables, by their sheets."""
    found: dict[Sheet, list[Area]] = {}
    for table in draft.book().tables:
        if table.name.lower() in OURS:
            found.setdefault(table.sheet, []).append(table.area)
    return found


def with_rules_and_names(draft: Revision, tables: Collection[str], changed: Changed) -> None:
    """The formulas of rules, of names, and of what planner's tables keep for new rows, as ``changed`` makes them."""
    for sheet in mentioning(draft, tables):
        around = Around(draft.read(sheet.part))
        _change(around.markup, _RULES, partial(changed, f"a rule on sheet {sheet.name}"))
        draft.put(sheet.part, around.result())
    for table in draft.book().tables:
        if table.name.lower() not in OURS:
            markup = Markup(draft.read(table.part))
            _change(markup, ("calculatedColumnFormula",), partial(changed, f"table {table.name}"))
            draft.put(table.part, markup.result())
    part = draft.book().part
    markup = Markup(draft.read(part))
    names = markup.root.find("definedNames")
    for node in names.children if names else ():
        if (text := changed(f"name {node.get('name')}", node.text)) != node.text:
            markup.set_text(node, text)
    draft.put(part, markup.result())


def _change(markup: Markup, tags: Collection[str], changed: Callable[[str], str]) -> None:
    for node in markup.root.walk():
        if node.tag in tags and not node.children and (text := changed(node.text)) != node.text:
            markup.set_text(node, text)


def follow_periods(draft: Revision, spans: Sequence[Spans], left: Left) -> None:
    """Have what names all periods of tables that roll on name all that these have now."""
    tables = [one.table for one in spans]
    for sheet in mentioning(draft, tables) if spans else ():
        where = Elsewhere(left.get(sheet, ()))
        draft.put(sheet.part, with_formulas(draft.read(sheet.part), where, lambda text: followed(text, spans)))
    if spans:
        with_rules_and_names(draft, tables, lambda _, text: followed(text, spans))
