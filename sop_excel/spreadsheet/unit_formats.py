"""How spreadsheets show the numbers of our units: number formats as Excel writes them in English."""

from __future__ import annotations

from sop_excel.domain.table import DateValue, Formula, Value
from sop_excel.spreadsheet.number_formats import date_code

GENERAL, TEXT = "General", "@"
QUANTITY = AMOUNT = "#,##0.00"
PRICE = "#,##0.00##"
PERCENT = "0.0%"
DAYS = "#,##0.0"
COUNT = "0"
RATIO = "0.000"
DATE = "yyyy-mm-dd"
FIGURE = "[>=1000]#,##0.00;[<=-1000]-#,##0.00;General"  # large ones with thousands apart, and texts
CHECKED = "[=0]0;[>=1]#,##0.00;0.0E+00"  # a difference: nothing, units or money, or what rounding leaves

_PERCENTS = ("0%", PERCENT, "0.00%")  # by their decimals
_FORMATS = {
    "units": QUANTITY,
    "resource units": QUANTITY,
    "workers": QUANTITY,
    "money": AMOUNT,
    "money / unit": PRICE,
    "money / resource unit": QUANTITY,
    "share": PERCENT,
    "days": DAYS,
    "count": COUNT,
    "shifts": COUNT,
    "ratio": RATIO,
    "date": DATE,
    "as the field": FIGURE,
    "difference": CHECKED,
}


def output_format(unit: str) -> str:
    """The number format of an output cell by the unit of its number; that of texts and of what is any is General.

    >>> output_format("share"), output_format("text")
    ('0.0%', 'General')
    """
    return _FORMATS.get(unit, GENERAL)


def format_for(code: str, value: Value, before: Value) -> str | None:
    """The number format that a cell needs to show a value as what it is; None where its own, ``code``, does.

    ``before`` is what stood in it: a share that was typed as ``12 %`` stays one.

    >>> format_for("@", 7.0, "7"), format_for("General", 0.125, "12,5 %"), format_for("0.0", 7.0, "7")
    ('General', '0.0%', None)
    """
    if isinstance(value, DateValue):
        return None if date_code(code) else DATE
    if isinstance(value, Formula) or not isinstance(value, float | int):
        return None
    text = before.strip() if isinstance(before, str) else ""
    if text.endswith("%") or text.startswith("%"):
        return None if "%" in code else _PERCENTS[min(_decimals(value), len(_PERCENTS) - 1)]
    return GENERAL if code == TEXT else None


def _decimals(share: float) -> int:
    """How many decimals a share has as a percentage."""
    return len(repr(round(float(share) * 100, 10)).removesuffix(".0").partition(".")[2])
