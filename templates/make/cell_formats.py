"""Number formats by column and measure, and the conditional formats that follow a table as it grows.

The decimals of a quantity are conditional, and so is every emphasis that depends on what a row says: they are right
for rows that the template has never seen. No two ranges overlap, since LibreOffice applies but one of them.
"""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from sop_excel.contract.kinds import Kind
from sop_excel.spreadsheet.unit_formats import PERCENT, QUANTITY
from templates.make.looks import ACCENT, CALCULATED, HAIRLINE

WHOLE_QUANTITY = '#,##0_._0_0;-#,##0_._0_0;"–"_._0_0'  # whole numbers keep the place of the decimals
SHORT_QUANTITY = '[=0]"–"_._0_0;[<1000]#,##0.00;#,##0_._0_0'  # small ones with decimals, none for large ones
SHORT_AMOUNT = "#,##0"
TYPED, TYPED_DECIMALS = "[>=1000]#,##0;General", "#,##0.0#####"
TEXT = "@"

ROWS, COLUMNS = 20000, 400  # how far conditional formats reach

# Ids of number formats inside conditional formats: high, so that they meet no format of a planner's workbook.
_FORMAT_IDS = {WHOLE_QUANTITY: 371, QUANTITY: 372, PERCENT: 373, TYPED_DECIMALS: 374}

RED, GREEN, AMBER = ("9C0006", "FFC7C2"), ("1E6B34", "DDF1E1"), ("7A4B00", "FFE9BF")
RESULTS = {"CHECK": RED, "OK": GREEN}


def input_format(kind: Kind) -> str:
    """The number format of an input cell: codes stay text, numbers show what was typed, thousands apart.

    Decimals of a large one are shown by ``typed_decimals``, since no number format shows only those that there are.
    """
    if kind in (Kind.NUMBER, Kind.WHOLE):
        return TYPED
    return TEXT if kind in (Kind.TEXT, Kind.CHOICE, Kind.YES_NO) else "General"


def typed_decimals(place: str) -> Rule:
    """Numbers from a thousand on that have decimals show them. ``place``: the first cell."""
    return _rule(f"AND(ISNUMBER({place}),{place}>=1000,{place}<>INT({place}))", TYPED_DECIMALS)


def whole_numbers(place: str, unless: str = "") -> Rule:
    """Whole quantities are shown without decimals. ``place``: the first cell; ``unless``: a condition against it."""
    whole = f"ABS({place}-ROUND({place},0))<0.000001"
    return _rule(f"AND(NOT({unless}),{whole})" if unless else whole, number_format=WHOLE_QUANTITY)


def percent_if(condition: str) -> Rule:
    """A row of shares."""
    return _rule(condition, number_format=PERCENT)


def quantity_if(condition: str) -> Rule:
    """A row of quantities or amounts."""
    return _rule(condition, number_format=QUANTITY)


def total_if(condition: str, calculated: bool = False) -> Rule:
    """A total: bold under a line; on a sheet of formulas in the colour of what is calculated."""
    style = {"fill": _back(CALCULATED)} if calculated else {}
    line = Border(top=Side(style="thin", color="FF" + ACCENT))
    return _rule(condition, font=Font(bold=True), border=line, **style)


def calculated_if(condition: str) -> Rule:
    """The look of what is calculated, for rows that a plan may leave blank."""
    return _rule(condition, **_CALCULATED)


def header_if(condition: str) -> Rule:
    """The look of a header, for those that a plan may leave blank."""
    line = Side(style="thin", color="FF" + HAIRLINE)
    border = Border(left=line, right=line, top=line, bottom=line)
    return _rule(condition, font=Font(bold=True, color="FFFFFFFF"), fill=_back(ACCENT), border=border)


def heading_if(condition: str) -> Rule:
    """A heading among rows."""
    line = Border(bottom=Side(style="thin", color="FF" + ACCENT))
    return _rule(condition, font=Font(bold=True, color="FF" + ACCENT), border=line)


def whole_where(place: str, condition: str) -> Rule:
    """The look of what is calculated, for whole quantities, shown without decimals. ``place``: the first cell."""
    whole = f"ISNUMBER({place}),ABS({place}-ROUND({place},0))<0.000001"
    return _rule(f"AND({condition},{whole})", WHOLE_QUANTITY, **_CALCULATED)


def full_if(condition: str) -> Rule:
    """A resource that is used up."""
    colour, back = AMBER
    return _rule(condition, PERCENT, font=Font(bold=True, color="FF" + colour), fill=_back(back))


def result_rules(place: str) -> list[Rule]:
    """Red and green for the words CHECK and OK: the word says it, the colour helps."""
    return [
        _rule(f'{place}="{word}"', font=Font(bold=True, color="FF" + colour), fill=_back(back))
        for word, (colour, back) in RESULTS.items()
    ]


def warning_if(condition: str) -> Rule:
    """A warning about the inputs."""
    colour, back = AMBER
    return _rule(condition, font=Font(bold=True, color="FF" + colour), fill=_back(back))


def _back(colour: str) -> PatternFill:
    return PatternFill("solid", start_color="FF" + colour, end_color="FF" + colour)


_CALCULATED = {
    "fill": _back(CALCULATED),
    "border": Border(bottom=Side(style="thin", color="FF" + HAIRLINE)),
}


def _rule(condition: str, number_format: str = "", **style: Any) -> Rule:
    if number_format:
        style["numFmt"] = NumberFormat(numFmtId=_FORMAT_IDS[number_format], formatCode=number_format)
    return Rule(type="expression", dxf=DifferentialStyle(**style), formula=[condition])
