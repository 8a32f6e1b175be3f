"""The cells of a table that is filled, one by one: what each gets, or from which cell it keeps what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from sop_excel.contract import schema
from sop_excel.contract.demand_tables import DEMAND_FORMS
from sop_excel.contract.life_tables import LIFE_FORMS
from sop_excel.domain.table import Filling, Formula, NotCalculated, Table, Value
from sop_excel.errors import Issue
from sop_excel.sheets.filled import Filled
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.layout import Layout
from sop_excel.spreadsheet.own_formulas import OwnFormulas
from sop_excel.spreadsheet.placed_tables import PlacedTable
from sop_excel.spreadsheet.rolled_formulas import Rolled, RolledPeriods, goes_by_place, rolled_formula

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
        self.layout = Layout(placed, to_be.as_output(table, filling), of_planner=True, rolled=to_be.rolled)
        self.own = OwnFormulas(self.layout, table)
        self.all_rolled: Sequence[RolledPeriods] = (self.rolled,)

    @cached_property
    def values(self) -> dict[Place, Value]:
        """The values that are new where they are to stand."""
        top, left = self.layout.new.top + 1, self.layout.new.left
        given = {(top + row, left + column): value for (row, column), value in self.to_be.values.items()}
        given |= {place: self.held(old) for place, (old, one) in self._moved_formulas.items() if one.text is None}
        return {place: value for place, value in given.items() if not self._holds(place, value)}

    @cached_property
    def rolled(self) -> RolledPeriods:
        """The periods of the table, and where they have gone; none where they stay what they are."""
        layout, over = self.layout, {name.lower() for name in self.filling.over}
        now = {name.lower(): n for n, name in enumerate(layout.output.headers)}
        moved: dict[int, int | None] = {}
        for column in layout.periods if layout.rolled else ():
            name = layout.table.headers[column].lower()
            to = None if name in over else now.get(name)
            moved[layout.old.left + column] = None if to is None else layout.new.left + to
        first, last = layout.new_periods
        old = [layout.table.headers[column - layout.old.left] for column in moved]
        new = list(layout.output.headers[first : last + 1])
        return RolledPeriods(layout.table.name, layout.table.sheet.name, layout.old, moved, old, new, self._shown)

    def _shown(self, row: int, column: int) -> Value:
        old = self.layout.old
        return self.layout.table.headers[column - old.left] if row == old.top else self.held((row, column))

    @cached_property
    def _moved_formulas(self) -> dict[Place, tuple[Place, Rolled]]:
        """Where formulas below periods are to stand when these move on: where they stood, and what they are then."""
        layout, found = self.layout, dict[Place, tuple[Place, Rolled]]()
        for (row, column), (old_row, old_column) in self.to_be.sources.items() if layout.rolled else ():
            old = layout.old.top + 1 + old_row, layout.old.left + old_column
            if formula := self.formulas.get(old):
                one = rolled_formula(formula, self.rolled, self.all_rolled, row - old_row)
                found[layout.new.top + 1 + row, layout.new.left + column] = old, one
        return found

    def text(self, place: Place, old: Place, formula: str) -> str:
        """The formula that stood in the cell ``old`` as it is to stand at ``place``."""
        if place in self._moved_formulas:
            return self._moved_formulas[place][1].text or formula
        return self.own.text(formula, place[0] - old[0])

    @property
    def told(self) -> Iterator[str]:
        """A sentence for each formula that loses what it refers to with a period that leaves, or goes by its place."""
        for _, (old, one) in sorted(self._moved_formulas.items()):
            formula = f"={self.formulas[old][:80]}"
            if one.text is None:
                yield f"{self._named(old)}: {formula} needs periods that leave: its value takes its place"
            elif one.values:
                yield f"{self._named(old)}: {formula} refers to a period that leaves: {', '.join(one.values)}"
            if one.text is not None and goes_by_place(one.text):
                yield f"{self._named(old)}: {formula} has moved, and says by its place what it means: check it"

    @cached_property
    def overwritten(self) -> frozenset[str]:
        """The headers, in lower case, of the columns that are filled, whatever formula they were to have."""
        return frozenset(self.layout.output.headers[column].lower() for _, column in self.to_be.values)

    def issues(self, arrays: Collection[Place]) -> Iterator[Issue]:
        """Formulas where values are to stand, or that name periods which vanish; ``arrays`` are cells of arrays."""
        layout = self.layout
        for place in sorted(self.values):
            old = self.old_place(*place)
            if place in self._moved_formulas:
                yield from self._uncalculated(place)
            elif old and (old in arrays or self._is_in_the_way(old, self.values[place])):
                header = layout.output.headers[place[1] - layout.new.left]
                told = "a result of an array formula" if old in arrays else f"={self.formulas[old][:80]}"
                subject, expected = f"{layout.table.name}[{header}]", "no formula in a cell that is filled"
                yield Issue(self._named(old), subject, expected, told, _ADVICE)
        yield from self._moving_arrays(arrays)
        if not layout.rolled:
            yield from self.own.issues(self.formulas, layout.table.sheet.name)

    def _uncalculated(self, place: Place) -> Iterator[Issue]:
        """A formula whose value is to take its place, and has none."""
        old, _ = self._moved_formulas[place]
        if isinstance(self.held(old), NotCalculated):
            expected, advice = "a value, since a period leaves that the formula needs", "recalculate and save the file"
            yield Issue(self._named(old), "", expected, "a formula without a saved value", advice)

    def _moving_arrays(self, arrays: Collection[Place]) -> Iterator[Issue]:
        """The first cell of an array formula in columns that move."""
        if first := min((place for place in arrays if place[1] in self.rolled.moved), default=None):
            expected = "no array formula below periods, which move on"
            advice = "type it as formulas of single cells, and run again"
            yield Issue(self._named(first), "", expected, "an array formula or a result of it", advice)

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
        if layout.rolled and index >= 0 and (index, at) in self.to_be.values and self._comes(at):
            return None
        if (source := self.to_be.sources.get((index, at))) is not None:
            return old.top + 1 + source[0], old.left + source[1]
        was = index if index < 0 else self.to_be.rows[index] if index < len(self.to_be.rows) else None
        return None if was is None or self.is_new(column) else (old.top + 1 + was, old.left + layout.columns[at])

    def _comes(self, at: int) -> bool:
        """Whether a column is that of a period which the table has not had so far."""
        first, last = self.layout.new_periods
        name = self.layout.output.headers[at].lower()
        known = {one.lower() for one in self.rolled.old} - self.rolled.gone
        return first <= at <= last and name not in known and at not in self.layout.fixed.values()

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
