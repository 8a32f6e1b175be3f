"""Which style ids show dates or padded numbers: what a number in a cell looks like to the planner."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from sop_excel.domain.table import DateValue, PaddedNumber
from sop_excel.hosts.xlsx.dates import date_value, first_section
from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import parse, parser, refuse_many
from sop_excel.hosts.xlsx.refs import whole_number

# Formats that files name by number alone, as an English Excel shows them; 27-36 and 50-58 differ by language.
_BUILTIN = {
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "m/d/yyyy"),
    **dict.fromkeys((32, 33), "h:mm:ss"),
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
_SYSTEM = {"[$-f800]": "dddd, mmmm d, yyyy", "[$-f400]": "h:mm:ss AM/PM"}
_NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)

MAX_FORMATS = 65_430  # of cells, in a file: the limit of Excel's reader, [MS-OI29500] 2.1.727
_ITEM = 3  # how deep the entries of a family of styles stand
MAX_CODE = 255  # characters in a number format
Converter = Callable[[float], float | DateValue]


def date_code(code: str) -> str:
    """The format if it shows a date or time, else empty.

    >>> date_code("mmm-yy"), date_code('0.0 "days"'), date_code("[Red]General"), date_code("[h]:mm")
    ('mmm-yy', '', '', '[h]:mm')
    """
    for mark, meaning in _SYSTEM.items():
        if code.lower().startswith(mark):
            return meaning
    bare = _NOT_CODES.sub("", first_section(code)).lower()
    if "general" in bare or not re.search("[ymdhs]", bare):
        return ""
    return code


def padding(code: str) -> int:
    """How many digits a format such as ``00000`` shows at least; 0 for other formats."""
    first = first_section(code)
    return len(first) if re.fullmatch("0{2,}", first) else 0


@lru_cache(maxsize=2)
def converters(styles: bytes, epoch_1904: bool) -> dict[str, Converter]:
    """What becomes of a number in a cell, by style id as sheets write it; ids of plain numbers are left out."""
    run = _Run()
    parse(run.parser, utf8(styles))
    custom = run.codes
    by_number: dict[str, Converter | None] = {}
    made: dict[str, Converter] = {}
    for style, number in enumerate(run.numbers):
        if number not in by_number:
            code = custom.get(number)
            if code is None:
                code = _BUILTIN.get(whole_number(number) or 0, "")
            by_number[number] = _converter(code, epoch_1904) if len(code) <= MAX_CODE else None
        if converter := by_number[number]:
            made[str(style)] = converter
    return made


class _Run:
    """One pass over a styles part, which may have tens of thousands of formats, for what tells dates."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.numbers: list[str] = []
        self.elements, self.depth, self.family = 0, 0, ""
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        refuse_many(self.elements, self.depth)
        if self.depth == _ITEM:
            self.item(attributes)
        elif self.depth < _ITEM:
            self.family = name.rpartition(" ")[2]
            if self.depth == 1 and self.family != "styleSheet":
                raise BrokenPartError("a styles part that holds no styles")

    def item(self, attributes: dict[str, str]) -> None:
        if self.family == "cellXfs":
            self.numbers.append(attributes.get("numFmtId", "0"))
            if len(self.numbers) > MAX_FORMATS:
                raise BrokenPartError(f"more than {MAX_FORMATS:,} cell formats, which no spreadsheet program opens")
        elif self.family == "numFmts":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def end(self, _: str) -> None:
        self.depth -= 1


def _converter(code: str, epoch_1904: bool) -> Converter | None:
    if shown := date_code(code):
        return lambda number: date_value(number, shown, epoch_1904)
    if digits := padding(code):
        return lambda number: PaddedNumber(number, digits)
    return None
