"""Table Settings."""

from __future__ import annotations

import pytest

from sop_excel.domain.problem import Policies, Problem
from sop_excel.domain.table import Value
from tests.tables import book, errors_of, read, small_book, table, warnings_of


def settings(*rows: tuple[Value, Value]) -> Problem:
    """The small book with these settings."""
    return read(small_book(table("Settings", ["Setting", "Value"], *rows)))


def complaints(*rows: tuple[Value, Value]) -> list[str]:
    """What is said about these settings."""
    return errors_of(small_book(table("Settings", ["Setting", "Value"], *rows)))


def test_without_settings_all_have_their_defaults() -> None:
    """The plan is called like the file."""
    problem = read(small_book())
    assert (problem.name, problem.currency, problem.days_per_period) == ("book", "EUR", None)
    assert problem.policies == Policies()


def test_settings_are_read_whatever_their_spelling() -> None:
    """Names match as headers do, and a blank value means the default."""
    problem = settings(
        ("plan_name", "Spring"),
        ("CURRENCY", " USD "),
        ("Days per period", 30.0),
        ("whole units", "YES"),
        ("Demand must be met", True),
        ("Frozen-periods", 2.0),
        ("Time limit", None),
        ("Relative gap", 0.0),
        ("Safety stock rule", "HARD"),
    )
    assert (problem.name, problem.currency, problem.days_per_period) == ("Spring", "USD", 30.0)
    assert problem.policies == Policies(True, True, 2, 60.0, 0.0)
    assert isinstance(problem.policies.frozen_periods, int)


def test_a_number_may_be_a_name() -> None:
    """Text settings count numbers as codes do."""
    assert settings(("Plan name", 2025.0)).name == "2025"


def test_an_unknown_setting_is_an_error_with_the_nearest() -> None:
    """A misspelt setting would otherwise not be obeyed."""
    assert complaints(("Tme limit", 5.0)) == [
        (
            "Settings!A2: Settings[Setting]: expected the name of a setting, found 'Tme limit'; "
            "correct it (the nearest setting is 'Time limit'), or take the row out of the table"
        )
    ]


def test_a_penalty_has_no_effect_while_the_safety_stock_is_hard() -> None:
    """A warning, since it would be one of a soft rule; a blank penalty says nothing."""
    penalty = table("Settings", ["Setting", "Value"], ("Safety stock penalty", 7.0))
    blank = table("Settings", ["Setting", "Value"], ("Safety stock penalty", None))
    assert warnings_of(small_book(penalty)) == [
        (
            "Settings!B2: Settings[Value]: expected no penalty while Safety stock rule is hard, found 7; "
            "it has no effect with this rule: clear the cell, or set the rule to soft"
        )
    ]
    assert not warnings_of(small_book(blank))


@pytest.mark.parametrize("rule", ["catch up", "Catch-Up"])
def test_a_penalty_has_no_effect_where_safety_stock_is_caught_up(rule: str) -> None:
    """The rule may be spelt in any way; with soft the same penalty is what it needs."""
    rows = ("Safety stock penalty", 7.0), ("Safety stock rule", rule)
    [warning] = warnings_of(small_book(table("Settings", ["Setting", "Value"], *rows)))
    assert "expected no penalty while Safety stock rule is catch up, found 7" in warning
    soft = ("Safety stock penalty", 7.0), ("Safety stock rule", "soft")
    assert not warnings_of(small_book(table("Settings", ["Setting", "Value"], *soft)))


def test_a_setting_given_twice_names_both_places() -> None:
    """Whatever its spelling."""
    assert complaints(("Currency", "EUR"), ("currency", "USD")) == [
        (
            "Settings!A3: Settings[Setting]: expected one row for each setting, found 'currency' in Settings!A2 too; "
            "the two rows differ: keep the right one"
        )
    ]


@pytest.mark.parametrize(
    ("name", "cell", "line"),
    [
        (
            "Whole units",
            "maybe",
            "expected yes or no, found 'maybe'; choose one of them",
        ),
        (
            "Whole units",
            1.0,
            "expected yes or no, found 1; choose one of them",
        ),
        (
            "Time limit",
            0.0,
            "expected a number > 0, found 0; type a number > 0, or clear the cell for the default (60)",
        ),
        (
            "Relative gap",
            5.0,
            (
                "expected a number >= 0 and <= 0.5, found 5; "
                "type a share of the cost, such as 0.01 for 1 %, or clear the cell for the default (0.0001)"
            ),
        ),
        (
            "Frozen periods",
            1.5,
            (
                "expected a whole number >= 0, found 1.5; "
                "type a whole number >= 0, or clear the cell for the default (0)"
            ),
        ),
        (
            "Frozen periods",
            4.0,
            "expected at most 3, the number of periods, found 4; type a smaller number, or add periods to Demand",
        ),
        (
            "Safety stock rule",
            "lax",
            "expected one of hard, soft, catch up, found 'lax'; choose one of them",
        ),
        (
            "Safety stock rule",
            "SOFT",
            (
                "expected a Safety stock penalty for the rule soft, found none; "
                "add the setting Safety stock penalty (0 to miss it freely), or choose another rule"
            ),
        ),
        ("Plan name", True, "expected text, found TRUE; type it as text, with an apostrophe in front"),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error(name: str, cell: Value, line: str) -> None:
    """Each setting says what it expects and what its default is."""
    assert complaints((name, cell)) == [f"Settings!B2: Settings[Value]: {line}"]


def test_settings_need_their_values() -> None:
    """A table without the column Value would silently mean all defaults."""
    assert errors_of(small_book(table("Settings", ["Setting", "Comment"], ["Currency", "USD"]))) == [
        "Settings!A1: Settings[Value]: expected a column headed Value, found none; add the column Value"
    ]


@pytest.mark.parametrize(
    ("periods", "days"),
    [
        (["2025-01", "2025-02"], 29.5),
        (["2024-02"], 29.0),
        (["2025-01", "2025-04", "2025-07", "2025-10"], 365 / 4),
        (["2025-01-01", "2025-02-01", "2025-03-01"], 30.0),
        (["2025-01-06", "2025-01-13"], 7.0),
        (["2025-W52", "2026-W01"], 7.0),
        (["2025-W03"], 7.0),
        (["2025-01-01", "2025-01-02"], 1.0),
        (["2025-01-01", "2025-01-03", "2025-01-04"], None),
        (["2025-02", "2025-01"], None),
        (["2025-02-31", "2025-03-03"], None),
        (["Jan", "Feb"], None),
        (["2025-01", "Rest"], None),
    ],
)
def test_days_per_period_follow_from_even_iso_headers(periods: list[str], days: float | None) -> None:
    """Months count with their mean number of days; what is uneven or not ISO has none."""
    tables = book(table("Products", ["Product"], ["A"]), table("Demand", ["Product", *periods], ["A"]))
    assert read(tables).days_per_period == days
