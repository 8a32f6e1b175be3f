"""On which sheet of a file the sales stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import SALES_HISTORY
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.columns import find_layout
from sop_excel.domain.questions import Answers, Choice, Question, UnsureError
from sop_excel.domain.vocabulary import counted, first_few, listed, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.spreadsheet.raw_sheet import RawSheet

SHEET = "sheet"  # the key of the question for it
MOST_NAMED = 5  # sheets in a sentence
_OURS = frozenset(form.name for form in (*schema.INPUT_TABLES, *schema.OUTPUT_FORMS))


def history_sheet(sheets: Sequence[RawSheet], choices: Choices, place: str, answers: Answers) -> RawSheet:
    """The sheet with the sales in the file ``place``: the one named in the answers, or the only one that has any.

    A cleaned history counts before all others, as it is cleaned again. Raises UnsureError where several have sales,
    and InputError where none has.
    """
    wanted = answers.get(SHEET, "")
    if wanted:
        return _named(sheets, wanted, place)
    cleaned = [sheet for sheet in sheets if any(table.name == SALES_HISTORY.name for table in sheet.tables)]
    found = cleaned or list(_with_sales(_not_ours(sheets), choices))
    if len(found) == 1:
        return found[0]
    if found:
        raise UnsureError([_which(found, place)])
    names = [quoted(sheet.name) for sheet in sheets]
    told = f"{counted(len(sheets), 'sheet')} without them: {first_few(names, MOST_NAMED)}"
    advice = "name the columns, as with --date-column, or export the sales with a row for each"
    raise InputError([Issue(place, "", "sales with a date, a product and a quantity", told, advice)])


def _named(sheets: Sequence[RawSheet], wanted: str, place: str) -> RawSheet:
    for sheet in sheets:
        if sheet.name.casefold() == wanted.casefold():
            return sheet
    names = listed(quoted(sheet.name) for sheet in sheets)
    raise InputError([Issue(place, "", "a sheet of the file", quoted(wanted), f"choose one of {names}")])


def _not_ours(sheets: Sequence[RawSheet]) -> Iterator[RawSheet]:
    """The sheets that a planner's sales may stand on: none with a table of a plan, nor a page of formulas over them."""
    planned = any(table.name == schema.RUN_INFO.name for sheet in sheets for table in sheet.tables)
    for sheet in sheets:
        filled = sum(value is not None for row in sheet.rows for value in row)
        page = planned and 2 * len(sheet.formulas) > filled
        if not (page or _OURS.intersection(table.name for table in sheet.tables)):
            yield sheet


def _with_sales(sheets: Iterable[RawSheet], choices: Choices) -> Iterator[RawSheet]:
    for sheet in sheets:
        with suppress(InputError):  # no sales on this one
            if any(sheet.rows) and not sheet.hidden and find_layout(sheet.rows, sheet.name, choices):
                yield sheet


def _which(found: Sequence[RawSheet], place: str) -> Question:
    choices = tuple(Choice(sheet.name, counted(len(sheet.rows), "line")) for sheet in found)
    why = f"{counted(len(found), 'sheet')} may hold them"
    return Question(SHEET, place, "on which sheet do the sales stand?", choices, why, "--sheet NAME")
