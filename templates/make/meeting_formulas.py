"""The formulas of the meeting page: everything on it follows from the output tables, whatever the next plan holds.

No formula names a column of a period, since the next plan may not have it, and none needs to spill. Where a plan has
more periods than the page has columns, each column takes in several.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sop_excel.contract.output_tables import CHART_PRODUCT, CHECKS_FLAG
from sop_excel.domain.costs import PROFIT, TOTAL_COST
from sop_excel.domain.product_descriptions import BETWEEN
from sop_excel.sheets.beside import amount_field, difference_field, name_field
from sop_excel.sheets.page_lines import said_field
from sop_excel.sheets.run_info import FORMER_FIELD
from sop_excel.spreadsheet.formulas import quoted_sheet
from templates.make import meeting_layout as at
from templates.make.language import Words
from templates.make.meeting_terms import (
    ALSO_LIST,
    ALSO_RANKS,
    DESCRIBED,
    EACH,
    FILLED,
    GAP,
    LEAD,
    LEAD_CAPACITY,
    LOAD_ROW,
    NO_BOTTLENECK,
    NO_PLAN,
    PERIODS,
    PLANNED,
    SHOWN,
    UNPLANNED,
    Formulas,
    description,
    of_totals,
    period_name,
    quoted,
    run_value,
    use_row,
)
from templates.make.meeting_workings import page_workings
from templates.make.result_words import in_words


def page_formulas(words: Words) -> Formulas:
    """Every formula of the page and of its workings."""
    yield from _head(words)
    yield from _tiles(words)
    yield from _costs(words)
    yield from _beside(words)
    yield from _busiest(words)
    yield from _decision(words)
    yield from _basis()
    yield from _bottleneck(words)
    yield from _lists(words)
    yield from page_workings()


def _chosen(words: Words) -> str:
    return f"{quoted_sheet(words('sheets.PlanChart'))}!{CHART_PRODUCT}"


def _beside_chosen(words: Words) -> str:
    """What the product that the chart shows is called; or, where it is all of them or nobody says, how to choose."""
    choose = quoted(words("meeting.choose", chart=words("sheets.PlanChart")))
    offsets = "(ROW(ProductSummary[Product])-ROW(ProductSummary[[#Headers],[Product]]))"
    row = f"SUMPRODUCT(EXACT(ProductSummary[Product],{_chosen(words)})*{offsets})"
    told = f'IF({description(row)}="",{choose},{quoted(BETWEEN)}&{description(row)})'
    return f"IF({DESCRIBED},IF({row}=0,{choose},{told}),{choose})"


def _head(words: Words) -> Formulas:
    said = [quoted(words(f"meeting.lead_{part}")) for part in ("from", "to", "each", "periods", "end")]
    start, to, each, periods, end = said
    several = f'IF({EACH}>1,{each}&{EACH}&{periods},"")'
    lead = f'{start}&{period_name("1")}&{to}&{period_name(PERIODS)}&{several}&{end}&{run_value("Currency")}&"."'
    none = quoted(words("meeting.no_plan", checks=words("sheets.Checks")))
    yield f"A{at.TITLE}", f"IF({UNPLANNED},{quoted(words('sheets.Meeting'))},{run_value('Plan name')})"
    yield f"A{at.LEAD}", f"IF({UNPLANNED},{quoted(words('meeting.unplanned'))},IF({NO_PLAN},{none},{lead}))"
    yield f"A{at.SINCE}", f'IF({NO_PLAN},"",IFERROR({run_value(FORMER_FIELD)},""))'
    for k in range(at.REASONS):
        yield f"A{at.FIRST_REASON + k}", f'IFERROR({run_value(said_field(k + 1))}&"","")'
    shown = f"{quoted(words('meeting.shown'))}&{in_words(words, _chosen(words))}&{_beside_chosen(words)}"
    yield f"A{at.HEADS}", f"IF({NO_PLAN},{quoted(words('meeting.nothing_shown'))},{shown})"
    heads = {f"{at.COST_NAME[0]}{at.HEADS}": "costs", f"A{at.BASIS_HEAD}": "basis", f"A{at.DECISION_HEAD}": "decision"}
    for place, name in heads.items():
        yield place, _head_of_plan(words, quoted(words(f"meeting.{name}")))
    labels = {at.ALL: "all", at.DEMAND: "demand", at.PRODUCTION: "production", at.INVENTORY: "ending"}
    for place, name in {f"A{at.PERIODS}": "product", f"B{at.PERIODS}": "total"}.items():
        yield place, f'IF({NO_PLAN},"",{quoted(words(f"meeting.{name}"))})'
    for row, name in labels.items():
        yield f"A{row}", f'IF({NO_PLAN},"",{quoted(words(f"meeting.{name}"))})'


def _head_of_plan(words: Words, head: str) -> str:
    """A heading that says so where there is no plan."""
    return f"{head}&IF({NO_PLAN},{quoted(words('meeting.without'))},{quoted('')})"


def _tiles(words: Words) -> Formulas:
    demand, rate = "ProductSummary[Demand]", "ProductSummary[Fill rate]"
    figures = {
        "total_cost": f'SUMIFS(CostSummary[Amount],CostSummary[Cost],"{TOTAL_COST}")',
        "gap": run_value("Gap"),
        "inventory": "SUM(ProductSummary[Average inventory])",
    }
    for name, figure in figures.items():
        yield f"{at.TILE_CELLS[name][0]}{at.TILES}", f'IF({NO_PLAN},"",{figure})'
    yield f"{at.TILE_CELLS['status'][0]}{at.TILES}", f'IF({UNPLANNED},"",{in_words(words, run_value("Status"))})'
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
        label = in_words(words, label)
        if row - at.FIRST_COST == together - 1:
            crowded = f"{lines}>{at.COST_LINES}"
            label = f"IF({crowded},{quoted(words('meeting.other_costs'))},{label})"
            last = f"INDEX(CostSummary[Amount],{lines}-{at.COST_ENDS})"
            value = f"IF({crowded},SUM(INDEX(CostSummary[Amount],{k}):{last}),{value})"
        yield f"{name}{row}", f'IF(OR({NO_PLAN},{line}>{lines}),"",{label})'
        yield f"{amount}{row}", f'IF({name}{row}="","",{value})'


def _beside(words: Words) -> Formulas:
    """The planner's own rule and the scenarios, beside this plan: their profit where there are prices, else cost."""
    name, amount, difference = at.BESIDE_NAME[0], at.BESIDE_AMOUNT, at.BESIDE_DIFFERENCE
    earned = f'COUNTIF(CostSummary[Cost],"{PROFIT}")>0'
    what = f"IF({earned},{quoted(words('meeting.profit'))},{quoted(words('meeting.total_cost'))})"
    empty = f'{name}{at.FIRST_BESIDE}=""'
    beside, nothing, without = (quoted(words(f"meeting.{key}")) for key in ("beside", "nothing_beside", "without"))
    yield f"{name}{at.BESIDE_HEAD}", f"IF({NO_PLAN},{beside}&{without},IF({empty},{nothing},{beside}))"
    heads = (
        (name, quoted(words("meeting.other_plan"))),
        (amount, what),
        (difference, quoted(words("meeting.difference"))),
    )
    for column, head in heads:
        yield f"{column}{at.BESIDE_HEAD + 1}", f'IF({empty},"",{head})'
    for k in range(1, at.BESIDE + 1):
        row = at.FIRST_BESIDE + k - 1
        for column, field in ((name, name_field(k)), (amount, amount_field(k)), (difference, difference_field(k))):
            yield f"{column}{row}", f'IF({NO_PLAN},"",IFERROR(IF({run_value(field)}="","",{run_value(field)}),""))'


