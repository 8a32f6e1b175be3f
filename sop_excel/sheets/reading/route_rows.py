"""Tables Routes and Routings: further ways to make products, and what each way uses.

A route is called by its product and its own name wherever all of them stand beside each other: ``Bike / Line B``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.domain import axes
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.makings import DEFAULT, PRODUCTION, route_code
from sop_excel.domain.problem import LOADED_BY, Routings
from sop_excel.domain.said import say
from sop_excel.domain.table import Nowhere, Table
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import Items, check_setup_usage, item_at, read_columns
from sop_excel.sheets.reading.known_names import KnownNames, repeated, twice, unknown

MADE_ON = [kind for kind, family in LOADED_BY.items() if family == PRODUCTION]  # kinds of resources that making uses


@dataclass(frozen=True)
class Routes(Items):
    """The rows of Routes; ``product`` (N,) is the position of each one's product, -1 where it is not known."""

    product: NDArray[np.intp]

    @property
    def codes(self) -> list[str]:
        """What the routes are called wherever all of them stand beside each other."""
        return _codes(self.columns.texts["product"], self.columns.texts["route"])

    @cached_property
    def of_product(self) -> Mapping[int, Mapping[str, int]]:
        """The position of each route, by its product and its name."""
        found: dict[int, dict[str, int]] = {}
        for n, (product, name) in enumerate(zip(self.product.tolist(), self.columns.texts["route"], strict=True)):
            found.setdefault(product, {}).setdefault(name, n)
        return found

    def along(self, fields: Mapping[str, Array]) -> dict[str, axes.Things]:
        """The routes as a problem has them, by their axis; nothing where there are none."""
        if not self.codes:
            return {}
        links, texts = {"product": axes.Link(axes.PRODUCTS, self.product)}, {"name": tuple(self.columns.texts["route"])}
        return {axes.ROUTES: axes.Things(tuple(self.codes), Fields(fields), links, texts)}


def _codes(products: list[str], names: list[str]) -> list[str]:
    return [route_code(*row) if all(row) else "" for row in zip(products, names, strict=True)]


def read_routes(table: Table | None, products: Items, resources: Items, found: Findings) -> Routes:
    """Every row's product, name and numbers; reports unknown products, doubled rows and names that are taken."""
    form, read = schema.ROUTES, read_grid(table, schema.ROUTES, found)
    grid = read or DataGrid(form, form.name, (), Nowhere(), {}, ())
    columns = read_columns(grid, found)
    known = products.names, resources.names
    made = [item_at(grid, n, "product", code, known, found) for n, code in enumerate(columns.texts["product"])]
    codes = _codes(columns.texts["product"], columns.texts["route"])
    routes = Routes(form, grid, KnownNames("route", form.name, codes), columns, np.array(made, dtype=np.intp))
    _report_doubled(routes, found)
    _report_taken(routes, products.names, found)
    return routes


def _report_doubled(routes: Routes, found: Findings) -> None:
    """Names that differ in case and spaces alone are the same in the rows of the plan."""
    grid, names = routes.grid, map(folded, routes.columns.texts["route"])
    rows = zip(routes.columns.texts["product"], names, strict=True)
    for n, first in repeated([row if all(row) else () for row in rows]):
        alike, differ = grid.are_alike(n, first), say("keep the right one, or give two routes two names")
        told, other = quoted(routes.codes[n]), grid.place(first, "route")
        found.error(twice(grid.spot(n, "route"), say("product and route"), told, other, alike=alike, differ=differ))


def _report_taken(routes: Routes, products: KnownNames, found: Findings) -> None:
    for n, name in enumerate(routes.columns.texts["route"]):
        spot = routes.grid.spot(n, "route") if folded(name) == DEFAULT or routes.codes[n] in products.position else None
        if spot and folded(name) == DEFAULT:
            told = say("{name}, which is the route that table Products describes", name=quoted(name))
            advice = say("choose another name, or fill the numbers of the product's own row and delete this one")
            found.error(spot.issue(say("a name of your own"), told, advice))
        elif spot:
            told = say("{name}, since {code} is a product", name=quoted(name), code=quoted(routes.codes[n]))
            found.error(spot.issue(say("a name that makes no product's code"), told, say("choose another name")))


def read_routings(table: Table | None, products: Items, resources: Items, routes: Routes, found: Findings) -> Routings:
    """Every row's product, resource, usage and route; reports unknown ones, and doubled rows."""
    grid = read_grid(table, schema.ROUTINGS, found)
    if grid is None:
        nothing = np.zeros(0, dtype=np.intp)
        return Routings(nothing, nothing, np.zeros(0))
    columns = read_columns(grid, found)
    made, used, by = (columns.texts[key] for key in ("product", "resource", "route"))
    names = products.names, resources.names
    product = [item_at(grid, n, "product", code, names, found) for n, code in enumerate(made)]
    resource = [item_at(grid, n, "resource", code, names[::-1], found) for n, code in enumerate(used)]
    route = [route_at(grid, n, product[n], name, routes, found) for n, name in enumerate(by)]
    known = [at >= 0 or not name or folded(name) == DEFAULT for at, name in zip(route, by, strict=True)]
    rows = zip(made, used, route, known, strict=True)
    for n, first in repeated([row if row[0] and row[1] and row[3] else () for row in rows]):
        pair = say("{product} on {resource}", product=quoted(made[n]), resource=quoted(used[n]))
        what = say("product and resource")
        if by[n]:
            pair, what = say("{pair} by {route}", pair=pair, route=quoted(by[n])), say("product, resource and route")
        other = grid.place(first, "product")
        differ = say("add the two up in one row, or keep the right one")  # two operations on one line
        alike = grid.are_alike(n, first)
        found.error(twice(grid.spot(n, "product"), what, pair, other, alike=alike, differ=differ))
    is_made = np.array([kind in MADE_ON or not kind for kind in resources.columns.texts["kind"]], dtype=bool)
    for n in [n for n, name in enumerate(by) if route[n] >= 0 and resource[n] >= 0 and not is_made[resource[n]]]:
        expected = say("no route for {used}, which is not used by making", used=quoted(used[n]))
        advice = say("clear the cell: this row holds for all routes")
        found.error(grid.spot(n, "route").issue(expected, quoted(by[n]), advice))
    places = [np.array(some, dtype=np.intp) for some in (product, resource, route)]
    setup_usage = np.nan_to_num(columns.numbers["setup_usage"], nan=0.0)
    check_setup_usage(grid, setup_usage, places[1], resources, found)
    return Routings(places[0], places[1], columns.numbers["usage"], setup_usage, places[2])


def route_at(grid: DataGrid, n: int, product: int, name: str, routes: Routes, found: Findings) -> int:
    """The position of the route that a row names, -1 for the default one; one that is not known is reported."""
    if not name or folded(name) == DEFAULT or product < 0:
        return -1
    names = routes.of_product.get(product, {})
    if name not in names and routes.names.complete:
        known = KnownNames("route", schema.ROUTES.name, names)
        found.error(unknown(grid.spot(n, "route"), known, name, grid.cell(n, "route")))
    return names.get(name, -1)
