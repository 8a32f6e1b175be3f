"""A forecast out of the history in a workbook: which periods it is for, what its tables say, and what is filled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from sop_excel.domain.table import DateValue, Filling, OutputTable, Table, Value
from sop_excel.errors import InputError
from sop_excel.preparing.forecast import ForecastOptions, prepare_forecast
from sop_excel.preparing.prepared import Prepared
from tests.tables import book, table

FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def _day(day: date) -> DateValue:
    return DateValue(datetime(day.year, day.month, day.day), day.isoformat())


def _sales(*others: Sequence[Value]) -> Table:
    """Three years of sales on every day, of a steady product; another is sold on one day in ten."""
    chance = np.random.default_rng(4)
    rows: list[Sequence[Value]] = [(_day(day), "Steady", float(chance.poisson(30)), None, None) for day in DAYS]
    rows += [(_day(day), "Rare", 1.0, None, None) for day in DAYS if chance.random() < 0.02]
    return table("SalesHistory", ["Date", "Product", "Quantity", "Flag", "Line"], *rows, *others)


def _demand(*periods: str, product: str = "Steady") -> Table:
    return table("Demand", ["Product", *periods], [product, *[1.0] * len(periods)])


def _output(prepared: Prepared, name: str) -> OutputTable:
    return next(one for one in prepared.outputs if one.name == name)


def _column(output: OutputTable, header: str) -> list[Value]:
    return [row[list(output.headers).index(header)] for row in output.rows]


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """What comes of three years of sales without any options."""
    return prepare_forecast(book(_sales()), ForecastOptions())


def test_the_tables_of_a_forecast_hold_every_product_and_each_measure(prepared: Prepared) -> None:
    """A year ahead by months, where nothing says otherwise; the mean alone has a total."""
    forecast = _output(prepared, "Forecast")
    assert forecast.headers[:3] == ("Product", "Method", "Measure")
    assert forecast.headers[3:] == (*(f"2025-{month:02d}" for month in range(1, 13)), "Total")
    assert _column(forecast, "Product") == ["Rare"] * 3 + ["Steady"] * 3
    assert _column(forecast, "Measure") == ["Mean", "Low", "High"] * 2
    rare, *_, steady, _, _ = forecast.rows
    assert steady[-1] == pytest.approx(30 * 365, rel=0.03)
    assert rare[1] == "mean of TSB, IMAPA"
    assert [row[-1] is None for row in forecast.rows] == [False, True, True] * 2


def test_accuracy_and_errors_stand_beside_the_forecast(prepared: Prepared) -> None:
    accuracy, errors = _output(prepared, "ForecastAccuracy"), _output(prepared, "ForecastErrors")
    assert _column(accuracy, "Pattern") == ["intermittent", "smooth, seasonal"], "February is a short month"
    assert all(isinstance(cell, float) for cell in _column(accuracy, "MASE"))
    assert _column(accuracy, "Level") == [0.8, 0.8]
    assert errors.headers == ("Product", "Origin", *map(str, range(1, 13)))
    assert _column(errors, "Origin")[-1] == "2024-11"
    assert _column(errors, "2")[-1] is None, "nothing is known two months after November"


def test_the_summary_says_how_good_it_was_before(prepared: Prepared) -> None:
    forecast, tried = prepared.summary
    assert (
        forecast == "Forecast of 2 products for 12 periods, 2025-01 to 2025-12, from 36 periods of history to 2024-12."
    )
    assert tried.startswith("Tried on the past of 2 products: MASE ")
    assert "its 80 % intervals held" in tried
    assert tried.endswith(" of the periods, which of so few products says little.")
    assert prepared.fillings == ()


def test_the_coverage_of_many_products_is_told_as_it_is() -> None:
    chance = np.random.default_rng(1)
    months = [f"{2023 + n // 12}-{n % 12 + 1:02}" for n in range(24)]
    rows = [[f"P{n}", *chance.poisson(40, 24).astype(float).tolist()] for n in range(20)]
    history = table("DemandHistory", ["Product", *months], *rows)
    told = prepare_forecast(book(history), ForecastOptions(horizon=1, season_length=1)).summary[1]
    assert told.startswith("Tried on the past of 20 products: ")
    assert told.endswith(" of the periods.")


@pytest.mark.parametrize(
    ("periods", "first", "last", "count"),
    [
        (["2025-01", "2025-02", "2025-03"], "2025-01", "2025-03", 3),
        (["2025-02", "2025-03"], "2025-01", "2025-03", 3),
        (["2024-11", "2024-12", "2025-01"], "2025-01", "2025-03", 3),
        (["2025-W01", "2025-W02"], "2025-W01", "2025-W02", 2),
        (["2025-01-01", "2025-01-02"], "2025-01-01", "2025-01-02", 2),
        (["2023-01", "2023-02"], "2025-01", "2025-12", 12),
        (["Spring", "Summer"], "2025-01", "2025-12", 12),
    ],
)
def test_the_forecast_reaches_to_the_end_of_demand_in_its_periods(
    periods: list[str], first: str, last: str, count: int
) -> None:
    """Months, weeks or days as in table Demand, and as many: those that are over by now make room for later ones.

    Where Demand tells nothing of the future, a year of months.
    """
    made = prepare_forecast(book(_sales(), _demand(*periods)), ForecastOptions(season_length=1))
    shown = _output(made, "Forecast").headers[3:-1]
    assert (shown[0], shown[-1], len(shown)) == (first, last, count)


def test_a_long_demand_says_the_periods_in_its_rows() -> None:
    long = table("Demand", ["Product", "Period", "Quantity"], ["Steady", "2025-01", 1.0], ["Steady", "2025-02", 1.0])
    made = prepare_forecast(book(_sales(), long), ForecastOptions())
    assert _output(made, "Forecast").headers[3:-1] == ("2025-01", "2025-02")


def _filled(made: Prepared) -> Filling:
    (filling,) = made.fillings
    return filling


def test_demand_gets_the_mean_of_its_own_periods_and_only_when_asked() -> None:
    """February and March are filled though January is forecast as well."""
    made = prepare_forecast(book(_sales(), _demand("2025-02", "2025-03")), ForecastOptions(into_demand=True))
    filling = _filled(made)
    assert (filling.table, filling.key, tuple(filling.columns), filling.periods) == (
        "Demand",
        "Product",
        ("2025-02", "2025-03"),
        True,
    )
    mean = dict(zip(_output(made, "Forecast").headers, _output(made, "Forecast").rows[3], strict=True))
    assert filling.rows["Steady"] == [mean["2025-02"], mean["2025-03"]]
    assert any("filled into table Demand: 2 periods, 2025-02 to 2025-03" in note for note in made.notes)


def test_the_mean_is_as_exact_as_it_means_something_and_demand_gets_what_the_forecast_shows() -> None:
    """An average of 7/3 units is 2.33 in both tables, and one of 1/30 keeps three digits: 0.03 is a tenth less."""
    headers = ["Product", "2024-01", "2024-02", "2024-03"]
    history = table("DemandHistory", headers, ["Slow", 2.0, 2.0, 3.0], ["Rare", 0.0333, 0.0333, 0.0334])
    made = prepare_forecast(book(history), ForecastOptions(horizon=2, into_demand=True))
    means = [list(row[3:5]) for row in _output(made, "Forecast").rows if row[2] == "Mean"]
    assert means == [[2.33, 2.33], [0.0333, 0.0333]]
    assert [*_filled(made).rows.values()] == means


def test_products_that_demand_or_the_history_alone_has_are_told_where_demand_is_filled() -> None:
    demand = table("Demand", ["Product", "2025-01"], ["Steady", 1.0], ["Other", 1.0])
    made = prepare_forecast(book(_sales(), demand), ForecastOptions(into_demand=True))
    assert "Other: not in the history, so table Demand keeps what it says" in made.notes
    assert "Rare: new in table Demand; to be planned, each needs a row in Products" in made.notes
    notes = prepare_forecast(book(_sales(), demand), ForecastOptions()).notes
    assert not any("table Demand" in note for note in notes)


def test_periods_of_demand_that_lie_in_the_past_give_way_to_those_of_the_forecast() -> None:
    """A month has passed since the last plan: the next one is as long, and does not end sooner every month."""
    made = prepare_forecast(book(_sales(), _demand("2024-12", "2025-01")), ForecastOptions(into_demand=True))
    assert tuple(_filled(made).columns) == ("2025-01", "2025-02")
    assert any(
        "begins with 2025-01 now, no longer with 2024-12: bring Initial inventory" in note for note in made.notes
    )
    same = prepare_forecast(book(_sales(), _demand("2025-01", "2025-02")), ForecastOptions(into_demand=True))
    assert not any("begins" in note for note in same.notes)


def test_less_than_nothing_is_filled_in_as_nothing_and_told() -> None:
    """A product of which more comes back than is sold has no negative demand in a plan."""
    history = table("DemandHistory", ["Product", "2024-01", "2024-02"], ["Back", -4.0, -6.0])
    made = prepare_forecast(book(history), ForecastOptions(horizon=2, into_demand=True))
    assert _output(made, "Forecast").rows[0][3:5] == (-5.0, -5.0)
    assert _filled(made).rows == {"Back": [0.0, 0.0]}
    assert any("below 0" in note for note in made.notes)


def test_a_history_by_period_is_forecast_as_it_is() -> None:
    """Where no dated sales are: the periods are those of the table, and a blank cell is nothing sold."""
    history = table("DemandHistory", ["Product", "A", "B", "C"], ["X", 2.0, None, 4.0], [None, None, None, None])
    made = prepare_forecast(book(history), ForecastOptions(horizon=2))
    assert _output(made, "Forecast").headers[3:-1] == ("+1", "+2")
    assert _output(made, "Forecast").rows[0][3] == 2.0
    assert _output(made, "DemandHistory").rows == (("X", 2.0, 0.0, 4.0),)


def test_what_is_left_out_of_the_history_is_told() -> None:
    extra = (_day(date(2025, 1, 10)), "Steady", 9.0, None, None)
    made = prepare_forecast(book(_sales(extra)), ForecastOptions(horizon=1))
    assert any(note.startswith("2025-01 is left out of the history") for note in made.notes)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("soon", "Steady", 1.0), "SalesHistory[Date]: expected a date, found 'soon'"),
        ((_day(LAST), None, 1.0), "SalesHistory[Product]: expected the name of a product, found"),
        ((_day(LAST), "Steady", "70 uds"), "SalesHistory[Quantity]: expected a number, found '70 uds'"),
    ],
)
def test_a_cell_of_the_history_that_is_none_is_refused_where_it_stands(row: Sequence[Value], told: str) -> None:
    with pytest.raises(InputError) as refused:
        prepare_forecast(book(_sales((*row, None, None))), ForecastOptions())
    assert told in str(refused.value)


def test_without_a_history_the_command_that_makes_one_is_named() -> None:
    with pytest.raises(
        InputError, match="this table by date, or table DemandHistory by period, found neither table; run sop-excel"
    ):
        prepare_forecast(book(_demand("2025-01")), ForecastOptions())


def test_products_alike_are_noted_together() -> None:
    rows: list[Sequence[Value]] = [(f"P{n}", *[0.0] * 8) for n in range(7)]
    rows.append(("Sold", *[3.0] * 8))
    made = prepare_forecast(book(table("DemandHistory", ["Product", *"ABCDEFGH"], *rows)), ForecastOptions(horizon=1))
    assert "P0, P1, P2, P3, P4 and 2 more: nothing was sold" in made.notes
