"""How demand varies about its forecast, by what a workbook knows: the errors of the forecast, else the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sop_excel.comparing.paths import deviations, drawn_again, spread
from sop_excel.contract.demand_tables import DEMAND_HISTORY, FORECAST, FORECAST_ERRORS
from sop_excel.domain.fields import Array
from sop_excel.domain.problem import Problem
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import figure, first_few
from sop_excel.preparing.forecast_tables import FORECAST_TABLES, tabled_forecast
from sop_excel.preparing.sales import history_in

CHANCE_TABLES = (*FORECAST_TABLES, DEMAND_HISTORY.name)
MOST_NAMED = 5  # products in a sentence
SEASONS = 2  # of a history at least, to tell how it varies from one to the next
UNKNOWN = (
    "Not simulated: no table says how demand varies about its forecast; run sop-excel forecast first, or state how "
    "much it varies with --cv 0.3"
)


@dataclass(frozen=True)
class Chance:
    """Errors (I, n, S) of the past, or without any a coefficient of variation; and where they are from in sentences."""

    errors: Array | None
    variation: float
    told: tuple[str, ...]

    def paths(self, forecast: Array, count: int, chance: np.random.Generator) -> Array:
        """So many paths of demand (P, I, T) about a forecast (I, T)."""
        if self.errors is None:
            return spread(forecast, self.variation, count, chance)
        return drawn_again(self.errors, forecast, count, chance)


def chance_of(problem: Problem, tables: Mapping[str, Table], forecast: Array, variation: float | None) -> Chance | str:
    """How the demand of a problem varies about its forecast (I, T); a sentence where nothing tells it.

    A ``variation`` that was stated counts before any table. Raises InputError with what is wrong in the tables.
    """
    if variation is not None:
        told = (
            f"Demand varies by the stated coefficient of variation {figure(variation)}, each period for itself (--cv)"
        )
        return Chance(None, variation, (told,))
    known = _of_forecast(tables) or _of_history(problem, tables, forecast)
    if known is None:
        return UNKNOWN
    errors, told = known
    lacking = [code for code in problem.product_codes if code not in errors]
    if len(lacking) == len(problem.product_codes):
        return "Not simulated: the tables of the forecast have none of the products of the plan"
    more = (
        (f"As certain as its forecast, without errors: {first_few(lacking, MOST_NAMED, 'product')}",) if lacking else ()
    )
    return Chance(_table(problem.product_codes, errors), 0.0, (told, *more))


def _of_forecast(tables: Mapping[str, Table]) -> tuple[dict[str, Array], str] | None:
    if FORECAST.name not in tables or FORECAST_ERRORS.name not in tables:
        return None
    forecast = tabled_forecast(tables)
    known = {
        code: errors
        for code, errors in zip(forecast.products, forecast.errors, strict=True)
        if np.isfinite(errors).any()
    }
    told = f"Demand varies as in table {FORECAST_ERRORS.name}: whole paths of its errors are drawn again"
    return (known, told) if known else None


def _of_history(problem: Problem, tables: Mapping[str, Table], forecast: Array) -> tuple[dict[str, Array], str] | None:
    if DEMAND_HISTORY.name not in tables:
        return None
    history = history_in({DEMAND_HISTORY.name: tables[DEMAND_HISTORY.name]}, None)
    season = history.season_length or 1
    if len(history.periods) <= SEASONS * season:
        return None
    places = {code: i for i, code in enumerate(history.products)}
    known = {
        code: deviations(history.quantities[[places[code]]], forecast[[i]], season)[0]
        for i, code in enumerate(problem.product_codes)
        if code in places
    }
    told = f"Demand varies as in table {DEMAND_HISTORY.name} from season to season: no errors of a forecast are there"
    return known, told


def _table(codes: tuple[str, ...], errors: Mapping[str, Array]) -> Array:
    """(I, n, S) the errors of the products, not a number where a product has fewer."""
    count, steps = (max(each.shape[axis] for each in errors.values()) for axis in (0, 1))
    table = np.full((len(codes), count, steps), np.nan)
    for i, code in enumerate(codes):
        if code in errors:
            table[i, : len(errors[code]), : errors[code].shape[1]] = errors[code]
    return table
