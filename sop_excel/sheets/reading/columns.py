"""The columns of a table that is not wide, each read as its kind demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sop_excel.contract.forms import Column
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.domain.cell_values import choice_of, is_blank, yes_or_no
from sop_excel.domain.fields import Array
from sop_excel.domain.table import Value
from sop_excel.sheets.reading import messages
from sop_excel.sheets.reading.cells import answers, number_of, numbers
from sop_excel.sheets.reading.findings import Findings
from sop_excel.sheets.reading.grid import Grid, read_codes


@dataclass(frozen=True)
class Columns:
    """Checked columns by their key, one value a data row.

    ``numbers`` are (N,), nan where a cell is blank or wrong; ``wrong`` holds the positions of the wrong ones; ``texts``
    are the columns of text and of choices, "" where blank or wrong.
    """

    texts: Mapping[str, list[str]]
    numbers: Mapping[str, Array]
    wrong: Mapping[str, frozenset[int]]


def read_columns(grid: Grid, found: Findings) -> Columns:
    """All columns of the table; reports every wrong cell, and every value that cannot be planned yet."""
    reader = _Reader(grid, found)
    for column in grid.form.columns:
        reader.read(column)
    return Columns(reader.texts, reader.numbers, reader.wrong)


class _Reader:
    """Reads one column after the other, each as its kind demands."""

    def __init__(self, grid: Grid, found: Findings) -> None:
        self.grid = grid
        self.found = found
        self.texts: dict[str, list[str]] = {}
        self.numbers: dict[str, Array] = {}
        self.wrong: dict[str, frozenset[int]] = {}

    def read(self, column: Column) -> None:
        if column.later:
            self._refuse(column)
        elif column.kind is Kind.TEXT:
            self.texts[column.key] = read_codes(self.grid, column, self.found)
        elif column.kind is Kind.CHOICE:
            self._read_choices(column)
        elif column.kind is Kind.YES_NO:
            self._read_answers(column)
        else:
            self._read_numbers(column)

    def _read_numbers(self, column: Column) -> None:
        cells = self.grid.cells(column.key)
        values, wrong = numbers(cells, column)
        self._keep(column, values, wrong)
        clear = messages.clearing(column)
        for n in wrong:
            spot = self.grid.spot(n, column.key)
            self.found.error(messages.bad_number(spot, column, cells[n], clear))
        if column.blank is Blank.ERROR and column.key in self.grid.columns:
            for n in sorted(set(np.flatnonzero(np.isnan(values)).tolist()) - set(wrong)):
                self.found.error(messages.must_be_filled(self.grid.spot(n, column.key), column.expected))
        if column.zero_warns:
            for n in np.flatnonzero(values == 0).tolist():
                self.found.warn(messages.zero_is_free(self.grid.spot(n, column.key)))

    def _read_answers(self, column: Column) -> None:
        cells = self.grid.cells(column.key)
        values, wrong = answers(cells)
        self._keep(column, values, wrong)
        for n in wrong:
            spot = self.grid.spot(n, column.key)
            self.found.error(messages.bad_answer(spot, column.expected, cells[n]))

    def _read_choices(self, column: Column) -> None:
        chosen = []
        for n, cell in enumerate(self.grid.cells(column.key)):
            choice = column.choices[0] if is_blank(cell) else choice_of(cell, column.choices)
            chosen.append(choice or "")
            spot = self.grid.spot(n, column.key) if choice is None or choice in column.later_choices else None
            if spot and choice is None:
                self.found.error(messages.bad_answer(spot, column.expected, cell))
            elif spot:
                planned = [name for name in column.choices if name not in column.later_choices]
                self.found.error(messages.later_choice(spot, planned, column.later_what, cell))
        self.texts[column.key] = chosen

    def _refuse(self, column: Column) -> None:
        if column.key in self.grid.columns:
            for n, cell in enumerate(self.grid.cells(column.key)):
                if cell is not None and not is_harmless(cell, column):
                    self.found.error(messages.later_value(self.grid.spot(n, column.key), column, cell))

    def _keep(self, column: Column, values: Array, wrong: list[int]) -> None:
        self.numbers[column.key] = values
        if wrong:
            self.wrong[column.key] = frozenset(wrong)


def is_harmless(cell: Value, column: Column) -> bool:
    """Whether a cell of a column that cannot be planned yet says no more than that it is not used."""
    if is_blank(cell):
        return True
    if column.blank is Blank.NO:
        return yes_or_no(cell) is False
    return column.blank is Blank.ZERO and number_of(cell, column) == 0
