"""What a planner may type into an input cell, and what the reader says to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.problem import PRODUCTION
from sop_excel.domain.table import DateValue, Table, Value
from sop_excel.errors import InputError
from sop_excel.sheets.read import read_problem
from tests.hosts.books import Book
from tests.tables import table

DAY_0 = datetime(1899, 12, 30)
LINE = "Line 1"
NUMBERS = (
    "5",
    "0",
    "1",
    "1.5",
    "0.25",
    "-1",
    "-0.5",
    "1E+99",
    "1E+13",
    "1E-10",
    "n/a",
    "12 h",
    "2025-03-01",
    "TRUE",
    " ",
)
WORDS = ("yes", "no", "Yes", "maybe", "5")
LONGEST = 255
COMPONENT, ROUTE = "Component", "Line B"


@dataclass(frozen=True)
class Typed:
    """A text typed into an input cell: the column or setting (``name``), and its address."""

    table: str
    name: str
    text: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Sample:
    """Codes that a template knows, and with them the smallest tables that can be read."""

    product: str
    resource: str
    periods: tuple[str, ...]

    @classmethod
    def of(cls, book: Book) -> Sample:
        """The first product and resource of a template, its periods; a resource of ours where it has none."""
        resource = book.rows("Resources")[0]["Resource"]
        periods = book.blocks["Demand"].headers[1:]
        return cls(str(book.rows("Products")[0]["Product"]), str(resource or LINE), periods)

    def rows(self) -> dict[str, dict[str, Value]]:
        """One good row of each table, with what a column needs beside it."""
        known = {"Product": self.product, "Resource": self.resource}
        return {
            **{form.name: _least(form, known) for form in schema.INPUT_TABLES},
            "Products": {"Product": self.product},
            "Demand": {"Product": self.product, **dict.fromkeys(self.periods, 10.0)},
            "Settings": {"Setting": "Whole units", "Value": "no"},
            "Resources": {"Resource": self.resource, "Capacity": 100.0},
            "Routings": {"Product": self.product, "Resource": self.resource, "Usage": 1.0},
            "Capacity": {"Resource": self.resource, **dict.fromkeys(self.periods, 100.0)},
            "Receipts": {"Product": self.product, **dict.fromkeys(self.periods, 0.0)},
            "FirmProduction": {"Product": self.product, **dict.fromkeys(self.periods, 0.0)},
            "PeriodData": {"Field": "Production cost", "Item": self.product, "Period": self.periods[0], "Value": 1.0},
            "Scenarios": {
                "Scenario": "High",
                "Field": "Demand",
                "Item": self.product,
                "Period": self.periods[0],
                "Change": "multiply",
                "Value": 1.0,
            },
            "PublishedPlan": {"Product": self.product, **dict.fromkeys(self.periods, 0.0)},
            "BillOfMaterials": {"Parent": self.product, "Component": COMPONENT, "Quantity": 1.0},
            "Limits": {"Limit": "Carbon"},
            "Penalties": {"Limit": "Max inventory", "Penalty": 1.0},
            "Families": {"Family": "Red", "Setup cost": 1.0, "Resource": self.resource},
            "Routes": {"Product": self.product, "Route": ROUTE},
        }


def _least(form: InputTable, known: dict[str, str]) -> dict[str, Value]:
    """A row with the cells that must be filled, by what they hold."""
    filled: dict[str, Value] = {}
    for column in form.columns:
        if column.blank is Blank.ERROR:
            text = column.choices[0] if column.choices else known.get(column.name, "Code")
            filled[column.name] = 1.0 if column.kind in (Kind.NUMBER, Kind.WHOLE) else text
    return filled


BESIDE: dict[str, dict[str, Value]] = {
    "Initial backorders": {"Backorder cost": 1.0},
    "Shift capacity": {"Max shifts": 1.0},
    "Component": {"Parent": COMPONENT},
}


def _beside(typed: Typed) -> dict[str, Value]:
    """What a cell needs beside it: what allows its column, and a kind that has it."""
    column = next((one for one in _form(typed.table).columns if one.name == typed.name), None)
    if column is None:
        return {}
    cells: dict[str, Value] = {column.allowed_by: 1.0} if column.allowed_by else {}
    if column.for_kinds and PRODUCTION not in column.for_kinds:
        cells |= {"Kind": column.for_kinds[0], "Capacity": None, "Hours per worker": 160.0}
    return cells | BESIDE.get(typed.name, {})


def _form(name: str) -> InputTable:
    return next(form for form in schema.INPUT_TABLES if form.name == name)


def refusals(typed: Typed, value: Value, sample: Sample) -> list[str]:
    """What the reader has against a value in that cell, with everything else in order."""
    rows = sample.rows()
    row = rows[typed.table]
    column = typed.name
    if typed.table == "Settings" and typed.name not in row:
        row["Setting"], column = typed.name, "Value"
    row |= {**_beside(typed), column: value}
    if (typed.table, typed.name) in (("Products", "Product"), ("Resources", "Resource")):
        _renamed(rows, typed, value)
    tables = {name: table(name, list(cells), list(cells.values())) for name, cells in rows.items()}
    tables |= {name: _with_another(tables[name]) for name in ("Products", "Demand")}
    place = tables[typed.table].places.cell(0, list(row).index(column))
    return [line for line in _issues(tables) if line.startswith(f"{place}: ")]


def _with_another(one: Table) -> Table:
    """A table of products with a row for one more, which goes into the first."""
    return replace(one, rows=[*one.rows, (COMPONENT, *[None] * (len(one.headers) - 1))])


def _renamed(rows: dict[str, dict[str, Value]], typed: Typed, value: Value) -> None:
    """A new code is used by the other tables too; where it is none, they are without rows."""
    for name, cells in rows.items():
        for key in ({typed.name, "Parent"} if typed.name == "Product" else {typed.name}) & cells.keys():
            if name != typed.table:
                cells[key] = value
    rows["PeriodData"] = {"Field": None, "Item": None, "Period": None, "Value": None}


def _issues(tables: dict[str, Table]) -> list[str]:
    try:
        read_problem(tables, "book")
    except InputError as error:
        return [str(issue) for issue in error.issues]
    return []


def value_of(content: dict[str, Any]) -> Value:
    """What a host reads from a cell with such a content."""
    kind, value = content["kind"], content["value"]
    if kind == "date":
        return DateValue(DAY_0 + timedelta(days=value), content["shown"])
    if kind == "yes/no":
        return bool(value)
    if kind == "number":
        return float(value)
    return None if kind == "blank" else str(value)


def attempts(book: Book, sample: Sample) -> Iterator[Typed]:
    """Everything that is tried, each in a cell of its own below its table, or in the one cell of a setting."""
    for form in schema.INPUT_TABLES:
        if not form.later:
            for name, texts in _columns(book, form, sample):
                block = book.blocks[form.name]
                for n, text in enumerate(texts):
                    yield Typed(form.name, name, text, block.sheet, block.cell(name, block.rows + n))
    settings, block = {setting.name: setting for setting in schema.SETTINGS}, book.blocks["Settings"]
    for n, row in enumerate(book.rows("Settings")):
        for text in _texts(settings[row["Setting"]], sample):
            yield Typed("Settings", row["Setting"], text, block.sheet, block.cell("Value", n))


def _columns(book: Book, form: InputTable, sample: Sample) -> Iterator[tuple[str, Sequence[str]]]:
    """The columns of a template's table and what is typed into them; settings have values of their own kinds."""
    for column in form.columns:
        if column.name in book.blocks[form.name].headers and (form.name, column.name) != ("Settings", "Value"):
            yield column.name, _texts(column, sample)
    if form.wide:
        yield sample.periods[-1], NUMBERS


