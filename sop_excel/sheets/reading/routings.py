"""Table Routings: which product uses which resource, and how much of it."""

from __future__ import annotations

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.problem import Routings
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import quoted
from sop_excel.sheets.reading import messages
from sop_excel.sheets.reading.columns import read_columns
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import Grid, read_grid
from sop_excel.sheets.reading.names import Names, repeated


def read_routings(table: Table | None, products: Names, resources: Names, found: Findings) -> Routings:
    """Every row's product, resource and usage; reports unknown products and resources, and doubled rows."""
    grid = read_grid(table, schema.ROUTINGS, found)
    if grid is None:
        nothing = np.zeros(0, dtype=np.intp)
        return Routings(nothing, nothing, np.zeros(0))
    columns = read_columns(grid, found)
    made, used = columns.texts["product"], columns.texts["resource"]
    product = find_all(grid, "product", made, products, found, resources)
    resource = find_all(grid, "resource", used, resources, found, products)
    for n, first in repeated([pair if all(pair) else () for pair in zip(made, used, strict=True)]):
        pair = f"{quoted(made[n])} on {quoted(used[n])}"
        other = grid.place(first, "product")
        found.error(messages.twice(grid.spot(n, "product"), "product and resource", pair, other))
    return Routings(np.array(product, dtype=np.intp), np.array(resource, dtype=np.intp), columns.numbers["usage"])


def find_all(grid: Grid, key: str, codes: list[str], known: Names, found: Findings, other: Names) -> list[int]:
    """The position of every code of a column, -1 where it is not known, which is reported; it may be an ``other``."""
    positions = []
    for n, code in enumerate(codes):
        position = known.position.get(code, -1)
        positions.append(position)
        if position < 0 and code and known.complete:
            found.error(messages.unknown(grid.spot(n, key), known, code, grid.cell(n, key), other))
    return positions
