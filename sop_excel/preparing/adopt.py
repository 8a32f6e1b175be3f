"""A planner's own workbook adopted: its ranges become planning tables, and table Mapping says what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sop_excel.adoption.adopted import Adoption, CellChange, MappingRow, mapping_rows
from sop_excel.adoption.decide import decide
from sop_excel.adoption.proposal import UNKNOWN_COLUMNS, Proposal, proposal_lines, propose
from sop_excel.contract import schema
from sop_excel.contract.demand_tables import MAPPING, SALES_HISTORY
from sop_excel.domain.questions import Answers
from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import counted, listed, one_line, plain_decimal
from sop_excel.errors import InputError, Issue
from sop_excel.preparing.prepared import Prepared
from sop_excel.sheets.outputs import output_table
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.raw_sheet import RawSheet, notes_of

_SHOWN = 4  # cells of a column that a note shows of those that change for one reason


def proposal_for(sheets: Sequence[RawSheet], like: Sequence[RawSheet] = ()) -> Proposal:
    """What the sheets of a workbook hold; as decided before, in the workbook itself or in the sheets ``like``."""
    return propose(sheets, tuple(mapping_in(like)) or tuple(mapping_in(sheets)))


def adopt_sheets(sheets: Sequence[RawSheet], answers: Answers | None = None, like: Sequence[RawSheet] = ()) -> Prepared:
    """Adopt a workbook: the Tables to make of its ranges, the cells that become numbers, and table Mapping.

    ``answers`` are those to questions of an earlier try, ``like`` the sheets of a workbook of the same form that was
    adopted before. Raises UnsureError with what has to be asked first, and InputError where there is nothing to adopt.
    """
    proposal = proposal_for(sheets, like)
    if not proposal.parts:
        raise InputError([_nothing(proposal)])
    adoption = decide(proposal, answers or {})
    return Prepared(
        outputs=(output_table(MAPPING, adoption.mapping),),
        summary=_summary(adoption),
        notes=(*notes_of(sheets), *adoption.notes, *_lacking(adoption, proposal), *_changes(adoption, sheets, _SHOWN)),
        details=tuple(_changes(adoption, sheets)),
        inputs=adoption.inputs,
    )


def proposed_lines(sheets: Sequence[RawSheet], like: Sequence[RawSheet] = ()) -> list[str]:
    """The proposal as a table in lines of text: ranges, headers, what they are, how sure that is, what is not read."""
    return proposal_lines(proposal_for(sheets, like).rows())


def proposed_rows(sheets: Sequence[RawSheet], like: Sequence[RawSheet] = ()) -> list[dict[str, str | float]]:
    """The proposal as rows of table Mapping by the names of their fields."""
    return [row._asdict() for row in proposal_for(sheets, like).rows()]


def mapping_in(sheets: Sequence[RawSheet]) -> Iterator[MappingRow]:
    """The rows of a table Mapping on these sheets; none without one."""
    for sheet in sheets:
        for table in sheet.tables:
            if table.name.casefold() == MAPPING.name.casefold():
                area = table.area
                columns = range(area.left, area.right + 1)
                headers = [str(sheet.at(area.top, column) or "") for column in columns]
                rows = range(area.top + 1, area.bottom + 1 - table.totals)
                yield from mapping_rows(headers, [[sheet.at(row, column) for column in columns] for row in rows])


def _nothing(proposal: Proposal) -> Issue:
    seen = listed([f"{sheet}!{place} ({why})" for sheet, place, why in proposal.unread[:6]] or ["empty sheets"])
    advice = "give each list or table of numbers a row of headers, such as Product, Production cost and the periods"
    return Issue("adopt", "", "a range that may be a planning table", one_line(seen), advice)


def _summary(adoption: Adoption) -> tuple[str, ...]:
    made = [f"{table.name} ({table.sheet}!{table.area})" for table in adoption.in_place]
    made += [f"{filling.table} (a new sheet, by formulas)" for filling in adoption.fillings]
    changed = sum(map(len, adoption.changes.values()))
    told = [f"Tables made: {listed(made)}."] if made else ["No table was made."]
    return (*told, f"{counted(changed, 'cell')} changed; what was decided stands in table {MAPPING.name}.")


def _lacking(adoption: Adoption, proposal: Proposal) -> Iterator[str]:
    """What is said where a table is missing that planning needs, and which ranges it may be."""
    there = {row.table.casefold() for row in adoption.mapping} | proposal.tables
    needed = [schema.PRODUCTS.name, schema.DEMAND.name]
    lacking = [name for name in needed if name.casefold() not in there]
    if len(lacking) == 1 and SALES_HISTORY.name.casefold() not in there:
        unread = [f"{quoted_sheet(one.sheet)}!{one.range}" for one in proposal.unread if one.why == UNKNOWN_COLUMNS]
        left = f"; {listed(unread[:_SHOWN])} may be it, but {UNKNOWN_COLUMNS}" if unread else ""
        yield f"no range was taken for table {lacking[0]}, without which nothing can be planned{left}"


def _changes(adoption: Adoption, sheets: Sequence[RawSheet], shown: int | None = None) -> Iterator[str]:
    """The cells that change, with what they held and what they hold: those of a column with one reason on a line.

    At most ``shown`` on a line, and how many more there are; all of them without it. In a file that has nothing but
    text a plain number is no change to tell.
    """
    plain = {sheet.name for sheet in sheets if sheet.is_text}
    for sheet, changes in adoption.changes.items():
        told = [one for one in changes if sheet not in plain or not _is_plain(one)]
        for (column, why), of_column in groupby(sorted(told, key=_by_column), key=_by_column):
            cells = list(of_column)
            listing = ", ".join(f"{one.cell} {_told(one.before)} -> {_told(one.after)}" for one in cells[:shown])
            more = f" and {counted(len(cells) - shown, 'more cell')}" if shown and len(cells) > shown else ""
            where = f"{quoted_sheet(sheet)}!{letters(column)}" if column else quoted_sheet(sheet)
            yield f"{where}: {why}: {listing}{more}"
        if len(told) < len(changes):
            yield f"{quoted_sheet(sheet)}: {counted(len(changes) - len(told), 'plain number')} read from text"


def _by_column(change: CellChange) -> tuple[int, str]:
    """The column of a cell, 0 for headers, and why it changes."""
    return 0 if isinstance(change.after, str) else change.column, change.why


def _is_plain(change: CellChange) -> bool:
    """Whether a text shows the number as it is: ``12`` or ``12.5``."""
    return isinstance(change.after, float) and change.before == plain_decimal(change.after)


def _told(value: Value) -> str:
    """What a cell showed."""
    if isinstance(value, DateValue):
        return one_line(value.shown)
    if isinstance(value, float):
        return f"{value:.15g}"
    return "blank" if value is None else one_line(str(value))
