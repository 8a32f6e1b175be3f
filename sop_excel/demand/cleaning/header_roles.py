"""What headers of a history say: a date, a product, a quantity, a year, a month, or the period that stands below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sop_excel.contract.demand_tables import SALES_HISTORY
from sop_excel.contract.synonyms import column_meant, name_key
from sop_excel.demand.cleaning.cells import amount_in
from sop_excel.domain.period_names import Meaning, meaning
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import folded
from sop_excel.domain.written_dates import first_day

ROLES = ("Date", "Product", "Quantity")
YEAR, MONTH = "Year", "Month"  # two columns that together are a date
DEEPEST = 60  # lines in which the headers are looked for
_PERIODS = 3  # headers that say a period make a wide history
_YEARS = range(1954, 2120)
_NAMES = {
    YEAR: "year yr ano annee jahr anno geschaftsjahr kalenderjahr ejercicio fiscalyear",
    MONTH: "month mes monat mois mese monthnumber monthno kalendermonat",
}
_MOSTLY = 0.5  # of the cells that must be years, or months
Row = Sequence[Value]


@cache
def role_of(header: str) -> str | None:
    """Date, Product or Quantity, if a header means one of them."""
    own = next((role for role in ROLES if folded(role) == folded(header)), None)
    return own or column_meant(SALES_HISTORY.name, header)


def has_word_for(role: str, header: str) -> bool:
    """Whether one of the words of a header means the role.

    >>> has_word_for("Quantity", "Menge in ME"), has_word_for("Quantity", "Betrag")
    (True, False)
    """
    return any(role_of(word) == role for word in header.split())


def date_parts(names: Sequence[str], columns: Sequence[Sequence[Value]]) -> dict[str, int]:
    """The columns of year and month, by headers and numbers in them; none unless both are there.

    >>> date_parts(["Año", "Mes"], [["2024", "2024"], ["1", "12"]])
    {'Year': 0, 'Month': 1}
    """
    reads = {YEAR: _year_in, MONTH: _month_in}
    found = {
        part: at
        for part, read in reads.items()
        for at, name in enumerate(names)
        if name_key(name) in _NAMES[part].split()
        and sum(map(bool, map(read, columns[at]))) > _MOSTLY * len(columns[at])
    }
    return found if len(found) == len(reads) else {}


def year_and_month(year: Value, month: Value) -> Value:
    """A month as ISO has it, from the cells of two columns; None where one of them holds none.

    >>> year_and_month("2024", 3.0), year_and_month(2024.0, "enero"), year_and_month("2024", "")
    ('2024-03', '2024-01', None)
    """
    y, m = _year_in(year), _month_in(month)
    return f"{y}-{m:02}" if y and m else None


def _year_in(value: Value) -> int:
    year = _whole(value)
    return year if year in _YEARS else 0


def _month_in(value: Value) -> int:
    said = meaning(value) if isinstance(value, str) else None
    month = _whole(value) or (said.number if said is not None and said.sort == "month" else 0)
    return month if 1 <= month <= 12 else 0


def _whole(value: Value) -> int:
    """A cell as a whole number; 0 where it is none."""
    amount = amount_in(value)
    return int(amount.point) if amount is not None and amount.point == amount.comma == int(amount.point) else 0


def wide_layout(rows: Sequence[Row]) -> tuple[int, dict[str, int], tuple[tuple[int, int], ...]] | None:
    """The line of headers, the column of products and those of the periods, where headers say periods.

    Years may stand in a line above their months, each over the first of them.
    """
    for n, row in enumerate(rows[:DEEPEST]):
        years = _years(rows[n - 1], len(row)) if n else [0] * len(row)
        periods = [(at, day) for at, one in enumerate(row) if (day := _period_start(one, years[at]))]
        if len(periods) < _PERIODS or len({day for _, day in periods}) < len(periods):
            continue
        texts = [at for at, one in enumerate(row[: periods[0][0]]) if isinstance(one, str)]
        named = [at for at in texts if role_of(str(row[at]).strip()) == "Product"]
        product = next(iter([*named, *range(periods[0][0])]), None)
        if product is not None:
            return n, {"Product": product}, tuple(periods)
    return None


def _years(above: Row, width: int) -> list[int]:
    """The year over each column, from the last one to the left that the line above has."""
    years, last = [], 0
    for at in range(width):
        last = (_year_in(above[at]) if at < len(above) else 0) or last
        years.append(last)
    return years


def _period_start(value: Value, year: int) -> int:
    """The first day of the period that a header says; 0 where it says none."""
    if isinstance(value, DateValue):
        return value.moment.toordinal()
    if not isinstance(value, str) or not value.strip():
        return 0
    said = meaning(value)
    if said is None:
        return 0
    return first_day(Meaning(said.year or year, said.sort, said.number, said.day)) if said.year or year else 0
