"""Random workbooks in which every family of the model is likely, from a seed: small tables as a planner types them.

Numbers are few and small, so that optima are often kinks and a book can be read; what the contract refuses, such as
firm production that no lot fits, is not drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.property.family_lines import Drawing, Rows, resources, routes, routings

# By its name where a family is seen: in a table, a column or a setting of which anything is filled and not 0.
SEEN_IN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "setups": (("Products", "Setup cost"), ("Routes", "Setup cost"), ("Routings", "Setup usage")),
    "lots": (("Products", "Min lot"), ("Products", "Lot multiple")),
    "carry-over": (("Settings", "Setup carry-over"),),
    "campaigns": (("Products", "Family"),),
    "workforce": (("Resources", "Hours per worker"),),
    "load changes": (("Resources", "Increase cost"), ("Resources", "Decrease cost")),
    "routes": (("Routes", "Route"),),
    "bills of materials": (("BillOfMaterials", "Parent"),),
    "yield": (("Products", "Yield"), ("Routes", "Yield")),
    "shelf life": (("Products", "Shelf life"),),
    "lateness": (("Products", "Backorder cost"),),
    "open orders": (("Products", "Open order cost"),),
    "purchases": (("Products", "Subcontract cost"),),
    "targets": (("Products", "Target stock"),),
    "shifts": (("Resources", "Shift capacity"),),
    "min load": (("Resources", "Min load"),),
    "limits": (("Limits", "Limit"),),
    "penalties": (("Penalties", "Limit"),),
    "goals": (("Settings", "Order of goals"),),
    "overrides": (("PeriodData", "Field"),),
    "cover": (("Products", "Cover periods"), ("Products", "Safety stock periods")),
    "firm": (("FirmProduction", "T1"), ("FirmProduction", "T2")),
    "calm": (("Settings", "Change penalty"),),
    "soft or caught up": (("Settings", "Safety stock rule"),),
    "whole units": (("Settings", "Whole units"),),
    "classes": (("Classes", "Class"),),
}
FAMILIES = tuple(SEEN_IN)
LIKELY = 0.6  # share of the books that may have a family
_GOALS = ("service", "service, safety stock", "penalties, service", "safety stock, penalties", "safety stock",
          "priority, service")  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The tables of a workbook, header first."""

    tables: Mapping[str, Rows]

    @property
    def families(self) -> frozenset[str]:
        """Those of which it has anything."""
        return frozenset(name for name, places in SEEN_IN.items() if any(self._fills(*place) for place in places))

    def _fills(self, table: str, name: str) -> bool:
        header, *rows = self.tables.get(table, [[]])
        if table == "Settings":
            return any(setting == name for setting, _ in rows)
        return name in header and any(row[header.index(name)] for row in rows)


def book(seed: int, smallest: bool = False) -> Book:
    """The book of a seed; a smallest one has one product or two, two periods, and all in whole units."""
    random = Random(seed)  # noqa: S311  (nothing secret)
    count, length = (random.choice((1, 1, 2)), 2) if smallest else (random.choice((1, 2, 2, 3)), random.randint(2, 4))
    likely = frozenset(name for name in FAMILIES if random.random() < LIKELY) | ({"whole units"} if smallest else set())
    drawing = Drawing(random, likely, [f"P{i + 1}" for i in range(count)], [f"T{t + 1}" for t in range(length)])
    for step in (
        _products,
        resources,
        routes,
        routings,
        _bill,
        _families,
        _limits,
        _penalties,
        _by_period,
        _settings,
        _classes,
    ):
        step(drawing, smallest)
    return Book(drawing.tables)


def _products(d: Drawing, smallest: bool) -> None:
    demand = (0, 1, 2, 3) if smallest else (0, 0, 1, 2, 3, 5, 8, 2.5)
    d.tables["Demand"] = d.wide(d.codes, d.one(*demand))
    d.tables["Products"] = [["Product", "Group"], *([code, d.of("G", "H", None)] for code in d.codes)]
    d.columns("Products", production_cost=d.one(0, 1, 2, 5), holding_cost=d.one(0, 0.5, 1, 2))
    d.columns("Products", initial_inventory=d.one(0, 0, 1, 3))
    most = (2, 3) if smallest else (10, 20) if d.has("load changes") else (None, 6, 10, 20)
    d.columns("Products", max_production=d.one(*most), max_inventory=d.one(None, None, 6, 12))
    d.columns("Products", final_inventory=d.one(None, None, None, 2), lead_time=d.one(None, None, 1))
    d.columns("Products", price=d.one(None, None, 12, 20), lost_sale_cost=d.one(None, 3, 30))
    _stocks(d)
    _made_in_lots(d)
    _bought_and_late(d, smallest)


