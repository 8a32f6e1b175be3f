"""Why a plan costs more or less than the one before: the difference, shared out among the inputs that changed.

Every set of groups is exchanged and planned, which is what the shares rest on (``shares.py``). As that takes 2 to the
number of groups plans, the work is limited: beyond it the groups are exchanged one after another, in one order, and
beyond that the difference is told as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from sop_excel.comparing.foreseen import Seen
from sop_excel.comparing.input_groups import HORIZON
from sop_excel.comparing.mixtures import Mixtures
from sop_excel.comparing.shares import Block, Share, Shares, in_cents, nearest_cent, shares
from sop_excel.domain.plan import Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.errors import DeadlineError, SolverError
from sop_excel.model.decisions import decisions
from sop_excel.model.engine.finish import Engine
from sop_excel.model.engine.highs import highs
from sop_excel.model.engine.warm import Warm
from sop_excel.model.solve import cheapest

EVERY_ORDER, ONE_ORDER, TOGETHER = "every order", "one order", "together"
SOLVED_AGAIN = "Solved again"  # what the former inputs cost now, other than they did

# How many plans may be made to share a difference out, by the size of the problem (cells: products and resources, times
# periods): so many take at most half as long as the rest of the command.
ALLOWED: tuple[tuple[int, int], ...] = ((2_000, 63), (60_000, 15), (300_000, 3))
UNLIMITED = 10**9
IN_STEPS, SEARCHING = (
    5,
    10,
)  # how many linear problems one counts as that has goals before its cost, or is in whole numbers
LARGE_WHOLE = 300  # cells: a larger problem in whole numbers may search as long as it is let
SEARCH = 5.0  # seconds that a search for whole numbers may take
LARGE = 2_000  # cells: a larger problem is started from the plan before
CENT, DIGITS = 0.005, 1e-9  # what reads as nothing (money), and the share of a cost below which it is noise


@dataclass(frozen=True)
class CostChange:
    """What causes that come together change (money), rounded to the cent; at least and at most in one of the orders.

    ``least`` and ``most`` are None where no other order was tried.
    """

    causes: Block
    cents: int
    least: int | None = None
    most: int | None = None

    @property
    def amount(self) -> float:
        """The amount in money."""
        return self.cents / 100.0


@dataclass(frozen=True)
class CostDifference:
    """The cost of the plan before and of this one (money), in cents, and what lies between them, adding up exactly.

    What is compared is what plans minimise: total cost less revenue. ``how`` says how the groups were exchanged;
    ``exact`` are the same amounts before they were rounded.
    """

    before: int
    after: int
    changes: tuple[CostChange, ...]
    how: str
    orders: tuple[int, int] = (1, 1)
    exact: tuple[Fraction, ...] = ()
    gaps: float = 0.0

    @property
    def difference(self) -> float:
        """How much more this plan costs (money)."""
        return (self.after - self.before) / 100.0


@dataclass(frozen=True)
class PricedProblem:
    """A problem, the least cost less revenue that was found for it (money), and by which quantities, if it is known."""

    problem: Problem
    objective: float
    quantities: Quantities | None = None


def cost_difference(
    before: PricedProblem, after: PricedProblem, allowed: int | None = None, seen: Seen | None = None
) -> CostDifference:
    """The difference between two plans, shared out among the groups of inputs in which their problems differ.

    ``allowed`` is how many plans may be made for it; by default as many as take little of a command's time. ``seen`` is
    the opening stock of each in the other's horizon, where they differ by the passing of time. Raises DeadlineError.
    """
    return _Attribution(before, after, allowed, seen).made()


class _Attribution:
    """What the mixtures of two problems cost, and how the difference is shared out."""

    def __init__(self, before: PricedProblem, after: PricedProblem, allowed: int | None, seen: Seen | None) -> None:
        self._before, self._after = before, after
        self._mixtures = Mixtures(before.problem, after.problem, seen)
        self._causes = self._mixtures.changed
        self._how = _way([before.problem, after.problem], len(self._causes), allowed)
        self._gaps = 0.0

    @cached_property
    def _engine(self) -> Engine:
        """What plans the mixtures: for many cells from the later plan on, where it is known."""
        known = self._after.quantities
        if known is None or _cells(self._after.problem) <= LARGE:
            return highs
        return Warm(self._after.problem, known)

    def made(self) -> CostDifference:
        start, end = Fraction(self._before.objective), Fraction(self._after.objective)
        before, after = nearest_cent(start), nearest_cent(end)
        between = self._between()
        anew = self._anew(start)
        shared = self._shared({**between, frozenset(): anew, frozenset(self._causes): end})
        parts, rest = list(shared.of), anew - start
        if not self._causes:
            rest = end - start if after != before else Fraction(0)
        if rest:
            parts.append(Share((SOLVED_AGAIN,), rest, rest, rest))
        amounts = [part.amount for part in parts]
        told = _told(parts, in_cents(amounts, after - before), self._how == EVERY_ORDER)
        orders = shared.orders, shared.of_orders
        return CostDifference(before, after, told, self._how, orders, tuple(amounts), self._gaps)

    def _between(self) -> dict[frozenset[str], Fraction]:
        """The cost with each set of causes between none and all, where there is a plan.

        The horizon is exchanged once, as plans of another one are less alike.
        """
        wanted = _sets_between(self._causes, self._how)
        values: dict[frozenset[str], Fraction] = {}
        for taken in sorted(wanted, key=lambda taken: (HORIZON not in taken, -len(taken))):
            if found := self._solved(self._mixtures.mixed(taken)):
                values[taken] = Fraction(found.objective)
        return values

    def _anew(self, start: Fraction) -> Fraction:
        """What the former inputs cost now: what they did, unless that is found to be otherwise."""
        if self._how == TOGETHER or not self._causes:
            return start
        found = self._solved(self._before.problem)
        if found is None or abs(found.objective - self._before.objective) <= max(CENT, _noise(found)):
            return start
        return Fraction(found.objective)

    def _shared(self, values: Mapping[frozenset[str], Fraction]) -> Shares:
        causes = self._causes
        if not causes:
            return Shares((), 1, 1)
        if self._how != TOGETHER:
            return shares(values, causes)
        whole = values[frozenset(causes)] - values[frozenset()]
        return Shares((Share(causes, whole, whole, whole),), 1, 1)

    def _solved(self, problem: Problem) -> Plan | None:
        """The cheapest plan; None where none exists, or none is found."""
        if problem.faults:
            return None
        limit = min(problem.policies.time_limit, SEARCH)
        try:
            found = cheapest(problem.replace(policies=replace(problem.policies, time_limit=limit)), self._engine)
        except DeadlineError:
            raise
        except SolverError:
            return None
        if not isinstance(found, Plan):
            return None
        self._gaps = max(self._gaps, _noise(found))
        return found


def _noise(plan: Plan) -> float:
    """How far the plan's cost may be from the least (money), as far as that is proved, or meant by its gap."""
    allowed = plan.problem.policies.relative_gap if plan.is_whole else 0.0
    return max(plan.gap, allowed, DIGITS) * plan.stake


