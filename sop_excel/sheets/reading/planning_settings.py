"""Table Settings: one row a setting, each of its own kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sop_excel.contract import schema
from sop_excel.contract.forms import Setting
from sop_excel.contract.kinds import Kind
from sop_excel.domain.cell_values import choice_of, is_blank, text_of, yes_or_no
from sop_excel.domain.goal_words import before_cost
from sop_excel.domain.problem import Policies
from sop_excel.domain.said import say, word
from sop_excel.domain.table import Table, Value
from sop_excel.domain.vocabulary import folded, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import read_codes, read_grid
from sop_excel.sheets.reading.known_names import KnownNames, misnamed, repeated, twice
from sop_excel.sheets.reading.typed_cells import (
    bad_answer,
    bad_number,
    bad_text,
    later_choice,
    number_of,
)

GOALS_KEY = "order_of_goals"


@dataclass(frozen=True)
class Settings:
    """The value of every setting by its key (the default where none is given), and the cells of the given ones."""

    values: Mapping[str, str | float | bool | None]
    spots: Mapping[str, Spot]

    def text(self, key: str, default: str) -> str:
        """A setting of text; ``default`` where it has none."""
        value = self.values[key]
        return default if value is None else value if isinstance(value, str) else str(value)

    def number(self, key: str) -> float | None:
        """A setting that is a number; None where it has none."""
        value = self.values[key]
        return None if value is None else float(value)

    def policies(self) -> Policies:
        """The settings that the mathematics needs: a whole one as int, the list of goals as one."""
        whole = {setting.key for setting in schema.SETTINGS if setting.kind is Kind.WHOLE}
        keys = [policy.name for policy in fields(Policies) if policy.name in self.values]
        chosen = {key: self.values[key] for key in keys if self.values[key] is not None and key != GOALS_KEY}
        plain = {key: int(value or 0) if key in whole else value for key, value in chosen.items()}
        return Policies(**plain, order_of_goals=before_cost(self.text(GOALS_KEY, "")))  # type: ignore[arg-type]


def read_settings(table: Table | None, found: Findings) -> Settings:
    """Every setting; reports unknown and doubled ones and values of the wrong kind."""
    values: dict[str, str | float | bool | None] = {setting.key: setting.default for setting in schema.SETTINGS}
    spots: dict[str, Spot] = {}
    grid = read_grid(table, schema.SETTINGS_TABLE, found)
    if grid is None or not {"setting", "value"} <= grid.columns.keys():
        return Settings(values, spots)
    known = {folded(setting.name): setting for setting in schema.SETTINGS}
    names = read_codes(grid, schema.SETTINGS_TABLE.column("Setting"), found)
    for n, first in repeated(map(folded, names)):
        alike, other = grid.are_alike(n, first), grid.place(first, "setting")
        differ = say("keep the right one")
        found.error(
            twice(grid.spot(n, "setting"), word("setting"), quoted(names[n]), other, alike=alike, differ=differ)
        )
    settings = KnownNames("setting", "Settings", [setting.name for setting in schema.SETTINGS])
    for n, name in enumerate(names):
        setting = known.get(folded(name))
        if setting:
            values[setting.key] = _value(grid.cell(n, "value"), grid.spot(n, "value"), setting, found)
            spots.setdefault(setting.key, grid.spot(n, "value"))
        elif name:
            found.error(misnamed(grid.spot(n, "setting"), settings, name, say("the name of a setting")))
    if values["currency"] == schema.ASSUMED_CURRENCY:
        values["currency"] = word(schema.ASSUMED_CURRENCY)
        found.warn(_assumed(spots["currency"]))
    return Settings(values, spots)


def _assumed(spot: Spot) -> Issue:
    """Costs that nobody gave, as a plan has that was made from a sales history alone."""
    found = say(
        "{currency}: the costs of Products are assumed, and so is what the plan costs",
        currency=quoted(schema.ASSUMED_CURRENCY),
    )
    return spot.issue(
        say("the currency of your costs"), found, say("type your costs into Products, then their currency here")
    )


def _value(cell: Value, spot: Spot, setting: Setting, found: Findings) -> str | float | bool | None:
    return setting.default if is_blank(cell) else setting_value(cell, spot, setting, found)


def setting_value(
    cell: Value, spot: Spot, setting: Setting, found: Findings, clear: str = ""
) -> str | float | bool | None:
    """What a filled cell says for a setting; its default, which is reported, where the cell does not fit.

    ``clear`` is what to do where no value is meant, if it is not to clear the cell.
    """
    value = _parsed(cell, setting)
    if value is None:
        found.error(_bad_setting(spot, setting, cell, clear))
        return setting.default
    if value in setting.later_choices:
        found.error(later_choice(spot, setting, cell))
    return value


def _bad_setting(spot: Spot, setting: Setting, value: Value, clear: str) -> Issue:
    """A setting's value of the wrong kind or out of range."""
    clear = clear or say("clear the cell for the default ({default})", default=setting.default_words)
    if setting.kind is Kind.TEXT:
        return bad_text(spot, setting.expected, value)
    if setting.kind in (Kind.NUMBER, Kind.WHOLE):
        return bad_number(spot, setting, value, clear)
    return bad_answer(spot, setting.expected, value)


def _parsed(cell: Value, setting: Setting) -> str | float | bool | None:
    if setting.kind is Kind.TEXT:
        return text_of(cell)
    if setting.kind is Kind.CHOICE:
        return choice_of(cell, setting.choices)
    if setting.kind is Kind.YES_NO:
        return yes_or_no(cell)
    return number_of(cell, setting)
