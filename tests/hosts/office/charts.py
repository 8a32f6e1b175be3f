"""Steps on charts: what they draw, from which cells, with which words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import isnan
from typing import Any

ACROSS, UP = 0, 1
TIMES_TO_FILL = 5  # a tenth of a second apart, however long a busy machine takes for each


def charts(document: Any) -> list[dict[str, Any]]:
    """Every chart with its sheet, title, axes and series; the office fills them in its own time, soon after loading."""
    found = _charts(document)
    for _ in range(TIMES_TO_FILL):
        if not any(_is_empty(series) for chart in found for series in chart["series"]):
            break
        time.sleep(0.1)
        document.calculateAll()
        found = _charts(document)
    return found


def _is_empty(series: dict[str, Any]) -> bool:
    return all(map(isnan, series["values"]))


def _charts(document: Any) -> list[dict[str, Any]]:
    return [
        {"sheet": sheet.Name, "name": name, **_chart(sheet.Charts.getByName(name).EmbeddedObject)}
        for sheet in document.Sheets
        for name in sheet.Charts.ElementNames
    ]


def _chart(chart: Any) -> dict[str, Any]:
    system = chart.FirstDiagram.CoordinateSystems[0]
    across, up = system.getAxisByDimension(ACROSS, 0), system.getAxisByDimension(UP, 0)
    return {
        "title": _title(chart),
        "legend": chart.FirstDiagram.Legend is not None and chart.FirstDiagram.Legend.Show,
        "across": {**_axis(chart, across), **_sequence(across.ScaleData.Categories)},
        "up": _axis(chart, up),
        "series": list(_series(system)),
    }


def _title(titled: Any) -> str:
    title = titled.getTitleObject()
    return "".join(part.String for part in title.Text) if title else ""


def _axis(chart: Any, axis: Any) -> dict[str, Any]:
    linked = axis.LinkNumberFormatToSource
    key = axis.NumberFormat
    shown = chart.NumberFormats.getByKey(key).FormatString if key is not None and not linked else None
    return {"title": _title(axis), "visible": axis.Show and axis.DisplayLabels, "format": shown}


def _series(system: Any) -> Iterator[dict[str, Any]]:
    for kind in system.ChartTypes:
        for series in kind.DataSeries:
            for data in series.DataSequences:
                yield {
                    "kind": kind.ChartType.rpartition(".")[2],
                    "name": " ".join(data.Label.TextualData) if data.Label else "",
                    "values": list(data.Values.NumericalData),
                    "from": data.Values.SourceRangeRepresentation,
                }


def _sequence(labelled: Any) -> dict[str, Any]:
    if labelled is None:
        return {"labels": [], "from": ""}
    return {"labels": list(labelled.Values.TextualData), "from": labelled.Values.SourceRangeRepresentation}


STEPS: dict[str, Callable[..., Any]] = {"charts": charts}
