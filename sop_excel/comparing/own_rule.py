"""What the planner's own rule would cost: the line that every run says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile
from math import fsum
from time import perf_counter

import numpy as np

from sop_excel.comparing.on_forecast import COVERAGES, RULES, four_weeks, on_forecast
from sop_excel.comparing.priced import Priced
from sop_excel.comparing.rules import PlanningRule
from sop_excel.domain.explanation import LEADING, Explanation, OwnRule, Sentence
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.problem import FORWARD_COVERAGE, TRAILING_COVERAGE, Problem
from sop_excel.domain.said import Said, phrase, say
from sop_excel.domain.vocabulary import listed, money, percent, units
from sop_excel.model.explain.explained import MOST
from sop_excel.model.explain.overview import MANY
from sop_excel.model.mishap import attempted

Followed = Callable[[], Priced]
NOTHING = 0.005  # of money or a unit: not to be told
KIND = "own_rule"  # of the sentence
FOUR_WEEKS_OF = {
    FORWARD_COVERAGE: phrase("four weeks of forward coverage"),
    TRAILING_COVERAGE: phrase("four weeks of trailing coverage"),
}
_MORE_SERVICE = {
    "lost_sales": (phrase("sells {units} units less"), phrase("sells {units} units more")),
    "backorders": (
        phrase("is late with {units} units more, added up over the periods"),
        phrase("is late with {units} units less, added up over the periods"),
    ),
    "shortfall": (
        phrase("misses {units} units more of safety stock, added up over the periods"),
        phrase("misses {units} units less of safety stock, added up over the periods"),
    ),
}  # where a rule has more of each, and where it has less


def with_own_rule(
    found: Found, explanation: Explanation, tells: bool = True, followed: Followed | None = None
) -> Explanation:
    """The explanation with what the planner's own rule would cost, after what the plan costs, what limits it and what
    is built ahead, if it ``tells`` anything; of no plan as it is. ``followed`` is as in ``own_rule``."""
    if isinstance(found, NoPlan):
        return explanation
    started = perf_counter()
    own, missing = attempted("What your own rule would cost", lambda: own_rule(found, followed), None)
    first = sum(1 for _ in takewhile(lambda sentence: sentence.kind in LEADING, explanation.sentences))
    told = (*explanation.sentences[:first], *([own.sentence] if own and tells else []), *explanation.sentences[first:])
    return replace(
        explanation,
        sentences=told if found.problem.shape[0] >= MANY else told[:MOST],
        own_rule=own,
        notes=(*explanation.notes, *missing),
        seconds=explanation.seconds + perf_counter() - started,
    )


def rule_followed(problem: Problem) -> Priced:
    """The planner's own rule on the forecast, which needs no plan."""
    return on_forecast(problem, chosen_rule(problem))


def own_rule(plan: Plan, followed: Followed | None = None) -> OwnRule:
    """The planner's own rule on the forecast of the plan, by the settings Own rule and Own rule periods.

    ``followed`` gives what ``rule_followed`` gives of the plan's problem, where somebody has seen to that already.
    """
    problem = plan.problem
    key, periods = problem.policies.own_rule, own_periods(problem)
    rule = chosen_rule(problem)
    found = followed() if followed else rule_followed(problem)
    told, sentence = None if found.broken else found, _sentence(plan, rule.words, found)
    return OwnRule(
        key,
        periods if key in COVERAGES else None,
        rule.words,
        told.total_cost if told else None,
        told.objective - plan.objective if told else None,
        found.short,
        sentence,
    )


def own_periods(problem: Problem) -> float:
    """The periods of the planner's own coverage; four weeks where no setting says them."""
    stated = problem.policies.own_rule_periods
    return four_weeks(problem) if stated is None else stated


