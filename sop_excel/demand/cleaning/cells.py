"""What raw cells of a history say, each distinct one read once: days, numbers, codes."""

from __future__ import annotations

import re
from collections import Counter
from math import isfinite, nan
from typing import NamedTuple

from sop_excel.domain.cell_values import text_of
from sop_excel.domain.missing_words import is_missing
from sop_excel.domain.number_texts import NumberText, number_text
from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, Value
from sop_excel.domain.vocabulary import TOO_LARGE, as_typed
from sop_excel.domain.written_dates import DateReading, date_reading, day_of_number

_POWER = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}")
_USUAL, _FEW = 0.05, 2  # of the cells, and so many: what is written in a way that no more have is an exception
TYPED = "date cell"  # the form of what the spreadsheet holds as a date


class Amount(NamedTuple):
    """A quantity as a cell has it: the number with either decimal sign, its unit, and the form of its text."""

    comma: float
    point: float
    unit: str
    form: str

    @property
    def is_open(self) -> bool:
        """Whether the decimal sign makes it another number."""
        return self.comma == self.comma and self.point == self.point and self.comma != self.point

    def number(self, decimal: str) -> float:
        """The number with that decimal sign, or if it is none with it, with the other."""
        first, other = (self.comma, self.point) if decimal == "," else (self.point, self.comma)
        return other if first != first else first


def is_nothing(value: Value) -> bool:
    """Whether a cell holds nothing: blank, an error, or a word for nothing."""
    return (
        value is None or isinstance(value, ErrorValue | NotCalculated) or (isinstance(value, str) and is_missing(value))
    )


def day_in(value: Value) -> DateReading | None:
    """What a cell says as a date; None where it is none."""
    if isinstance(value, str):
        return date_reading(value)
    if isinstance(value, DateValue):
        day = value.moment.toordinal()
        return DateReading(day, day, day, TYPED)
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return day_of_number(value)
    return None


def amount_in(value: Value) -> Amount | None:
    """What a cell says as a quantity; None where it is none, or too large to be counted to the unit.

    >>> amount_in("70 uds"), amount_in("1.234").is_open, amount_in("12 %")
    (Amount(comma=70.0, point=70.0, unit='uds', form='9'), True, None)
    """
    amount = _read(value)
    return None if amount is None or any(abs(one) > TOO_LARGE for one in amount[:2]) else amount


def _read(value: Value) -> Amount | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Amount(float(value), float(value), "", "number") if isfinite(value) else None
    if not isinstance(value, str):
        return None
    text = value.strip().replace("−", "-").replace("–", "-")
    if _POWER.fullmatch(text):
        number = float(text.replace(",", "."))
        return Amount(number, number, "", "9e9")
    found = number_text(text)
    return None if found is None or found.unit == "%" else _amount(found, text)


def _amount(found: NumberText, text: str) -> Amount:
    form = "(9)" if text.startswith("(") else "9-" if text.endswith("-") else "9"
    comma, point = (nan if one is None else one for one in (found.comma, found.point))
    return Amount(comma, point, found.unit, form)


def usual_among(counts: Counter[str]) -> set[str]:
    """The ways to write something that are a file's own: the most frequent one, and others that are no exception.

    >>> sorted(usual_among(Counter({"9": 90, "9 uds": 30, "(9)": 2})))
    ['9', '9 uds']
    """
    least = max(_FEW, _USUAL * counts.total())
    return {form for form, count in counts.items() if count > least} | {form for form, _ in counts.most_common(1)}


def code_in(value: Value) -> str:
    """A cell as the code of a product, on one line; empty where it is none."""
    if is_nothing(value):
        return ""
    return " ".join((text_of(value) or "").split())


def as_text(value: Value) -> str:
    """What a cell holds, for the audit: as it was typed, blank where nothing is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, DateValue):
        return value.shown or value.moment.date().isoformat()
    if isinstance(value, ErrorValue):
        return value.code
    return as_typed(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
