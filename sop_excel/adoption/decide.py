"""From a proposal and answers to all that a host must do; nothing unsure is ever done without an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sop_excel.adoption.adopted import Adoption, CellChange, MappingRow, TableInPlace
from sop_excel.adoption.conversions import Signs, changes_of, no_numbers
from sop_excel.adoption.layout import area_in_place, in_place, on_a_sheet
from sop_excel.adoption.parts import Part
from sop_excel.adoption.proposal import Proposal, part_rows
from sop_excel.adoption.words import SALES_HISTORY
from sop_excel.domain.questions import Answers, UnsureError
from sop_excel.domain.table import Filling
from sop_excel.domain.vocabulary import counted, listed, quoted

MOST = 5  # cells that a note names


def decide(proposal: Proposal, answers: Answers) -> Adoption:
    """What a host must do. Raises UnsureError with the questions that have no answer yet."""
    questions = proposal.questions(answers)
    if questions:
        raise UnsureError(questions)
    parts = proposal.answered(answers)
    signs = Signs(parts, answers)
    made = _Made()
    for part in parts:
        made.add(part, [other for other in parts if other.source is part.source], signs)
    return made.adoption()


class _Made:
    """What has been decided so far."""

    def __init__(self) -> None:
        self.in_place: list[TableInPlace] = []
        self.fillings: list[Filling] = []
        self.changes: dict[str, dict[tuple[int, int], CellChange]] = {}
        self.mapping: list[MappingRow] = []
        self.notes: list[str] = []

    def add(self, part: Part, same_range: Sequence[Part], signs: Signs) -> None:
        """Add a part: its cells that become numbers, and where its table stands."""
        place = part.place
        headers: Mapping[int, str] = {}
        numbers = tuple(changes_of(part, signs)) if part.table != SALES_HISTORY else ()
        self._change(part, numbers)
        if part.table == SALES_HISTORY:
            self.notes.append(f"{place}: a history of sales; sop-excel clean makes table {SALES_HISTORY} of it")
        elif part.source.table and len(same_range) == 1 and part.source.is_plain:
            self.notes.append(f"{place}: read as {part.table} as it stands")
        elif (area := area_in_place(part, same_range)) is not None and not part.source.table:
            table, renamed = in_place(part, area)
            self.in_place.append(table)
            self._change(part, renamed)
            headers = dict(zip(range(area.left, area.right + 1), table.headers, strict=True))
            self.notes.append(f"{place}: table {part.table}, made where it stands")
        else:
            self._fill(part, numbers)
        self.mapping += part_rows(part, dict(headers))
        self._tell(part, numbers, signs)

    def _fill(self, part: Part, numbers: Sequence[CellChange]) -> None:
        texts = {(one.row, one.column): float(one.after) for one in numbers}
        filling = on_a_sheet(part, texts)
        if filling is None:
            told = "rows within are no data, and by formulas it cannot stand elsewhere: take them out"
            self.notes.append(f"{part.place}: not made table {part.table}; {told}")
        else:
            self.fillings.append(filling)
            told = "on a sheet of its own, by formulas over these cells"
            self.notes.append(f"{part.place}: table {part.table} {told}")

    def _change(self, part: Part, changes: Sequence[CellChange]) -> None:
        of_sheet = self.changes.setdefault(part.source.sheet.name, {})
        of_sheet.update({(one.row, one.column): one for one in changes})

    def _tell(self, part: Part, numbers: Sequence[CellChange], signs: Signs) -> None:
        if numbers:
            self.notes.append(f"{part.place}: {counted(len(numbers), 'text')} became numbers")
        left = no_numbers(part, signs)
        if left and part.table != SALES_HISTORY:
            cells = listed(f"{one.cell} {quoted(one.text)}" for one in left[:MOST])
            self.notes.append(f"{part.place}: {counted(len(left), 'text')} below headers of numbers stayed: {cells}")

    def adoption(self) -> Adoption:
        """All of it."""
        changes = {sheet: tuple(cells.values()) for sheet, cells in self.changes.items() if cells}
        return Adoption(tuple(self.in_place), tuple(self.fillings), changes, tuple(self.mapping), tuple(self.notes))
