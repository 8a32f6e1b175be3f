"""From a plan to the output tables of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sop_excel.contract.input_tables import SCENARIOS_TABLE
from sop_excel.domain.capacity_use import bottleneck
from sop_excel.domain.explanation import SINCE_FORMER, Explanation
from sop_excel.domain.missed_limits import in_one_line
from sop_excel.domain.plan import Found, Plan
from sop_excel.domain.problem import BASE
from sop_excel.domain.report import Report
from sop_excel.domain.said import in_language
from sop_excel.domain.table import OutputTable, Table, Value
from sop_excel.errors import Issue
from sop_excel.sheets.beside import beside
from sop_excel.sheets.certificate_table import certificate_table
from sop_excel.sheets.checks import checks
from sop_excel.sheets.explanation_table import explanation
from sop_excel.sheets.fingerprint import Watched, spans
from sop_excel.sheets.limit_use import limit_use
from sop_excel.sheets.outputs import (
    capacity_use,
    chart_choices,
    cost_summary,
    plan_chart,
    plan_table,
    product_chart,
    product_summary,
)
from sop_excel.sheets.page_lines import said
from sop_excel.sheets.plan_totals import plan_totals
from sop_excel.sheets.run_info import (
    BOTTLENECK_FIELD,
    FORMER_FIELD,
    MISSED_FIELD,
    OWN_RULE_FIELD,
    Stamp,
    input_hash,
    run_info,
)
from sop_excel.sheets.watched import initial_stock, watched


def output_tables(
    report: Report, tables: Mapping[str, Table], warnings: Sequence[Issue], stamp: Stamp, chart_product: str
) -> tuple[OutputTable, ...]:
    """Every output table, in the order in which missing ones are added to a workbook.

    ``tables`` are the planner's tables, whose later changes table Checks shall notice.
    """
    plan = report.found
    decided, seen = plan_table(plan), watched(tables)
    if plan.problem.scenario == BASE and not stamp.compared:
        seen.pop(SCENARIOS_TABLE.name, None)  # they went into nothing that is written
    if isinstance(plan, Plan):
        columns = range(len(decided.headers))
        seen[decided.name] = Watched(spans(decided.name, decided.headers, decided.rows, columns))
    return (
        decided,
        plan_chart(plan, chart_product),
        cost_summary(plan),
        product_summary(plan),
        product_chart(plan),
        capacity_use(plan, report.explanation.marginals),
        plan_totals(plan),
        *limit_use(plan, tables, report.explanation.marginals),
        checks(plan, report.notes, warnings, seen, initial_stock(tables, plan.problem)),
        explanation(report.explanation.sentences, plan.problem.language),
        certificate_table(plan, report.certificate, tables),
        run_info(plan, report.seconds, stamp, input_hash(tables), seen, _of_page(report)),
        chart_choices(plan),
    )


def _of_page(report: Report) -> dict[str, Value]:
    """What the page for the meeting shows of no other table, by the fields of table RunInfo."""
    plan, told = report.found, report.explanation
    limiting = bottleneck(plan, told.marginals) if isinstance(plan, Plan) else ""
    return {
        **({BOTTLENECK_FIELD: limiting} if limiting else {}),
        **_in_one_line(plan, told),
        **said(plan, told),
        **beside(plan, told.own_rule, report.scenarios),
    }


def _in_one_line(plan: Found, told: Explanation) -> dict[str, str]:
    """What the page for the meeting says of the plan besides its figures, by the fields of table RunInfo."""
    since = next((sentence.text for sentence in told.sentences if sentence.kind == SINCE_FORMER), "")
    lines = {
        OWN_RULE_FIELD: told.own_rule.line if told.own_rule else "",
        MISSED_FIELD: in_one_line(plan.problem, plan.quantities) if isinstance(plan, Plan) else "",
        FORMER_FIELD: since,
    }
    return {field: in_language(line, plan.problem.language) for field, line in lines.items() if line}
