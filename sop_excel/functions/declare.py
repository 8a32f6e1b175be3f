"""How a worksheet function is declared: its arguments as data, its work as a plain Python function.

A host hands over the cells of every argument as rows of raw values and gets rows of texts and numbers back. Where there
is no figure to answer with, a function of figures answers with one error value, as Excel's own do: a SUM leaves a
sentence out, which would make a 0 of a refused plan. The sentence stands in the cell of the function that tells the
status, and in the formula's own cell where its last argument asks for it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from sop_excel.domain.cell_values import yes_or_no
from sop_excel.domain.table import ErrorValue, Value
from sop_excel.domain.vocabulary import shown
from sop_excel.errors import InputError, Issue, SopError
from sop_excel.functions.answers_before import AnswersBefore
from sop_excel.functions.sentences import bare, sentence, shortened

CATEGORY = "S&OP"  # under which spreadsheets list the functions

# Cells that a host reads; a series of more periods than a plan can have is told so by the function.
MOST_OF_A_SERIES, MOST_OF_A_TABLE = 10_000, 500_000

Cells = list[list[float | str | ErrorValue | None]]

# The error values are those that Excel's own functions have: for arguments that are wrong, for a figure that does not
# exist (as of RATE without a solution), and for one that is not to be had now, which charts leave out.
WRONG_ARGUMENTS, NO_SUCH_FIGURE, NOT_AVAILABLE = ErrorValue("#VALUE!"), ErrorValue("#NUM!"), ErrorValue("#N/A")


class Shape(Enum):
    """What an argument takes, in words."""

    DEMAND = "one row or one column of numbers >= 0, or two with the names of the periods"
    SERIES = "one number >= 0, or one per period"
    NUMBER = "one number >= 0"
    YES_NO = "TRUE or FALSE"
    TABLE = "a table with its headers"
    ERRORS = "a row or a column of numbers"
    HISTORY = "a row or a column of numbers, or a row for each product; perhaps with names of products and periods"
    SHARE = "a number between 0 and 1"
    WHOLE = "a whole number >= 0"
    CHOICE = "one of a list"
    NAME = "one text"


@dataclass(frozen=True, eq=False)
class Argument:
    """One argument: its name, what it takes, its unit, what it means, and what leaving it out means ("": required)."""

    name: str
    shape: Shape
    unit: str
    help: str
    default: str = ""
    choices: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the argument must be given."""
        return not self.default

    @property
    def most_cells(self) -> int:
        """How many cells of it a host reads at most."""
        return MOST_OF_A_TABLE if self.shape is Shape.TABLE else MOST_OF_A_SERIES

    @property
    def about(self) -> str:
        """The argument in a line: what it means, what it takes, its unit, and what leaving it out means."""
        left_out = f" Left out: {self.default}." if self.default else ""
        return f"{self.help} {self.expected[:1].upper()}{self.expected[1:]} ({self.unit}).{left_out}"

    @property
    def expected(self) -> str:
        """What the argument takes, for messages."""
        return " or ".join(self.choices) if self.choices else self.shape.value


@dataclass(frozen=True)
class Unread:
    """What a host hands over in place of cells that it must not read: what was given, and what to give instead."""

    found: str
    advice: str


@dataclass(frozen=True)
class Given:
    """The cells that a formula gives for one argument (``position`` counts from 1), row by row."""

    argument: Argument
    position: int
    rows: Sequence[Sequence[Value]]

    @property
    def place(self) -> str:
        """The argument in the words of a message."""
        return f"argument {self.position}, {self.argument.name}"

    @cached_property
    def cells(self) -> list[Value]:
        """All cells, row by row."""
        return [cell for row in self.rows for cell in row]

    @cached_property
    def count(self) -> int:
        """How many cells there are."""
        return sum(map(len, self.rows))

    @property
    def size(self) -> str:
        """How many rows and columns there are, in words."""
        rows, columns = len(self.rows), len(self.rows[0]) if self.rows else 0
        return "one cell" if rows == columns == 1 else f"{rows} x {columns} cells"

    @property
    def shown(self) -> str:
        """What a single cell holds, or how many cells there are."""
        return shown(self.cells[0]) if len(self.cells) == 1 else self.size

    def at(self, position: int) -> str:
        """The place of one cell of a row or column, counted from 0; of a single cell the argument alone."""
        return self.place if len(self.cells) == 1 else f"{self.place}, position {position + 1}"

    def issue(self, found: str, advice: str, expected: str = "") -> Issue:
        """What is wrong with the argument as a whole."""
        return Issue(self.place, "", expected or self.argument.expected, found, advice)


