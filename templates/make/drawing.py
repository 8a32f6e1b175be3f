"""The charts, drawn in colours that colour-blind readers can tell apart (after Okabe and Ito; a test measures it)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.chart import AreaChart, BarChart, LineChart, Series
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.layout import Layout
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun

from sop_excel.contract.output_forms import OutputForm
from sop_excel.domain.capacity_use import CAPACITY, LOAD
from sop_excel.domain.costs import TOTAL_COST
from templates.make.examples import Example
from templates.make.looks import FACE, GREY, HAIRLINE, INK
from templates.make.page import ROW_POINTS, SheetTable

BLUE, VERMILLION, SKY, CHARCOAL = "0072B2", "D55E00", "CFE8F7", "333333"
CLEAR_SKY = "8CCBF2"  # for columns, which need more weight than an area
GREEN, AMBER, STONE = "009E73", "E69F00", "999999"  # further parts of a whole

FIRST_ROW, ROWS = 5, 20  # a chart's rows on its sheet
HEIGHT_CM = ROWS * ROW_POINTS * 2.54 / 72
WIDTH_CM = 25.0
POINT = 12700  # in the drawing's own unit


def has_chart(form: OutputForm, example: Example) -> bool:
    """Whether a chart stands above the form's table: none of resources where the example has none."""
    return stands_above(form) and (form.name != "CapacityUse" or bool(example.resource_names))


def stands_above(form: OutputForm) -> bool:
    """Whether a chart is drawn of this table."""
    return form.name in _DRAWN


def add(table: SheetTable, form: OutputForm) -> None:
    """Draw the form's chart above the table."""
    chart = _DRAWN[form.name](table)
    chart.title = title_of(table.words(f"chart.{form.name}"), 1300, bold=True)
    chart.width, chart.height = WIDTH_CM, HEIGHT_CM
    place(table.sheet, chart, f"A{FIRST_ROW}")


def place(sheet: Any, chart: Any, at: str) -> None:
    """Put a chart on its sheet, without a frame."""
    chart.roundedCorners = False
    chart.graphical_properties = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    sheet.add_chart(chart, at)


def _master_plan(table: SheetTable) -> Any:
    """Inventory as a light area behind, production as columns, demand and safety stock as lines."""
    area, bars, lines = AreaChart(), bars_of(), lines_of()
    area.series.append(_series(table, "Period", "Inventory", fill=SKY))
    bars.series.append(_series(table, "Period", "Production", fill=BLUE))
    lines.series.append(_series(table, "Period", "Demand", line=VERMILLION, marker=True))
    lines.series.append(_series(table, "Period", "Safety stock", line=CHARCOAL, dash=True))
    axes(area, table.words("chart.period"), table.words("chart.units"))
    return together(area, bars, lines)


def _forecast(table: SheetTable) -> Any:
    """What was sold and what is to be expected as lines, the ends of the interval thin and dashed."""
    lines = lines_of()
    lines.series.append(_series(table, "Period", "History", line=CHARCOAL))
    lines.series.append(_series(table, "Period", "Mean", line=VERMILLION, marker=True))
    lines.series.append(_series(table, "Period", "Low", line=BLUE, dash=True))
    lines.series.append(_series(table, "Period", "High", line=BLUE, dash=True))
    axes(lines, table.words("chart.period"), table.words("chart.units"))
    return together(lines)


def _costs(table: SheetTable) -> Any:
    """A bar for every line above the total."""
    lines = table.texts("Cost").index(TOTAL_COST)
    return _one_column(table, _series(table, "Cost", "Amount", lines, fill=BLUE), "chart.cost")


def _direct_costs(table: SheetTable) -> Any:
    return _lying(_one_column(table, _series(table, "Product", "Direct cost", fill=BLUE), "chart.product"))


def _one_column(table: SheetTable, series: Any, axis: str) -> Any:
    bars = bars_of()
    bars.series.append(series)
    axes(bars, table.words(axis), table.words("chart.money"))
    bars.legend = None
    return bars


_PARTS = {
    "Production cost": BLUE,
    "Holding cost": SKY,
    "Overtime cost": VERMILLION,
    "Subcontract cost": GREEN,
    "Late and lost cost": AMBER,
    "Other costs": STONE,
}


def _scenarios(table: SheetTable) -> Any:
    """The parts of each scenario's cost on top of each other."""
    bars = bars_of()
    bars.grouping, bars.overlap = "stacked", 100
    for part, colour in _PARTS.items():
        bars.series.append(_series(table, "Scenario", part, fill=colour))
    axes(bars, table.words("chart.scenario"), table.words("chart.money"))
    return together(bars)


def _rules(table: SheetTable) -> Any:
    """A bar for what each rule costs more than the cheapest plan; one with floors of its own may cost less."""
    bars = _lying(_one_column(table, _series(table, "Rule", "Difference to optimum", fill=BLUE), "chart.rule"))
    bars.y_axis.scaling.min = None
    return bars


