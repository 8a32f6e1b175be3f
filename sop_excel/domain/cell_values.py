"""What the value of a cell says by itself: nothing, a code, yes or no, one of a list; nothing is parsed out of text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sop_excel.domain.table import DateValue, Value
from sop_excel.domain.vocabulary import folded, iso_text, plain_decimal


def is_blank(value: Value) -> bool:
    """Whether a cell counts as blank: empty, or text of nothing but spaces (rule R2)."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: Value) -> str | None:
    """A cell as a code (rule R7); None where it is none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, DateValue):
        return iso_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value):
        return plain_decimal(value)
    return None


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that is beyond every float
        return False


def yes_or_no(value: Value) -> bool | None:
    """A cell as yes or no: those words in any case, or a boolean; None where it is neither."""
    if isinstance(value, bool):
        return value
    return {"yes": True, "no": False}.get(value.strip().casefold()) if isinstance(value, str) else None


def choice_of(value: Value, choices: Sequence[str]) -> str | None:
    """The choice that a cell names, spelt as in the contract; None where it names none."""
    name = folded(value) if isinstance(value, str) else None
    return next((choice for choice in choices if folded(choice) == name), None)
