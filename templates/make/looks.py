"""How each role of a cell looks: one font, fill and border a role, the same on every sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

ACCENT = "1B4965"
INK, GREY, HAIRLINE = "1F2933", "66727F", "D5DBE1"
INPUT, CALCULATED = "FFF6D6", "EEF2F5"
FACE = "Calibri"

_LINE = Side(style="thin", color=HAIRLINE)


@dataclass(frozen=True)
class Look:
    """Font, fill and border of a role."""

    font: Font
    fill: PatternFill
    border: Border


def _font(colour: str = INK, size: float = 10.5, **rest: Any) -> Font:
    return Font(name=FACE, size=size, color="FF" + colour, **rest)


def _fill(colour: str | None) -> PatternFill:
    return PatternFill("solid", start_color="FF" + colour) if colour else PatternFill()


_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

LOOKS = {
    "header": Look(_font("FFFFFF", bold=True), _fill(ACCENT), _BOX),
    "input": Look(_font(), _fill(INPUT), _BOX),
    "first": Look(_font(), _fill(None), Border(top=Side(style="thin", color=ACCENT), bottom=_LINE)),
    "decision": Look(_font(bold=True), _fill(None), Border(bottom=_LINE)),
    "output": Look(_font(), _fill(None), Border(bottom=_LINE)),
    "calculated": Look(_font(), _fill(CALCULATED), Border(bottom=_LINE)),
    "follows": Look(_font(), _fill(None), Border()),  # calculated, once a condition says that there is something
    "sum": Look(_font(bold=True), _fill(None), Border()),  # the same, for a sum
    "note": Look(_font(GREY, 10, italic=True), _fill(None), Border()),
    "unit": Look(_font(GREY, 9, italic=True), _fill(None), Border()),
    "title": Look(_font(ACCENT, 18, bold=True), _fill(None), Border()),
    "heading": Look(_font(ACCENT, 12.5, bold=True), _fill(None), Border(bottom=Side(style="medium", color=ACCENT))),
    "text": Look(_font(), _fill(None), Border()),
    "label": Look(_font(bold=True), _fill(None), Border()),
    "link": Look(_font("0B63A5", underline="single"), _fill(None), Border()),
    "figure": Look(_font(ACCENT, 15, bold=True), _fill(CALCULATED), Border(bottom=Side(style="medium", color=ACCENT))),
    "flag": Look(_font(size=13, bold=True), _fill(CALCULATED), _BOX),
}

_FROM_EDGE = ("header", "unit")  # at the right too: in the corner of a header stands the mark of its note


def dress(cell: Any, role: str, number_format: str = "General", across: str | None = None, wrap: bool = False) -> None:
    """Give the cell the look of a role, a number format and its alignment (``across``: left, center or right)."""
    look = LOOKS[role]
    cell.font, cell.fill, cell.border = look.font, look.fill, look.border
    cell.number_format = number_format
    indent = 1 if across == "left" or (across == "right" and role in _FROM_EDGE) else 0
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap, indent=indent)


def paint(cell: Any, colour: str, back: str) -> None:
    """Give a cell the colours that a conditional format gives to what it says."""
    cell.font = _font(colour, bold=True)
    cell.fill = _fill(back)


def write(sheet: Any, place: str, value: Any, role: str, wrap: bool = False) -> Any:
    """Put a text or number of a role at a place; returns the cell."""
    cell = sheet[place]
    cell.value = value
    dress(cell, role, wrap=wrap)
    return cell
