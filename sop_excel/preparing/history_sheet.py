"""On which sheet of a file the sales stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from sop_excel.contract.demand_tables import SALES_HISTORY
from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.columns import find_layout
from sop_excel.domain.questions import Answers, Choice, Question, UnsureError
from sop_excel.domain.vocabulary import counted, listed, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.spreadsheet.raw_sheet import RawSheet

SHEET = "sheet"  # the key of the question for it


def history_sheet(sheets: Sequence[RawSheet], choices: Choices, place: str, answers: Answers) -> RawSheet:
    """The sheet with the sales in the file ``place``: the one named in the answers, or the only one that has any.

    A cleaned history counts before all others, as it is cleaned again. Raises UnsureError where several have sales,
    and InputError where none has.
    """
    wanted = answers.get(SHEET, "")
    if wanted:
        return _named(sheets, wanted, place)
    cleaned = [sheet for sheet in sheets if any(table.name == SALES_HISTORY.name for table in sheet.tables)]
    found = cleaned or list(_with_sales(sheets, choices))
    if len(found) == 1:
        return found[0]
    if found:
        raise UnsureError([_which(found, place)])
    told = f"{counted(len(sheets), 'sheet')} without them: {listed(quoted(sheet.name) for sheet in sheets)}"
    advice = "name the columns, as with --date-column, or export the sales with a row for each"
    raise InputError([Issue(place, "", "sales with a date, a product and a quantity", told, advice)])


def _named(sheets: Sequence[RawSheet], wanted: str, place: str) -> RawSheet:
    for sheet in sheets:
        if sheet.name.casefold() == wanted.casefold():
            return sheet
    names = listed(quoted(sheet.name) for sheet in sheets)
    raise InputError([Issue(place, "", "a sheet of the file", quoted(wanted), f"choose one of {names}")])


def _with_sales(sheets: Sequence[RawSheet], choices: Choices) -> Iterator[RawSheet]:
    for sheet in sheets:
        with suppress(InputError):  # no sales on this one
            if any(sheet.rows) and not sheet.hidden and find_layout(sheet.rows, sheet.name, choices):
                yield sheet


def _which(found: Sequence[RawSheet], place: str) -> Question:
    choices = tuple(Choice(sheet.name, counted(len(sheet.rows), "line")) for sheet in found)
    why = f"{counted(len(found), 'sheet')} may hold them"
    return Question(SHEET, place, "on which sheet do the sales stand?", choices, why, "--sheet NAME")
