"""What a range holds: one planning table, or several side by side, such as costs and demand in one sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sop_excel.adoption.adopted import EXACT, NOT_READ, PERIODS, SHAPE, SYNONYM
from sop_excel.adoption.columns import (
    CERTAIN,
    SURE,
    Guess,
    RangeColumn,
    columns_of,
    guess_columns,
    named_in,
)
from sop_excel.adoption.keys import PRODUCT, RESOURCE, KnownCodes, key_of, named_keys
from sop_excel.adoption.ranges import Range
from sop_excel.adoption.rows import NEAR, number_in
from sop_excel.adoption.words import LISTS, SALES_HISTORY, WIDE, is_sum_word, tables_said
from sop_excel.contract import schema
from sop_excel.domain.vocabulary import quoted
from sop_excel.spreadsheet.areas import letters

_DAILY = 40  # different days that a list of sales has at least
_OF_PRODUCTS = ("Demand", SALES_HISTORY, "Receipts", "FirmProduction")


@dataclass(frozen=True)
class Part:
    """A planning table out of a range: all of it, or some of its columns.

    ``guesses`` says what each column is, by its number on the sheet; ``choices`` are the tables that it may be instead.
    ``rows`` are those of the range that belong to it.
    """

    source: Range
    table: str
    certainty: float
    by: str
    why: str
    guesses: dict[int, Guess]
    choices: tuple[str, ...] = ()
    rows: tuple[int, ...] = field(default=())

    @property
    def is_sure(self) -> bool:
        """Whether nobody has to be asked which table it is."""
        return self.certainty >= SURE

    @property
    def is_wide(self) -> bool:
        """Whether it has columns of periods."""
        return any(guess.column == PERIODS for guess in self.guesses.values())

    @property
    def id(self) -> str:
        """The range, and where that holds several tables the first column of this one's own."""
        periods = [n for n, guess in self.guesses.items() if guess.column == PERIODS]
        return f"{self.source.id} {letters(periods[0])}" if periods else self.source.id

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return self.source.id

    @property
    def read(self) -> dict[int, str]:
        """The columns that are read, and as what."""
        return {n: guess.column for n, guess in self.guesses.items() if guess.column != NOT_READ}


def codes_known(ranges: Sequence[Range]) -> KnownCodes:
    """The codes of all columns that are headed as products or resources."""
    found: dict[str, dict[str, frozenset[str]]] = {PRODUCT: {}, RESOURCE: {}}
    for one in ranges:
        columns = [column for column in columns_of(one) if column.head.period is None]
        for sort, places in found.items():
            for column, _ in named_keys(columns, sort):
                places[one.id] = places.get(one.id, frozenset()) | frozenset(column.codes)
    return KnownCodes(found)


def parts_of(one: Range, known: KnownCodes) -> list[Part]:
    """The planning tables that a range may hold; none where it holds none."""
    columns = columns_of(one)
    groups = period_groups(columns)
    in_groups = {column.head.column for group in groups for column in group}
    sums = {column.head.column for column in columns if groups and _is_sum(column, groups)}
    others = [
        c for c in columns if c.head.column not in in_groups and c.head.column not in sums and c.head.period is None
    ]
    parts = list(_wide_parts(one, columns, others, groups, known))
    listed = _list_part(one, others, known, beside=bool(parts))
    if listed is not None and parts:
        listed = replace(
            listed, guesses={**{c.head.column: _unread(c, "it is a period") for c in columns}, **listed.guesses}
        )
    return [*([listed] if listed is not None else []), *parts]


def _unread(column: RangeColumn, why: str) -> Guess:
    return Guess(NOT_READ, CERTAIN[EXACT], SHAPE, why)


