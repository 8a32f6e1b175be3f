"""Table PublishedPlan and the settings that give a change from it a price."""

from __future__ import annotations

import math

import pytest

from sop_excel.domain.table import Table, Value
from sop_excel.sheets.run_info import input_hash
from sop_excel.sheets.watched import watched
from tests.tables import errors_of, read, small_book, table, warnings_of

NAN = math.nan


def _settings(*rows: tuple[str, Value]) -> Table:
    return table("Settings", ["Setting", "Value"], *rows)


def _published(headers: list[str], *rows: list[Value]) -> Table:
    return table("PublishedPlan", ["Product", *headers], *rows)


PENALTY = _settings(("Change penalty", 2.0))


def test_it_may_have_some_products_and_some_periods_in_any_order() -> None:
    """A blank cell, or one that is not there, is no published 0: a change from it has no price."""
    problem = read(small_book(_published(["Mar", "Jan"], ["B", 3.0, None]), PENALTY))
    assert str(problem.published.tolist()) == str([[NAN, NAN, NAN], [NAN, NAN, 3.0]])
    assert str(read(small_book(_published(["Jan"], ["A", 0.0]))).published[0].tolist()) == str([0.0, NAN, NAN])


def test_without_the_table_nothing_was_published() -> None:
    """And no change has a price."""
    problem = read(small_book())
    assert problem.published.shape == (2, 3)
    assert all(math.isnan(one) for one in problem.published.flat)
    assert problem.policies.change_penalty == 0


@pytest.mark.parametrize(("value", "periods"), [(None, None), (2.0, 2), (0.0, 0)])
def test_the_horizon_of_the_penalty_is_whole_periods(value: Value, periods: int | None) -> None:
    """Blank: all periods."""
    policies = read(small_book(_settings(("Change penalty", 1.5), ("Change periods", value)))).policies
    assert (policies.change_penalty, policies.change_periods) == (1.5, periods)


def test_periods_and_products_that_are_gone_are_left_out_with_a_note() -> None:
    """In any other wide table they are errors: there they would be lost."""
    gone = _published(["Nov", "Dec", "Jan"], ["Z", 1.0, 2.0, 3.0], ["A", 4.0, 5.0, 6.0], ["Y", 7.0, 8.0, 9.0])
    tables = small_book(gone, PENALTY)
    assert read(tables).published[0, 0] == 6
    assert warnings_of(tables) == [
        (
            "PublishedPlan!B1: PublishedPlan[Nov]: expected a period of table Demand, found 'Nov' and 'Dec'; "
            "nothing to do: what was published of it is left out"
        ),
        (
            "PublishedPlan!A2: PublishedPlan[Product]: expected a product of table Products, found 'Z' and 'Y'; "
            "nothing to do: what was published of it is left out"
        ),
    ]
    assert warnings_of(small_book(gone)) == []  # where a change has no price, nothing of it is planned with
    assert len(errors_of(small_book(table("Receipts", ["Product", "Dec"], ["A", 1.0])))) == 1


def test_what_stands_there_must_be_numbers_all_the_same() -> None:
    """A text would be no published quantity."""
    assert errors_of(small_book(_published(["Jan"], ["A", "n/a"]))) == [
        (
            "PublishedPlan!B2: PublishedPlan[Jan]: expected a number >= 0, found 'n/a'; "
            "type a number >= 0, or clear the cell for a change without a price"
        ),
    ]


def test_a_penalty_without_a_published_plan_is_pointed_out() -> None:
    """It has no effect; 0 asks for none."""
    assert warnings_of(small_book(PENALTY)) == [
        (
            "Settings!B2: Settings[Value]: expected a plan in table PublishedPlan beside Change penalty, found a "
            "penalty of 2, and no such plan of these products and periods; it has no effect until a plan has been "
            "published"
        )
    ]
    assert warnings_of(small_book(_settings(("Change penalty", 0.0)))) == []


def test_the_table_is_an_input_only_where_a_change_has_a_price() -> None:
    """A plan that is published stays the plan of its inputs, though the table is filled then."""
    before, after = (small_book(_published(["Jan"], ["A", units])) for units in (1.0, 2.0))
    assert input_hash(before) == input_hash(after) == input_hash(small_book())
    assert "PublishedPlan" not in watched(after)
    scenario = table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["Calm", "change_penalty", "set", 3.0])
    for asked in (PENALTY, scenario):
        one, other = ({**tables, asked.name: asked} for tables in (before, after))
        assert input_hash(one) != input_hash(other)
        assert "PublishedPlan" not in watched(one)  # to publish a plan must not turn its checks
