"""Random planning tables in the contract's form, drawn from the schema: whatever column it has may be filled."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from sop_excel.contract import schema
from sop_excel.contract.forms import Column
from sop_excel.contract.kinds import Blank, Kind

Rows = list[list[Any]]
FLOORS = ("Safety stock", "Safety stock periods", "Cover periods")


def random_tables(chance: Random) -> dict[str, Rows]:
    """Products, demand and, by chance, every other table that can be planned; the input is always valid."""
    periods = [f"W{t}" for t in range(1, chance.randint(2, 6))]
    codes = [f"Item {i}" for i in range(1, chance.randint(2, 4))]
    products = _master(chance, schema.PRODUCTS.columns, codes)
    for row in products[1:]:
        _make_consistent(chance, products[0], row)
    resources = _resources(chance)
    lines = [row[0] for row in resources[1:]]
    tables: dict[str, Rows] = {
        "Products": products,
        "Demand": [["Product", *periods], *([code, *_row(chance, periods, 40, 0.1)] for code in codes)],
        "Settings": [["Setting", "Value"], ["Whole units", chance.choice(["yes", "no"])], ["Relative gap", 0]],
        "Resources": resources,
        "Routings": [
            ["Product", "Resource", "Usage"],
            *([code, line, chance.randint(1, 4) / 2] for code in codes for line in lines if chance.random() < 0.7),
        ],
        "Receipts": [["Product", *periods], *([code, *_row(chance, periods, 10, 0.8)] for code in codes)],
    }
    tables["PeriodData"] = [["Field", "Item", "Period", "Value"], *_overrides(chance, codes, periods)]
    return {name: rows for name, rows in tables.items() if len(rows) > 1}


def _master(chance: Random, columns: Iterable[Column], codes: list[str]) -> Rows:
    """One row a code; about half of the columns, about half of their cells filled; products always with a cost."""
    kept = [c for c in columns if not c.later and (c.blank is Blank.ERROR or chance.random() < 0.6)]
    rows = [[c.name for c in kept], *([code, *(_value(chance, c) for c in kept[1:])] for code in codes)]
    if schema.PRODUCTS.columns[0] in kept and not set(schema.COSTS) & set(kept):
        rows = [[*row, value] for row, value in zip(rows, [schema.COSTS[0].name, *[None] * len(codes)], strict=True)]
    return rows


def _value(chance: Random, column: Column) -> Any:
    if column.kind is Kind.TEXT or chance.random() < 0.4:
        return None
    if column.kind is Kind.WHOLE:
        return chance.randint(1 if column.positive else 0, 2)
    if column.unit == "periods":
        return chance.choice([0.5, 1, 1.5])
    if column.magnitude.most <= 1:
        return chance.choice([0.5, 0.8, 1])
    if column.name.startswith("Max"):
        return chance.randint(40, 150)
    return chance.randint(1, 20) if column.unit.startswith("money") else chance.randint(1 if column.positive else 0, 25)


def _make_consistent(chance: Random, headers: list[str], row: list[Any]) -> None:
    """What the contract refuses: two floors for one product, initial backorders without a backorder cost."""
    filled = [n for n, name in enumerate(headers) if name in FLOORS and row[n] is not None]
    for n in filled[1:]:
        row[n] = None
    late = "Backorder cost" in headers and row[headers.index("Backorder cost")] is not None
    if "Initial backorders" in headers and not late:
        row[headers.index("Initial backorders")] = None


def _resources(chance: Random) -> Rows:
    rows: Rows = [["Resource", "Kind", "Capacity", "Cost", "Overtime cost", "Overtime capacity"]]
    if chance.random() < 0.7:
        cost = chance.randint(0, 5)
        overtime = [cost + chance.randint(0, 5), chance.choice([None, 20])] if chance.random() < 0.6 else [None, None]
        rows.append(["Line", "production", chance.randint(20, 80), cost, *overtime])
    if chance.random() < 0.3:
        rows.append(["Store", "storage", chance.randint(60, 200), chance.choice([None, 1]), None, None])
    return rows


def _row(chance: Random, periods: list[str], most: int, blank: float) -> list[int | None]:
    return [None if chance.random() < blank else chance.randint(0, most) for _ in periods]


def _overrides(chance: Random, codes: list[str], periods: list[str]) -> Rows:
    """Some fields of some products in some periods; no maximum, which may come below a minimum."""
    fields = [
        c
        for table, c in schema.overridable()
        if table is schema.PRODUCTS and not c.later and c.magnitude.most > 30 and not c.name.startswith("Max")
    ]
    drawn = {
        (chance.choice(fields).name, chance.choice(codes), chance.choice(periods)): chance.randint(1, 30)
        for _ in range(chance.randint(0, 4))
    }
    return [[*place, value] for place, value in drawn.items()]
