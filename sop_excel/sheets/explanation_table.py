"""Table Explanation: why the plan is as it is, in sentences that a planner can read aloud; and these read back."""

from __future__ import annotations

from collections.abc import Mapping

from sop_excel.contract import schema
from sop_excel.domain.plan import Plan
from sop_excel.domain.table import OutputTable, Table
from sop_excel.sheets.outputs import output_table
from sop_excel.sheets.run_info import input_hash, recorded


def explanation(plan: Plan) -> OutputTable:
    """Table Explanation, the most valuable sentence first; where no plan exists, what would make one possible."""
    return output_table(
        schema.EXPLANATION,
        [(told.item or None, told.period or None, told.what, told.why, told.worth) for told in plan.sentences],
    )


def written_sentences(tables: Mapping[str, Table]) -> list[str]:
    """The sentences that stand in the workbook, as they are read aloud; none where its inputs have changed since."""
    table = tables.get(schema.EXPLANATION.name)
    if table is None or recorded(tables, "Input hash") != input_hash(tables):
        return []
    what, why = (list(schema.EXPLANATION.lead).index(name) for name in ("What", "Why"))
    told = [(row[what], row[why]) for row in table.rows if len(row) > why]
    return [f"{a}: {b}." for a, b in told if isinstance(a, str) and isinstance(b, str)]