def chosen_rule(problem: Problem) -> PlanningRule:
    """The planner's own rule, in the words in which it is chosen."""
    key = problem.policies.own_rule
    rule = RULES[key](own_periods(problem))
    is_four_weeks = problem.policies.own_rule_periods is None and problem.days_per_period
    if key not in COVERAGES or not is_four_weeks:
        return rule
    return replace(rule, words=say(FOUR_WEEKS_OF[key]))


def _sentence(plan: Plan, words: str, found: Priced) -> Sentence:
    if found.broken:
        why = found.broken
        if plan.quantities.routed.any():
            why = say("{limits}; it makes all by the default routes", limits=why)
        what = say("Planning by {rule} cannot keep the limits", rule=words)
        return Sentence(KIND, "", "", what, why, figures={"short": found.short})
    extra, currency = found.objective - plan.objective, plan.problem.currency
    if plan.profit is None:
        told = {"rule": words, "amount": money(found.total_cost), "currency": currency, "more": _more(plan, extra)}
        what = say("Planning by {rule} would cost {amount} {currency}, {more}", **told)
    else:
        told = {"rule": words, "amount": money(0.0 - found.objective), "currency": currency, "more": _more(plan, extra)}
        what = say("Planning by {rule} would earn {amount} {currency}, {more}", **told)
    figures = {"cost": found.total_cost, "difference": extra}
    return Sentence(KIND, "", "", what, what_differs(plan, found), max(extra, 0.0), figures)


def _more(plan: Plan, extra: float) -> str:
    """By how much it is worse than the plan; a plan that is not proved may be the worse one."""
    if abs(extra) < NOTHING:
        return say("as much as this plan")
    costs = plan.profit is None
    base, much = plan.total_cost if costs else abs(plan.objective), money(abs(extra))
    amount = say("{amount} ({share})", amount=much, share=percent(abs(extra) / base)) if base > 0 else much
    return _signed(amount, extra if costs else -extra)


def what_differs(plan: Plan, found: Priced | Plan) -> str:
    """What a rule, or another plan, keeps and serves otherwise than the plan, in a sentence."""
    told = [*_stocks(plan, found), *_service(plan, found)]
    if plan.problem.policies.setup_carry_over and isinstance(found, Priced) and found.quantities.setup.any():
        told.append(say("sets up anew in every period"))
    if isinstance(found, Priced) and plan.quantities.routed.any():
        told.append(say("makes all by the default routes"))
    return say("it {does}", does=listed(told)) if told else say("it keeps as much in stock as the plan")


def _stocks(plan: Plan, found: Priced | Plan) -> Iterator[str]:
    rule, own = found.quantities.inventory, plan.inventory
    on_average = fsum((rule - own).flat) / plan.problem.shape[1]
    if abs(on_average) >= NOTHING:
        average = units(abs(on_average))
        if on_average > 0:
            yield say("keeps {units} units more in stock on average", units=average)
        else:
            yield say("keeps {units} units less in stock on average", units=average)
    at_end = rule[:, -1] - own[:, -1]
    left = fsum(at_end.tolist())
    if abs(left) >= NOTHING:
        worth = fsum((at_end * plan.problem.products.production_cost[:, -1]).tolist())
        if left < 0:
            yield say("ends with {units} units less", units=units(-left))
        elif worth < NOTHING:
            yield say("ends with {units} units more", units=units(left))
        else:
            yield say(
                "ends with {units} units more, which cost {amount} to make", units=units(left), amount=money(worth)
            )


def _service(plan: Plan, found: Priced | Plan) -> Iterator[str]:
    misses_least = plan.problem.policies.misses_least
    for family, (more, less) in _MORE_SERVICE.items():
        extra = fsum(np.ravel(found.quantities[family] - plan.quantities[family]).tolist())
        if abs(extra) >= NOTHING and (family != "shortfall" or misses_least):
            yield say(more if extra > 0 else less, units=units(abs(extra)))


def _signed(amount: str, extra: float) -> Said:
    return say("{amount} more", amount=amount) if extra > 0 else say("{amount} less", amount=amount)
