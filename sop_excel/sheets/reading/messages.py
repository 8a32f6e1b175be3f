"""The catalogue of messages: every complaint about the input in the planner's words, each written once.

A line reads ``<place>: <Table>[<Column>]: expected <what>, found <what>; <what to do>`` (rule R12). What stands in one
cell comes first, then names. Headers and tables stand in ``header_messages``, what does not fit in ``clashes``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop_excel.contract.forms import Column, Setting
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.table import DateValue, ErrorValue, Formula, NotCalculated, Value
from sop_excel.domain.vocabulary import counted, listed, quoted, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Spot
from sop_excel.sheets.reading.gathering import Common
from sop_excel.sheets.reading.names import Names
from sop_excel.sheets.reading.spelling import looks_like_a_number

DELETE = "delete the row"  # what to do with a value where none is meant
CORRECT_OR_DELETE = "correct each of them, or delete its row"

_DIGIT = re.compile(r"[0-9]")

_CLEAR = {
    Blank.ERROR: "",
    Blank.EMPTY: "clear the cell for none",
    Blank.ZERO: "clear the cell for 0",
    Blank.UNLIMITED: "clear the cell for no limit",
    Blank.NOT_ALLOWED: "clear the cell if it is not allowed",
    Blank.NO: "clear the cell for no",
}


def clearing(column: Column) -> str:
    """What clearing a cell of the column does, as advice; "" where the cell must be filled."""
    return f"clear the cell for {column.choices[0]}" if column.choices else _CLEAR[column.blank]


# --- one cell -----------------------------------------------------------------------------------------------------


def bad_number(spot: Spot, rule: Column | Setting, value: Value, clear: str, expected: str = "") -> Issue:
    """A cell that should hold a number and does not, or one out of range.

    ``clear`` is what to do where no number is meant; ``expected`` where that is not what the rule says.
    """
    expected = expected or rule.expected
    if isinstance(value, str) and _DIGIT.search(value):
        return spot.issue(expected, shown(value), *_text_advice(value, expected))
    if isinstance(value, int | float) and not isinstance(value, bool):
        expected += rule.magnitude.words(value)
        return spot.issue(expected, shown(value), _amount_advice(rule, value, clear, expected))
    return spot.issue(expected, shown(value), _no_amount_advice(expected, value, clear))


def _amount_advice(rule: Column | Setting, value: float, clear: str, expected: str) -> str:
    """What to do with a number that is out of range; never to clear it where that would make a 0 of it."""
    blank = rule.blank if isinstance(rule, Column) else None
    if value < 0 and isinstance(rule, Column) and rule.negative_hint:
        return rule.negative_hint
    advice = rule.magnitude.advice(value) or f"type {expected}"
    return advice if not clear or blank is Blank.ZERO else f"{advice}, or {clear}"


def _no_amount_advice(expected: str, value: Value, clear: str) -> str:
    formula = _formula_advice(value)
    if formula:
        return formula
    if isinstance(value, DateValue):
        return "give the cell a number format and type the number"
    if isinstance(value, str) and clear:
        return clear
    return f"type {expected}, or {clear}" if clear else f"type {expected}"


def _text_advice(value: str, expected: str) -> tuple[str, Common]:
    """What makes a number of a text that is plainly meant as one; never to clear it."""
    if looks_like_a_number(value):
        one = "the cell holds text: give it a number format, and type the number again"
        many = (
            "these cells hold text: select them and choose Convert to Number, or for each column "
            "Data, Text to Columns, Finish (Advanced there sets the decimal sign)"
        )
    else:
        one = "the cell holds text: type the number alone, without words or signs"
        many = "these cells hold text: replace what is not part of the numbers with nothing"
    return one, Common(expected, many)


def _formula_advice(value: Value) -> str:
    if isinstance(value, NotCalculated | Formula):
        return "recalculate and save the workbook"
    return "mend the formula" if isinstance(value, ErrorValue) else ""


def bad_text(spot: Spot, expected: str, value: Value) -> Issue:
    """A cell that should hold text or a code and does not."""
    return spot.issue(expected, shown(value), _formula_advice(value) or "type it as text, with an apostrophe in front")


def bad_answer(spot: Spot, expected: str, value: Value) -> Issue:
    """A cell that should hold yes or no, or one of a list, and does not.

    To clear it is no advice: whoever typed something meant something, and a blank cell may mean the opposite.
    """
    return spot.issue(expected, shown(value), _formula_advice(value) or "choose one of them")


def must_be_filled(spot: Spot, expected: str) -> Issue:
    """A blank cell in a row that needs it."""
    return spot.issue(expected, "a blank cell", "fill the cell, or clear the whole row")


def zero_is_free(spot: Spot) -> Issue:
    """A 0 in a column in which blank means something else (rule R11)."""
    return spot.issue("a number > 0 or a blank cell", "0", "0 means free; blank means not allowed")


def later_value(spot: Spot, column: Column, value: Value) -> Issue:
    """A value that belongs to a part of the model that cannot be planned yet."""
    harmless = {Blank.ZERO: "a blank cell or 0", Blank.NO: "a blank cell or no"}.get(column.blank, "a blank cell")
    return spot.issue(f"{harmless} ({column.later} cannot be planned yet)", shown(value), "clear the cell")


def later_override(spot: Spot, column: Column, value: Value) -> Issue:
    """A row of PeriodData for a field that cannot be planned yet."""
    harmless = "0" if column.blank is Blank.ZERO else "no row"
    expected = f"{harmless} for {column.name} ({column.later} cannot be planned yet)"
    return spot.issue(expected, shown(value), "delete the row")


def later_choice(spot: Spot, planned: Sequence[str], what: str, value: Value) -> Issue:
    """A choice that cannot be planned yet."""
    choices = listed(planned, "or")
    return spot.issue(f"{choices} ({what} cannot be planned yet)", shown(value), f"choose {choices}")


def later_rows(spot: Spot, what: str, rows: int) -> Issue:
    """Rows in a table that cannot be planned yet."""
    return spot.issue(f"no rows ({what} cannot be planned yet)", counted(rows, "row"), "clear the rows of this table")


def old_values(spot: Spot, count: int) -> Issue:
    """Formulas whose saved values may be old (rule R10)."""
    found = "1 formula that may not be" if count == 1 else f"{count} formulas that may not be, this one first"
    return spot.issue("values that are calculated", found, "recalculate and save the workbook to be sure")


# --- names --------------------------------------------------------------------------------------------------------


def unknown(spot: Spot, known: Names, name: str, value: Value, other: Names | None = None) -> Issue:
    """A product, resource or period that is not known, with the nearest one that is (rule R6).

    ``other`` are names of another sort, which may have been taken for one of these.
    """
    if other is not None and name in other.position:
        expected = f"a {known.sort} of table {known.table}"
        return spot.issue(expected, f"{quoted(name)}, which is a {other.sort}", f"type a {known.sort} here")
    hint, expected = known.hint_or_few(name), f"a {known.sort} of table {known.table}"
    advice = f"correct it{f' ({hint})' if hint else ''}, or add it to {known.table}"
    many = Common(expected, "correct each of them, or add it to " + known.table, shows_first=bool(hint))
    return spot.issue(expected, shown(value), advice, many)


def unknown_setting(spot: Spot, known: Names, name: str) -> Issue:
    """A row of Settings whose name is no setting."""
    expected, advice = "the name of a setting", f"correct it ({known.hint_or_all(name)}), or delete the row"
    return spot.issue(expected, quoted(name), advice, Common(expected, CORRECT_OR_DELETE, shows_first=True))


def unknown_field(spot: Spot, known: Names, name: str) -> Issue:
    """A field that PeriodData cannot override."""
    advice = f"correct it ({known.hint_or_all(name)}), or delete the row"
    expected = "a field that can differ by period"
    return spot.issue(expected, quoted(name), advice, Common(expected, CORRECT_OR_DELETE, shows_first=True))


def same_in_all_periods(spot: Spot, name: str, column: Column, table: str) -> Issue:
    """A column that exists, but holds for all periods alike."""
    advice = f"{column.name} is the same in all periods: set it in table {table}, and delete this row"
    many = Common("fields that can differ by period", f"set them in table {table}, and delete these rows")
    return spot.issue("a field that can differ by period", quoted(name), advice, many)


def two_periods(spot: Spot, value: Value, names: Sequence[str]) -> Issue:
    """A date that fits two periods."""
    fits = f"{shown(value)}, which fits {listed(map(quoted, names))}"
    return spot.issue("a date that fits one period", fits, "type the period's name as text, as it stands in Demand")


def reserved_product(spot: Spot, name: str) -> Issue:
    """A product's code that the output tables use."""
    return spot.issue("a code of your own", f"{quoted(name)}, which the results use as a label", "choose another code")


