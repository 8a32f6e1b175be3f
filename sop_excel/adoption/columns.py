"""The columns of a range: what kind of values they hold, and what a column of the contract they may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sop_excel.adoption.adopted import EXACT, NOT_READ, SHAPE, SYNONYM
from sop_excel.adoption.blocks import is_number
from sop_excel.adoption.heads import Head
from sop_excel.adoption.ranges import Range
from sop_excel.adoption.rows import number_in
from sop_excel.adoption.words import column_named, columns_hinted, columns_near, is_short_form
from sop_excel.contract import schema
from sop_excel.contract.kinds import Kind
from sop_excel.contract.synonyms import columns_possible, is_unit
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.number_texts import number_text
from sop_excel.domain.period_names import meaning
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import listed, quoted

SURE = 0.9  # from here on nobody is asked
LEAD_TIME, LONG = "Lead time", 6  # periods; a longer one is rather in days
MOSTLY = 0.8  # of the filled cells of a column
INITIAL, GROUP, FAMILY = "Initial inventory", "Group", "Family"
IN_ANY_LIST = (GROUP, "Description")  # columns that lists of products have, whatever else they tell
_ASKED = ("Products", "Resources")  # tables with so many columns of numbers that an unknown one may be one of them
_PADDED = re.compile(r"0[0-9]")  # how codes begin, and no number
_MONEY = ("€", "$", "£", "¥", "EUR", "USD", "CHF", "GBP")

# Measured on the workbooks of tests/adoption, whose truth is known: the share that was right, rounded down.
CERTAIN = {EXACT: 0.99, SYNONYM: 0.97}
NEARLY, SHORTENED, AMONG_CHOICES, ODD_VALUES, BY_SHAPE = 0.95, 0.8, 0.6, 0.5, 0.4


class Guess(NamedTuple):
    """What a column is taken for: a column of the contract, ``<periods>`` or ``not read``; what else it may be."""

    column: str
    certainty: float
    by: str
    why: str
    choices: tuple[str, ...] = ()
    is_one_of_many: bool = False  # numbers below an unknown header, about which one question is asked for all

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to be asked."""
        return self.certainty >= SURE


