"""The workbook that a sales history becomes, opened in LibreOffice: every formula shows what a recalculation gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.contract.demand_tables import FORECAST_CHART
from sop_excel.shipped import SALES, resource
from templates.make import meeting_layout as at
from templates.make.language import words_of
from tests.commands import sop_excel
from tests.hosts.books import Book
from tests.hosts.calc import Calc, needs_calc
from tests.hosts.test_as_loaded import stale

pytestmark = [pytest.mark.host, needs_calc]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chain") / "plan.xlsx"
    ran = sop_excel("chain", resource(SALES), "-o", path)
    assert ran.status == 0, ran.err
    return path


def test_as_loaded_it_shows_the_plan_and_the_forecast(planned: Path, calc: Calc) -> None:
    assert stale(calc, planned) == []


def test_the_chart_of_the_forecast_follows_its_drop_down(planned: Path, calc: Calc, tmp_path: Path) -> None:
    """Blank is the first product; the last one chosen, history and mean are those of its rows."""
    book = Book(planned.stem, planned)
    chart, history, forecast = (book.blocks[name] for name in (FORECAST_CHART.name, "DemandHistory", "Forecast"))
    product = "PART-300"
    shown = tmp_path / "shown.xlsx"
    steps = [{"do": "put", "sheet": chart.sheet, "cell": "B3", "value": product}, {"do": "recalculate"}]
    calc.job(planned, *steps, {"do": "save", "target": str(shown)})
    seen = Book(shown.stem, shown)
    sheet = seen.values[chart.sheet]
    below = [
        [sheet.cell(chart.top + 1 + row, chart.left + n).value for n in range(len(chart.headers))]
        for row in range(chart.rows)
    ]
    sold = _row(seen, history.sheet, history.top, product)
    mean = _row(seen, forecast.sheet, forecast.top, product)
    assert [row[1] for row in below if row[1] is not None] == pytest.approx(sold[1:])
    means = [row[2] for row in below if row[2] is not None]
    assert means == pytest.approx(mean[3 : 3 + len(means)])


@pytest.mark.parametrize(("language", "sheet"), [("en", "Meeting"), ("es", "Reunión")])
def test_before_any_plan_nothing_is_called_checked_or_impossible(
    calc: Calc, tmp_path: Path, language: str, sheet: str
) -> None:
    """The page of a cleaned history says in the language asked for that nothing was planned; nothing shows as 0."""
    path, shown = tmp_path / "history.xlsx", tmp_path / "shown.xlsx"
    ran = sop_excel("clean", resource(SALES), "-o", path, "--language", language)
    assert ran.status == 0, ran.err
    calc.job(path, {"do": "recalculate"}, {"do": "save", "target": str(shown)})
    page = Book(shown.stem, shown).values[sheet]
    words = words_of(language)
    assert page[f"A{at.TITLE}"].value == sheet
    assert page[f"A{at.LEAD}"].value == words("meeting.unplanned")
    for tile in ("status", "flag"):
        assert not page[f"{at.TILE_CELLS[tile][0]}{at.TILES}"].value


def _row(book: Book, sheet: str, top: int, product: str) -> list[float]:
    """The first row of a product in a table whose headers stand in row ``top``."""
    rows = book.values[sheet].iter_rows(min_row=top + 1, values_only=True)
    return [value for value in next(row for row in rows if row[0] == product) if value is not None]
