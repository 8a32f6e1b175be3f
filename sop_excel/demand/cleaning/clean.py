"""A history of sales cleaned: from raw rows to dated sales, with an account of every row that came in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import NamedTuple

from sop_excel.demand.cleaning.calendar import flag_partial, infer_days, note_gaps, set_aside_far_off
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.columns import Layout, find_layout
from sop_excel.demand.cleaning.days import read_days
from sop_excel.demand.cleaning.duplicates import judge_duplicates
from sop_excel.demand.cleaning.header_roles import Row
from sop_excel.demand.cleaning.ledger import AuditRow, BalanceLine
from sop_excel.demand.cleaning.no_sales import set_aside_no_sales
from sop_excel.demand.cleaning.product_codes import read_products
from sop_excel.demand.cleaning.quantities import judge_quantities, read_quantities
from sop_excel.demand.cleaning.records import Records, read_records
from sop_excel.demand.cleaning.unusual import judge_outliers, judge_returns, note_outliers
from sop_excel.domain.questions import Question, UnsureError
from sop_excel.domain.said import say
from sop_excel.domain.vocabulary import units, whole

Progress = Callable[[str, int, int], None]
CHOSEN = Choices()
_APART = "; "  # between the flags of a row


class Sale(NamedTuple):
    """What was sold of a product on a day, in units; ``flag`` says what is particular, ``line`` where it stood."""

    date: date
    product: str
    quantity: float
    flag: str
    line: int


@dataclass(frozen=True)
class Cleaned:
    """A cleaned history: its sales, the audit of all that was done, and the balance of rows and quantities.

    ``seconds`` are those of each step.
    """

    sales: tuple[Sale, ...]
    audit: tuple[AuditRow, ...]
    balance: tuple[BalanceLine, ...]
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What became of all rows and their quantity, in one line."""
        read, *parts, changes, result = self.balance
        rows = {state: sum(part.rows for part in parts if part.what.startswith(state)) for state in STATES}
        aside = sum(part.quantity for part in parts if part.what.startswith("set aside"))
        counts = {name.replace(" ", "_"): whole(count) for name, count in rows.items()}
        return say(
            "{read} rows read = {kept_unchanged} kept unchanged + {flagged} flagged + {changed} changed + {set_aside} "
            "set aside; quantity {quantity} read - {aside} set aside {sign} {changes} by changes = {result}",
            **counts, read=whole(read.rows), quantity=units(read.quantity), aside=units(aside),
            sign="-" if changes.quantity < 0 else "+", changes=units(abs(changes.quantity)),
            result=units(result.quantity),
        )  # fmt: skip


STATES = ("kept unchanged", "flagged", "changed", "set aside")


def clean(
    rows: Sequence[Row],
    place: str = "the history",
    choices: Choices = CHOSEN,
    progress: Progress = lambda what, done, of: None,
) -> Cleaned:
    """Clean the rows of a sheet, from its first line on; ``place`` names it, in questions and as an only product.

    Raises UnsureError with all that has to be asked first, and InputError where there are no sales to be found.

    >>> cleaned = clean([["date", "sku", "qty"], ["31/01/2024", "A", "70 uds"], ["", "A", "2"], ["Total", "", "72"]])
    >>> cleaned.sales
    (Sale(date=datetime.date(2024, 1, 31), product='A', quantity=70.0, flag='', line=2),)
    >>> cleaned.sentence
    '3 rows read = 1 kept unchanged + 0 flagged + 0 changed + 2 set aside; quantity 144 read - 74 set aside + 0 by \
changes = 70'
    """
    return _Cleaning(rows, place, choices, progress).cleaned()


class _Cleaning:
    """The steps of cleaning in their order, each with its time."""

    def __init__(self, rows: Sequence[Row], place: str, choices: Choices, progress: Progress) -> None:
        self._rows, self._place, self._choices, self._progress = rows, place, choices, progress
        self._seconds: dict[str, float] = {}
        self._notes: list[str] = []
        self._began = perf_counter()

    def cleaned(self) -> Cleaned:
        layout = self._found()
        records = read_records(self._rows, layout, self._place)
        self._done("rows", len(records))
        self._understand(records, layout)
        self._judge(records, layout)
        cleaned = self._laid_out(records)
        self._done("account", len(records))
        return cleaned

    def _found(self) -> Layout:
        layout = find_layout(self._rows, self._place, self._choices)
        if isinstance(layout, list):
            raise UnsureError(layout)
        self._notes += layout.notes
        self._done("columns", 1)
        return layout

    def _understand(self, records: Records, layout: Layout) -> None:
        """Dates, quantities and products, and all questions about them at once."""
        questions: list[Question] = []
        read = read_quantities(records, self._place, self._choices)
        set_aside_no_sales(records, self._rows, layout)
        self._done("quantities", len(records))
        told = read_days(records, self._place, self._choices)
        self._done("dates", len(records))
        questions += [one for one in (told, read) if isinstance(one, Question)]
        if isinstance(told, Question) or isinstance(read, Question):
            raise UnsureError(questions)
        asked = read_products(records, self._place, self._choices)
        if asked is not None:
            raise UnsureError([asked])
        self._notes += [note for note in (told.note, read.note) if note]
        infer_days(records)
        set_aside_far_off(records)
        judge_quantities(records, read)
        self._done("products", len(records))

    def _judge(self, records: Records, layout: Layout) -> None:
        judge_duplicates(records, self._rows, layout)
        self._done("duplicates", len(records))
        judge_returns(records, self._choices)
        judge_outliers(records, self._choices, lambda done, of: self._progress("outliers", done, of))
        self._done("outliers", len(records))
        self._notes += note_outliers(records)
        self._notes += flag_partial(records, self._choices.period)
        self._notes += note_gaps(records, self._choices.period)

    def _laid_out(self, records: Records) -> Cleaned:
        ledger = records.ledger
        sales = tuple(
            Sale(
                date.fromordinal(records.days[n]),
                records.products[n],
                records.quantities[n],
                _flags(records.marks[n], ledger.flags.get(n, [])),
                records.lines[n],
            )
            for n in ledger.kept()
        )
        return Cleaned(sales, tuple(ledger.audit()), ledger.balance(), tuple(self._notes), self._seconds)

    def _done(self, step: str, count: int) -> None:
        now = perf_counter()
        self._seconds[step] = self._seconds.get(step, 0.0) + now - self._began
        self._began = now
        self._progress(step, count, count)


def _flags(marks: str, flags: list[str]) -> str:
    """The flags that a row came with, and those that it got."""
    return _APART.join(dict.fromkeys([*(mark.strip() for mark in marks.split(";") if mark.strip()), *flags]))