def twice(spot: Spot, what: str, found: str, other: str) -> Issue:
    """Two rows for the same thing (rule R6); names both places."""
    return spot.issue(f"one row for each {what}", f"{found} in {other} too", "delete one of the two rows")


def quantities_twice(spot: Spot, what: str, code: str, other: str) -> Issue:
    """Two rows of a wide table for the same thing (rule R6): their numbers may both be meant."""
    advice = "add the two rows up in one, or delete the wrong one"
    return spot.issue(f"one row for each {what}", f"{quoted(code)} in {other} too", advice)


def note_in_table(spot: Spot, known: Names, name: str) -> Issue:
    """A row of a wide table with a text that is no known name and with no number: it may be a note (rule R5)."""
    hint = known.hint(name)
    advice = f"move a note out of the table; if a {known.sort} is meant, correct it{f' ({hint})' if hint else ''}"
    found = f"{quoted(name)} in a row without numbers"
    return spot.issue(f"a {known.sort} of table {known.table}", found, f"{advice}, or add it to {known.table}")


def row_of_sums(spot: Spot, code: str) -> Issue:
    """A row of sums among the products or resources: added to them, it would count twice."""
    advice = "delete the row: Table Design, Total Row adds one that is not read"
    return spot.issue("a row for a product or resource", f"{quoted(code)}, which looks like a row of sums", advice)


def no_demand_row(spot: Spot, code: str) -> Issue:
    """A product that table Demand does not have."""
    advice = "add its row to Demand (blank cells for no demand), or delete the product"
    return spot.issue("a row in table Demand for each product", f"{quoted(code)} without one", advice)


# --- settings -----------------------------------------------------------------------------------------------------


def setting_clearing(setting: Setting) -> str:
    """What clearing a setting's value does, as advice."""
    return f"clear the cell for the default ({setting.default_words})"


def bad_setting(spot: Spot, setting: Setting, value: Value, clear: str = "") -> Issue:
    """A setting's value of the wrong kind or out of range; ``clear`` is what to do where no value is meant."""
    clear = clear or setting_clearing(setting)
    if setting.kind is Kind.TEXT:
        return bad_text(spot, setting.expected, value)
    if setting.kind in (Kind.NUMBER, Kind.WHOLE):
        return bad_number(spot, setting, value, clear)
    return bad_answer(spot, setting.expected, value)
