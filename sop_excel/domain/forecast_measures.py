"""What a forecast says of a period: its mean, and the two ends of its interval."""

from __future__ import annotations

from typing import NamedTuple


class ForecastMeasure(NamedTuple):
    """A row of table Forecast: its name, and the unit of its numbers."""

    name: str
    unit: str


MEAN, LOW, HIGH = "Mean", "Low", "High"
FORECAST_MEASURES = (ForecastMeasure(MEAN, "units"), ForecastMeasure(LOW, "units"), ForecastMeasure(HIGH, "units"))
