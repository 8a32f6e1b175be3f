"""Workbooks as planners and their programs make them: each is understood, and nothing wrong is ever sure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.adoption.handmade import HANDMADE
from tests.adoption.measure import judged
from tests.adoption.messy import Messy


@pytest.mark.parametrize("make", HANDMADE, ids=lambda make: make.__name__)
def test_every_table_of_a_planners_workbook_is_found_and_its_columns_are_told(make: Callable[[], Messy]) -> None:
    """Tables, columns and rows are what the truth says, and only what cannot be known is asked."""
    book = make()
    score = judged(book)
    assert not score.silent
    assert bool(score.asked) == bool(book.may_ask)
    assert book.may_ask or not score.wrong
