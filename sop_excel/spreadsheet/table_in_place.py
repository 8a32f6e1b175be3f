"""A plain range of a sheet that is to become an Excel Table where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.table import Value
from sop_excel.spreadsheet.areas import Area


@dataclass(frozen=True)
class TableInPlace:
    """The range ``area`` of a sheet, its row of headers and its ``totals`` rows (0 or 1) included, as table ``name``.

    ``headers`` are the names of its columns, left to right: a cell of the first row that shows something else is given
    that text. ``converted`` holds by (row, column), from 1, the values that cells get in place of what stands there;
    they keep their formats. ``unmerge`` lists the merged cells within that are taken apart, the value staying in the
    first of them; any other merged cell within is refused.
    """

    sheet: str
    area: Area
    name: str
    headers: tuple[str, ...]
    totals: int = 0
    converted: Mapping[tuple[int, int], Value] = field(default_factory=dict)
    unmerge: tuple[Area, ...] = ()
