"""Safety stocks out of the tables of a forecast, into table SafetyStock and, when asked, into Products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from sop_excel.demand.stock_sizing import FILL_RATE, FORECAST_INTERVAL, PERIODS_OF_DEMAND
from sop_excel.domain.table import ErrorValue, OutputTable, Table, Value
from sop_excel.errors import InputError
from sop_excel.preparing.safety_stock import StockOptions, prepare_safety_stock
from tests.tables import book, table

PERIODS = ["2026-01", "2026-02", "2026-03"]
ORIGINS = [f"{2023 + n // 12}-{n % 12 + 1:02d}" for n in range(24)]


def _forecast(**means: Sequence[float]) -> Table:
    rows: list[list[Value]] = []
    for product, mean in means.items():
        for measure, add in (("Mean", 0.0), ("Low", -10.0), ("High", 10.0)):
            rows.append([product, "SES", measure, *(number + add for number in mean), None])
    return table("Forecast", ["Product", "Method", "Measure", *PERIODS, "Total"], *rows)


def _errors(*products: str, origins: Sequence[str] = ORIGINS, steps: int = 3) -> Table:
    chance = np.random.default_rng(6)
    rows: list[list[Value]] = [
        [product, origin, *(10 * chance.standard_normal(steps)).round(3).tolist()]
        for product in products
        for origin in origins
    ]
    return table("ForecastErrors", ["Product", "Origin", *(str(n + 1) for n in range(steps))], *rows)


def _products(*rows: Sequence[Value], headers: Sequence[str] = ("Product", "Lead time", "Cover periods")) -> Table:
    return table("Products", headers, *rows)


def _book(*others: Table) -> dict[str, Table]:
    return book(_forecast(A=[100.0, 110.0, 120.0], B=[5.0, 6.0, 7.0]), _errors("A", "B"), *others)


def _columns(output: OutputTable) -> dict[str, list[Value]]:
    return {header: [row[n] for row in output.rows] for n, header in enumerate(output.headers)}


def _stocks(tables: Mapping[str, Table], options: StockOptions) -> dict[str, list[Value]]:
    [output] = prepare_safety_stock(tables, options).outputs
    assert output.name == "SafetyStock"
    return _columns(output)


def _told(tables: Mapping[str, Table], options: StockOptions | None = None) -> list[str]:
    with pytest.raises(InputError) as raised:
        prepare_safety_stock(tables, options or StockOptions())
    return [str(issue) for issue in raised.value.issues]


def test_each_product_gets_one_stock_with_what_it_rests_on() -> None:
    """24 origins, one review period: 95 of 100 cycles, from the product's own errors."""
    columns = _stocks(_book(), StockOptions())
    assert columns["Product"] == ["A", "B"]
    assert columns["Rule"] == ["cycle service level"] * 2
    assert columns["Target"] == [0.95] * 2
    assert columns["Error sums"] == [24.0] * 2
    assert columns["Basis"] == ["own errors"] * 2
    assert columns["Mean demand"] == [110.0, 6.0]
    for stock, mean, periods in zip(columns["Safety stock"], (110.0, 6.0), columns["Periods of demand"], strict=True):
        assert isinstance(stock, float)
        assert 10 < stock < 30
        assert periods == pytest.approx(stock / mean)


def test_the_lead_time_of_each_product_is_that_of_its_row() -> None:
    """B's row says two periods, A's none, so that the one of the options counts; it has other names too."""
    for header in ("Lead time", "lead_time", "Plazo de entrega en periodos"):
        products = _products(["B", 2.0], ["A", None], headers=["Product", header])
        columns = _stocks(_book(products), StockOptions(lead_time=1))
        assert columns["Lead time"] == [1.0, 2.0], header


def test_a_longer_cycle_needs_more_and_a_higher_fill_rate_too() -> None:
    def stock(**options: object) -> float:
        found = _stocks(_book(), StockOptions(**options))["Safety stock"][0]  # type: ignore[arg-type]
        assert isinstance(found, float)
        return found

    assert stock(target=0.8) < stock(target=0.9) < stock(target=0.95)
    assert stock() < stock(lead_time=1, review_period=2)
    assert stock(rule=FILL_RATE, target=0.99) < stock(rule=FILL_RATE, target=0.999)


def test_the_articles_rule_and_the_interval_rule_need_no_errors() -> None:
    """1.5 periods of mean demand; high less mean, which is 10 a period, over lead time and review period."""
    tables = book(_forecast(A=[100.0, 110.0, 120.0]))
    periods = _stocks(tables, StockOptions(rule=PERIODS_OF_DEMAND))
    assert (periods["Safety stock"], periods["Target"]) == ([165.0], [1.5])
    interval = _stocks(tables, StockOptions(rule=FORECAST_INTERVAL, lead_time=1))
    assert (interval["Safety stock"], interval["Target"]) == ([20.0], [None])


def test_a_product_whose_stock_cannot_be_told_has_a_blank_cell_and_a_reason() -> None:
    """B has no errors, and no products alike."""
    tables = book(_forecast(A=[100.0] * 3, B=[5.0] * 3), _errors("A"))
    prepared = prepare_safety_stock(tables, StockOptions())
    columns = _columns(prepared.outputs[0])
    assert columns["Safety stock"][1] is None
    assert str(columns["Note"][1]).startswith("no stock: 0 error sums over 1 period are too few to tell from")
    assert "No safety stock can be told for B: table SafetyStock says why" in prepared.notes


