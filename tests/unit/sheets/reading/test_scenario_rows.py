"""Table Scenarios: the form of every row, whichever scenario runs (rules S1 and S3)."""

from __future__ import annotations

import pytest

from sop_excel.domain.table import Value
from sop_excel.sheets.chosen_scenario import scenario_names
from tests.scenarios import LINES, high, planned, scenarios, told
from tests.tables import small_book, table, warnings_of


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            ["Prise", None, None, "set", 1.0],
            (
                "B2: Scenarios[Field]: expected a field that a scenario can change, found "
                "'Prise'; correct it (the nearest field is 'Price'), or take the row out of the table"
            ),
        ),
        (
            ["Lead time", None, None, "set", 1.0],
            (
                "B2: Scenarios[Field]: expected a field that a scenario can change, "
                "found 'Lead time'; Lead time is the same in all scenarios: take the row out of the table"
            ),
        ),
        (
            ["Price", "C", None, "set", 1.0],
            (
                "C2: Scenarios[Item]: expected a product of table Products, found 'C'; "
                "correct it (the products are 'A' and 'B'), or add it to Products"
            ),
        ),
        (
            ["Capacity", "A", None, "set", 1.0],
            (
                "C2: Scenarios[Item]: expected a resource of table Resources, found 'A', "
                "which is a product; type a resource here"
            ),
        ),
        (
            ["Price", True, None, "set", 1.0],
            ("C2: Scenarios[Item]: expected a product, found TRUE; type it as text, with an apostrophe in front"),
        ),
        (
            ["Time limit", "A", None, "set", 1.0],
            (
                "C2: Scenarios[Item]: expected a blank cell for Time limit, which is a "
                "setting, found 'A'; clear the cell"
            ),
        ),
        (
            ["Price", None, "Jum", "set", 1.0],
            (
                "D2: Scenarios[Period]: expected a period of table Demand, found 'Jum'; "
                "correct it (the periods are 'Jan', 'Feb' and 'Mar'), or add it to Demand"
            ),
        ),
        (
            ["Final inventory", None, "Jan", "set", 1.0],
            (
                "D2: Scenarios[Period]: expected a blank cell for Final "
                "inventory, which is the same in all periods, found 'Jan'; clear the cell"
            ),
        ),
        (
            ["Price", None, None, "plus", 1.0],
            ("E2: Scenarios[Change]: expected one of set, add, multiply, found 'plus'; choose one of them"),
        ),
        (
            ["Price", None, None, None, 1.0],
            ("E2: Scenarios[Change]: expected one of set, add, multiply, found a blank cell; choose one of them"),
        ),
        (
            ["Currency", None, None, "add", "X"],
            ("E2: Scenarios[Change]: expected set, since Currency is no number, found 'add'; choose set"),
        ),
        (
            ["Whole units", None, None, "multiply", 2.0],
            ("E2: Scenarios[Change]: expected set, since Whole units is no number, found 'multiply'; choose set"),
        ),
        (
            ["Price", None, None, "set", None],
            ("F2: Scenarios[Value]: expected a value, found a blank cell; fill the cell, or clear the whole row"),
        ),
    ],
)
def test_the_form_of_every_row_is_checked_whichever_scenario_runs(row: list[Value], line: str) -> None:
    """With the cell and the nearest known name, also when the base is planned."""
    for scenario in ("base", "Other"):
        rows = scenarios(["High", *row], ["Other", "Demand", None, None, "add", 1.0])
        assert told(LINES, rows, scenario=scenario) == [f"Scenarios!{line}"]


def test_a_row_needs_the_name_of_its_scenario_and_its_field() -> None:
    """A wholly blank row is none."""
    assert told(scenarios([None, "Demand", None, None, "add", 1.0], [None] * 6), scenario="base") == [
        (
            "Scenarios!A2: Scenarios[Scenario]: expected a scenario, found a blank cell; "
            "fill the cell, or clear the whole row"
        )
    ]
    assert len(told(scenarios(["High", None, None, None, "add", 1.0]), scenario="base")) == 1


