"""Which table of a workbook is which of the contract, and what table Mapping has decided about tables and headers.

A table goes by its own name, by one that table Mapping gives it, or by a synonym (rule R2a). In a row of Mapping
``Table`` is a table of the contract, or ``not read``. With a ``Header`` the row says that this header of that table
means ``Column``; without one it says that the Excel Table named in ``Range`` is that table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import MAPPING, NOT_READ, TO_DECIDE
from sop_excel.contract.forms import InputTable
from sop_excel.contract.synonyms import table_meant
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import is_like_a_period
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.sheets.by_header import cells_under
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.long_tables import long_form
from sop_excel.sheets.reading.matched_headers import match_columns

_FORMS = {form.name: form for form in schema.INPUT_TABLES}
_NOT_READ = folded(NOT_READ)


@dataclass(frozen=True)
class OwnNames:
    """What table Mapping says.

    ``tables`` maps the name of an Excel Table, in lower case, to a table of the contract ("" for none); ``columns``
    maps a table of the contract to its headers and the columns that these mean ("" for none).
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def own_names_in(tables: Mapping[str, Table]) -> OwnNames:
    """The decisions in table Mapping, if it is there; what the contract does not know is left alone.

    A proposal, in which rows are still to be decided, decides nothing.
    """
    mapping = tables.get(MAPPING.name)
    if any(text_of(cell) == TO_DECIDE for (cell,) in cells_under(mapping, "Decided by")):
        return OwnNames()
    called: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    rows = cells_under(mapping, "Range", "Table", "Header", "Column")
    for place, table, header, column in ([text_of(cell) or "" for cell in row] for row in rows):
        form = _FORMS.get(_contract_name(table))
        if not header and place and (form or folded(table) == _NOT_READ):
            called[place.lower()] = form.name if form else ""
        elif header and form and (name := _column(form, column)) is not None:
            columns.setdefault(form.name, {})[header] = name
    return OwnNames(called, columns)


def _contract_name(text: str) -> str:
    return next((name for name in _FORMS if folded(name) == folded(text)), "")


def _column(form: InputTable, text: str) -> str | None:
    """The contract's column of this name, "" where it is ``not read``; None where it is neither."""
    if folded(text) == _NOT_READ:
        return ""
    columns = (form.long or form).columns
    return next((column.name for column in columns if folded(column.name) == folded(text)), None)


def is_among(name: str, names: Collection[str]) -> bool:
    """Whether a table has this name, in any case."""
    return name.lower() in {one.lower() for one in names}


def other_names(names: Sequence[str], own: OwnNames) -> list[str]:
    """The tables of a workbook that may be one of the contract by a synonym, which their headers must confirm."""
    return [
        name
        for name in names
        if (table := table_meant(name)) in _FORMS and name.lower() not in own.tables
        if not is_among(str(table), names) and table not in own.tables.values()
    ]


def tables_meant(names: Sequence[str], own: OwnNames, by_synonym: Mapping[str, Table]) -> dict[str, str]:
    """The workbook's name of every input table of the contract that it has.

    ``by_synonym`` are the headers of those that ``other_names`` gives. Raises InputError for two tables that mean one.
    """
    found: dict[str, list[str]] = {name: [] for name in _FORMS}
    for name in {name.lower(): name for name in names}.values():  # two of one name are refused where they are read
        ours = next((table for table in _FORMS if table.lower() == name.lower()), "")
        if table := own.tables.get(name.lower(), ours):
            found[table].append(table if name.lower() == table.lower() else name)
    for table, form in _FORMS.items():
        if not found[table]:
            candidates = [name for name in by_synonym if table_meant(name) == table]
            fitting = [name for name in candidates if _fits(by_synonym[name], form)]
            found[table] = fitting or (candidates if form.required and len(candidates) == 1 else [])
    issues = [_two(table, same) for table, same in found.items() if len(same) > 1]
    if issues:
        raise InputError(issues)
    return {table: same[0] for table, same in found.items() if same}


def _fits(table: Table, form: InputTable) -> bool:
    """Whether a table has the columns that the contract asks for: else a name alone would make a table one of ours."""
    columns = match_columns(table, form, Findings())
    if any(column.required and column.key not in columns for column in form.columns):
        return False
    others = (header for n, header in enumerate(table.headers) if n not in columns.values())
    return not form.wide or long_form(table, form) is not None or any(map(is_like_a_period, others))


def _two(table: str, same: Sequence[str]) -> Issue:
    names = " and ".join(map(quoted, same))
    advice = f"rename the one that is not meant, or say in column Table of table {MAPPING.name} that it is {NOT_READ}"
    return Issue(same[-1], "", f"one table that means {table}", f"{names}, which mean the same", advice)


def called_tables(
    names: Sequence[str], read: Callable[[Collection[str], Collection[str]], Mapping[str, Table]]
) -> tuple[dict[str, str], OwnNames]:
    """The workbook's name of every input table of the contract that it has, and what table Mapping says.

    ``names`` are those of all its tables, ``read`` reads tables, of some the headers alone. Raises as ``tables_meant``.
    """
    own = own_names_in(read([MAPPING.name], ()) if is_among(MAPPING.name, names) else {})
    others = other_names(names, own)
    return tables_meant(names, own, read(others, others) if others else {}), own


def decided(table: Table, name: str, own: OwnNames) -> Table:
    """The table ``name`` of the contract with what has been decided about its headers."""
    columns = own.columns.get(name, {})
    return replace(table, decided=dict(_present(columns, table.headers))) if columns else table


def _present(columns: Mapping[str, str], headers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The decisions by the headers as they stand; a header is known again whatever its case and spaces."""
    by_fold = {folded(header): column for header, column in columns.items()}
    for header in headers:
        if folded(header) in by_fold:
            yield header.strip(), by_fold[folded(header)]
