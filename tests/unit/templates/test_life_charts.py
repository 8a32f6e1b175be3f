"""The charts of the sheets that a workbook receives over time."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from sop_excel import shipped


@pytest.mark.parametrize("donor", ["templates/over_time.xlsx", "templates/es/over_time.xlsx"])
def test_every_rule_of_the_chart_is_named(donor: str) -> None:
    """Left to choose, a spreadsheet names every other of so many bars, and the longest may be one without a name."""
    with ZipFile(shipped.resource(donor)) as parts:
        (chart,) = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert '<tickLblSkip val="1"' in chart.split("<valAx>")[0]
