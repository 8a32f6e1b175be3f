"""What somebody writes as the changes of a scenario in Python, as rows of table Scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sop_excel.contract import schema
from sop_excel.contract.synonyms import column_meant
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.frames.frame_places import ChangePlaces
from sop_excel.hosts.frames.frame_values import cell_of, cells_of, headers_of

_OF_TABLES = {folded(form.name): form.name for form in (schema.PRODUCTS, schema.RESOURCES, schema.ROUTES)}
_OF_SETTINGS = folded(schema.SETTINGS_TABLE.name)
_HEADERS = [column.name for column in schema.SCENARIOS_TABLE.columns[1:]]
_CHANGES = schema.SCENARIOS_TABLE.column("Change").choices
_KEYS = "a field, or (field, item), or (field, item, period)"


@dataclass(frozen=True)
class ChangesGiven:
    """Rows (Field, Item, Period, Change, Value), and how each was written."""

    rows: tuple[tuple[Value, ...], ...]
    places: ChangePlaces


def changes_given(scenario: str, changes: object) -> ChangesGiven:
    """The rows of table Scenarios that were written as a mapping or as a frame with its columns.

    A key is a field, (field, item) or (field, item, period); the table of a field may stand before its item, as in
    ``("Products", "A", "Holding cost")``. A value is what the field is set to, or ``("add", number)`` or
    ``("multiply", number)``; behind a field also a frame with items as rows and periods as columns, or a series by
    item (behind a field and an item one by period), whose missing values change nothing. Raises InputError for what
    is neither, each with its key.

    >>> changes_given("High", {("Demand", "A"): ("multiply", 1.2), "Whole units": True}).rows
    (('Demand', 'A', None, 'multiply', 1.2), ('Whole units', None, None, 'set', True))
    >>> changes_given("Dear", {("Products", "A", "Holding cost", "2025-01"): 5}).rows
    (('Holding cost', 'A', '2025-01', 'set', 5.0),)
    >>> changes_given("Frame", {"Demand": pd.DataFrame({"2025-01": [7, None]}, index=["A", "B"])}).rows
    (('Demand', 'A', '2025-01', 'set', 7.0),)
    """
    if isinstance(changes, pd.DataFrame):
        return _of_frame(scenario, changes)
    if isinstance(changes, pd.Series):
        changes = dict(zip(changes.index, changes.array, strict=True))
    place = f"scenario {quoted(scenario)}"
    if not isinstance(changes, Mapping):
        found = f"a {type(changes).__name__}"
        advice = "write {(field, item): value}"
        raise InputError([Issue(place, "", "a dict of changes", found, advice)])
    each = [one for key, value in changes.items() for one in _each(key, value)]
    if not each:
        raise InputError([Issue(place, "", "at least one change", "none", "write {key: value}")])
    places = ChangePlaces(scenario, [f"changes[{_shown(key)}]" for key, _ in each])
    rows = [_row(places.cell(n, 0), key, value) for n, (key, value) in enumerate(each)]
    if issues := [row for row in rows if isinstance(row, Issue)]:
        raise InputError(issues)
    return ChangesGiven(tuple(row for row in rows if not isinstance(row, Issue)), places)


def _each(key: object, value: object) -> Iterator[tuple[object, object]]:
    """A change as it is; of a frame or series each value that is there, with its labels behind the key."""
    given = key if isinstance(key, tuple) else (key,)
    if isinstance(value, pd.DataFrame):
        periods = headers_of(value.columns)
        for n, period in enumerate(periods):
            yield from ((((*given, item, period)), one) for item, one in _labelled(value.iloc[:, n]))
    elif isinstance(value, pd.Series):
        yield from (((*given, *(item if isinstance(item, tuple) else (item,))), one) for item, one in _labelled(value))
    else:
        yield key, value


def _labelled(series: pd.Series[Any]) -> Iterator[tuple[object, Value]]:
    return ((label, cell) for label, cell in zip(series.index, cells_of(series), strict=True) if cell is not None)


def _row(place: str, key: object, value: object) -> tuple[Value, ...] | Issue:
    """One change as a row; an issue where its key or value has another form."""
    parts, change = _parts(key), _change(value)
    if parts is None:
        return Issue(place, "", _KEYS, repr(key), "write it so, with None for all items or periods")
    if change is None:
        expected = f"a value, or one of {', '.join(_CHANGES)} with a number"
        return Issue(place, "", expected, repr(value), 'write ("multiply", 1.2), for instance')
    return (*parts, *change)


def _shown(key: object) -> str:
    return ", ".join(map(repr, key)) if isinstance(key, tuple) else repr(key)


def _parts(key: object) -> tuple[Value, Value, Value] | None:
    """Field, item and period; None where the key has another form."""
    given = [cell_of(one) for one in (key if isinstance(key, tuple) else (key,))]
    table = folded(given[0]) if len(given) > 1 and isinstance(given[0], str) else ""
    if table == _OF_SETTINGS:
        given = given[1:]
    elif table in _OF_TABLES:
        given = [_field(_OF_TABLES[table], given[2]), given[1], *given[3:]] if len(given) > 2 else []
    if not 0 < len(given) <= 3 or not isinstance(given[0], str):
        return None
    field, item, period = [*given, None, None][:3]
    return field, item, period


def _field(table: str, name: Value) -> Value:
    """The column of a table that a name means, by a synonym too; itself where it is none."""
    return (column_meant(table, name) or name) if isinstance(name, str) else name


def _change(value: object) -> tuple[Value, Value] | None:
    if not isinstance(value, tuple | list):
        return _CHANGES[0], cell_of(value)
    if len(value) == 2 and isinstance(value[0], str):
        return value[0], cell_of(value[1])
    return None


def _of_frame(scenario: str, frame: pd.DataFrame) -> ChangesGiven:
    """The rows of a frame like table Scenarios; without a column Change everything is set."""
    columns = {folded(header): cells_of(frame.iloc[:, n]) for n, header in enumerate(headers_of(frame.columns))}
    blank: list[Value] = [None] * len(frame)
    known = {folded(column.name) for column in schema.SCENARIOS_TABLE.columns}
    if unknown := [header for header in headers_of(frame.columns) if folded(header) not in known]:
        place, expected = f"scenario {quoted(scenario)}", f"one of the columns {', '.join(_HEADERS)}"
        raise InputError(Issue(place, "", expected, quoted(name), "rename the column") for name in unknown)
    default: list[Value] = [_CHANGES[0]] * len(frame)
    picked = [columns.get(folded(name), default if name == "Change" else blank) for name in _HEADERS]
    places = ChangePlaces(scenario, [f"row {label}" for label in frame.index])
    return ChangesGiven(tuple(zip(*picked, strict=True)), places)
