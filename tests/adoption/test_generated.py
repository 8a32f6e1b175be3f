"""Messy workbooks made at random, in six languages, with their truth: most are understood, none is wrong and sure."""

from __future__ import annotations

from tests.adoption.generator import generated
from tests.adoption.measure import judged
from tests.examples import tried

ENOUGH = 0.95
SEEDS = (*range(tried(300)), 1334)  # in the last one a blank cell stands alone between a code and its numbers


def test_no_mapping_is_wrong_and_sure() -> None:
    """What is wrong is asked, and nearly every workbook is understood in all that it has."""
    scores = [judged(generated(seed)) for seed in SEEDS]
    assert [told for score in scores for told in score.silent] == []
    right = [score for score in scores if not score.wrong]
    assert len(right) >= ENOUGH * len(scores)
