"""The formulas of the meeting page: everything on it follows from the output tables, whatever the next plan holds.

No formula names a column of a period, since the next plan may not have it, and none needs to spill. Where a plan has
more periods than the page has columns, each column takes in several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.output_tables import CAPACITY_USE, CHART_PRODUCT, CHECKS_FLAG, PLAN
from sop_excel.domain.capacity_use import UTILISATION
from sop_excel.domain.costs import TOTAL_COST
from sop_excel.sheets.run_info import FORMER_FIELD, OWN_RULE_FIELD
from sop_excel.spreadsheet.formulas import quoted_sheet
from templates.make import meeting_layout as at
from templates.make.language import Words

Formulas = Iterator[tuple[str, str]]  # cell and formula

_PERIODS, _LEAD, _EACH = f"$B${at.COUNT}", f"$B${at.LEAD_COLUMNS}", f"$B${at.EACH}"
_PLANNED, _LEAD_CAPACITY, _LOADED = f"$B${at.WITH_PLAN}", f"$B${at.LEAD_CAPACITY}", f"$B${at.WITH_LOAD}"
_HEADERS = f"Plan[[#Headers],[{PLAN.lead[0]}]:[{PLAN.tail[-1]}]]"  # LibreOffice cannot read Plan[#Headers]
_NO_PLAN = f"{_PLANNED}=0"


def page_formulas(words: Words) -> Formulas:
    """Every formula of the page and of its workings."""
    yield from _head(words)
    yield from _tiles(words)
    yield from _costs()
    yield from _busiest(words)
    yield from _decision(words)
    yield from _basis()
    yield from _counts()
    yield from _ranks()
    yield from _resources()


def _text(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _run(field: str) -> str:
    return f'INDEX(RunInfo[Value],MATCH("{field}",RunInfo[Field],0))'


_UNPLANNED = f'{_run("Status")}=""'  # before any run, which leaves a status even where no plan exists


def _chosen(words: Words) -> str:
    return f"{quoted_sheet(words('sheets.PlanChart'))}!{CHART_PRODUCT}"


def _period(column: str) -> str:
    """The name of a period; ``column`` counts from 1."""
    return f"INDEX({_HEADERS},1,{_LEAD}+{column})"


def _head(words: Words) -> Formulas:
    said = [_text(words(f"meeting.lead_{part}")) for part in ("from", "to", "each", "periods", "end")]
    start, to, each, periods, end = said
    several = f'IF({_EACH}>1,{each}&{_EACH}&{periods},"")'
    lead = f'{start}&{_period("1")}&{to}&{_period(_PERIODS)}&{several}&{end}&{_run("Currency")}&"."'
    none = _text(words("meeting.no_plan", checks=words("sheets.Checks")))
    yield f"A{at.TITLE}", f"IF({_UNPLANNED},{_text(words('sheets.Meeting'))},{_run('Plan name')})"
    yield f"A{at.LEAD}", f"IF({_UNPLANNED},{_text(words('meeting.unplanned'))},IF({_NO_PLAN},{none},{lead}))"
    for row, field in ((at.SINCE, FORMER_FIELD), (at.OWN_RULE, OWN_RULE_FIELD)):
        yield f"A{row}", f'IF({_NO_PLAN},"",IFERROR({_run(field)},""))'
    choose = _text(words("meeting.choose", chart=words("sheets.PlanChart")))
    yield f"A{at.HEADS}", f"{_text(words('meeting.shown'))}&{_chosen(words)}&{choose}"


def _tiles(words: Words) -> Formulas:
    demand, rate = "ProductSummary[Demand]", "ProductSummary[Fill rate]"
    figures = {
        "total_cost": f'SUMIFS(CostSummary[Amount],CostSummary[Cost],"{TOTAL_COST}")',
        "gap": _run("Gap"),
        "inventory": "SUM(ProductSummary[Average inventory])",
    }
    for name, figure in figures.items():
        yield f"{at.TILE_CELLS[name][0]}{at.TILES}", f'IF({_NO_PLAN},"",{figure})'
    yield f"{at.TILE_CELLS['status'][0]}{at.TILES}", f'IF({_UNPLANNED},"",{_run("Status")})'
    weighted = f'IF(SUM({demand})=0,"",SUMPRODUCT({rate},{demand})/SUM({demand}))'
    yield f"{at.TILE_CELLS['fill_rate'][0]}{at.TILES}", weighted
    yield f"{at.TILE_CELLS['flag'][0]}{at.TILES}", f"{quoted_sheet(words('sheets.Checks'))}!{CHECKS_FLAG}"


def _costs() -> Formulas:
    name, amount = at.COST_NAME[0], at.COST_AMOUNT[0]
    for row in range(at.FIRST_COST, at.FIRST_COST + at.COST_LINES):
        line = f"ROWS({name}${at.FIRST_COST}:{name}{row})"
        yield f"{name}{row}", f'IF({line}>ROWS(CostSummary[Cost]),"",INDEX(CostSummary[Cost],{line}))'
        yield f"{amount}{row}", f'IF(OR({name}{row}="",{_NO_PLAN}),"",INDEX(CostSummary[Amount],{line}))'


def _use(row: str) -> str:
    """A row of table CapacityUse, all its periods."""
    first = f"INDEX(CapacityUse[],{row},{_LEAD_CAPACITY}+1)"
    return f"{first}:INDEX(CapacityUse[],{row},COLUMNS(CapacityUse[]))"


def _busiest(words: Words) -> Formulas:
    none, some = _text(words("meeting.no_resource")), _text(words("meeting.bottlenecks"))
    yield f"{at.BUSY_NAME[0]}{at.BUSIEST_HEAD}", f"IF({_LOADED}=0,{none},{some})"
    for k in range(at.RESOURCES):
        row, top = at.FIRST_BUSIEST + k, at.FIRST_TOP + k
        peak, use = f"$B{top}", f"$D{top}"
        found = {
            at.BUSY_NAME[0]: f"INDEX(CapacityUse[Resource],{use})",
            at.BUSY_PEAK: peak,
            at.BUSY_PERIOD: f'IFERROR({_period(f"MATCH({peak},{_use(use)},0)")},"")',
            at.BUSY_AVERAGE: f'IFERROR(AVERAGE({_use(use)}),"")',
        }
        for column, formula in found.items():
            yield f"{column}{row}", f'IF({use}="","",{formula})'


def _span(row: str, slot: str) -> str:
    """The periods of a slot in one row of table Plan, or in all (row 0)."""
    ends = [f"INDEX(Plan[],{row},{_LEAD}+{slot}${edge})" for edge in (at.FIRST, at.LAST)]
    return ":".join(ends)


def _decision(words: Words) -> Formulas:
    for slot in at.SLOT_LETTERS:
        first, last = f"{slot}${at.FIRST}", f"{slot}${at.LAST}"
        start = f'IF({first}={last},"",{_period(first)}&" – ")'
        yield f"{slot}{at.PERIODS}", f'IF({first}="","",{start}&{_period(last)})'
    for k in range(at.PRODUCTS):
        row, rank = at.FIRST_PRODUCT + k, at.FIRST_RANK + k
        yield f"A{row}", f'IF($D{rank}="","",INDEX(ProductSummary[Product],$C{rank}))'
        yield from _row(row, f'$D{rank}=""', partial(_made, rank))
    shown = f"ROWS($A${at.FIRST_PRODUCT}:$A${at.OTHERS - 1})"
    yield f"A{at.OTHERS}", f'IF({_PLANNED}>{shown},{_text(words("meeting.others"))},"")'
    yield from _row(at.OTHERS, f'$A{at.OTHERS}=""', _rest)
    yield from _row(at.ALL, _NO_PLAN, _everything)


def _made(rank: int, slot: str) -> str:
    return f"SUM({_span(f'$D{rank}', slot)})"


def _rest(slot: str) -> str:
    return f"{slot}{at.ALL}-SUM({slot}{at.FIRST_PRODUCT}:{slot}{at.OTHERS - 1})"


def _everything(slot: str) -> str:
    return f'SUMPRODUCT((Plan[Measure]="Production")*{_span("0", slot)})'


def _basis() -> Formulas:
    for row, measure in ((at.DEMAND, "Demand"), (at.PRODUCTION, "Production")):
        yield from _row(row, _NO_PLAN, partial(_charted, f"PlanChart[{measure}]"))
    for slot in at.SLOT_LETTERS:
        stock = f"INDEX(PlanChart[Inventory],{slot}${at.LAST})"
        yield f"{slot}{at.INVENTORY}", f'IF(OR({_NO_PLAN},{slot}${at.FIRST}=""),"",{stock})'


def _charted(column: str, slot: str) -> str:
    return f"SUM(INDEX({column},{slot}${at.FIRST}):INDEX({column},{slot}${at.LAST}))"


def _row(row: int, empty: str, flow: Callable[[str], str]) -> Formulas:
    """A row of flows with its total; blank where ``empty`` holds and in columns without a period."""
    yield f"B{row}", f'IF({empty},"",SUM({at.LEFT_SLOT}{row}:{at.RIGHT_SLOT}{row}))'
    for slot in at.SLOT_LETTERS:
        yield f"{slot}{row}", f'IF(OR({empty},{slot}${at.FIRST}=""),"",{flow(slot)})'


def _counts() -> Formulas:
    slots = f"COLUMNS(${at.LEFT_SLOT}${at.FIRST}:${at.RIGHT_SLOT}${at.FIRST})"
    yield f"B{at.COUNT}", _between(PLAN, PLAN.lead[-1], PLAN.tail[0])
    yield f"B{at.LEAD_COLUMNS}", _lead_columns(PLAN)
    yield f"B{at.EACH}", f"ROUNDUP({_PERIODS}/{slots},0)"
    yield f"B{at.WITH_PLAN}", "COUNT(ProductSummary[Production])"
    yield f"B{at.LEAD_CAPACITY}", _lead_columns(CAPACITY_USE)
    yield f"B{at.WITH_LOAD}", f"IF({_NO_PLAN},0,COUNTIF(CapacityUse[Measure],{_text(UTILISATION)}))"
    for slot in at.SLOT_LETTERS:
        before = f"(COLUMNS(${at.LEFT_SLOT}{at.FIRST}:{slot}{at.FIRST})-1)*{_EACH}"
        yield f"{slot}{at.FIRST}", f'IF({before}<{_PERIODS},{before}+1,"")'
        yield f"{slot}{at.LAST}", f'IF({slot}{at.FIRST}="","",MIN({slot}{at.FIRST}+{_EACH}-1,{_PERIODS}))'


def _lead_columns(form: OutputForm) -> str:
    """How many columns stand before a wide table's periods: its first, its last and those between them."""
    return f"{_between(form, form.lead[0], form.lead[-1])}+2"


def _between(form: OutputForm, first: str, last: str) -> str:
    """How many columns stand between two columns of a table."""
    return f"COLUMN({form.name}[[#Headers],[{last}]])-COLUMN({form.name}[[#Headers],[{first}]])-1"


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
        offsets = "(ROW(Plan[Product])-ROW(Plan[[#Headers],[Product]]))"
        yield f"B{row}", f'IF({k}>{_PLANNED},"",LARGE({made},{k}))'
        yield f"C{row}", f'IF(B{row}="","",{_nth(made, header, f"B{row}", same)})'
        yield f"D{row}", f'IF(C{row}="","",SUMPRODUCT({code}*(Plan[Measure]="Production")*{offsets}))'


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
        yield f"B{row}", f'IF({n}>{_LOADED},"",{_nth(measure, header, _text(UTILISATION), n)})'
        yield f"C{row}", f'IF(B{row}="","",MAX({_use(f"B{row}")}))'
