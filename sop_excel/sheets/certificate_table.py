"""Table Certificate: the lower bound as a sum that the sheet itself adds up, beside what the plan costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum, isfinite

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.domain.certificate_terms import LARGEST, Certificate, Term
from sop_excel.domain.costs import REVENUE, TOTAL_COST
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.said import say
from sop_excel.domain.table import Formula, OutputTable, Table, Value
from sop_excel.domain.vocabulary import folded, whole
from sop_excel.sheets.fingerprint import column_reference
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.long_tables import long_form
from sop_excel.sheets.reading.matched_headers import match_columns

COST, DIFFERENCE = say("Plan cost less revenue"), say("Difference")
SPARE = say("Least cost of a decision without a limit")
BOUND = say("Lower bound: the sum of quantity x price")
RELAXED_BOUND = say("Lower bound of the linear relaxation: the sum of quantity x price")
SOLVERS_BOUND = say("Lower bound of the solver, in whole numbers")
DECIMALS, DIGITS = 6, 13  # of the difference, and of the money at stake: what is left beyond them is rounding
TOO_LARGE = say(
    "Written for plans of up to {largest} products x periods; sop-excel verify proves larger ones.",
    largest=whole(LARGEST),
)
WHOLE = say("The plan is in whole numbers, so its bound is the solver's. These prices prove the plan in fractions.")
NONE = say("The solver gave no prices.")

_QUANTITIES, _PRICES = "Certificate[Quantity]", "Certificate[Price]"
_ROW = "Certificate[[#This Row],[{}]]"
_WORTH = f"{_ROW.format('Quantity')}*{_ROW.format('Price')}"
_COST = f'SUMIFS(CostSummary[Amount],CostSummary[Cost],"{TOTAL_COST}")'
_REVENUE = f'SUMIFS(CostSummary[Amount],CostSummary[Cost],"{REVENUE}")'
_SOLVERS = 'INDEX(RunInfo[Value],MATCH("Lower bound",RunInfo[Field],0))'

# Parts whose quantity stands among the inputs under another name than their own.
_ELSEWHERE = {
    "Revenue of all demand": "Demand",
    "Demand that may be lost": "Demand",
    "Orders not to be exceeded": "Demand",
    "Safety stock that may be missed": "Safety stock",
}

Row = tuple[Value, ...]  # what stands in these columns
_COLUMNS = ("Part", "Item", "Period", "Quantity", "Price", "Worth")


def certificate_table(plan: Found, found: Certificate | None, tables: Mapping[str, Table]) -> OutputTable:
    """Table Certificate. ``tables`` are the planner's, to whose cells the quantities refer where they hold them."""
    form = schema.CERTIFICATE
    return output_table(form, [form.row(dict(zip(_COLUMNS, row, strict=True))) for row in _rows(plan, found, tables)])


def _rows(plan: Found, found: Certificate | None, tables: Mapping[str, Table]) -> Iterable[Row]:
    if isinstance(plan, NoPlan):
        return [_line(COST), _line(BOUND), _line(DIFFERENCE)]
    if found is None or found.too_large:
        return [_line(NONE if found is None else TOO_LARGE)]
    cells = _PlannersCells(tables)
    terms = [
        (term.part, term.item or None, term.period or None, cells.quantity(term), term.price, _worth(term))
        for term in found.terms
    ]
    return [*_head(plan, found), *_sums(found.terms), *terms]


def _head(plan: Plan, found: Certificate) -> Iterator[Row]:
    bound = f"SUMPRODUCT({_QUANTITIES},{_PRICES})"
    yield _line(COST, Formula(f"{_COST}-{_REVENUE}", plan.objective))
    yield _line(RELAXED_BOUND if found.relaxed else BOUND, Formula(bound, found.bound))
    decimals = min(DECIMALS, DIGITS - len(f"{plan.stake:.0f}"))
    apart = round(plan.objective - found.bound, decimals) + 0.0  # no minus zero
    yield _line(DIFFERENCE, Formula(f"ROUND({_COST}-{_REVENUE}-{bound},{decimals})", apart))
    if found.relaxed:
        yield _line(SOLVERS_BOUND, Formula(_SOLVERS, plan.proof.lower_bound))
        yield _line(WHOLE)
    if isfinite(found.spare):
        yield SPARE, None, None, None, found.spare, None


def _sums(terms: Sequence[Term]) -> Iterator[Row]:
    """What each part adds to the bound."""
    for part in dict.fromkeys(term.part for term in terms):
        amount = fsum(term.quantity * term.price for term in terms if term.part == part)
        text = f'SUMPRODUCT((Certificate[Part]="{part}")*1,{_QUANTITIES},{_PRICES})'
        yield _line(say("Sum of: {part}", part=part), Formula(text, amount))


def _line(part: str, worth: Value = None) -> Row:
    return part, None, None, None, None, worth


def _worth(term: Term) -> Formula:
    return Formula(_WORTH, term.quantity * term.price)


def _sources(part: str) -> Iterator[tuple[InputTable, str]]:
    """Where the quantity of a part may stand: the table and its column's key, "" for the column of the period.

    That is the wide table of that name, or the column of products or resources.
    """
    name = folded(_ELSEWHERE.get(part, part))
    yield from ((form, "") for form in schema.INPUT_TABLES if form.wide and folded(form.name) == name)
    for form in (schema.PRODUCTS, schema.RESOURCES):
        yield from ((form, column.key) for column in form.columns if folded(column.name) == name)


class _PlannersCells:
    """The planner's cells, by table, code and column."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._sources: dict[str, tuple[tuple[InputTable, str], ...]] = {}
        self._known: dict[str, tuple[dict[str, int], dict[str, Sequence[Value]]]] = {}

    def quantity(self, term: Term) -> Value:
        """A formula where a cell of the planner's holds this very number, else the number."""
        if term.part not in self._sources:
            self._sources[term.part] = tuple(_sources(term.part))
        for form, key in self._sources[term.part]:
            table = self._tables.get(form.name)
            if table is None:
                continue
            columns, rows = self._of(table, form)
            column, row = columns.get(key or f"period {term.period}"), rows.get(term.item)
            if column is not None and row is not None and row[column] == term.quantity:
                codes = column_reference(table.name, table.headers[columns["the key"]])
                values = column_reference(table.name, table.headers[column])
                return Formula(f"SUMPRODUCT(EXACT({codes},{_ROW.format('Item')})*1,{values})", term.quantity)
        return term.quantity

    def _of(self, table: Table, form: InputTable) -> tuple[dict[str, int], dict[str, Sequence[Value]]]:
        """Columns by their key, those of periods by their exact name; and rows whose code is typed as it is known."""
        if form.name not in self._known:
            columns = match_columns(table, form, Findings())
            key = columns[form.columns[0].key]
            columns["the key"] = key
            if form.wide and not long_form(table, form):
                columns |= {f"period {header}": n for n, header in enumerate(table.headers) if n > key}
            rows = {row[key]: row for row in table.rows if isinstance(row[key], str)}
            self._known[form.name] = columns, {str(code): row for code, row in rows.items()}
        return self._known[form.name]
