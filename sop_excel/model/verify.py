"""A second opinion on a workbook: another formulation, another solver, every rule, the bound, and exact arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from sop_excel.domain.certificate_terms import LARGEST
from sop_excel.domain.plan import FEASIBLE, KEPT, PROVED, Found, NoPlan, Plan, Quantities
from sop_excel.domain.problem import Problem
from sop_excel.domain.vocabulary import money_in_full
from sop_excel.domain.written_plan import WrittenPlan
from sop_excel.errors import SolverError, WrongAnswerError
from sop_excel.extras import needs
from sop_excel.model import exact
from sop_excel.model.assembly import completed
from sop_excel.model.certificate import allowed, best_prices, certificate_of
from sop_excel.model.checked import worst_violation
from sop_excel.model.decisions import Decisions, amount, decisions
from sop_excel.model.duality import exact_bound, exact_model, lower_bound
from sop_excel.model.engine.deadline import for_plan
from sop_excel.model.engine.finish import cost_lines, revenue
from sop_excel.model.goals import PENALTIES, SERVICE, SHORTFALL, goals_of, weights_of
from sop_excel.model.outcome import Ending, Outcome
from sop_excel.model.prices import Prices
from sop_excel.model.solve import cheapest, solve
from sop_excel.running_step import running

_OF_GOALS = {  # what a goal is called, and what is said of the written plan and of the least
    SERVICE: ("Service", "Late and lost demand, with lost prices, cost {} in the written plan; the least is {}."),
    SHORTFALL: ("Shortfall", "The written plan misses {} unit-periods of safety stock in all, the least is {}."),
    PENALTIES: ("Penalties", "The written plan pays {} in penalties, the least is {}."),
}


@dataclass(frozen=True)
class Finding:
    """One comparison: what was compared, whether it agrees (None: there was no answer to compare), a sentence with the
    figures, and the figures (money, units)."""

    what: str
    agrees: bool | None
    said: str
    figures: dict[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verification:
    """All findings, and whether a plan exists according to our engine."""

    plan: Found
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing disagrees."""
        return all(finding.agrees is not False for finding in self.findings)

    def __repr__(self) -> str:
        """The verdict and what was compared, not the plan."""
        verdict = "nothing disagrees" if self.agrees else "something disagrees"
        return f"Verification({verdict}: {'; '.join(f'{one.what}: {one.said}' for one in self.findings)})"


def verify(problem: Problem, written: WrittenPlan | None) -> Verification:
    """Solve the problem twice, by our engine and by the reference formulation with another solver, and compare.

    ``written`` is the plan that stands in the workbook, if any. Raises SolverError when our engine breaks down, and
    MissingPackageError without PuLP.
    """
    needs("pulp")
    plan = solve(problem)
    with for_plan(problem.policies), running("comparing"):
        return Verification(plan, tuple(_findings(problem, plan, written)))


def _findings(problem: Problem, plan: Found, written: WrittenPlan | None) -> Iterator[Finding]:
    yield _independent(problem, plan)
    if isinstance(plan, Plan):
        yield _rules("Rules, engine's plan", problem, plan.quantities)
        priced = best_prices(problem, plan.quantities)
        if priced is not None:
            yield _bound(problem, plan, *priced)
            if problem.demand.size <= exact.LARGEST:
                yield _exact(problem, plan, *priced)
    if written is not None:
        yield from _written(problem, plan, written)


