"""A table or a column of the contract that a workbook lacks, brought into it as the full template has it."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.contract import schema
from sop_excel.contract.forms import Column, InputTable
from sop_excel.contract.output_tables import CHART_CHOICES
from sop_excel.contract.synonyms import column_meant, table_meant
from sop_excel.domain.table import Filling, OutputTable, Table
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.planning import PlanningBook, tables_of
from sop_excel.preparing.prepared import Prepared
from sop_excel.sheets.lacking import header_of, meant
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.watched import demand_periods
from sop_excel.spreadsheet.input_changes import InputChanges

FORMS = {form.name: form for form in schema.INPUT_TABLES if not form.later}
WHAT = "TABLE"  # how a message names what was asked for


def add_to(book: PlanningBook, what: str) -> Prepared:
    """Bring the table ``what``, or the column ``Table.Column`` (also ``Table[Column]``), with nothing in it.

    Raises InputError where there is no such one, and where the workbook has it already.
    """
    name, _, column = what.strip().removesuffix("]").replace("[", ".", 1).partition(".")
    form = _form(name.strip())
    tables = tables_of(book)
    wanted = _column(form, column.strip()) if column.strip() else None
    if form.name not in tables:
        return _new_table(form, tables)
    table = tables[form.name]
    if wanted is None:
        raise _there(what, table, form.name, _fill(form))
    header = header_of(table, form, wanted.key)
    if header is not None:
        raise _there(what, table, f"{form.name}[{header}]", "fill that column")
    return _new_column(form, wanted, tables)


def _form(name: str) -> InputTable:
    """The table that is meant, in any writing and by any synonym."""
    spelt = {folded(one): one for one in FORMS} | {folded(one.replace(" ", "")): one for one in FORMS}
    found = spelt.get(folded(name)) or spelt.get(folded(name.replace(" ", ""))) or table_meant(name)
    if found in FORMS:
        return FORMS[found]
    raise InputError([Issue(WHAT, "", "a table that planners fill", quoted(name), meant("table", FORMS, name))])


def _column(form: InputTable, name: str) -> Column:
    columns = {column.name: column for column in form.columns if not column.later}
    spelt = {folded(one): column for one, column in columns.items()}
    synonym = column_meant(form.name, name)
    found = spelt.get(folded(name)) or (columns.get(synonym) if synonym else None)
    if found is None:
        advice = meant("column", columns, name)
        raise InputError([Issue(WHAT, form.name, f"a column of table {form.name}", quoted(name), advice)])
    if form.wide:
        advice = "a new period is a new column that you head yourself" if not found.beside else _BESIDE
        expected = "a table whose columns are fields"
        raise InputError([Issue(WHAT, form.name, expected, f"{form.name}, whose columns are periods", advice)])
    return found


_NAMED_IN = {"Route": "Routes", "Family": "Families"}
_BESIDE = "insert a column left of the periods, and head it Class"


def _fill(form: InputTable) -> str:
    """What to do with a table that is there."""
    last = form.columns[-1].name
    return "fill it" if form.wide else f'fill it, or add a column of it, such as "{form.name}.{last}"'


def _there(what: str, table: Table, found: str, advice: str) -> InputError:
    place = table.places.cell(0, 0) if table.rows else table.name
    return InputError([Issue(place, table.name, f"a workbook without {quoted(what)}", f"{found} already", advice)])


def _new_table(form: InputTable, tables: Mapping[str, Table]) -> Prepared:
    summary = (f"Added table {form.name}: {form.help}",)
    if form is schema.SETTINGS_TABLE:  # whose rows are the settings with their defaults
        return Prepared((), summary=summary, inputs=InputChanges(sheets=(form.name,)))
    periods = demand_periods(tables) if form.wide else []
    fields = [column.name for column in form.columns if not column.later and not column.beside]
    headers = [*fields, *periods]
    outputs = [OutputTable(form.name, headers, [[None] * len(headers)], lead=len(fields))]
    if CHART_CHOICES.name not in tables and form in (schema.PERIOD_DATA, schema.SCENARIOS_TABLE):
        outputs.append(output_table(CHART_CHOICES, [(schema.ALL_PRODUCTS,)]))  # beside which its long lists stand
    return Prepared(tuple(outputs), summary=summary)


def _new_column(form: InputTable, column: Column, tables: Mapping[str, Table]) -> Prepared:
    filling = Filling(form.name, form.columns[0].name, (column.name,), {}, blank=True)
    named = column.codes_of or _NAMED_IN.get(column.name, "")
    lacking = f"it names what stands in table {named}, which is not there yet: sop-excel add {named} brings it"
    notes = (lacking,) if named and named not in tables else ()
    return Prepared((), (filling,), notes=notes, summary=(f"Added column {form.name}[{column.name}]: {column.help}",))