def period_groups(columns: Sequence[RangeColumn]) -> list[list[RangeColumn]]:
    """The columns of periods, apart where another word stands above or in front of them; at least two of one sort."""
    groups: dict[str, list[RangeColumn]] = {}
    for column in columns:
        numeric = not column.filled or column.is_numeric
        if column.head.period is not None and numeric:
            word = "".join(c for c in column.head.upper if not c.isdigit()).strip().casefold()
            groups.setdefault(word, []).append(column)
    found = []
    for group in groups.values():
        sorts = [column.head.period.sort for column in group if column.head.period]
        most = max(set(sorts), key=sorts.count)
        alike = [column for column in group if column.head.period and column.head.period.sort == most]
        found += [run for run in _runs(alike) if len(run) >= 2 and any(column.filled for column in run)]
    return found


def _runs(group: Sequence[RangeColumn]) -> Iterator[list[RangeColumn]]:
    """A group of periods, cut where a period comes that it has already."""
    run: list[RangeColumn] = []
    for column in group:
        if column.head.period in {one.head.period for one in run}:
            yield run
            run = []
        run.append(column)
    yield run


def _is_sum(column: RangeColumn, groups: Sequence[Sequence[RangeColumn]]) -> bool:
    """Whether a column is headed as a sum, or adds up periods in every row."""
    if is_sum_word(column.head.text) or column.head.period is not None:
        return True
    if not column.is_numeric:
        return False
    return any(_adds_up(column, group) for group in groups if len(group) > 2)


def _adds_up(column: RangeColumn, group: Sequence[RangeColumn]) -> bool:
    told = 0
    for n, value in enumerate(column.values):
        parts = [number for one in group if (number := number_in(one.values[n])) is not None]
        number = number_in(value)
        if number is None or abs(sum(parts) - number) > NEAR * max(1.0, abs(number)):
            return False
        told += sum(map(bool, parts)) > 1
    return told > 0


def as_table(part: Part, table: str) -> Part:
    """A part as another table that it may be."""
    if part.is_wide:
        return replace(part, table=table)
    columns = [column for column in columns_of(part.source) if column.head.period is None]
    return _as(part.source, table, columns, KnownCodes({}), [table]) or replace(part, table=table)


# --- wide tables ---------------------------------------------------------------------------------------------------


def _wide_parts(
    one: Range,
    columns: Sequence[RangeColumn],
    others: Sequence[RangeColumn],
    groups: Sequence[Sequence[RangeColumn]],
    known: KnownCodes,
) -> Iterator[Part]:
    for group in groups:
        product, resource = (key_of(others, sort, known, one.id) for sort in (PRODUCT, RESOURCE))
        if product is None and resource is None:
            continue
        is_resource = _prefers_resource(product, resource)
        found = resource if is_resource else product
        if found is None:
            continue
        key, guess = found
        table, certainty, by, why = _wide_table(one, group, is_resource)
        guesses = {c.head.column: _other_in_wide(c, group) for c in columns}
        guesses |= {c.head.column: Guess(PERIODS, CERTAIN[EXACT], SHAPE, "its header names a period") for c in group}
        guesses[key.head.column] = guess
        if len(set(key.codes)) < len(key.codes):
            certainty, why = min(certainty, 0.5), f"{why}; but several rows are for the same {guess.column.lower()}"
        choices = ("Capacity", NOT_READ) if is_resource else (*_OF_PRODUCTS, NOT_READ)
        yield Part(one, table, certainty, by, why, guesses, choices, one.rows)


def _prefers_resource(product: tuple[RangeColumn, Guess] | None, resource: tuple[RangeColumn, Guess] | None) -> bool:
    if product is None or resource is None:
        return product is None
    return resource[1].certainty > product[1].certainty


def _other_in_wide(column: RangeColumn, group: Sequence[RangeColumn]) -> Guess:
    if is_sum_word(column.head.text) or _is_sum(column, [group]):
        return Guess(NOT_READ, CERTAIN[EXACT], SHAPE, "it is a sum")
    return _unread(column, "it is no period")


