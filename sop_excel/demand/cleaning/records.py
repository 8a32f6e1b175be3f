"""The rows of a history as columns, one record a row, or in a wide history one a filled cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sop_excel.contract.demand_tables import SALES_HISTORY
from sop_excel.demand.cleaning.cells import Amount, amount_in, code_in
from sop_excel.demand.cleaning.columns import Layout
from sop_excel.demand.cleaning.header_roles import MONTH, YEAR, Row, year_and_month
from sop_excel.demand.cleaning.ledger import Ledger
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.table import Value

FLAG, LINE = SALES_HISTORY.lead[3:]  # what a cleaned history has besides


@dataclass
class Records:
    """What each record holds, raw, and as the steps understand it: ``days`` as ordinals (0 for none), codes, numbers.

    ``rows`` are the positions in the sheet. ``marks`` are flags that a cleaned history came with.
    """

    rows: list[int]
    lines: list[int]
    raw_days: list[Value]
    raw_products: list[Value]
    raw_quantities: list[Value]
    marks: list[str]
    ledger: Ledger
    days: list[int] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    quantities: list[float] = field(default_factory=list)
    is_wide: bool = False
    blanks: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def open(self) -> list[int]:
        """The records that have not been set aside."""
        return self.ledger.kept()


def read_records(rows: Sequence[Row], layout: Layout, place: str) -> Records:
    """A record for each line but the headers and those of nothing but blanks, which are counted."""
    if layout.periods:
        return _unfolded(rows, layout)
    filled, blanks = _filled(rows, layout)
    cells = {
        role: [_at(rows[n], at) if n > layout.header else None for n in filled] for role, at in layout.columns.items()
    }
    marks, lines = [""] * len(filled), [n + 1 for n in filled]
    if layout.is_cleaned(rows):
        headers = layout.headers(rows)
        flag, line = headers.index(FLAG), headers.index(LINE)
        marks = [code_in(_at(rows[n], flag)) for n in filled]
        lines = [_line(_at(rows[n], line), n + 1) for n in filled]
    products = cells.get("Product", [place] * len(filled))
    days = cells["Date"] if "Date" in cells else list(map(year_and_month, cells[YEAR], cells[MONTH]))
    return Records(filled, lines, days, products, cells["Quantity"], marks, Ledger(lines), blanks=blanks)


def _filled(rows: Sequence[Row], layout: Layout) -> tuple[list[int], int]:
    """The positions of lines with anything in them, the headers left out, and how many there are without."""
    filled = [n for n, row in enumerate(rows) if n != layout.header and not all(map(is_blank, row))]
    return filled, len(rows) - len(filled) - (layout.header >= 0)


def _at(row: Row, column: int) -> Value:
    return row[column] if column < len(row) else None


def _line(value: Value, otherwise: int) -> int:
    number: Amount | None = amount_in(value)
    return int(number.point) if number is not None and number.point == number.point else otherwise


def _unfolded(rows: Sequence[Row], layout: Layout) -> Records:
    """A record for each filled cell below a period, and one for each line above the headers."""
    at = layout.columns["Product"]
    filled, blanks = _filled(rows, layout)
    cells: list[tuple[int, int, Value]] = [(n, 0, None) for n in filled if n < layout.header]
    cells += [
        (n, day, rows[n][column])
        for n in filled
        if n > layout.header
        for column, day in layout.periods
        if column < len(rows[n]) and not is_blank(rows[n][column])
    ]
    lines = [n + 1 for n, _, _ in cells]
    return Records(
        [n for n, _, _ in cells],
        lines,
        [None] * len(cells),
        [_at(rows[n], at) for n, _, _ in cells],
        [value for _, _, value in cells],
        [""] * len(cells),
        Ledger(lines),
        days=[day for _, day, _ in cells],
        is_wide=True,
        blanks=blanks,
    )
