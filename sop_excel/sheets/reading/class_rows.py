"""Table Classes, and the classes that table Demand names: what is late or lost of each, and which comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract import schema
from sop_excel.domain.axes import CLASSES, Things
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.class_demand import class_code, classes_of, fitted
from sop_excel.domain.fields import Array
from sop_excel.domain.said import say, word
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import as_typed, first_few, quoted
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import DataGrid, read_grid
from sop_excel.sheets.reading.items import CheckedColumns, Items, item_at, read_columns
from sop_excel.sheets.reading.known_names import KnownNames, repeated, twice, unknown
from sop_excel.sheets.reading.overrides import Resolved
from sop_excel.sheets.reading.wide_tables import Wide

CLASS_COSTS = ("lost_sale_cost", "backorder_cost", "open_order_cost")
MOST_NAMED = 5  # classes in a sentence
_EVERY = -1  # in place of a product: a row for all of them


@dataclass(frozen=True)
class StatedClasses:
    """The rows of the table by class and product, and the classes of each product in the order of table Demand.

    ``members`` are (product, class); none where anything of them is wrong, or there is no table Classes.
    """

    columns: CheckedColumns | None = None
    rows: Mapping[tuple[str, int], int] = field(default_factory=dict)
    members: tuple[tuple[int, str], ...] = ()

    @property
    def products(self) -> NDArray[np.intp]:
        """(K,) the product of each class."""
        return np.array([product for product, _ in self.members], dtype=np.intp)

    def stated(self, key: str) -> Array:
        """(K,) what the table says of each class in a column: its row for the product, else that for all; else nan."""
        said = np.full(len(self.members), np.nan)
        if self.columns is None:
            return said
        numbers = self.columns.numbers[key]
        for k, (product, name) in enumerate(self.members):
            own = [numbers[self.rows[row]] for row in ((name, product), (name, _EVERY)) if row in self.rows]
            said[k] = next((value for value in own if not np.isnan(value)), np.nan)
        return said

    def cost(self, key: str, products: Resolved) -> Array:
        """(K, T) or (K,) a cost of each class: as stated, else that of its product."""
        of_product = products.arrays[key][self.products]
        stated = self.stated(key)
        stated = stated[:, None] if of_product.ndim == 2 else stated
        return np.where(np.isnan(stated), of_product, stated)

    def allowing(self, key: str, products: Resolved) -> NDArray[np.bool_]:
        """(I,) which products have a class with this cost, of its own or of its product, in some period."""
        some = np.zeros(len(products.items.codes), dtype=np.bool_)
        has = ~np.isnan(self.cost(key, products)).reshape(len(self.members), -1)
        some[self.products[has.any(axis=1)]] = True
        return some

    def things(self, products: Resolved, wide: Wide | None, demand: Array) -> dict[str, Things]:
        """The classes as a problem has them, whose products have this demand (I, T); nothing where there are none."""
        if not self.members or wide is None:
            return {}
        fields = {key: self.cost(key, products) for key in CLASS_COSTS}
        fields["demand"] = np.array([wide.classes[member].numbers for member in self.members])
        fields["priority"] = self.stated("priority")
        fields["initial_backorders"] = np.zeros(len(self.members))
        for i, k in self.owing(products).items():
            fields["initial_backorders"][k] = products.arrays["initial_backorders"][i]
        names = [name for _, name in self.members]
        codes = [class_code(products.items.codes[i], name) for i, name in self.members]
        return {CLASSES: fitted(classes_of(codes, names, self.products, fields), demand)}

    def owing(self, products: Resolved) -> dict[int, int]:
        """Of each product with backorders at the start the class whose they are: of those that may be late, the one
        that comes last."""
        late, owing = self.cost("backorder_cost", products), dict[int, int]()
        priority = np.nan_to_num(self.stated("priority"), nan=np.inf)
        for i in sorted(set(self.products.tolist())):
            may_wait = [k for k in np.flatnonzero(self.products == i).tolist() if not np.isnan(late[k]).all()]
            if may_wait and products.arrays["initial_backorders"][i] > 0:
                owing[i] = max(may_wait, key=lambda k: (priority[k], -float(np.nanmean(late[k])), k))
        return owing


def read_classes(
    table: Table | None, demand: Wide | None, products: Items, resources: Items, found: Findings
) -> StatedClasses:
    """Every row of table Classes, and what table Demand names; reports classes that are not known, doubled rows, and
    rows of a product of which some name a class and others none."""
    grid, errors = read_grid(table, schema.CLASSES_TABLE, found), len(found.errors)
    if grid is None or "class" not in grid.columns or not grid.rows:
        _note_lack(demand, found)
        return StatedClasses()
    columns = read_columns(grid, found)
    names = columns.texts["class"]
    known = products.names, resources.names
    of = [
        item_at(grid, n, "product", code, known, found) if code else _EVERY
        for n, code in enumerate(columns.texts["product"])
    ]
    rows: dict[tuple[str, int], int] = {}
    for n, row in enumerate(zip(names, of, strict=True)):
        rows.setdefault(row, n)
    _report_doubled(grid, columns, found)
    members = _members(demand, KnownNames("class", grid.name, names), found)
    if len(found.errors) > errors:
        return StatedClasses()
    _note_unused(grid, rows, members, products, found)
    return StatedClasses(columns, rows, tuple(members))


def _note_lack(demand: Wide | None, found: Findings) -> None:
    """Classes without a table of their own are of no account: all have the costs of their product."""
    if demand is None or not demand.classes:
        return
    first = min((part.row for (_, name), part in demand.classes.items() if name), default=0)
    advice = say("nothing to do if all demand of a product is alike: its rows are added up; else add table Classes")
    found.warn(
        demand.grid.spot(first, "class").issue(say("a table Classes beside the column Class"), say("none"), advice)
    )


def _report_doubled(grid: DataGrid, columns: CheckedColumns, found: Findings) -> None:
    names, products = columns.texts["class"], columns.texts["product"]
    for n, first in repeated([row if row[0] else () for row in zip(names, products, strict=True)]):
        what: str = say("class and product")
        told: str = say("{name} for {product}", name=quoted(names[n]), product=quoted(products[n]))
        if not products[n]:
            what, told = word("class"), quoted(names[n])
        other, alike = grid.place(first, "class"), grid.are_alike(n, first)
        differ = say("keep the right one, or name a product in one of them")
        found.error(twice(grid.spot(n, "class"), what, told, other, alike=alike, differ=differ))


def _members(demand: Wide | None, known: KnownNames, found: Findings) -> list[tuple[int, str]]:
    """The classes that table Demand names, product by product."""
    members: list[tuple[int, str]] = []
    if demand is None:
        return members
    named = {item for item, name in demand.classes if name}
    for (item, name), part in demand.classes.items():
        if name and name not in known.position:
            spot = demand.grid.spot(part.row, "class")
            found.error(unknown(spot, known, name, demand.grid.cell(part.row, "class")))
        elif name:
            members.append((item, name))
        elif item in named:
            other = next(one.row for (of, called), one in demand.classes.items() if of == item and called)
            told = say("a blank cell, beside the class in {place}", place=demand.grid.place(other, "class"))
            advice = say("name the class of this row too, or clear the class of the product's other rows")
            spot = demand.grid.spot(part.row, "class")
            found.error(spot.issue(say("a class in every row of a product that has classes"), told, advice))
    return sorted(members, key=lambda member: (member[0], known.position[member[1]]))


def _note_unused(
    grid: DataGrid,
    rows: Mapping[tuple[str, int], int],
    members: list[tuple[int, str]],
    products: Items,
    found: Findings,
) -> None:
    """Rows that mean no demand have no effect; one warning for all of them."""
    named = {name for _, name in members}
    idle = [
        n for (name, product), n in rows.items()
        if (name not in named if product == _EVERY else (product, name) not in members)
    ]  # fmt: skip
    if idle:
        codes = grid.cells("class")
        told = say(
            "none for {names}",
            names=first_few([*dict.fromkeys(quoted(text_of(codes[n]) or "") for n in idle)], MOST_NAMED),
        )
        advice = say("it has no effect: name the class in column Class of Demand, or take the row out")
        found.warn(grid.spot(min(idle), "class").issue(say("demand of each class in table Demand"), told, advice))


def check_classes(stated: StatedClasses, products: Resolved, found: Findings) -> None:
    """Tell of which class the backorders at the start are, as no table says it."""
    items = products.items
    for i, k in stated.owing(products).items():
        units, name = as_typed(float(products.arrays["initial_backorders"][i])), stated.members[k][1]
        advice = say(
            "nothing to do if they are of {name}, the class that comes last; they are planned as its orders",
            name=quoted(name),
        )
        spot: Spot = items.grid.spot(i, "initial_backorders")
        found.warn(spot.issue(say("backorders of a product without classes"), units, advice))
