"""A planner's formulas within a table whose periods become others: they go on saying the same of the new ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial

from sop_excel.domain.table import Table
from sop_excel.errors import Issue
from sop_excel.spreadsheet.areas import NotationError, letters, parse_area
from sop_excel.spreadsheet.formulas import (
    BRACKETS,
    QUOTED,
    SIGN,
    WORD,
    Token,
    places,
    quoted_sheet,
    replaced,
    tokens,
    unquoted_sheet,
)
from sop_excel.spreadsheet.layout import Layout, gone_columns
from sop_excel.spreadsheet.moves import Moves
from sop_excel.spreadsheet.references import leaving_period, shifted, vanished
from sop_excel.spreadsheet.renamed_columns import with_columns, with_spans

Place = tuple[int, int]


class OwnFormulas:
    """The formulas of a table by what becomes of its columns; ``table`` holds its rows before."""

    def __init__(self, layout: Layout, table: Table) -> None:
        self.layout, self.table = layout, table

    def text(self, formula: str, down: int = 0) -> str:
        """The formula of a cell of the table, which moves ``down`` so many rows, once the table has its new columns."""
        kept = self.addressed(self.calculated(named_in(formula, self.layout.table.name)))
        return shifted(kept, down, 0) if down else kept

    def calculated(self, formula: str) -> str:
        """The formula that a column keeps for new rows."""
        return with_spans(formula, self.layout.table.name, *self._periods)

    def issues(self, formulas: Mapping[Place, str], sheet: str) -> Iterator[Issue]:
        """The formulas of cells that stay which name a period that is about to vanish."""
        layout, gone = self.layout, gone_columns([self.layout])
        if not layout.vanishing:
            return
        own = [layout.old.left + column for column in layout.fixed.values()]
        for (row, column), formula in sorted(formulas.items()):
            if column in own and row > layout.old.top:
                place = f"{quoted_sheet(sheet)}!{letters(column)}{row}"
                named = named_in(formula, layout.table.name)
                said = leaving_period if layout.rolled else None
                yield from vanished(place, self.calculated(named), gone, partial(str, formula), said)

    def renamed(self, formula: str) -> str:
        """A formula of ours elsewhere: the first period is the new first one, and so on; one that is gone, an error."""
        return with_columns(formula, self.layout.table.name, self._by_place)

    @cached_property
    def _periods(self) -> tuple[list[str], list[str]]:
        """The names of the old periods and of the new ones."""
        first, last = self.layout.new_periods
        old = [self.layout.table.headers[column] for column in self.layout.periods]
        return old, list(self.layout.output.headers[first : last + 1])

    @cached_property
    def _by_place(self) -> dict[str, str | None]:
        old, new = self._periods
        return {name.lower(): new[k] if k < len(new) else None for k, name in enumerate(old)}

    @cached_property
    def lead(self) -> Table:
        """The lead columns of the table, which tell its rows apart."""
        lead = self.layout.table.first_columns(self.layout.lead)
        rows = [row[: self.layout.lead] for row in self.table.rows]
        return Table(lead.name, lead.headers, rows, self.table.places)

    @cached_property
    def _moves(self) -> Moves:
        return Moves(self.layout, self.lead)

    def addressed(self, formula: str) -> str:
        """With its addresses of cells of the table where these are now."""
        layout = self.layout
        if layout.new == layout.old:
            return formula
        changes = []
        for place in places(formula):
            sheet = unquoted_sheet(place.sheet).lower()
            if sheet in ("", layout.table.sheet.name.lower()) and (new := self._moved(place.address)) != place.address:
                changes.append((place, new))
        return replaced(formula, changes)

    def _moved(self, address: str) -> str:
        """An address within the table by its columns; its rows, and what is fixed in it, stay."""
        try:
            area = parse_area(address)
        except NotationError:
            return address
        if not area.inside(self.layout.old):
            return address
        new = self._moves.area(area, category=True)
        corners = address.split(":")
        columns = (new.left, new.right) if len(corners) == 2 else (new.left,)
        return ":".join(_in_column(corner, column) for corner, column in zip(corners, columns, strict=True))


def named_in(formula: str, table: str) -> str:
    """A formula of a cell of the table in which all its columns are named with the table, as files have it.

    >>> named_in("[@Jan]+SUM(Plan[Feb])+A1", "Demand")
    'Demand[@Jan]+SUM(Plan[Feb])+A1'
    """
    pieces, before = list[str](), Token(SIGN, "", 0)
    for piece in tokens(formula):
        is_book = piece.text[1:-1].strip().isdigit() or before.kind in (WORD, BRACKETS, QUOTED)
        pieces += [table, piece.text] if piece.kind == BRACKETS and not is_book else [piece.text]
        before = piece
    return "".join(pieces)


def _in_column(corner: str, column: int) -> str:
    """The corner of an address in another column.

    >>> _in_column("$B7", 4), _in_column("B$7", 4)
    ('$D7', 'D$7')
    """
    dollar = "$" if corner.startswith("$") else ""
    rest = corner.removeprefix("$").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return f"{dollar}{letters(column)}{rest}"
