"""Ranges with a column for each period: demand, receipts, capacity, also where the rows are of several measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sop_excel.adoption.adopted import EXACT, NOT_READ, PERIODS, SHAPE, SYNONYM
from sop_excel.adoption.columns import CERTAIN, Guess, RangeColumn
from sop_excel.adoption.keys import PRODUCT, RESOURCE, KnownCodes, key_of
from sop_excel.adoption.part import Part, unread
from sop_excel.adoption.ranges import Range
from sop_excel.adoption.rows import NEAR, number_in
from sop_excel.adoption.words import SALES_HISTORY, WIDE, is_sum_word, says_another_measure, tables_said
from sop_excel.contract.synonyms import is_unit
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.vocabulary import listed, quoted

OF_PRODUCTS = ("Demand", SALES_HISTORY, "Receipts", "FirmProduction")
BY_TABLE_NAME, BY_TITLE, BY_MEASURE = 0.97, 0.95, 0.93
UNTITLED, UNTITLED_CAPACITY, IN_DOUBT, REPEATED = 0.7, 0.85, 0.6, 0.5
MOST_MEASURES = 12  # different kinds of rows of one product


@dataclass(frozen=True)
class Verdict:
    """Which table, how sure, who says so and why."""

    table: str
    certainty: float
    by: str
    why: str
    is_elsewhere: bool = False

    def doubted(self, most: float, why: str) -> Verdict:
        """No surer than that, for a reason."""
        return replace(self, certainty=min(self.certainty, most), why=f"{self.why}; but {why}")


def period_groups(columns: Sequence[RangeColumn]) -> list[list[RangeColumn]]:
    """The columns of periods, apart where another word stands above or in front of them; at least two of one sort."""
    groups: dict[str, list[RangeColumn]] = {}
    begun = ""  # the word above a column that says what follows, up to the next one: Actual, Forecast
    for column in columns:
        numeric = not column.filled or column.is_numeric
        if column.head.period is not None and numeric:
            above = column.head.above
            begun = above if tables_said(above) or says_another_measure(above) else begun
            word = "".join(c for c in column.head.upper or begun if not c.isdigit()).strip().casefold()
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


def is_sum_column(column: RangeColumn, groups: Sequence[Sequence[RangeColumn]]) -> bool:
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


def wide_parts(
    one: Range,
    columns: Sequence[RangeColumn],
    others: Sequence[RangeColumn],
    groups: Sequence[Sequence[RangeColumn]],
    known: KnownCodes,
) -> Iterator[Part]:
    """A table for each group of periods, or for each kind of rows that is one."""
    for group in groups:
        product, resource = (key_of(others, sort, known, one.id) for sort in (PRODUCT, RESOURCE))
        is_resource = _prefers_resource(product, resource)
        found = resource if is_resource else product
        if found is None:
            continue
        key, guess = found
        guesses = {c.head.column: _other_in_wide(c, group) for c in columns}
        guesses |= {c.head.column: Guess(PERIODS, CERTAIN[EXACT], SHAPE, "its header names a period") for c in group}
        guesses[key.head.column] = guess
        verdict = _doubted(_wide_table(one, group, is_resource), group)
        choices = ("Capacity", NOT_READ) if is_resource else (*OF_PRODUCTS, NOT_READ)
        part = Part(one, verdict.table, verdict.certainty, verdict.by, verdict.why, guesses, choices, one.rows)
        part = replace(part, is_elsewhere=verdict.is_elsewhere)
        yield from _by_measure(part, key, [column for column in others if column is not key])


def _prefers_resource(product: tuple[RangeColumn, Guess] | None, resource: tuple[RangeColumn, Guess] | None) -> bool:
    if product is None or resource is None:
        return product is None
    return resource[1].certainty > product[1].certainty


def _other_in_wide(column: RangeColumn, group: Sequence[RangeColumn]) -> Guess:
    if column.head.period is not None and not is_sum_word(column.head.text):
        return unread("it is none of these periods")
    return unread("it is a sum or a remark" if is_sum_column(column, [group]) else "it is no period")


# --- which table ---------------------------------------------------------------------------------------------------


def _wide_table(one: Range, group: Sequence[RangeColumn], is_resource: bool) -> Verdict:
    """The table that a wide range is: by the nearest words that say one."""
    fitting = ("Capacity",) if is_resource else OF_PRODUCTS
    uppers = {column.head.upper for column in group} - {""} or {group[0].head.above}
    sources = [
        ("what stands above its periods", " ".join(uppers) if len(uppers) < 4 else "", BY_TABLE_NAME),
        ("the table's name", one.table, BY_TABLE_NAME),
        ("its name", " ".join(one.names), BY_TITLE),
        ("its title", one.title, BY_TITLE),
        ("the sheet's name", one.sheet.name, BY_TITLE),
    ]
    said = [(where, text, sure, [t for t in tables_said(text) if t in WIDE]) for where, text, sure in sources if text]
    telling = [entry for entry in said if entry[3]]
    if not telling:
        why = "it has a column for each period, but no name or title says what of"
        return Verdict(fitting[0], UNTITLED_CAPACITY if is_resource else UNTITLED, SHAPE, why)
    where, text, sure, tables = telling[0]
    table = next((t for t in tables if t in fitting), None)
    if table is None:
        return Verdict(fitting[0], REPEATED, SHAPE, f"{where} says {tables[0]}, which does not fit its rows")
    by = EXACT if table.casefold() in (text.casefold(), one.table.casefold()) else SYNONYM
    verdict = Verdict(table, sure, by, f"{where} is {quoted(text)}")
    if len(set(tables)) > 1 or any(table not in entry[3] for entry in telling):
        verdict = verdict.doubted(IN_DOUBT, "other words nearby say another table")
    nearer = [text for _, text, _, _ in said[: said.index(telling[0]) + 1]]
    if table in ("Demand", SALES_HISTORY) and any(map(says_another_measure, nearer)):
        verdict = verdict.doubted(IN_DOUBT, f"{listed(map(quoted, nearer))} may say something else")
        verdict = replace(verdict, is_elsewhere=len(nearer) > 1)
    return verdict


def _doubted(verdict: Verdict, group: Sequence[RangeColumn]) -> Verdict:
    """The verdict, with what speaks against it in the periods themselves."""
    if verdict.table == SALES_HISTORY:  # what is sold is past to some, a plan to others
        verdict = verdict.doubted(UNTITLED, "sales may be those to come, which are demand")
    if any(column.is_money for column in group):
        verdict = verdict.doubted(REPEATED, "its numbers are amounts of money")
    if any(column.is_share for column in group):
        verdict = verdict.doubted(REPEATED, "its numbers are per cents")
    below = dict.fromkeys(column.head.unit for column in group if not is_unit(column.head.unit, of_money=False))
    if below and verdict.table != "Capacity":
        verdict = verdict.doubted(REPEATED, f"{listed(map(quoted, below))} stands below its headers")
    units = dict.fromkeys(unit for column in group for unit in column.units)
    if len(units) > 1:
        verdict = verdict.doubted(REPEATED, f"its numbers are in {listed(map(quoted, units))}")
    words = {word for column in group if (word := "".join(c for c in column.head.upper if not c.isdigit()).strip())}
    strange = [word for word in words if not tables_said(word)]
    if strange:
        verdict = verdict.doubted(IN_DOUBT, f"its periods are headed {listed(map(quoted, strange))}")
    return verdict


# --- rows of several measures --------------------------------------------------------------------------------------


def _by_measure(part: Part, key: RangeColumn, others: Sequence[RangeColumn]) -> Iterator[Part]:
    """The part, or where its rows are of several measures, those that are tables; keys may stand once for several."""
    rows = part.source.rows
    codes = carried(key, rows)
    if len(set(key.codes)) == len(key.codes) == len(rows):
        yield part
        return
    for column in others:
        texts = {row: text_of(value) or "" for row, value in zip(rows, column.values, strict=True)}
        kinds = dict.fromkeys(text for text in texts.values() if text)
        pairs = [(codes.get(row), texts[row]) for row in rows if texts[row]]
        if 1 < len(kinds) <= MOST_MEASURES and len(set(pairs)) == len(pairs) > len(set(codes.values())):
            of = {kind: tuple(row for row in rows if texts[row] == kind) for kind in kinds}
            yield from _measured(replace(part, codes=codes), of, column.head.text)
            return
    if len(set(key.codes)) < len(key.codes):
        told = f"{part.why}; but several rows are for the same {part.guesses[key.head.column].column.lower()}"
        part = replace(part, certainty=min(part.certainty, REPEATED), why=told)
    yield part


def carried(key: RangeColumn, rows: Sequence[int]) -> dict[int, str]:
    """The key of each row, where a blank cell means the one above."""
    codes, last = {}, ""
    for row, value in zip(rows, key.values, strict=True):
        last = text_of(value) or last
        if last:
            codes[row] = last
    return codes


def _measured(part: Part, of: dict[str, tuple[int, ...]], header: str) -> Iterator[Part]:
    """The kinds of rows that are tables; where none says so, one has to be chosen."""
    told = [(kind, tables) for kind in of if (tables := [t for t in tables_said(kind) if t in OF_PRODUCTS])]
    tables = [tables[0] for _, tables in told]
    clear = [kind for kind, found in told if tables.count(found[0]) == 1 and found[0] != SALES_HISTORY]
    if not any(found[0] == "Demand" for kind, found in told if kind in clear):
        why = f"{part.why}; but its rows are told apart by {quoted(header)}: {listed(map(quoted, of))}"
        yield replace(part, certainty=min(part.certainty, REPEATED), why=why, measures=of)
        return
    for kind in clear:
        table = tables_said(kind)[0]
        sure = BY_MEASURE if part.certainty != REPEATED else REPEATED
        why = f"{quoted(header)} is {quoted(kind)} in these rows"
        yield replace(part, table=table, certainty=sure, by=SYNONYM, why=why, rows=of[kind])
