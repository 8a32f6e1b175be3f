"""The meeting page: the decision, its cost, the chart and the bottlenecks on one landscape A4 page.

The planner owns it: a run renews what its formulas show, and nothing else. They stand on the output tables, so that the
page follows each new plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

from openpyxl.chart.data_source import StrRef
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from sop_excel.contract.output_tables import PLAN_TOTALS
from sop_excel.domain.table import OutputTable
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.unit_formats import AMOUNT, PERCENT
from templates.make import cell_formats, drawing, emphasis
from templates.make import meeting_layout as at
from templates.make.emphasis import TOTAL_COSTS
from templates.make.language import Words
from templates.make.looks import dress, write
from templates.make.meeting_formulas import page_formulas
from templates.make.meeting_rows import ALSO
from templates.make.output_sheets import fill, left_of
from templates.make.page import ROW_POINTS, Paper, SheetTable, add_table, open_sheet, printable, widths
from templates.make.result_words import result_words

WIDTHS = (29.0, 12.5, *(11.5 for _ in range(at.SLOTS)), 12.5)  # the last one beside the page, for PlanTotals
CHART_HEIGHT = (at.BASIS_HEAD - at.HEADS - 1) * ROW_POINTS * 2.54 / 72
CHART_CM, LOAD_CM = (14.4, CHART_HEIGHT), (10.8, CHART_HEIGHT)
DASH_SIZE = 13
ZOOM = 85  # per cent: the page is as wide as a window of 1,280 pixels


def add_meeting(book: Any, words: Words, totals: OutputTable, periods: Sequence[str]) -> None:
    """Put the page into the book, with its workings and table PlanTotals below what is printed."""
    sheet = open_sheet(book, words("sheets.Meeting"), "output")
    widths(sheet, WIDTHS)
    for place, role, text in _labels(words):
        dress(write(sheet, place, text, role), role, across="left" if role in ("note", "label") else None)
    for place, formula in page_formulas(words):
        _put(sheet, place, f"={formula}")
    _tiles(sheet)
    _panels(sheet, words)
    _rows(sheet)
    _totals(sheet, words, totals, periods)
    _chart(sheet, words)
    _load_chart(sheet, words)
    sheet.row_dimensions[at.TITLE].height = 28.0
    sheet.print_area = f"A1:{at.RIGHT_SLOT}{at.LAST_PRINTED}"
    printable(sheet, Paper(one_page=True))
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.zoomScale = ZOOM


def _labels(words: Words) -> Iterator[tuple[str, str, str]]:
    """(cell, role, text) of all that is no formula."""
    for name, cells in at.TILE_CELLS.items():
        yield f"{cells[0]}{at.TILE_NAMES}", "note", words("flag.label" if name == "flag" else f"meeting.{name}")
    yield f"A{at.TOTALS_HEAD}", "heading", words("meeting.totals")
    yield from _labels_of_workings(words)


def _labels_of_workings(words: Words) -> Iterator[tuple[str, str, str]]:
    yield f"A{at.WORKINGS}", "heading", words("meeting.workings")
    counts = (
        "periods", "lead_columns", "each", "products", "lead_capacity", "resources", "apart", "reach", "shown_products",
        "lead_totals", "all_rows", "load_row", "", "", "first", "last", "chart_periods",
    )  # fmt: skip
    for row, name in enumerate(counts, start=at.COUNT):
        if name:  # a formula tells the others
            yield f"A{row}", "text", words(f"meeting.{name}")
    heads = {
        at.RANK_HEAD: ("rank", "made", "place", "plan_row", "description", "letters", "called"),
        at.TOP_HEAD: ("busiest", "peak", "list_row", "use_row"),
        at.LIST_HEAD: ("resource_list", "use_row", "peak"),
        at.ALSO_LIST_HEAD: ("also", "total"),
        at.ALSO_RANK_HEAD: ("also", "also_used", "also_rank"),
        at.PLACE_HEAD: ("page_row", "below_heading", "also_row"),
    }
    for row, names in heads.items():
        for column, name in zip("ABCDEFG", names, strict=False):
            yield f"{column}{row}", "header", words(f"meeting.{name}", count=at.LISTED)
    for k, also in enumerate(ALSO):
        for row in (at.FIRST_ALSO_LISTED + k, at.FIRST_ALSO_RANK + k):
            yield f"A{row}", "text", words(f"meeting.also_{also.name}")
    yield from _labels_of_results(words)


def _labels_of_results(words: Words) -> Iterator[tuple[str, str, str]]:
    """In another language than English: the names of results, and what the page calls them."""
    called = result_words(words)
    rows = [(words("meeting.result"), words("meeting.result_word")), *called.items()] if called else []
    for row, texts in enumerate(rows, start=at.LIST_HEAD):
        for column, text in zip(at.RESULT_COLUMNS, texts, strict=True):
            yield f"{column}{row}", "header" if row == at.LIST_HEAD else "text", text


_SIGNED = "+#,##0;-#,##0;0"
_TILE_FORMATS = {
    "total_cost": cell_formats.SHORT_AMOUNT,
    "gap": "0.00%",
    "fill_rate": PERCENT,
    "inventory": "#,##0",
}


def _put(sheet: Any, place: str, formula: str) -> None:
    """A formula, in the look of its row."""
    cell = sheet[place]
    cell.value = formula
    role, number_format, across = _look(cell.row, cell.column_letter)
    dress(cell, role, number_format, across, wrap=role == "header")


_HEADINGS = (at.HEADS, at.BESIDE_HEAD, at.BUSIEST_HEAD, at.BASIS_HEAD, at.DECISION_HEAD)
_STRONG = (at.DEMAND, at.PRODUCTION, at.INVENTORY)  # what the large chart shows


def _look(row: int, column: str) -> tuple[str, str, str | None]:
    """Role, number format and alignment of a formula's cell."""
    if row < at.HEADS:
        return {at.TITLE: "title", at.LEAD: "note", at.SINCE: "note"}.get(row, "text"), "General", None
    if row in _HEADINGS and column in ("A", at.PANEL[0], at.LOAD_HEAD):
        return "heading", "General", None
    if row in (at.PERIODS, at.BESIDE_HEAD + 1, at.BUSIEST_HEAD + 1):  # once a condition says that there is something
        return "follows", "General", "left" if column in ("A", at.PANEL[0]) else "right"
    if row > at.WORKINGS:
        return "calculated", "General", "right"
    named = column == "A" or (column == at.BUSY_NAME[0] and row < at.BASIS_HEAD)
    return (
        "sum" if row == at.ALL or (column == "A" and row in _STRONG) else "follows",
        "General" if named else _number_format(row, column),
        "left" if named else "right",
    )


