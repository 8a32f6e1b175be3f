"""Without the forecasting library there is one clear sentence, and all that needs no forecast goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from sop_excel.demand.forecasting.forecast import forecast
from sop_excel.demand.history import History
from sop_excel.errors import MissingPackageError
from sop_excel.extras import missing
from tests.commands import sop_excel
from tests.functions.formulas import formula, told
from tests.workbooks import make_workbook

SENTENCE = str(missing("statsforecast"))


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python finds no package of that name, as where it was never installed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "statsforecast"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "statsforecast", None)


@pytest.mark.usefixtures("without_library")
def test_a_forecast_without_the_library_says_what_to_install() -> None:
    with pytest.raises(MissingPackageError) as refused:
        forecast(History(("A",), ("1", "2"), np.ones((1, 2))), 1)
    assert str(refused.value) == SENTENCE


@pytest.mark.usefixtures("without_library")
def test_a_formula_says_so_too_and_an_error_value_stands_for_the_figures() -> None:
    assert told("FORECAST_DEMAND", [[1, 2, 3]], 2).startswith(SENTENCE)
    [[error]] = formula("FORECAST_DEMAND", [[1, 2, 3]], 2)
    assert str(error) == "ErrorValue(code='#N/A')"
    assert isinstance(formula("SAFETY_STOCK", [1, -2, 3, 4], 0.5)[0][0], float)


@pytest.mark.usefixtures("without_library")
def test_the_command_says_so_and_writes_nothing(tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", {"DemandHistory": [["Product", "2025-01"], ["A", 1.0]]})
    before = book.read_bytes()
    ran = sop_excel("forecast", book)
    assert (ran.status, ran.err.strip()) == (2, SENTENCE)
    assert book.read_bytes() == before
