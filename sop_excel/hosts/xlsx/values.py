"""Our values as cells of a sheet part. Text is always inline text, so it never becomes a formula."""

from __future__ import annotations

from math import isfinite

from sop_excel.domain.table import DateValue, Formula, Value
from sop_excel.hosts.xlsx.markup import coded, escaped
from sop_excel.spreadsheet.number_formats import serial_of

MAX_TEXT = 32_767  # characters in a cell


def number_text(number: float) -> str:
    """A finite number as workbooks write it.

    >>> number_text(12.0), number_text(0.1), number_text(-0.0)
    ('12', '0.1', '0')
    """
    if not isfinite(number):
        raise ValueError(f"{number} is not a number that a cell can hold")
    whole = int(number)
    return str(whole) if whole == number and abs(whole) < 10**15 else repr(float(number))


def text_xml(text: str, prefix: str = "") -> str:
    """The element that holds text in a cell or a shared string."""
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{prefix}t{space}>{escaped(coded(text))}</{prefix}t>"


def cell_xml(prefix: str, address: str, style: str | None, value: Value, epoch_1904: bool = False) -> str:
    """One cell; empty text for a cell that has neither value nor style.

    >>> cell_xml("", "B2", "3", 1.5)
    '<c r="B2" s="3"><v>1.5</v></c>'
    >>> cell_xml("x:", "A1", None, "=1+1")
    '<x:c r="A1" t="inlineStr"><x:is><x:t>=1+1</x:t></x:is></x:c>'
    """
    kind, body = _content(prefix, value, epoch_1904)
    named = f' s="{style}"' if style else ""
    if body:
        return f'<{prefix}c r="{address}"{named}{kind}>{body}</{prefix}c>'
    return f'<{prefix}c r="{address}"{named}/>' if style else ""


def _content(prefix: str, value: Value, epoch_1904: bool) -> tuple[str, str]:
    if value is None or value == "":
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"<{prefix}v>{int(value)}</{prefix}v>"
    if isinstance(value, float | int):
        return "", f"<{prefix}v>{number_text(value)}</{prefix}v>"
    if isinstance(value, str):
        return ' t="inlineStr"', f"<{prefix}is>{text_xml(value, prefix)}</{prefix}is>"
    if isinstance(value, Formula):
        return _formula(prefix, value)
    if isinstance(value, DateValue):
        return "", f"<{prefix}v>{number_text(serial_of(value.moment, epoch_1904))}</{prefix}v>"
    raise TypeError(f"{value!r} is nothing that we write into a cell")


def _formula(prefix: str, formula: Formula) -> tuple[str, str]:
    kind, saved = "", formula.value
    if isinstance(saved, str):
        kind, text = ' t="str"', escaped(coded(saved))
    else:
        text = number_text(saved)
    return kind, f"<{prefix}f>{escaped(formula.text)}</{prefix}f><{prefix}v>{text}</{prefix}v>"
