"""What the contract says of a column, a setting and a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sop_excel.contract.kinds import Blank, Kind
from sop_excel.contract.units import Magnitude, magnitude_of


def key_of(name: str) -> str:
    """The name of a column, setting or measure in code.

    >>> key_of("Lost sale cost")
    'lost_sale_cost'
    """
    return name.lower().replace(" ", "_")


def _expected(kind: Kind, choices: Iterable[str], positive: bool) -> str:
    if kind is Kind.CHOICE:
        return "one of " + ", ".join(choices)
    return "a number > 0" if positive else kind.value


@dataclass(frozen=True)
class Column:
    """One column of an input table.

    ``by_period``: table PeriodData may override it in one period, so the model sees an array (I, T) or (R, T).
    ``zero_warns``: a 0 is a likely mistake, since it means free and not "not allowed" (rule R11).
    ``later``: the part of the model that it needs and that cannot be planned yet; a value in it is refused.
    ``positive``: the number must be greater than 0.
    ``not_for_storage``: a value for a storage resource is refused.
    ``needed``: the table must have the column, though its cells may be blank.
    ``negative_hint``: what a planner should do who typed a negative number.
    ``later_choices``: choices that cannot be planned yet, and what they are (``later_what``); they are refused.
    ``allowed_by``: the cost without which this limit has no effect.
    """

    name: str
    unit: str
    kind: Kind
    blank: Blank
    help: str
    by_period: bool = False
    zero_warns: bool = False
    positive: bool = False
    later: str = ""
    choices: tuple[str, ...] = ()
    not_for_storage: bool = False
    needed: bool = False
    negative_hint: str = ""
    later_choices: tuple[str, ...] = ()
    later_what: str = ""
    allowed_by: str = ""

    @property
    def required(self) -> bool:
        """Whether the table must have the column."""
        return self.needed or self.blank is Blank.ERROR

    @cached_property
    def key(self) -> str:
        """The column's name in code."""
        return key_of(self.name)

    @property
    def expected(self) -> str:
        """What a filled cell must hold, for messages and validation."""
        return _expected(self.kind, self.choices, self.positive)

    @property
    def magnitude(self) -> Magnitude:
        """The numbers that it may hold."""
        return magnitude_of(self.unit)


@dataclass(frozen=True)
class InputTable:
    """One input table. A ``wide`` one has a column for every period to the right of its first column.

    ``blank`` and, in its words, ``blank_words`` say what a blank cell below a period means: "clear the cell for …".
    """

    name: str
    help: str
    columns: tuple[Column, ...]
    required: bool = False
    wide: bool = False
    wide_unit: str = ""
    blank_words: str = ""
    blank: Blank = Blank.ZERO
    later: str = ""

    @cached_property
    def cell(self) -> Column:
        """What stands below each period of a wide table."""
        return Column("Period", self.wide_unit, Kind.NUMBER, self.blank, "")

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name)


@dataclass(frozen=True)
class Setting:
    """One row that table Settings may have; ``default`` is the value where the row is absent or blank.

    ``later_choices``: choices that cannot be planned yet, and what they are (``later_what``); they are refused.
    """

    name: str
    unit: str
    kind: Kind
    default: str | float | bool | None
    default_words: str
    help: str
    choices: tuple[str, ...] = ()
    positive: bool = False
    later_choices: tuple[str, ...] = ()
    later_what: str = ""

    @property
    def key(self) -> str:
        """The setting's name in code."""
        return key_of(self.name)

    @property
    def expected(self) -> str:
        """What its value must be, for messages and validation."""
        return _expected(self.kind, self.choices, self.positive)

    @property
    def magnitude(self) -> Magnitude:
        """The numbers that it may be."""
        return magnitude_of(self.unit)


@dataclass(frozen=True)
class OutputForm:
    """The layout of an output table: its first columns, whether one column a period follows, its last columns.

    ``format_by`` names the column whose text decides which old row a new row takes its formats from; where there is
    none, it is the row with the text ``format_else``. Texts in the columns ``wraps`` take as many lines as they need.
    """

    name: str
    help: str
    lead: tuple[str, ...]
    wide: bool = False
    tail: tuple[str, ...] = ()
    format_by: str = ""
    format_else: str = ""
    wraps: tuple[str, ...] = ()

    def headers(self, periods: Iterable[str]) -> tuple[str, ...]:
        """All headers, with those of the periods where the table has them."""
        return (*self.lead, *(periods if self.wide else ()), *self.tail)