def _texts(item: Column | Setting, sample: Sample) -> list[str]:
    long = ["x" * LONGEST, "x" * (LONGEST + 1)]
    if item.kind in (Kind.NUMBER, Kind.SIGNED, Kind.WHOLE):
        return [*NUMBERS]
    if item.kind in (Kind.CHOICE, Kind.YES_NO):
        return [*WORDS, *item.choices, *(choice.upper() for choice in item.choices)]
    known = {
        "Product": [sample.product, sample.product.lower(), "nonesuch"],
        "Parent": [sample.product, sample.product.lower(), "nonesuch"],
        "Component": [sample.product, sample.product.lower(), "nonesuch"],
        "Resource": [sample.resource, sample.resource.lower(), "nonesuch"],
        "Item": [sample.product, sample.resource, "nonesuch"],
        "Period": [sample.periods[0], "nonesuch"],
        "From": [sample.periods[0], "nonesuch"],
        "To": [sample.periods[-1], "nonesuch"],
        "Route": [ROUTE, ROUTE.lower(), "nonesuch"],
        "Field": ["Production cost", "Price", "production cost", "Lead time", "nonesuch"],
        "Setting": ["Whole units", "Currency", "whole units", "nonesuch"],
    }
    return [*known.get(item.name, ["abc"]), *long, "5", " "]
