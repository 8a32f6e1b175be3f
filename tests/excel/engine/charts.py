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
