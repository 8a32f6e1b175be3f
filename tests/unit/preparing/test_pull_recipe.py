"""From rows of a forecast to table Demand: whole periods alone, and every row accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from sop_excel.domain.table import Filling, Table
from sop_excel.errors import InputError
from sop_excel.preparing.prepared import Prepared
from sop_excel.preparing.pull import PullOptions, prepare_pull
from sop_excel.preparing.pulled_into import Taken
from sop_excel.preparing.pulled_rows import ForecastRow, Snapshot, gathered, summed
from sop_excel.sheets.filled_tables import filled
from tests.examples import tried
from tests.tables import table

JANUARY = date(2026, 1, 1)


@dataclass(frozen=True)
class Given:
    """A source that has these rows."""

    rows: Sequence[ForecastRow]
    has_products: bool = True
    name: str = "a test"
    brief: str = "a test"

    @contextmanager
    def snapshot(self, as_of: date | None, with_bounds: bool) -> Iterator[Snapshot]:
        yield Snapshot(JANUARY, self.has_products, iter(self.rows), "model 7")


def _daily(product: str, days: int, mean: str = "1.1", first: date = JANUARY, step: int = 1) -> list[ForecastRow]:
    return [ForecastRow(product, first + timedelta(days=step * n), Decimal(mean)) for n in range(days)]


def _book(periods: Sequence[str], products: Sequence[str] = ("A",)) -> dict[str, Table]:
    rows: list[list[float | str]] = [[product, *[7.0] * len(periods)] for product in products]
    demand = table("Demand", ["Product", *periods], *rows)
    return {"Demand": demand}


def _pulled(rows: Sequence[ForecastRow], tables: dict[str, Table], **options: object) -> Prepared:
    return prepare_pull(tables, Given(rows), PullOptions(**options))  # type: ignore[arg-type]


def _filling(prepared: Prepared) -> Filling:
    return prepared.fillings[0]


def _refused(rows: Sequence[ForecastRow], tables: dict[str, Table]) -> str:
    with pytest.raises(InputError) as caught:
        _pulled(rows, tables)
    return str(caught.value)


def test_tenths_are_added_up_exactly() -> None:
    """31 times 1.1 is 34.1, which doubles would not give."""
    assert _filling(_pulled(_daily("A", 31), _book(["2026-01"]))).rows == {"A": [34.1]}


def test_periods_keep_the_names_of_the_planner() -> None:
    """Months in any form that says the year, weeks and days; what says no year is refused with its name."""
    rows = _daily("A", 90, "1")
    assert _filling(_pulled(rows, _book(["Jan 26", "Feb 26"]))).columns == ("Jan 26", "Feb 26")
    assert _filling(_pulled(rows, _book(["2026-W02", "2026-W03"]))).rows == {"A": [7.0, 7.0]}
    assert _filling(_pulled(rows, _book(["2026-01-05"]))).rows == {"A": [1.0]}
    assert "'Jan'" in _refused(rows, _book(["Jan", "Feb"]))
    assert "'2026-Q1'" in _refused(rows, _book(["2026-Q1"]))


def test_a_month_that_is_not_whole_keeps_what_the_workbook_says() -> None:
    """Half a month would look like less demand; what is not used is told with its units."""
    rows = _daily("A", 70, "1", first=date(2026, 1, 10))
    prepared = _pulled(rows, _book(["2026-01", "2026-02", "2026-03", "2026-04"]))
    filling = _filling(prepared)
    assert filling.rows == {"A": [None, 28.0, None, None]}
    assert filling.kept == {("A", "2026-01"), ("A", "2026-03"), ("A", "2026-04")}
    told = "\n".join(prepared.notes)
    assert "A, 2026-01 and 2026-03: not whole" in told
    assert "42 rows, 42 units, of periods that are not whole: not used" in told
    assert "A, 2026-04: no row in the forecast" in told


@pytest.mark.parametrize("is_long", [False, True])
def test_cells_that_are_kept_stay_where_they_stand(is_long: bool) -> None:
    """In a wide table and in a long one: only what is filled gets a value."""
    filling = Filling(
        "Demand", "Product", ("2026-01", "2026-02"), {"A": [None, 5.0]}, True, kept=frozenset({("A", "2026-01")})
    )
    rows: list[list[float | str]] = [["A", "2026-01", 7.0], ["A", "2026-02", 7.0]]
    wide = table("Demand", ["Product", "2026-01", "2026-02"], ["A", 7.0, 7.0])
    to_be = filled(table("Demand", ["Product", "Period", "Quantity"], *rows) if is_long else wide, filling)
    assert not isinstance(to_be, list)
    assert [value for value in to_be.values.values() if not isinstance(value, str)] == [5.0]


def test_what_other_steps_had_to_say_stays() -> None:
    """The forecast of before is that of the plan no more; how the sales were cleaned is still so."""
    before = table("Preparation", ["Step", "What"], ["Clean", "7 rows"], ["Forecast", "of 2025"], ["Pull", "old"])
    prepared = _pulled(_daily("A", 31), _book(["2026-01"]) | {"Preparation": before})
    (told,) = prepared.outputs
    assert [row[0] for row in told.rows] == ["Clean", "Pull", "Pull"]
    assert told.rows[0][1] == "7 rows"


def test_a_workbook_whose_periods_are_all_over_gets_the_whole_months_of_the_forecast() -> None:
    """And is told that its plan begins elsewhere now."""
    prepared = _pulled(_daily("A", 70, "1", first=date(2026, 1, 10)), _book(["2024-01", "2024-02"]))
    assert _filling(prepared).columns == ("2026-02",)
    assert any("The plan begins with 2026-02 now, no longer with 2024-01" in note for note in prepared.notes)


def test_products_are_those_of_the_workbook_unless_told_otherwise() -> None:
    """Another product of the source is named with its rows, and added where that is asked for."""
    rows = [*_daily("A", 31), *_daily("B", 31)]
    prepared = _pulled(rows, _book(["2026-01"]))
    assert list(_filling(prepared).rows) == ["A"]
    assert any("B: not in this workbook: 31 rows, 34.1 units, not used" in note for note in prepared.notes)
    assert list(_filling(_pulled(rows, _book(["2026-01"]), new_products=True)).rows) == ["A", "B"]
    assert list(_filling(_pulled(rows, {})).rows) == ["A", "B"]
    assert "A and B" in _refused(rows, _book(["2026-01"], ["C"]))


def test_what_is_below_zero_reduces_its_period_and_no_period_is_below_zero() -> None:
    """A mean of a day below 0 is part of the forecast; demand of a month below 0 is none. Both are told."""
    rows = [*_daily("A", 30, "1"), ForecastRow("A", date(2026, 1, 31), Decimal(-4)), *_daily("B", 31, "-1")]
    prepared = _pulled(rows, _book(["2026-01"], ["A", "B"]))
    assert _filling(prepared).rows == {"A": [26.0], "B": [0.0]}
    told = "\n".join(prepared.notes)
    assert "32 rows of the forecast below 0, -35 units in all" in told
    assert "B, 2026-01: below 0 in all, filled as 0" in told


def test_rows_that_cannot_be_used_are_all_named() -> None:
    """Without a number or a product, twice, or in disorder; beside them a forecast that has none of this."""
    good = _daily("A", 31)
    assert _pulled(good, _book(["2026-01"]))
    assert "'A 2026-01-31': expected one row a date, in their order, found another one" in _refused(
        [*good, good[-1]], _book(["2026-01"])
    )
    assert "an earlier date" in _refused([*good, good[3]], _book(["2026-01"]))
    assert "expected a number in column yhat" in _refused([good[0]._replace(mean=None), *good[1:]], _book(["2026-01"]))
    assert "a product in column sku" in _refused([*good, *_daily("", 1)], _book(["2026-01"]))
    assert "more of them behind" in _refused([*good, *_daily("B", 31), *_daily("A", 1)], _book(["2026-01"]))
    many = _refused([row._replace(mean=None) for row in _daily("A", 90)], _book(["2026-01"]))
    assert "70 more faults" in many


def test_a_date_that_is_missing_between_others_is_refused_unless_it_is_allowed() -> None:
    """As rows that got lost look like; allowed, it counts as 0, which is told."""
    rows = _daily("A", 31, "1")
    del rows[10]
    assert "'A in 2026-01': expected 31 rows, found 30" in _refused(rows, _book(["2026-01"]))
    prepared = _pulled(rows, _book(["2026-01"]), allow_gaps=True)
    assert _filling(prepared).rows == {"A": [30.0]}
    assert any("1 date without a row" in note for note in prepared.notes)


def test_a_date_that_is_missing_where_nothing_is_taken_from_is_no_matter() -> None:
    """In a month that is not planned, or of a product that the workbook has not."""
    rows = [*_daily("A", 90, "1"), *_daily("B", 90, "1")]
    del rows[100], rows[70]
    assert _filling(_pulled(rows, _book(["2026-01", "2026-02"]))).rows == {"A": [31.0, 28.0]}
    assert "'A in 2026-03': expected 31 rows, found 30" in _refused(rows, _book(["2026-03"]))
    assert "'B in 2026-01': expected 31 rows, found 30" in _refused(rows, _book(["2026-01"], ["A", "B"]))


def test_weekly_and_monthly_forecasts_are_understood_by_their_dates() -> None:
    """A row a week counts in the month of its date; a row a month is a month, and no week."""
    weekly = _daily("A", 20, "7", first=date(2026, 1, 5), step=7)
    prepared = _pulled(weekly, _book(["2026-01", "2026-02"]))
    assert _filling(prepared).rows == {"A": [28.0, 28.0]}
    assert any("dated by week" in note for note in prepared.notes)
    monthly = [ForecastRow("A", date(2026, month, 1), Decimal(month)) for month in range(1, 7)]
    assert _filling(_pulled(monthly, _book(["2026-01", "2026-02"]))).rows == {"A": [1.0, 2.0]}
    assert "dated by month" in _refused(monthly, _book(["2026-W02", "2026-W03"]))
    assert "dated by week" in _refused(weekly, _book(["2026-01-05", "2026-01-06"]))


def test_a_forecast_of_working_days_has_whole_months() -> None:
    """Saturdays and Sundays, on which no row ever stands, are not missing."""
    rows = [row for row in _daily("A", 59, "1") if row.day.weekday() < 5]
    assert _filling(_pulled(rows, _book(["2026-01", "2026-02"]))).rows == {"A": [22.0, 20.0]}


@pytest.mark.parametrize("seed", range(tried(60)))
def test_what_is_used_and_what_is_not_are_all_rows(seed: int) -> None:
    """Rows and units of what is used, of other products, of other periods and of parts add up to the whole."""
    rng = np.random.default_rng(seed)
    rows = [
        ForecastRow(f"P{p}", first + timedelta(days=n), Decimal(int(rng.integers(-20, 100))) / 10)
        for p in range(int(rng.integers(1, 6)))
        for first in [JANUARY + timedelta(days=int(rng.integers(0, 40)))]
        for n in range(int(rng.integers(20, 200)))
    ]
    read = gathered(Snapshot(JANUARY, True, iter(rows)), "month", False)
    months = {f"2026-{m:02}": 2026 * 12 + m - 1 for m in range(1, int(rng.integers(2, 9)))}
    products = tuple(product for product in read.products if rng.random() < 0.7)
    taken = Taken(read, products, months)
    parts = summed([taken.used, taken.of_others()[1], taken.outside(), taken.in_part()[1]])
    assert (parts.rows, parts.mean) == (len(rows), sum((row.mean or 0 for row in rows), Decimal(0)))
