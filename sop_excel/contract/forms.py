"""What the contract says of a column, a setting and a table that planners fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from math import inf
from typing import TypeVar

from sop_excel.contract.kinds import Blank, Kind
from sop_excel.contract.units import Magnitude, kind_of, magnitude_of
from sop_excel.domain.said import Figure, phrase, say, together


def key_of(name: str) -> str:
    """The name of a column, setting or measure in code.

    >>> key_of("Lost sale cost")
    'lost_sale_cost'
    """
    return name.lower().replace(" ", "_").replace("-", "_")


YES, NO = "yes", "no"
_ABOVE_0 = {Kind.NUMBER: phrase("a number > 0"), Kind.WHOLE: phrase("a whole number > 0")}
PERIOD, QUANTITY = "Period", "Quantity"  # columns of a table with a row for each period


@dataclass(frozen=True)
class CellRule:
    """What a filled cell must hold, by its unit.

    ``choices``: the list, where it must be one of a list; its unit are these words.
    ``of_kind``: the kind of value, where it is not the unit's.
    ``positive``: the number must be greater than 0.
    ``most``: the largest number, where it is less than the unit's.
    ``later_choices``: choices that cannot be planned yet, and what they are (``later_what``); they are refused.
    """

    name: str
    unit: str
    _: KW_ONLY
    choices: tuple[str, ...] = ()
    of_kind: Kind | None = None
    positive: bool = False
    most: float = inf
    later_choices: tuple[str, ...] = ()
    later_what: str = ""

    def __post_init__(self) -> None:
        if self.choices and not self.unit:
            *first, last = self.choices
            object.__setattr__(self, "unit", f"{', '.join(first)} or {last}")

    @cached_property
    def key(self) -> str:
        """The name in code."""
        return key_of(self.name)

    @property
    def kind(self) -> Kind:
        """The kind of value."""
        return self.of_kind or (Kind.CHOICE if self.choices else kind_of(self.unit))

    @property
    def expected(self) -> str:
        """What a filled cell must hold, for messages and validation."""
        if self.choices:
            return say("one of {names}", names=together(self.choices, ", "))
        return say(_ABOVE_0.get(self.kind, self.kind.value) if self.positive else self.kind.value)

    @cached_property
    def magnitude(self) -> Magnitude:
        """The numbers that it may hold: those of the unit, up to the largest one here."""
        of_unit = magnitude_of(self.unit)
        return replace(of_unit, most=self.most, large="") if self.most < of_unit.most else of_unit

    def holds(self, number: float) -> bool:
        """Whether the number is one of its unit; of a signed one, its size."""
        return self.magnitude.holds(abs(number) if self.kind is Kind.SIGNED else number)

    def range_words(self, number: float) -> str:
        """The limit that a number breaks, to be put after what is expected; "" where it breaks none."""
        if self.kind is not Kind.SIGNED:
            return self.magnitude.words(number)
        most = self.magnitude.shown(self.magnitude.most)
        beyond = abs(number) > self.magnitude.most
        least = Figure(f"-{most}")
        return say(" from {least} to {most}", least=least, most=most) if beyond else self.magnitude.words(abs(number))

    @property
    def planned_choices(self) -> tuple[str, ...]:
        """What can be chosen, as far as it can be planned with; none where nothing is chosen."""
        if self.kind is Kind.YES_NO:
            return YES, NO
        return tuple(choice for choice in self.choices if choice not in self.later_choices)


@dataclass(frozen=True)
class Column(CellRule):
    """One column of an input table.

    ``by_period``: table PeriodData may override it in one period, so the model sees an array (I, T) or (R, T).
    ``in_scenarios``: table Scenarios may change it, though PeriodData may not.
    ``zero_warns``: a 0 is a likely mistake, since it means free and not "not allowed" (rule R11).
    ``later``: the part of the model that it needs and that cannot be planned yet; a value in it is refused.
    ``for_kinds``: the kinds of resources that it is for, all where none is named; a value for another kind is refused.
    ``needed``: the table must have the column, though its cells may be blank.
    ``negative_hint``: what a planner should do who typed a negative number.
    ``allowed_by``: the cost without which this limit has no effect.
    ``codes_of``: the table whose codes it repeats, where its name does not say so.
    ``only_shown``: it changes no plan, so that a cell in which no text is counts as blank, with a warning.
    ``beside``: the table without which it means nothing; templates leave it to the planner to add the column.
    """

    blank: Blank
    help: str = ""
    _: KW_ONLY
    by_period: bool = False
    in_scenarios: bool = False
    zero_warns: bool = False
    later: str = ""
    for_kinds: tuple[str, ...] = ()
    needed: bool = False
    negative_hint: str = ""
    allowed_by: str = ""
    codes_of: str = ""
    only_shown: bool = False
    beside: str = ""

    @property
    def required(self) -> bool:
        """Whether the table must have the column."""
        return self.needed or self.blank is Blank.ERROR


@dataclass(frozen=True)
class Setting(CellRule):
    """One row that table Settings may have.

    ``default`` is the value where the row is absent or blank, and ``default_words`` what a planner reads of it.
    """

    default: str | float | bool | None
    help: str = ""
    _: KW_ONLY
    default_words: str = ""

    def __post_init__(self) -> None:
        """As read in a sheet, where nothing else is said."""
        super().__post_init__()
        if not self.default_words:
            object.__setattr__(self, "default_words", _words(self.default))


def _words(value: str | float | bool | None) -> str:
    """A value as it is typed.

    >>> _words(True), _words(60.0), _words(1e-4), _words("hard")
    ('yes', '60', '0.0001', 'hard')
    """
    if isinstance(value, bool):
        return YES if value else NO
    return Figure(f"{value:g}") if isinstance(value, float) else str(value)


_Item = TypeVar("_Item", Column, Setting)


def explained(items: Iterable[_Item], helps: Mapping[str, str]) -> tuple[_Item, ...]:
    """The columns or settings, with a sentence from ``helps`` where their own line has no room for it."""
    return tuple(item if item.help else replace(item, help=helps[item.name]) for item in items)


@dataclass(frozen=True)
class InputTable:
    """One input table. A ``wide`` one has a column for every period to the right of its first column.

    ``may_be_long``: a wide one that may have a row for every period instead (rule R2b).
    ``blank`` and, in its words, ``blank_words`` say what a blank cell below a period means: "clear the cell for …".
    ``of_the_past``: it tells of an earlier plan, whose products and periods need not be there any more.
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
    may_be_long: bool = False
    of_the_past: bool = False

    @cached_property
    def long(self) -> InputTable | None:
        """The table's form with a row for each item and period, if it may have it; several rows for one cell add up."""
        if not self.may_be_long:
            return None
        period = Column(PERIOD, "text", Blank.ERROR, "The period's name, or a date.")
        quantity = Column(QUANTITY, self.wide_unit, self.blank, "The units in that period.", needed=True)
        return InputTable(self.name, self.help, (*self.columns, period, quantity), blank_words=self.blank_words)

    @cached_property
    def cell(self) -> Column:
        """What stands below each period of a wide table."""
        return Column("Period", self.wide_unit, self.blank)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")
