"""The command ``compare-rules``: what planning by a rule would cost, beside the cheapest plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sop_excel.hosts.cli.before import BeforeHosts, take_step
from sop_excel.hosts.cli.declared import Typed
from sop_excel.running_step import doing, running

if TYPE_CHECKING:
    from sop_excel.planning import PlanningBook
    from sop_excel.preparing.prepared import Prepared


def compare_rules(options: Typed, hosts: BeforeHosts) -> int:
    """Compare rules of planning with the cheapest plan of a workbook."""
    from sop_excel.preparing.compare_rules import RuleOptions, compare_rules_of

    asked = RuleOptions(options.paths, options.seed, options.periods, options.fill_rate, options.cv)

    def step(book: PlanningBook) -> Prepared:
        return compare_rules_of(book, asked, doing)

    return take_step(options, hosts, running("comparing rules")(step))