def _number_format(row: int, column: str) -> str:
    if row < at.BUSIEST_HEAD:
        return (
            AMOUNT if row < at.BESIDE_HEAD else cell_formats.SHORT_AMOUNT if column != at.BESIDE_DIFFERENCE else _SIGNED
        )
    if row < at.BASIS_HEAD:
        return "General" if column == at.BUSY_PERIOD else PERCENT
    return cell_formats.SHORT_QUANTITY


def _merge(sheet: Any, columns: str, row: int) -> None:
    """One cell over several columns, so that a long name or amount has room; all of them look alike."""
    first, last = columns.split(":")
    if first == last:
        return
    model = sheet[f"{first}{row}"]
    for cells in sheet[f"{first}{row}:{last}{row}"]:
        for cell in cells:
            cell.font, cell.fill, cell.border = copy(model.font), copy(model.fill), copy(model.border)
    sheet.merge_cells(f"{first}{row}:{last}{row}")


def _tiles(sheet: Any) -> None:
    """The key figures in a row, the flag at its end."""
    for name, columns in at.TILE_CELLS.items():
        cell = sheet[f"{columns[0]}{at.TILES}"]
        dress(cell, "flag" if name == "flag" else "figure", _TILE_FORMATS.get(name, "General"), "left")
        _merge(sheet, columns, at.TILES)
        if name == "flag":
            first, last = columns.split(":")
            for rule in cell_formats.result_rules(f"${first}${at.TILES}"):
                sheet.conditional_formatting.add(f"{first}{at.TILES}:{last}{at.TILES}", rule)
    sheet.row_dimensions[at.TILES].height = 26.0


