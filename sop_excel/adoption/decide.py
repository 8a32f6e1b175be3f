"""From a proposal and answers to all that a host must do; nothing unsure is ever done without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop_excel.adoption.adopted import Adoption, CellChange, MappingRow, TableInPlace
from sop_excel.adoption.conversions import Signs, changes_of, no_numbers
from sop_excel.adoption.layout import Spelling, area_in_place, in_place, on_a_sheet, one_spelling
from sop_excel.adoption.part import Part, with_joined
from sop_excel.adoption.proposal import Proposal, part_rows
from sop_excel.adoption.words import SALES_HISTORY
from sop_excel.domain.questions import Answers, UnsureError
from sop_excel.domain.table import Filling
from sop_excel.domain.vocabulary import counted, listed, quoted

_OTHER_NAME = "{}_table"  # of a table whose own name the workbook uses for something else
MOST = 5  # cells that a note names


def decide(proposal: Proposal, answers: Answers) -> Adoption:
    """What a host must do. Raises UnsureError with the questions that have no answer yet."""
    questions = proposal.questions(answers)
    if questions:
        raise UnsureError(questions)
    parts = proposal.answered(answers)
    every = with_joined(parts)
    made = _Made(proposal, Signs(every, answers), one_spelling([part for part in parts if part.table != SALES_HISTORY]))
    for part in every:
        made.convert(part)
    for part in parts:
        made.add(part, [other for other in every if other.source is part.source])
    for part in proposal.left_out(answers):
        made.mapping += part_rows(part, {})
    return made.adoption()


class _Made:
    """What has been decided so far."""

    def __init__(self, proposal: Proposal, signs: Signs, spelt: Spelling) -> None:
        self.proposal, self.signs, self.spelt = proposal, signs, spelt
        self.in_place: list[TableInPlace] = []
        self.fillings: list[Filling] = []
        self.changes: dict[str, dict[tuple[int, int], CellChange]] = {}
        self.mapping: list[MappingRow] = []
        self.notes: list[str] = []

    def convert(self, part: Part) -> None:
        """Make numbers of the texts in a part that are numbers, and say which are none."""
        if part.table == SALES_HISTORY:
            return
        numbers = tuple(changes_of(part, self.signs))
        self._change(part, numbers)
        if numbers:
            self.notes.append(
                f"{part.place}: {counted(len(numbers), 'text')} became {'a number' if len(numbers) == 1 else 'numbers'}"
            )
        left = no_numbers(part, self.signs)
        if left:
            cells = listed(f"{one.cell} {quoted(one.text)}" for one in left[:MOST])
            self.notes.append(f"{part.place}: {counted(len(left), 'text')} below headers of numbers stayed: {cells}")

    def add(self, part: Part, same_range: Sequence[Part]) -> None:
        """Decide where the table of a part stands."""
        headers: Mapping[int, str] = {}
        name = ""
        area = area_in_place(part, same_range)
        if part.table == SALES_HISTORY:
            self._tell(part, f"a history of sales; sop-excel clean makes table {SALES_HISTORY} of it")
        elif part.source.table and area == part.source.area:
            self._tell(part, f"read as {part.table} as it stands")
        elif area is not None and not part.source.table and part.table.casefold() not in self.proposal.tables:
            table, renamed = in_place(part, area, self.spelt)
            name = _OTHER_NAME.format(part.table) if part.table.casefold() in self.proposal.names else ""
            table = replace(table, name=name or table.name)
            self.in_place.append(table)
            self._change(part, renamed)
            headers = dict(zip(range(area.left, area.right + 1), table.headers, strict=True))
            self._tell(part, f"table {part.table}, made where it stands ({area})")
        else:
            self._fill(part)
        for one in (part, *part.joined):
            decimal = self.signs.decided(one)
            besides = [f"decimal {decimal}" if decimal else "", f"rows {one.kind}" if one.kind else ""]
            self.mapping += part_rows(one, dict(headers), "; ".join(filter(None, besides)), name)

    def _fill(self, part: Part) -> None:
        texts = {
            sheet: {place: float(one.after) for place, one in cells.items() if isinstance(one.after, float)}
            for sheet, cells in self.changes.items()
        }
        filling = on_a_sheet(part, texts, self.spelt)
        if filling is None:
            told = "rows within are no data, and by formulas it cannot stand elsewhere: take them out"
            self._tell(part, f"not made table {part.table}; {told}")
            return
        self.fillings.append(filling)
        others = "".join(f" and {one.place}" for one in part.joined)
        self._tell(part, f"table {part.table} on a sheet of its own, by formulas over these cells{others}")

    def _tell(self, part: Part, told: str) -> None:
        self.notes.append(f"{part.place}: {told}")

    def _change(self, part: Part, changes: Sequence[CellChange]) -> None:
        of_sheet = self.changes.setdefault(part.source.sheet.name, {})
        of_sheet.update({(one.row, one.column): one for one in changes})

    def adoption(self) -> Adoption:
        """All of it."""
        changes = {sheet: tuple(cells.values()) for sheet, cells in self.changes.items() if cells}
        return Adoption(tuple(self.in_place), tuple(self.fillings), changes, tuple(self.mapping), tuple(self.notes))
