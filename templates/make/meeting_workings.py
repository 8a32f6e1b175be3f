"""The workings of the meeting page, below what is printed: how much there is of everything, and what is shown of it."""

from __future__ import annotations

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.output_tables import ALL_PRODUCTS, CAPACITY_USE, PLAN, PLAN_TOTALS
from sop_excel.domain.capacity_use import LOAD, UTILISATION
from sop_excel.domain.product_descriptions import BETWEEN, LEAST, ROOM
from sop_excel.sheets.run_info import BOTTLENECK_FIELD
from templates.make import meeting_layout as at
from templates.make.meeting_rows import ALSO, Also
from templates.make.meeting_terms import (
    ALL_ROWS,
    ALSO_RANKS,
    APART,
    DESCRIBED,
    EACH,
    GAP,
    LEAD_CAPACITY,
    LOADED,
    NO_PLAN,
    PERIODS,
    PLANNED,
    SHOWN,
    Formulas,
    between,
    description,
    of_totals,
    quoted,
    run_value,
    use_row,
)


def page_workings() -> Formulas:
    """Every formula of the workings."""
    yield from _counts()
    yield from _ranks()
    yield from _resources()
    yield from _also_workings()


def _counts() -> Formulas:
    slots = f"COLUMNS(${at.LEFT_SLOT}${at.FIRST}:${at.RIGHT_SLOT}${at.FIRST})"
    yield f"B{at.COUNT}", between(PLAN, PLAN.lead[-1], PLAN.tail[0])
    yield f"B{at.LEAD_COLUMNS}", _lead_columns(PLAN)
    yield f"B{at.EACH}", f"ROUNDUP({PERIODS}/{slots},0)"
    yield f"B{at.WITH_PLAN}", "COUNT(ProductSummary[Production])"
    yield f"B{at.LEAD_CAPACITY}", _lead_columns(CAPACITY_USE)
    yield f"B{at.WITH_LOAD}", f"IF({NO_PLAN},0,COUNTIF(CapacityUse[Measure],{quoted(UTILISATION)}))"
    yield f"B{at.APART}", f"MAX(1,ROUNDUP(({slots}+1)/{PERIODS},0)-1)"  # how often the periods go into the columns
    yield f"B{at.SHOWN}", f"MIN({PLANNED},ROWS($A${at.FIRST_PRODUCT}:$A${at.OTHERS}))"
    yield f"B{at.LEAD_TOTALS}", _lead_columns(PLAN_TOTALS)
    yield f"B{at.ALL_ROWS}", f"COUNTIF(PlanTotals[Group],{quoted(ALL_PRODUCTS)})"
    offsets = "(ROW(CapacityUse[Resource])-ROW(CapacityUse[[#Headers],[Resource]]))"
    named = f"EXACT(CapacityUse[Resource],{run_value(BOTTLENECK_FIELD)})"
    loads = f"{named}*(CapacityUse[Measure]={quoted(LOAD)})*{offsets}"
    unknown = f"COUNTIF(RunInfo[Field],{quoted(BOTTLENECK_FIELD)})=0"
    yield f"B{at.LOAD_ROW}", f'IF({unknown},"",SUMPRODUCT({loads}))'
    yield f"B{at.REACH}", f"ROUNDUP({PERIODS}/{EACH},0)*{APART}"
    for slot in at.SLOT_LETTERS:
        turn = f"(COLUMNS(${at.LEFT_SLOT}{at.FIRST}:{slot}{at.FIRST})-1)/{APART}"
        before = f"{turn}*{EACH}"
        yield f"{slot}{at.FIRST}", f'IF(OR(ROUNDUP({turn},0)<>{turn},{before}>={PERIODS}),"",{before}+1)'
        yield f"{slot}{at.LAST}", f'IF({slot}{at.FIRST}="","",MIN({slot}{at.FIRST}+{EACH}-1,{PERIODS}))'


def _lead_columns(form: OutputForm) -> str:
    """How many columns stand before a wide table's periods: its first, its last and those between them."""
    return f"{between(form, form.lead[0], form.lead[-1])}+2"


def _nth(rows: str, header: str, value: str, n: str) -> str:
    """The n-th row of a table, from 1, with this value: every other row is counted behind the last."""
    return f"SUMPRODUCT(SMALL(ROW({rows})-ROW({header})+({rows}<>{value})*ROWS({rows}),{n}))"


def _ranks() -> Formulas:
    """The products of which most is made; of equal ones the upper first."""
    made, header = "ProductSummary[Production]", "ProductSummary[[#Headers],[Production]]"
    for row in range(at.FIRST_RANK, at.FIRST_RANK + at.PRODUCTS):
        k = f"ROWS(B${at.FIRST_RANK}:B{row})"
        same = f"COUNTIF(B${at.FIRST_RANK}:B{row},B{row})"
        code = f"EXACT(Plan[Product],INDEX(ProductSummary[Product],C{row}))"
        guess = f"((C{row}-1)*{ALL_ROWS}+MATCH({quoted('Production')},PlanTotals[Measure],0))"
        offsets = "(ROW(Plan[Product])-ROW(Plan[[#Headers],[Product]]))"
        yield f"B{row}", f'IF({k}>{PLANNED},"",LARGE({made},{k}))'
        nth = f"IF({same}=1,MATCH(B{row},{made},0),{_nth(made, header, f'B{row}', same)})"
        yield f"C{row}", f'IF(B{row}="","",{nth})'
        found = f'SUMPRODUCT({code}*(Plan[Measure]="Production")*{offsets})'
        yield f"D{row}", f'IF(C{row}="","",IF({_is_at(guess, row)},{guess},{found}))'
        yield from _called(row)


