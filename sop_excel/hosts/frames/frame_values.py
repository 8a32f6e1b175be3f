"""What a value of pandas is as the value of a cell, and what a label of pandas is as a header.

Nothing is parsed: text stays text. Missing values (None, NaN, NA, NaT) are blank cells. A period of pandas is named
as ISO names it, and a date is a date without its zone, as it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import iso_text, plain_decimal

EXACT = 2**53  # up to which a float holds every whole number; a code beyond it stays one as text


def cells_of(column: pd.Series[Any]) -> list[Value]:
    """The values of a column as those of cells, in their order.

    >>> cells_of(pd.Series([1, 2])), cells_of(pd.Series([0.5, None])), cells_of(pd.Series(["A", 7, None], dtype=object))
    ([1.0, 2.0], [0.5, None], ['A', 7.0, None])
    >>> cells_of(pd.Series(["x", None, "y"], dtype="category")), cells_of(pd.Series([2, pd.NA], dtype="Int64"))
    (['x', None, 'y'], [2.0, None])
    """
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        known = cells_of(pd.Series(column.cat.categories))
        return [None if code < 0 else known[code] for code in column.cat.codes.tolist()]
    if isinstance(dtype, pd.SparseDtype):
        return cells_of(pd.Series(np.asarray(column)))
    plain = pd.api.types.is_float_dtype(dtype) and str(dtype).lower() in ("float64", "double[pyarrow]")
    if plain:
        numbers = column.to_numpy(dtype=np.float64, na_value=math.nan)
        return [None if number != number else number for number in numbers.tolist()]
    if isinstance(dtype, np.dtype) and dtype.kind in "iu" and column.between(-EXACT, EXACT).all():
        return [*column.astype(np.float64).tolist()]
    return [cell_of(value) for value in column.array]


def cell_of(value: object) -> Value:
    """One value as that of a cell.

    >>> cell_of(np.float32(0.1)), cell_of(pd.NA), cell_of(np.True_), cell_of(pd.Period("2025-01", "M"))
    (0.1, None, True, '2025-01')
    >>> cell_of(pd.Timestamp("2025-01-31", tz="Europe/Madrid")).shown, cell_of(2**60)
    ('2025-01-31', '1152921504606846976')
    """
    if isinstance(value, str):
        return str(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, date | np.datetime64):
        return _date(pd.Timestamp(value)) if not isinstance(value, np.datetime64) or not np.isnat(value) else None
    if isinstance(value, pd.Period):
        return period_name(value)
    return _number(value) if _is_number(value) else str(value)


def _is_number(value: object) -> bool:
    """Whether it is one number; those of module decimal do not say so themselves."""
    return isinstance(value, Real) or (hasattr(value, "as_integer_ratio") and not isinstance(value, pd.Timedelta))


def _number(value: Any) -> Value:
    """A number as a float; of a shorter kind the decimal that it shows, not what it is in the computer."""
    if isinstance(value, int | np.integer):
        return float(value) if abs(int(value)) <= EXACT else str(int(value))
    number = float(str(value)) if isinstance(value, np.floating) else float(value)
    return None if math.isnan(number) else number


def _date(moment: pd.Timestamp) -> DateValue:
    local = moment.tz_localize(None).to_pydatetime(warn=False)
    return DateValue(local, _shown(local))


def _shown(moment: datetime) -> str:
    return str(moment.date() if moment.time() == moment.min.time() else moment)


def period_name(period: pd.Period) -> str:
    """A period of pandas as ISO names it: a month, a quarter, a year, a day, or a week from Monday to Sunday.

    >>> [period_name(pd.Period("2025-03-05", freq)) for freq in ("M", "Q", "Y", "D", "W", "W-WED")]
    ['2025-03', '2025-Q1', '2025', '2025-03-05', '2025-W10', '2025-02-27']
    """
    sort = period.freqstr.partition("-")[0]
    if period.freqstr == "W-SUN":
        year, week, _ = period.start_time.isocalendar()
        return f"{year}-W{week:02}"
    if sort in ("W", "D", "B"):
        return period.start_time.date().isoformat()
    if sort == "Q":
        return f"{period.qyear}-Q{period.quarter}"
    return {"M": f"{period.year}-{period.month:02}", "Y": f"{period.year}", "A": f"{period.year}"}.get(
        sort, str(period)
    )


def headers_of(labels: Iterable[object]) -> list[str]:
    """The labels of columns as headers: dates as ISO months where all of them are the first day of one, else as ISO
    days (rule R7), missing ones as blank headers.

    >>> headers_of(pd.DatetimeIndex(["2025-01-01", "2025-02-01"])), headers_of([pd.Timestamp("2025-01-01"), pd.NaT])
    (['2025-01', '2025-02'], ['2025-01', ''])
    >>> headers_of(pd.date_range("2025-01-01", periods=2)), headers_of(["Product", 1, 2.0, np.int64(3)])
    (['2025-01-01', '2025-01-02'], ['Product', '1', '2', '3'])
    """
    cells = [_label(label) for label in labels]
    by_month = all(_is_first(cell) for cell in cells if isinstance(cell, DateValue))
    return [_header(cell, by_month) for cell in cells]


def _is_first(day: DateValue) -> bool:
    """Whether it is the first day of a month, and no time of that day."""
    return day.moment.day == 1 and day.shown == day.moment.date().isoformat()


def _label(label: object) -> Value:
    if isinstance(label, tuple):
        return " ".join(headers_of(label))
    return cell_of(label)


def _header(cell: Value, by_month: bool) -> str:
    if isinstance(cell, DateValue):
        return iso_text(cell) if by_month else cell.shown
    if isinstance(cell, float):
        return plain_decimal(cell) if math.isfinite(cell) else str(cell)
    return "" if cell is None else str(cell)
