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
from sop_excel.sheets.run_info import FORMER_FIELD, MISSED_FIELD, OWN_RULE_FIELD
from sop_excel.spreadsheet.formulas import quoted_sheet
from templates.make import meeting_layout as at
from templates.make.language import Words
from templates.make.meeting_rows import ALSO, Also

Formulas = Iterator[tuple[str, str]]  # cell and formula

_PERIODS, _LEAD, _EACH = f"$B${at.COUNT}", f"$B${at.LEAD_COLUMNS}", f"$B${at.EACH}"
_APART = f"$B${at.APART}"
_PLANNED, _LEAD_CAPACITY, _LOADED = f"$B${at.WITH_PLAN}", f"$B${at.LEAD_CAPACITY}", f"$B${at.WITH_LOAD}"
_HEADERS = f"Plan[[#Headers],[{PLAN.lead[0]}]:[{PLAN.tail[-1]}]]"  # LibreOffice cannot read Plan[#Headers]
_NO_PLAN = f"{_PLANNED}=0"


def page_formulas(words: Words) -> Formulas:
    """Every formula of the page and of its workings."""
    yield from _head(words)
    yield from _tiles(words)
    yield from _costs(words)
    yield from _busiest(words)
    yield from _decision(words)
    yield from _basis()
    yield from _counts()
    yield from _ranks()
    yield from _resources()
    yield from _lists(words)
    yield from _also_workings()


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
    for row, field in ((at.SINCE, FORMER_FIELD), (at.OWN_RULE, OWN_RULE_FIELD), (at.MISSED, MISSED_FIELD)):
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


def _costs(words: Words) -> Formulas:
    """The lines of the cost summary; where there are more than rows, those that find none are put together."""
    name, amount = at.COST_NAME[0], at.COST_AMOUNT[0]
    lines, together = "ROWS(CostSummary[Cost])", at.COST_LINES - at.COST_ENDS
    for row in range(at.FIRST_COST, at.FIRST_COST + at.COST_LINES):
        k = f"ROWS({name}${at.FIRST_COST}:{name}{row})"
        line = f"{k}+MAX(0,{lines}-{at.COST_LINES})" if row - at.FIRST_COST >= together else k
        label, value = (f"INDEX(CostSummary[{column}],{line})" for column in ("Cost", "Amount"))
        if row - at.FIRST_COST == together - 1:
            crowded = f"{lines}>{at.COST_LINES}"
            label = f"IF({crowded},{_text(words('meeting.other_costs'))},{label})"
            last = f"INDEX(CostSummary[Amount],{lines}-{at.COST_ENDS})"
            value = f"IF({crowded},SUM(INDEX(CostSummary[Amount],{k}):{last}),{value})"
        yield f"{name}{row}", f'IF({line}>{lines},"",{label})'
        yield f"{amount}{row}", f'IF(OR({name}{row}="",{_NO_PLAN}),"",{value})'


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
    yield from _row(at.ALL, _NO_PLAN, _everything)


def _product_rows(words: Words) -> Formulas:
    """The products of which most is made, and the others together."""
    for k in range(at.PRODUCTS):
        row, rank = at.FIRST_PRODUCT + k, at.FIRST_RANK + k
        yield f"A{row}", f'IF($D{rank}="","",INDEX(ProductSummary[Product],$C{rank}))'
        yield from _row(row, f'$D{rank}=""', partial(_made, rank))
    few = f"{_PLANNED}<=ROWS($A${at.FIRST_PRODUCT}:$A${at.OTHERS - 1})"
    yield f"A{at.OTHERS}", f'IF({few},"",{_text(words("meeting.others"))})'
    yield from _row(at.OTHERS, few, _rest)


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
    yield f"B{at.APART}", f"MAX(1,ROUNDUP(({slots}+1)/{_PERIODS},0)-1)"  # how often the periods go into the columns
    yield f"B{at.SHOWN}", f"MIN({_PLANNED},ROWS($A${at.FIRST_PRODUCT}:$A${at.OTHERS}))"
    yield f"B{at.REACH}", f"ROUNDUP({_PERIODS}/{_EACH},0)*{_APART}"
    for slot in at.SLOT_LETTERS:
        turn = f"(COLUMNS(${at.LEFT_SLOT}{at.FIRST}:{slot}{at.FIRST})-1)/{_APART}"
        before = f"{turn}*{_EACH}"
        yield f"{slot}{at.FIRST}", f'IF(OR(ROUNDUP({turn},0)<>{turn},{before}>={_PERIODS}),"",{before}+1)'
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


