"""What cells must hold, number or text, and what is said of one that does not.

A line reads ``<place>: <Table>[<Column>]: expected <what>, found <what>; <what to do>`` (rule R12).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import nan

import numpy as np
from numpy.typing import NDArray

from sop_excel.contract.forms import CellRule, Column, Setting
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.cell_values import is_blank, text_of, yes_or_no
from sop_excel.domain.fields import Array
from sop_excel.domain.number_texts import number_text
from sop_excel.domain.said import say, together, word
from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, Value
from sop_excel.domain.vocabulary import as_typed, listed, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Common, Spot

_LOOKS_LIKE_A_NUMBER = re.compile(r"[+\-]?[\d.,'\s\u00a0\u202f]*\d[\d.,'\s\u00a0\u202f]*(?:[eE][+\-]?\d+)?%?")
ADOPT = say("let sop-excel adopt convert it")
DELETE = say("take the row out of the table")  # what to do with a value where none is meant
_CLEAR = {
    Blank.ERROR: "",
    Blank.EMPTY: say("clear the cell for none"),
    Blank.ZERO: say("clear the cell for {what}", what="0"),
    Blank.ONE: say("clear the cell for {what}", what="1"),
    Blank.UNLIMITED: say("clear the cell for no limit"),
    Blank.NOT_ALLOWED: say("clear the cell if it is not allowed"),
    Blank.NO: say("clear the cell for {what}", what=word("no")),
}


def number_of(value: Value, rule: CellRule) -> float | None:
    """A cell as a number that its column or setting allows (rules R9 and R11); None where it is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    if not rule.holds(value):
        return None
    if (rule.kind is Kind.WHOLE and value != int(value)) or (rule.positive and not value):
        return None
    return float(value) + 0.0


def allowed(values: Array, rule: CellRule) -> NDArray[np.bool_]:
    """Which of these numbers the column or setting allows, as ``number_of`` does with one; of any shape."""
    sizes = np.abs(values) if rule.kind is Kind.SIGNED else values
    fits: NDArray[np.bool_] = (sizes == 0) | ((sizes >= rule.magnitude.least) & (sizes <= rule.magnitude.most))
    if rule.positive:
        fits &= values > 0
    if rule.kind is Kind.WHOLE:
        fits &= values == np.floor(values)
    return fits


def texts(cells: Sequence[Value]) -> tuple[list[str], list[int]]:
    """Codes of many cells (blank is ""), and the positions of cells that are no code."""
    codes = [cell.strip() if type(cell) is str else "" for cell in cells]
    wrong = []
    for n, cell in enumerate(cells):
        if not codes[n] and not is_blank(cell):
            code = text_of(cell)
            if code is None:
                wrong.append(n)
            else:
                codes[n] = code
    return codes, wrong


def numbers(cells: Sequence[Value], rule: CellRule) -> tuple[Array, list[int]]:
    """Numbers of many cells (nan where blank or wrong), and the positions of cells that are wrong."""
    values = np.array([cell if type(cell) is float else nan for cell in cells], dtype=np.float64) + 0.0
    wrong = []
    for n in np.flatnonzero(~allowed(values, rule)).tolist():
        cell = cells[n]
        if cell is None:
            continue
        number = number_of(cell, rule)
        values[n] = nan if number is None else number
        if number is None and not is_blank(cell):
            wrong.append(n)
    return values, wrong


def answers(cells: Sequence[Value]) -> tuple[Array, list[int]]:
    """Yes (1) and no (0) of many cells (nan where blank or wrong), and the positions of cells that are wrong."""
    found = [yes_or_no(cell) for cell in cells]
    wrong = [n for n, cell in enumerate(cells) if found[n] is None and not is_blank(cell)]
    return np.array([nan if answer is None else float(answer) for answer in found], dtype=np.float64), wrong


def looks_like_a_number(text: str) -> bool:
    """Whether a text is a number as somebody somewhere writes it, and nothing else.

    >>> looks_like_a_number(" 1.234,5 "), looks_like_a_number("12 pcs")
    (True, False)
    """
    return _LOOKS_LIKE_A_NUMBER.fullmatch(text.strip()[:50]) is not None


def clearing(column: Column) -> str:
    """What clearing a cell of the column does, as advice; "" where the cell must be filled."""
    return say("clear the cell for {what}", what=column.choices[0]) if column.choices else _CLEAR[column.blank]