@running("independent formulation")
def _independent(problem: Problem, plan: Found) -> Finding:
    """The reference formulation, solved by another solver: CBC where PuLP brings it along, else HiGHS."""
    from sop_excel.model.engine.pulp_solvers import at_hand, pulp_engine  # PuLP takes long to load

    what, solver = "Independent formulation", at_hand()[0]
    engine, endings = pulp_engine(solver), {Ending.STOPPED} if plan.status == FEASIBLE else set()

    def heard(problem: Problem, chosen: Decisions) -> Outcome:
        outcome = engine(problem, chosen)
        endings.add(outcome.ending)
        return outcome

    try:
        other = cheapest(problem, heard)
    except WrongAnswerError as error:
        return Finding(what, False, f"{solver} gave an answer that cannot be right, if our rules are: {error}")
    except SolverError as error:
        return Finding(what, None, f"{solver} gave no answer to compare: {error}")
    if isinstance(plan, NoPlan) or isinstance(other, NoPlan):
        same = isinstance(plan, NoPlan) and isinstance(other, NoPlan)
        found = ["no plan" if isinstance(one, NoPlan) else "a plan" for one in (plan, other)]
        return Finding(what, same, f"{plan.solver} finds {found[0]}, {other.solver} finds {found[1]}.")
    unproved = "without a proof of one of them" if other.is_whole and other.status == FEASIBLE else ""
    return _compared(what, plan, other, "when its time or ours was over" if Ending.STOPPED in endings else unproved)


def _compared(what: str, plan: Plan, other: Plan, unproved: str) -> Finding:
    """Two plans: equal costs agree, and one that costs less than the other's bound disagrees. Where one of the searches
    is ``unproved``, as its time was over, other costs say nothing."""
    difference = other.objective - plan.objective
    figures: dict[str, float | str] = {
        "engine": plan.objective, "other": other.objective, "difference": difference, "solver": other.solver,
    }  # fmt: skip
    said = ", ".join(f"{one.solver} finds {money_in_full(one.objective)}" for one in (plan, other))
    size = PROVED * plan.stake
    possible = all(one.objective >= two.proof.lower_bound - size for one, two in ((plan, other), (other, plan)))
    if possible and unproved and abs(difference) > _room(plan.problem, plan):
        return Finding(what, None, f"{said} {unproved}: no proof to compare.", figures)
    agrees = possible and abs(difference) <= _room(plan.problem, plan)
    return Finding(what, agrees, f"{said}: a difference of {difference:.3g}.", figures)


def _room(problem: Problem, plan: Plan) -> float:
    """How far two proved costs may differ (money): whole-number models are proved to the gap asked for only."""
    share = problem.policies.relative_gap if plan.is_whole else 0.0
    return max(PROVED, share) * plan.stake


def _rules(what: str, problem: Problem, quantities: Quantities) -> Finding:
    worst = worst_violation(problem, quantities)
    said = "Every rule is kept to the last bit."
    if worst.rule != "none":
        said = f"The worst rule is {worst.rule}: broken by {worst.amount:.6g}, {worst.relative:.2g} of its numbers."
    figures: dict[str, float | str] = {"worst": worst.relative, "amount": worst.amount, "rule": worst.rule}
    return Finding(what, worst.relative <= KEPT, said, figures)


@running("bound")
def _bound(problem: Problem, plan: Plan, chosen: Decisions, prices: Prices) -> Finding:
    """The certificate, recomputed; with whole numbers that of the linear relaxation."""
    bound = lower_bound(problem, chosen, prices)
    agrees, size = True, plan.stake
    if problem.demand.size <= LARGEST:
        found = certificate_of(problem, chosen, prices)
        terms = math.fsum(abs(term.quantity * term.price) for term in found.terms)
        agrees = abs(found.bound - bound) <= PROVED * max(size, terms) and found.spare >= 0
    gap = (plan.objective - bound) / size
    agrees = agrees and gap >= -PROVED and (bool(chosen.whole) or gap <= PROVED)
    model = "the linear relaxation's bound; the plan is in whole numbers" if chosen.whole else "a gap"
    said = f"No plan costs less than {money_in_full(bound)} at the certificate's prices: {model} of {gap:.3g}."
    if chosen.whole:
        said = f"No plan costs less than {money_in_full(bound)} at the certificate's prices ({model}: {gap:.3g} apart)."
    return Finding("Certificate", agrees, said, {"bound": bound, "gap": gap})


