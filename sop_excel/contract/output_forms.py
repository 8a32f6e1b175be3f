"""What the contract says of a table that holds a plan, and of its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Protocol

from sop_excel.domain.table import Value

AS_MEASURE = "as the measure"  # the unit of a cell whose row tells it


@dataclass(frozen=True)
class OutputColumn:
    """One column of an output table, with the unit of its cells.

    ``wraps``: its texts take as many lines as they need.
    ``if_stated``: it is written only where the inputs state something of it.
    ``looks_like``: the column whose looks it takes in a table that lacks it, where that is not the one beside it.
    ``costs``: the lines of the cost summary, by their keys, that it adds up.
    """

    name: str
    unit: str
    _: KW_ONLY
    wraps: bool = False
    if_stated: bool = False
    looks_like: str = ""
    costs: tuple[str, ...] = ()


PERIODS = OutputColumn("<periods>", AS_MEASURE)  # stands for one column a period


class Labelled(Protocol):
    """What a row of a wide output table holds: a measure, with its unit."""

    @property
    def name(self) -> str:
        """The text that the row has in column Measure."""

    @property
    def unit(self) -> str:
        """The unit of its numbers."""


@dataclass(frozen=True)
class OutputForm:
    """The layout of an output table: its columns, and where in a wide one those of the periods stand (``PERIODS``).

    A new column may stand anywhere but beside those of the periods: pages that planners keep count these between the
    columns there. A workbook of an older version gains it with the next plan.

    ``measures`` are what the rows of a wide table hold. ``format_by`` names the column whose text decides which old row
    a new row takes its formats from; where there is none, it is the row with the text ``format_else``.
    Charts end with the row that begins with ``drawn_to``; where there is none, with the last one. ``unstated`` are the
    columns that were left out as the inputs state nothing of them.
    """

    name: str
    help: str
    columns: tuple[OutputColumn, ...]
    format_by: str = ""
    format_else: str = ""
    measures: Sequence[Labelled] = ()
    drawn_to: str = ""
    unstated: tuple[OutputColumn, ...] = ()

    @cached_property
    def wide(self) -> bool:
        """Whether it has a column for each period."""
        return PERIODS in self.columns

    @cached_property
    def lead(self) -> tuple[str, ...]:
        """The headers of the columns before those of the periods; all where it has none of these."""
        return tuple(one.name for one in self.columns[: self._first_period])

    @cached_property
    def tail(self) -> tuple[str, ...]:
        """The headers of the columns after those of the periods."""
        return tuple(one.name for one in self.columns[self._first_period + 1 :])

    @cached_property
    def wraps(self) -> tuple[str, ...]:
        """The headers of the columns whose texts take as many lines as they need."""
        return tuple(one.name for one in self.columns if one.wraps)

    @property
    def _first_period(self) -> int:
        return self.columns.index(PERIODS) if self.wide else len(self.columns)

    def headers(self, periods: Iterable[str]) -> tuple[str, ...]:
        """All headers, with those of the periods where the table has them."""
        return (*self.lead, *(periods if self.wide else ()), *self.tail)

    def with_stated(self, stated: Collection[str]) -> OutputForm:
        """The form as it is written where the inputs state something of these columns, and of no others like them."""
        there = [not one.if_stated or one.name in stated for one in self.columns]
        return replace(
            self,
            columns=tuple(compress(self.columns, there)),
            unstated=tuple(one for one, is_there in zip(self.columns, there, strict=True) if not is_there),
        )

    def row(self, values: Mapping[str, Value], of_periods: Sequence[Value] = ()) -> tuple[Value, ...]:
        """A row: the values by their headers, blank where there is none, and those of the periods in their order.

        Raises KeyError for a value whose header the table does not have.
        """
        unknown = values.keys() - self._fixed
        if unknown:
            raise KeyError(f"table {self.name} has no column {', '.join(sorted(unknown))}")
        before, after = (tuple(values.get(header) for header in part) for part in (self.lead, self.tail))
        return (*before, *of_periods, *after)

    @cached_property
    def _fixed(self) -> frozenset[str]:
        return frozenset((*self.lead, *self.tail))

    def unit_of(self, header: str, measure: str = "") -> str:
        """The unit of a cell: its column's, or where the row tells it, that of the measure there.

        A measure that is not known counts as the one that formats are taken from.
        """
        columns = {one.name: one.unit for one in self.columns}
        unit = columns.get(header, AS_MEASURE)
        if unit != AS_MEASURE or not self.measures:
            return unit
        measures = {one.name: one.unit for one in self.measures}
        return measures.get(measure, measures[self.format_else])
