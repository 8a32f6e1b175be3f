"""Notes and data validation of the input columns, out of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.sheets.schema import INPUT_TABLES, SETTINGS, Column, InputTable, Kind, Setting, overridable
from sop_excel.sheets.templates import texts

LONGEST_LIST = 255  # Excel's limit for choices typed into the rule
LONGEST_TITLE, LONGEST_TEXT = 32, 225  # Excel's limits for the titles and texts of a rule


def column_note(column: Column) -> Comment:
    """The note of a header: what the column is, its unit, what a blank cell means."""
    lines = [column.help, texts.NOTE_UNIT.format(unit=column.unit), texts.NOTE_BLANK.format(blank=column.blank.words)]
    if column.by_period:
        lines.append(texts.NOTE_BY_PERIOD)
    return note(*lines)


def period_note(table: InputTable) -> Comment:
    """The note of a wide table's periods."""
    sentence = texts.NOTE_DEMAND_PERIOD if table.required else texts.NOTE_PERIOD
    unit = table.wide_unit[:1].upper() + table.wide_unit[1:]
    return note(table.help, sentence.format(unit=unit))


def note(*lines: str) -> Comment:
    """A note that is as high as its lines need."""
    rows = sum(1 + len(line) // 44 for line in lines)
    return Comment("\n".join(lines), texts.CREATOR, height=14 + 17 * rows, width=280)


def column_rule(table: InputTable, column: Column) -> DataValidation:
    """The rule for the cells of a column."""
    choices = _choices(table, column)
    if choices:
        return _list(column.name, column.help, choices)
    master = _master_table(table, column)
    if master:
        rule = _rule("list", column.name, column.help, texts.KNOWN.format(table=master))
        rule.formula1 = f'INDIRECT("{master}[{column.name}]")'
        return rule
    return _plain(column.kind, column.positive, column.name, column.help, column.expected)


def number_rule(table: InputTable) -> DataValidation:
    """The rule for the periods of a wide table."""
    return _plain(Kind.NUMBER, False, table.name, table.help, Kind.NUMBER.value)


def setting_rule(setting: Setting) -> DataValidation:
    """The rule for the value of one setting; choices that cannot be planned yet are not offered."""
    offered = _offered(setting)
    if setting.kind is Kind.YES_NO:
        offered = ("yes", "no")
    if offered:
        return _list(setting.name, setting.help, offered)
    rule = _plain(setting.kind, setting.positive, setting.name, setting.help, setting.expected)
    if setting.below < inf:
        rule.operator, rule.formula2 = "between", f"{setting.below:g}"
    return rule


def _choices(table: InputTable, column: Column) -> tuple[str, ...]:
    if table.name == "Settings" and column.name == "Setting":
        return tuple(setting.name for setting in SETTINGS)
    if table.name == "PeriodData" and column.name == "Field":
        return tuple(field.name for _, field in overridable() if not field.later)
    if column.kind is Kind.YES_NO:
        return ("yes", "no")
    return _offered(column)


def _offered(item: Column | Setting) -> tuple[str, ...]:
    """The choices that can be planned with."""
    return tuple(choice for choice in item.choices if choice not in item.later_choices)


def _master_table(table: InputTable, column: Column) -> str:
    """The table whose codes the column repeats: Product repeats Products, Resource repeats Resources."""
    masters = (other.name for other in INPUT_TABLES if other is not table and other.name == f"{column.name}s")
    return next(masters, "")


def _list(name: str, help_: str, choices: Sequence[str]) -> DataValidation:
    joined = ",".join(choices)
    if len(joined) > LONGEST_LIST:
        return _plain(Kind.TEXT, False, name, help_, "")
    rule = _rule("list", name, help_, "one of " + ", ".join(choices))
    rule.formula1 = f'"{joined}"'
    return rule


def _plain(kind: Kind, positive: bool, name: str, help_: str, expected: str) -> DataValidation:
    if kind in (Kind.TEXT, Kind.ANY):
        rule = _rule("textLength", name, help_, texts.CODE)
        rule.operator, rule.formula1 = "lessThanOrEqual", "255"
        return rule
    rule = _rule("whole" if kind is Kind.WHOLE else "decimal", name, help_, expected)
    rule.operator, rule.formula1 = ("greaterThan" if positive else "greaterThanOrEqual"), "0"
    return rule


def _rule(type_: str, name: str, help_: str, expected: str) -> DataValidation:
    return DataValidation(
        type=type_,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorTitle=texts.EXPECTED_TITLE,
        error=texts.EXPECTED.format(name=name, expected=expected)[:LONGEST_TEXT],
        promptTitle=name[:LONGEST_TITLE],
        prompt=help_[:LONGEST_TEXT],
    )
