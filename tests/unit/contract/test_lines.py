"""The contract reads like a sheet: a line a column, a line a setting, with all that there is to say of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from math import inf
from pathlib import Path
from types import ModuleType

import pytest

from sop_excel.contract import input_tables, schema, settings_table
from sop_excel.contract.forms import Column, Setting, explained
from sop_excel.contract.kinds import Blank, Kind
from sop_excel.contract.schema import INPUT_TABLES, SETTINGS
from sop_excel.contract.units import MAGNITUDES, Magnitude
from sop_excel.sheets.table_reference import reference
from templates.make.language import words_of
from templates.make.validation import column_rule

ITEMS: list[Column | Setting] = [*(column for form in INPUT_TABLES for column in form.columns), *SETTINGS]


def calls(module: ModuleType) -> Iterator[ast.Call]:
    """The lines of columns and settings in a module's source."""
    makers = {"Column", "Setting", *(name for name, value in vars(module).items() if hasattr(value, "func"))}
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
            yield node


@pytest.mark.parametrize("module", [input_tables, settings_table])
def test_a_column_and_a_setting_is_one_line(module: ModuleType) -> None:
    """Adding one touches one line of the contract."""
    lines = [(call.lineno, call.end_lineno) for call in calls(module)]
    assert len(lines) > 10
    assert all(first == last for first, last in lines)
    assert len({first for first, _ in lines}) == len(lines)


def test_every_column_and_setting_has_one_sentence() -> None:
    """On its line, or where that has no room for it, among the sentences below: never in both, never in neither."""
    assert all(item.help.endswith(".") for item in ITEMS)
    for module in (input_tables, settings_table):
        told = {n: value for n, value in vars(module).items() if n.endswith("_HELP")}
        assert told
        for name, helps in told.items():
            lines = vars(module)[name.removesuffix("_HELP")]
            assert {item.name for item in lines if not item.help} == helps.keys()


def test_a_column_without_a_sentence_is_refused() -> None:
    """The other one has its own."""
    silent, telling = Column("Price", "money / unit", Blank.EMPTY), Column("Group", "text", Blank.EMPTY, "A name.")
    assert [one.help for one in explained([silent, telling], {"Price": "Revenue."})] == ["Revenue.", "A name."]
    with pytest.raises(KeyError, match="Price"):
        explained([silent, telling], {})


def test_the_unit_says_the_kind_and_the_range() -> None:
    """A line may narrow the range, never widen it; what narrows it is told without the unit's advice."""
    units = MAGNITUDES["units"]
    stock, few = Column("Stock", "units", Blank.ZERO), Column("Few", "units", Blank.ZERO, most=5.0)
    assert (stock.kind, stock.magnitude) == (Kind.NUMBER, units)
    assert few.magnitude == Magnitude(most=5.0)
    assert Column("Many", "units", Blank.ZERO, most=1e12).magnitude == units
    assert [Column("A", unit, Blank.ZERO).kind for unit in ("text", "yes / no", "whole periods")] == [
        Kind.TEXT,
        Kind.YES_NO,
        Kind.WHOLE,
    ]


def test_a_range_that_a_column_narrows_is_in_the_reference_of_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is the unit's stands below, for all columns of the unit."""
    columns = (Column("Scrap rate", "share", Blank.ZERO, "What is spoiled.", most=0.9), *schema.PRODUCTS.columns)
    extended = replace(schema.PRODUCTS, columns=columns)
    monkeypatch.setattr(schema, "INPUT_TABLES", (extended, *schema.INPUT_TABLES[1:]))
    lines = reference().splitlines()
    assert "| Scrap rate | share | 0 | What is spoiled. *At most 0.9.* |" in lines
    assert sum("*At most" in line for line in lines) == 1


def test_a_range_that_a_column_narrows_is_that_of_the_sheet() -> None:
    """Excel refuses what the reader would refuse, up to the same bound."""
    narrow, whole = (Column("Scrap rate", "share", Blank.ZERO, "What is spoiled.", most=most) for most in (0.9, inf))
    rules = [column_rule(schema.PRODUCTS, column, words_of("en")) for column in (narrow, whole)]
    assert [(rule.formula1, rule.formula2) for rule in rules] == [("0", "0.9"), ("0", "1e+100")]
    assert "0.9" in rules[0].error


def test_choices_are_the_unit() -> None:
    """They are not said twice."""
    change = Column("Change", "", Blank.ERROR, choices=("set", "add", "multiply"))
    assert (change.unit, change.kind, change.expected) == (
        "set, add or multiply",
        Kind.CHOICE,
        "one of set, add, multiply",
    )


def test_a_choice_that_cannot_be_planned_is_not_offered() -> None:
    """Of yes and no, both are; where nothing is chosen, nothing is offered."""
    kind = Column("Kind", "", Blank.EMPTY, choices=("production", "workforce"), later_choices=("workforce",))
    assert kind.planned_choices == ("production",)
    assert Column("Keep cold", "yes / no", Blank.NO).planned_choices == ("yes", "no")
    assert Column("Stock", "units", Blank.ZERO).planned_choices == ()


def test_a_default_is_told_as_it_is_typed() -> None:
    """Where there is none, its line says what happens instead."""
    told = {setting.name: setting.default_words for setting in SETTINGS}
    assert told["Whole units"] == "no"
    assert (told["Time limit"], told["Relative gap"]) == ("60", "0.0001")
    assert all(setting.default is not None or told[setting.name] != "None" for setting in SETTINGS)