def _way(problems: Sequence[Problem], causes: int, allowed: int | None) -> str:
    """In how much detail a difference is told with so many plans."""
    most = min(map(_allowed, problems)) if allowed is None else allowed
    if 2**causes - 1 <= most:
        return EVERY_ORDER
    return ONE_ORDER if causes <= most else TOGETHER


def _allowed(problem: Problem) -> int:
    """How many plans of a problem may be made."""
    cells = _cells(problem)
    plans = next((plans for size, plans in ALLOWED if cells <= size), 0)
    if problem.policies.in_steps:
        plans //= IN_STEPS
    if decisions(problem).whole:
        plans = plans // SEARCHING if cells <= LARGE_WHOLE else 0
    return plans


def _cells(problem: Problem) -> int:
    products, periods = problem.shape
    return (products + len(problem.resource_codes)) * periods


def _told(parts: Sequence[Share], cents: Sequence[int], spread: bool) -> tuple[CostChange, ...]:
    """The largest first."""
    told = [_change(part, own, spread) for part, own in zip(parts, cents, strict=True)]
    return tuple(sorted(told, key=lambda change: -abs(change.cents)))


def _change(part: Share, cents: int, spread: bool) -> CostChange:
    if not spread:
        return CostChange(part.causes, cents)
    least, most = nearest_cent(part.least), nearest_cent(part.most)
    return CostChange(part.causes, cents, min(least, cents), max(most, cents))


def _sets_between(causes: Block, how: str) -> list[frozenset[str]]:
    """The sets of causes between none and all whose value is wanted."""
    if how == EVERY_ORDER:
        return [frozenset(some) for count in range(1, len(causes)) for some in combinations(causes, count)]
    return [frozenset(causes[:count]) for count in range(1, len(causes))] if how == ONE_ORDER else []
