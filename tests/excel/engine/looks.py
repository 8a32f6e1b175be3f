"""The font and the colour of cells."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from openpyxl.styles import PatternFill
from xlwings import base_classes

if TYPE_CHECKING:
    from tests.excel.engine.ranges import Range


class Font(base_classes.Font):
    """The font of a range; what its cells do not have in common is None."""

    def __init__(self, range_: Range) -> None:
        self.range = range_


def _trait(ours: str) -> Any:
    def get(font: Font) -> Any:
        return font.range.common(lambda row, column: getattr(font.range.sheet.cell(row, column).font, ours))

    def put(font: Font, value: Any) -> None:
        def change(cell: Any) -> None:
            changed = copy(cell.font)
            setattr(changed, ours, value)
            cell.font = changed

        font.range.style(change)

    return property(get, put)


for _name in ("bold", "italic", "size", "name"):
    setattr(Font, _name, _trait(_name))


def color_of(cell: Any) -> tuple[int, int, int] | None:
    """The colour that fills a cell (red, green, blue); None if nothing does."""
    if cell.fill.fill_type != "solid":
        return None
    if cell.fill.fgColor.type != "rgb":
        raise NotImplementedError("The headless engine does not know the colours of themes.")
    code = str(cell.fill.fgColor.rgb)[-6:]
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def fill_with(color: Any) -> PatternFill:
    """The fill of a colour: text such as ``#FF0000``, its parts, or None."""
    if color is None:
        return PatternFill()
    code = color.lstrip("#") if isinstance(color, str) else "{:02X}{:02X}{:02X}".format(*color)
    return PatternFill("solid", fgColor=code)