@dataclass(frozen=True)
class NoFigures:
    """Why there is no figure: the error value that stands for it, and the sentence that says it, or what finds that: it
    may take much longer than the error value, and is rarely asked for."""

    error: ErrorValue
    sentence: str | Callable[[], str]

    @property
    def words(self) -> str:
        """The sentence."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence()


Arguments = dict[str, Given]
Work = Callable[[Arguments], Cells | NoFigures]

MESSAGES = Argument(
    "messages",
    Shape.YES_NO,
    "yes / no",
    "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it.",
    "FALSE",
)


@dataclass(frozen=True)
class WorksheetFunction:
    """A worksheet function: its name, what it does in one sentence, its arguments, the work, and how it does it.

    One without the argument ``MESSAGES`` answers with sentences anyway.
    """

    name: str
    help: str
    arguments: tuple[Argument, ...]
    work: Work
    details: str = ""
    before: AnswersBefore[float | str | ErrorValue | None] = field(
        default_factory=AnswersBefore, repr=False, compare=False
    )

    @property
    def has_figures(self) -> bool:
        """Whether the function answers with figures, so that an error value must stand for one that is not there."""
        return MESSAGES in self.arguments

    def __call__(self, *values: Sequence[Sequence[Value]] | Unread | None) -> Cells:
        """The answer as rows; for wrong input, no plan or a solver that gives up, one cell that says so.

        ``values`` are the cells of each argument, or why they were not read, or None for one that is left out; later
        ones may be missing.
        """
        if self._takes_tables:  # which may be large: their plans are remembered, not what stands in their cells
            return self._told(values, self._answer(values))
        key = repr(values)
        before = self.before.get(key)
        if before is not None:
            return before
        answer = self._answer(values)
        if not isinstance(answer, NoFigures):
            self.before.keep(key, answer)
        return self._told(values, answer)

    def _told(self, values: Sequence[Sequence[Sequence[Value]] | Unread | None], answer: Cells | NoFigures) -> Cells:
        return self.without_figures(answer, values) if isinstance(answer, NoFigures) else answer

    def without_figures(self, why: NoFigures, values: Sequence[Sequence[Sequence[Value]] | Unread | None]) -> Cells:
        """The one cell that says why there is no figure: an error value, or a sentence where one is asked for."""
        return [[why.error if self.has_figures and not self._is_asked_for_words(values) else why.words]]

    def _is_asked_for_words(self, values: Sequence[Sequence[Sequence[Value]] | Unread | None]) -> bool:
        given = dict(zip(self.arguments, values, strict=False)).get(MESSAGES)
        return given is not None and not isinstance(given, Unread) and _is_yes(given) is True

    def _answer(self, values: Sequence[Sequence[Sequence[Value]] | Unread | None]) -> Cells | NoFigures:
        try:
            return self.work(self._given(values))
        except InputError as error:
            issues = error.issues if self._takes_tables else list(map(self._bare, error.issues))
            return NoFigures(WRONG_ARGUMENTS, sentence(issues))
        except SopError as error:
            return NoFigures(NOT_AVAILABLE, shortened(str(error)))

    def _bare(self, issue: Issue) -> Issue:
        """The issue without table and column, and without advice that is for a cell of a table."""
        argument = next((one for one in self.arguments if f", {one.name}" in issue.place), None)
        cleared = argument is not None and argument.required and argument.shape is not Shape.DEMAND
        if (cleared and "clear the cell" in issue.advice) or "Initial backorders" in issue.advice:
            issue = replace(issue, advice=f"type {issue.expected}")
        return bare(replace(issue, advice=issue.advice.partition(", or let sop-excel adopt")[0]))

    @cached_property
    def _takes_tables(self) -> bool:
        return any(argument.shape is Shape.TABLE for argument in self.arguments)

    def _given(self, values: Sequence[Sequence[Sequence[Value]] | Unread | None]) -> Arguments:
        if len(values) > len(self.arguments):
            raise TypeError(f"{self.name} takes {len(self.arguments)} arguments, not {len(values)}")
        self._refuse_unread(values)
        cells = [*values, *[None] * (len(self.arguments) - len(values))]
        given = {
            argument.name: Given(argument, position, rows)
            for position, (argument, rows) in enumerate(zip(self.arguments, cells, strict=True), 1)
            if rows is not None and not isinstance(rows, Unread) and not (_all_blank(rows) and not argument.required)
        }
        missing = [
            Given(argument, position, ()).issue("nothing", "give it")
            for position, argument in enumerate(self.arguments, 1)
            if argument.required and argument.name not in given
        ]
        blank = [
            one.issue("only blank cells", "fill them, with 0 where 0 is meant")
            for one in given.values()
            if _all_blank(one.rows)
        ]
        words = given.get(MESSAGES.name)
        unclear = [words.issue(words.shown, "leave it out for FALSE")] if words and _is_yes(words.rows) is None else []
        if missing or blank or unclear:
            raise InputError([*missing, *blank, *unclear])
        return given

    def _refuse_unread(self, values: Sequence[Sequence[Sequence[Value]] | Unread | None]) -> None:
        issues = [
            Given(argument, position, ()).issue(one.found, one.advice)
            for position, (argument, one) in enumerate(zip(self.arguments, values, strict=False), 1)
            if isinstance(one, Unread)
        ]
        if issues:
            raise InputError(issues)


def _is_yes(rows: Sequence[Sequence[Value]]) -> bool | None:
    """The answer that a single cell gives, a number as Excel takes it; None where it gives none."""
    cell = rows[0][0] if len(rows) == len(rows[0]) == 1 else None
    return yes_or_no({0.0: False, 1.0: True}.get(cell, cell) if isinstance(cell, float) else cell)


def _all_blank(rows: Sequence[Sequence[Value]]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for row in rows for cell in row)


def worksheet_function(*arguments: Argument, figures: bool = True) -> Callable[[Work], WorksheetFunction]:
    """Declare the work as a worksheet function of the same name; the first line of its docstring is its help.

    One that answers with ``figures`` has a last argument by which a sentence in place of an error value is asked for.
    """

    def declared(work: Work) -> WorksheetFunction:
        first, _, rest = (inspect.getdoc(work) or "").replace("\n\n", "\0").replace("\n", " ").partition("\0")
        taken = (*arguments, MESSAGES) if figures else arguments
        return WorksheetFunction(work.__name__.upper(), first, taken, work, rest)

    return declared