def _stocks(d: Drawing) -> None:
    if d.has("cover"):
        for name in ("Safety stock periods", "Cover periods"):
            d.column("Products", name, lambda: None)
        for row in d.tables["Products"][1:]:
            row[d.random.choice((-2, -1))] = d.of(None, 0.5, 1, 1.5)
    else:
        d.columns("Products", safety_stock=d.one(0, 0, 1, 2))
    if d.has("yield"):
        d.columns("Products", **{"yield": d.one(None, 1, 0.8, 0.5)})
    if d.has("shelf life"):
        d.columns("Products", shelf_life=d.one(None, 1, 2, 3), scrap_cost=d.one(None, 0, 1, 5))
    if d.has("targets"):
        d.columns("Products", target_stock=d.one(None, 3, 5), below_target_cost=d.one(None, 1, 3))
        d.columns("Products", above_target_cost=d.one(None, 0.5, 2))


def _made_in_lots(d: Drawing) -> None:
    if d.has("setups"):
        d.columns("Products", setup_cost=d.one(None, 0, 4, 10, 25))
    if d.has("lots"):
        d.columns("Products", min_lot=d.one(None, 0, 2, 3), lot_multiple=d.one(None, None, 2, 3))
    if d.has("campaigns"):
        d.columns("Products", family=d.one(None, "X", "X", "Y"))


def _bought_and_late(d: Drawing, smallest: bool) -> None:
    late = d.has("lateness") or d.random.random() < 0.3
    if late:
        d.columns("Products", backorder_cost=d.one(None, 1, 4))
        d.column("Products", "Initial backorders", lambda: None)
        for row in d.tables["Products"][1:]:
            row[-1] = d.of(None, None, 2) if row[-2] is not None else None
    if late and d.has("lateness"):
        d.columns("Products", max_periods_late=d.one(None, 0, 1, 2))
    if late and d.has("open orders"):
        d.columns("Products", open_order_cost=d.one(None, 2, 20))
    if d.has("purchases"):
        d.columns("Products", subcontract_cost=d.one(None, 6, 9, 30), subcontract_lead_time=d.one(None, 0, 1))
        d.columns(
            "Products",
            min_subcontract=d.one(None, 0, 2),
            max_subcontract=d.one(*((2, 3) if smallest else (None, 5, 8))),
        )


def _bill(d: Drawing, smallest: bool) -> None:
    """Each product goes only into ones before it."""
    ways = {row[0] for row in d.tables.get("Routes", [])[1:]}
    rows = [
        [parent, component, d.of(1, 1, 2, 0.5), d.of(None, None, "default", "B") if parent in ways else None]
        for j, component in enumerate(d.codes)
        for parent in d.codes[:j]
        if d.has("bills of materials") and d.random.random() < 0.7
    ]
    if rows:
        d.tables["BillOfMaterials"] = [["Parent", "Component", "Quantity", "Route"], *rows]


def _families(d: Drawing, smallest: bool) -> None:
    """With a part of a line, or none."""
    if d.has("campaigns"):
        lines = [*d.lines(), None, None]
        d.tables["Families"] = [
            ["Family", "Resource", "Setup cost"],
            *([f, d.of(*lines), d.of(0, 5, 12)] for f in "XY"),
        ]
        d.column("Families", "Setup usage", lambda: None)
        for row in d.tables["Families"][1:]:
            row[-1] = d.of(None, 1, 2) if row[1] else None


def _limits(d: Drawing, smallest: bool) -> None:
    rows: Rows = []
    measures = ["Production", "Production", "Subcontract", "Inventory", "Sales", *(["Load"] * 2 if d.kinds else [])]
    for name in ("L1", "L2")[: d.of(0, 1, 2) if d.has("limits") else 0]:
        stated = [d.of("total", "period", None), *d.of((None, 6), (None, 12), (3, None), (8, None), (4, 14), (0, 5))]
        for n, measure in enumerate(d.random.sample(measures, d.of(1, 2))):
            item = d.of(*(d.kinds if measure == "Load" else (*d.codes, "G")), None)
            item = None if item == "G" and all(row[1] != "G" for row in d.tables["Products"][1:]) else item
            first, last = sorted(d.random.choices(range(len(d.periods)), k=2))
            when = [d.of(None, d.periods[first]), d.of(None, d.periods[last])]
            some = [name, measure, item, d.of(None, 1, 2, 0.5), *when]
            if all(row[:3] != some[:3] for row in rows):
                rows.append([*some, *(stated if n == 0 else [None] * 3), d.of(None, 0, 1, 4) if n == 0 else None])
    if rows:
        header = ["Limit", "Measure", "Item", "Coefficient", "From", "To", "Per", "Min", "Max", "Penalty"]
        d.tables["Limits"] = [header, *rows]


