"""Conditional formats on a sheet follow the columns of its table that move, as Excel lets them when one is inserted.

What a format says of whole rows, such as those of totals, holds in a new column as in that beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop_excel.hosts.xlsx.markup import Markup, Node
from sop_excel.spreadsheet.areas import Area, NotationError, letters, parse_area, parse_cell
from sop_excel.spreadsheet.formulas import places, replaced
from sop_excel.spreadsheet.layout import Layout

_ADDRESSES = " "  # what stands between the areas of a format


def followed(sheet: bytes, root_end: int, layout: Layout) -> bytes:
    """The sheet part with its conditional formats over the columns of the table that they were over.

    ``root_end`` is where the start tag of the part ends. The cells, of which there may be millions, are not parsed.
    """
    behind = sheet.rfind(b"sheetData>") + len(b"sheetData>")
    if sheet.find(b"conditionalFormatting", behind) < 0:
        return sheet
    markup = Markup(sheet[:root_end] + sheet[behind:])
    for node in markup.root.all("conditionalFormatting"):
        areas = list(areas_of(node.get("sqref")))
        if any(_over_table(area, layout) for area in areas):
            said = [formula for rule in node.all("cfRule") for formula in rule.all("formula")]
            beside = _beside(areas, layout) if all(_of_rows(formula.text) for formula in said) else ()
            markup.set(node, sqref=_ADDRESSES.join(map(str, (*(_moved(area, layout) for area in areas), *beside))))
            for formula in said:
                _move_formula(markup, formula, layout)
    return sheet[:behind] + markup.result()[root_end:]


def areas_of(text: str) -> Iterator[Area]:
    """The areas that a rule is for, up to the first that is written otherwise."""
    for address in text.split():
        try:
            yield parse_area(address)
        except NotationError:
            return


def _over_table(area: Area, layout: Layout) -> bool:
    return area.meets(layout.old)


def _moved(area: Area, layout: Layout) -> Area:
    if not _over_table(area, layout):
        return area
    return area._replace(left=_column(area.left, layout), right=_column(area.right, layout))


def _of_rows(formula: str) -> bool:
    """Whether it says the same of every cell of a row: all its addresses keep to their columns."""
    found = [corner for place in places(formula) for corner in place.address.split(":")]
    return bool(found) and all(corner.startswith("$") for corner in found)


def _beside(areas: Iterable[Area], layout: Layout) -> Iterator[Area]:
    """The new columns beside one that a conditional format is over, and no other."""
    for area in areas:
        for added in layout.added:
            if area.left == area.right == layout.old.left + layout.columns[added] and _over_table(area, layout):
                column = layout.new.left + added
                yield area._replace(left=column, right=column)


def _column(column: int, layout: Layout) -> int:
    """Where a column of the sheet has gone; one beside the table stays."""
    index = column - layout.old.left
    return layout.new.left + layout.moved_to[index] if 0 <= index < layout.old.width else column


def _move_formula(markup: Markup, node: Node, layout: Layout) -> None:
    """The formula with its references to cells of the table where these have gone; what is fixed in them stays so."""
    changes = [
        (place, ":".join(_address(corner, layout) for corner in place.address.split(":")))
        for place in places(node.text)
        if not place.sheet
    ]
    text = replaced(node.text, changes)
    if text != node.text:
        markup.set_text(node, text)


def _address(corner: str, layout: Layout) -> str:
    try:
        row, column = parse_cell(corner)
    except NotationError:
        return corner
    if not layout.old.holds(row, column):
        return corner
    dollar = "$" if corner.startswith("$") else ""
    digits = corner.lstrip("$").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return f"{dollar}{letters(_column(column, layout))}{digits}"
