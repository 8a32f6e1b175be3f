"""Ranges that another program keeps as tables, such as the database ranges of Calc: which may be Excel Tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sop_excel.domain.table import DateValue, Value
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.raw_sheet import RawSheet, RawTable
from sop_excel.spreadsheet.table_in_place import MAX_HEADER, TableInPlace, name_issues


def with_tables(sheets: Sequence[RawSheet], ranges: Mapping[str, Mapping[str, Area]]) -> Iterator[RawSheet]:
    """The sheets with those of the ``ranges`` (areas by name, by the sheet's name) as tables that may be such.

    One without headers of its own for every column, with merged cells, on another or of a name that no table may have
    stays a name of an area, as does one whose last row is a formula in a column of values: that adds them up.
    """
    taken: list[str] = []
    for sheet in sheets:
        tables: list[RawTable] = []
        names = dict(sheet.names)
        for name, area in ranges.get(sheet.name, {}).items():
            table = RawTable(name, area)
            if _may_be(sheet, table, tables, taken):
                tables.append(table)
                taken.append(name)
            else:
                names.setdefault(name, area)
        yield replace(sheet, tables=(*sheet.tables, *tables), names=names)


def _may_be(sheet: RawSheet, table: RawTable, others: Sequence[RawTable], taken: Sequence[str]) -> bool:
    area = table.area
    headers = headers_of(sheet, area)
    free = not any(area.meets(other) for other in (*sheet.merged, *(one.area for one in others)))
    return (
        free
        and area.height > 1
        and area.bottom <= len(sheet.rows)
        and all(0 < len(header) <= MAX_HEADER for header in headers)
        and len({header.lower() for header in headers}) == area.width
        and not any(name_issues(TableInPlace(sheet.name, area, table.name, headers), taken, ()))
        and not _adds_up(sheet, area)
    )


def _adds_up(sheet: RawSheet, area: Area) -> bool:
    """Whether the last row is one of totals: formulas, where the row before has none."""
    last, before = area.bottom, area.bottom - 1
    columns = range(area.left, area.right + 1)
    return any((last, column) in sheet.formulas and (before, column) not in sheet.formulas for column in columns)


def headers_of(sheet: RawSheet, area: Area) -> tuple[str, ...]:
    """The headers in the first row of an area, as a table has them; empty where a cell is no text and no date."""
    return tuple(_header(sheet.at(area.top, column)) for column in range(area.left, area.right + 1))


def _header(value: Value) -> str:
    text = value.shown if isinstance(value, DateValue) else value
    return text if isinstance(text, str) and text.strip() else ""
