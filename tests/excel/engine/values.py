"""What a cell holds, and how COM hands it over: ``Value`` (currency, dates) and ``Value2`` (plain numbers)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, TypeGuard

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel, to_excel

CURRENCY_LIMIT = 922337203685477.0
DAYS_TO_1904 = 1462  # between the first days of the two ways to count
LAST_DATE = 2958466.0  # the day after 9999-12-31
ERRORS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
    "#GETTING_DATA": -2146826245,
    "#SPILL!": -2146826243,
    "#CONNECT!": -2146826242,
    "#BLOCKED!": -2146826241,
    "#UNKNOWN!": -2146826240,
    "#FIELD!": -2146826239,
    "#CALC!": -2146826238,
}
_SYMBOL = re.compile(r"\[\$[^\]\-]+(?:-[0-9A-Fa-f]+)?\]|[$€£¥]")  # [$€-407], but not [$-409], which is a language only
_LANGUAGE = re.compile(r"\[\$-[^\]]*\]")


@dataclass(frozen=True)
class Fault:
    """The error value of a cell, such as ``#N/A``."""

    name: str


Content = None | float | bool | str | Fault


def content_of(value: Any, data_type: str) -> Content:
    """The content that a file's cell stands for; dates are the numbers that Excel keeps."""
    if data_type == "e":
        return Fault(str(value))
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(to_excel(value))
    return float(value)


def is_currency(number_format: str) -> bool:
    """Whether Excel hands out numbers of this format as currency."""
    return bool(_SYMBOL.search(_LANGUAGE.sub("", number_format.split(";")[0])))


def value2(content: Content) -> Any:
    """``Range.Value2``: numbers are floats whatever their format, errors are integers."""
    return ERRORS.get(content.name, ERRORS["#UNKNOWN!"]) if isinstance(content, Fault) else content


def value(content: Content, number_format: str) -> Any:
    """``Range.Value``: currency has four decimals, and what looks like a date is one."""
    if isinstance(content, bool) or not isinstance(content, float):
        return value2(content)
    if is_currency(number_format) and abs(content) < CURRENCY_LIMIT:
        return Decimal(repr(content)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    return as_datetime(content) if is_date(content, number_format) else content


def is_date(content: Content, number_format: str) -> TypeGuard[float]:
    """Whether ``Value`` gives a date for it; what is kept here counts from 1900, whatever the workbook does."""
    return type(content) is float and bool(is_date_format(number_format)) and 0 <= content < LAST_DATE


def as_datetime(serial: float) -> dt.datetime:
    """The moment of a serial number; times of day are on the day before 1900-01-01, as COM has it."""
    moment = from_excel(serial)
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(dt.date(1899, 12, 30), moment)
    day = moment.year, moment.month, moment.day
    return dt.datetime(*day, moment.hour, moment.minute, moment.second, tzinfo=dt.UTC)  # as pywin32 has it


_DATE_CODES = {"yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dd": "%d"}
_DATE_CODE = re.compile("yyyy|yy|mmmm|mmm|mm|m|dd|d", re.IGNORECASE)


def date_text(serial: float, number_format: str) -> str:
    """How a date is shown, in English; times of day are left out."""
    moment = as_datetime(serial)

    def part(found: re.Match[str]) -> str:
        code = found[0].lower()
        short = {"m": moment.month, "d": moment.day}
        return str(short[code]) if code in short else moment.strftime(_DATE_CODES[code])

    return _DATE_CODE.sub(part, number_format.replace("\\", ""))


def as_text(content: Content) -> str:
    """What the formula bar shows of a cell without a formula."""
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, float):
        return f"{content:.15g}"
    return content.name if isinstance(content, Fault) else content or ""