def _busiest(words: Words) -> Formulas:
    none, some, without = (quoted(words(f"meeting.{key}")) for key in ("no_resource", "bottlenecks", "without"))
    yield f"{at.BUSY_NAME[0]}{at.BUSIEST_HEAD}", f"IF({NO_PLAN},{some}&{without},IF({NO_BOTTLENECK},{none},{some}))"
    busy = (at.BUSY_NAME[0], at.BUSY_PEAK, at.BUSY_PERIOD, at.BUSY_AVERAGE)
    for column, name in zip(busy, ("resource", "peak", "peak_period", "average"), strict=True):
        yield f"{column}{at.BUSIEST_HEAD + 1}", f'IF({NO_BOTTLENECK},"",{quoted(words(f"meeting.{name}"))})'
    for k in range(at.RESOURCES):
        row, top = at.FIRST_BUSIEST + k, at.FIRST_TOP + k
        peak, use = f"$B{top}", f"$D{top}"
        found = {
            at.BUSY_NAME[0]: f"INDEX(CapacityUse[Resource],{use})",
            at.BUSY_PEAK: peak,
            at.BUSY_PERIOD: f'IFERROR({period_name(f"MATCH({peak},{use_row(use)},0)")},"")',
            at.BUSY_AVERAGE: f'IFERROR(AVERAGE({use_row(use)}),"")',
        }
        for column, formula in found.items():
            yield f"{column}{row}", f'IF({use}="","",{formula})'


