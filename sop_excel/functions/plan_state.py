"""A plan's state in one sentence for a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sop_excel.domain.changes import in_short
from sop_excel.domain.plan import OPTIMAL, WITHIN_GAP, Found, NoPlan
from sop_excel.domain.said import Figure, in_language, say, together
from sop_excel.domain.vocabulary import money_in_full
from sop_excel.functions.declare import NO_SUCH_FIGURE, NoFigures
from sop_excel.functions.sentences import shortened


def status(plan: Found, currency: str = "") -> str:
    """Optimal and proved, or how far from it, or why there is no plan and what would make one possible; in the
    language of the problem."""
    language = plan.problem.language
    if isinstance(plan, NoPlan):
        return shortened(in_language(together(_no_plan(plan), " "), language))
    amount: str = money_in_full(plan.objective)
    if currency:
        amount = say("{amount} {currency}", amount=amount, currency=currency)
    cost = (
        say("cost {amount}", amount=amount) if plan.profit is None else say("cost less revenue {amount}", amount=amount)
    )
    told = {"cost": cost, "bound": money_in_full(plan.proof.lower_bound)}
    said = say("A plan, not proved to be the cheapest: {cost}, lower bound {bound}.", **told)
    if plan.status == OPTIMAL:
        said = say("Optimal and proved: {cost}, lower bound {bound}.", **told)
    elif plan.status == WITHIN_GAP:
        gap = Figure(f"{plan.gap:.2%}")
        said = say("Proved to within {gap} of the cheapest: {cost}, lower bound {bound}.", gap=gap, **told)
    return shortened(in_language(together([said, *plan.notes], " "), language))


def no_plan(told: Callable[[], Found]) -> NoFigures:
    """That there is no plan, for a function that answers with its figures; ``told`` knows what would help."""
    return NoFigures(NO_SUCH_FIGURE, lambda: status(told()))


def _no_plan(plan: NoPlan) -> Iterator[str]:
    yield say("No plan meets every limit.")
    for other in plan.settings:
        yield say("{what}: one that costs {cost} is possible.", what=other.what, cost=other.cost)
    if plan.fixes is not None:
        changes = together(in_short(plan.fixes.changes, plan.problem.periods))
        yield say("One that costs {cost} is possible with: {changes}.", cost=plan.fixes.cost, changes=changes)
