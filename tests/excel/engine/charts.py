"""The charts on a sheet: how many there are, and the cells that they draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.excel.engine.com import Com

if TYPE_CHECKING:
    from tests.excel.engine.sheet import Sheet


class Chart(base_classes.Chart):
    """A chart; the file's name of it is not kept by openpyxl, which numbers charts."""

    __slots__ = ("name", "parent")  # in place of the base's properties
    name: str
    parent: Sheet

    def __init__(self, sheet: Sheet, at: int) -> None:
        self.parent, self.name = sheet, f"Chart {at + 1}"
        self.part = sheet.worksheet._charts[at]

    @property
    def api(self) -> Com:
        return Com("Chart", self, {"Name": "name", "References": "references"})

    @property
    def references(self) -> list[str]:
        """The cells that it draws, as formulas."""
        return [str(found.f) for found in references(self.part)]

    def delete(self) -> None:
        self.parent.worksheet._charts.remove(self.part)

    @property
    def series(self) -> SeriesCollection:
        return SeriesCollection(self.part)


class ChartSeries(base_classes.ChartSeries):
    """A series, as Excel writes it: ``=SERIES(name,categories,values,order)``."""

    def __init__(self, part: Any, order: int) -> None:
        self.part, self.order = part, order

    @property
    def api(self) -> Com:
        return Com("Series", self, {"Formula": "formula"})

    @property
    def formula(self) -> str:
        cells = [_cells(source) for source in (self.part.tx, self.part.cat, self.part.val)]
        return f"=SERIES({','.join(str(cell.f) if cell else '' for cell in cells)},{self.order})"

    @formula.setter
    def formula(self, text: str) -> None:
        arguments = text.removeprefix("=SERIES(").removesuffix(")").split(",")
        for source, argument in zip((self.part.tx, self.part.cat, self.part.val), arguments, strict=False):
            if (cells := _cells(source)) is not None:
                cells.f = argument


class SeriesCollection(base_classes.ChartSeriesCollection):
    """The series of a chart and of those that are drawn over it."""

    def __init__(self, part: Any) -> None:
        self.found = [series for chart in part._charts for series in chart.ser]

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[ChartSeries]:
        return (ChartSeries(part, order) for order, part in enumerate(self.found, 1))

    def __call__(self, key: int) -> ChartSeries:
        return ChartSeries(self.found[key - 1], key)


def _cells(source: Any) -> Any:
    kinds = (getattr(source, kind, None) for kind in ("strRef", "numRef", "multiLvlStrRef"))
    return next((found for found in kinds if found is not None), None)


class Charts(base_classes.Charts):
    """The charts of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet

    def __len__(self) -> int:
        return len(self.parent.worksheet._charts)

    def __iter__(self) -> Iterator[Chart]:
        return (Chart(self.parent, at) for at in range(len(self)))

    def __call__(self, key: int | str) -> Chart:
        for position, chart in enumerate(self, 1):
            if key in (position, chart.name):
                return chart
        raise KeyError(key)


def references(chart: Any) -> Iterator[Any]:
    """Every reference to cells within a chart and those that are drawn over it."""
    for part in chart._charts:
        for series in part.ser:
            for source in (series.tx, series.cat, series.val, series.xVal, series.yVal):
                for kind in ("numRef", "strRef", "multiLvlStrRef"):
                    if (found := getattr(source, kind, None)) is not None:
                        yield found


def rewrite_charts(worksheet: Any, change: Callable[[str], str]) -> None:
    """Changes the references of a sheet's charts."""
    for part in worksheet._charts:
        for found in references(part):
            found.f = change(found.f)
