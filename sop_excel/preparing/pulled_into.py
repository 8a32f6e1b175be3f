"""What of a forecast that was read goes into which cells, and what becomes of all the rest of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import FORECAST
from sop_excel.demand.history import MONTH, WEEK
from sop_excel.domain.forecast_measures import HIGH, LOW, MEAN
from sop_excel.domain.table import Filling, OutputTable, Value
from sop_excel.domain.vocabulary import counted, first_few, spans, units
from sop_excel.errors import InputError, Issue
from sop_excel.preparing.pulled_rows import Gathered, Sums, summed
from sop_excel.sheets.outputs import output_table

MOST_NAMED = 5  # products in a sentence
DEMAND = schema.DEMAND.name
KEY = schema.DEMAND.columns[0].name


@dataclass(frozen=True)
class Taken:
    """The products and the periods (with their numbers) that a forecast is taken for."""

    read: Gathered
    products: tuple[str, ...]
    columns: Mapping[str, int]

    def whole_for_all(self) -> Taken:
        """The same in the periods that are whole for every product. Raises InputError where there is none."""
        read, products = self.read, self.products
        whole = {name: n for name, n in self.columns.items() if all(read.is_whole(product, n) for product in products)}
        if not whole:
            expected, found = f"a {read.kind} that is whole for every product", f"{read.first} to {read.last}"
            raise InputError([Issue("the forecast", "", expected, found, "pull into Demand")])
        return replace(self, columns=whole)

    def gaps(self) -> Iterator[tuple[str, int, int, int]]:
        """(product, period, rows, rows that there should be) wherever dates are missing between others."""
        return self.read.gaps(self.products, self.columns.values())

    def sums(self, product: str, number: int) -> Sums | None:
        """What is taken of a period; None where the forecast does not reach over all of it."""
        if not self.read.is_whole(product, number):
            return None
        return self._all(product).get(number, Sums())

    def _all(self, product: str) -> Mapping[int, Sums]:
        return self.read.products[product].periods

    @property
    def used(self) -> Sums:
        """What is taken, all in all."""
        parts = (self.sums(product, number) for product in self.products for number in self.columns.values())
        return summed(part for part in parts if part)

    def of_others(self) -> tuple[list[str], Sums]:
        """The products that it is not taken for, and what is forecast of them."""
        others = [product for product in self.read.products if product not in self.products]
        return others, summed(sums for product in others for sums in self._all(product).values())

    def outside(self) -> Sums:
        """What is forecast of the products for other periods."""
        numbers = set(self.columns.values())
        parts = ((number, sums) for product in self.products for number, sums in self._all(product).items())
        return summed(sums for number, sums in parts if number not in numbers)

    def in_part(self) -> tuple[dict[str, list[str]], Sums]:
        """By product the periods of which it has some rows only, and what these say."""
        named = self._where(lambda sums, is_whole: sums is not None and not is_whole)
        parts = (self._all(product)[self.columns[name]] for product, names in named.items() for name in names)
        return named, summed(parts)

    def without_rows(self) -> dict[str, list[str]]:
        """By product the periods that its forecast does not reach at all."""
        return self._where(lambda sums, is_whole: sums is None and not is_whole)

    def below_zero(self) -> dict[str, list[str]]:
        """By product the periods whose sum is below 0."""
        return self._where(lambda sums, is_whole: sums is not None and is_whole and sums.mean < 0)

    def _where(self, test: Callable[[Sums | None, bool], bool]) -> dict[str, list[str]]:
        found = {
            product: [
                name
                for name, number in self.columns.items()
                if test(self._all(product).get(number), self.read.is_whole(product, number))
            ]
            for product in self.products
        }
        return {product: names for product, names in found.items() if names}


def demand_filling(taken: Taken) -> Filling:
    """What table Demand gets: the sums of whole periods, 0 for one below; its other cells stay."""
    rows: dict[str, list[Value]] = {}
    kept: set[tuple[str, str]] = set()
    for product in taken.products:
        sums = [taken.sums(product, number) for number in taken.columns.values()]
        rows[product] = [None if one is None else max(float(one.mean), 0.0) for one in sums]
        kept |= {(product, name) for name, one in zip(taken.columns, sums, strict=True) if one is None}
    return Filling(DEMAND, KEY, tuple(taken.columns), rows, periods=True, kept=frozenset(kept))


def forecast_table(taken: Taken) -> OutputTable:
    """Table Forecast, of periods that are whole for all."""
    rows = (row for product in taken.products for row in _measures(taken, product))
    return output_table(FORECAST, rows, [*taken.columns])


def _measures(taken: Taken, product: str) -> Iterator[tuple[Value, ...]]:
    sums = [taken.sums(product, number) or Sums() for number in taken.columns.values()]
    amounts = {MEAN: [s.mean for s in sums], LOW: [s.low for s in sums], HIGH: [s.high for s in sums]}
    for measure, row in amounts.items():
        values: dict[str, Value] = {"Product": product, "Method": taken.read.method or "pulled", "Measure": measure}
        if measure == MEAN:  # ends of intervals do not add up
            values["Total"] = float(sum(row))
        yield FORECAST.row(values, [float(amount) for amount in row])


def in_short(taken: Taken, source: str, into: str) -> tuple[str, str]:
    """What was read, and how much of it went where."""
    read, total, used = taken.read, taken.read.total, taken.used
    rows, products = counted(total.rows, "row"), counted(len(read.products), "product")
    came = f"{rows} of {products}, {read.first} to {read.last}, {_amount(total)}, as the source counts"
    filled, span = counted(len(taken.products), "product"), _span([*taken.columns])
    return (
        f"Forecast of {read.executed} from {source}: {came}.",
        f"Into {into}: {filled}, {span}: {used.rows:,} of {rows}, {_amount(used)}.",
    )


def notes(taken: Taken, planned: Sequence[str], periods: Sequence[str], into: str) -> Iterator[str]:
    """What became of the rest; ``planned`` are the products of the workbook, ``periods`` those of table Demand."""
    is_new = not {*taken.columns} & {*periods}
    stays = "left blank, which is no demand" if is_new else "table Demand keeps what it says"
    yield from _not_used(taken, stays)
    missing = [product for product in planned if product not in taken.read.products]
    new = [product for product in taken.products if product not in planned]
    if missing:
        yield f"{first_few(missing, MOST_NAMED)}: not in the forecast" + (f", {stays}" if into == DEMAND else "")
    if planned and new and into == DEMAND:
        yield f"{first_few(new, MOST_NAMED)}: new in table Demand; to be planned, each needs a row in Products"
    yield from _of_figures(taken, into)
    if periods and is_new and into == DEMAND:
        begun = f"The plan begins with {next(iter(taken.columns))} now, no longer with {periods[0]}"
        yield f"{begun}: bring Initial inventory in Products up to date, and what other tables say by period"


def _of_figures(taken: Taken, into: str) -> Iterator[str]:
    read = taken.read
    if read.negative.rows:
        below = f"{counted(read.negative.rows, 'row')} of the forecast below 0, {_amount(read.negative)} in all"
        yield f"{below}: they reduce the demand of their period"
    if into == DEMAND:
        yield from _grouped(taken, taken.below_zero(), "below 0 in all, filled as 0")
    elif read.rhythm.kind != read.kind:
        yield f"Low and High are sums by {read.kind}: wider than an interval of the {read.kind} would be"
    if read.kind == MONTH and read.rhythm.kind == WEEK:
        yield "The forecast is dated by week: each week counts in the month of its date, four or five in each"


def _not_used(taken: Taken, stays: str) -> Iterator[str]:
    others, of_others = taken.of_others()
    if others:
        not_used = f"{counted(of_others.rows, 'row')}, {_amount(of_others)}, not used"
        yield f"{first_few(others, MOST_NAMED)}: not in this workbook: {not_used}; --new-products adds them"
    outside = taken.outside()
    if outside.rows:
        span = _span([*taken.columns])
        yield f"{counted(outside.rows, 'row')}, {_amount(outside)}, outside of {span}: not used"
    in_part, of_parts = taken.in_part()
    if in_part:
        reach = f"the forecast is from {taken.read.first} to {taken.read.last}"
        yield from _grouped(taken, in_part, f"not whole, {reach}: {stays}")
        yield f"{counted(of_parts.rows, 'row')}, {_amount(of_parts)}, of periods that are not whole: not used"
    yield from _grouped(taken, taken.without_rows(), f"no row in the forecast: {stays}")


def _grouped(taken: Taken, found: Mapping[str, Sequence[str]], what: str) -> Iterator[str]:
    """Products with the same periods together."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for product, names in found.items():
        groups.setdefault(tuple(names), []).append(product)
    names = [*taken.columns]
    for periods, products in groups.items():
        at = spans(names, [names.index(name) for name in periods])
        yield f"{first_few(products, MOST_NAMED)}, {at}: {what}"


def _span(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _amount(sums: Sums) -> str:
    return f"{units(float(sums.mean))} units"
