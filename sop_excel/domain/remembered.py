"""What follows from a problem, and is asked for again and again while it is solved and proved, is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from sop_excel.domain.problem import Problem

Answer = TypeVar("Answer")


def remembered(function: Callable[[Problem], Answer]) -> Callable[[Problem], Answer]:
    """The function, whose answer a problem remembers, as it never changes. Nobody may change the answer either."""
    name = f"_remembered {function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(problem: Problem) -> Answer:
        known = vars(problem)  # what a frozen dataclass has beside its fields: no copy of it takes it along
        if name not in known:
            known[name] = function(problem)
        found: Answer = known[name]
        return found

    return answer
