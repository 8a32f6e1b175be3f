"""Ranges that are lists: products, resources, routings, and demand or sales with a row for each period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop_excel.adoption.adopted import EXACT, NOT_READ, SHAPE, SYNONYM
from sop_excel.adoption.columns import CERTAIN, IN_ANY_LIST, Guess, RangeColumn, guess_columns, named_in
from sop_excel.adoption.keys import PRODUCT, RESOURCE, KnownCodes, key_of
from sop_excel.adoption.part import Part, unread
from sop_excel.adoption.ranges import Range
from sop_excel.adoption.words import LISTS, SALES_HISTORY, tables_said
from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.vocabulary import folded, quoted

_NAMING = {"Settings": "Setting", "PeriodData": "Field", "Scenarios": "Field"}  # the columns with names of the contract
_DAILY = 40  # different days that a list of sales has at least


def list_part(one: Range, columns: Sequence[RangeColumn], known: KnownCodes, beside: bool) -> Part | None:
    """The list that a range holds, or has beside its periods."""
    said = _said(one)
    tried = [
        part
        for table in (("Products", "Resources") if beside else LISTS)
        if (part := as_list(one, table, columns, known, said))
    ]
    if not tried:
        return None
    best = max(tried, key=lambda part: _weight(part, said))
    rivals = [p for p in tried if p is not best and _weight(p, said) > _weight(best, said) - 1.0]
    if not rivals:
        return best
    choices = (best.table, *(part.table for part in rivals), NOT_READ)
    why = f"{best.why}; it may be {' or '.join(part.table for part in rivals)} too"
    return replace(best, certainty=min(best.certainty, 0.6), why=why, choices=choices)


def _said(one: Range) -> list[str]:
    return [table for text in (one.table, *one.names, one.title, one.sheet.name) for table in tables_said(text)]


def _weight(part: Part, said: Sequence[str]) -> float:
    read = [guess for guess in part.guesses.values() if guess.column != NOT_READ]
    keys = sum(guess.column in (PRODUCT, RESOURCE) for guess in read)
    named = sum(guess.by in (EXACT, SYNONYM) for guess in read)
    bonus = 2.0 if said and said[0] == part.table else 1.0 if part.table in said else 0.0
    return named + 0.2 * len(read) - 0.5 * keys + bonus


def as_list(
    one: Range, table: str, columns: Sequence[RangeColumn], known: KnownCodes, said: Sequence[str]
) -> Part | None:
    """The range as a certain list; None where it lacks what that needs."""
    if table in ("Demand", SALES_HISTORY):
        return _as_long(one, table, columns, known, said)
    form = next(form for form in schema.INPUT_TABLES if form.name == table)
    keys = [column.name for column in form.columns if column.name in (PRODUCT, RESOURCE) and column.required]
    guesses: dict[int, Guess] = {}
    for key in keys:
        free = [column for column in columns if column.head.column not in guesses]
        found = key_of(free, key, known, one.id)
        if found is None:
            return None
        guesses[found[0].head.column] = found[1]
    rest = [column for column in columns if column.head.column not in guesses]
    first = keys[0] if len(keys) == 1 else ""
    key_column = next(iter(guesses)) if first else None
    others = guess_columns(table, columns if first else rest, first, key_column)
    guesses |= {n: _not_the_key(guess, keys) for n, guess in others.items() if n not in guesses}
    if table in _NAMING and not _names_known(table, columns, guesses):
        return None
    meant = {name for guess in guesses.values() for name in (guess.column, *guess.choices)}
    needed = {column.name for column in form.columns if column.required}
    if needed - meant:
        return None
    telling_nothing = (*keys, *IN_ANY_LIST, NOT_READ)
    specific = [g for g in guesses.values() if g.column not in telling_nothing and g.by in (EXACT, SYNONYM)]
    asked = [g for g in guesses.values() if g.choices and g.column == NOT_READ]
    if not specific and not (asked and table in said):
        return None
    unique = len(keys) != 1 or next(c for c in columns if c.head.column == key_column).is_unique
    certainty = 0.97 if unique and (table in said or any(g.is_sure for g in specific)) else 0.6
    why = f"its columns are those of {table}" if unique else f"its columns are those of {table}, but keys repeat"
    return Part(one, table, certainty, SYNONYM, why, guesses, (table, NOT_READ), one.rows)


def _names_known(table: str, columns: Sequence[RangeColumn], guesses: Mapping[int, Guess]) -> bool:
    """Whether the settings or fields that a list names are those that there are."""
    wanted = _NAMING[table]
    known = {folded(setting.name) for setting in schema.SETTINGS}
    if table != "Settings":
        known |= {folded(column.name) for _, column in schema.overridable()} | {
            folded(name) for name in schema.SCENARIO_COLUMNS
        }
        known |= {folded(form.name) for form in schema.SCENARIO_TABLES}
    codes = [c.codes for c in columns if (guess := guesses.get(c.head.column)) and guess.column == wanted]
    return bool(codes) and all(folded(code) in known for code in codes[0])


def _not_the_key(guess: Guess, keys: Sequence[str]) -> Guess:
    """A second column that is headed as the key is not read."""
    if guess.column not in keys:
        return guess
    return Guess(NOT_READ, CERTAIN[SYNONYM], guess.by, "another column holds the codes")


def _as_long(
    one: Range, table: str, columns: Sequence[RangeColumn], known: KnownCodes, said: Sequence[str]
) -> Part | None:
    """A list of products, periods and quantities: demand or sales."""
    when, what = ("Period", "Quantity") if table == "Demand" else ("Date", "Quantity")
    key = key_of([c for c in columns if (named_in(table, c) or ("",))[0] != when], PRODUCT, known, one.id)
    if key is None:
        return None
    others = [column for column in columns if column is not key[0]]
    periods = [c for c in others if c.is_of_periods or (named_in(table, c) or ("",))[0] == when]
    if not periods:
        return None
    named = [c for c in periods if (named_in(table, c) or ("",))[0] == when]
    period = (named or periods)[0]
    taken = (key[0].head.column, period.head.column)
    numbers = [c for c in columns if c.is_numeric and c.head.column not in taken]
    quantities = [c for c in numbers if (named_in(table, c) or ("",))[0] == what]
    if not quantities and len(numbers) != 1:
        return None
    quantity = (quantities or numbers)[0]
    if sum((key[1].by != SHAPE, bool(named), bool(quantities))) < 2:
        return None
    guesses = {c.head.column: unread(f"{table} needs no more than product, period and quantity") for c in columns}
    guesses[key[0].head.column] = key[1]
    guesses[period.head.column] = _by_name(table, period, when, len(named or periods) == 1)
    guesses[quantity.head.column] = _by_name(table, quantity, what, len(quantities or numbers) == 1)
    certainty, why = _long_certainty(table, period, quantity, said)
    if table == "Demand" and (told := _repeated(one, key[0], period)):
        certainty, why = min(certainty, 0.6), f"{why}; but {told}"
    return Part(one, table, certainty, SYNONYM, why, guesses, ("Demand", SALES_HISTORY, NOT_READ), one.rows)


def _repeated(one: Range, key: RangeColumn, period: RangeColumn) -> str:
    """What is odd with a list of demand that has several rows for a product and a period; empty where it has none."""
    pairs = [(text_of(a), text_of(b)) for a, b in zip(key.values, period.values, strict=True)]
    several = len(pairs) - len(set(pairs))
    return (
        f"{several} of its rows are for a product and period that others have too, and would be added up"
        if several
        else ""
    )


def _by_name(table: str, column: RangeColumn, meant: str, alone: bool) -> Guess:
    told = named_in(table, column)
    if told and told[0] == meant:
        return Guess(
            meant,
            CERTAIN[told[1]] if alone else 0.6,
            told[1],
            f"it is headed {quoted(column.head.text)}",
            () if alone else (meant, NOT_READ),
        )
    if alone and column.is_of_periods:
        return Guess(meant, 0.95, SHAPE, "it is the only column of dates or periods")
    return Guess(meant, 0.7, SHAPE, "it is the only column left that fits", (meant, NOT_READ))


def _long_certainty(table: str, period: RangeColumn, quantity: RangeColumn, said: Sequence[str]) -> tuple[float, str]:
    """How sure a list is demand, or sales: by titles, by the header of the quantity, by days."""
    other = SALES_HISTORY if table == "Demand" else "Demand"
    if table in said and other not in said:
        return 0.95, "its title or its sheet says so"
    mine, theirs = (named_in(one, quantity) is not None for one in (table, other))
    if mine and not theirs and other not in said:
        return 0.95, f"its quantity is headed {quoted(quantity.head.text)}"
    if table == SALES_HISTORY and len(set(period.codes)) >= _DAILY and "Demand" not in said:
        return 0.9, f"it has {len(set(period.codes))} different days"
    return 0.6, "it lists products, periods and quantities"
