"""What stands beside a plan on the page for the meeting: the planner's own rule and the scenarios, in table RunInfo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop_excel.contract.schema import SCENARIO_SUMMARY
from sop_excel.domain.explanation import OwnRule
from sop_excel.domain.plan import Found, NoPlan, Plan
from sop_excel.domain.said import in_language, say
from sop_excel.domain.table import Value
from sop_excel.sheets.scenario_summary import difference

_Row = tuple[str, Value, Value]
MISSES = say("breaks limits")  # a rule that cannot keep them
NO_PLAN = say("no plan")  # a scenario that nothing fulfils
MOST = 4  # rows


def name_field(k: int) -> str:
    """The field with what the k-th other plan is called, from 1."""
    return f"Other plan {k}"


def amount_field(k: int) -> str:
    """The field with its profit, where there are prices, else its total cost; or why it has none."""
    return f"{name_field(k)} amount"


def difference_field(k: int) -> str:
    """The field with that less the same of this plan."""
    return f"{name_field(k)} difference"


def beside(plan: Found, own: OwnRule | None, scenarios: Sequence[Found]) -> dict[str, Value]:
    """The fields of what stands beside a plan: money, and words where something is no plan. Nothing beside no plan."""
    if isinstance(plan, NoPlan):
        return {}
    rows = ([_rule(plan, own)] if own else []) + list(_scenarios(plan, scenarios))
    if len(rows) > MOST:
        more = say("{count} more in table {table}", count=str(len(rows) - MOST + 1), table=SCENARIO_SUMMARY.name)
        rows[MOST - 1 :] = [(in_language(more, plan.problem.language), None, None)]
    found: dict[str, Value] = {}
    for k, row in enumerate(rows, 1):
        found |= dict(zip((name_field(k), amount_field(k), difference_field(k)), row, strict=True))
    return found


def _rule(plan: Plan, own: OwnRule) -> _Row:
    words = in_language(own.words, plan.problem.language)
    name = f"{words[:1].upper()}{words[1:]}"
    if own.difference is None:
        return name, in_language(MISSES, plan.problem.language), None
    if plan.profit is None:
        return name, own.total_cost, own.difference
    return name, plan.profit - own.difference, 0.0 - own.difference


def _scenarios(plan: Plan, scenarios: Sequence[Found]) -> Iterator[_Row]:
    for one in scenarios:
        if isinstance(one, NoPlan):
            yield one.problem.scenario, in_language(NO_PLAN, plan.problem.language), None
        elif one.problem.scenario != plan.problem.scenario:
            amount = one.total_cost if plan.profit is None else one.profit
            yield one.problem.scenario, amount, difference(one, plan)