def _span(row: str, slot: str) -> str:
    """The periods of a slot in one row of table Plan, or in all (row 0)."""
    ends = [f"INDEX(Plan[],{row},{LEAD}+{slot}${edge})" for edge in (at.FIRST, at.LAST)]
    return ":".join(ends)


def _decision(words: Words) -> Formulas:
    for slot in at.SLOT_LETTERS:
        first, last = f"{slot}${at.FIRST}", f"{slot}${at.LAST}"
        start = f'IF({first}={last},"",{period_name(first)}&" – ")'
        unless = f'IF(OR({NO_PLAN},{first}=""),"",'
        yield f"{slot}{at.PERIODS}", f"{unless}{start}&{period_name(last)})"
        yield f"{slot}{at.CHART_PERIODS}", f"{unless}{period_name(first)}&{quoted('')})"
    yield from _row(at.ALL, NO_PLAN, _everything)


def _product_rows(words: Words) -> Formulas:
    """The products of which most is made, and the others together."""
    for k in range(at.PRODUCTS):
        row, rank = at.FIRST_PRODUCT + k, at.FIRST_RANK + k
        yield f"A{row}", f'IF($D{rank}="","",$G{rank})'
        yield from _row(row, f'$D{rank}=""', partial(_made, rank))
    few = f"{PLANNED}<=ROWS($A${at.FIRST_PRODUCT}:$A${at.OTHERS - 1})"
    yield f"A{at.OTHERS}", f'IF({few},"",{quoted(words("meeting.others"))})'
    yield from _row(at.OTHERS, few, _rest)


def _made(rank: int, slot: str) -> str:
    return f"SUM({_span(f'$D{rank}', slot)})"


def _rest(slot: str) -> str:
    return f"{slot}{at.ALL}-SUM({slot}{at.FIRST_PRODUCT}:{slot}{at.OTHERS - 1})"


def _everything(slot: str) -> str:
    return of_totals('(PlanTotals[Measure]="Production")', f"{slot}${at.FIRST}", f"{slot}${at.LAST}")


def _basis() -> Formulas:
    for row, measure in ((at.DEMAND, "Demand"), (at.PRODUCTION, "Production")):
        yield from _row(row, NO_PLAN, partial(_charted, f"PlanChart[{measure}]"))
    for slot in at.SLOT_LETTERS:
        stock = f"INDEX(PlanChart[Inventory],{slot}${at.LAST})"
        yield f"{slot}{at.INVENTORY}", f'IF(OR({NO_PLAN},{slot}${at.FIRST}=""),"",{stock})'


