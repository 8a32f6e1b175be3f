"""Table BillOfMaterials: of what each product is made; that no product goes into itself, however far down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sop_excel.contract import schema
from sop_excel.domain.axes import NO_THINGS
from sop_excel.domain.axes import Things as Rows
from sop_excel.domain.bill_of_materials import bill_of
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.makings import DEFAULT
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import folded, listed, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import Items, read_columns
from sop_excel.sheets.reading.known_names import twice, unknown
from sop_excel.sheets.reading.route_rows import Routes, route_at

Pair = tuple[str, str]  # a parent and its component


@dataclass(frozen=True)
class Bill:
    """The rows as the model has them, and the codes of all products that go into others."""

    rows: Rows = NO_THINGS
    components: frozenset[str] = field(default_factory=frozenset)


def read_bill(table: Table | None, products: Items, routes: Routes, found: Findings) -> Bill:
    """Every row's parent, component, route and quantity; reports unknown ones, doubled rows, and cycles.

    Only where nothing of it is wrong are there rows for the model.
    """
    errors, grid = len(found.errors), read_grid(table, schema.BILL_OF_MATERIALS, found)
    if grid is None:
        return Bill()
    columns = read_columns(grid, found)
    pairs = list(zip(columns.texts["parent"], columns.texts["component"], strict=True))
    for n, pair in enumerate(pairs):
        for key, code in zip(("parent", "component"), pair, strict=True):
            if code and code not in products.names.position and products.names.complete:
                found.error(unknown(grid.spot(n, key), products.names, code, grid.cell(n, key)))
    by = [_route(grid, n, products, routes, found) for n in range(len(pairs))]
    _report_doubled(grid, pairs, by, found)
    _report_cycle(grid, pairs, found)
    components = frozenset(component for _, component in pairs if component)
    if len(found.errors) > errors or not products.names.complete or not pairs:
        return Bill(NO_THINGS, components)
    rows = [(*pair, name) for pair, name in zip(pairs, by, strict=True)]
    return Bill(bill_of(rows, products.names.position, columns.numbers["quantity"].tolist()), components)


def _route(grid: DataGrid, n: int, products: Items, routes: Routes, found: Findings) -> str:
    """The route that a row names, "" for all; one that its parent does not have is reported."""
    name = text_of(grid.cells("route")[n]) or ""
    parent = products.names.position.get(text_of(grid.cells("parent")[n]) or "", -1)
    if not name or folded(name) == DEFAULT:
        return DEFAULT if name else ""
    route_at(grid, n, parent, name, routes, found)
    return name


def _report_doubled(grid: DataGrid, pairs: Sequence[Pair], by: Sequence[str], found: Findings) -> None:
    """A component stands once in a parent: for all routes, or once for each of them."""
    first: dict[Pair, list[int]] = {}
    for n, pair in enumerate(pairs):
        before = first.setdefault(pair, []) if all(pair) else []
        clash = next((m for m in before if by[m] == by[n] or not (by[m] and by[n])), None)
        before.append(n)
        if clash is not None:
            parent, component = map(quoted, pair)
            differ = say("add the two up in one row, keep the right one, or name a route in each")
            spot, other, alike = grid.spot(n, "parent"), grid.place(clash, "parent"), grid.are_alike(n, clash)
            told = say("{component} in {parent}", component=component, parent=parent)
            found.error(twice(spot, say("parent and component"), told, other, alike=alike, differ=differ))


def _report_cycle(grid: DataGrid, pairs: Sequence[Pair], found: Findings) -> None:
    """Report a product that goes into itself, with the rows that lead there."""
    rows: dict[Pair, int] = {}
    for n, pair in enumerate(pairs):
        rows.setdefault(pair, n)
    rows = {pair: n for pair, n in rows.items() if all(pair)}
    cycle = cycle_of(rows)
    if not cycle:
        return
    cells = [rows[pair] for pair in pairwise(cycle)]
    places = listed(grid.place(n, "component") for n in sorted(cells))
    told = say("{join}, in {places}", join=" > ".join(map(quoted, cycle)), places=places)
    spot = grid.spot(max(cells), "component")
    expected = say("components that no product needs for itself, however far down")
    found.error(spot.issue(expected, told, say("take out the row that is wrong")))


def cycle_of(rows: Mapping[Pair, int]) -> list[str]:
    """The codes along a way from a product back to itself, the first again at the end; none where there is no such way.

    >>> cycle_of({("Bike", "Wheel"): 0, ("Wheel", "Spoke"): 1}), cycle_of({("A", "B"): 0, ("B", "A"): 1})
    ([], ['A', 'B', 'A'])
    """
    below: dict[str, list[str]] = {}
    for parent, component in rows:
        below.setdefault(parent, []).append(component)
    done: set[str] = set()
    for start in below:
        way, left = [start], [iter(below[start])]
        while way and start not in done:
            following = next(left[-1], None)
            if following is None:
                done.add(way.pop())
                left.pop()
            elif following in way:
                return [*way[way.index(following) :], following]
            elif following not in done:
                way.append(following)
                left.append(iter(below.get(following, ())))
    return []
