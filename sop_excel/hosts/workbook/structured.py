"""References to table columns in formulas and names, such as ``Plan[2026-03]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sop_excel.domain.table import quoted_sheet
from sop_excel.errors import Issue
from sop_excel.hosts.workbook.book import Book, Sheet
from sop_excel.hosts.workbook.layout import Layout
from sop_excel.hosts.workbook.markup import Markup, parser, utf8
from sop_excel.hosts.workbook.refs import Area, parse_cell

_FORMULAS = ("f", "formula", "formula1", "formula2")
# Text in a formula refers to nothing, unless INDIRECT reads it.
_TEXT = re.compile(r'(?<!INDIRECT\()"(?:[^"]|"")*"', re.IGNORECASE)
_RULES = ("conditionalFormatting", "dataValidation")


def columns_used(formula: str, table: str) -> list[str]:
    """The columns of a table that a formula names.

    >>> columns_used("SUM(Plan[[2026-01]:[2026-03]]) + plan[@Total] + Plan[[#Totals],[It''s]]", "Plan")
    ['2026-01', '2026-03', 'Total', "It's"]
    """
    found: list[str] = []
    formula = _TEXT.sub('""', formula)
    for start in re.finditer(rf"(?<![\w.]){re.escape(table)}\[", formula, re.IGNORECASE):
        found += _inside(formula, start.end())
    return found


def _inside(formula: str, at: int) -> Iterator[str]:
    """The names within the brackets that open before ``at``; an apostrophe makes the next character plain."""
    depth, word = 1, ""
    while at < len(formula) and depth:
        char = formula[at]
        if char == "'" and at + 1 < len(formula):
            at += 1
            word += formula[at]
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if char == "]" and word and not word.startswith("#"):
                yield word.removeprefix("@")
            word = ""
        elif depth == 2 or char not in "@,: " or word:
            word += char
        at += 1


class References:
    """Every formula and name of the planner's that a vanishing column would break."""

    def __init__(self, book: Book, layouts: list[Layout]) -> None:
        self.book = book
        self.gone = {
            layout.part.name: {header.lower(): header for header in layout.vanishing}
            for layout in layouts
            if layout.vanishing
        }
        names = "|".join(map(re.escape, self.gone))
        self.mentions = re.compile(rf"(?:{names})\[", re.IGNORECASE)
        self.own: dict[Sheet, list[Area]] = {}
        for layout in layouts:
            self.own.setdefault(layout.part.sheet, []).append(layout.part.area)

    def issues(self) -> list[Issue]:
        """One issue for each cell, rule or name."""
        return [*self._names(), *self._sheets()] if self.gone else []

    def _names(self) -> Iterator[Issue]:
        for node in self.book.names:
            yield from self._check(f"name {node.get('name')}", node.text)

    def _sheets(self) -> Iterator[Issue]:
        for sheet in self.book.sheets:
            if not sheet.part:
                continue
            data = utf8(self.book.parts.read(sheet.part))
            if self.mentions.search(data.decode("utf-8", "replace")):
                for place, formula in formulas(data):
                    if not self._ours(sheet, place):
                        yield from self._check(f"{quoted_sheet(sheet.name)}!{place}", formula)
            yield from self._columns(sheet)

    def _columns(self, sheet: Sheet) -> Iterator[Issue]:
        """Formulas that a planner's table keeps for its new rows."""
        for table in self.book.tables:
            if table.sheet != sheet or table.name in self.gone:
                continue
            for node in Markup(self.book.parts.read(table.part)).root.walk():
                if node.tag == "calculatedColumnFormula":
                    yield from self._check(f"table {table.name}", node.text)

    def _ours(self, sheet: Sheet, place: str) -> bool:
        row, column = parse_cell(place.partition(" ")[0].partition(":")[0])
        return any(area.holds(row, column) for area in self.own.get(sheet, ()))

    def _check(self, place: str, formula: str) -> Iterator[Issue]:
        return vanished(place, formula, self.gone)


def vanished(place: str, formula: str, gone: Mapping[str, Mapping[str, str]]) -> Iterator[Issue]:
    """An issue for each column in a formula that is about to vanish; ``gone``: headers by table and lower case."""
    for table, headers in gone.items():
        for column in dict.fromkeys(columns_used(formula, table)):
            if header := headers.get(column.lower()):
                yield Issue(
                    place,
                    "",
                    f"no reference to {table}[{header}], a column that this plan does not have",
                    f"={formula.removeprefix('=')[:80]}",
                    "change the formula, or keep the column's period in table Demand",
                )


def formulas(sheet: bytes) -> list[tuple[str, str]]:
    """The formulas of a sheet part, in cells and in rules, each with its first cell."""
    run = _Run()
    run.parser.Parse(sheet, True)
    return run.found


class _Run:
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.place = ""
        self.parts: list[str] = []
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self.place = attributes.get("r", "A1")
        elif tag in _RULES:
            self.place = attributes.get("sqref", "A1").split(" ")[0]
        elif tag in _FORMULAS:
            self.parts = []
            self.parser.CharacterDataHandler = self.parts.append

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] in _FORMULAS:
            self.found.append((self.place, "".join(self.parts)))
            self.parser.CharacterDataHandler = None