def _bottleneck(words: Words) -> Formulas:
    """Load and capacity of the resource that limits the plan most; in a plan without any, stock beside its floor."""
    none, limiting = f'{LOAD_ROW}=""', f"INDEX(CapacityUse[Resource],{LOAD_ROW})"
    kept, not_kept = (quoted(words(f"meeting.{key}")) for key in ("stock_head", "no_stock"))
    stocks = f"IF(MAX(PlanChart[Inventory])=0,{not_kept},{kept})"
    load = f'IF({NO_PLAN},"",IF({none},{stocks},{quoted(words("meeting.load_head"))}&{limiting}))'
    yield f"{at.LOAD_HEAD}{at.HEADS}", load
    rows = {  # what a row is called and shows of stock, and of the load
        at.CHARTED: ("ending", "Inventory", "load", 0),
        at.CHARTED_LIMIT: ("floor", "Safety stock", "capacity", 1),
    }
    for row, (label, column, measure, below) in rows.items():
        label_of_load = f"{limiting}&{quoted(': ' + words(f'meeting.{measure}'))}"
        yield f"A{row}", f"IF({none},{quoted(words(f'meeting.{label}'))},{label_of_load})"
        for slot in at.SLOT_LETTERS:
            shown = f"IF({none},INDEX(PlanChart[{column}],{slot}${at.LAST}),{_loaded(below, slot)})"
            yield f"{slot}{row}", f'IF(OR({NO_PLAN},{slot}${at.FIRST}=""),"",{shown})'
    yield from _printed(at.LOAD, f"IF({none},{{0}}{at.CHARTED_LIMIT},{{0}}{at.CHARTED})", none)
    few = f"OR({none},COUNT({at.LEFT_SLOT}{at.CAPACITY}:{at.RIGHT_SLOT}{at.CAPACITY})<{FILLED})"
    yield from _printed(at.CAPACITY, f'IF({none},"",{{0}}{at.CHARTED_LIMIT})', few)


def _printed(row: int, cell: str, without_total: str) -> Formulas:
    """A row of the table that says what the chart at the right shows; ``cell`` is its formula in any column."""
    yield f"A{row}", f'IF({NO_PLAN},"",{cell.format("A")})'
    total = f"SUM({at.LEFT_SLOT}{row}:{at.RIGHT_SLOT}{row})"
    yield f"B{row}", f'IF(OR({NO_PLAN},{without_total}),"",{total})'
    for slot in at.SLOT_LETTERS:
        yield f"{slot}{row}", cell.format(slot)


def _loaded(below: int, slot: str) -> str:
    """The load in a column, or the capacity in the row below it, of which nothing is told where it has no limit."""
    row = f"{LOAD_ROW}+{below}" if below else LOAD_ROW
    ends = (f"INDEX(CapacityUse[],{row},{LEAD_CAPACITY}+{slot}${edge})" for edge in (at.FIRST, at.LAST))
    each = ":".join(ends)
    unknown = f"COUNT({each})<{slot}${at.LAST}-{slot}${at.FIRST}+1"
    return f'IF({unknown},"",SUM({each}))' if below else f"SUM({each})"


def _charted(column: str, slot: str) -> str:
    return f"SUM(INDEX({column},{slot}${at.FIRST}):INDEX({column},{slot}${at.LAST}))"


def _row(row: int, empty: str, flow: Callable[[str], str]) -> Formulas:
    """A row of flows with its total; blank where ``empty`` holds and in columns without a period."""
    yield f"B{row}", f'IF({empty},"",SUM({at.LEFT_SLOT}{row}:{at.RIGHT_SLOT}{row}))'
    for slot in at.SLOT_LETTERS:
        yield f"{slot}{row}", f'IF(OR({empty},{slot}${at.FIRST}=""),"",{flow(slot)})'


def _lists(words: Words) -> Formulas:
    """Below each other: products, a heading, and what else the plan uses, as far as there is room."""
    products, heading = dict(_product_rows(words)), _heading(words)
    for row in range(at.FIRST_PRODUCT, at.LAST_PRINTED + 1):
        at_heading, place = (f"${column}{at.FIRST_PLACE + row - at.FIRST_PRODUCT}" for column in "BC")
        for column in ("A", "B", *at.SLOT_LETTERS):
            own = products.get(f"{column}{row}", quoted(""))
            listed = f'IF({place}="",{own},INDEX({ALSO_LIST.replace("$A", column)},{place}))'
            yield f"{column}{row}", f"IF({at_heading}=0,{heading},{listed})" if column == "A" else listed


def _heading(words: Words) -> str:
    title, more, none = (quoted(words(f"meeting.{name}")) for name in ("also", "also_more", "also_none"))
    found, room = f"MAX({ALSO_RANKS})", f"ROWS($A${at.FIRST_PRODUCT}:$A${at.LAST_PRINTED})"
    return f'IF({NO_PLAN},"",IF({found}=0,{none},{title}&IF({found}>{room}-{GAP}-{SHOWN},{more},"")))'
