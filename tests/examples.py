"""How many random examples a test tries: all that it names in the deep profile, a share of them in the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pytest
from hypothesis import settings

FAST, MIDDLE, DEEP = "fast", "middle", "deep"
CONTINUOUS = "CI" in os.environ
FEWEST = 5  # of a test that names more, whatever the profile


def register() -> None:
    """Make the profiles known, and choose one: in continuous integration the middle one, with the same ones every run.

    ``max_examples`` of a profile is how many of a hundred are tried; ``pytest --hypothesis-profile=deep`` chooses too.
    """
    settings.register_profile(FAST, max_examples=10, deadline=None)
    settings.register_profile(MIDDLE, max_examples=40, deadline=None, derandomize=CONTINUOUS)
    settings.register_profile(DEEP, max_examples=100, deadline=None)
    settings.load_profile(MIDDLE if CONTINUOUS else FAST)


def tried(deep: int) -> int:
    """How many of so many examples are tried; asked while tests are collected, not in one that is running."""
    share = -(-deep * settings().max_examples // 100)
    return min(deep, max(share, FEWEST))


def examples(deep: int) -> settings:
    """A random test's number of examples, as a decorator above ``@given``."""
    return settings(max_examples=tried(deep))


T = TypeVar("T")


def few(values: Iterable[T], chosen: Callable[[T], bool]) -> list[Any]:
    """The parameters of a test that tries the same of each; all but the chosen ones are exhaustive."""
    return [pytest.param(value, marks=[] if chosen(value) else [pytest.mark.exhaustive]) for value in values]


def is_exhaustive(config: pytest.Config) -> bool:
    """Whether nothing is left out, as in continuous integration: what makes much for many tests asks for it."""
    return "not exhaustive" not in str(config.getoption("markexpr"))
