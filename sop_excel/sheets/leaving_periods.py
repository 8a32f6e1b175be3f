"""Periods that leave when tables move on: what may not name them any more, and what names all periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from sop_excel.contract.output_tables import CAPACITY_USE, PLAN
from sop_excel.domain.table import Filling
from sop_excel.sheets.filled_cells import FilledCells
from sop_excel.spreadsheet.layout import gone_columns
from sop_excel.spreadsheet.placed_tables import PlacedTable
from sop_excel.spreadsheet.renamed_columns import Spans


class LeavingPeriods:
    """The periods that leave with these fillings, in the tables that are filled and in those of the plan.

    The next plan has them no more, so that what names them there would stand in its way.
    """

    def __init__(
        self, fillings: Iterable[Filling], cells: Iterable[FilledCells], of_plan: Iterable[PlacedTable]
    ) -> None:
        moving = [filling for filling in fillings if filling.over]
        self.over = list(dict.fromkeys(name for filling in moving for name in filling.over))
        self._to_be = list(moving[0].columns) if moving else []
        self.layouts = [one.layout for one in cells if one.layout.rolled]
        forms = {form.name.lower(): form for form in (PLAN, CAPACITY_USE)}
        self._of_plan = [(table, forms[name]) for table in of_plan if (name := table.name.lower()) in forms and moving]

    @cached_property
    def gone(self) -> dict[str, dict[str, str]] | None:
        """Their headers by table and in lower case; None where no table moves on."""
        if not self.over:
            return None
        stay = {name.lower() for name in self._to_be}
        leave = {name.lower(): name for name in self.over if name.lower() not in stay}
        found = gone_columns(self.layouts)
        for table, _ in self._of_plan:
            headers = {header.lower() for header in table.headers}
            found[table.name] = {key: name for key, name in leave.items() if key in headers}
        return {table: names for table, names in found.items() if names}

    @property
    def spans(self) -> Sequence[Spans]:
        """All periods of each table, before and after."""
        return [*(layout.spans for layout in self.layouts), *self.of_plan]

    @property
    def of_plan(self) -> Sequence[Spans]:
        """All periods of the tables of the plan, which the next plan moves on."""
        return [
            Spans(table.name, [one for one in table.headers if one not in (*form.lead, *form.tail)], self._to_be)
            for table, form in self._of_plan
        ]