def _panels(sheet: Any, words: Words) -> None:
    """Costs and bottlenecks at the right of the chart."""
    for row in range(at.FIRST_COST, at.FIRST_COST + at.COST_LINES):
        _merge(sheet, at.COST_NAME, row)
        _merge(sheet, at.COST_AMOUNT, row)
    for row in (at.HEADS, at.BESIDE_HEAD, at.BUSIEST_HEAD):
        for column in at.PANEL:
            dress(sheet[f"{column}{row}"], "heading")
    name = f"${at.PANEL[0]}{at.FIRST_COST}"
    area = f"{at.PANEL[0]}{at.FIRST_COST}:{at.PANEL[-1]}{at.FIRST_COST + at.COST_LINES - 1}"
    for total in TOTAL_COSTS:
        called = result_words(words).get(total, total)
        sheet.conditional_formatting.add(area, cell_formats.total_if(f'{name}="{called}"', calculated=True))
    sheet.conditional_formatting.add(area, cell_formats.calculated_if(f'{name}<>""'))
    for row in (at.BESIDE_HEAD + 1, at.BUSIEST_HEAD + 1):
        headers = cell_formats.header_if(f'${at.PANEL[0]}${row}<>""')
        sheet.conditional_formatting.add(f"{at.PANEL[0]}{row}:{at.PANEL[-1]}{row}", headers)
    _other_plans(sheet)
    _bottlenecks(sheet)


def _other_plans(sheet: Any) -> None:
    """What stands beside the plan: a worse one in red would judge a scenario, so the sign alone tells."""
    first, last, name = at.FIRST_BESIDE, at.FIRST_BESIDE + at.BESIDE - 1, at.BESIDE_NAME[0]
    for row in range(first - 1, last + 1):
        _merge(sheet, at.BESIDE_NAME, row)
    area = f"{name}{first}:{at.BESIDE_DIFFERENCE}{last}"
    sheet.conditional_formatting.add(area, cell_formats.calculated_if(f'${name}{first}<>""'))


def _bottlenecks(sheet: Any) -> None:
    first, last = at.FIRST_BUSIEST, at.FIRST_BUSIEST + at.RESOURCES - 1
    for row in range(first - 1, last + 1):
        _merge(sheet, at.BUSY_NAME, row)
    peak = f"{at.BUSY_PEAK}{first}"
    full = cell_formats.full_if(f"AND(ISNUMBER({peak}),{peak}>0.9999)")
    sheet.conditional_formatting.add(f"{peak}:{at.BUSY_PEAK}{last}", full)
    name, named = at.BUSY_NAME.split(":")
    for area in (
        f"{name}{first}:{named}{last}",
        f"{peak}:{at.BUSY_PEAK}{last}",
        f"{at.BUSY_PERIOD}{first}:{at.BUSY_AVERAGE}{last}",
    ):
        sheet.conditional_formatting.add(area, cell_formats.calculated_if(f'${name}{first}<>""'))


def _rows(sheet: Any) -> None:
    """The tables of periods: headings across, whole quantities without decimals."""
    for row in (at.HEADS, at.BASIS_HEAD, at.DECISION_HEAD):
        for column in ("A", "B", *at.SLOT_LETTERS):
            if row != at.HEADS or column not in (*at.PANEL, at.GAP):
                dress(sheet[f"{column}{row}"], "heading")
    for column in ("A", "B", *at.SLOT_LETTERS):
        dress(sheet[f"{column}{at.PERIODS}"], "follows", "General", "left" if column == "A" else "right", wrap=True)
    sheet.row_dimensions[at.PERIODS].height = 30.0
    reached = f"COLUMNS(${at.LEFT_SLOT}{at.PERIODS}:{at.LEFT_SLOT}{at.PERIODS})<=$B${at.REACH}"
    planned = f'$A${at.PERIODS}<>""'
    for area, condition in (
        (f"A{at.PERIODS}:B{at.PERIODS}", planned),
        (f"{at.LEFT_SLOT}{at.PERIODS}:{at.RIGHT_SLOT}{at.PERIODS}", f"AND({planned},{reached})"),
    ):
        sheet.conditional_formatting.add(area, cell_formats.header_if(condition))
    for row in (*_HEADINGS, at.WORKINGS):
        sheet.row_dimensions[row].height = 19.0
    _fill_in(sheet, at.ALL, at.ALL)
    _fill_in(sheet, at.DEMAND, at.CAPACITY)
    _fill_in(sheet, at.FIRST_PRODUCT, at.LAST_PRINTED, heading=f"$B{at.FIRST_PLACE}=0")


