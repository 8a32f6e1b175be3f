"""Figures and lists in the words of the sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from sop_excel.domain.costs import COST_LINES

SHOWN = 0.005  # money: less than this reads as nothing
LISTED = 3
_NAMES = {line.key: line.name.lower() for line in COST_LINES} | {"revenue": "revenue"}


def money(amount: float) -> str:
    """An amount with two decimals, or none where it is whole.

    >>> money(9600.0), money(1677.5), money(1252.125), money(-0.001)
    ('9,600', '1,677.50', '1,252.13', '0')
    """
    return _plain(amount, 2)


def units(quantity: float) -> str:
    """A quantity with three decimals at most.

    >>> units(1200.0), units(29.75)
    ('1,200', '29.75')
    """
    text = _plain(quantity, 3)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(number: float, decimals: int) -> str:
    """Halves go up, as every spreadsheet shows them beside the sentence."""
    rounded = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
    return f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.{decimals}f}"


def percent(share: float) -> str:
    """A share in whole per cent, a small one with a decimal.

    >>> percent(0.758), percent(0.0013)
    ('76 %', '0.1 %')
    """
    return f"{100.0 * share:.{1 if 0 < share < 0.01 else 0}f} %"


def listed(texts: Sequence[str], last: str = "and") -> str:
    """The texts as a list.

    >>> listed(["Jan"]), listed(["Jan", "Feb", "Mar"])
    ('Jan', 'Jan, Feb and Mar')
    """
    return f" {last} ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def differences(now: Mapping[str, float], then: Mapping[str, float]) -> str:
    """The cost lines that change most from one plan to another, in brackets with a space before; empty for none.

    >>> differences({"holding": 9600.0}, {"overtime": 14000.0})
    ' (overtime +14,000, holding -9,600)'
    """
    moved = {line: then.get(line, 0.0) - now.get(line, 0.0) for line in _NAMES if line in now or line in then}
    most = sorted((line for line in moved if abs(moved[line]) >= SHOWN), key=lambda line: -moved[line])
    rest = most[LISTED - 1 : -1] if len(most) > LISTED else []
    told = [f"{_NAMES[line]} {_signed(moved[line])}" for line in most if line not in rest]
    if rest:
        told.append(f"others {_signed(math.fsum(moved[line] for line in rest))}")
    return f" ({', '.join(told)})" if told else ""


def _signed(amount: float) -> str:
    return f"{'+' if amount >= 0 else '-'}{money(abs(amount))}"


def line_name(line: str) -> str:
    """A cost line inside a sentence, e.g. ``holding``."""
    return _NAMES[line]
