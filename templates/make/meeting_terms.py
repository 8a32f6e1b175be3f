"""The terms of which the formulas of the meeting page are made, and where its workings have their counts."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.output_tables import PLAN, PRODUCT_SUMMARY
from templates.make import meeting_layout as at
from templates.make.meeting_rows import ALSO

Formulas = Iterator[tuple[str, str]]  # cell and formula

PERIODS, LEAD, EACH = f"$B${at.COUNT}", f"$B${at.LEAD_COLUMNS}", f"$B${at.EACH}"
TOTALS_LEAD, ALL_ROWS, LOAD_ROW = f"$B${at.LEAD_TOTALS}", f"$B${at.ALL_ROWS}", f"$B${at.LOAD_ROW}"
APART = f"$B${at.APART}"
PLANNED, LEAD_CAPACITY, LOADED = f"$B${at.WITH_PLAN}", f"$B${at.LEAD_CAPACITY}", f"$B${at.WITH_LOAD}"
HEADERS = f"Plan[[#Headers],[{PLAN.lead[0]}]:[{PLAN.tail[-1]}]]"  # LibreOffice cannot read Plan[#Headers]
FILLED = f"$B${at.REACH}/{APART}"  # columns with periods
NO_PLAN = f"{PLANNED}=0"
NO_BOTTLENECK = f'$B${at.FIRST_TOP}=""'  # no resource is used of which one knows how much there is
SHOWN = f"$B${at.SHOWN}"
GAP = 2  # a blank row and a heading
ALSO_LIST, ALSO_RANKS = (
    f"$A${at.FIRST_ALSO_LISTED}:$A${at.ALSO_RANK_HEAD - 2}",
    f"$C${at.FIRST_ALSO_RANK}:$C${at.FIRST_ALSO_RANK + len(ALSO) - 1}",
)


def quoted(words: str) -> str:
    """A text in a formula."""
    return '"' + words.replace('"', '""') + '"'


def run_value(field: str) -> str:
    """A value of table RunInfo."""
    return f'INDEX(RunInfo[Value],MATCH("{field}",RunInfo[Field],0))'


UNPLANNED = f'{run_value("Status")}=""'  # before any run, which leaves a status even where no plan exists


def period_name(column: str) -> str:
    """The name of a period; ``column`` counts from 1."""
    return f"INDEX({HEADERS},1,{LEAD}+{column})"


def use_row(row: str) -> str:
    """A row of table CapacityUse, all its periods."""
    first = f"INDEX(CapacityUse[],{row},{LEAD_CAPACITY}+1)"
    return f"{first}:INDEX(CapacityUse[],{row},COLUMNS(CapacityUse[]))"


def of_totals(counts: str, first: str, last: str) -> str:
    """The sum of rows of all products together in table PlanTotals, which are its first, from one period to another."""
    rows = f"INDEX(PlanTotals[Measure],1):INDEX(PlanTotals[Measure],{ALL_ROWS})"
    start, end = (
        f"INDEX(PlanTotals[],1,{TOTALS_LEAD}+{first})",
        f"INDEX(PlanTotals[],{ALL_ROWS},{TOTALS_LEAD}+{last})",
    )
    counted = counts.replace("PlanTotals[Measure]", rows)
    return f"SUMPRODUCT(({counted})*{start}:{end})"


def between(form: OutputForm, first: str, last: str) -> str:
    """How many columns stand between two columns of a table."""
    return f"COLUMN({form.name}[[#Headers],[{last}]])-COLUMN({form.name}[[#Headers],[{first}]])-1"


# Whether products have descriptions: they are the last column of their table where it has any, and no formula may name
# a column that is not there.
_SUMMARY = "COLUMNS(ProductSummary[])"
DESCRIBED = (
    f"{_SUMMARY}>{between(PRODUCT_SUMMARY, PRODUCT_SUMMARY.lead[0], PRODUCT_SUMMARY.with_stated(()).lead[-1])}+2"
)


def description(row: str) -> str:
    """What the product in a row of table ProductSummary is called, where products have descriptions."""
    return f"INDEX(ProductSummary[],{row},{_SUMMARY})"
