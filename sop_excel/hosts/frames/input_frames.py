"""Frames of pandas as tables of the contract: whatever way their keys stand, nothing of them is changed.

What stands in the frames is checked where that of every workbook is, in ``sheets``; here only what is no table at
all is refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any, cast

import pandas as pd

from sop_excel.contract import schema
from sop_excel.contract.forms import PERIOD, QUANTITY, InputTable
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.period_names import is_like_a_period, meaning
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import folded, listed, quoted
from sop_excel.errors import Issue
from sop_excel.hosts.frames.frame_places import FramePlaces, argument_of
from sop_excel.hosts.frames.frame_values import cells_of, headers_of
from sop_excel.sheets.given_headers import absent_columns, is_long, key_position

_WANTED = "a DataFrame"
_FORMS = {form.name: form for form in schema.INPUT_TABLES}


ARGUMENTS = {argument_of(name): name for name in _FORMS}


@dataclass(frozen=True)
class FramesRead:
    """The tables of the contract that frames are, by its names, and what is wrong with the frames as such.

    ``refused`` are the tables of which no more can be said.
    """

    tables: Mapping[str, Table]
    issues: tuple[Issue, ...]
    refused: frozenset[str]


def read_frames(given: Mapping[str, object]) -> FramesRead:
    """The tables out of what was given by the names of arguments; None is no table."""
    tables: dict[str, Table] = {}
    issues: list[Issue] = []
    for argument, frame in given.items():
        form = _form_of(argument)
        if form is None:
            issues.append(_unknown_table(argument))
        elif frame is not None:
            table = table_of(argument, frame, form)
            if isinstance(table, Issue):
                issues.append(table)
            tables[form.name] = table if isinstance(table, Table) else Table(form.name, (), (), _nowhere(argument))
    refused = {ARGUMENTS.get(issue.place.partition(",")[0], "") for issue in issues}
    return FramesRead(
        {name: table for name, table in tables.items() if name not in refused}, tuple(issues), frozenset(refused)
    )


def _nowhere(argument: str) -> FramePlaces:
    return FramePlaces(argument, (), tuple)


def _form_of(argument: str) -> InputTable | None:
    return next((form for name, form in _FORMS.items() if folded(name) == folded(argument)), None)


def _unknown_table(argument: str) -> Issue:
    near = get_close_matches(argument.lower(), ARGUMENTS, 1)
    hint = f"did you mean {quoted(near[0])}?" if near else f"the tables are {listed(ARGUMENTS)}"
    return Issue(argument, "", "the name of a table of the contract", quoted(argument), hint)


def table_of(argument: str, given: object, form: InputTable) -> Table | Issue:
    """One frame as the table of its form; an issue for what is no frame."""
    if isinstance(given, pd.Series):
        given = _framed(given, form)
    elif isinstance(given, Mapping) and form is schema.SETTINGS_TABLE:
        given = pd.DataFrame({"Setting": [*given], "Value": pd.Series([*given.values()], dtype=object)})
    if not isinstance(given, pd.DataFrame):
        also = " or a dict" if form is schema.SETTINGS_TABLE else ""
        found = f"{'an' if type(given).__name__[:1] in 'aeiou' else 'a'} {type(given).__name__}"
        return Issue(
            argument, "", f"{_WANTED}{also}", found, "pass a pandas DataFrame, with its keys as index or columns"
        )
    frame = _flat(given)
    if frame.columns.nlevels > 1:
        found = f"{frame.columns.nlevels} levels of column labels"
        advice = f"keep one level: {argument}.columns = [...] or {argument}.droplevel(0, axis=1)"
        return Issue(argument, "", "one label for each column", found, advice)
    table = _table(argument, frame, form)
    if form.wide and not is_long(table, form) and (_is_by_period(frame, form) or _is_turned(table)):
        advice = f"pass {argument}.T, with the {form.columns[0].name.lower()}s as rows"
        return Issue(argument, "", "periods as columns", "periods as the index of the rows", advice)
    return table


def _framed(series: pd.Series[Any], form: InputTable) -> pd.DataFrame:
    """A series as a frame: of settings, or of quantities by product and period."""
    if form is schema.SETTINGS_TABLE:
        return pd.DataFrame({"Setting": [*series.index], "Value": pd.Series([*series.array], dtype=object)})
    return series.to_frame(QUANTITY if form.may_be_long and series.index.nlevels > 1 else series.name)


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the levels of its column labels that say the same of all columns, as pivots have them."""
    columns = frame.columns
    if columns.nlevels > 1:
        same: list[Hashable] = [n for n in range(columns.nlevels) if len(columns.get_level_values(n).unique()) <= 1]
        return frame.droplevel(same[: columns.nlevels - 1], axis=1) if same else frame
    return frame