@dataclass(frozen=True)
class RangeColumn:
    """One column of a range with the values of its data rows."""

    head: Head
    values: tuple[Value, ...]
    formats: frozenset[str]

    @cached_property
    def filled(self) -> tuple[Value, ...]:
        """The values that are not blank."""
        return tuple(value for value in self.values if value is not None)

    @cached_property
    def is_numeric(self) -> bool:
        """Whether nearly all filled cells hold numbers, or texts that are numbers."""
        numbers = [value for value in self.filled if is_number(value)]
        coded = any(isinstance(value, str) and _PADDED.match(value.strip()) for value in numbers)
        return bool(numbers) and not coded and len(numbers) >= MOSTLY * len(self.filled)

    @cached_property
    def is_of_periods(self) -> bool:
        """Whether it lists dates or names of periods."""
        said = [
            isinstance(v, DateValue)
            or (isinstance(v, str) and meaning(v) is not None)
            or (isinstance(v, float | int) and not isinstance(v, bool) and _is_year_month(v))
            for v in self.filled
        ]
        return bool(said) and sum(said) >= MOSTLY * len(said)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The values as codes, blank ones left out."""
        return tuple(code for value in self.filled if (code := text_of(value)))

    @cached_property
    def is_unique(self) -> bool:
        """Whether every row has a code and no two the same."""
        return len(self.codes) == len(self.values) == len(set(self.codes))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers in it, those of texts too."""
        return tuple(number for value in self.filled if (number := number_in(value)) is not None)

    @cached_property
    def is_one_text(self) -> bool:
        """Whether all rows have the same text, such as the code of a plant."""
        return len(self.filled) > 1 and len(set(map(str, self.filled))) == 1 and isinstance(self.filled[0], str)

    @cached_property
    def is_money(self) -> bool:
        """Whether its format, or the texts in it, show a currency."""
        texts = [value for value in self.filled if isinstance(value, str)]
        return any(sign in text for sign in _MONEY for text in (*self.formats, *texts[:50], self.head.whole))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units that its texts give, ``uds`` and ``ud`` as one; several where they cannot be compared."""
        texts = (number_text(value) for value in self.filled if isinstance(value, str))
        return tuple(dict.fromkeys(told.unit.rstrip("s") for told in texts if told and told.unit.rstrip("s")))

    @cached_property
    def is_share(self) -> bool:
        """Whether it holds per cents, by its format, its header or the texts in it."""
        return "%" in self.head.whole or "%" in self.units or any("%" in text for text in self.formats)


def _is_year_month(value: float) -> bool:
    return value == int(value) and 190001 <= value <= 209912 and meaning(str(int(value))) is not None


def columns_of(one: Range) -> tuple[RangeColumn, ...]:
    """The columns of a range, those that are wholly blank left out."""
    found = []
    rows = set(one.rows)
    formats: dict[int, set[str]] = {}
    for (row, n), code in one.sheet.formats.items():
        if row in rows:
            formats.setdefault(n, set()).add(code)
    for head in one.heads:
        column = RangeColumn(head, tuple(one.values(head.column)), frozenset(formats.get(head.column, ())))
        if head.text or head.upper or column.filled:
            found.append(column)
    return tuple(found)


def named_in(table: str, column: RangeColumn) -> tuple[str, str] | None:
    """(column, how) that a header names in a table, by all that stands in and above it, or by the header alone."""
    head = column.head
    told = (column_named(table, head.whole) if head.upper else None) or column_named(table, head.text)
    if told is not None and (table, told[0]) == (schema.PRODUCTS.name, FAMILY):
        return GROUP, told[1]  # without a table of families that share a setup it is a name for subtotals
    return told


def guess_columns(table: str, columns: Sequence[RangeColumn], key: str, key_column: int | None) -> dict[int, Guess]:
    """What each column of a list is, as table ``table``; ``key_column`` is that taken for the key ``key``."""
    named = {c.head.column: told for c in columns if (told := named_in(table, c)) and c.head.column != key_column}
    named = {n: told for n, told in named.items() if told[0] != key or key_column is None}
    guesses: dict[int, Guess] = {}
    for column in columns:
        n = column.head.column
        if n == key_column:
            continue
        if n in named:
            rivals = [m for m, told in named.items() if told[0] == named[n][0] and m != n]
            guesses[n] = _named_guess(table, column, named[n], [named[m][1] for m in rivals])
        else:
            guesses[n] = _unnamed_guess(table, column, {told[0] for told in named.values()})
    return _with_a_cost(table, columns, _with_a_stock(table, columns, guesses))


def _with_a_stock(table: str, columns: Sequence[RangeColumn], guesses: dict[int, Guess]) -> dict[int, Guess]:
    """Where the safety stock stands in another column, the one that is headed as stock alone is what is on hand."""
    stocks = [c for c in columns if INITIAL in columns_possible(table, c.head.text) and c.head.column in guesses]
    known = {guess.column for guess in guesses.values() if guess.is_sure}
    if len(stocks) != 1 or "Safety stock" not in known or INITIAL in known:
        return guesses
    n, header = stocks[0].head.column, quoted(stocks[0].head.text)
    if guesses[n].is_sure or not stocks[0].is_numeric or stocks[0].is_money or stocks[0].is_share:
        return guesses
    why = f"it is headed {header}, and another column is the safety stock"
    return guesses | {n: Guess(INITIAL, NEARLY, SYNONYM, why, (INITIAL, NOT_READ))}


def _named_guess(table: str, column: RangeColumn, told: tuple[str, str], rivals: Sequence[str]) -> Guess:
    meant, how = told
    header = quoted(column.head.whole or column.head.text)
    if rivals and not (how == EXACT and EXACT not in rivals):
        if EXACT in rivals:
            return Guess(NOT_READ, CERTAIN[SYNONYM], SYNONYM, f"another column is headed {meant}")
        why = f"{header} means {meant}, and so does another column"
        return Guess(meant, ODD_VALUES, how, why, (meant, NOT_READ))
    if doubt := doubt_of(table, column, meant):
        best = NOT_READ if column.is_share or (meant == LEAD_TIME and max(column.numbers) > LONG) else meant
        return Guess(best, ODD_VALUES, how, f"{header} means {meant}, {doubt}", (meant, NOT_READ))
    if not column.filled and column.head.text:
        return Guess(meant, CERTAIN[how], how, f"it is headed {header}; all cells below are blank")
    return Guess(meant, CERTAIN[how], how, f"it is headed {header}")


def doubt_of(table: str, column: RangeColumn, meant: str) -> str:
    """What speaks against a column being what its header says; empty where nothing does."""
    if not is_numeric_column(table, meant) or not column.filled:
        return ""
    if not column.is_numeric:
        return "but not all cells below it hold numbers"
    if not is_unit(column.head.unit, meant in money_columns(table)):
        return f"but {quoted(column.head.unit)} stands below its header"
    if len(column.units) > 1:
        return f"but its numbers are in {listed(map(quoted, column.units))}"
    if column.is_share:
        return "but what stands below it is in per cent"
    if column.is_money and table in _ASKED and meant not in money_columns(table):
        return "which is no money, but what stands below it is"
    in_days = meant == LEAD_TIME and any(column.numbers)
    return "which is in whole periods, and is often given in days" if in_days else ""


def _unnamed_guess(table: str, column: RangeColumn, taken: set[str]) -> Guess:
    header = quoted(column.head.whole) if column.head.whole else "no header"
    if column.is_numeric and not column.is_share and (near := _near_guess(table, column, taken, header)):
        return near
    hinted = tuple(choice for choice in columns_hinted(table, column.head.whole) if choice not in taken)
    if hinted and column.is_numeric and not column.is_share:
        why = f"{header} may be {listed(hinted, 'or')}"
        best = NOT_READ if len(hinted) == 1 and not is_short_form(column.head.text) else hinted[0]
        return Guess(best, AMONG_CHOICES, SYNONYM, why, (*hinted, NOT_READ))
    why = f"{header} is none of the columns of {table}"
    if column.is_numeric and table in _ASKED and (column.is_share or not column.is_one_text):
        form = next(form for form in schema.INPUT_TABLES if form.name == table)
        free = (c.name for c in form.columns if c.name not in taken and is_numeric_column(table, c.name))
        return Guess(NOT_READ, BY_SHAPE, SHAPE, f"{why}, but holds numbers", (*free, NOT_READ), True)
    return Guess(NOT_READ, CERTAIN[SYNONYM], SHAPE, why)


def _near_guess(table: str, column: RangeColumn, taken: set[str], header: str) -> Guess | None:
    """What a header means whose words are joined otherwise, or shortened."""
    near, is_whole = columns_near(table, column.head.whole)
    free = [name for name in near if name not in taken and is_numeric_column(table, name)]
    if len(free) != 1:
        return None
    name = free[0]
    if not is_whole and columns_possible(table, column.head.text):
        return None
    if is_whole:
        return Guess(name, NEARLY, SYNONYM, f"it is headed {header}", (name, NOT_READ))
    return Guess(name, SHORTENED, SYNONYM, f"{header} is short for {name}", (name, NOT_READ))


def _with_a_cost(table: str, columns: Sequence[RangeColumn], guesses: dict[int, Guess]) -> dict[int, Guess]:
    """Where no column of Products is a cost, each other column of numbers may be one."""
    costs = set(cost_columns())
    known = [guess for guess in guesses.values() if not guess.is_one_of_many]
    if table != "Products" or any(costs & {guess.column, *guess.choices} for guess in known):
        return guesses
    for column in columns:
        n = column.head.column
        if n in guesses and guesses[n].is_one_of_many and not column.is_of_periods:
            why = f"no column is known as a cost, and {quoted(column.head.whole)} holds numbers"
            guesses[n] = Guess(NOT_READ, BY_SHAPE, SHAPE, why, (*cost_columns(), NOT_READ))
    return guesses


def is_numeric_column(table: str, name: str) -> bool:
    """Whether the cells of a column of the contract hold numbers."""
    if name == "Quantity":
        return True
    kinds = {c.name: c.kind for form in schema.INPUT_TABLES if form.name == table for c in form.columns}
    return kinds.get(name, Kind.TEXT) not in (Kind.TEXT, Kind.CHOICE, Kind.YES_NO, Kind.ANY)


def money_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that are amounts of money."""
    forms = [form for form in schema.INPUT_TABLES if form.name == table]
    return tuple(column.name for form in forms for column in form.columns if column.unit.startswith("money"))


def cost_columns() -> tuple[str, ...]:
    """The columns of Products that are costs."""
    return tuple(name for name in money_columns("Products") if name != "Price")
