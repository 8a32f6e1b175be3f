"""The input sheets: one table a sheet, with notes, validation and the example's figures."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter

from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.contract.output_tables import DESCRIPTION
from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.contract.settings_table import SETTINGS, SETTINGS_TABLE
from templates.make.cell_formats import COLUMNS, TEXT, TYPED, input_format, typed_decimals
from templates.make.examples import Example, Row
from templates.make.language import FIRST, Words
from templates.make.looks import dress, write
from templates.make.page import (
    FLAG_COLUMNS,
    TABLE_ROW,
    Paper,
    SheetTable,
    add_table,
    flag,
    freeze,
    head,
    open_sheet,
    printable,
    widths,
)
from templates.make.validation import (
    capital,
    column_note,
    column_rule,
    note,
    number_rule,
    period_note,
    setting_rule,
)

_SCENARIO = "Scenario"
_SETTING, _VALUE = (column.name for column in SETTINGS_TABLE.columns)
_LANGUAGE = "language"  # the setting that a template in another language than English states

MEANING_WIDTH, LETTERS = 80.0, 92  # of the column that says what a setting means, and letters in a line of it
_WIDTHS = {"Product": 24.0, DESCRIPTION: 28.0, _SCENARIO: 28.0, "Field": 24.0}
ROOM = 1000  # rows below the header for which validation stands ready


def input_tables(example: Example) -> tuple[InputTable, ...]:
    """The input tables that a template has, of those that can be planned with."""
    return tuple(table for table in INPUT_TABLES if not table.later and example.has(table.name))


def headers(table: InputTable, example: Example, words: Words) -> list[str]:
    """The headers of an input table: its columns that the template has, and the periods of a wide one."""
    own = [words("settings.note")] if table is SETTINGS_TABLE else []
    return [column.name for column in _columns(table, example)] + own + list(example.periods if table.wide else ())


def filled_rows(table: InputTable, example: Example, words: Words) -> list[Row]:
    """What stands in an input table, by header: the example's rows, or one blank row; every setting."""
    if table is SETTINGS_TABLE:
        return [_setting_row(setting, example, words) for setting in SETTINGS]
    return [_in_words(row, words) for row in example.rows(table.name)] or [{}]


def _in_words(row: Row, words: Words) -> Row:
    """A row of the example, with what its product or scenario is called in the language of the template."""
    named = {DESCRIPTION: "descriptions", _SCENARIO: "scenarios"}
    return {**row, **{header: words.of_name(named[header], str(row[header])) for header in named if row.get(header)}}


def _columns(table: InputTable, example: Example) -> list[Column]:
    """Those that must be filled, and of the others those that the template has."""
    planned = [column for column in table.columns if not column.later and not column.beside]
    return [column for column in planned if column.blank is Blank.ERROR or example.has_column(table.name, column.name)]


def _setting_row(setting: Setting, example: Example, words: Words) -> Row:
    """A setting, its value, and what it means in a column of our own beside them."""
    own = words.language if setting.key == _LANGUAGE and words.language != FIRST else setting.default
    value = example.settings.get(setting.name, own)
    shown = ("no", "yes")[value] if isinstance(value, bool) else value
    said = words.of_schema
    unit, default = capital(said(setting.unit)), said(setting.default_words)
    meaning = words("settings.meaning", unit=unit, help=said(setting.help), default=default)
    return {_SETTING: setting.name, _VALUE: shown, words("settings.note"): meaning}


def add_input_sheets(book: Any, example: Example, words: Words) -> None:
    """One sheet for every input table, in the schema's order."""
    for table in input_tables(example):
        add_input(book, table, example, words)


def add_input(book: Any, table: InputTable, example: Example, words: Words) -> None:
    """The sheet of one input table."""
    if table is SETTINGS_TABLE:
        _add_settings(book, example, words)
    else:
        _add_input(book, table, example, words)


def _add_input(book: Any, table: InputTable, example: Example, words: Words) -> None:
    columns = _columns(table, example)
    placed = _open(book, table, example, words)
    _fill(placed, filled_rows(table, example, words), {column.name: input_format(column.kind) for column in columns})
    for column in columns:
        placed.cell(placed.header_row, column.name).comment = column_note(column, words)
        _validate(placed, column_rule(table, column, words), column.name, column.name)
    _say_units(placed, table, columns)
    _show_decimals(placed, columns)
    if table.wide:
        placed.cell(placed.header_row, placed.periods[0]).comment = period_note(table, words)
        _validate(placed, number_rule(table, words), placed.periods[0], placed.periods[-1])
    keys = _key_columns(table)
    wide = [_WIDTHS.get(column.name, 18.0 if _is_text(column) else 16.5) for column in columns]
    freeze(placed, wide, keys, chart=False)
    widths(placed.sheet, wide, 11.0 if table.wide else 16.5)  # columns that are added are as wide
    printable(placed.sheet, Paper.across(wide, grows=table.wide), placed.header_row, keys)


