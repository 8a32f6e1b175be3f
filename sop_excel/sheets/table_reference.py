"""The reference of tables, columns and settings as Markdown, written from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.forms import Column, InputTable, Setting
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.contract.output_forms import AS_MEASURE, OutputForm
from sop_excel.contract.units import MAGNITUDES

HEAD = """# The tables of a planning workbook

Tables are Excel Tables, found by their table name on whatever sheet they stand. Headers match ignoring case, spaces,
`_` and `-`; [known names in other languages](workbook.md#other-names) are read too. An optional table or column may be
absent; a table must have the columns in **bold**, and `Products` at least one column that is a cost. What is marked *By
period* may be overridden in a period by a row of table `PeriodData`. This page is written from the program's own schema
by `make docs`.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD, "## Inputs\n"]
    parts += [block for table in schema.INPUT_TABLES for block in _input(table)]
    parts += ["### Settings by name\n", "\n".join(_settings()) + "\n"]
    parts += ["### Numbers that are planned with\n", "\n".join(_magnitudes()) + "\n", "## Outputs\n"]
    parts += [_output(form) for form in schema.OUTPUT_FORMS]
    parts += ["## Before the plan\n", *map(_output, DEMAND_FORMS)]
    parts += ["## What becomes of a plan\n", *map(_output, LIFE_FORMS)]
    return "\n".join(parts)


def _input(table: InputTable) -> Iterator[str]:
    need = "required" if table.required else "optional"
    yield f"### `{table.name}` ({need})\n"
    yield f"{table.help}{_later(table.later)}\n"
    rows = ["| column | unit | blank means | meaning |", "|---|---|---|---|", *map(_column, table.columns)]
    if table.wide:
        rows.append(f"| *one column per period* | {table.wide_unit} | {table.blank_words} | A number >= 0. |")
    if table.long:
        names = ", ".join(f"`{column.name}`" for column in table.long.columns)
        rows += ["", f"Or one row per product and period, with the columns {names}; rows for the same cell add up."]
    yield "\n".join(rows) + "\n"


def _column(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    overridable = " *By period.*" if column.by_period and not column.later else ""
    later = _later(column.later) + _later_choices(column)
    return f"| {name} | {column.unit} | {column.blank.words} | {column.help}{_most(column)}{overridable}{later} |"


def _most(column: Column) -> str:
    """The largest number that a cell may hold, where the column has one of its own and not that of its unit."""
    return f" *At most {column.magnitude.shown(column.most)}.*" if isfinite(column.most) else ""


def _later_choices(item: Column | Setting) -> str:
    return f" *Refused as yet: {', '.join(item.later_choices)}.*" if item.later_choices else ""


def _later(part: str) -> str:
    return f" *Refused as yet: {part} cannot be planned.*" if part else ""


def _settings() -> Iterator[str]:
    yield "| setting | unit | default | meaning |"
    yield "|---|---|---|---|"
    for setting in schema.SETTINGS:
        help_ = setting.help + _later_choices(setting)
        yield f"| {setting.name} | {setting.unit} | {setting.default_words} | {help_} |"


def _magnitudes() -> Iterator[str]:
    yield "A number outside is refused with its cell, whether a table, an override, a scenario or a formula has it."
    yield ""
    yield "| unit | least (besides 0) | most | beyond |"
    yield "|---|---|---|---|"
    for unit, magnitude in MAGNITUDES.items():
        least = magnitude.shown(magnitude.least) if magnitude.least else "any"
        beyond = ("too small", magnitude.small), ("too large", magnitude.large)
        advice = "; ".join(f"{what}: {do}" for what, do in beyond if do)
        yield f"| {unit} | {least} | {magnitude.shown(magnitude.most)} | {advice} |"


def _output(form: OutputForm) -> str:
    of_periods = AS_MEASURE if form.measures else "units"
    headers = [(header, form.unit_of(header)) for header in (*form.lead, *form.tail)]
    if form.wide:
        headers.insert(len(form.lead), ("<periods>", of_periods))
    columns = [_with_unit(*one) for one in headers]
    lines = [f"### `{form.name}`\n", f"{form.help}\n", f"Columns: {', '.join(columns)}\n"]
    if form.measures:
        lines.append(f"Measures: {', '.join(_with_unit(one.name, one.unit) for one in form.measures)}\n")
    return "\n".join(lines)


def _with_unit(name: str, unit: str) -> str:
    return name if unit == "text" else f"{name} ({unit})"


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - the page goes to standard output