def _penalties(d: Drawing, smallest: bool) -> None:
    limits = ["Max inventory", "Max subcontract", "Final inventory"]
    limits += [] if d.has("load changes") else ["Max production", *(["Capacity"] if d.kinds else [])]
    limits += [] if d.has("goals") or d.has("soft or caught up") else ["Safety stock"]
    rows = [
        [
            name,
            d.of(None, *(d.kinds if name == "Capacity" else d.codes)),
            d.of(None, None, d.periods[-1]),
            d.of(0.5, 1, 3, 10),
        ]
        for name in d.random.sample(limits, 2)
        if d.has("penalties")
    ]
    if rows:
        d.tables["Penalties"] = [["Limit", "Item", "Period", "Penalty"], *rows]


def _by_period(d: Drawing, smallest: bool) -> None:
    if d.random.random() < 0.3:
        d.tables["Receipts"] = d.wide([d.of(*d.codes)], d.one(None, None, 2))
    if d.has("firm") and not (smallest and d.has("lots")):  # 6 are whole lots of any size
        d.tables["FirmProduction"] = d.wide([d.of(*d.codes)], d.one(None, None, 6 if d.has("lots") else 2))
    if d.has("calm"):
        d.tables["PublishedPlan"] = d.wide(d.codes, d.one(None, 0, 2, 4))
    if d.has("overrides"):
        fields: dict[str, tuple[float, ...]] = {
            "Production cost": (0, 3),
            "Holding cost": (0, 3),
            "Max inventory": (5, 9),
            "Price": (8, 15),
        }
        fields |= {"Lost sale cost": (1, 9), "Backorder cost": (1, 2), "Setup cost": (0, 7)} if d.has("setups") else {}
        fields |= {"Yield": (0.5, 1), "Scrap cost": (0, 2), "Target stock": (2, 4)}
        rows: Rows = [["Field", "Item", "Period", "Value"]]
        for name in d.random.sample(sorted(fields), 2):
            rows.append([name, d.of(*d.codes), d.of(*d.periods), d.of(*fields[name])])
        d.tables["PeriodData"] = rows


def _settings(d: Drawing, smallest: bool) -> None:
    rows: Rows = [["Setting", "Value"], ["Relative gap", 0]]
    rows += [["Whole units", "yes"]] if d.has("whole units") else []
    rows += [["Setup carry-over", "yes"]] if d.has("carry-over") and (d.has("setups") or d.has("campaigns")) else []
    rows += [["Demand must be met", "yes"]] if d.random.random() < 0.2 else []
    rows += [["Change penalty", d.of(0.5, 2)]] if d.has("calm") else []
    rows += [["Frozen periods", 1]] if d.has("firm") and d.random.random() < 0.3 else []
    if d.has("goals"):
        rows.append(["Order of goals", d.of(*_GOALS)])
    elif d.has("soft or caught up"):
        rows += [["Safety stock rule", d.of("soft", "catch up")], ["Safety stock penalty", d.of(0.5, 3)]]
    d.tables["Settings"] = rows


def _classes(d: Drawing, smallest: bool) -> None:
    """The demand of some products in two rows, one for each class."""
    some = [code for code in d.codes if d.has("classes") and d.random.random() < 0.6]
    if not some:
        return
    header, *rows = d.tables["Demand"]
    split: Rows = [[header[0], "Class", *header[1:]]]
    for code, *numbers in rows:
        of_web = [d.of(0, 1, number) if number else 0 for number in numbers]
        parts = [("V", [max(number - web, 0) for number, web in zip(numbers, of_web, strict=True)]), ("W", of_web)]
        split += [[code, name, *part] for name, part in parts] if code in some else [[code, None, *numbers]]
    d.tables["Demand"] = split
    own = [[d.of(None, 1, 2), d.of(None, 2, 5, 40), d.of(None, None, 1, 3), d.of(None, None, 4)] for _ in "VW"]
    rows = [["Class", "Priority", "Lost sale cost", "Backorder cost", "Open order cost"]]
    d.tables["Classes"] = [*rows, *([name, *costs] for name, costs in zip("VW", own, strict=True))]