def _is_by_period(frame: pd.DataFrame, form: InputTable) -> bool:
    """Whether the rows of what should be wide are periods of pandas."""
    keyed = folded(form.columns[0].name) in {folded(header) for header in headers_of(frame.columns)}
    return isinstance(frame.index, pd.DatetimeIndex | pd.PeriodIndex) and not keyed


def _is_turned(table: Table) -> bool:
    """Whether the first column holds names of periods, and no header is one."""
    names = [text_of(row[0]) or "" for row in table.rows]
    return bool(names) and all(map(meaning, names)) and not any(map(meaning, table.headers))


@dataclass(frozen=True)
class _Key:
    """A level of the index that is read as a column."""

    header: str
    values: pd.Series[Any]


def _table(argument: str, frame: pd.DataFrame, form: InputTable) -> Table:
    if form.wide:
        frame = _with_key_first(_in_time(frame), form)
    headers = headers_of(frame.columns)
    keys = _keys(frame, headers, form)
    columns = [cells_of(key.values) for key in keys]
    columns += [cells_of(frame.iloc[:, n]) for n in range(frame.shape[1])]
    headers = [*(key.header for key in keys), *headers]
    rows = list(zip(*columns, strict=True)) if columns else []
    labels = partial(_labels, frame.index, columns[0] if columns and headers[0] else (), is_default(frame.index))
    return Table(form.name, headers, rows, FramePlaces(argument, headers, labels), decided=_decided(headers, form))


def _in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its columns in time, where all of their labels are dates or periods of pandas that go back."""
    columns: pd.Index[Any] = frame.columns
    if not isinstance(columns, pd.DatetimeIndex | pd.PeriodIndex) or columns.is_monotonic_increasing or columns.hasnans:
        return frame
    return frame.iloc[:, columns.argsort(kind="stable")]


def _with_key_first(frame: pd.DataFrame, form: InputTable) -> pd.DataFrame:
    """The frame with the column of its keys before the first period: the order of columns says little in pandas."""
    headers = headers_of(frame.columns)
    key = key_position(form, headers)
    first = next((n for n, header in enumerate(headers) if is_like_a_period(header)), None)
    if key is None or first is None or key < first:
        return frame
    return frame.iloc[:, [*range(first), key, *(n for n in range(first, len(headers)) if n != key)]]


def _labels(index: pd.Index[Any], first: Sequence[object], default: bool) -> Sequence[object]:
    """What rows are called: by their index, where that only counts by the text of their first column if it is alone."""
    if not default:
        return [tuple(map(_plain, one)) if isinstance(one, tuple) else _plain(one) for one in index]
    texts = [one if isinstance(one, str) and one.strip() else None for one in first]
    seen: dict[str | None, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    named = texts or [None] * len(index)
    return [text if text is not None and seen[text] == 1 else n for n, text in zip(index, named, strict=True)]


def _plain(label: object) -> object:
    """A label as it is shown: a text or a whole number as it is, anything else as it would be as a header."""
    return label if isinstance(label, str | int) else headers_of([label])[0]


def is_default(index: pd.Index[Any]) -> bool:
    """Whether an index only counts the rows, as that which pandas gives to a frame."""
    return isinstance(index, pd.RangeIndex) and index.name is None


def _keys(frame: pd.DataFrame, headers: Sequence[str], form: InputTable) -> list[_Key]:
    """The levels of the index that are columns: those with names, and nameless ones in place of absent columns."""
    index, present = frame.index, {folded(header) for header in headers}
    if is_default(index):
        return []
    named = [header for header in headers_of(index.names) if header]
    by_row = form.long is not None and index.nlevels > 1 and bool(present & {folded(QUANTITY), folded(form.name)})
    absent = absent_columns(form.long if by_row and form.long else form, [*named, *headers])
    keys: list[_Key] = []
    for n in range(index.nlevels):
        name = index.names[n]
        header = headers_of([name])[0] if name is not None else absent.pop(0) if absent else ""
        if header and folded(header) not in present:
            values = pd.Series(cast(Any, index.get_level_values(n)))
            keys.append(_Key(header, values))
    return keys


def _decided(headers: Sequence[str], form: InputTable) -> dict[str, str]:
    """In a long table of demand the column Demand holds the quantity, which a workbook would be told of."""
    names = {folded(header): header for header in headers}
    called = names.get(folded(form.name))
    if form.may_be_long and called is not None and folded(PERIOD) in names and folded(QUANTITY) not in names:
        return {called.strip(): QUANTITY}
    return {}