def test_products_of_one_pattern_stand_up_for_each_other() -> None:
    """N is new; six others of its pattern have errors, and a seventh of another pattern has no part in it."""
    names = [*"ABCDEFG", "N"]
    forecast = _forecast(**{name: [100.0] * 3 for name in names})
    patterns: list[list[Value]] = [[name, "smooth" if name != "G" else "lumpy"] for name in names]
    accuracy = table("ForecastAccuracy", ["Product", "Pattern"], *patterns)
    columns = _stocks(book(forecast, _errors(*"ABCDEFG"), accuracy), StockOptions())
    assert columns["Basis"][-1] == "products alike"
    assert "by the errors of 6 products alike" in str(columns["Note"][-1])


def test_stocks_go_into_products_only_when_asked_and_take_the_place_of_what_said_the_same_floor() -> None:
    """Rule P1: only one of the three may be filled. X is in no forecast and stays as it is; B is in no row."""
    products = _products(["X", 1.0, 2.0], ["A", 1.0, 2.0])
    quiet = prepare_safety_stock(_book(products), StockOptions())
    assert quiet.fillings == ()
    asked = prepare_safety_stock(_book(products), StockOptions(into_products=True))
    [filling] = asked.fillings
    stock = _columns(asked.outputs[0])["Safety stock"][0]
    assert (filling.table, filling.key) == ("Products", "Product")
    assert filling.columns == ("Safety stock", "Safety stock periods", "Cover periods")
    assert filling.rows == {"A": (stock, None, None)}
    assert "Filled into Products: Safety stock of 1 product" in asked.summary
    told = "Not filled in, as table Products does not have them: B; add their rows with their costs, and run again"
    assert told in asked.summary


@pytest.mark.parametrize("rows", [[], [[None, None, None]]])
def test_a_table_of_products_without_a_row_gets_one_for_each(rows: list[list[Value]]) -> None:
    """A new workbook has an empty table Products: with one row in it, the others would be left out."""
    made = prepare_safety_stock(_book(_products(*rows)), StockOptions(into_products=True))
    [filling] = made.fillings
    assert list(filling.rows) == ["A", "B"]
    assert any("had no rows" in line and "costs" in line for line in made.summary)
    one = prepare_safety_stock(_book(_products(["A", 1.0, None])), StockOptions(into_products=True))
    assert [list(filling.rows) for filling in one.fillings] == [["A"]]
    assert not any("had no rows" in line for line in one.summary)


def test_what_cannot_be_told_is_not_filled_in() -> None:
    tables = book(_forecast(A=[100.0] * 3), _errors(), _products(["A", 1.0, 2.0]))
    assert prepare_safety_stock(tables, StockOptions(into_products=True)).fillings == ()


def test_origins_that_lie_apart_overlap_less() -> None:
    """Errors of every third month over three periods do not overlap: they are worth as many as they are."""
    quarterly = book(_forecast(A=[100.0] * 3), _errors("A", origins=ORIGINS[::3]))
    monthly = book(_forecast(A=[100.0] * 3), _errors("A", origins=ORIGINS[:8]))
    options = StockOptions(target=0.8, lead_time=2)
    apart, close = (str(_stocks(tables, options)["Note"][0]) for tables in (quarterly, monthly))
    assert "overlap" not in apart
    assert "too few" in close


def test_without_a_forecast_the_step_before_is_named() -> None:
    assert _told(book(_products(["A", 1.0, None]))) == [
        "Forecast: expected the table of the forecast, found no such table; run sop-excel forecast first"
    ]


WRONG = {
    "no rule": (
        StockOptions(rule="magic"),
        "--rule: expected one of cycle service level, fill rate, periods of demand",
    ),
    "percent as a number": (StockOptions(target=95), "--target: expected a number between 0 and 1, found 95; type a"),
    "a target of no use": (StockOptions(rule=FORECAST_INTERVAL, target=0.9), "--target: expected none for this rule"),
    "no review": (StockOptions(review_period=0), "--review-period: expected a whole number from 1 to 1000, found 0;"),
    "time goes back": (StockOptions(lead_time=-1), "--lead-time: expected a whole number from 0 to 1000, found -1;"),
    "no period": (StockOptions(rule=PERIODS_OF_DEMAND, target=-1), "--target: expected a number from 0 to 1000, found"),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
def test_a_mistake_in_the_options_is_told(options: StockOptions, sentence: str) -> None:
    """Each by the name that the command line has for it."""
    [line] = _told(_book(), options)
    assert line.startswith(sentence)


def test_every_bad_cell_is_named_with_its_place() -> None:
    """Half a lead time, an error cell among the errors, a text and a gap in the forecast."""
    forecast = _forecast(A=[100.0, 110.0, 120.0])
    rows = [list(row) for row in forecast.rows]
    rows[0][3], rows[2][4] = "many", None
    errors = _errors("A")
    bad = [list(row) for row in errors.rows]
    bad[1][2] = ErrorValue("#N/A")
    tables = book(
        table("Forecast", forecast.headers, *rows),
        table("ForecastErrors", errors.headers, *bad),
        _products(["A", 0.5, None]),
    )
    assert _told(tables) == [
        (
            "Products!B2: Products[Lead time]: expected a whole number from 0 to 1000, found 0.5; "
            "type a whole number of periods"
        ),
        "Forecast!D2: Forecast[2026-01]: expected a number, found 'many'; run sop-excel forecast first",
        "Forecast: A, Mean: expected a number in each period, found a blank cell; run sop-excel forecast first",
        "Forecast: A, High: expected a number in each period, found a blank cell; run sop-excel forecast first",
        "ForecastErrors!C3: ForecastErrors[1]: expected a number, found #N/A; run sop-excel forecast first",
    ]