def bad_number(spot: Spot, rule: Column | Setting, value: Value, clear: str, expected: str = "") -> Issue:
    """A cell that should hold a number and does not, or one out of range.

    ``clear`` is what to do where no number is meant; ``expected`` where that is not what the rule says.
    """
    expected = expected or rule.expected
    if isinstance(value, str) and any(map(str.isnumeric, value)):
        return spot.issue(expected, shown(value), *_text_advice(value, expected))
    if isinstance(value, int | float) and not isinstance(value, bool):
        expected = together([expected, rule.range_words(value)], "")
        return spot.issue(expected, shown(value), _amount_advice(rule, value, clear, expected))
    means_none = isinstance(rule, Column) and rule.blank is Blank.ZERO and clear != DELETE
    return spot.issue(expected, shown(value), _no_amount_advice(expected, value, clear, means_none=means_none))


def _amount_advice(rule: Column | Setting, value: float, clear: str, expected: str) -> str:
    """What to do with a number that is out of range; never to clear it where that would make a 0 of it."""
    blank = rule.blank if isinstance(rule, Column) else None
    if value < 0 and isinstance(rule, Column) and rule.negative_hint:
        return rule.negative_hint
    size = abs(value) if rule.kind is Kind.SIGNED else value
    advice = rule.magnitude.advice(size) or say("type {expected}", expected=expected)
    return advice if not clear or blank is Blank.ZERO else say("{advice}, or {clear}", advice=advice, clear=clear)


def _no_amount_advice(expected: str, value: Value, clear: str, *, means_none: bool) -> str:
    """What to do with what is no number; a word is cleared without another thought only where a blank cell is 0."""
    formula = _formula_advice(value)
    if formula:
        return formula
    if isinstance(value, DateValue):
        return say("give the cell a number format and type the number")
    if isinstance(value, str) and means_none:
        return clear
    return (
        say("type {expected}, or {clear}", expected=expected, clear=clear)
        if clear
        else say("type {expected}", expected=expected)
    )


def _text_advice(value: str, expected: str) -> tuple[str, Common]:
    """What makes a number of a text that is plainly meant as one; never to clear it, nor to lose its sign."""
    many = say("these cells hold text: type the numbers alone")
    if looks_like_a_number(value):
        one = say("the cell holds text: give it a number format, and type the number again")
        many = say(
            "these cells hold text: select them and choose Convert to Number, or for each column "
            "Data, Text to Columns, Finish (Advanced there sets the decimal sign)"
        )
    elif (number := _plain_number(value)) is not None:
        one = say("the cell holds text: type the number alone, {number} if that is meant", number=as_typed(number))
    else:
        one = say("the cell holds text: type the number alone, without words or signs")
    return say("{one}, or {adopt}", one=one, adopt=ADOPT), Common(
        expected, say("{many}, or {adopt}", many=many, adopt=ADOPT)
    )


def _plain_number(text: str) -> float | None:
    """The number that a text says beside its unit or in brackets; None where the decimal sign would tell two apart."""
    read = number_text(text)
    if read is None or read.is_open:
        return None
    return read.point if read.comma is None else read.comma


def _formula_advice(value: Value) -> str:
    if isinstance(value, NotCalculated | Formula):
        return say("recalculate and save the workbook")
    return say("mend the formula") if isinstance(value, ErrorValue) else ""


def bad_text(spot: Spot, expected: str, value: Value) -> Issue:
    """A cell that should hold text or a code and does not."""
    return spot.issue(
        expected, shown(value), _formula_advice(value) or say("type it as text, with an apostrophe in front")
    )


def bad_answer(spot: Spot, expected: str, value: Value) -> Issue:
    """A cell that should hold yes or no, or one of a list, and does not.

    To clear it is no advice: whoever typed something meant something, and a blank cell may mean the opposite.
    """
    return spot.issue(expected, shown(value), _formula_advice(value) or say("choose one of them"))


def must_be_filled(spot: Spot, expected: str) -> Issue:
    """A blank cell in a row that needs it."""
    return spot.issue(expected, say("a blank cell"), say("fill the cell, or clear the whole row"))


def zero_is_free(spot: Spot) -> Issue:
    """A 0 in a column in which blank means something else (rule R11)."""
    return spot.issue(say("a number > 0 or a blank cell"), "0", say("0 means free; blank means not allowed"))


def later_choice(spot: Spot, rule: CellRule, value: Value) -> Issue:
    """A choice that cannot be planned yet."""
    choices = listed(rule.planned_choices, "or")
    return spot.issue(not_yet(choices, rule.later_what), shown(value), say("choose {choices}", choices=choices))


def not_yet(expected: str, what: str) -> str:
    """What is expected as long as something cannot be planned."""
    return say("{expected} ({what} cannot be planned yet)", expected=expected, what=what)
