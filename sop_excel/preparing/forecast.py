"""Demand forecast from the history in a workbook: tables of the forecast and its errors, and Demand when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import FORECAST, FORECAST_ACCURACY, FORECAST_ERRORS
from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.demand.forecasting.forecasts import Accuracy, Forecasts
from sop_excel.demand.history import DAY, MONTH, WEEK, History, following, kind_of
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.fields import Array
from sop_excel.domain.forecast_measures import FORECAST_MEASURES
from sop_excel.domain.said import Figure, Said, say
from sop_excel.domain.table import Filling, Table, Value
from sop_excel.domain.vocabulary import counted, figure, first_few, percent
from sop_excel.preparing.forecast_chart import demand_history, forecast_chart
from sop_excel.preparing.prepared import Prepared, Progress, silent
from sop_excel.preparing.sales import HISTORY_TABLES, history_in
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.watched import demand_periods

TABLES_READ = (*HISTORY_TABLES, schema.DEMAND.name)  # what a host has to hand over
USUAL_HORIZON = {MONTH: 12, WEEK: 26, DAY: 28, None: 12}  # periods, where neither an option nor table Demand says
FURTHEST = 400  # periods after the history in which those of table Demand are looked for
MOST_NAMED = 5  # products in a sentence
FEWEST_TOLD = 20  # products: the coverage of one alone is off by 0.26 on average, that of three by 0.13


@dataclass(frozen=True)
class ForecastOptions:
    """How demand is forecast; what is None follows from table Demand, else from the history.

    ``period`` is month, week or day, ``horizon`` how many of them are forecast. Between low and high demand lies with
    probability ``level``. ``season_length`` is in periods, 1 for no seasons. ``into_demand``: the mean is filled into
    table Demand too.
    """

    horizon: int | None = None
    period: str | None = None
    level: float = 0.8
    season_length: int | None = None
    into_demand: bool = False


def prepare_forecast(
    tables: Mapping[str, Table], options: ForecastOptions, chosen: str = "", progress: Progress = silent
) -> Prepared:
    """The tables DemandHistory, Forecast, ForecastChart, ForecastAccuracy and ForecastErrors of a workbook.

    ``tables`` are those of ``TABLES_READ`` that it has; ``chosen`` is the product of the chart. Raises InputError with
    every problem of the history and the options, SopError where the forecasting library is not installed.
    """
    started = perf_counter()
    planned = tuple(name for name in demand_periods(tables) if kind_of([name]) is not None)
    history = history_in(tables, options.period or kind_of(planned))
    read = perf_counter() - started
    prepared = forecast_history(history, options, planned, chosen, progress)
    notes = (*prepared.notes, *(_of_others(tables, history.products) if options.into_demand else ()))
    return replace(prepared, notes=notes, seconds={"history": read, **prepared.seconds})


def _of_others(tables: Mapping[str, Table], products: tuple[str, ...]) -> Iterator[str]:
    """What is said of products that table Demand or the history alone has."""
    table = tables.get(schema.DEMAND.name)
    cells = () if table is None else cells_under(table, schema.DEMAND.columns[0].name)
    planned = list(dict.fromkeys(text_of(cell) or "" for (cell,) in cells if not is_blank(cell)))
    kept = [product for product in planned if product not in products]
    new = [product for product in products if product not in planned]
    if kept:
        yield f"{first_few(kept, MOST_NAMED)}: not in the history, so table Demand keeps what it says"
    if planned and new:
        yield f"{first_few(new, MOST_NAMED)}: new in table Demand; to be planned, each needs a row in Products"


def forecast_history(
    history: History,
    options: ForecastOptions,
    planned: tuple[str, ...] = (),
    chosen: str = "",
    progress: Progress = silent,
) -> Prepared:
    """The same from a history; ``planned`` are the periods of table Demand, which the forecast reaches if it can."""
    started = perf_counter()
    horizon = _horizon(history, planned) if options.horizon is None else options.horizon
    forecasts = forecast(history, horizon, options.level, options.season_length, progress).rounded()
    outputs = (
        demand_history(history),
        output_table(FORECAST, _forecast_rows(forecasts), forecasts.periods),
        forecast_chart(history, forecasts, chosen),
        output_table(FORECAST_ACCURACY, _accuracy_rows(forecasts)),
        output_table(FORECAST_ERRORS, _error_rows(forecasts), [str(step + 1) for step in range(horizon)]),
    )
    fillings = (_filling(forecasts, planned),) if options.into_demand else ()
    return Prepared(
        outputs=outputs,
        fillings=fillings,
        summary=_in_short(history, forecasts),
        notes=(*history.notes, *_notes(forecasts), *_filled(fillings, forecasts, planned)),
        seconds={"forecast": perf_counter() - started},
    )


def _horizon(history: History, planned: tuple[str, ...]) -> int:
    """How far the forecast goes: as many periods as table Demand has, and to its last one, if any of them is to come.

    So a plan that rolls on month by month stays as long as it is.
    """
    later = following(history.periods, FURTHEST)
    reached = max((later.index(name) + 1 for name in planned if name in later), default=0)
    return max(reached, len(planned)) if reached else USUAL_HORIZON[kind_of(history.periods)]


def _figures(forecasts: Forecasts) -> tuple[Array, ...]:
    """The figures of each measure, in their order."""
    return forecasts.mean, forecasts.low, forecasts.high


def _forecast_rows(forecasts: Forecasts) -> Iterator[tuple[Value, ...]]:
    for i, product in enumerate(forecasts.products):
        for measure, figures in zip(FORECAST_MEASURES, _figures(forecasts), strict=True):
            values: dict[str, Value] = {"Product": product, "Method": forecasts.methods[i], "Measure": measure.name}
            if measure is FORECAST_MEASURES[0]:  # ends of intervals do not add up
                values["Total"] = float(figures[i].sum())
            yield FORECAST.row(values, figures[i].tolist())


def _accuracy_rows(forecasts: Forecasts) -> Iterator[tuple[Value, ...]]:
    for product, pattern, method, accuracy, note in zip(
        forecasts.products, forecasts.patterns, forecasts.methods, forecasts.accuracy, forecasts.notes, strict=True
    ):
        values: dict[str, Value] = {
            "Product": product,
            "Pattern": pattern,
            "Method": method,
            "Periods": float(accuracy.periods),
            "Level": forecasts.level,
            "Note": note or None,
        }
        yield FORECAST_ACCURACY.row(values | _measured(accuracy))


def _measured(accuracy: Accuracy) -> dict[str, Value]:
    return {
        "MASE": _known(accuracy.mase),
        "MASE seasonal naive": _known(accuracy.naive_mase),
        "Pinball loss": _known(accuracy.pinball),
        "Pinball loss seasonal naive": _known(accuracy.naive_pinball),
        "Coverage": _known(accuracy.coverage),
    }


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _error_rows(forecasts: Forecasts) -> Iterator[tuple[Value, ...]]:
    """All origins of each product that has any errors: a blank cell is an error that is not known."""
    for product, errors in zip(forecasts.products, forecasts.errors, strict=True):
        if np.isfinite(errors).any():
            for origin, row in zip(forecasts.origins, errors.tolist(), strict=True):
                yield FORECAST_ERRORS.row({"Product": product, "Origin": origin}, [_known(error) for error in row])


def _filling(forecasts: Forecasts, planned: tuple[str, ...]) -> Filling:
    """The mean into table Demand: into its own periods where all are forecast, else into those of the forecast."""
    periods = planned if planned and set(planned) <= set(forecasts.periods) else forecasts.periods
    columns = [forecasts.periods.index(period) for period in periods]
    means = np.maximum(forecasts.mean[:, columns], 0.0)
    rows = {product: means[i].tolist() for i, product in enumerate(forecasts.products)}
    return Filling(schema.DEMAND.name, schema.DEMAND.columns[0].name, periods, rows, periods=True)


def _filled(fillings: tuple[Filling, ...], forecasts: Forecasts, planned: tuple[str, ...]) -> Iterator[str]:
    for filling in fillings:
        yield say(
            "The mean is filled into table {table}: {periods}", table=filling.table, periods=_span(filling.columns)
        )
        if planned and filling.columns[0] != planned[0]:
            yield say(
                "The plan begins with {now} now, no longer with {before}: bring Initial inventory in Products up to "
                "date, and what other tables say by period",
                now=filling.columns[0], before=planned[0],
            )  # fmt: skip
    if fillings and (forecasts.mean < 0).any():
        yield say("A mean below 0, where more comes back than is sold, is filled into table Demand as 0")


def _span(periods: Sequence[str]) -> Said:
    count = counted(len(periods), "period")
    return say("{count}, {first} to {last}", count=count, first=periods[0], last=periods[-1])


def _in_short(history: History, forecasts: Forecasts) -> tuple[str, ...]:
    lines = [
        say(
            "Forecast of {products} for {ahead}, from {past} of history to {last}.",
            products=counted(len(history.products), "product"),
            ahead=_span(forecasts.periods),
            past=counted(len(history.periods), "period"),
            last=history.periods[-1],
        )
    ]
    measured = [one for one in forecasts.accuracy if np.isfinite(one.mase)]
    if measured:
        ours, naive = (float(np.mean([getattr(one, name) for one in measured])) for name in ("mase", "naive_mase"))
        line = say(
            "Tried on the past of {products}: MASE {ours}, seasonal naive {naive}",
            products=counted(len(measured), "product"), ours=Figure(f"{ours:.2f}"), naive=Figure(f"{naive:.2f}"),
        )  # fmt: skip
        held = [one.coverage for one in measured if np.isfinite(one.coverage)]
        if held:
            told = {"level": figure(round(100 * forecasts.level, 6)), "share": percent(float(np.mean(held)))}
            line = say("{line}; its {level} % intervals held {share} of the periods", line=line, **told)
            if len(held) < FEWEST_TOLD:
                line = say("{line}, which of so few products says little", line=line)
        lines.append(say("{what}.", what=line))
    return tuple(lines)


def _notes(forecasts: Forecasts) -> Iterator[str]:
    """What to know of single products, those alike together."""
    told: dict[str, list[str]] = {}
    for product, note in zip(forecasts.products, forecasts.notes, strict=True):
        if note:
            told.setdefault(note, []).append(product)
    worse = [
        product
        for product, accuracy in zip(forecasts.products, forecasts.accuracy, strict=True)
        if accuracy.mase > accuracy.naive_mase
    ]
    if worse:
        told[say("what was sold a season ago would have been nearer in the back-test")] = worse
    for note, products in told.items():
        yield say("{products}: {note}", products=first_few(products, MOST_NAMED), note=note)
