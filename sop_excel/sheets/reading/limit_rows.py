"""Table Limits: rows that add up to limits, each with a minimum, a maximum, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.axes import LIMIT_TERMS, LIMITS, PRODUCTS, RESOURCES, Link
from sop_excel.domain.axes import Things as Things
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.combined_limits import LOAD, MEASURES, STATED_AS, TOTAL
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import as_typed, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import CheckedColumns, Items, read_columns
from sop_excel.sheets.reading.known_names import KnownNames, repeated, twice, unknown
from sop_excel.sheets.reading.periods import Horizon, period_at

_NUMBERS = {"minimum": "min", "maximum": "max", "penalty": "penalty"}


class LimitTerm(NamedTuple):
    """What a row adds to its limit for one product or resource."""

    limit: int
    measure: int
    product: int
    resource: int
    coefficient: float
    first: int
    last: int
    code: str


@dataclass
class StatedLimits:
    """The limits by name with their numbers, nan where none is stated, and all that they add up."""

    names: list[str] = field(default_factory=list)
    in_total: list[bool] = field(default_factory=list)
    numbers: Mapping[str, list[float]] = field(default_factory=dict)
    terms: list[LimitTerm] = field(default_factory=list)

    def things(self, periods: int) -> dict[str, Things]:
        """The limits and their terms as a problem has them; none where there are none."""
        if not self.terms:
            return {}
        return {LIMITS: self._limits(periods), LIMIT_TERMS: self._terms()}

    def _limits(self, periods: int) -> Things:
        stands = self._stands(periods)
        numbers = {name: np.where(stands, np.array(values)[:, None], np.nan) for name, values in self.numbers.items()}
        numbers |= {"below_cost": numbers["penalty"], "above_cost": numbers.pop("penalty")}
        none = np.zeros(len(self.names))
        flags = {"in_total": np.array(self.in_total, dtype=float), "is_target": none}
        texts = {STATED_AS: ("",) * len(self.names)}
        return Things(tuple(self.names), Fields({**numbers, **flags}), texts=texts)

    def _stands(self, periods: int) -> Array:
        """(K, T) where a limit stands: in the last period of one in total, else in each that it adds up."""
        stands = np.zeros((len(self.names), periods), dtype=bool)
        for term in self.terms:
            if not self.in_total[term.limit]:
                stands[term.limit, term.first : term.last + 1] = True
        for k in np.flatnonzero(self.in_total).tolist():
            last = [term.last for term in self.terms if term.limit == k]
            stands[k, max(last, default=periods - 1)] = True
        return stands

    def _terms(self) -> Things:
        columns = dict(zip(LimitTerm._fields, zip(*self.terms, strict=True), strict=True))
        links = {"limit": LIMITS, "product": PRODUCTS, "resource": RESOURCES}
        numbers = {name: np.array(columns[name], dtype=float) for name in ("measure", "coefficient", "first", "last")}
        led = {name: Link(axis, np.array(columns[name], dtype=np.intp)) for name, axis in links.items()}
        return Things(tuple(columns["code"]), Fields(numbers), led)


def read_limits(
    table: Table | None, products: Items, resources: Items, horizon: Horizon, found: Findings
) -> StatedLimits:
    """Every row; reports unknown items and periods, rows that say one thing twice, and limits that contradict
    themselves."""
    grid = read_grid(table, schema.LIMITS_TABLE, found)
    if grid is None or "limit" not in grid.columns:
        return StatedLimits()
    return _Reader(grid, products, resources, horizon, found).read()


class _Reader:
    """Reads the rows, and gathers what they say of each limit."""

    def __init__(self, grid: DataGrid, products: Items, resources: Items, horizon: Horizon, found: Findings) -> None:
        self.grid, self.products, self.resources = grid, products, resources
        self.horizon, self.found = horizon, found
        self.columns: CheckedColumns = read_columns(grid, found)
        groups = [group for group in products.columns.texts["group"] if group]
        self.groups = KnownNames("group", products.names.table, groups, products.names.complete)

    def read(self) -> StatedLimits:
        rows = self._rows()
        names = list(rows)
        self._report_repeated()
        numbers = {name: [self._number(key, rows[one]) for one in names] for name, key in _NUMBERS.items()}
        in_total = [self._in_total(rows[one]) for one in names]
        for k, name in enumerate(names):
            self._check(rows[name], {key: values[k] for key, values in numbers.items()})
        terms = [term for k, name in enumerate(names) for n in rows[name] for term in self._terms(k, n)]
        return StatedLimits(names, in_total, numbers, terms)

    def _rows(self) -> dict[str, list[int]]:
        """The rows of each limit by its name."""
        rows: dict[str, list[int]] = {}
        for n, name in enumerate(self.columns.texts["limit"]):
            if name:
                rows.setdefault(name, []).append(n)
        return rows

    def _text(self, key: str) -> list[str]:
        return self.columns.texts[key]

    def _report_repeated(self) -> None:
        """Two rows of a limit that add the same up over the same periods."""
        said = ("limit", "measure", "item", "from", "to")
        keys = [key if key[0] else () for key in zip(*map(self._text, said), strict=True)]
        for n, first in repeated(keys):
            what, other = (
                say(
                    "{measure} in limit {limit}", measure=self._text("measure")[n], limit=quoted(self._text("limit")[n])
                ),
                self.grid.place(first, "limit"),
            )
            alike, differ = (
                self.grid.are_alike(n, first),
                say("add the two coefficients up in one row, or keep the right one"),
            )
            row = say("limit, measure, item, From and To")
            self.found.error(twice(self.grid.spot(n, "limit"), row, what, other, alike=alike, differ=differ))

    def _number(self, key: str, rows: Sequence[int]) -> float:
        """What the rows of a limit say in a column; nan where none says anything."""
        values = self.columns.numbers[key]
        filled = [n for n in rows if not np.isnan(values[n])]
        self._report_contradictions(key, filled, lambda n: as_typed(float(values[n])))
        return float(values[filled[0]]) if filled else np.nan

    def _in_total(self, rows: Sequence[int]) -> bool:
        cells = self.grid.cells("per")
        filled = [n for n in rows if not is_blank(cells[n]) and self._text("per")[n]]
        self._report_contradictions("per", filled, lambda n: quoted(self._text("per")[n]))
        return not filled or self._text("per")[filled[0]] == TOTAL

    def _report_contradictions(self, key: str, rows: Sequence[int], told: Callable[[int], str]) -> None:
        """Rows of one limit that say different things where one is enough."""
        for n in rows[1:]:
            if told(n) != told(rows[0]):
                name = schema.LIMITS_TABLE.columns[[c.key for c in schema.LIMITS_TABLE.columns].index(key)].name
                expected = say("one {column} of limit {limit}", column=name, limit=quoted(self._text("limit")[n]))
                found = say(
                    "{told} here and {other} in {place}",
                    told=told(n),
                    other=told(rows[0]),
                    place=self.grid.place(rows[0], key),
                )
                self.found.error(
                    self.grid.spot(n, key).issue(expected, found, say("keep the right one, and clear the other"))
                )

    def _check(self, rows: Sequence[int], numbers: Mapping[str, float]) -> None:
        """A limit has a minimum or a maximum, and the one is not above the other."""
        least, most = numbers["minimum"], numbers["maximum"]
        stated = [n for key in ("min", "max") for n in rows if n in self.columns.wrong.get(key, ())]
        if np.isnan(least) and np.isnan(most) and not stated:
            spot = self.grid.spot(rows[0], "limit")
            advice = say("fill one of them, or leave it so to see only what it adds up to")
            self.found.warn(spot.issue(say("a Min or a Max"), say("neither in any row of the limit"), advice))
        if least > most:
            n = next(n for n in rows if not np.isnan(self.columns.numbers["min"][n]))
            other = next(n for n in rows if not np.isnan(self.columns.numbers["max"][n]))
            expected = say(
                "at most the Max of {most} in {place}", most=as_typed(most), place=self.grid.place(other, "max")
            )
            self.found.error(
                self.grid.spot(n, "min").issue(expected, as_typed(least), say("lower the Min or raise the Max"))
            )

    def _terms(self, k: int, n: int) -> Iterator[LimitTerm]:
        """What a row adds up: of a group or of all, one product or resource after the other."""
        first, last = self._period(n, "from", 0), self._period(n, "to", len(self.horizon.position) - 1)
        measure, typed = self._text("measure")[n], self.columns.numbers["coefficient"][n]
        if -1 in (first, last) or not measure:
            return
        if first > last:
            names = list(self.horizon.position)
            expected = say(
                "{name} or a later period, as From in {place} says",
                name=quoted(names[first]),
                place=self.grid.place(n, "from"),
            )
            self.found.error(self.grid.spot(n, "to").issue(expected, quoted(names[last]), say("exchange the two")))
            return
        coefficient = 1.0 if np.isnan(typed) else float(typed)
        for item in self._items(n, measure):
            of = (-1, item) if measure == LOAD else (item, -1)
            codes = (self.resources if measure == LOAD else self.products).codes
            parts = (self._text("limit")[n], measure, self._text("item")[n], codes[item], f"{first:05}", f"{last:05}")
            yield LimitTerm(k, MEASURES.index(measure), *of, coefficient, first, last, "\t".join(parts))

    def _period(self, n: int, key: str, blank: int) -> int:
        """The position of the period in a column; -1, which is reported, where it is not known."""
        return period_at(self.grid, n, self.horizon, self.found, key) if self._text(key)[n] else blank

    def _items(self, n: int, measure: str) -> Sequence[int]:
        """The products or resources that a row means; none, which is reported, where they are not known."""
        known = self.resources if measure == LOAD else self.products
        code = self._text("item")[n]
        if not code:
            return range(len(known.codes))
        if code in known.names.position:
            return (known.names.position[code],)
        if measure != LOAD and code in self.groups.position:
            return [i for i, group in enumerate(self.products.columns.texts["group"]) if group == code]
        if known.names.complete:
            self._report_unknown(n, code, measure)
        return ()

    def _report_unknown(self, n: int, code: str, measure: str) -> None:
        """An item that is neither a product nor a group, of a load no resource; with the nearest of all that may be."""
        spot, cell = self.grid.spot(n, "item"), self.grid.cell(n, "item")
        if measure == LOAD:
            self.found.error(unknown(spot, self.resources.names, code, cell, self.products.names))
        elif code in self.resources.names.position or not self.groups.position:
            self.found.error(unknown(spot, self.products.names, code, cell, self.resources.names))
        else:
            table = self.products.names.table
            known = KnownNames("product or group", table, [*self.products.names.position, *self.groups.position])
            self.found.error(unknown(spot, known, code, cell))
