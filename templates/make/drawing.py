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

from sop_excel.contract.forms import OutputForm
from templates.make.examples import CAPACITY_MEASURES, Example
from templates.make.looks import FACE, GREY, HAIRLINE, INK
from templates.make.page import ROW_POINTS, Block

BLUE, VERMILLION, SKY, CHARCOAL = "0072B2", "D55E00", "CFE8F7", "333333"
CLEAR_SKY = "8CCBF2"  # for columns, which need more weight than an area
GREEN, AMBER, STONE = "009E73", "E69F00", "999999"  # further parts of a whole

FIRST_ROW, ROWS = 5, 20  # a chart's rows on its sheet
HEIGHT_CM = ROWS * ROW_POINTS * 2.54 / 72
WIDTH_CM = 25.0
POINT = 12700  # in the drawing's own unit


def has_chart(form: OutputForm, example: Example) -> bool:
    """Whether a chart stands above the form's table: none of resources where the example has none."""
    return form.name in _DRAWN and (form.name != "CapacityUse" or bool(example.resource_names))


def add(block: Block, form: OutputForm) -> None:
    """Draw the form's chart above the block."""
    chart = _DRAWN[form.name](block)
    chart.title = title_of(block.words(f"chart.{form.name}"), 1300, bold=True)
    chart.width, chart.height = WIDTH_CM, HEIGHT_CM
    place(block.sheet, chart, f"A{FIRST_ROW}")


def place(sheet: Any, chart: Any, at: str) -> None:
    """Put a chart on its sheet, without a frame."""
    chart.roundedCorners = False
    chart.graphical_properties = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    sheet.add_chart(chart, at)


def _master_plan(block: Block) -> Any:
    """Inventory as a light area behind, production as columns, demand and safety stock as lines."""
    area, bars, lines = AreaChart(), bars_of(), lines_of()
    area.series.append(_series(block, 3, fill=SKY))
    bars.series.append(_series(block, 2, fill=BLUE))
    lines.series.append(_series(block, 1, line=VERMILLION, marker=True))
    lines.series.append(_series(block, 4, line=CHARCOAL, dash=True))
    axes(area, block.words("chart.period"), block.words("chart.units"))
    return together(area, bars, lines)


def _costs(block: Block) -> Any:
    """A bar for every line but the last, the total."""
    return _one_column(block, 1, block.last_row - 1, block.words("chart.cost"))


def _direct_costs(block: Block) -> Any:
    return _one_column(block, 7, block.last_row, block.words("chart.product"))


def _one_column(block: Block, column: int, last_row: int, axis: str) -> Any:
    bars = bars_of()
    bars.series.append(_series(block, column, last_row, fill=BLUE))
    axes(bars, axis, block.words("chart.money"))
    bars.legend = None
    return bars


def _scenarios(block: Block) -> Any:
    """The parts of each scenario's cost on top of each other."""
    bars = bars_of()
    bars.grouping, bars.overlap = "stacked", 100
    first = block.headers.index("Production cost")
    for column, colour in enumerate((BLUE, SKY, VERMILLION, GREEN, AMBER, STONE), start=first):
        bars.series.append(_series(block, column, fill=colour))
    axes(bars, block.words("chart.scenario"), block.words("chart.money"))
    return together(bars)


def _load(block: Block) -> Any:
    """Load and capacity of the first resource, whose rows are the table's first two."""
    bars, lines = bars_of(), lines_of()
    load, capacity = CAPACITY_MEASURES[:2]
    bars.series.append(_row_series(block, block.first_row, load, fill=BLUE))
    lines.series.append(_row_series(block, block.first_row + 1, capacity, line=VERMILLION))
    axes(bars, block.words("chart.period"), block.words("chart.load"))
    return together(bars, lines)


_DRAWN: dict[str, Callable[[Block], Any]] = {
    "PlanChart": _master_plan,
    "CostSummary": _costs,
    "ProductSummary": _direct_costs,
    "CapacityUse": _load,
    "ScenarioSummary": _scenarios,
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


def _series(block: Block, column: int, last_row: int | None = None, **look: Any) -> Any:
    """A column of the table as a series, named by its header, over the table's first column."""
    top, bottom = block.first_row, last_row or block.last_row
    name = block.address(block.header_row, column, block.header_row, column)
    label = SeriesLabel(strRef=StrRef(f=name))
    return data_series(block.address(top, column, bottom, column), label, block.address(top, 0, bottom, 0), **look)


def _row_series(block: Block, row: int, name: str, **look: Any) -> Any:
    """A row of a wide table as a series over the periods; its name is a text, since the table may be empty."""
    last = len(block.headers) - 1
    periods = block.address(block.header_row, 2, block.header_row, last)
    return data_series(block.address(row, 2, row, last), SeriesLabel(v=name), periods, **look)


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
