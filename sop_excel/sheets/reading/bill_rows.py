"""Table BillOfMaterials: of what each product is made; that no product goes into itself, however far down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sop_excel.contract import schema
from sop_excel.domain.axes import NO_ITEMS
from sop_excel.domain.axes import Items as Rows
from sop_excel.domain.bill_of_materials import bill_of
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import listed, quoted
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import Items, read_columns
from sop_excel.sheets.reading.known_names import repeated, twice, unknown

Pair = tuple[str, str]  # a parent and its component


@dataclass(frozen=True)
class Bill:
    """The rows as the model has them, and the codes of all products that go into others."""

    rows: Rows = NO_ITEMS
    components: frozenset[str] = field(default_factory=frozenset)


def read_bill(table: Table | None, products: Items, found: Findings) -> Bill:
    """Every row's parent, component and quantity; reports unknown products, doubled rows, and cycles.

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
    _report_doubled(grid, pairs, found)
    _report_cycle(grid, pairs, found)
    components = frozenset(component for _, component in pairs if component)
    if len(found.errors) > errors or not products.names.complete or not pairs:
        return Bill(NO_ITEMS, components)
    return Bill(bill_of(pairs, products.names.position, columns.numbers["quantity"].tolist()), components)


def _report_doubled(grid: DataGrid, pairs: Sequence[Pair], found: Findings) -> None:
    for n, first in repeated([pair if all(pair) else () for pair in pairs]):
        parent, component = map(quoted, pairs[n])
        differ = "add the two up in one row, or keep the right one"
        spot, other, alike = grid.spot(n, "parent"), grid.place(first, "parent"), grid.are_alike(n, first)
        told = f"{component} in {parent}"
        found.error(twice(spot, "parent and component", told, other, alike=alike, differ=differ))


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
    told = f"{' > '.join(map(quoted, cycle))}, in {places}"
    spot = grid.spot(max(cells), "component")
    expected = "components that no product needs for itself, however far down"
    found.error(spot.issue(expected, told, "take out the row that is wrong"))


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
