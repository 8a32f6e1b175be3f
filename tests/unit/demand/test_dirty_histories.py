"""Cleaning held against dirty files whose truth is known; ``measure_cleaning`` prints the figures of 300 of them."""

from __future__ import annotations

from collections import Counter

import pytest

from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import CHOSEN, clean
from sop_excel.preparing.clean import cleaned_tables
from tests.examples import tried
from tests.unit.demand.cleaning_score import Score, cleaned_with_answers, reconciles, score
from tests.unit.demand.dirty_histories import dirty_file


@pytest.fixture(scope="module")
def total() -> Score:
    total = Score()
    for seed in range(max(tried(100), 20)):  # shares of fewer would say little
        score(dirty_file(seed), total)
    return total


def test_nearly_all_defects_are_found_that_can_be_found(total: Score) -> None:
    """Of each kind nine in ten, of all together 99 %."""
    assert total.share_found >= 0.99, total.told()
    assert all(total.found[kind] >= 0.9 * many for kind, many in total.planted.items()), total.told()


def test_hardly_any_good_row_is_harmed(total: Score) -> None:
    assert total.good > 10_000
    assert total.share_harmed < 0.001, total.told()


def test_rows_and_quantity_always_add_up(total: Score) -> None:
    """What came in is what was kept and set aside, counted from the tables alone."""
    assert total.reconciled == total.files


@pytest.mark.parametrize("seed", range(tried(50)))
def test_cleaning_what_is_clean_changes_nothing(seed: int) -> None:
    cleaned = cleaned_with_answers(dirty_file(seed), CHOSEN, Counter())
    table = cleaned_tables(cleaned)[0]
    assert clean([list(table.headers), *table.rows]).sales == cleaned.sales


@pytest.mark.parametrize("seed", range(tried(50)))
def test_other_choices_add_up_too(seed: int) -> None:
    """Returns set aside and outliers only flagged: no quantity changes, and no row is negative."""
    dirty = dirty_file(seed)
    cleaned = cleaned_with_answers(dirty, Choices(returns="apart", outliers="flag"), Counter())
    assert reconciles(dirty, cleaned)
    assert all(sale.quantity >= 0 for sale in cleaned.sales)
    assert all(row.quantity_after in (row.quantity_before, None) for row in cleaned.audit)