def _called(row: int) -> Formulas:
    """The description of a product, the letters that there is room for beside its code, and the two together."""
    code = f"INDEX(ProductSummary[Product],C{row})"
    told = f'IF({DESCRIBED},{description(f"C{row}")}&"","")'
    cut = f'IF(LEN(E{row})>F{row},LEFT(E{row},F{row}-1)&"…",E{row})'
    yield f"E{row}", f'IF(C{row}="","",{told})'
    yield f"F{row}", f'IF(C{row}="","",{ROOM - len(BETWEEN)}-LEN({code}))'
    yield f"G{row}", f'IF(C{row}="","",{code}&IF(OR(E{row}="",F{row}<{LEAST}),"",{quoted(BETWEEN)}&{cut}))'


def _is_at(guess: str, row: int) -> str:
    """Whether a product's production stands where it does unless somebody has sorted a table: that is told sooner."""
    product = f"EXACT(INDEX(Plan[Product],{guess}),INDEX(ProductSummary[Product],C{row}))"
    return f'IFERROR({product}*(INDEX(Plan[Measure],{guess})="Production"),0)=1'


def _resources() -> Formulas:
    """The most used resources: each one's best period in a list, and the largest of the list."""
    peaks, uses = (f"${column}${at.FIRST_LISTED}:${column}${at.LAST_LISTED}" for column in "CB")
    for row in range(at.FIRST_TOP, at.FIRST_TOP + at.RESOURCES):
        k = f"ROWS(B${at.FIRST_TOP}:B{row})"
        same = f"COUNTIF(B${at.FIRST_TOP}:B{row},B{row})"
        yield f"B{row}", f'IF({k}>COUNT({peaks}),"",LARGE({peaks},{k}))'
        yield f"C{row}", f'IF(B{row}="","",{_nth(peaks, f"$C${at.LIST_HEAD}", f"B{row}", same)})'
        yield f"D{row}", f'IF(C{row}="","",INDEX({uses},C{row}))'
    measure, header = "CapacityUse[Measure]", "CapacityUse[[#Headers],[Measure]]"
    for row in range(at.FIRST_LISTED, at.LAST_LISTED + 1):
        n = f"ROWS(B${at.FIRST_LISTED}:B{row})"
        yield f"B{row}", f'IF({n}>{LOADED},"",{_nth(measure, header, quoted(UTILISATION), n)})'
        used = use_row(f"B{row}")
        yield f"C{row}", f'IF(B{row}="","",IF(COUNT({used})=0,"",MAX({used})))'


def _also_workings() -> Formulas:
    """Every row that a plan may use, by the columns of the page; and which of them it does use, in their order."""
    for k, also in enumerate(ALSO):
        row, rank = at.FIRST_ALSO_LISTED + k, at.FIRST_ALSO_RANK + k
        ends = (f"${at.FIRST}", f"${at.LAST}") if also.adds_up else (f"${at.LAST}",) * 2
        for slot in at.SLOT_LETTERS:
            sum_ = _added_up(also, *(f"{slot}{end}" for end in ends))
            yield f"{slot}{row}", f'IF(OR({NO_PLAN},{slot}${at.FIRST}=""),"",{sum_})'
        total = f"SUM({at.LEFT_SLOT}{row}:{at.RIGHT_SLOT}{row})"
        yield f"B{row}", f'IF({NO_PLAN},"",{total if also.adds_up else quoted("")})'
        yield f"B{rank}", f"IF({NO_PLAN},0,{_added_up(also, '1', PERIODS)})"
        yield f"C{rank}", f'IF(B{rank}>0,MAX(C${at.ALSO_RANK_HEAD}:C{rank - 1})+1,"")'
    for row in range(at.FIRST_PLACE, at.FIRST_PLACE + at.LISTS):
        yield f"B{row}", f"ROWS(B${at.FIRST_PLACE}:B{row})-{SHOWN}-{GAP}"
        yield f"C{row}", f'IF(OR(B{row}<1,B{row}>MAX({ALSO_RANKS})),"",MATCH(B{row},{ALSO_RANKS},0))'


def _added_up(also: Also, first: str, last: str) -> str:
    """The sum of a row's measures from one period to another, counted from 1."""
    if not also.of_resources:
        return of_totals(also.counts("PlanTotals[Measure]"), first, last)
    span = ":".join(f"INDEX(CapacityUse[],0,{LEAD_CAPACITY}+{period})" for period in (first, last))
    return f"SUMPRODUCT(({also.counts('CapacityUse[Measure]')})*{span})"
