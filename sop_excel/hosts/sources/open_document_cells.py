"""The cells of OpenDocument spreadsheets: values by their attributes, and what they show."""

from __future__ import annotations

import re
from datetime import datetime

from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, PaddedNumber, Value
from sop_excel.hosts.sources.damage import finite
from sop_excel.spreadsheet.number_formats import date_value

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
_PADDED = re.compile(r"0[0-9]+")
_AROUND = re.compile(r"-?([^\d.,+-]*)-?[\d.,'\s\u2019]*\d([^\d]*)")
_LONGEST = 60  # characters of a number with all around it
_SPAN = re.compile(r"-?P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")


def value_of(cell: dict[str, str], shown: str) -> Value:
    """What a cell holds; ``shown`` is the text that it shows."""
    kind = cell.get(f"{OFFICE}value-type", "")
    formula = cell.get(f"{TABLE}formula", "")
    if cell.get(f"{_CALC}value-type") == "error" or (formula and _ERROR.fullmatch(shown)):
        return ErrorValue(shown or "#VALUE!")
    if kind in ("float", "percentage", "currency"):
        return _number(cell.get(f"{OFFICE}value", ""), formula, shown)
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    if kind in ("date", "time"):
        return _moment(cell.get(f"{OFFICE}{kind}-value", ""), kind, shown)
    if formula and not kind:
        return NotCalculated()
    return cell.get(f"{OFFICE}string-value") or shown or None


def _number(raw: str, formula: str, shown: str) -> Value:
    number = finite(raw)
    if formula.endswith(("=TRUE()", "=FALSE()")):  # the way in which the office keeps yes and no of other files
        return bool(number)
    if _PADDED.fullmatch(shown) and float(shown) == number:
        return PaddedNumber(number, len(shown))
    return number


def _moment(raw: str, kind: str, shown: str) -> Value:
    """A date or a time; one that no calendar has is the text that is shown."""
    if kind == "time" and (span := _SPAN.fullmatch(raw)):
        parts = [float((part or "0").replace(",", ".")) for part in span.groups()]
        serial = sum(part / each for part, each in zip(parts, (1, 24, 1440, 86_400), strict=True))
        value = date_value(serial, "h:mm:ss", False)
        return DateValue(value.moment, shown or value.shown) if isinstance(value, DateValue) else value
    try:
        moment = datetime.fromisoformat(raw[:26]).replace(tzinfo=None)
    except ValueError:
        return shown or None
    return DateValue(moment, shown or raw)


def code_of(cell: dict[str, str], shown: str) -> str:
    """The number format of a cell as its kind and what it shows tell it; empty for that of plain numbers.

    >>> code_of({}, "12.50 €"), code_of({}, "12.5"), code_of({}, "00123")
    ('#,##0.00" €"', '', '00000')
    """
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "percentage":
        return "0.00%"
    if _PADDED.fullmatch(shown):
        return "0" * len(shown)
    found = _AROUND.fullmatch(shown) if len(shown) < _LONGEST else None
    before, after = (found[1], found[2]) if found else ("", "")
    if kind == "currency" and not (before.strip() or after.strip()):
        after = " " + cell.get(f"{OFFICE}currency", "¤")
    if not (before.strip() or after.strip()) or '"' in before + after:
        return ""
    head, tail = (f'"{text}"' if text else "" for text in (before, after))
    return f"{head}#,##0.00{tail}"
