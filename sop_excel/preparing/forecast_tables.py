"""A forecast as it stands in a workbook: what the tables Forecast, ForecastErrors and ForecastAccuracy say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sop_excel.contract.demand_tables import FORECAST, FORECAST_ACCURACY, FORECAST_ERRORS
from sop_excel.contract.output_forms import OutputForm
from sop_excel.demand.history import following
from sop_excel.domain.cell_values import choice_of, is_blank, text_of
from sop_excel.domain.fields import Array
from sop_excel.domain.forecast_measures import FORECAST_MEASURES, HIGH, MEAN
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import folded, listed, shown
from sop_excel.errors import InputError, Issue
from sop_excel.sheets.by_header import cells_under

FORECAST_TABLES = (FORECAST.name, FORECAST_ERRORS.name, FORECAST_ACCURACY.name)
RUN_FORECAST = "run sop-excel forecast first"
FURTHEST = 60  # periods from one origin to the next that are looked for
MEASURES = tuple(measure.name for measure in FORECAST_MEASURES)


@dataclass(frozen=True)
class TabledForecast:
    """What the tables say of I products over H periods. Units.

    ``mean`` and ``high`` are (I, H); ``errors`` (I, n, S) are demand less forecast of so many steps after each origin,
    not a number where a cell is blank, with ``spacing`` periods from one origin to the next; ``patterns`` (I,) are what
    the demand is like, "" where no table says.
    """

    products: tuple[str, ...]
    periods: tuple[str, ...]
    mean: Array
    high: Array
    errors: Array
    spacing: int
    patterns: tuple[str, ...]


def tabled_forecast(tables: Mapping[str, Table]) -> TabledForecast:
    """The forecast in a workbook's tables. Raises InputError with every problem; without a table Forecast it is one."""
    issues: list[Issue] = []
    periods, measures = _measures(tables.get(FORECAST.name), issues)
    errors = _rows_by_product(tables.get(FORECAST_ERRORS.name), FORECAST_ERRORS, "Origin", issues)
    if issues:
        raise InputError(issues)
    products = tuple(measures)
    origins = tuple(dict.fromkeys(origin for rows in errors.values() for origin in rows))
    steps = max((len(row) for rows in errors.values() for row in rows.values()), default=0)
    table = np.full((len(products), len(origins), steps), np.nan)
    for i, product in enumerate(products):
        for origin, row in errors.get(product, {}).items():
            table[i, origins.index(origin)] = row
    patterns = _patterns(tables.get(FORECAST_ACCURACY.name))
    return TabledForecast(
        products,
        periods,
        np.array([measures[product][MEAN] for product in products]).reshape(len(products), len(periods)),
        np.array([measures[product][HIGH] for product in products]).reshape(len(products), len(periods)),
        table,
        _spacing(origins),
        tuple(patterns.get(product, "") for product in products),
    )


def _measures(table: Table | None, issues: list[Issue]) -> tuple[tuple[str, ...], dict[str, dict[str, list[float]]]]:
    """(periods, the rows of each product by their measure); a forecast has a row of each measure, without gaps."""
    if table is None:
        issues.append(Issue(FORECAST.name, "", "the table of the forecast", "no such table", RUN_FORECAST))
        return (), {}
    rows = _rows_by_product(table, FORECAST, "Measure", issues)
    for product, measures in rows.items():
        named = {choice_of(name, MEASURES) or name: row for name, row in measures.items()}
        rows[product] = named
        lacking = [name for name in MEASURES if name not in named]
        if lacking:
            expected = f"rows {listed(MEASURES)} of product {product}"
            issues.append(Issue(FORECAST.name, "", expected, f"no {listed(lacking, 'or')}", RUN_FORECAST))
        for name in (MEAN, HIGH):
            if any(map(math.isnan, named.get(name, []))):
                issues.append(
                    Issue(FORECAST.name, f"{product}, {name}", "a number in each period", "a blank cell", RUN_FORECAST)
                )
    return tuple(table.headers[n] for n in _of_periods(table, FORECAST)), rows


def _of_periods(table: Table, form: OutputForm) -> list[int]:
    """The numbers of the columns that are periods."""
    fixed = {folded(header) for header in (*form.lead, *form.tail)}
    return [n for n, header in enumerate(table.headers) if folded(header) not in fixed]


def _rows_by_product(
    table: Table | None, form: OutputForm, key: str, issues: list[Issue]
) -> dict[str, dict[str, list[float]]]:
    """The numbers in the columns of the periods, by product and the text in column ``key``; blank is not a number."""
    found: dict[str, dict[str, list[float]]] = {}
    if table is None:
        return found
    for row, (product, label) in enumerate(_keys(table, key)):
        cells = [(n, table.rows[row][n]) for n in _of_periods(table, form)]
        if product is None or label is None:
            continue
        issues += [_bad(table, row, n, cell) for n, cell in cells if not (is_blank(cell) or _is_number(cell))]
        numbers = [cell if isinstance(cell, float) else math.nan for _, cell in cells]
        found.setdefault(product, {})[label] = numbers
    return found


def _keys(table: Table, key: str) -> Iterator[tuple[str | None, str | None]]:
    for product, label in cells_under(table, "Product", key):
        yield (None, None) if is_blank(product) or is_blank(label) else (text_of(product), text_of(label))


def _is_number(cell: Value) -> bool:
    return isinstance(cell, float) and math.isfinite(cell)


def _bad(table: Table, row: int, column: int, cell: Value) -> Issue:
    subject = f"{table.name}[{table.headers[column]}]"
    return Issue(table.places.cell(row, column), subject, "a number", shown(cell), RUN_FORECAST)


def _patterns(table: Table | None) -> dict[str, str]:
    rows = cells_under(table, "Product", "Pattern")
    return {text_of(product) or "": text_of(pattern) or "" for product, pattern in rows}


def _spacing(origins: Sequence[str]) -> int:
    """Periods from one origin to the next: by the names of the periods where these tell, else 1."""
    if len(origins) < 2:
        return 1
    later = following(origins[:1], FURTHEST)
    return later.index(origins[1]) + 1 if origins[1] in later else 1
