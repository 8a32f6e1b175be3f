"""Notes and data validation of the input columns, out of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Kind
from sop_excel.contract.output_tables import CHART_CHOICES
from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.contract.settings_table import SETTINGS
from templates.make.choice_lists import LONG_CHOICES, reference
from templates.make.language import CREATOR, Words

LEAST = 1e-12  # of numbers above 0 whose unit has no least
LONGEST_LIST = 255  # Excel's limit for choices typed into the rule
LONGEST_TITLE, LONGEST_TEXT = 32, 225  # Excel's limits for the titles and texts of a rule


def column_note(column: Column, words: Words) -> Comment:
    """The note of a header: what the column is, its unit, what a blank cell means."""
    said = words.of_schema
    lines = [
        said(column.help),
        words("notes.unit", unit=said(column.unit)),
        words("notes.blank", blank=said(column.blank.words)),
    ]
    if column.by_period:
        lines.append(words("notes.by_period"))
    return note(*lines)


def period_note(table: InputTable, words: Words) -> Comment:
    """The note of a wide table's periods."""
    key = "notes.demand_period" if table.required else "notes.period"
    return note(words.of_schema(table.help), words(key, unit=capital(words.of_schema(table.wide_unit))))


def note(*lines: str) -> Comment:
    """A note that is as high as its lines need."""
    rows = sum(1 + len(line) // 44 for line in lines)
    return Comment("\n".join(lines), CREATOR, height=14 + 17 * rows, width=280)


def capital(words: str) -> str:
    """The words with a capital letter at the start."""
    return words[:1].upper() + words[1:]


def column_rule(table: InputTable, column: Column, words: Words) -> DataValidation:
    """The rule for the cells of a column."""
    rules = _Rules(column.name, column.help, words)
    if (table.name, column.name) in LONG_CHOICES:
        rule = rules.of("list", words("rules.in_list", sheet=words(f"sheets.{CHART_CHOICES.name}")))
        rule.formula1 = reference(table.name, column.name, words)
        return rule
    choices = _choices(table, column)
    if choices:
        return rules.listed(choices)
    master = _master_table(table, column)
    if master:
        rule = rules.of("list", words("rules.known", table=master))
        rule.formula1 = f'INDIRECT("{master}[{master[:-1]}]")'
        return rule
    return rules.plain(column)


def number_rule(table: InputTable, words: Words) -> DataValidation:
    """The rule for the periods of a wide table."""
    return _Rules(table.name, table.help, words).plain(table.cell)


def setting_rule(setting: Setting, words: Words) -> DataValidation:
    """The rule for the value of one setting; choices that cannot be planned yet are not offered."""
    rules, choices = _Rules(setting.name, setting.help, words), setting.planned_choices
    return rules.listed(choices) if choices else rules.plain(setting)


def _choices(table: InputTable, column: Column) -> tuple[str, ...]:
    if table.name == "Settings" and column.name == "Setting":
        return tuple(setting.name for setting in SETTINGS)
    return column.planned_choices


def _master_table(table: InputTable, column: Column) -> str:
    """The table whose codes the column repeats: Product repeats Products, Resource repeats Resources, unless it says.

    A table of the past may have others.
    """
    if table.of_the_past:
        return ""
    if column.codes_of:
        return column.codes_of
    masters = (other.name for other in INPUT_TABLES if other is not table and other.name == f"{column.name}s")
    return next(masters, "")


def _least_positive(item: Column | Setting) -> str:
    """The least number above 0 that the rule takes: no rule says "more than this and at most that"."""
    return "1" if item.kind is Kind.WHOLE else f"{item.magnitude.least or LEAST:.15g}"


@dataclass(frozen=True)
class _Rules:
    """Rules for the cells of one column or setting, with its name and help as the prompt."""

    name: str
    help: str
    words: Words

    def listed(self, choices: Sequence[str]) -> DataValidation:
        """One of these choices. ValueError where they are more than a rule may hold: they belong into LONG_CHOICES."""
        joined = ",".join(choices)
        if len(joined) > LONGEST_LIST:
            raise ValueError(f"the choices of {self.name} are too long for a rule")
        rule = self.of("list", self.words("rules.one_of", choices=", ".join(choices)))
        rule.formula1 = f'"{joined}"'
        return rule

    def text(self) -> DataValidation:
        """A text."""
        rule = self.of("textLength", self.words("rules.code"))
        rule.operator, rule.formula1 = "lessThanOrEqual", "255"
        return rule

    def plain(self, item: Column | Setting) -> DataValidation:
        """A text, or a number as large as the reader takes it (a rule cannot say "0, or from the least on")."""
        if item.kind in (Kind.TEXT, Kind.ANY):
            return self.text()
        magnitude = item.magnitude
        expected, most = self.words.of_schema(item.expected), magnitude.shown(magnitude.most)
        kind = "whole" if item.kind is Kind.WHOLE else "decimal"
        rule = self.of(kind, self.words("rules.at_most", expected=expected, most=most))
        rule.operator, rule.formula2 = "between", f"{magnitude.most:.15g}"
        least = f"-{magnitude.most:.15g}" if item.kind is Kind.SIGNED else "0"
        rule.formula1 = _least_positive(item) if item.positive else least
        return rule

    def of(self, type_: str, expected: str) -> DataValidation:
        """A rule of a type, with all that it says."""
        return DataValidation(
            type=type_,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle=self.words("rules.title"),
            error=self.words("rules.expected", name=self.name, expected=expected)[:LONGEST_TEXT],
            promptTitle=self.name[:LONGEST_TITLE],
            prompt=self.words.of_schema(self.help)[:LONGEST_TEXT],
        )
