"""The cells of a table that is filled, one by one: what each gets, or from which cell it keeps what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.domain.table import Filling, Formula, Table, Value
from sop_excel.errors import Issue
from sop_excel.sheets.filled_tables import Filled
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import Layout
from sop_excel.spreadsheet.own_formulas import OwnFormulas
from sop_excel.spreadsheet.placed_tables import PlacedTable

Place = tuple[int, int]  # row and column of the sheet, from 1
OURS = frozenset(
    form.name.lower() for form in (*schema.OUTPUT_FORMS, *DEMAND_FORMS, *LIFE_FORMS)
)  # whose formulas are ours
_ADVICE = "clear the cell to have it filled"


class FilledCells:
    """A table, as it stands and as it is to be; ``formulas`` are those of its cells, without the equals sign."""

    def __init__(
        self, placed: PlacedTable, table: Table, filling: Filling, to_be: Filled, formulas: Mapping[Place, str]
    ) -> None:
        self.table, self.filling, self.to_be, self.formulas = table, filling, to_be, formulas
        self.layout = Layout(placed, to_be.as_output(table, filling), of_planner=True)
        self.own = OwnFormulas(self.layout, table)

    @cached_property
    def values(self) -> dict[Place, Value]:
        """The values that are new where they are to stand."""
        top, left = self.layout.new.top + 1, self.layout.new.left
        given = {(top + row, left + column): value for (row, column), value in self.to_be.values.items()}
        return {place: value for place, value in given.items() if not self._holds(place, value)}

    @cached_property
    def overwritten(self) -> frozenset[str]:
        """The headers, in lower case, of the columns that are filled, whatever formula they were to have."""
        return frozenset(self.layout.output.headers[column].lower() for _, column in self.to_be.values)

    def issues(self, arrays: Collection[Place]) -> Iterator[Issue]:
        """Formulas where values are to stand, or that name periods which vanish; ``arrays`` are cells of arrays."""
        layout = self.layout
        for place in sorted(self.values):
            old = self.old_place(*place)
            if old and (old in arrays or self._is_in_the_way(old, self.values[place])):
                header = layout.output.headers[place[1] - layout.new.left]
                told = "a result of an array formula" if old in arrays else f"={self.formulas[old][:80]}"
                subject, expected = f"{layout.table.name}[{header}]", "no formula in a cell that is filled"
                yield Issue(self._named(old), subject, expected, told, _ADVICE)
        yield from self.own.issues(self.formulas, layout.table.sheet.name)

    def _is_in_the_way(self, place: Place, value: Value) -> bool:
        return place in self.formulas and not (self.filling.forced or self._is_ours(place, value))

    def _is_ours(self, place: Place, value: Value) -> bool:
        """Whether the formula that stands there is the very one that is to stand there."""
        return isinstance(value, Formula) and self.formulas.get(place) == value.text

    def _named(self, place: Place) -> str:
        return f"{quoted_sheet(self.layout.table.sheet.name)}!{letters(place[1])}{place[0]}"

    def held(self, place: Place) -> Value:
        """What a cell of the table held, of its rows; None elsewhere."""
        old = self.layout.old
        if not old.holds(*place) or place[0] == old.top:
            return None
        return self.table.rows[place[0] - old.top - 1][place[1] - old.left]

    def _holds(self, place: Place, value: Value) -> bool:
        """Whether a cell that stays where it is holds the value already."""
        held = self.held(place)
        if self.old_place(*place) != place:
            return False
        if place in self.formulas:
            return self._is_ours(place, value) and isinstance(value, Formula) and held == value.value
        return type(held) is type(value) and held == value

    def old_place(self, row: int, column: int) -> Place | None:
        """Where the cell stood that will stand there: of the same row, and of the same period or own column."""
        layout, old = self.layout, self.layout.old
        index, at = row - layout.new.top - 1, column - layout.new.left
        if (source := self.to_be.sources.get((index, at))) is not None:
            return old.top + 1 + source[0], old.left + source[1]
        was = index if index < 0 else self.to_be.rows[index] if index < len(self.to_be.rows) else None
        return None if was is None or self.is_new(column) else (old.top + 1 + was, old.left + layout.columns[at])

    def is_new(self, column: int) -> bool:
        """Whether no column of the table was there for it: it is added, or a period more than there were."""
        layout, at = self.layout, column - self.layout.new.left
        beyond = at - layout.output.lead >= len(layout.periods) and at <= layout.new_periods[1]
        return at in layout.added or beyond

    def model(self, row: int, column: int) -> Place:
        """The cell whose formats a new one takes over: of its column, in its row or in the last one."""
        layout = self.layout
        index = row - layout.new.top - 1
        was = self.to_be.rows[index] if index < len(self.to_be.rows) else None
        old_row = layout.old.bottom if was is None else layout.old.top + 1 + was
        return old_row, layout.old.left + layout.columns[column - layout.new.left]

    def new_formula(self, row: int, column: int) -> str | None:
        """The formula of a new cell of a column that is not filled: that of the cell whose formats it takes over."""
        source = self.model(row, column)
        formula = self.formulas.get(source)
        if formula is None or self.layout.output.headers[column - self.layout.new.left].lower() in self.overwritten:
            return None
        return self.own.text(formula, row - source[0])
