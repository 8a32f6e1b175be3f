"""A sheet copied within its book or into another, with what Excel takes along."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from copy import copy, deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from tests.excel.engine.clipboard import Known, take_style
from tests.excel.engine.formulas import with_sheets, with_table

if TYPE_CHECKING:
    from tests.excel.engine.book import Book
    from tests.excel.engine.sheet import Sheet

_SETTINGS = ("sheet_format", "sheet_properties", "sheet_state", "views", "protection")
_PRINTED = ("page_margins", "page_setup", "print_options")
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_LINE = ("height", "hidden", "outlineLevel", "collapsed")
_COLUMN = ("width", "hidden", "outlineLevel", "collapsed", "min", "max", "bestFit")


def copy_sheet(source: Sheet, book: Book, at: int) -> Sheet:
    """The copy of a sheet at a position (from 0) of a book; what it says about the old book is a link to that book."""
    worksheet = book.workbook.create_sheet(_free(source.name, {sheet.name.lower() for sheet in book.sheet_list}))
    sheet = book.place(worksheet, at)
    renamed = _copy_tables(source, sheet)
    own_names = _copy_names(source, sheet)
    _copy_cells(source, sheet)
    _copy_settings(source.worksheet, worksheet)
    _copy_rules(source.worksheet, worksheet)
    worksheet._charts.extend(deepcopy(source.worksheet._charts))
    sheet.rewrite(_redirect(source, sheet, renamed, own_names))
    return sheet


def _free(name: str, taken: set[str]) -> str:
    names = itertools.chain([name], (f"{name[:26]} ({count})" for count in itertools.count(2)))
    return next(candidate for candidate in names if candidate.lower() not in taken)


def _copy_tables(source: Sheet, sheet: Sheet) -> dict[str, str]:
    """Tables keep their names if the book has none of that name, else digits are appended."""
    renamed, taken = {}, sheet.book.table_names() | {name.lower() for name in sheet.book.workbook.defined_names}
    for table in source.tables:
        part = deepcopy(table.part)
        names = itertools.chain([table.name], (f"{table.name}{count}" for count in itertools.count(2)))
        part.name = part.displayName = next(name for name in names if name.lower() not in taken)
        part.id, renamed[table.name] = sheet.book.next_table_id(), part.displayName
        taken.add(part.displayName.lower())
        if source.book is not sheet.book:
            _translate_looks(part, source.book.workbook, sheet.book.workbook)
        sheet.worksheet.tables[part.displayName] = part
    return renamed


def _translate_looks(part: Any, old: Any, new: Any) -> None:
    """The looks of a table's parts are numbers of the workbook's differential styles."""
    for owner in (part, *part.tableColumns):
        for name in ("headerRowDxfId", "dataDxfId", "totalsRowDxfId", "headerRowBorderDxfId", "tableBorderDxfId"):
            number = getattr(owner, name, None)
            if number is not None:
                setattr(owner, name, new._differential_styles.add(old._differential_styles[number]))


def _copy_names(source: Sheet, sheet: Sheet) -> set[str]:
    """The sheet's own names, and the book's names that point into it: for the whole book if they are free there."""
    own: dict[str, Any] = dict(source.worksheet.defined_names.items())
    for name, part in own.items():
        sheet.worksheet.defined_names[name] = DefinedName(name, attr_text=part.attr_text)
    into = re.compile(rf"(?:'{re.escape(source.name)}'|\b{re.escape(source.name)})!", re.IGNORECASE)
    taken = {name.lower() for name in sheet.book.workbook.defined_names}
    carried = {name for name, part in source.book.workbook.defined_names.items() if into.search(part.attr_text)}
    for name in carried:
        text = source.book.workbook.defined_names[name].attr_text
        home = sheet.worksheet if name.lower() in taken else sheet.book.workbook
        text = with_sheets(text, {source.name: sheet.name}.get)
        home.defined_names[name] = DefinedName(name, attr_text=text)
    return {*own, *carried}


def _copy_cells(source: Sheet, sheet: Sheet) -> None:
    known: Known = {}
    for (row, column), cell in list(source.worksheet._cells.items()):
        goal = sheet.worksheet.cell(row, column)
        array = isinstance(cell.value, ArrayFormula)
        goal._value = ArrayFormula(cell.value.ref, cell.value.text) if array else cell.value
        goal.data_type = cell.data_type
        if source.book is sheet.book:
            goal._style = copy(cell._style)
        else:
            take_style(cell, goal, known)
        if cell.comment:
            goal.comment = copy(cell.comment)
        if cell.hyperlink:
            goal._hyperlink = copy(cell.hyperlink)
    sheet.results, sheet.arrays = dict(source.results), dict(source.arrays)
    for merged in source.worksheet.merged_cells.ranges:
        sheet.worksheet.merge_cells(merged.coord)


def _copy_settings(source: Any, target: Any) -> None:
    for name in (*_SETTINGS, *_PRINTED):
        setattr(target, name, deepcopy(getattr(source, name)))
    for name in _HEADERS:
        setattr(target.HeaderFooter, name, deepcopy(getattr(source.HeaderFooter, name)))
    for view in target.views.sheetView:
        view.tabSelected = False
    target.sheet_properties.codeName = None
    target.print_title_rows, target.print_title_cols = source.print_title_rows, source.print_title_cols
    if source.print_area:
        target.print_area = [part.rpartition("!")[2] for part in source.print_area.split(",")]
    known: Known = {}
    for lines, names in (("row_dimensions", _LINE), ("column_dimensions", _COLUMN)):
        for key, line in getattr(source, lines).items():
            goal = getattr(target, lines)[key]
            for name in names:
                setattr(goal, name, getattr(line, name))
            take_style(line, goal, known)


def _copy_rules(source: Any, target: Any) -> None:
    for formatting in source.conditional_formatting:
        for rule in formatting.rules:
            target.conditional_formatting.add(str(formatting.sqref), deepcopy(rule))
    for validation in source.data_validations.dataValidation:
        target.add_data_validation(deepcopy(validation))


def rewrite_rules(worksheet: Any, change: Callable[[str], str]) -> None:
    """Changes the formulas of conditional formats and validations."""
    for formatting in worksheet.conditional_formatting:
        for rule in formatting.rules:
            formulas = [change(formula) for formula in rule.formula]
            if formulas != rule.formula:  # which openpyxl would look through
                rule.formula = formulas
    for validation in worksheet.data_validations.dataValidation:
        for name in ("formula1", "formula2"):
            if isinstance(formula := getattr(validation, name), str) and not formula.startswith('"'):
                changed = change(formula)
                if changed != formula:
                    setattr(validation, name, changed)


def _redirect(source: Sheet, sheet: Sheet, tables: dict[str, str], names: set[str]) -> Callable[[str], str]:
    """Turns references to what came along to the copy, and all others to the book they came from."""
    others = {one.name: f"[{source.book.name}]{one.name}" for one in source.book.sheet_list if one is not source}
    sheets = {source.name: sheet.name} | (others if source.book is not sheet.book else {})
    lower = {name.lower(): new for name, new in sheets.items()}
    foreign = [] if source.book is sheet.book else [*_foreign_tables(source, tables), *_foreign_names(source, names)]
    names_now = {old: new for old, new in tables.items() if old != new}
    names_now |= {name: f"[{source.book.name}]!{name}" for name in foreign}

    def change(formula: str) -> str:
        formula = with_sheets(formula, lambda name: lower.get(name.lower()))
        for old, new in names_now.items():
            formula = with_table(formula, old, partial(_always, new))
        return formula

    return change


def _always(name: str, _: str) -> str:
    return name


def _foreign_tables(source: Sheet, tables: dict[str, str]) -> list[str]:
    return [t.name for one in source.book.sheet_list for t in one.tables if t.name not in tables]


def _foreign_names(source: Sheet, names: set[str]) -> list[str]:
    return [name for name in source.book.workbook.defined_names if name not in names]
