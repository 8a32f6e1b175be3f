"""Mistakes of planners: tables that are there and hold what cannot be planned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.damaged.books import TABLES, Make, Parts, fresh, part_of, sheet_of, swapped, workbook
from tests.damaged.case import Case
from tests.workbooks import Rows


def changed(**tables: Rows | None) -> Make:
    """The good workbook with some tables replaced or (None) left out."""
    kept = {name: rows for name, rows in {**TABLES, **tables}.items() if rows is not None}
    return lambda: workbook(kept)


def cell(table: str, row: int, column: int, value: object) -> Make:
    """The good workbook with another value in one cell (row 0: the header)."""
    rows = [list(cells) for cells in TABLES[table]]
    rows[row][column] = value
    return changed(**{table: rows})


def more(table: str, *rows: list[object]) -> Make:
    """The good workbook with more rows in one table."""
    return changed(**{table: [*TABLES[table], *rows]})


def cases() -> list[Case]:
    """All of them."""
    return [*_missing(), *_types(), *_numbers(), *_duplicates(), *_names(), *_headers(), *_formulas(), *_layout()]


def _missing() -> Iterator[Case]:
    kind = "missing table"
    yield Case(kind, "Products", changed(Products=None), ("Products: expected a table named Products, found none",))
    yield Case(kind, "Demand", changed(Demand=None), ("Demand: expected a table named Demand, found none",))
    both = ("Products: expected a table", "Demand: expected a table")
    yield Case(kind, "both", changed(Products=None, Demand=None), both)
    yield Case(kind, "Resources, which others use", changed(Resources=None), ("Routings!B2: Routings[Resource]: ",))
    yield Case(kind, "Products without rows", changed(Products=TABLES["Products"][:1]), ("Demand!A2: ",))
    yield Case(kind, "Demand without rows", changed(Demand=TABLES["Demand"][:1]), ("Products!A2: ",))
    yield Case(kind, "Products without its key", cell("Products", 0, 0, "Name"), ("Products!A1: Products[Product]: ",))
    yield Case(kind, "Demand without its key", cell("Demand", 0, 0, "Name"), ("Demand!A1: Demand[Product]: ",))
    yield Case(kind, "Demand without periods", changed(Demand=[["Product"], ["Fan"], ["Heater"]]), ("Demand!A1: ",))
    yield Case(kind, "nothing is missing", fresh)
    yield Case(kind, "optional tables alone", changed(Settings=None, Capacity=None, Receipts=None, PeriodData=None))


_TEXTS = {"text": "n/a", "number as text": "12", "German number": "1.234,5", "yes": True, "error": "#N/A"}


def _types() -> Iterator[Case]:
    kind = "wrong type"
    products = TABLES["Products"][0]
    for column in range(1, len(products)):
        place = f"Products!{'ABCDEF'[column]}2: Products[{products[column]}]: "
        for name, value in _TEXTS.items():
            yield Case(kind, f"{name} in {products[column]}", cell("Products", 1, column, value), (place,))
    for name, value in _TEXTS.items():
        yield Case(kind, f"{name} in Demand", cell("Demand", 1, 2, value), ("Demand!C2: Demand[2026-02]: ",))
    for table, column, header in (("Routings", 2, "Usage"), ("Resources", 2, "Capacity"), ("Receipts", 1, "2026-01")):
        place = f"{table}!{'ABC'[column]}2: {table}[{header}]: "
        yield Case(kind, f"text in {table}", cell(table, 1, column, "soon"), (place,))
    yield Case(kind, "an error as a product", cell("Products", 1, 0, "#REF!"), ("Products!A2: ",))
    yield Case(kind, "yes as a product", cell("Products", 1, 0, True), ("Products!A2: ",))
    yield Case(kind, "a blank is no wrong type", cell("Products", 1, 2, None))
    yield Case(kind, "a blank text is none either", cell("Demand", 1, 2, "  "))


def _numbers() -> Iterator[Case]:
    kind = "number out of range"
    products = TABLES["Products"][0]
    for column in range(1, len(products)):
        place = f"Products!{'ABCDEF'[column]}2: Products[{products[column]}]: "
        yield Case(kind, f"negative {products[column]}", cell("Products", 1, column, -0.5), (place,))
    places = {"Demand": "B2", "Receipts": "B2", "FirmProduction": "B2", "Capacity": "B2"}
    for table, address in places.items():
        yield Case(kind, f"negative {table}", cell(table, 1, 1, -1), (f"{table}!{address}: ",))
    yield Case(kind, "negative usage", cell("Routings", 1, 2, -1), ("Routings!C2: Routings[Usage]: ",))
    yield Case(kind, "negative override", cell("PeriodData", 1, 3, -1), ("PeriodData!D2: ",))
    yield Case(kind, "more than anything", cell("Demand", 1, 1, 1e200), ("Demand!B2: Demand[2026-01]: ",))
    yield Case(kind, "zero", cell("Demand", 1, 1, 0))
    yield Case(kind, "a fraction", cell("Products", 1, 1, 0.5))


def _duplicates() -> Iterator[Case]:
    kind = "duplicate"
    fan: list[object] = ["Fan", 5, 1, 0, 2, 40]
    yield Case(kind, "product", more("Products", fan), ("Products!A4: Products[Product]: ", "Products!A2"))
    yield Case(kind, "demand row", more("Demand", ["Fan", 1, 2, 3]), ("Demand!A4: ", "Demand!A2"))
    yield Case(kind, "resource", more("Resources", ["Line 1", "production", 5]), ("Resources!A3: ", "Resources!A2"))
    yield Case(kind, "routing", more("Routings", ["Fan", "Line 1", 2]), ("Routings!", "Routings!"))
    yield Case(kind, "setting", more("Settings", ["currency", "EUR"]), ("Settings!A3: ",))
    again: list[object] = ["Production cost", "Fan", "2026-02", 7]
    yield Case(kind, "override", more("PeriodData", again), ("PeriodData!",))
    yield Case(kind, "period", cell("Demand", 0, 2, "2026-01"), ("2026-01",))
    twice: Rows = [["Product", "Holding cost", "holding_cost"], ["Fan", 1, 1], ["Heater", 1, 1]]
    yield Case(kind, "column", changed(Products=twice), ("Products!C1: Products[holding_cost]: ", "Products!B1"))
    yield Case(kind, "product in another case is another product", changed(
        Products=[["Product", "Holding cost"], ["Fan", 0], ["fan", 0]],
        Demand=[["Product", "1"], ["Fan", 1], ["fan", 2]],
        Resources=None, Routings=None, Capacity=None, Receipts=None, FirmProduction=None, PeriodData=None,
    ))  # fmt: skip


def _names() -> Iterator[Case]:
    kind = "unknown name"
    yield Case(kind, "product in Demand", cell("Demand", 1, 0, "Fun"), ("Demand!A2: Demand[Product]: ", "'Fan'"))
    yield Case(kind, "product in Receipts", cell("Receipts", 1, 0, "Fun"), ("Receipts!A2: Receipts[Product]: ",))
    yield Case(kind, "product in Routings", cell("Routings", 1, 0, "Fun"), ("Routings!A2: Routings[Product]: ",))
    yield Case(kind, "resource", cell("Routings", 1, 1, "Line 9"), ("Routings!B2: Routings[Resource]: ", "'Line 1'"))
    yield Case(kind, "resource in Capacity", cell("Capacity", 1, 0, "Line 9"), ("Capacity!A2: ",))
    yield Case(kind, "kind", cell("Resources", 1, 1, "machine"), ("Resources!B2: Resources[Kind]: ",))
    yield Case(kind, "setting", cell("Settings", 1, 0, "Curency"), ("Settings!A2: Settings[Setting]: ", "Currency"))
    yield Case(kind, "field", cell("PeriodData", 1, 0, "Prise"), ("PeriodData!A2: PeriodData[Field]: ", "Price"))
    yield Case(kind, "item", cell("PeriodData", 1, 1, "Fun"), ("PeriodData!B2: PeriodData[Item]: ",))
    yield Case(kind, "period", cell("PeriodData", 1, 2, "2027-02"), ("PeriodData!C2: PeriodData[Period]: ",))
    yield Case(kind, "period in Receipts", cell("Receipts", 0, 1, "2027-01"), ("Receipts!B1: Receipts[2027-01]: ",))
    yield Case(kind, "a blank product", cell("Demand", 1, 0, None), ("Demand!A2: Demand[Product]: ",))
    yield Case(kind, "spaces around a name", cell("Demand", 1, 0, " Fan "))
    yield Case(kind, "a column of the planner's own", changed(Resources=[["Resource", "Colour"], ["Line 1", "red"]]))


def _headers() -> Iterator[Case]:
    kind = "wrong header"
    for name in ("Measure", "Resource"):
        yield Case(kind, f"reserved: {name}", cell("Demand", 0, 3, name), (f"Demand!D1: Demand[{name}]: ",))
    yield Case(kind, "text below a period", cell("Demand", 2, 3, "see note"), ("Demand!D3: Demand[2026-03]: ",))
    yield Case(kind, "a total", changed(Demand=[["Product", "1", "Total"], ["Fan", 1, 1], ["Heater", 2, 2]],
               Capacity=None, Receipts=None, FirmProduction=None, PeriodData=None))  # fmt: skip


def _formulas() -> Iterator[Case]:
    kind = "formula"
    for name, text in {"of its own cell": "=B2", "of two cells": "=C2", "never calculated": "=1+1"}.items():
        yield Case(kind, name, cell("Demand", 1, 1, text), ("Demand!B2: Demand[2026-01]: ", "recalculate"))
    for code in ("#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"):
        new = f'<c r="B2" t="e"><f>1/0</f><v>{code}</v></c>'
        yield Case(kind, f"with {code}", partial(_demand, new), ("Demand!B2: Demand[2026-01]: ", code))
    text = '<c r="B2" t="str"><f>TEXT(5,0)</f><v>5</v></c>'
    yield Case(kind, "with a text", lambda: _demand(text), ("Demand!B2: Demand[2026-01]: ", "'5'"))
    yield Case(kind, "with its value", lambda: _demand('<c r="B2"><f>5+5</f><v>10</v></c>'))
    yield Case(kind, "of its own cell, as Excel saves it", lambda: _demand('<c r="B2"><f>B2</f><v>0</v></c>'))


def _demand(new: str) -> Parts:
    parts = fresh()
    return swapped(parts, sheet_of(parts, "Demand"), '<c r="B2" t="n"><v>10</v></c>', new)


def _layout() -> Iterator[Case]:
    kind = "layout"
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    yield Case(kind, "merged products", lambda: _merged(merged), ("Demand!A3: Demand[Product]: ", "blank"))
    yield Case(kind, "no header row", _headless, ("Demand!A1: ", "header row"))
    yield Case(kind, "hidden rows and columns count", _hidden)
    above = '</sheetData><mergeCells count="1"><mergeCell ref="H1:I2"/></mergeCells>'
    yield Case(kind, "merged cells beside the table", lambda: _sheet_end(above))


def _sheet_end(new: str) -> Parts:
    parts = fresh()
    return swapped(parts, sheet_of(parts, "Demand"), "</sheetData>", new)


def _merged(new: str) -> Parts:
    """Merged cells keep the first value only."""
    parts, sheet = _sheet_end(new), sheet_of(fresh(), "Demand")
    first = parts[sheet].index(b'<c r="A3"')
    second = parts[sheet].index(b"</c>", first) + 4
    return parts | {sheet: parts[sheet][:first] + parts[sheet][second:]}


def _headless() -> Parts:
    parts = fresh()
    return swapped(parts, part_of(parts, "Demand"), 'headerRowCount="1"', 'headerRowCount="0"')


def _hidden() -> Parts:
    parts = fresh()
    sheet = sheet_of(parts, "Demand")
    parts = swapped(parts, sheet, '<row r="2">', '<row r="2" hidden="1">')
    parts = swapped(parts, sheet, "<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>')
    return swapped(parts, "xl/workbook.xml", 'sheetId="2" state="visible"', 'sheetId="2" state="veryHidden"')
