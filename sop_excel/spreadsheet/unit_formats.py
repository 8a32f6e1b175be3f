"""How spreadsheets show the numbers of our units: number formats as Excel writes them in English."""

from __future__ import annotations

GENERAL = "General"
QUANTITY = AMOUNT = "#,##0.00"
PRICE = "#,##0.00##"
PERCENT = "0.0%"
DAYS = "#,##0.0"
COUNT = "0"
RATIO = "0.000"
DATE = "yyyy-mm-dd"
CHECKED = "[=0]0;[>=1]#,##0.00;0.0E+00"  # a difference: nothing, units or money, or what rounding leaves

_FORMATS = {
    "units": QUANTITY,
    "resource units": QUANTITY,
    "money": AMOUNT,
    "money / unit": PRICE,
    "money / resource unit": QUANTITY,
    "share": PERCENT,
    "days": DAYS,
    "count": COUNT,
    "ratio": RATIO,
    "date": DATE,
    "difference": CHECKED,
}


def output_format(unit: str) -> str:
    """The number format of an output cell by the unit of its number; that of texts and of what is any is General.

    >>> output_format("share"), output_format("text")
    ('0.0%', 'General')
    """
    return _FORMATS.get(unit, GENERAL)
