"""Table Families, and which products belong to one: products that share a setup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.axes import FAMILIES
from sop_excel.domain.axes import Things as Rows
from sop_excel.domain.cell_values import is_blank
from sop_excel.domain.product_families import families_of
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import as_typed, quoted
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.items import Items, item_at, read_items
from sop_excel.sheets.reading.known_names import unknown


@dataclass(frozen=True)
class StatedFamilies:
    """The families as the model has them, by axis; none where anything of them is wrong."""

    things: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def cost_money(self) -> bool:
        """Whether the setup of any family costs money."""
        return FAMILIES in self.things and bool(self.things[FAMILIES].fields.setup_cost.any())


def with_groups(products: Items, table: Table | None, found: Findings) -> Items:
    """The products, whose column Family means their group where there is no table of families, as it has for long."""
    families = products.columns.texts["family"]
    filled = table is not None and any(not is_blank(cell) for row in table.rows for cell in row)
    if filled or not any(families):
        return products
    grouped = any(products.columns.texts["group"])
    meant = (
        say("it is not read as there is a column Group") if grouped else say("it is read as the group of the product")
    )
    advice = say("nothing to do: {meant}; for products that share a setup add table Families", meant=meant)
    spot = Spot(products.grid.places.header(products.grid.columns["family"]), f"{products.grid.name}[Family]")
    found.warn(spot.issue(say("a table Families beside the column Family"), say("none"), advice))
    groups = products.columns.texts["group"] if grouped else families
    texts = {**products.columns.texts, "group": groups, "family": [""] * len(families)}
    return replace(products, columns=replace(products.columns, texts=texts))


def read_families(
    table: Table | None, products: Items, resources: Items, periods: int, found: Findings
) -> StatedFamilies:
    """Every family with its cost and usage; reports unknown families and resources, and usage that has no resource."""
    errors, families = len(found.errors), read_items(table, schema.FAMILIES_TABLE, found)
    of_product = products.columns.texts["family"]
    for n, code in enumerate(of_product):
        if code and code not in families.names.position:
            found.error(unknown(products.grid.spot(n, "family"), families.names, code, products.grid.cell(n, "family")))
    used = _resources(families, products, resources, found)
    if len(found.errors) > errors or not families.codes or not any(of_product):
        return StatedFamilies()
    place = families.names.position
    members = [(products.codes[n], n, place[code]) for n, code in enumerate(of_product) if code]
    cost = np.repeat(families.base(schema.FAMILIES_TABLE.column("Setup cost"))[:, None], periods, axis=1)
    usage = families.base(schema.FAMILIES_TABLE.column("Setup usage"))
    return StatedFamilies(families_of(families.codes, cost, np.array(used, dtype=np.intp), usage, members))


def _resources(families: Items, products: Items, resources: Items, found: Findings) -> list[int]:
    """The position of each family's resource, -1 for none; a usage needs one on which something is made."""
    used, usage = [], families.columns.numbers["setup_usage"]
    routed = resources.of_kinds(schema.ROUTINGS.column("Setup usage"))
    for n, code in enumerate(families.columns.texts["resource"]):
        used.append(item_at(families.grid, n, "resource", code, (resources.names, products.names), found))
        if usage[n] > 0 and not code:
            spot, told = families.grid.spot(n, "setup_usage"), as_typed(float(usage[n]))
            found.error(
                spot.issue(
                    say("a Resource beside Setup usage"), say("{told} without one", told=told), say("name the resource")
                )
            )
        elif usage[n] > 0 and used[-1] >= 0 and not routed[used[-1]]:
            kind = resources.columns.texts["kind"][used[-1]]
            spot, advice = families.grid.spot(n, "resource"), say("name the resource on which the family is made")
            found.error(
                spot.issue(
                    say("a resource on which something is made"),
                    say("{code}, of kind {kind}", code=quoted(code), kind=kind),
                    advice,
                )
            )
    return used