@running("exact arithmetic")
def _exact(problem: Problem, plan: Plan, chosen: Decisions, prices: Prices) -> Finding:
    """Cost, rules and bound without any rounding."""
    found = exact.exact_plan(problem, decisions(problem), plan.quantities)
    model = exact_model(problem, chosen)
    bound = exact_bound(problem, model.holding(model.values(found.values)), prices)
    gap = found.objective - bound
    size = max(Fraction(1), abs(found.objective), Fraction(plan.total_cost))
    agrees = found.violation <= KEPT * size and (found.violation > 0 or found.moved > 0 or gap >= 0)
    if not chosen.whole:
        agrees = agrees and abs(gap) <= Fraction(PROVED) * size
    kept = "every rule is kept exactly"
    if found.violation:
        kept = f"{found.violated} is broken by {float(found.violation):.3g}"
    apart = "exactly equal" if gap == 0 else f"{float(gap):.3g} apart"
    if chosen.whole and gap:
        apart = f"{money_in_full(float(gap))} apart, as the bound is that without whole numbers"
    said = f"In rational numbers cost and bound are {apart}, and {kept}."
    figures: dict[str, float | str] = {
        "cost": str(found.objective), "bound": str(bound), "gap": float(gap), "violation": float(found.violation),
    }  # fmt: skip
    return Finding("Exact arithmetic", agrees, said, figures)


def standing(problem: Problem, written: WrittenPlan) -> Iterator[Finding]:
    """The plan in the sheets, without solving anything: is it whole, does it keep the rules, does it cost what it
    says?"""
    if written.quantities is None:
        yield Finding("Written plan", False, f"It cannot be read: {'; '.join(written.faults)}.")
        return
    quantities = completed(problem, decisions(problem), written.quantities.families)
    yield _rules("Rules, written plan", problem, quantities)
    cost = _cost(problem, quantities)
    size = PROVED * max(1.0, abs(cost))
    said = f"The quantities cost {money_in_full(cost)}, table CostSummary says {money_in_full(written.total_cost)}."
    yield Finding(
        "Cost, written plan", abs(cost - written.total_cost) <= size, said,
        {"recomputed": cost, "written": written.total_cost},
    )  # fmt: skip


def _cost(problem: Problem, quantities: Quantities) -> float:
    """What the quantities cost (money)."""
    return math.fsum(cost_lines(allowed(problem, quantities)[0], quantities).values())


def _written(problem: Problem, plan: Found, written: WrittenPlan) -> Iterator[Finding]:
    """The plan in the sheets: what is to be said of it alone, and is it the cheapest?"""
    yield from standing(problem, written)
    if written.quantities is None:
        return
    quantities = completed(problem, decisions(problem), written.quantities.families)
    cost = _cost(problem, quantities)
    if isinstance(plan, NoPlan):
        yield Finding("Cheapest, written plan", False, "A plan is written, but none exists.")
        return
    if problem.policies.in_steps:
        yield from _goals(problem, plan.quantities, quantities)
    objective = cost - revenue(problem, quantities)
    more = objective - plan.objective
    best = "the cheapest" if plan.gap <= PROVED else "the best that was found"
    said = f"The written plan is {money_in_full(abs(more))} {'dearer' if more > 0 else 'cheaper'} than {best}"
    said += ", within the gap asked for." if abs(more) <= _room(problem, plan) else "."
    if abs(more) <= PROVED * plan.stake:
        said = f"The written plan costs as much as {best}."
    yield Finding(
        "Cheapest, written plan", abs(more) <= _room(problem, plan), said, {"difference": more}
    )  # fmt: skip


def _of_classes(goal: str) -> tuple[str, str]:
    said = f"The classes with {goal} miss {{}} units and unit-periods in the written plan, the least is {{}}."
    return goal.capitalize(), said


def _goals(problem: Problem, ours: Quantities, written: Quantities) -> Iterator[Finding]:
    """Whether the written plan has no more than the least of each goal, which comes before its cost."""
    chosen = decisions(problem)
    for goal in goals_of(problem.policies, chosen):
        weights, (name, said) = weights_of(goal, chosen), _OF_GOALS.get(goal, _of_classes(goal))
        least, found = (amount(weights, one) for one in (ours, written))
        told = f"{found:.6g}", f"{least:.6g}"
        if goal in (SERVICE, PENALTIES):
            told = money_in_full(found), money_in_full(least)
        agrees = found <= least + PROVED * max(1.0, least)
        yield Finding(f"{name}, written plan", agrees, said.format(*told), {"least": least, "written": found})
