"""Which style ids show dates or padded numbers: what a number in a cell looks like to the planner."""

from __future__ import annotations

from functools import lru_cache

from sop_excel.hosts.xlsx.encoding import utf8
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import parse, parser, refuse_many
from sop_excel.spreadsheet.areas import whole_number
from sop_excel.spreadsheet.number_formats import BUILT_IN, Converter, converter

MAX_FORMATS = 65_430  # of cells, in a file: the limit of Excel's reader, [MS-OI29500] 2.1.727
_ITEM = 3  # how deep the entries of a family of styles stand


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
                code = BUILT_IN.get(whole_number(number) or 0, "")
            by_number[number] = converter(code, epoch_1904)
        if of_style := by_number[number]:
            made[str(style)] = of_style
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
