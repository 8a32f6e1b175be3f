"""The input sheets: one table a sheet, with notes, validation and the example's figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.contract.schema import INPUT_TABLES
from sop_excel.contract.settings_table import SETTINGS, SETTINGS_TABLE
from templates.make.cell_formats import input_format
from templates.make.examples import Cell, Example
from templates.make.language import Words
from templates.make.looks import dress, write
from templates.make.page import (
    TABLE_ROW,
    Block,
    Paper,
    add_table,
    flag,
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

UNITS_FROM = 2  # columns that stand under the flag
ROOM = 1000  # rows below the header for which validation stands ready


def input_tables() -> tuple[InputTable, ...]:
    """The input tables that a template has: all that can be planned with."""
    return tuple(table for table in INPUT_TABLES if not table.later)


def add_input_sheets(book: Any, example: Example, words: Words) -> None:
    """One sheet for every input table, in the schema's order."""
    for table in input_tables():
        if table is SETTINGS_TABLE:
            _add_settings(book, example, words)
        else:
            _add_input(book, table, example, words)


def _add_input(book: Any, table: InputTable, example: Example, words: Words) -> None:
    columns = [column for column in table.columns if not column.later]
    headers = [column.name for column in columns] + list(example.periods if table.wide else ())
    rows = example.rows(table.name) or [{}]
    block = _open(book, table, headers, len(rows), words)
    formats = [input_format(column.kind) for column in columns]
    _fill(block, rows, formats)
    for position, column in enumerate(columns):
        block.sheet.cell(block.header_row, position + 1).comment = column_note(column, words)
        _validate(block, column_rule(table, column, words), position, position)
    _say_units(block, table, columns)
    if table.wide:
        block.sheet.cell(block.header_row, len(columns) + 1).comment = period_note(table, words)
        _validate(block, number_rule(table, words), len(columns), len(headers) - 1)
    keys = _key_columns(table)
    block.sheet.freeze_panes = block.sheet.cell(block.first_row, keys + 1)
    wide = [18.0 if _is_text(column) else 14.5 for column in columns]
    widths(block.sheet, wide, 11.0 if table.wide else 0.0)
    printable(block.sheet, Paper(), block.header_row, keys)


def _open(book: Any, table: InputTable, headers: list[str], rows: int, words: Words) -> Block:
    sheet = open_sheet(book, words(f"sheets.{table.name}"), "input", gridlines=True)
    sentence = words.of_schema(table.help)
    head(sheet, sheet.title, sentence if table.required else f"{words('about.optional')} {sentence}")
    flag(sheet, words)
    block = Block(sheet, TABLE_ROW, headers, rows, words)
    left = headers if table is SETTINGS_TABLE else [column.name for column in table.columns if _is_text(column)]
    add_table(block, table.name, filters=True, left=left)
    return block


def _fill(block: Block, rows: list[Mapping[str, Cell]], formats: list[str]) -> None:
    for row, cells in enumerate(rows, start=block.first_row):
        for position, header in enumerate(block.headers):
            number_format = formats[position] if position < len(formats) else input_format(Kind.NUMBER)
            cell = block.sheet.cell(row, position + 1, cells.get(header))
            dress(cell, "input", number_format, "left" if number_format == "@" else "right")


def _say_units(block: Block, table: InputTable, columns: list[Column]) -> None:
    """Units above the headers, from the third column on; codes, names and choices have none."""
    said, row = block.words.of_schema, block.header_row - 1
    if table.wide:
        write(block.sheet, f"C{row}", capital(said(table.wide_unit)), "note")
    for position, column in enumerate(columns[UNITS_FROM:], start=UNITS_FROM + 1):
        dress(block.sheet.cell(row, position, said(column.unit)), "unit", across="center", wrap=True)
        block.sheet.row_dimensions[row].height = 30.0


def _validate(block: Block, rule: Any, left: int, right: int) -> None:
    rule.add(f"{block.letter(left)}{block.first_row}:{block.letter(right)}{block.header_row + ROOM}")
    block.sheet.add_data_validation(rule)


def _is_text(column: Column) -> bool:
    return column.kind in (Kind.TEXT, Kind.CHOICE)


def _key_columns(table: InputTable) -> int:
    """How many columns from the left must be filled, at least one: they stay in sight."""
    keys = 0
    for column in table.columns:
        if column.kind is not Kind.TEXT or column.blank is not Blank.ERROR:
            break
        keys += 1
    return max(keys, 1)


def _add_settings(book: Any, example: Example, words: Words) -> None:
    """All settings, each with its own rule, and what they mean in a column of our own beside them."""
    headers = [column.name for column in SETTINGS_TABLE.columns] + [words("settings.note")]
    block = _open(book, SETTINGS_TABLE, headers, len(SETTINGS), words)
    sheet = block.sheet
    for row, setting in enumerate(SETTINGS, start=block.first_row):
        named = setting.key == "plan_name"
        value = words(f"about.plan_name_{example.kind}") if named else setting.default
        _add_setting(sheet, row, setting, value, words)
    for position, column in enumerate(SETTINGS_TABLE.columns):
        sheet.cell(block.header_row, position + 1).comment = column_note(column, words)
    sheet.cell(block.header_row, 3).comment = note(words("notes.own"))
    names, values = (column_rule(SETTINGS_TABLE, column, words) for column in SETTINGS_TABLE.columns)
    _validate(block, names, 0, 0)
    values.add(f"B{block.last_row + 1}:B{block.header_row + ROOM}")
    sheet.add_data_validation(values)
    sheet.freeze_panes = sheet.cell(block.first_row, 2)
    widths(sheet, (26.0, 30.0, 80.0))
    printable(sheet, Paper(), block.header_row)


def _add_setting(sheet: Any, row: int, setting: Setting, value: str | float | None, words: Words) -> None:
    shown = ("no", "yes")[value] if isinstance(value, bool) else value
    dress(sheet.cell(row, 1, setting.name), "input", "@", "left")
    dress(sheet.cell(row, 2, shown), "input", "General", "left")
    said = words.of_schema
    unit, default = capital(said(setting.unit)), said(setting.default_words)
    meaning = words("settings.meaning", unit=unit, help=said(setting.help), default=default)
    dress(sheet.cell(row, 3, meaning), "note", across="left", wrap=True)
    sheet.row_dimensions[row].height = 30.0
    rule = setting_rule(setting, words)
    rule.add(f"B{row}")
    sheet.add_data_validation(rule)
