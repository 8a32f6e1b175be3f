"""What a plan may use besides stock and production: the rows of the meeting page that only some books need."""

from __future__ import annotations

from dataclasses import dataclass

from sop_excel.domain.capacity_use import HIRED, LAID_OFF, OVERTIME, SETUP_LOAD, SHIFTS, WORKERS
from sop_excel.domain.makings import DEFAULT
from sop_excel.domain.measures import INTO_OTHERS


@dataclass(frozen=True)
class Also:
    """A row of all products or resources together.

    ``name`` is the key of its words; ``measures`` of table Plan, or CapacityUse, are those that it adds up, and
    ``parts`` those whose names begin so, but for the ``default`` one. It ``adds_up`` over periods, or is what there is
    at the end of the last.
    """

    name: str
    measures: tuple[str, ...]
    parts: str = ""
    of_resources: bool = False
    adds_up: bool = True

    def counts(self, column: str) -> str:
        """The formula that is 1 in each row of a column of measures that it adds up, else 0."""
        rows = [f'({column}="{measure}")' for measure in self.measures]
        if self.parts:
            begins = f'(LEFT({column},{len(self.parts)})="{self.parts}")'
            rows.append(f'{begins}*({column}<>"{self.parts}{DEFAULT})")')
        return "+".join(rows)


def _of_resources(name: str, measure: str, adds_up: bool = True) -> Also:
    return Also(name, (measure,), of_resources=True, adds_up=adds_up)


# In the order in which they are shown, as far as there is room.
ALSO = (
    Also("from_parents", (INTO_OTHERS,)),
    Also("late", ("Backorders",), adds_up=False),
    Also("lost", ("Lost sales",)),
    Also("missing", ("Shortfall",), adds_up=False),
    Also("other_routes", (), parts="Production ("),
    Also("bought", ("Subcontract",)),
    Also("setups", ("Setups",), parts="Setups ("),
    _of_resources("setup_load", SETUP_LOAD),
    _of_resources("overtime", OVERTIME),
    _of_resources("shifts", SHIFTS),
    _of_resources("workers", WORKERS, adds_up=False),
    _of_resources("hired", HIRED),
    _of_resources("laid_off", LAID_OFF),
    Also("scrapped", ("Scrapped",)),
)