def _wide_table(one: Range, group: Sequence[RangeColumn], is_resource: bool) -> tuple[str, float, str, str]:
    """(table, certainty, by, why) of a wide table: by the nearest words that say one."""
    fitting = ("Capacity",) if is_resource else _OF_PRODUCTS
    uppers = {column.head.upper for column in group} - {""} or {group[0].head.above}
    sources = [
        ("above its periods", " ".join(uppers) if len(uppers) < 4 else "", 0.97),
        ("the table's name", one.table, 0.97),
        ("its name", " ".join(one.names), 0.95),
        ("its title", one.title, 0.95),
        ("the sheet's name", one.sheet.name, 0.95),
    ]
    said = [(where, text, certainty, tables_said(text)) for where, text, certainty in sources if text]
    said = [(where, text, certainty, [t for t in tables if t in WIDE]) for where, text, certainty, tables in said]
    said = [entry for entry in said if entry[3]]
    if not said:
        why = "it has a column for each period, but no name or title says what of"
        return fitting[0], 0.85 if is_resource else 0.7, SHAPE, why
    where, text, certainty, tables = said[0]
    table = next((t for t in tables if t in fitting), None)
    if table is None:
        return fitting[0], 0.5, SHAPE, f"{where} says {tables[0]}, which does not fit its rows"
    if len(set(tables)) > 1 or any(table not in entry[3] for entry in said):
        certainty = 0.6
    if table == SALES_HISTORY:
        certainty = min(certainty, 0.7)  # what is sold is past to some, a plan to others
    by = EXACT if table.casefold() in (text.casefold(), one.table.casefold()) else SYNONYM
    return (
        table,
        certainty,
        by,
        f"{where} is {quoted(text)}" if where != "above its periods" else f"{quoted(text)} above",
    )


# --- lists ---------------------------------------------------------------------------------------------------------


def _list_part(one: Range, columns: Sequence[RangeColumn], known: KnownCodes, beside: bool) -> Part | None:
    """The list that a range holds, or has beside its periods."""
    said = _said(one)
    tried = [
        part
        for table in (("Products", "Resources") if beside else LISTS)
        if (part := _as(one, table, columns, known, said))
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


def _as(one: Range, table: str, columns: Sequence[RangeColumn], known: KnownCodes, said: Sequence[str]) -> Part | None:
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
    meant = {guess.column for guess in guesses.values()}
    needed = {column.name for column in form.columns if column.required}
    if needed - meant:
        return None
    specific = [g for g in guesses.values() if g.column not in (*keys, "Group", NOT_READ) and g.by in (EXACT, SYNONYM)]
    asked = [g for g in guesses.values() if g.choices and g.column == NOT_READ]
    if not specific and not (asked and table in said):
        return None
    unique = len(keys) != 1 or next(c for c in columns if c.head.column == key_column).is_unique
    certainty = 0.97 if unique and any(g.is_sure for g in specific) else 0.6
    why = f"its columns are those of {table}" if unique else f"its columns are those of {table}, but keys repeat"
    return Part(one, table, certainty, SYNONYM, why, guesses, (table, NOT_READ), one.rows)


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
    key = key_of([c for c in columns if not c.is_of_periods], PRODUCT, known, one.id)
    periods = [c for c in columns if c.is_of_periods or (named_in(table, c) or ("",))[0] == when]
    if key is None or not periods:
        return None
    named = [c for c in periods if (named_in(table, c) or ("",))[0] == when]
    period = (named or periods)[0]
    taken = (key[0].head.column, period.head.column)
    numbers = [c for c in columns if c.is_numeric and c.head.column not in taken]
    quantities = [c for c in numbers if (named_in(table, c) or ("",))[0] == what]
    if not quantities and len(numbers) != 1:
        return None
    quantity = (quantities or numbers)[0]
    guesses = {c.head.column: _unread(c, f"{table} needs no more than product, period and quantity") for c in columns}
    guesses[key[0].head.column] = key[1]
    guesses[period.head.column] = _by_name(table, period, when, len(named or periods) == 1)
    guesses[quantity.head.column] = _by_name(table, quantity, what, len(quantities or numbers) == 1)
    certainty, why = _long_certainty(table, period, quantity, said)
    return Part(one, table, certainty, SYNONYM, why, guesses, ("Demand", SALES_HISTORY, NOT_READ), one.rows)


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
