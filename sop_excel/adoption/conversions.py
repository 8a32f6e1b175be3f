"""Texts that are numbers: which cells become numbers, with which decimal sign, and what stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sop_excel.adoption.adopted import PERIODS, CellChange
from sop_excel.adoption.columns import is_numeric_column
from sop_excel.adoption.part import Part
from sop_excel.domain.number_texts import COMMA, POINT, NumberText, decimal_sign, number_text
from sop_excel.domain.questions import Answers, Choice, Question
from sop_excel.domain.vocabulary import quoted
from sop_excel.spreadsheet.areas import letters

KEY = "decimal"  # of the question for the sign, before its range
_SIGNS = {"comma": COMMA, "point": POINT}
MOST = 5  # cells that a question or a note names


@dataclass(frozen=True)
class TextCell:
    """A cell of a column of numbers that holds a text; ``told`` is the number that this is, if it is one."""

    row: int
    column: int
    text: str
    told: NumberText | None

    @property
    def cell(self) -> str:
        """Its address."""
        return f"{letters(self.column)}{self.row}"


def text_cells(part: Part) -> list[TextCell]:
    """The texts in the columns of a part that are to hold numbers; formulas are the planner's and stay."""
    columns = [n for n, name in part.read.items() if name == PERIODS or is_numeric_column(part.table, name)]
    found = []
    for row in part.rows:
        for column in columns:
            value = part.source.cells.at(row, column)
            if isinstance(value, str) and (row, column) not in part.source.sheet.formulas:
                found.append(TextCell(row, column, value, number_text(value)))
    return found


class Signs:
    """The decimal sign of each column: as its texts tell, else as all of the workbook tell, else as was answered."""

    def __init__(self, parts: Iterable[Part], answers: Answers) -> None:
        self._answers = answers
        self._of: dict[tuple[str, int], str | None] = {}
        columns: dict[tuple[str, int], list[NumberText]] = {}
        for part in parts:
            for cell in text_cells(part):
                if cell.told is not None:
                    columns.setdefault((part.source.id, cell.column), []).append(cell.told)
        of_all = decimal_sign(one for told in columns.values() for one in told) or ""
        for place, told in columns.items():
            sign = decimal_sign(told)
            self._of[place] = of_all if sign == "" else sign

    def sign(self, part: Part, cell: TextCell) -> str:
        """``,`` or ``.``; empty where nobody has told."""
        return self._of.get((part.source.id, cell.column)) or _SIGNS.get(self.decided(part), "")

    def decided(self, part: Part) -> str:
        """What was answered for a part, now or before: ``comma`` or ``point``; empty where nobody was asked."""
        return self._answers.get(_key(part), part.decimal)

    def questions(self, parts: Sequence[Part]) -> Iterator[Question]:
        """What has to be asked: one question for each range with texts that are two numbers."""
        for part in parts:
            open_cells = [c for c in text_cells(part) if c.told and c.told.is_open and not self.sign(part, c)]
            if open_cells:
                yield _question(part, open_cells)


def answer_with(key: str) -> str:
    """How a question is answered on the command line."""
    return f'--answer "{key}=…", with one of these behind the ='


def _key(part: Part) -> str:
    return f"{KEY} {part.source.id}"


def _question(part: Part, cells: Sequence[TextCell]) -> Question:
    first = next(cell.told for cell in cells if cell.told)
    choices = (
        Choice("comma", f"{quoted(cells[0].text)} is {first.comma:g}"),
        Choice("point", f"{quoted(cells[0].text)} is {first.point:g}"),
    )
    shown = ", ".join(f"{cell.cell} {quoted(cell.text)}" for cell in cells[:MOST])
    why = f"{len(cells)} cells hold texts that are numbers either way: {shown}"
    return Question(
        _key(part), part.source.id, "Is the decimal sign a comma or a point?", choices, why, answer_with(_key(part))
    )


def changes_of(part: Part, signs: Signs) -> Iterator[CellChange]:
    """The cells that become numbers."""
    for cell in text_cells(part):
        number = cell.told.number(signs.sign(part, cell) or COMMA) if cell.told else None
        if number is not None:
            why = "a text that is a number"
            if cell.told and cell.told.is_open:
                why += f", with a decimal {'comma' if signs.sign(part, cell) == COMMA else 'point'}"
            yield CellChange(cell.row, cell.column, cell.text, number, why)


def no_numbers(part: Part, signs: Signs) -> list[TextCell]:
    """The texts that are no numbers, and stay for the planner to mend."""
    return [c for c in text_cells(part) if c.told is None or c.told.number(signs.sign(part, c) or COMMA) is None]