def _open(book: Any, table: InputTable, example: Example, words: Words) -> SheetTable:
    sheet = open_sheet(book, words(f"sheets.{table.name}"), "input", gridlines=True)
    sentence = words.of_schema(table.help)
    head(sheet, sheet.title, sentence if table.required else f"{words('about.optional')} {sentence}")
    flag(sheet, words)
    names, rows = headers(table, example, words), filled_rows(table, example, words)
    placed = SheetTable(sheet, TABLE_ROW, names, len(rows), words, example.periods if table.wide else ())
    left = names if table is SETTINGS_TABLE else [column.name for column in table.columns if _is_text(column)]
    add_table(placed, table.name, filters=True, left=left)
    return placed


def _fill(placed: SheetTable, rows: list[Row], formats: dict[str, str]) -> None:
    for number, row in enumerate(rows, start=placed.first_row):
        for header in placed.headers:
            number_format = formats.get(header, input_format(Kind.NUMBER))
            cell = placed.cell(number, header)
            cell.value = row.get(header)
            dress(cell, "input", number_format, "left" if number_format == "@" else "right")


def _say_units(placed: SheetTable, table: InputTable, columns: list[Column]) -> None:
    """Units above the headers of columns beside the flag, and once above the periods; codes and choices have none."""
    said, row = placed.words.of_schema, placed.header_row - 1
    if table.wide:
        beside = placed.sheet.cell(row, FLAG_COLUMNS + 1)
        write(placed.sheet, beside.coordinate, capital(said(table.wide_unit)), "note")
    for column in columns:
        cell = placed.cell(row, column.name)
        if cell.column > FLAG_COLUMNS:
            cell.value = said(column.unit)
            dress(cell, "unit", across="left" if _is_text(column) else "right", wrap=True)
            placed.sheet.row_dimensions[row].height = 30.0


def _show_decimals(placed: SheetTable, columns: list[Column]) -> None:
    """Of large numbers, in every column of numbers and in all periods, as far as validation stands ready."""
    numbers = [column.name for column in columns if input_format(column.kind) == TYPED]
    areas = [(name, placed.letter(name)) for name in numbers]
    if placed.periods:
        areas.append((placed.periods[0], get_column_letter(COLUMNS)))
    for first, last in areas:
        area = f"{placed.first(first)}:{last}{placed.header_row + ROOM}"
        placed.sheet.conditional_formatting.add(area, typed_decimals(placed.first(first)))


def _validate(placed: SheetTable, rule: Any, first: str, last: str) -> None:
    rule.add(f"{placed.first(first)}:{placed.letter(last)}{placed.header_row + ROOM}")
    placed.sheet.add_data_validation(rule)


def _is_text(column: Column) -> bool:
    return input_format(column.kind) == TEXT


def _key_columns(table: InputTable) -> int:
    """How many columns from the left must be filled, at least one: they stay in sight."""
    keys = 0
    for column in table.columns:
        if column.kind is not Kind.TEXT or column.blank is not Blank.ERROR:
            break
        keys += 1
    return max(keys, 1)


def _add_settings(book: Any, example: Example, words: Words) -> None:
    """All settings, each with its own rule."""
    placed = _open(book, SETTINGS_TABLE, example, words)
    sheet, rows = placed.sheet, filled_rows(SETTINGS_TABLE, example, words)
    for number, (setting, row) in enumerate(zip(SETTINGS, rows, strict=True), start=placed.first_row):
        _add_setting(placed, number, row, setting)
    for column in SETTINGS_TABLE.columns:
        placed.cell(placed.header_row, column.name).comment = column_note(column, words)
    placed.cell(placed.header_row, words("settings.note")).comment = note(words("notes.own"))
    names, values = (column_rule(SETTINGS_TABLE, column, words) for column in SETTINGS_TABLE.columns)
    _validate(placed, names, _SETTING, _SETTING)
    value = placed.letter(_VALUE)
    values.add(f"{value}{placed.last_row + 1}:{value}{placed.header_row + ROOM}")
    sheet.add_data_validation(values)
    sheet.freeze_panes = placed.cell(placed.first_row, _VALUE)
    widths(sheet, (26.0, 30.0, MEANING_WIDTH))
    printable(sheet, Paper(upright=True, one_page=True), placed.header_row)


def _add_setting(placed: SheetTable, number: int, row: Row, setting: Setting) -> None:
    for header, text in row.items():
        placed.cell(number, header).value = text
    name, value, meaning = (placed.cell(number, header) for header in row)
    dress(name, "input", "@", "left")
    dress(value, "input", "General", "left")
    dress(meaning, "note", across="left", wrap=True)
    lines = -(-len(str(meaning.value)) // LETTERS)
    placed.sheet.row_dimensions[number].height = max(30.0, 3.0 + 13.5 * lines)
    rule = setting_rule(setting, placed.words)
    rule.add(value.coordinate)
    placed.sheet.add_data_validation(rule)
