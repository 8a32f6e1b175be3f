"""Whatever stands in a file: its rows and quantities add up, or it is refused or asked about."""

from __future__ import annotations

from datetime import datetime
from math import fsum, isclose

from hypothesis import given
from hypothesis import strategies as st

from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import Cleaned, clean
from sop_excel.demand.cleaning.ledger import SET_ASIDE
from sop_excel.domain.questions import UnsureError
from sop_excel.domain.table import DateValue, ErrorValue, NotCalculated, Value
from sop_excel.errors import InputError
from tests.examples import examples

_DATES = ("2024-01-31", "31/01/2024", "03/04/24", "Dec 31st 23", "31-dic-23", "45322", "2024-02-30", "0000-00-00")
_NUMBERS = ("1.234,5", "1,234.5", "1.234", "70 uds", "(45)", "12-", "1e3", "0", "-0", "1e308", "9" * 40, "NaN", "inf")
_WORDS = (
    "",
    " ",
    "n/a",
    "Total",
    "SKU-001",
    "sku 001",
    "SKU-0O1",
    "00123",
    "123",
    "date",
    "qty",
    "\x00",
    "é\u200b",
    "=A1",
)
_TEXTS = st.sampled_from(_DATES + _NUMBERS + _WORDS) | st.text(max_size=12)
_DAYS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
_CELLS: st.SearchStrategy[Value] = st.one_of(
    _TEXTS,
    st.floats(),
    st.integers(-(10**20), 10**20).map(float),
    st.booleans(),
    st.none(),
    _DAYS.map(lambda moment: DateValue(moment, str(moment.date()))),
    st.sampled_from([ErrorValue("#N/A"), NotCalculated()]),
)
_ROWS = st.lists(st.lists(_CELLS, max_size=5), max_size=25)
_SALES = st.lists(
    st.tuples(
        st.sampled_from(_DATES) | _DAYS.map(lambda moment: DateValue(moment, "")) | _CELLS,
        st.sampled_from(_WORDS) | _CELLS,
        st.sampled_from(_NUMBERS) | st.floats(-1e6, 1e6) | _CELLS,
    ),
    min_size=1,
    max_size=40,
)
_ANSWERED = Choices(day_first=True, decimal=".", alike=True)


def _adds_up(cleaned: Cleaned) -> bool:
    """Whether rows and quantities of the balance are those of the tables."""
    read, *parts, changes, result = cleaned.balance
    aside = [row for row in cleaned.audit if row.action == SET_ASIDE]
    gone = fsum(row.quantity_before or 0.0 for row in aside)
    sold = fsum(sale.quantity for sale in cleaned.sales)
    size = 1e-9 * fsum(abs(part.quantity) for part in (read, *parts, changes, result)) + 1e-9
    return (
        read.rows == sum(part.rows for part in parts) == len(cleaned.sales) + len(aside)
        and result.rows == len(cleaned.sales)
        and isclose(result.quantity, sold, abs_tol=size)
        and isclose(read.quantity - gone + changes.quantity, sold, abs_tol=size)
    )


@examples(300)
@given(_ROWS)
def test_any_cells_add_up_unless_they_are_refused(rows: list[list[Value]]) -> None:
    try:
        cleaned = clean(rows, choices=_ANSWERED)
    except (InputError, UnsureError):
        return
    assert _adds_up(cleaned)


@examples(400)
@given(_SALES, st.sampled_from(["net", "apart"]), st.sampled_from(["replace", "flag"]))
def test_any_sales_add_up(sales: list[tuple[Value, ...]], returns: str, outliers: str) -> None:
    """Below the headers of a history anything may stand, and each row of it is accounted for."""
    choices = Choices(day_first=True, decimal=",", alike=False, returns=returns, outliers=outliers)
    header = ("Date", "Product", "Quantity")
    rows = [header, ("2024-01-01", "A", "1"), *sales]
    try:
        cleaned = clean(rows, choices=choices)
    except InputError:
        return
    assert _adds_up(cleaned)
    assert len(cleaned.sales) + sum(row.action == SET_ASIDE for row in cleaned.audit) <= len(rows) - 1