def _lying(bars: Any) -> Any:
    """Bars across, the first on top, each with its name, however long and many these are."""
    bars.type, bars.gapWidth = "bar", 40
    bars.x_axis.scaling.orientation, bars.x_axis.axPos = "maxMin", "l"
    bars.x_axis.txPr, bars.x_axis.tickLblSkip = _rich(800, GREY), 1
    bars.y_axis.axPos, bars.y_axis.crosses = "b", "max"
    return bars


def _load(table: SheetTable) -> Any:
    """Load and capacity of one resource, by whose name the load goes: of the bottleneck, or what the planner chose."""
    bars, lines = bars_of(), lines_of()
    resource = StrRef(f=table.column("Resource", 1))
    bars.series.append(_row_series(table, LOAD, SeriesLabel(strRef=resource), fill=BLUE))
    lines.series.append(_row_series(table, CAPACITY, SeriesLabel(v=CAPACITY), line=VERMILLION))
    axes(bars, table.words("chart.period"), table.words("chart.load"))
    return together(bars, lines)


_DRAWN: dict[str, Callable[[SheetTable], Any]] = {
    "PlanChart": _master_plan,
    "CostSummary": _costs,
    "ProductChart": _direct_costs,
    "CapacityUse": _load,
    "ScenarioSummary": _scenarios,
    "ForecastChart": _forecast,
    "RuleComparison": _rules,
}


def bars_of() -> Any:
    """Columns with no series yet."""
    bars = BarChart()
    bars.type, bars.gapWidth = "col", 60
    return bars


def lines_of() -> Any:
    """Lines with no series yet."""
    lines = LineChart()
    lines.marker = True
    return lines


def together(first: Any, *others: Any) -> Any:
    """Several kinds of series on the axes of the first chart."""
    for other in others:
        other.x_axis, other.y_axis = first.x_axis, first.y_axis
        first += other
    first.legend.position, first.legend.overlay = "b", False
    first.legend.txPr = _rich(900, GREY)
    return first


def _series(table: SheetTable, names: str, header: str, rows: int | None = None, **look: Any) -> Any:
    """A column of the table, or its first rows, as a series named by its header; ``names`` is the column of labels."""
    label = SeriesLabel(strRef=StrRef(f=table.name(header)))
    return data_series(table.column(header, rows), label, table.column(names, rows), **look)


def _row_series(table: SheetTable, measure: str, label: SeriesLabel, **look: Any) -> Any:
    """The first row of a measure as a series over the periods."""
    row = table.first_row + table.texts("Measure").index(measure)
    return data_series(table.across(row), label, table.across(table.header_row), **look)


def data_series(values: str, name: SeriesLabel, labels: str, **look: Any) -> Any:
    """A series out of cells, and how it looks: a ``fill``, or a ``line`` with a ``dash`` or a ``marker``."""
    series = Series(values=values, title=None)
    series.val = NumDataSource(numRef=NumRef(f=values))
    series.tx = name
    series.cat = AxDataSource(strRef=StrRef(f=labels))
    _paint(series, **look)
    return series


def _paint(series: Any, fill: str = "", line: str = "", dash: bool = False, marker: bool = False) -> None:
    if fill:
        series.graphicalProperties = GraphicalProperties(solidFill=fill, ln=LineProperties(noFill=True))
        return
    stroke = LineProperties(solidFill=line, w=int(2.25 * POINT), prstDash="dash" if dash else "solid")
    series.graphicalProperties = GraphicalProperties(ln=stroke)
    series.smooth = False
    series.marker.symbol = "circle" if marker else "none"
    if marker:
        series.marker.size = 6
        series.marker.graphicalProperties = GraphicalProperties(solidFill=line, ln=LineProperties(solidFill="FFFFFF"))


def axes(chart: Any, across: str, up: str) -> None:
    """Both axes with their titles, from 0 on, in quiet colours."""
    for axis, words in ((chart.x_axis, across), (chart.y_axis, up)):
        axis.delete = False
        axis.title = title_of(words, 900)
        axis.txPr = _rich(900, GREY)
        axis.majorTickMark = axis.minorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=HAIRLINE))
    chart.x_axis.tickLblPos, chart.y_axis.tickLblPos = "low", "nextTo"
    chart.x_axis.axPos, chart.x_axis.crosses, chart.y_axis.crosses = "b", "autoZero", "autoZero"
    chart.x_axis.number_format = "@"
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.crossBetween = "between"
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=HAIRLINE, w=POINT // 2))


def _letters(size: int, colour: str, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=Font(typeface=FACE))


def _rich(size: int, colour: str) -> RichText:
    properties = ParagraphProperties(defRPr=_letters(size, colour))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_letters(size, colour), r=[])])


def title_of(words: str, size: int, bold: bool = False) -> Title:
    """A title beside the plot, never over it."""
    letters = _letters(size, INK if bold else GREY, bold)
    run = RegularTextRun(rPr=letters, t=words)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), layout=Layout(), overlay=False)
