"""A forecast that a database or a web source keeps, summed into the plan's periods: into table Demand or Forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import FORECAST, PREPARATION
from sop_excel.demand.history import MONTH, PERIODS, period_name
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import OutputTable, Table
from sop_excel.domain.vocabulary import counted, first_few, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.preparing.prepared import Prepared, Progress, silent
from sop_excel.preparing.pulled_dates import named_period, number_of
from sop_excel.preparing.pulled_into import KEY, MOST_NAMED, Taken, demand_filling, forecast_table, in_short, notes
from sop_excel.preparing.pulled_rows import MOST_TOLD, ForecastRow, ForecastSource, Gathered, Snapshot, gathered
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.watched import demand_periods

TABLES_READ = (schema.DEMAND.name, schema.PRODUCTS.name, PREPARATION.name)  # what a host has to hand over
PLANNED = TABLES_READ[:2]  # that say what is planned
STEP, REPLACED = (
    "Pull",
    ("Forecast", "Pull"),
)  # of table Preparation: the forecast of before is that of the plan no more
INTO = (schema.DEMAND.name, FORECAST.name)
_TOLD_EVERY = 10_000  # rows


@dataclass(frozen=True)
class PullOptions:
    """Into which table (one of ``INTO``); the newest forecast, or the newest of ``as_of`` and before.

    ``product`` is whose forecast it is where the source does not say. With ``new_products`` also those are filled that
    the workbook has not; with ``allow_gaps`` a date that is missing between others counts as 0.
    """

    into: str = INTO[0]
    as_of: date | None = None
    product: str = ""
    new_products: bool = False
    allow_gaps: bool = False


def prepare_pull(
    tables: Mapping[str, Table], source: ForecastSource, options: PullOptions, progress: Progress = silent
) -> Prepared:
    """Table Demand, or table Forecast, from the newest forecast of a source; table Preparation says where from.

    ``tables`` are those of ``TABLES_READ`` that the workbook has. Raises InputError with every problem, MachineError
    where the source fails; then nothing was changed.
    """
    started = perf_counter()
    plan, with_bounds = _Plan.of(tables), options.into == FORECAST.name
    with source.snapshot(options.as_of, with_bounds) as snapshot:
        read = gathered(_told(plan.assigned(snapshot, options), progress), plan.kind, with_bounds)
    _refuse_coarser(read)
    products = plan.chosen(read, options)
    taken = Taken(read, products, plan.columns(read))
    if with_bounds:
        taken = taken.whole_for_all()
    _refuse(taken, options)
    told = (*notes(taken, plan.products, [*plan.periods], options.into), *_allowed(taken))
    said = (*in_short(taken, source.brief, options.into), *told)
    outputs = (_preparation(tables.get(PREPARATION.name), said), *([forecast_table(taken)] if with_bounds else []))
    return Prepared(
        outputs=outputs,
        fillings=() if with_bounds else (demand_filling(taken),),
        summary=in_short(taken, source.name, options.into),
        notes=told,
        seconds={"read": perf_counter() - started},
    )


def _preparation(before: Table | None, said: Sequence[str]) -> OutputTable:
    """What other steps had to say, and what this one has."""
    rows = [row for row in cells_under(before, *PREPARATION.lead) if row[0] not in REPLACED]
    return output_table(PREPARATION, [*rows, *((STEP, line) for line in said)])


def _told(snapshot: Snapshot, progress: Progress) -> Snapshot:
    def rows() -> Iterator[ForecastRow]:
        number = 0
        for number, row in enumerate(snapshot.rows, 1):
            if number % _TOLD_EVERY == 0:
                progress("rows read", number, 0)
            yield row
        if number >= _TOLD_EVERY:
            progress("rows read", number, number)

    return replace(snapshot, rows=rows())


def _refuse_coarser(read: Gathered) -> None:
    """A forecast by month says nothing of weeks."""
    if PERIODS.index(read.kind) > PERIODS.index(read.rhythm.kind):
        advice = f"plan in periods of a {read.rhythm.kind}, or pull a forecast by {read.kind}"
        found = f"one dated by {read.rhythm.kind}"
        raise InputError([Issue("the forecast", "", f"a forecast by {read.kind}, as in table Demand", found, advice)])


def _refuse(taken: Taken, options: PullOptions) -> None:
    """What may not be missing in what is used."""
    issues = [] if options.allow_gaps else list(_gaps(taken))
    if taken.read.lacks_bounds:
        expected, found = "yhat_lower and yhat_upper in each row", f"{counted(taken.read.lacks_bounds, 'row')} without"
        issues.append(Issue("the forecast", "", expected, found, "pull into Demand, which needs none"))
    if issues:
        raise InputError(issues)


def _gaps(taken: Taken) -> Iterator[Issue]:
    advice = "complete the forecast, or pull with --allow-gaps, which counts what is missing as 0"
    gaps = list(taken.gaps())
    for product, number, rows, expected in gaps[:MOST_TOLD]:
        where = quoted(f"{product} in {period_name(number, taken.read.kind)}".strip())
        yield Issue("the forecast", where, counted(expected, "row"), f"{rows:,}", advice)
    if len(gaps) > MOST_TOLD:
        more = counted(len(gaps) - MOST_TOLD, "more gap")
        yield Issue("the forecast", "", "no gaps", more, advice)


def _allowed(taken: Taken) -> Iterator[str]:
    missing = sum(expected - rows for _, _, rows, expected in taken.gaps())
    if missing:
        yield f"{counted(missing, 'date')} without a row between others count as 0, as --allow-gaps says"


@dataclass(frozen=True)
class _Plan:
    """What the workbook plans: its products, those of table Demand first, and its periods with their numbers."""

    products: tuple[str, ...]
    periods: Mapping[str, int]
    kind: str

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> _Plan:
        cells = [cell for name in PLANNED for (cell,) in cells_under(tables.get(name), KEY)]
        products = tuple(dict.fromkeys(text_of(cell) or "" for cell in cells if not is_blank(cell)))
        found = {name: named_period(name) for name in demand_periods(tables)}
        numbers = {name: one[1] for name, one in found.items() if one}
        kinds = {one[0] for one in found.values() if one}
        if len(numbers) < len(found) or len(kinds) > 1:
            odd = next((name for name in found if name not in numbers), [*found][-1])
            advice = "give all periods names such as 2026-01, 2026-W05 or 2026-01-31"
            expected = "months, weeks or days with their year, all of one kind"
            raise InputError([Issue(schema.DEMAND.name, "", expected, quoted(odd), advice)])
        return cls(products, numbers, kinds.pop() if kinds else MONTH)

    def assigned(self, snapshot: Snapshot, options: PullOptions) -> Snapshot:
        """The snapshot with a product in each row. Raises InputError where nobody says which."""
        if snapshot.has_products and options.product:
            expected, found = "a forecast that names no products", "one that does, in column sku"
            raise InputError([Issue("--product", "", expected, found, "leave the option out")])
        if snapshot.has_products:
            return snapshot
        if not options.product and len(self.products) != 1:
            found = f"{counted(len(self.products), 'product')} in the workbook and no column sku in the forecast"
            raise InputError([Issue("--product", "", "whose forecast it is", found, "add --product NAME")])
        product = options.product or self.products[0]
        return replace(snapshot, rows=(row._replace(product=product) for row in snapshot.rows))

    def chosen(self, read: Gathered, options: PullOptions) -> tuple[str, ...]:
        """The products that are filled, in the order of the workbook. Raises InputError where there is none."""
        known = [product for product in self.products if product in read.products]
        new = [product for product in read.products if product not in self.products]
        if options.new_products or options.product or not self.products:
            return (*known, *new)
        if not known:
            expected = f"a forecast of {first_few(self.products, MOST_NAMED)}"
            advice = "call them alike, or pull with --new-products, which adds them"
            raise InputError([Issue("the forecast", "", expected, first_few(new, MOST_NAMED), advice)])
        return tuple(known)

    def columns(self, read: Gathered) -> dict[str, int]:
        """The periods to be: those of the plan, or where none of them is forecast, whole ones of the forecast."""
        first, last = number_of(read.first, read.kind), number_of(read.last, read.kind)
        if any(first <= number <= last for number in self.periods.values()):
            return dict(self.periods)
        numbers = range(first, last + 1)
        whole = [number for number in numbers if any(read.is_whole(product, number) for product in read.products)]
        if not whole:
            found = f"{read.first} to {read.last}"
            raise InputError([Issue("the forecast", "", f"a whole {read.kind}", found, "forecast further")])
        return {period_name(number, read.kind): number for number in range(whole[0], whole[-1] + 1)}