_GAP, _SHOWN = 2, f"$B${at.SHOWN}"  # a blank row and a heading
_ALSO_LIST, _ALSO_RANKS = (
    f"$A${at.FIRST_ALSO_LISTED}:$A${at.ALSO_RANK_HEAD - 2}",
    f"$C${at.FIRST_ALSO_RANK}:$C${at.FIRST_ALSO_RANK + len(ALSO) - 1}",
)


def _lists(words: Words) -> Formulas:
    """Below each other: products, a heading, and what else the plan uses, as far as there is room."""
    products, heading = dict(_product_rows(words)), _heading(words)
    for row in range(at.FIRST_PRODUCT, at.LAST_PRINTED + 1):
        at_heading, place = (f"${column}{at.FIRST_PLACE + row - at.FIRST_PRODUCT}" for column in "BC")
        for column in ("A", "B", *at.SLOT_LETTERS):
            own = products.get(f"{column}{row}", _text(""))
            listed = f'IF({place}="",{own},INDEX({_ALSO_LIST.replace("$A", column)},{place}))'
            yield f"{column}{row}", f"IF({at_heading}=0,{heading},{listed})" if column == "A" else listed


def _heading(words: Words) -> str:
    title, more, none = (_text(words(f"meeting.{name}")) for name in ("also", "also_more", "also_none"))
    found, room = f"MAX({_ALSO_RANKS})", f"ROWS($A${at.FIRST_PRODUCT}:$A${at.LAST_PRINTED})"
    return f'IF({_NO_PLAN},"",IF({found}=0,{none},{title}&IF({found}>{room}-{_GAP}-{_SHOWN},{more},"")))'


def _also_workings() -> Formulas:
    """Every row that a plan may use, by the columns of the page; and which of them it does use, in their order."""
    for k, also in enumerate(ALSO):
        row, rank = at.FIRST_ALSO_LISTED + k, at.FIRST_ALSO_RANK + k
        ends = (f"${at.FIRST}", f"${at.LAST}") if also.adds_up else (f"${at.LAST}",) * 2
        for slot in at.SLOT_LETTERS:
            sum_ = _added_up(also, *(f"{slot}{end}" for end in ends))
            yield f"{slot}{row}", f'IF(OR({_NO_PLAN},{slot}${at.FIRST}=""),"",{sum_})'
        total = f"SUM({at.LEFT_SLOT}{row}:{at.RIGHT_SLOT}{row})"
        yield f"B{row}", f'IF({_NO_PLAN},"",{total if also.adds_up else _text("")})'
        yield f"B{rank}", f"IF({_NO_PLAN},0,{_added_up(also, '1', _PERIODS)})"
        yield f"C{rank}", f'IF(B{rank}>0,MAX(C${at.ALSO_RANK_HEAD}:C{rank - 1})+1,"")'
    for row in range(at.FIRST_PLACE, at.FIRST_PLACE + at.LISTS):
        yield f"B{row}", f"ROWS(B${at.FIRST_PLACE}:B{row})-{_SHOWN}-{_GAP}"
        yield f"C{row}", f'IF(OR(B{row}<1,B{row}>MAX({_ALSO_RANKS})),"",MATCH(B{row},{_ALSO_RANKS},0))'


def _added_up(also: Also, first: str, last: str) -> str:
    """The sum of a row's measures from one period to another, counted from 1."""
    table, lead = ("CapacityUse", _LEAD_CAPACITY) if also.of_resources else ("Plan", _LEAD)
    span = ":".join(f"INDEX({table}[],0,{lead}+{period})" for period in (first, last))
    return f"SUMPRODUCT(({also.counts(f'{table}[Measure]')})*{span})"
