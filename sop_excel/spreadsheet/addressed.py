"""Which columns of an output table formulas refer to by their addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import Area
from sop_excel.spreadsheet.layout import Layout
from sop_excel.spreadsheet.references import CellReference, moving_column, no_column


def ends(found: Iterable[CellReference], cells: Area, layout: Layout) -> set[int]:
    """The columns of a table's sheet at which references into the table begin or end.

    ``found`` are those of a formula to that sheet, ``cells`` what it is filled over. One that spans a column, as over
    the whole table, goes on meaning the same. So does one from the first to the last period, such as the row of a
    dashboard, when there are as many of them as before. Where the months roll on, every reference means the month that
    has its place now.
    """
    at = set[int]()
    if layout.rolls_on:
        return at
    for reference in found:
        reach, columns = reference.reach(cells.height, cells.width)
        at |= columns if reach.meets(layout.table.area) and not _is_all_periods(reach, columns, layout) else set()
    return at


def vanishing(place: str, formula: str, at: Collection[int], layout: Layout) -> Iterator[Issue]:
    """An issue for each column that vanishes, of the formula at ``place`` whose references begin or end there."""
    for header in _headers(layout, at, layout.vanishing):
        yield no_column(place, formula, layout.table.name, header)


def moving(place: str, formula: str, at: Collection[int], layout: Layout) -> Iterator[Issue]:
    """An issue for each column that makes way for a new one."""
    for header in _headers(layout, at, layout.displaced):
        yield moving_column(place, formula, layout.table.name, header)


def _headers(layout: Layout, at: Collection[int], wanted: Collection[str]) -> Iterator[str]:
    """The wanted headers of a table whose columns are among these."""
    for column, header in enumerate(layout.table.headers, layout.table.area.left) if at else ():
        if column in at and header in wanted:
            yield header


def _is_all_periods(reach: Area, at: Collection[int], layout: Layout) -> bool:
    """Whether one and the same reference takes in every period, and there will be as many of them."""
    (first_new, last_new), periods = layout.new_periods, layout.periods
    if not periods or len(periods) != last_new - first_new + 1:
        return False
    first, last = layout.old.left + periods[0], layout.old.left + periods[-1]
    return len(at) <= 2 and reach.left <= first and reach.right >= last