def _fill_in(sheet: Any, first: int, last: int, heading: str = "") -> None:
    """Rows look calculated as far as the plan fills them, one like a heading; whole quantities lose their decimals."""
    shown = f'$A{first}<>""'
    reached = f"COLUMNS(${at.LEFT_SLOT}{first}:{at.LEFT_SLOT}{first})<=$B${at.REACH}"
    for column, right, condition in (("A", "B", shown), (at.LEFT_SLOT, at.RIGHT_SLOT, f"AND({shown},{reached})")):
        rules = [cell_formats.whole_where(f"{column}{first}", condition), cell_formats.calculated_if(condition)]
        if heading:
            rules.insert(0, cell_formats.heading_if(f"AND({shown},{heading})"))
        for rule in rules:
            sheet.conditional_formatting.add(f"{column}{first}:{right}{last}", rule)


def _totals(sheet: Any, words: Words, totals: OutputTable, periods: Sequence[str]) -> None:
    """Table PlanTotals, below all else, since it grows."""
    table = SheetTable(sheet, at.TOTALS, totals.headers, len(totals.rows), words, periods)
    add_table(table, PLAN_TOTALS.name, False, left_of(PLAN_TOTALS))
    fill(table, PLAN_TOTALS, totals.rows)
    emphasis.add(table, PLAN_TOTALS)


def _load_chart(sheet: Any, words: Words) -> None:
    """Load of the most used resource as columns, its capacity as a line."""
    bars, lines = drawing.bars_of(), drawing.lines_of()
    bars.series.append(_series(sheet, at.CHARTED, fill=drawing.BLUE))
    line = _series(sheet, at.CHARTED_LIMIT, line=drawing.VERMILLION)
    lines.series.append(line)
    drawing.axes(bars, words("chart.period"), words("chart.units"))
    bars.x_axis.title = None
    chart = drawing.together(bars, lines)
    chart.title = drawing.title_of(words("chart.MeetingLoad"), 1100, bold=True)
    chart.width, chart.height = LOAD_CM
    drawing.place(sheet, chart, f"{at.LOAD_HEAD}{at.HEADS + 1}")


def _chart(sheet: Any, words: Words) -> None:
    """Columns of what is made and kept, and a mark where the demand is: a column without a period shows nothing."""
    bars, marks = drawing.bars_of(), drawing.lines_of()
    columns = ((at.PRODUCTION, "production", drawing.BLUE), (at.INVENTORY, "ending", drawing.CLEAR_SKY))
    for row, name, colour in columns:
        bars.series.append(_series(sheet, row, words(f"meeting.{name}"), fill=colour))
    bars.overlap = 0
    demand = _series(sheet, at.DEMAND, words("meeting.demand"), line=drawing.VERMILLION, marker=True)
    demand.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    demand.marker.symbol, demand.marker.size = "dash", DASH_SIZE
    marks.series.append(demand)
    drawing.axes(bars, words("chart.period"), words("chart.units"))
    bars.x_axis.title = None
    chart = drawing.together(bars, marks)
    chart.title = drawing.title_of(words("chart.Meeting"), 1200, bold=True)
    chart.width, chart.height = CHART_CM
    drawing.place(sheet, chart, f"A{at.HEADS + 1}")


def _series(sheet: Any, row: int, called: str = "", **look: Any) -> Any:
    """A row of the page as a series, named so or by its label."""
    name, left, right = quoted_sheet(sheet.title), at.LEFT_SLOT, at.RIGHT_SLOT
    label = SeriesLabel(v=called) if called else SeriesLabel(strRef=StrRef(f=f"{name}!$A${row}"))
    periods = f"{name}!${left}${at.CHART_PERIODS}:${right}${at.CHART_PERIODS}"
    return drawing.data_series(f"{name}!${left}${row}:${right}${row}", label, periods, **look)
