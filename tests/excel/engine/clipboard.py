"""Copied cells and what pasting them does: a block repeats if it fits into the target a whole number of times."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.cell import MergedCell
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from tests.excel.engine.arrays import guard_arrays
from tests.excel.engine.entry import Entry
from tests.excel.engine.places import Area

if TYPE_CHECKING:
    from tests.excel.engine.ranges import Range
    from tests.excel.engine.sheet import Sheet

_CONTENTS = {"all": "formulas", "formulas": "formulas", "values": "values"}
_CONTENTS |= {"formulas_and_number_formats": "formulas", "values_and_number_formats": "values"}
_STYLES = {"all": "style", "formats": "style"}
_STYLES |= {"formulas_and_number_formats": "number_format", "values_and_number_formats": "number_format"}
Place = tuple[int, int]
Known = dict[tuple[tuple[int, ...], tuple[int, ...]], Any]  # a style there over one here: what became of it


@dataclass(frozen=True)
class Clip:
    """The cells that were copied; as in Excel, they are looked at when they are pasted."""

    sheet: Sheet
    area: Area


def paste(clip: Clip, target: Range, what: str) -> None:
    """Pastes everything (``all``) or a part of it, such as ``formats`` or ``values``."""
    if what not in {*_CONTENTS, *_STYLES, "column_widths", "validation"}:
        raise NotImplementedError(f"The headless engine does not paste {what}.")
    sheet, area = target.sheet, _covered(clip.area, target.area)
    sheet.guard(area)
    if what == "column_widths":
        _paste_widths(clip, sheet, area)
        return
    pairs = list(_pairs(clip.area, area))
    if what in _CONTENTS:
        guard_arrays(sheet, area)
        _paste_contents(clip.sheet, sheet, pairs, keep_formulas=_CONTENTS[what] == "formulas")
    if what in _STYLES:
        _paste_styles(clip.sheet, sheet, pairs, _STYLES[what])
    if what in ("all", "formats"):
        _paste_conditional_formats(clip.sheet, sheet, pairs)
    if what == "all":
        _paste_notes(clip.sheet, sheet, pairs)
    if what in ("all", "validation"):
        _extend(clip.sheet, sheet, pairs, clip.sheet.worksheet.data_validations.dataValidation)
    sheet.touched(area)


def _paste_conditional_formats(source: Sheet, target: Sheet, pairs: list[tuple[Place, Place]]) -> None:
    formats = list(source.worksheet.conditional_formatting)
    _extend(source, target, pairs, formats)
    kept = source.worksheet.conditional_formatting._cf_rules = {}  # anew: openpyxl finds them by their cells
    for one in formats:
        kept.setdefault(one, []).extend(one.rules)


def _paste_notes(source: Sheet, target: Sheet, pairs: list[tuple[Place, Place]]) -> None:
    """They come along, and where there are none, those that stood in the target go."""
    for place, to in pairs:
        noted = source.cell(*place).comment
        target.cell(*to).comment = copy(noted) if noted else None


def _covered(source: Area, target: Area) -> Area:
    """The cells that a paste covers: the target if the block fits into it, else as much as the block is large."""
    (rows, columns), (height, width) = source.shape, target.shape
    height = height if height % rows == 0 else rows
    width = width if width % columns == 0 else columns
    return Area(target.top, target.left, target.top + height - 1, target.left + width - 1)


def _pairs(source: Area, target: Area) -> Iterator[tuple[Place, Place]]:
    rows, columns = source.shape
    for row, column in target.places():
        yield (source.top + (row - target.top) % rows, source.left + (column - target.left) % columns), (row, column)


def _moved(formula: str, origin: str, goal: str) -> str:
    """The formula with its addresses moved; where one leaves the sheet, Excel puts an error in its place."""
    try:
        return str(Translator(formula, origin=origin).translate_formula(goal))
    except TranslatorError:
        return "=#REF!"


def _paste_contents(source: Sheet, target: Sheet, pairs: list[tuple[Place, Place]], *, keep_formulas: bool) -> None:
    taken = [(source.formula(*place), source.content(*place), place, to) for place, to in pairs]
    for formula, content, place, to in taken:
        if formula is not None and keep_formulas:
            cell, goal = source.cell(*place), target.cell(*to)
            target.put(*to, Entry(formula=_moved(formula, cell.coordinate, goal.coordinate)))
        else:
            target.put(*to, Entry(content))


def _paste_styles(source: Sheet, target: Sheet, pairs: list[tuple[Place, Place]], what: str) -> None:
    taken = [(source.cell(*place), copy(source.cell(*place)._style), to) for place, to in pairs]
    known: Known = {}
    for cell, style, to in taken:
        goal = target.cell(*to)
        if isinstance(goal, MergedCell):
            continue
        if what == "number_format":
            goal.number_format = cell.number_format
        elif source.book is target.book:
            goal._style = copy(style)
        else:
            take_style(cell, goal, known)


def take_style(cell: Any, goal: Any, known: Known) -> None:
    """The looks of a cell of another workbook, whose styles have other numbers.

    ``known`` is for all that one copy takes from one workbook into another: openpyxl compares part by part.
    """
    if cell.has_style:
        looks = tuple(cell._style), tuple(goal._style or ())
        if looks not in known:
            for name in ("font", "fill", "border", "alignment", "protection"):
                setattr(goal, name, copy(getattr(cell, name)))
            goal.number_format = cell.number_format
            goal.quotePrefix = int(cell.quotePrefix)
            known[looks] = copy(goal._style)
        goal._style = copy(known[looks])


def _paste_widths(clip: Clip, sheet: Sheet, area: Area) -> None:
    for column in range(area.left, area.right + 1):
        origin = clip.area.left + (column - area.left) % clip.area.shape[1]
        width = clip.sheet.worksheet.column_dimensions[get_column_letter(origin)].width
        sheet.worksheet.column_dimensions[get_column_letter(column)].width = width


def _extend(source: Sheet, target: Sheet, pairs: list[tuple[Place, Place]], rules: list[Any]) -> None:
    """Rules (conditional formats, validations) of the copied cells hold for the pasted ones too."""
    if source is not target:
        return  # between sheets the engine leaves rules alone
    for rule in rules:
        covered = [Area(part.min_row, part.min_col, part.max_row, part.max_col) for part in rule.sqref.ranges]

        def holds(place: Place, areas: list[Area] = covered) -> bool:
            return any(area.holds(*place) for area in areas)

        new = [to for place, to in pairs if holds(place) and not holds(to)]
        for run in _runs(new):
            rule.sqref.add(CellRange(run.address("", "")))


def _runs(places: list[Place]) -> Iterator[Area]:
    """Cells side by side as one rectangle."""
    start = end = None
    for place in [*places, None]:
        if start and end and (place is None or place != (end[0], end[1] + 1)):
            yield Area(start[0], start[1], end[0], end[1])
            start = None
        start, end = start or place, place
