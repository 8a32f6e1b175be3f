"""Which cells of the input tables differ between two sets of them, by the rows' own names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sop_excel.contract import schema
from sop_excel.contract.forms import InputTable
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import folded, shown

# The columns that say what a row is about; of other tables it is the first column of their form.
_KEYS = {
    schema.DEMAND.name: ("Product", "Class"),
    schema.CLASSES_TABLE.name: ("Class", "Product"),
    schema.ROUTINGS.name: ("Product", "Resource", "Route"),
    schema.ROUTES.name: ("Product", "Route"),
    schema.BILL_OF_MATERIALS.name: ("Parent", "Component", "Route"),
    schema.LIMITS_TABLE.name: ("Limit", "Measure", "Item", "From", "To"),
    schema.PENALTIES.name: ("Limit", "Item", "Period"),
    schema.PERIOD_DATA.name: ("Field", "Item", "Period"),
    schema.SCENARIOS_TABLE.name: ("Scenario", "Field", "Item", "Period", "Change"),
}
_LONG = ("Product", "Class", "Period")  # of a table that gives its quantities in rows
NEW, GONE = "new", "gone"

Row = dict[str, Value]  # the cells of a row by their folded headers


@dataclass(frozen=True)
class InputCell:
    """One cell that differs: its table, what its row is about, its column, and what stood and stands in it.

    A row that only one side has is one entry, without a column, and a column one without a row: ``new``, or ``gone``.
    """

    table: str
    row: str
    column: str
    before: str
    after: str

    @property
    def text(self) -> str:
        """The change in words, e.g. ``Demand: A, Mar: 30, before 40``."""
        if not self.column:
            return f"{self.table}: {self.row}: {self.after}"
        if not self.row:
            return f"{self.table}: column {self.column}: {self.after}"
        return f"{self.table}: {self.row}, {self.column}: {self.after}, before {self.before}"


def changed_inputs(before: Mapping[str, Table], after: Mapping[str, Table]) -> tuple[InputCell, ...]:
    """Every cell of the input tables that differs, table by table; a row that moved within its table does not."""
    return tuple(
        cell
        for form in schema.INPUT_TABLES
        for cell in _changed(form, before.get(form.name), after.get(form.name))
    )  # fmt: skip


def _changed(form: InputTable, before: Table | None, after: Table | None) -> Iterator[InputCell]:
    then, now = _rows(form, before), _rows(form, after)
    old_names, new_names = _headers(before), _headers(after)
    names = {column: name for column, name in new_names.items() if column in old_names}
    if then and now:
        yield from (InputCell(form.name, "", name, "", NEW) for c, name in new_names.items() if c not in old_names)
        yield from (InputCell(form.name, "", name, "", GONE) for c, name in old_names.items() if c not in new_names)
    for key in [*then, *(key for key in now if key not in then)]:
        row = ", ".join(part for part in key if part)
        if key not in now or key not in then:
            yield InputCell(form.name, row, "", "", NEW if key in now else GONE)
            continue
        for column, name in names.items():
            old, new = then[key].get(column), now[key].get(column)
            if not _same(old, new):
                yield InputCell(form.name, row, name, shown(old), shown(new))


def _headers(table: Table | None) -> dict[str, str]:
    """The headers by what counts of them (rule R2)."""
    return {folded(header): header for header in table.headers} if table else {}


def _rows(form: InputTable, table: Table | None) -> dict[tuple[str, ...], Row]:
    """The rows by what they are about; of several about the same each by its number, too."""
    if table is None:
        return {}
    headers = [folded(header) for header in table.headers]
    keys = _key_columns(form, headers)
    found: dict[tuple[str, ...], Row] = {}
    times: Counter[tuple[str, ...]] = Counter()
    for cells in table.rows:
        key = tuple(text_of(cells[column]) or "" for column in keys)
        if any(key):
            times[key] += 1
            number = (f"row {times[key]}",) if times[key] > 1 else ()
            found[key + number] = dict(zip(headers, cells, strict=False))
    return found


def _key_columns(form: InputTable, headers: Sequence[str]) -> list[int]:
    """Where the columns stand that say what a row is about: those of the contract, else the first."""
    long = form.may_be_long and all(folded(name) in headers for name in ("Product", "Period", "Quantity"))
    names = _LONG if long else _KEYS.get(form.name, (form.columns[0].name,))
    return [headers.index(folded(name)) for name in names if folded(name) in headers] or [0]


def _same(one: Value, other: Value) -> bool:
    return one == other or (is_blank(one) and is_blank(other))