@pytest.mark.parametrize(("name", "means"), [("Base", "the tables as they stand"), ("ALL", "every scenario")])
def test_no_scenario_is_called_like_what_has_a_meaning(name: str, means: str) -> None:
    """``--scenario all`` must not mean two things."""
    assert told(scenarios([name, "Demand", None, None, "add", 1.0]), scenario="base") == [
        (
            f"Scenarios!A2: Scenarios[Scenario]: expected a name of your own, found '{name}', which means {means}; "
            "choose another name"
        )
    ]


def test_values_are_checked_for_the_scenario_that_runs() -> None:
    """Text in place of a number is an error of that scenario alone."""
    rows = scenarios(["High", "Price", None, None, "set", "n/a"], ["Low", "Price", None, None, "set", 1.0])
    assert told(rows, scenario="base") == told(rows, scenario="Low") == []
    assert told(rows) == [
        (
            "Scenarios!F2: Scenarios[Value]: expected a number >= 0, found 'n/a'; "
            "type a number >= 0, or take the row out of the table"
        )
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            ["Demand", None, None, "set", -1.0],
            "expected a number >= 0, found -1; type a number >= 0",
        ),
        (
            ["Demand", None, None, "add", True],
            "expected a number, found TRUE; type a number, or take the row out of the table",
        ),
        (
            ["Demand", None, None, "add", 1e200],
            (
                "expected a number and <= 1e+100, found 1e+200; "
                "type a number and <= 1e+100, or take the row out of the table"
            ),
        ),
        (
            ["Whole units", None, None, "set", "maybe"],
            ("expected yes or no, found 'maybe'; choose one of them"),
        ),
        (
            ["Frozen periods", None, None, "set", 1.5],
            ("expected a whole number >= 0, found 1.5; type a whole number >= 0, or take the row out of the table"),
        ),
        (
            ["Frozen periods", None, None, "add", 0.5],
            ("expected a whole result >= 0, found 0 + 0.5 = 0.5; change the value"),
        ),
    ],
)
def test_a_value_is_what_its_field_holds(row: list[Value], found: str) -> None:
    """A change by a negative number is fine, a setting keeps to its own kind."""
    assert told(high(row)) == [f"Scenarios!F2: Scenarios[Value]: {found}"]


def test_an_unknown_scenario_names_the_nearest() -> None:
    """At the place where it was asked for; names match as codes do."""
    rows = high(["Demand", None, None, "add", 1.0])
    assert told(rows, scenario="Hihg") == [
        (
            "scenario: expected the name of a scenario of table Scenarios, or base, found 'Hihg'; "
            "correct it (the nearest scenario is 'High'), or add its rows to Scenarios"
        )
    ]
    assert "which differs in upper and lower case" in told(rows, scenario="high")[0]
    assert "add its rows to table Scenarios" in told(scenario="High")[0]


def test_names_stand_in_the_order_of_their_first_rows() -> None:
    """A number cell counts as its text, as codes do."""
    rows: list[list[Value]] = [["B", "Demand"], [None] * 6, [" A ", "Demand"], ["B", "Demand"], [2026.0, "Demand"]]
    assert scenario_names(scenarios(*rows)) == ("B", "A", "2026")
    assert scenario_names(None) == ()


def test_optional_columns_may_be_absent() -> None:
    """Without Item and Period every row means all of them; without Value there is nothing to apply."""
    assert (
        planned(
            table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["High", "Demand", "set", 4.0])
        ).demand.tolist()
        == [[4.0] * 3] * 2
    )
    missing = table("Scenarios", ["Scenario", "Field", "Change"], ["High", "Demand", "set"])
    assert told(missing, scenario="base") == [
        "Scenarios!A1: Scenarios[Value]: expected a column headed Value, found none; add the column Value"
    ]


def test_a_row_that_a_later_one_sets_anew_is_warned_of() -> None:
    """Of the same scenario, field, item and period; set after add undoes it too, add after set does not."""
    rows = high(["Price", "A", None, "add", 1.0], ["Price", "A", None, "set", 2.0], ["Price", "A", None, "add", 3.0])
    assert warnings_of(small_book(rows)) == [
        (
            "Scenarios!F2: Scenarios[Value]: expected a row for Price that has an effect, found Scenarios!F3 sets the "
            "same anew; keep the one that is meant, or order them as they shall apply"
        )
    ]
