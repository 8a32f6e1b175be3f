"""What was sold and what is to be expected, product by product: a table of the past, and the one of the chart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sop_excel.contract.demand_tables import (
    DEMAND_HISTORY,
    FORECAST,
    FORECAST_CHART,
    FORECAST_PRODUCT,
)
from sop_excel.demand.forecasting.forecasts import Forecasts
from sop_excel.demand.history import History
from sop_excel.domain.fields import Array
from sop_excel.domain.forecast_measures import FORECAST_MEASURES
from sop_excel.domain.table import Formula, OutputTable, Value
from sop_excel.sheets.outputs import output_table

SHOWN = 120  # periods of the past that the chart goes back

_FIRST = f'IF({FORECAST_PRODUCT}="",INDEX({DEMAND_HISTORY.name}[Product],1),{FORECAST_PRODUCT})'


def demand_history(history: History) -> OutputTable:
    """Table DemandHistory: a row a product, a column a period, in units."""
    rows = [(product, *row) for product, row in zip(history.products, history.quantities.tolist(), strict=True)]
    return output_table(DEMAND_HISTORY, rows, history.periods)


def forecast_chart(history: History, forecasts: Forecasts, chosen: str = "") -> OutputTable:
    """Table ForecastChart: formulas over DemandHistory and Forecast for the product in the chart's drop-down.

    ``chosen`` is what stands there, so that each formula carries the value that it has; blank is the first product.
    """
    product = chosen or (history.products[0] if history.products else "")
    shown = min(SHOWN, len(history.periods))
    past = len(history.periods) - shown
    sold = _of(product, history.products, history.quantities)[past:]
    formula = _sold(past + len(DEMAND_HISTORY.lead))
    rows = [
        _row(period, {"History": Formula(formula, value)})
        for period, value in zip(history.periods[past:], sold, strict=True)
    ]
    expected = {
        measure.name: _of(product, forecasts.products, values)
        for measure, values in zip(FORECAST_MEASURES, (forecasts.mean, forecasts.low, forecasts.high), strict=True)
    }
    formulas = {name: _expected(name, len(FORECAST.lead) - shown) for name in expected}
    rows += [
        _row(period, {name: Formula(formulas[name], values[t]) for name, values in expected.items()})
        for t, period in enumerate(forecasts.periods)
    ]
    return output_table(FORECAST_CHART, rows)


def _of(product: str, products: Sequence[str], figures: Array) -> list[float]:
    """(T,) the figures (I, T) of one product; 0 where it is none of these."""
    chosen = np.array([name == product for name in products], dtype=bool)
    return [float(figure) for figure in figures[chosen].sum(axis=0)]


def _row(period: str, cells: dict[str, Formula]) -> tuple[Value, ...]:
    values: dict[str, Value] = {"Period": period, **cells}
    return FORECAST_CHART.row(values)


def _column(table: str, shift: int) -> str:
    """The column of table ``table`` that stands as far to the right as the cell's row stands down, and ``shift`` more.

    >>> _column("Forecast", -9)
    'INDEX(Forecast[],0,ROW()-ROW(ForecastChart[[#Headers],[Period]])-9)'
    """
    return f"INDEX({table}[],0,ROW()-ROW({FORECAST_CHART.name}[[#Headers],[Period]]){shift:+d})"


def _sold(shift: int) -> str:
    """The cell of a period of the past."""
    return f"SUMPRODUCT(EXACT({DEMAND_HISTORY.name}[Product],{_FIRST})*1,{_column(DEMAND_HISTORY.name, shift)})"


def _expected(measure: str, shift: int) -> str:
    rows = f'EXACT({FORECAST.name}[Product],{_FIRST})*({FORECAST.name}[Measure]="{measure}")'
    return f"SUMPRODUCT({rows},{_column(FORECAST.name, shift)})"
