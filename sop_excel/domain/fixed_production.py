"""Production that a planner has fixed, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FixedProduct:
    """Production that the planner has fixed for a product, and what that costs.

    ``cells`` are the periods and units that hold the plan where it is; ``cost`` is what the cheapest plan costs more
    than without all that is fixed for the product (money; None where it was not solved for); ``moves`` says in which
    lines. ``frozen``: in all of these periods production is exactly that.
    """

    item: str
    cells: tuple[tuple[str, float], ...]
    frozen: bool
    cost: float | None = None
    moves: str = ""


@dataclass(frozen=True)
class FixedProduction:
    """All that is fixed and binds, by product, and notes on what was not solved for."""

    found: tuple[FixedProduct, ...] = ()
    notes: tuple[str, ...] = ()


NOTHING_FIXED = FixedProduction()
